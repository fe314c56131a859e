//! `ges-node erase`: deletes a body by order of law.

use ges_domain::ids::RecordId;
use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context};
use crate::service::erasures::{NewErasure, erase};

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// รายการ · Record id
    record: RecordId,
    /// เลขที่คำสั่ง · Number of the order
    #[arg(long)]
    order: String,
    /// เหตุผล · Reason
    #[arg(long)]
    reason: String,
}

pub(super) fn run(context: &Context, args: Args) -> Result<(), CliError> {
    let node = context.node()?;
    let input = NewErasure { record: args.record, order: args.order, reason: args.reason };
    let recorded = erase(&node, &context.who(), &input, context.now())?;
    let said = Text::new(
        format!("ลบเนื้อหาของ {} แล้ว หัวรายการและลายนิ้วมือยังอยู่ (รายการที่ {})", input.record, recorded.sequence),
        format!("the body of {} is erased; header and hash stay (entry {})", input.record, recorded.sequence),
    );
    context.answer(
        &said,
        &json!({ "erased": input.record, "record_id": recorded.record_id, "sequence": recorded.sequence }),
    );
    Ok(())
}
