//! `ges-node attest`: the CIO reads the list, gives the passphrase, and signs.

use std::io::{BufRead as _, IsTerminal as _};
use std::path::PathBuf;

use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::IndicatorNumber;
use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::service::attestations::{Decision, Preparation, attest, prepare, title};

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// รอบ · Round: 6, 9 or 12 months
    #[arg(long)]
    round: Round,
    /// ปีงบประมาณ · Fiscal year (B.E.)
    #[arg(long)]
    fiscal_year: FiscalYear,
    /// ผู้รับรอง · Login whose key signs
    #[arg(long, default_value = "cio")]
    login: String,
    /// ยกเว้นตัวชี้วัด · An indicator not vouched for, NUMBER=REASON; may be given again
    #[arg(long = "except", value_parser = exception)]
    except: Vec<(IndicatorNumber, String)>,
    /// เหตุผลที่ล่าช้า · Why figures are released after the round has closed
    #[arg(long)]
    late: Option<String>,
    /// ไฟล์รหัสผ่าน · File with the passphrase; otherwise typed, or the first line of standard input
    #[arg(long, env = "GES_NODE_PASSPHRASE_FILE")]
    passphrase_file: Option<PathBuf>,
    /// ไม่ถามซ้ำ · Do not ask again before signing
    #[arg(long)]
    yes: bool,
    /// แสดงรายการเท่านั้น · Only show what would be signed
    #[arg(long)]
    dry_run: bool,
}

fn exception(text: &str) -> Result<(IndicatorNumber, String), String> {
    let (number, reason) = text.split_once('=').ok_or("write NUMBER=REASON")?;
    Ok((number.parse().map_err(|e| format!("{e}"))?, reason.to_owned()))
}

pub(super) fn run(context: &Context, args: Args) -> Result<(), CliError> {
    let (node, who) = (context.node()?, context.who());
    let prepared = prepare(&node, &who, args.fiscal_year, args.round)?;
    show(context, &prepared);
    if args.dry_run {
        let figures: Vec<_> = prepared
            .figures
            .iter()
            .map(|(i, r, _)| json!({ "indicator": i.number, "value": r.report.value.map(|v| v.to_string()) }))
            .collect();
        let missing: Vec<_> = prepared.missing.iter().map(|i| &i.number).collect();
        context.answer(
            &Text::new("ยังไม่ได้ลงนาม", "not signed"),
            &json!({ "figures": figures, "missing": missing, "statement": prepared.statement }),
        );
        return Ok(());
    }
    if !args.yes && !context.json && std::io::stdin().is_terminal() {
        context.tell(&Text::new("พิมพ์ รับรอง แล้วกด Enter เพื่อลงนาม:", "type attest and Enter to sign:"));
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        if read.is_err() || !["รับรอง", "attest"].contains(&line.trim()) {
            return Err(CliError::new(Exit::Refused, "not-signed", Text::new("ไม่ได้ลงนาม", "not signed")));
        }
    }
    let prompt = Text::new("รหัสผ่านกุญแจผู้รับรอง", "passphrase of the attestation key");
    let passphrase = context.secret(args.passphrase_file.as_deref(), &prompt)?;
    let decision = Decision {
        year: args.fiscal_year,
        round: args.round,
        exceptions: args.except,
        shown: Some(prepared.mark()),
        late: args.late,
    };
    let recorded = attest(&node, &who, &args.login, &passphrase, decision, context.now())?;
    let said =
        Text::new(format!("ลงนามแล้ว (รายการที่ {})", recorded.sequence), format!("signed (entry {})", recorded.sequence));
    context.answer(&said, &json!({ "record_id": recorded.record_id, "sequence": recorded.sequence }));
    Ok(())
}

fn show(context: &Context, prepared: &Preparation) {
    context.tell(&title(prepared.round, prepared.year));
    context.tell(&Text::new(prepared.statement.clone(), prepared.statement.clone()));
    for (indicator, recorded, _) in &prepared.figures {
        let none = || "–".to_owned();
        let score = prepared.score(indicator, recorded).map_or_else(none, |s| s.official.to_string());
        let value = recorded.report.value.map_or_else(none, |v| v.to_string());
        context.tell(&Text::new(
            format!("  {} {}: {value} {} คะแนน {score}", indicator.number, indicator.name.th, indicator.unit.th),
            format!(
                "  {} {}: {value} {} score {score}",
                indicator.number,
                indicator.name.english(),
                indicator.unit.english()
            ),
        ));
    }
    for indicator in &prepared.missing {
        context.tell(&Text::new(
            format!("  {} {}: ยังไม่มีผล ต้องระบุเหตุผลด้วย --except", indicator.number, indicator.name.th),
            format!("  {} {}: no figure, give a reason with --except", indicator.number, indicator.name.english()),
        ));
    }
}
