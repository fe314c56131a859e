//! Verification and decoding ahead of the one writer thread, on blocking threads, in order.

use ges_journal::entry::Sealed;
use ges_journal::witness::Mirror;
use ges_ledger::mirror::Prepared;
use ges_proto::batch::entries_of;
use ges_proto::exchange::Batch;
use tokio::sync::{OwnedSemaphorePermit, mpsc};

use super::trouble::LinkError;
use crate::app::Hub;

/// A batch off the wire, with its share of the memory that batches may take.
pub(super) struct Arrived {
    pub batch: Batch,
    pub room: OwnedSemaphorePermit,
}

/// A batch that only waits to be written.
pub(super) struct Ready {
    pub prepared: Prepared,
    /// Its first entry, when that has to prove that a new epoch continues the old one.
    pub first: Option<Sealed>,
    pub room: OwnedSemaphorePermit,
}

/// Prepares batch after batch until the input ends or one is not believed.
pub(super) async fn all(
    hub: &Hub,
    mut mirror: Mirror,
    mut new_epoch: bool,
    mut arrived: mpsc::Receiver<Arrived>,
    ready: mpsc::Sender<Ready>,
) -> Result<(), LinkError> {
    while let Some(Arrived { batch, room }) = arrived.recv().await {
        let (back, outcome) = hub.verify(move || prepare(mirror, &batch, new_epoch)).await;
        mirror = back;
        new_epoch = false;
        let (prepared, first) = outcome?;
        if ready.send(Ready { prepared, first, room }).await.is_err() {
            break;
        }
    }
    Ok(())
}

type Outcome = Result<(Prepared, Option<Sealed>), LinkError>;

fn prepare(mut mirror: Mirror, batch: &Batch, new_epoch: bool) -> (Mirror, Outcome) {
    let outcome = Prepared::new(&mut mirror, batch).map_err(LinkError::from).and_then(|prepared| {
        let first = if new_epoch { first_of(batch)? } else { None };
        Ok((prepared, first))
    });
    (mirror, outcome)
}

fn first_of(batch: &Batch) -> Result<Option<Sealed>, LinkError> {
    let head = Batch { entries: batch.entries.iter().take(1).cloned().collect(), ..Batch::default() };
    Ok(entries_of(&Batch { first_sequence: batch.first_sequence, ..head })?.into_iter().next())
}
