//! `ges-node rebuild`: the tables made anew from the journals, and whether they were the same before.

use ges_domain::text::Text;
use ges_ledger::rebuild;
use serde_json::json;

use super::{CliError, Context};

pub(super) fn run(context: &Context) -> Result<(), CliError> {
    let node = context.node()?;
    let before = rebuild::dump(node.store())?;
    let done = node.store().write(rebuild::all)?;
    let after = rebuild::dump(node.store())?;
    let differed: Vec<&str> =
        before.iter().zip(&after).filter(|(old, new)| old.1 != new.1).map(|((table, _), _)| *table).collect();
    let said = if differed.is_empty() {
        Text::new(
            format!("สร้างใหม่จาก {} รายการ ตรงกับของเดิมทุกไบต์", done.entries),
            format!("made anew from {} entries: byte-equal to what was there", done.entries),
        )
    } else {
        let list = differed.join(", ");
        Text::new(
            format!("สร้างใหม่จาก {} รายการ ตารางที่ต่างจากเดิมและแก้แล้ว: {list}", done.entries),
            format!("made anew from {} entries; tables that differed and are right now: {list}", done.entries),
        )
    };
    context.answer(&said, &json!({ "logs": done.logs, "entries": done.entries, "differed": differed }));
    Ok(())
}
