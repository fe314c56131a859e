//! `ges-node import agreement|results|observations FILE [--dry-run]`: every defect with its place, all or nothing.

use std::path::PathBuf;

use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::text::Text;
use ges_ledger::read;
use serde_json::json;

use super::{CliError, Context};
use crate::import::{self, Defect, Form};
use crate::service::{self, ServiceError};

/// What is imported.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// คำรับรองการปฏิบัติราชการ · A performance agreement (.json or .xlsx)
    Agreement {
        /// ไฟล์ · File
        file: PathBuf,
        /// ปีงบประมาณ · Fiscal year (B.E.) when the file does not say it
        #[arg(long)]
        fiscal_year: Option<FiscalYear>,
        /// ฉบับที่ · Version; otherwise the file's, or the next one
        #[arg(long = "agreement-version")]
        version: Option<u32>,
        /// กรอบการประเมิน · Framework when the file does not say it
        #[arg(long)]
        framework: Option<String>,
        /// ตรวจเท่านั้น · Check only
        #[arg(long)]
        dry_run: bool,
    },
    /// ผลตัวชี้วัด · Results (.json or .xlsx)
    Results {
        /// ไฟล์ · File
        file: PathBuf,
        /// ปีงบประมาณ · Fiscal year (B.E.) when the file does not say it
        #[arg(long)]
        fiscal_year: Option<FiscalYear>,
        /// รอบ · Round (6, 9, 12) when the file does not say it
        #[arg(long)]
        round: Option<Round>,
        /// ตรวจเท่านั้น · Check only
        #[arg(long)]
        dry_run: bool,
    },
    /// ข้อมูลรายช่วงเวลา · Observations (.csv or .json)
    Observations {
        /// ไฟล์ · File
        file: PathBuf,
        /// ชุดข้อมูล · Data flow
        #[arg(long, default_value = "monthly-results")]
        dataflow: String,
        /// ผู้อ่านได้ · Audience: public, central, internal or named:a,b
        #[arg(long, default_value = "central")]
        audience: Audience,
        /// ตรวจเท่านั้น · Check only
        #[arg(long)]
        dry_run: bool,
    },
}

pub(super) fn run(context: &Context, command: Command) -> Result<(), CliError> {
    let (node, who, now) = (context.node()?, context.who(), context.now());
    match command {
        Command::Agreement { file, fiscal_year, version, framework, dry_run } => {
            let (form, bytes) = (Form::of(&file)?, import::read(&file)?);
            let given =
                import::agreements::Given { organisation: Some(node.own().clone()), fiscal_year, version, framework };
            let agreement = import::agreements::read(&bytes, form, &given).map_err(CliError::defects)?;
            let (own, candidate) = (node.own().clone(), agreement.clone());
            service::agreements::check(&own, &candidate)?;
            node.store().read(|tx| service::agreements::check_version(tx, &own, &candidate))?;
            let (count, year) = (agreement.indicators.len(), agreement.fiscal_year);
            if dry_run {
                checked(context, count);
                return Ok(());
            }
            let version = agreement.version;
            let recorded = service::agreements::import(&node, &who, agreement, Audience::Central, now)?;
            let said = Text::new(
                format!(
                    "นำเข้าคำรับรองฯ ปีงบประมาณ {year} ฉบับที่ {version} แล้ว {count} ตัวชี้วัด (รายการที่ {})",
                    recorded.sequence
                ),
                format!(
                    "agreement of {year}, version {version}, recorded with {count} indicators (entry {})",
                    recorded.sequence
                ),
            );
            context.answer(
                &said,
                &json!({ "record_id": recorded.record_id, "sequence": recorded.sequence, "indicators": count }),
            );
        }
        Command::Results { file, fiscal_year, round, dry_run } => {
            let (form, bytes) = (Form::of(&file)?, import::read(&file)?);
            let placed = import::results::read(&bytes, form, fiscal_year, round).map_err(CliError::defects)?;
            let own = node.own().clone();
            let mut defects = Vec::new();
            for row in &placed {
                let checked = node.store().read(|tx| service::results::check(tx, &own, &row.result.report, None));
                match checked {
                    Ok(()) => {}
                    Err(error) if error.is_ours() => return Err(error.into()),
                    Err(error) => defects.push(Defect::new(row.place.clone(), error.words())),
                }
            }
            if !defects.is_empty() {
                return Err(CliError::defects(defects));
            }
            let count = placed.len();
            if dry_run {
                checked(context, count);
                return Ok(());
            }
            let results = placed.into_iter().map(|p| p.result).collect();
            let recorded = service::results::record_all(&node, &who, results, now)?;
            let said = Text::new(format!("บันทึกผลแล้ว {count} รายการ"), format!("{count} results recorded"));
            let ids: Vec<_> = recorded.iter().map(|r| r.record_id).collect();
            context.answer(&said, &json!({ "recorded": count, "record_ids": ids }));
        }
        Command::Observations { file, dataflow, audience, dry_run } => {
            let (form, bytes) = (Form::of(&file)?, import::read(&file)?);
            let batches = import::observations::read(&bytes, form, &dataflow).map_err(CliError::defects)?;
            let count: usize = batches.iter().map(ges_proto::observations::Observations::len).sum();
            if dry_run {
                checked(context, count);
                return Ok(());
            }
            let recorded = service::observations::import(&node, &who, &batches, &audience, now)?;
            let total = node.store().read(read::observations::count).map_err(ServiceError::from)?;
            let said = Text::new(
                format!("นำเข้า {count} ค่า เป็น {} รายการในสมุดบันทึก", recorded.len()),
                format!("{count} values recorded as {} journal entries", recorded.len()),
            );
            context.answer(&said, &json!({ "values": count, "entries": recorded.len(), "total": total }));
        }
    }
    Ok(())
}

fn checked(context: &Context, count: usize) {
    let said = Text::new(
        format!("ตรวจแล้ว ไม่พบข้อผิดพลาดใน {count} รายการ ยังไม่ได้บันทึก"),
        format!("checked: no defect in {count} items; nothing was recorded"),
    );
    context.answer(&said, &json!({ "checked": count, "defects": [] }));
}
