//! `ges-node verify`: offline, from files and public keys alone.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use ges_domain::text::Text;
use ges_figures::proof;
use ges_journal::note::VerifierKey;

use super::{CliError, Context, Exit};
use crate::verify::{Report, Request, run as verify};

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// โฟลเดอร์ที่จะตรวจ · Folder to verify; otherwise --dir
    folder: Option<PathBuf>,
    /// กุญแจตรวจสอบที่ได้มาจากที่อื่น · A verifier key known from elsewhere; may be given again
    #[arg(long = "vkey")]
    keys: Vec<VerifierKey>,
    /// ตรวจแฟ้มพิสูจน์ของตัวเลขเดียว · Only this proof file of one figure
    #[arg(long)]
    proof: Option<PathBuf>,
}

/// Largest proof file that is read: one record of the largest size, base64, and some room.
const MAX_PROOF: u64 = 32 << 20;

pub(super) fn run(context: &Context, args: Args) -> Result<(), CliError> {
    if let Some(file) = &args.proof {
        return one(context, file, &args.keys);
    }
    let dir = args.folder.unwrap_or_else(|| context.dir.clone());
    let report =
        verify(&Request { dir, keys: args.keys }).map_err(|e| CliError::plain(Exit::Unavailable, "verify", &e))?;
    let data = serde_json::to_value(&report).unwrap_or_default();
    context.answer(&words(&report), &data);
    match &report.failed {
        None => Ok(()),
        Some(finding) => {
            let said = Text::new(
                format!("ตรวจไม่ผ่าน ที่ {}: {}", finding.place, finding.reason),
                format!("NOT VERIFIED at {}: {}", finding.place, finding.reason),
            );
            let error = CliError::new(Exit::NotVerified, "not-verified", said);
            if context.json {
                // The report has said it already; one document per run.
                std::process::exit(Exit::NotVerified as i32);
            }
            Err(error)
        }
    }
}

/// One figure, with nothing but the file and public keys.
fn one(context: &Context, file: &Path, keys: &[VerifierKey]) -> Result<(), CliError> {
    let unreadable =
        |e: std::io::Error| CliError::plain(Exit::Unavailable, "unreadable", &format!("{}: {e}", file.display()));
    let mut bytes = Vec::new();
    let opened = std::fs::File::open(file).map_err(unreadable)?;
    opened.take(MAX_PROOF).read_to_end(&mut bytes).map_err(unreadable)?;
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
    let (mut th, mut en) = (Vec::new(), Vec::new());
    for log in &report.logs {
        th.push(format!(
            "{}: คำนวณใหม่ {} รายการ (ปิดบัง {} ลบตามคำสั่ง {}) ยอดราก {} ลงนามถึง {} ส่วนกลางเป็นพยานถึง {} ใบรับ {} ใบ กุญแจจาก {}",
            log.log, log.entries, log.hidden, log.erased, log.root, log.signed, log.witnessed, log.receipts, log.key_from
        ));
        en.push(format!(
            "{}: {} entries recomputed ({} hidden, {} erased by order), root {}, signed to {}, witnessed to {}, {} receipts, key from {}",
            log.log, log.entries, log.hidden, log.erased, log.root, log.signed, log.witnessed, log.receipts, log.key_from
        ));
    }
    th.push(format!(
        "คำรับรองของ CIO {} ฉบับ ตาราง {} ตาราง เอกสาร {} ฉบับ ตรงทั้งหมดที่ตรวจถึง",
        report.attestations, report.tables, report.documents
    ));
    en.push(format!(
        "{} attestations, {} tables and {} documents hold as far as checked",
        report.attestations, report.tables, report.documents
    ));
    for missing in &report.not_proved {
        th.push(format!("ยังไม่ได้พิสูจน์: {missing}"));
        en.push(format!("not proved: {missing}"));
    }
    Text::new(th.join("\n"), en.join("\n"))
}
