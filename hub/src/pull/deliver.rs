//! What goes to the node: the hub's own journal as that agency may see it, and receipts for the node's checkpoints.

use bytes::Bytes;
use ges_domain::audience::Viewer;
use ges_ledger::{LedgerError, append, feed};
use ges_proto::exchange::{Batch, DeliverRequest, deliver_request};
use ges_runtime::backoff::FullJitter;
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

use super::link::Session;
use super::trouble::LinkError;

/// Delivers until the session ends. A delivery that fails is tried again and does not stop the pulling.
pub(super) async fn run(
    session: &Session<'_>,
    mut next: u64,
    mut receipts: watch::Receiver<Option<Bytes>>,
) -> LinkError {
    let (hub, id) = (session.hub, &session.target.id);
    let mut own = hub.own_size();
    let backoff = FullJitter { base: hub.config().pull.retry_base.length(), max: hub.config().pull.retry_max.length() };
    let mut failed = 0u32;
    let mut pending: Option<Bytes> = None;
    receipts.mark_changed();
    loop {
        if receipts.has_changed().unwrap_or(false) {
            pending = receipts.borrow_and_update().clone().or(pending);
        }
        let size = *own.borrow_and_update();
        if next < size || pending.is_some() {
            match deliver(session, next, pending.clone()).await {
                Ok(acknowledged) => {
                    failed = 0;
                    pending = None;
                    // A node that acknowledges less than it was sent would be sent the same for ever.
                    next = if acknowledged > next { acknowledged } else { next.max(size) };
                    hub.board().change(id, |s| s.acknowledged = acknowledged);
                }
                Err(error @ LinkError::Cut(_)) => return error,
                Err(error) => {
                    tracing::warn!(agency = %id, reason = %error, "the node did not take what the hub delivers");
                    hub.env().clock.sleep(backoff.delay(failed, &hub.env().entropy)).await;
                    failed = failed.saturating_add(1);
                }
            }
            continue;
        }
        tokio::select! {
            changed = own.changed() => if changed.is_err() { return LinkError::Cut("the hub is stopping".into()) },
            changed = receipts.changed() => match changed {
                // Waiting has marked the receipt as seen; it is still to be delivered.
                Ok(()) => receipts.mark_changed(),
                Err(_) => return LinkError::Cut("the pull has ended".into()),
            },
        }
    }
}

/// One delivery: everything from `next` on, then the receipt. Returns what the node acknowledged.
async fn deliver(session: &Session<'_>, mut next: u64, receipt: Option<Bytes>) -> Result<u64, LinkError> {
    let (send, items) = mpsc::channel(2);
    let mut client = session.client();
    let call = session.answer(session.hub.config().pull.silence.length(), client.deliver(ReceiverStream::new(items)));
    let produce = async move {
        while let Some(batch) = batch(session, next).await? {
            next = batch.first_sequence + batch.entries.len() as u64;
            if send.send(item(deliver_request::Item::Batch(batch))).await.is_err() {
                return Ok(());
            }
        }
        if let Some(note) = receipt {
            let _ = send.send(item(deliver_request::Item::Receipt(note))).await;
        }
        Ok::<(), LedgerError>(())
    };
    let (reply, produced) = tokio::join!(call, produce);
    produced?;
    Ok(reply?.into_inner().acknowledged.map_or(0, |c| c.next))
}

fn item(item: deliver_request::Item) -> DeliverRequest {
    DeliverRequest { item: Some(item) }
}

async fn batch(session: &Session<'_>, first: u64) -> Result<Option<Batch>, LedgerError> {
    let hub = session.hub.clone();
    let viewer = Viewer::Organisation(session.target.id.clone());
    session
        .hub
        .store()
        .read_async(move |tx| {
            let Some(log) = append::own_log(tx)? else { return Ok(None) };
            feed::next_batch(tx, &log, first, feed::BATCH_BYTES, &viewer, hub.signer())
        })
        .await
}
