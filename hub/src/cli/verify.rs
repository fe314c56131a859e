//! `ges-hub verify`: everything the hub keeps, offline.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use ges_domain::text::Text;
use ges_figures::proof;
use ges_journal::note::VerifierKey;
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::service::verify::{self, Report};

/// Largest proof file that is read: one record of the largest size, base64, and some room.
const MAX_PROOF: u64 = 32 << 20;

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ตรวจแฟ้มพิสูจน์ของตัวเลขเดียว · Only this proof file of one figure
    #[arg(long)]
    proof: Option<PathBuf>,
    /// กุญแจตรวจสอบที่ได้มาจากที่อื่น · A verifier key known from elsewhere; may be given again
    #[arg(long = "vkey")]
    keys: Vec<VerifierKey>,
}

pub(super) fn run(context: &Context, args: &Args) -> Result<(), CliError> {
    if let Some(file) = &args.proof {
        return one(context, file, &args.keys);
    }
    let hub = context.hub()?;
    let report = verify::run(&hub)?;
    let data = json!({ "verified": report.holds(), "report": report });
    context.answer(&words(&report), &data);
    if report.holds() {
        return Ok(());
    }
    if context.json() {
        // The report has said it already; one document per run.
        std::process::exit(Exit::NotVerified as i32);
    }
    let count = report.defects.len();
    let said = Text::new(
        format!("ตรวจไม่ผ่าน {count} แห่ง อย่าลบสิ่งใด กรุณากู้คืนจากสำรองหรือจากหน่วยงาน"),
        format!("{count} places do not verify: delete nothing, restore from a backup or from the agency"),
    );
    Err(CliError::new(Exit::NotVerified, "not-verified", said))
}

/// One figure, with nothing but the file and public keys.
fn one(context: &Context, file: &Path, keys: &[VerifierKey]) -> Result<(), CliError> {
    let unreadable = |e: &dyn std::fmt::Display| {
        let said = Text::new(
            format!("อ่านแฟ้ม {} ไม่ได้: {e}", file.display()),
            format!("{} cannot be read: {e}", file.display()),
        );
        CliError::new(Exit::Unavailable, "unreadable", said)
    };
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(|e| unreadable(&e))?;
    opened.take(MAX_PROOF).read_to_end(&mut bytes).map_err(|e| unreadable(&e))?;
    match proof::check(&bytes, keys) {
        Ok((words, data)) => {
            context.answer(&words, &data);
            Ok(())
        }
        Err(broken) => {
            let said = Text::new(format!("ตรวจไม่ผ่าน: {broken}"), format!("NOT VERIFIED: {broken}"));
            Err(CliError::new(Exit::NotVerified, "not-verified", said))
        }
    }
}

fn words(report: &Report) -> Text {
    let logs = report.logs.iter().map(|l| {
        format!(
            "{}: {} entries, {} checkpoints, {} cosignatures, {} attestations, root {}",
            l.log, l.entries, l.checkpoints, l.cosignatures, l.attestations, l.root
        )
    });
    let defects = report.defects.iter().map(|d| format!("✕ {}: {}", d.place, d.what));
    let english: Vec<_> = logs.chain([format!("documents: {}", report.documents)]).chain(defects.clone()).collect();
    let logs = report.logs.iter().map(|l| {
        format!(
            "{}: {} รายการ ยอดสรุป {} ลายเซ็นพยาน {} การรับรอง {} ราก {}",
            l.log, l.entries, l.checkpoints, l.cosignatures, l.attestations, l.root
        )
    });
    let thai: Vec<_> = logs.chain([format!("เอกสาร: {}", report.documents)]).chain(defects).collect();
    Text::new(thai.join("\n"), english.join("\n"))
}
