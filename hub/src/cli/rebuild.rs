//! `ges-hub rebuild`: the tables made anew from the journals, and whether they came out byte-equal.

use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context};
use crate::service::rebuild;

pub(super) fn run(context: &Context) -> Result<(), CliError> {
    let hub = context.hub()?;
    let engine = hub.store().engine();
    let report = rebuild::run(&hub)?;
    let (logs, entries) = (report.rebuilt.logs, report.rebuilt.entries);
    let equal = report.different.is_empty();
    let tables = report.different.join(", ");
    let said = if equal {
        Text::new(
            format!("สร้างตารางใหม่จาก {logs} สมุดบันทึก {entries} รายการ บน {engine} เหมือนเดิมทุกไบต์"),
            format!("rebuilt from {logs} logs with {entries} entries on {engine}: byte-equal to before"),
        )
    } else {
        Text::new(
            format!("สร้างตารางใหม่จาก {logs} สมุดบันทึก {entries} รายการ บน {engine} ตารางที่ต่างจากเดิม: {tables}"),
            format!("rebuilt from {logs} logs with {entries} entries on {engine}; different from before: {tables}"),
        )
    };
    let data = json!({
        "engine": engine.to_string(), "logs": logs, "entries": entries, "equal": equal, "different": report.different,
    });
    context.answer(&said, &data);
    Ok(())
}
