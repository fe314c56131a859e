//! What must hold after every step, and what must hold once everything is healed and quiet.

use std::path::Path;

use ges_domain::audience::Viewer;
use ges_domain::ids::RecordId;
use ges_hub::app::Hub;
use ges_ledger::read::provenance::quarantined;
use ges_ledger::{LedgerError, feed, log, rebuild};
use ges_node::app::Node;
use ges_store::{Options, Store, StoreUrl, Tx};

use super::host::{HubHost, NodeHost};

/// A record that a node has acknowledged to whoever recorded it.
#[derive(Debug, Clone, Copy)]
pub struct Acknowledged {
    /// The record.
    pub record: RecordId,
    /// Its place.
    pub sequence: u64,
}

fn read<T>(store: &Store, what: impl FnMut(&mut Tx) -> Result<T, LedgerError>) -> Result<T, String> {
    store.read(what).map_err(|e| e.to_string())
}

/// Sizes and roots of a node's own log as the hub and as the node have it.
struct Pair {
    mirrored: u64,
    written: u64,
}

fn prefix(hub: &Hub, node: &Node) -> Result<Pair, String> {
    let id = node.own().clone();
    let (mirrored, here) = read(hub.store(), |tx| {
        let known = log::newest(tx, &id)?.ok_or_else(|| LedgerError::UnknownLog(id.to_string()))?;
        Ok((known.size, log::root(tx, known.key, known.size)?))
    })?;
    let (written, there) = read(node.store(), |tx| {
        let own = ges_node::app::own_log(tx)?;
        let common = mirrored.min(own.size);
        Ok((own.size, log::root(tx, own.key, common)?))
    })?;
    if mirrored > written {
        return Err(format!("{id}: the hub has {mirrored} entries, the node only {written}"));
    }
    if here != there {
        return Err(format!("{id}: the hub's log of {mirrored} entries is not the beginning of the node's"));
    }
    Ok(Pair { mirrored, written })
}

/// After every step: prefixes, nothing doubled, no false alarm.
pub fn always(hub: Option<&Hub>, nodes: &[NodeHost], written: &[Vec<Acknowledged>]) -> Result<(), String> {
    for (host, acknowledged) in nodes.iter().zip(written) {
        let borrowed = host.node.borrow();
        let Some(node) = borrowed.as_ref() else { continue };
        let size = read(node.store(), |tx| Ok(ges_node::app::own_log(tx)?.size))?;
        let expected = acknowledged.last().map_or(0, |a| a.sequence + 1);
        if size != expected && expected > 0 {
            return Err(format!("{}: {expected} entries were acknowledged, the log has {size}", host.id));
        }
        if let Some(hub) = hub {
            prefix(hub, node)?;
        }
    }
    let Some(hub) = hub else { return Ok(()) };
    let (entries, records, different, sizes) = read(hub.store(), |tx| {
        let sql = "SELECT COUNT(*), COUNT(record_id), COUNT(DISTINCT record_id) FROM entry";
        let counts = tx.one(sql, &[], |r| Ok((r.get_i64(0)?, r.get_i64(1)?, r.get_i64(2)?)))?.unwrap_or_default();
        let sizes: u64 = log::all(tx)?.iter().map(|l| l.size).sum();
        Ok((counts.0, counts.1, counts.2, sizes))
    })?;
    if u64::try_from(entries).ok() != Some(sizes) || records != different {
        return Err(format!(
            "the hub holds {entries} entries of logs with {sizes}, {records} records of which {different} differ"
        ));
    }
    for host in nodes {
        if let Some(trouble) = hub.board().state(&host.id).trouble.filter(|t| t.alarm) {
            return Err(format!("{}: a false alarm at the hub: {} {}", host.id, trouble.code, trouble.words.en));
        }
    }
    Ok(())
}

/// Every record that was ever acknowledged is where it was.
pub fn kept(node: &Node, acknowledged: &[Acknowledged]) -> Result<(), String> {
    read(node.store(), |tx| {
        let own = ges_node::app::own_log(tx)?;
        for a in acknowledged {
            let found = log::by_record(tx, own.key, a.record)?.map(|s| s.sequence);
            if found != Some(a.sequence) {
                let place = format!("{} entry {}", own.id, a.sequence);
                return Err(LedgerError::Damaged { place, reason: format!("record {} is at {found:?}", a.record) });
            }
        }
        Ok(())
    })
}

/// Projections are what a replay of the journals gives, to the byte.
pub fn replayed(store: &Store, folder: &Path) -> Result<(), String> {
    let copy = folder.join("replay.db");
    for suffix in ["", "-wal", "-shm"] {
        // A copy of an earlier check, if any.
        let _ = std::fs::remove_file(folder.join(format!("replay.db{suffix}")));
    }
    store.backup_to(&copy).map_err(|e| e.to_string())?;
    let options = Options { readers: 1, inline: true, cache_mib: 4, ..Options::default() };
    let again = Store::open(&StoreUrl::sqlite(copy), options).map_err(|e| e.to_string())?;
    let live = rebuild::dump(store).map_err(|e| e.to_string())?;
    again.write(rebuild::all).map_err(|e| e.to_string())?;
    let anew = rebuild::dump(&again).map_err(|e| e.to_string())?;
    for ((table, before), (_, after)) in live.iter().zip(&anew) {
        if before != after {
            return Err(format!(
                "table {table} is not what a replay gives ({} and {} bytes)",
                before.len(),
                after.len()
            ));
        }
    }
    Ok(())
}

/// Whether everything has arrived everywhere; otherwise what has not.
pub fn settled(hub: &HubHost, nodes: &[NodeHost]) -> Result<(), String> {
    let borrowed = hub.hub.borrow();
    let here = borrowed.as_ref().ok_or("the hub is down")?;
    let own = read(here.store(), |tx| {
        let own = log::newest(tx, here.organisation())?.map(|l| l.size);
        Ok(own.unwrap_or(0))
    })?;
    for host in nodes {
        let borrowed = host.node.borrow();
        let node = borrowed.as_ref().ok_or_else(|| format!("{} is down", host.id))?;
        let Pair { mirrored, written } = prefix(here, node)?;
        if mirrored != written {
            return Err(format!("{}: {mirrored} of {written} entries are at the hub", host.id));
        }
        let (received, receipt) = read(node.store(), |tx| {
            let received = log::newest(tx, &hub.id)?.map_or(0, |l| l.size);
            let own = ges_node::app::own_log(tx)?;
            let receipt = log::receipts(tx, own.key, 1)?.first().map_or(0, |r| r.size);
            Ok((received, receipt))
        })?;
        if received != own {
            return Err(format!("{}: {received} of the hub's {own} entries have arrived", host.id));
        }
        if receipt != written {
            return Err(format!("{}: the newest receipt is for {receipt} of {written} entries", host.id));
        }
    }
    Ok(())
}

/// Once settled: the hub holds what it may see, whole, and nothing else; nothing waits in quarantine.
pub fn arrived(hub: &Hub, node: &Node) -> Result<(), String> {
    let viewer = Viewer::Central(hub.organisation().clone());
    let sent = read(node.store(), |tx| {
        let own = ges_node::app::own_log(tx)?;
        let stored = log::entries(tx, own.key, 0, own.size, usize::MAX)?;
        Ok(stored.into_iter().map(|s| feed::shown(s.sealed, &own, &viewer)).collect::<Vec<_>>())
    })?;
    let (kept, odd) = read(hub.store(), |tx| {
        let known = log::newest(tx, node.own())?.ok_or_else(|| LedgerError::UnknownLog(node.own().to_string()))?;
        let stored = log::entries(tx, known.key, 0, known.size, usize::MAX)?;
        Ok((stored.into_iter().map(|s| s.sealed).collect::<Vec<_>>(), quarantined(tx, &known)?.len()))
    })?;
    if odd > 0 {
        return Err(format!("{}: {odd} records in quarantine", node.own()));
    }
    for (sequence, (sent, kept)) in sent.iter().zip(&kept).enumerate() {
        if sent != kept {
            return Err(format!("{}: entry {sequence} is not at the hub as the hub may see it", node.own()));
        }
    }
    if sent.len() == kept.len() {
        Ok(())
    } else {
        Err(format!("{}: {} of {} entries", node.own(), kept.len(), sent.len()))
    }
}
