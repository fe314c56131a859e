//! Texts of documents on their way into the index: after every filing, one document after another.

use std::collections::BTreeSet;
use std::time::Duration;

use ges_documents::DocumentError;
use ges_domain::ids::Digest;
use ges_extract::index;
use ges_extract::worker::Request;
use ges_ledger::read;
use ges_runtime::shutdown::Token;
use tokio::sync::oneshot;

use crate::app::{Node, NodeError};
use crate::service::ServiceError;

/// Documents that are taken up in one pass.
const AT_ONCE: u32 = 10_000;
/// Several filings within this time are one pass.
const GATHER: Duration = Duration::from_millis(250);
/// When what failed for the moment is tried again.
const AGAIN: Duration = Duration::from_mins(1);
/// A pass even when nothing was heard.
const SURELY: Duration = Duration::from_hours(1);

/// Reads what was filed and not read yet, until `shutdown`. Nothing a document does ends it.
pub(crate) async fn keep_reading(node: Node, shutdown: Token) -> Result<(), NodeError> {
    if node.reading().texts.is_none() {
        shutdown.cancelled().await;
        return Ok(());
    }
    let clock = node.env().clock.clone();
    let mut head = node.head();
    let mut asked = BTreeSet::new();
    loop {
        head.borrow_and_update();
        let pause = if pass(&node, &shutdown, &mut asked).await { SURELY } else { AGAIN };
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            // The node itself holds the bell: it never goes away.
            _ = head.changed() => {}
            () = clock.sleep(pause) => {}
        }
        tokio::select! {
            () = shutdown.cancelled() => return Ok(()),
            () = clock.sleep(GATHER) => {}
        }
    }
}

/// Reads everything that waits; whether nothing is left that should soon be tried again.
async fn pass(node: &Node, shutdown: &Token, asked: &mut BTreeSet<Digest>) -> bool {
    let before = std::mem::take(asked);
    let waiting = match node.blocking(move |node| wanted(node, &before)).await {
        Ok((now, waiting)) => {
            *asked = now;
            waiting
        }
        Err(error) => {
            tracing::warn!(%error, "the documents that wait to be read cannot be found");
            return false;
        }
    };
    let mut all = true;
    for digest in waiting {
        // A thread of its own: a process that is asked to end does not wait for a document.
        let (send, read) = oneshot::channel();
        let reader = node.clone();
        let started = std::thread::Builder::new().name("document-reader".into()).spawn(move || {
            // Nobody waits any more when the process ends.
            let _ = send.send(read_one(&reader, &digest));
        });
        let read = async { if started.is_ok() { read.await.ok() } else { None } };
        tokio::select! {
            () = shutdown.cancelled() => return true,
            read = read => match read {
                Some(Ok(known)) => all &= known,
                Some(Err(error)) => {
                    tracing::warn!(%error, %digest, "a document cannot be read now");
                    all = false;
                }
                None => all = false,
            }
        }
        node.live().ring();
    }
    all
}

/// Asks for documents that are new since `asked`, forgets those that are gone; gives what is there and what waits.
fn wanted(node: &Node, asked: &BTreeSet<Digest>) -> Result<(BTreeSet<Digest>, Vec<Digest>), ServiceError> {
    let own = node.own().clone();
    let filed = node.store().read(|tx| read::documents::of(tx, &own))?;
    let now: BTreeSet<Digest> = filed.iter().map(|filed| filed.document.digest).collect();
    let new: Vec<Digest> = now.difference(asked).copied().collect();
    let gone: Vec<Digest> = asked.difference(&now).copied().collect();
    if !(new.is_empty() && gone.is_empty()) {
        node.store().write(move |tx| {
            new.iter().try_for_each(|digest| index::want(tx, digest).map(drop))?;
            gone.iter().try_for_each(|digest| index::remove(tx, digest))
        })?;
    }
    let mut waiting = node.store().read(|tx| index::waiting(tx, AT_ONCE))?;
    waiting.retain(|digest| now.contains(digest));
    Ok((now, waiting))
}

/// Reads one document; whether what is known of it now will stay.
fn read_one(node: &Node, digest: &Digest) -> Result<bool, ServiceError> {
    let Some(worker) = &node.reading().texts else { return Ok(true) };
    let file = match node.documents().open_document(digest) {
        Ok(reader) => reader.into_file(),
        // Its page says that the bytes are missing; when they come back, they are read.
        Err(DocumentError::NotHere(_)) => return Ok(true),
        Err(error) => return Err(error.into()),
    };
    let outcome = worker.read(file, Request::Text);
    let known = outcome.found.as_ref().err().is_none_or(|reason| reason.is_final());
    if let Err(reason) = &outcome.found {
        tracing::info!(%digest, code = reason.code(), "a document could not be read");
    }
    let (own, digest) = (node.own().clone(), *digest);
    node.store().write(move |tx| {
        // Erased meanwhile: what it said goes with it.
        let filed = read::documents::by_digest(tx, &digest)?;
        if filed.iter().any(|f| f.organisation == own) {
            index::put(tx, &digest, &outcome)?;
        }
        Ok::<_, ServiceError>(())
    })?;
    Ok(known)
}
