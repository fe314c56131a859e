//! `ges-node result add|list`.

use std::path::PathBuf;

use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::explain::Explain as _;
use ges_domain::ids::{IndicatorNumber, OrganisationId};
use ges_domain::number::parse_decimal;
use ges_domain::result::{Evidence, Report, Source};
use ges_domain::score::Inputs;
use ges_domain::text::Text;
use ges_ledger::read;
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::app::Node;
use crate::service;
use crate::service::documents::{NewDocument, file};
use crate::service::results::NewResult;

/// What is done with results.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// บันทึกผล · Record one result
    Add(Add),
    /// รายการผลล่าสุด · Newest results of a year
    List {
        /// ปีงบประมาณ · Fiscal year (B.E.)
        #[arg(long)]
        fiscal_year: Option<FiscalYear>,
    },
}

/// One result.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// ตัวชี้วัดที่ · Number of the indicator
    #[arg(long)]
    indicator: IndicatorNumber,
    /// รอบ · Round: 6, 9 or 12 months
    #[arg(long)]
    round: Round,
    /// ปีงบประมาณ · Fiscal year (B.E.); otherwise the newest with an agreement
    #[arg(long)]
    fiscal_year: Option<FiscalYear>,
    /// ค่า · Value; Thai digits and thousands commas are accepted
    #[arg(long, allow_hyphen_values = true)]
    value: String,
    /// หมายเหตุ · Note
    #[arg(long, default_value = "")]
    note: String,
    /// ไฟล์หลักฐาน · Evidence file, or FILE@place; may be given again
    #[arg(long)]
    evidence: Vec<String>,
    /// ผู้อ่านได้ · Audience: public, central, internal or named:a,b
    #[arg(long, default_value = "central")]
    audience: Audience,
    /// ข้อมูลสาธิต · A demonstration figure
    #[arg(long)]
    illustrative: bool,
}

pub(super) fn run(context: &Context, command: Command) -> Result<(), CliError> {
    let node = context.node()?;
    match command {
        Command::Add(args) => add(context, &node, args),
        Command::List { fiscal_year } => list(context, &node, fiscal_year),
    }
}

/// The year given, else the newest with an agreement.
pub(super) fn year(node: &Node, given: Option<FiscalYear>) -> Result<FiscalYear, CliError> {
    if let Some(year) = given {
        return Ok(year);
    }
    let own: OrganisationId = node.own().clone();
    let years = node.store().read(|tx| read::agreements::years(tx, &own))?;
    years.first().copied().ok_or_else(|| {
        let said = Text::new("ยังไม่มีคำรับรองฯ กรุณานำเข้าก่อน", "there is no agreement yet: import it first");
        CliError::new(Exit::Refused, "no-agreement", said)
    })
}

fn add(context: &Context, node: &Node, args: Add) -> Result<(), CliError> {
    let (who, now) = (context.who(), context.now());
    let year = year(node, args.fiscal_year)?;
    let value =
        parse_decimal(&args.value).map_err(|e| CliError::new(Exit::Refused, "bad-value", e.explain().words()))?;
    let mut report = Report {
        fiscal_year: year,
        indicator: args.indicator,
        round: args.round,
        value: Some(value),
        inputs: Inputs::default(),
        note: args.note,
        evidence: Vec::new(),
        narrative: ges_domain::result::Narrative::default(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: args.illustrative,
    };
    // Refused before any evidence is filed: nothing half-done is left behind.
    let own = node.own().clone();
    node.store().read(|tx| service::results::check(tx, &own, &report, None))?;
    for evidence in &args.evidence {
        let (path, place) = match evidence.rsplit_once('@') {
            Some((path, place)) if !std::path::Path::new(evidence).exists() => (PathBuf::from(path), place.to_owned()),
            _ => (PathBuf::from(evidence), String::new()),
        };
        let opened = std::fs::File::open(&path);
        let opened =
            opened.map_err(|e| CliError::plain(Exit::Refused, "evidence", &format!("{}: {e}", path.display())))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let input = NewDocument { media_type: media_type(&name).into(), name, audience: args.audience.clone() };
        let filed = file(node, &who, &input, opened, now)?;
        report.evidence.push(Evidence { digest: filed.document.digest, place });
    }
    let input = NewResult { report: report.clone(), audience: args.audience, seen: None };
    let recorded = service::results::record(node, &who, input, now)?;
    let agreement = node.store().read(|tx| read::agreements::in_force(tx, &own, year))?.map(|a| a.agreement);
    let score = agreement.and_then(|a| {
        let scored = a.score(a.indicator(&report.indicator)?, &report).ok()?;
        Some(scored.official.to_string())
    });
    let shown = score.clone().unwrap_or_default();
    let said = Text::new(
        format!(
            "บันทึกผลตัวชี้วัดที่ {} รอบ {} เดือน = {value} คะแนน {shown} (รายการที่ {})",
            report.indicator, report.round, recorded.sequence
        ),
        format!(
            "indicator {}, {} months: {value}, score {shown} (entry {})",
            report.indicator, report.round, recorded.sequence
        ),
    );
    let data = json!({ "record_id": recorded.record_id, "sequence": recorded.sequence, "value": value.to_string(), "score": score });
    context.answer(&said, &data);
    Ok(())
}

/// Told by the end of the name; what is not known is sent as bytes.
fn media_type(name: &str) -> &'static str {
    let end = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match end.as_str() {
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "csv" => "text/csv",
        "txt" => "text/plain",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        _ => "application/octet-stream",
    }
}

fn list(context: &Context, node: &Node, given: Option<FiscalYear>) -> Result<(), CliError> {
    let (year, own) = (year(node, given)?, node.own().clone());
    let results = node.store().read(|tx| read::results::newest(tx, &own, year))?;
    let rows: Vec<_> = results
        .iter()
        .map(|r| {
            json!({
                "indicator": r.report.indicator, "round": r.report.round, "value": r.report.value.map(|v| v.to_string()),
                "record_id": r.record_id, "sequence": r.sequence, "author": r.author,
            })
        })
        .collect();
    let lines: Vec<String> = results
        .iter()
        .map(|r| {
            format!(
                "{:>8}  {:>2}  {:>20}  {}",
                r.report.indicator.to_string(),
                r.report.round.months(),
                r.report.value.map_or_else(|| "–".to_owned(), |v| v.to_string()),
                r.record_id
            )
        })
        .collect();
    let text = lines.join("\n");
    context.answer(&Text::new(text.clone(), text), &json!({ "fiscal_year": year, "results": rows }));
    Ok(())
}
