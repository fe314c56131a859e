//! Watches which agencies are active and keeps exactly one puller for each of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use ges_domain::ids::OrganisationId;
use ges_ledger::append;
use ges_runtime::net::Dialer;
use ges_runtime::shutdown::Token;
use ges_store::StoreError;
use tokio::task::JoinHandle;

use super::link::{self, Target};
use crate::app::Hub;
use crate::store::agencies::{self, Agency, Status};
use crate::store::links;

/// Looks between two writes of unsaved contact times.
const LOOKS_PER_SAVE: u64 = 60;

struct Running {
    target: Target,
    stop: Token,
    task: JoinHandle<()>,
}

/// Pulls every active agency until `stop`. Changes by other processes are seen within [`crate::app::PullConfig::look`];
/// one small read per look, whatever the number of agencies.
pub async fn supervise(hub: Hub, dialer: Arc<dyn Dialer>, stop: Token) {
    let mut running: BTreeMap<OrganisationId, Running> = BTreeMap::new();
    let mut seen = None;
    let mut looks = 0u64;
    loop {
        match look(&hub, seen).await {
            Ok((revision, list)) => {
                seen = Some(revision);
                if let Some(list) = list {
                    hub.set_admitted(&list);
                    adjust(&hub, &dialer, &mut running, &list, &stop).await;
                    hub.board().ring();
                }
            }
            Err(error) => tracing::error!(%error, "agencies could not be read; trying again"),
        }
        looks += 1;
        if looks.is_multiple_of(LOOKS_PER_SAVE) {
            save_contacts(&hub).await;
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            () = hub.poked() => {}
            () = hub.env().clock.sleep(hub.config().pull.look.length()) => {}
        }
    }
    for (_, r) in running {
        r.stop.cancel();
        let _ = r.task.await;
    }
    save_contacts(&hub).await;
}

/// What other processes may have changed: the own journal's size, and the agencies when their revision moved.
async fn look(hub: &Hub, seen: Option<i64>) -> Result<(i64, Option<Vec<Agency>>), ges_ledger::LedgerError> {
    let (revision, list, size) = hub
        .store()
        .read_async(move |tx| {
            let revision = agencies::revision(tx)?;
            let list = if seen == Some(revision) { None } else { Some(agencies::all(tx)?) };
            let own = append::own_log(tx)?.map_or(0, |log| log.size);
            Ok::<_, ges_ledger::LedgerError>((revision, list, own))
        })
        .await?;
    hub.own_size_is(size);
    Ok((revision, list))
}

async fn adjust(
    hub: &Hub,
    dialer: &Arc<dyn Dialer>,
    running: &mut BTreeMap<OrganisationId, Running>,
    list: &[Agency],
    stop: &Token,
) {
    let wanted: BTreeMap<_, _> = list.iter().filter_map(target).map(|t| (t.id.clone(), t)).collect();
    let gone: Vec<_> = running
        .iter()
        .filter(|(id, r)| wanted.get(*id) != Some(&r.target) || r.task.is_finished())
        .map(|(id, _)| id.clone())
        .collect();
    for id in gone {
        if let Some(r) = running.remove(&id) {
            r.stop.cancel();
            let _ = r.task.await;
        }
    }
    for (id, target) in wanted {
        running.entry(id).or_insert_with(|| {
            let stop = stop.child_token();
            let task = tokio::spawn(link::keep(hub.clone(), Arc::clone(dialer), target.clone(), stop.clone()));
            Running { target, stop, task }
        });
    }
}

fn target(agency: &Agency) -> Option<Target> {
    let key = agency.journal_key.clone().filter(|_| agency.status == Status::Active && !agency.address.is_empty())?;
    Some(Target { id: agency.id.clone(), address: agency.address.clone(), key })
}

async fn save_contacts(hub: &Hub) {
    let unsaved = hub.board().take_unsaved();
    if unsaved.is_empty() {
        return;
    }
    let saved =
        hub.store().write_async(move |tx| unsaved.iter().try_for_each(|(id, state)| links::put(tx, id, state))).await;
    if let Err::<(), StoreError>(error) = saved {
        tracing::warn!(%error, "the time of last contact could not be saved");
    }
}
