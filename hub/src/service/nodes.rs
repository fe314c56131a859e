//! Nodes as an operator sees them: agency, link, log and quarantine together.

use std::collections::BTreeMap;

use ges_domain::ids::OrganisationId;
use ges_ledger::read::provenance::{Quarantined, quarantined};
use ges_ledger::{LedgerError, log};
use jiff::Timestamp;

use crate::app::Hub;
use crate::pull::board::LinkState;
use crate::store::agencies::{self, Agency};
use crate::store::links;

/// One node and everything that is known of it.
#[derive(Debug, Clone)]
pub struct Node {
    /// The agency.
    pub agency: Agency,
    /// Its link.
    pub link: LinkState,
    /// Its log's name, once confirmed.
    pub log: Option<String>,
    /// Entries verified and kept here.
    pub size: u64,
    /// Newest verified checkpoint with the hub's cosignature.
    pub checkpoint: Option<String>,
    /// Records kept but not shown.
    pub quarantined: Vec<Quarantined>,
}

impl Node {
    /// Entries the node has and the hub has not.
    pub fn lag(&self) -> u64 {
        self.link.head.saturating_sub(self.size)
    }

    /// Whole days until its certificate ends; negative once it has.
    pub fn certificate_days(&self, now: Timestamp) -> Option<i64> {
        self.agency.not_after.map(|end| end.duration_since(now).as_secs().div_euclid(86_400))
    }
}

/// All nodes by id. `live` link states of this process win over stored ones.
pub async fn all(hub: &Hub) -> Result<Vec<Node>, LedgerError> {
    let live = hub.board().states();
    hub.store().read_async(move |tx| collect(tx, &live, None)).await
}

/// [`all`] for callers that may block.
pub fn all_blocking(hub: &Hub) -> Result<Vec<Node>, LedgerError> {
    let live = hub.board().states();
    hub.store().read(|tx| collect(tx, &live, None))
}

/// One node.
pub async fn one(hub: &Hub, id: &OrganisationId) -> Result<Option<Node>, LedgerError> {
    let (live, id) = (hub.board().states(), id.clone());
    Ok(hub.store().read_async(move |tx| collect(tx, &live, Some(&id))).await?.pop())
}

/// As the store has it, for another process than the one that pulls.
pub fn stored(hub: &Hub) -> Result<Vec<Node>, LedgerError> {
    hub.store().read(|tx| {
        let known: BTreeMap<_, _> = links::all(tx)?.into_iter().collect();
        collect(tx, &known, None)
    })
}

fn collect(
    tx: &mut ges_store::Tx,
    live: &BTreeMap<OrganisationId, LinkState>,
    only: Option<&OrganisationId>,
) -> Result<Vec<Node>, LedgerError> {
    let list = match only {
        None => agencies::all(tx)?,
        Some(id) => agencies::one(tx, id)?.into_iter().collect(),
    };
    let mut out = Vec::with_capacity(list.len());
    for agency in list {
        let known = log::newest(tx, &agency.id)?;
        let text = |b: &bytes::Bytes| String::from_utf8_lossy(b).into_owned();
        out.push(Node {
            link: live.get(&agency.id).cloned().unwrap_or_default(),
            log: known.as_ref().map(|l| l.id.to_string()),
            size: known.as_ref().map_or(0, |l| l.size),
            checkpoint: known.as_ref().and_then(|l| l.receipt.as_ref().or(l.checkpoint.as_ref())).map(text),
            quarantined: known.as_ref().map_or(Ok(Vec::new()), |l| quarantined(tx, l))?,
            agency,
        });
    }
    Ok(out)
}
