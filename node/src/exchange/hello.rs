//! `Hello`: which protocol both speak, and how far this node's journal has grown.

use bytes::Bytes;
use ges_ledger::{LedgerError, log};
use ges_proto::exchange::{Cursor, HelloReply, HelloRequest};
use ges_proto::{PROTOCOL_MAX, PROTOCOL_MIN};
use tonic::Code;

use super::refused::Refused;
use crate::app::{Node, own_log};
use crate::link::Link;

/// What the node can do beyond the base protocol.
const CAPABILITIES: [&str; 3] = ["follow", "ranges", "receipts"];

enum Head {
    Good(Box<HelloReply>),
    Behind { known: u64, size: u64 },
}

pub(super) async fn answer(node: &Node, link: &Link, request: HelloRequest) -> Result<HelloReply, Refused> {
    let protocol = negotiate(request.protocol_min, request.protocol_max)?;
    let (inner, hub) = (node.clone(), link.hub.clone());
    let (known_log, known_size) = (request.known_log, request.known_size);
    let head = node
        .store()
        .read_async(move |tx| {
            let log = own_log(tx)?;
            let origin = log.id.to_string();
            let same = known_log == origin;
            if same && known_size > log.size {
                return Ok(Head::Behind { known: known_size, size: log.size });
            }
            let consistency = if same { log::consistency(tx, log.key, known_size, log.size)? } else { Vec::new() };
            let received = log::newest(tx, &hub)?.map(|m| Cursor { log: m.id.to_string(), next: m.size });
            Ok::<_, LedgerError>(Head::Good(Box::new(HelloReply {
                organisation: log.id.organisation().to_string(),
                verifier_key: log.verifier.to_string(),
                checkpoint: Bytes::from(inner.signing(&log.id, |key| log::sign(tx, &log, log.size, key))?.encode()),
                consistency: consistency.iter().map(|hash| Bytes::copy_from_slice(hash)).collect(),
                log: origin,
                received,
                ..HelloReply::default()
            })))
        })
        .await?;
    let reply = match head {
        Head::Good(reply) => *reply,
        Head::Behind { known, size } => {
            let text = format!(
                "the caller has verified {known} entries but only {size} are here: this node was restored from an old \
                 backup; it must go on under a new epoch (`ges-node restore`)"
            );
            return Err(Refused::new(Code::FailedPrecondition, "log-behind", text).fact("size", size));
        }
    };
    Ok(HelloReply {
        protocol,
        software: format!("ges-node {}", env!("CARGO_PKG_VERSION")),
        capabilities: CAPABILITIES.map(str::to_owned).to_vec(),
        clock_micros: node.env().clock.now().as_microsecond(),
        received: Some(reply.received.clone().unwrap_or(Cursor { log: link.log.to_string(), next: 0 })),
        ..reply
    })
}

/// The newest version both speak.
fn negotiate(min: u32, max: u32) -> Result<u32, Refused> {
    if min > max || max == 0 {
        return Err(Refused::invalid("protocol-range", format!("{min} to {max} is not a range of protocol versions")));
    }
    let best = max.min(PROTOCOL_MAX);
    if best >= min.max(PROTOCOL_MIN) {
        return Ok(best);
    }
    let text = format!(
        "the caller speaks protocol {min} to {max}, this node {PROTOCOL_MIN} to {PROTOCOL_MAX}: upgrade the older one"
    );
    Err(Refused::new(Code::FailedPrecondition, "protocol-range", text)
        .fact("protocol_min", PROTOCOL_MIN)
        .fact("protocol_max", PROTOCOL_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_common_version_is_chosen_and_other_ranges_are_refused() {
        assert_eq!(negotiate(1, 1), Ok(1));
        assert_eq!(negotiate(0, 9), Ok(PROTOCOL_MAX));
        for (min, max) in [(2, 1), (0, 0)] {
            assert_eq!(negotiate(min, max).map_err(|r| r.code), Err(Code::InvalidArgument), "{min} {max}");
        }
        let refused = negotiate(PROTOCOL_MAX + 1, PROTOCOL_MAX + 5).map_err(|r| (r.code, r.reason));
        assert_eq!(refused, Err((Code::FailedPrecondition, "protocol-range")));
    }
}
