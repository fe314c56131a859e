//! `ges-hub doctor`: what an operator looks at first.

use std::net::TcpListener;

use ges_domain::text::Text;
use serde_json::json;

use super::{CliError, Context, Exit};
use crate::app::Hub;
use crate::service::nodes;
use crate::store::agencies::Status;

struct Finding {
    name: String,
    ok: bool,
    note: String,
}

pub(super) fn run(context: &Context) -> Result<(), CliError> {
    let hub = context.hub()?;
    let findings = examine(context, &hub)?;
    let text = findings
        .iter()
        .map(|f| format!("{} {}: {}", if f.ok { "✓" } else { "✕" }, f.name, f.note))
        .collect::<Vec<_>>()
        .join("\n");
    let rows: Vec<_> = findings.iter().map(|f| json!({ "name": f.name, "ok": f.ok, "note": f.note })).collect();
    let ok = findings.iter().all(|f| f.ok);
    context.answer(&Text::new(text.clone(), text), &json!({ "ok": ok, "findings": rows }));
    if ok {
        return Ok(());
    }
    let said = Text::new("มีสิ่งที่ต้องแก้ ดูรายการที่มี ✕", "something has to be mended: see the lines with ✕");
    Err(CliError::new(Exit::Unavailable, "findings", said))
}

fn examine(context: &Context, hub: &Hub) -> Result<Vec<Finding>, CliError> {
    let now = context.now();
    let mut out = Vec::new();
    let mut add = |name: &str, ok: bool, note: String| out.push(Finding { name: name.into(), ok, note });
    add("store", true, format!("{} ({})", hub.store().url(), hub.store().engine()));
    let documents = hub.documents().list().map_err(crate::app::HubError::from)?;
    add("documents", true, format!("{} cached", documents.len()));
    match hub.identity().peer() {
        Some(peer) => add("certificate", peer.not_after > now, format!("valid until {}", peer.not_after)),
        None => add("certificate", false, "there is none: run `ges-hub serve`".into()),
    }
    add("authority", hub.authority().not_after() > now, format!("valid until {}", hub.authority().not_after()));
    for (name, address) in [("http", hub.config().http), ("grpc", hub.config().grpc)] {
        // A hub that is serving has its own ports: that is no fault.
        let note = match TcpListener::bind(address) {
            Ok(_) => format!("{address} is free"),
            Err(error) => format!("{address} is in use ({error}): fine while this hub serves"),
        };
        add(name, true, note);
    }
    for node in nodes::stored(hub)?.iter().filter(|n| n.agency.status == Status::Active) {
        let name = format!("agency {}", node.agency.id);
        let days = node.certificate_days(now).unwrap_or_default();
        let trouble = node.link.trouble.as_ref();
        let note = match trouble {
            Some(trouble) => context.words(&trouble.words).to_owned(),
            None => format!("{} entries, certificate {days} days", node.size),
        };
        add(&name, trouble.is_none() && days > 0, note);
    }
    Ok(out)
}
