//! `examples FILE`: runs a worked-examples file against the rules, so that an agency checks the year's rules before it
//! opens. Needs no data folder.

use std::path::PathBuf;

use ges_domain::examples::{MAX_FILE, Outcome, run as run_examples};
use ges_domain::text::Text;
use serde_json::json;

use super::context::{CliError, Context, Exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// แฟ้มตัวอย่างคำนวณ · Worked-examples file (JSON)
    file: PathBuf,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<(), CliError> {
    let refused = |said: String| {
        let place = args.file.display();
        let words = Text::new(format!("อ่านแฟ้ม {place} ไม่ได้: {said}"), format!("{place}: {said}"));
        CliError::new(Exit::Refused, "examples-file", words)
    };
    let size = std::fs::metadata(&args.file).map_err(|e| refused(e.to_string()))?.len();
    if usize::try_from(size).map_or(true, |size| size > MAX_FILE) {
        return Err(refused("larger than 16 MiB".into()));
    }
    let text = std::fs::read_to_string(&args.file).map_err(|e| refused(e.to_string()))?;
    let outcomes = run_examples(&text).map_err(|e| refused(e.to_string()))?;
    let passed = outcomes.iter().filter(|o| o.pass).count();
    let failed = outcomes.len() - passed;
    let lines: Vec<String> = outcomes.iter().map(line).collect();
    let closing = |th: bool| {
        if th {
            format!("ผ่าน {passed} ไม่ผ่าน {failed}")
        } else {
            format!("{passed} passed, {failed} failed")
        }
    };
    let said = |th: bool| lines.iter().cloned().chain([closing(th)]).collect::<Vec<_>>().join("\n");
    let data = json!({ "passed": passed, "failed": failed, "examples": outcomes });
    context.answer(&Text::new(said(true), said(false)), &data);
    if failed == 0 {
        return Ok(());
    }
    let words = Text::new(
        format!("ตัวอย่าง {failed} รายการไม่ตรงกับเกณฑ์"),
        format!("{failed} examples differ from the rules: see the list above"),
    );
    Err(CliError::new(Exit::Refused, "examples-failed", words))
}

/// `pass IN-01`, or `FAIL IN-01 (score.interpolate) score: expected 3, computed 4`.
fn line(outcome: &Outcome) -> String {
    if outcome.pass {
        return format!("pass {}", outcome.id);
    }
    let mismatches =
        outcome.mismatches.iter().map(|m| format!("{}: expected {}, computed {}", m.key, m.expected, m.computed));
    let why: Vec<String> = mismatches.chain(outcome.trouble.clone()).collect();
    format!("FAIL {} ({}) {}", outcome.id, outcome.kind, why.join("; "))
}
