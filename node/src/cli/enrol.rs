//! `ges-node enrol`: certificate and keys from the hub, once its operator has confirmed the fingerprint.

use std::path::PathBuf;

use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_runtime::shutdown;
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::enrolment::{Enrolling, enrol};

/// See `--help`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// ที่อยู่ส่วนกลาง · Address of the hub's exchange port, HOST:8401
    #[arg(long)]
    hub: String,
    /// ไฟล์ ca.pem ของส่วนกลาง · The hub's ca.pem
    #[arg(long)]
    ca: PathBuf,
    /// โทเคนครั้งเดียว · One-time token; better in a file or `GES_NODE_TOKEN`
    #[arg(long, env = "GES_NODE_TOKEN", hide_env_values = true, allow_hyphen_values = true)]
    token: Option<String>,
    /// ไฟล์ที่มีโทเคน · File with the token
    #[arg(long, conflicts_with = "token")]
    token_file: Option<PathBuf>,
    /// ที่อยู่ที่ส่วนกลางติดต่อเครื่องนี้ · Where the hub reaches this node, HOST:8411
    #[arg(long)]
    address: Option<String>,
    /// รหัสส่วนกลาง · Organisation id of the hub; otherwise whoever the ca.pem vouches for as hub
    #[arg(long)]
    hub_id: Option<OrganisationId>,
}

pub(super) fn run(context: &Context, args: Args) -> Result<(), CliError> {
    let node = context.node()?;
    let token = if let Some(token) = args.token {
        token
    } else {
        let prompt = Text::new("โทเคน", "token");
        context.secret(args.token_file.as_deref(), &prompt)?.to_string()
    };
    let port = node.config().exchange.listen.port();
    let address = match args.address {
        Some(address) => address,
        None if node.config().exchange.listen.ip().is_unspecified() => {
            let said = Text::new(
                format!("กรุณาระบุ --address HOST:{port} ที่ส่วนกลางใช้ติดต่อเครื่องนี้"),
                format!("give --address HOST:{port}, where the hub reaches this node"),
            );
            return Err(CliError::new(Exit::Usage, "no-address", said));
        }
        None => node.config().exchange.listen.to_string(),
    };
    let wanted =
        Enrolling { hub: args.hub, expect: args.hub_id, authority: args.ca, token: token.trim().to_owned(), address };
    let runtime = Context::runtime()?;
    let link = runtime.block_on(async {
        let stop = shutdown::on_signal();
        enrol(&node, &wanted, &stop, |fingerprint| {
            if context.json {
                context.answer(&Text::default(), &json!({ "state": "pending", "fingerprint": fingerprint }));
            }
            context.tell(&Text::new(
                format!("ลายนิ้วมือของกุญแจเครื่องนี้: {fingerprint}\nกรุณาอ่านให้ผู้ดูแลส่วนกลางยืนยัน กำลังรอการยืนยัน (กด Ctrl-C เพื่อหยุด แล้วสั่งซ้ำได้)"),
                format!("fingerprint of this node's key: {fingerprint}\nread it to the hub's operator; waiting for the confirmation (Ctrl-C stops, the same command goes on)"),
            ));
        })
        .await
    })?;
    let said = Text::new(
        format!("เชื่อมกับ {} แล้ว เครื่องที่เปิดอยู่จะเริ่มรับการดึงข้อมูลเอง", link.hub),
        format!("enrolled with {}; a serving node begins to answer by itself", link.hub),
    );
    let not_after = node.hot().peer().map(|p| p.not_after.to_string());
    let data = json!({
        "state": "enrolled", "hub": link.hub, "hub_journal_key": link.journal.to_string(),
        "hub_witness_key": link.witness.to_string(), "certificate_not_after": not_after,
    });
    context.answer(&said, &data);
    Ok(())
}
