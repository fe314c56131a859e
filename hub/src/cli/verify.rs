//! `ges-hub verify`: everything the hub keeps, offline.

use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::service::verify::{self, Report};

pub(super) fn run(context: &Context) -> Result<(), CliError> {
    let hub = context.hub()?;
    let report = verify::run(&hub)?;
    let data = json!({ "verified": report.holds(), "report": report });
    context.answer(&words(&report), &data);
    if report.holds() {
        return Ok(());
    }
    let count = report.defects.len();
    let said = Text::new(
        format!("ตรวจไม่ผ่าน {count} แห่ง อย่าลบสิ่งใด กรุณากู้คืนจากสำรองหรือจากหน่วยงาน"),
        format!("{count} places do not verify: delete nothing, restore from a backup or from the agency"),
    );
    Err(CliError::new(Exit::NotVerified, "not-verified", said))
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
