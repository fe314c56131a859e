//! Documents on demand: from the cache by digest, otherwise from the node that filed them, checked chunk by chunk.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use ges_documents::{DocumentError, Partial};
use ges_domain::ids::{Digest, OrganisationId};
use ges_domain::result::Document;
use ges_proto::exchange::ReadDocumentRequest;

use crate::app::Hub;
use crate::pull::client;

/// Attempts to go on after a cut before giving up.
const ATTEMPTS: u32 = 4;
/// How long to wait for the link to stand again between them.
const LINK_WAIT: Duration = Duration::from_secs(10);
/// A node that sends nothing for this long is given up.
const STALL: Duration = Duration::from_secs(30);

/// Why a document cannot be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// No session with the node.
    #[error("the node of `{0}` cannot be reached now: the document is shown as soon as it answers again")]
    Unreachable(OrganisationId),
    /// Cut again and again; what arrived is kept.
    #[error("the connection to `{agency}` was cut at {got} of {size} bytes: ask again, it goes on from there")]
    Cut {
        /// Whose it is.
        agency: OrganisationId,
        /// Bytes kept.
        got: u64,
        /// Bytes of the whole.
        size: u64,
    },
    /// The node has fewer bytes than it recorded.
    #[error(
        "the document at `{agency}` has {got} bytes but {size} were recorded: the file was changed there; nothing is shown"
    )]
    Shrunk {
        /// Whose it is.
        agency: OrganisationId,
        /// As recorded.
        size: u64,
        /// As found.
        got: u64,
    },
    /// Other bytes than were recorded.
    #[error(
        "the bytes from `{agency}` are not those that were recorded ({reason}): the file was changed there; nothing is shown"
    )]
    Mismatch {
        /// Whose it is.
        agency: OrganisationId,
        /// What does not fit.
        reason: String,
    },
    /// The node has no such document.
    #[error("the node of `{0}` does not have the document any more: ask the agency to file it again")]
    Gone(OrganisationId),
    /// The hub cannot keep it.
    #[error("the hub cannot keep the document: {0}")]
    Store(String),
}

impl FetchError {
    /// A short name for programs; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreachable(_) => "node-unreachable",
            Self::Cut { .. } => "document-cut",
            Self::Shrunk { .. } => "document-shrank",
            Self::Mismatch { .. } => "document-mismatch",
            Self::Gone(_) => "document-gone",
            Self::Store(_) => "document-store",
        }
    }
}

type Fetch = Shared<BoxFuture<'static, Result<(), FetchError>>>;

/// Fetches under way, one for each digest.
#[derive(Default)]
pub struct Fetches(Mutex<HashMap<Digest, Fetch>>);

impl std::fmt::Debug for Fetches {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fetches")
    }
}

/// Makes sure that a filed document is here, whole and checked. Callers at the same time share one transfer, which
/// goes on when they leave.
pub async fn ensure(hub: &Hub, agency: &OrganisationId, document: &Document) -> Result<(), FetchError> {
    let (documents, digest) = (hub.documents().clone(), document.digest);
    let here = hub.blocking(move || documents.has(&digest)).await.map_err(|e| FetchError::Store(e.to_string()))?;
    if here.is_some() {
        return Ok(());
    }
    let fetch = {
        let mut under_way = hub.fetches().0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(fetch) = under_way.get(&digest) {
            fetch.clone()
        } else {
            let (own, agency, document) = (hub.clone(), agency.clone(), document.clone());
            let task = tokio::spawn(async move {
                let done = transfer(&own, &agency, &document).await;
                own.fetches().0.lock().unwrap_or_else(PoisonError::into_inner).remove(&document.digest);
                done
            });
            let fetch =
                task.map(|done| done.unwrap_or_else(|e| Err(FetchError::Store(e.to_string())))).boxed().shared();
            under_way.insert(digest, fetch.clone());
            fetch
        }
    };
    fetch.await
}

async fn transfer(hub: &Hub, agency: &OrganisationId, document: &Document) -> Result<(), FetchError> {
    let (documents, wanted) = (hub.documents().clone(), document.clone());
    let open = move || Partial::open(&documents, wanted.digest, wanted.size, wanted.chunks);
    let mut partial = hub.blocking(open).await.map_err(|e| kept(agency, document, e))?;
    for attempt in 0..ATTEMPTS {
        let before = partial.offset();
        let (back, outcome) = attempt_once(hub, agency, document, partial).await;
        partial = back;
        match outcome {
            Ok(()) => {
                return hub.blocking(move || partial.finish()).await.map_err(|e| kept(agency, document, e));
            }
            Err(error @ (FetchError::Cut { .. } | FetchError::Unreachable(_))) => {
                if attempt + 1 == ATTEMPTS || (partial.offset() == before && attempt > 1) {
                    return Err(error);
                }
                // A node that was away from the start is said to be away at once; a cut is waited out.
                let never = attempt == 0 && matches!(error, FetchError::Unreachable(_));
                if never || !link_stands(hub, agency).await {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Err(FetchError::Unreachable(agency.clone()))
}

/// Waits until the node is connected again, but not for long.
async fn link_stands(hub: &Hub, agency: &OrganisationId) -> bool {
    let mut changes = hub.board().subscribe();
    let stands = async {
        while hub.board().link(agency).is_none() {
            if changes.changed().await.is_err() {
                return;
            }
        }
    };
    tokio::time::timeout(LINK_WAIT, stands).await.is_ok()
}

async fn attempt_once(
    hub: &Hub,
    agency: &OrganisationId,
    document: &Document,
    mut partial: Partial,
) -> (Partial, Result<(), FetchError>) {
    let Some(link) = hub.board().link(agency) else {
        return (partial, Err(FetchError::Unreachable(agency.clone())));
    };
    if partial.offset() == document.size {
        return (partial, Ok(()));
    }
    let request = ReadDocumentRequest {
        digest: Bytes::copy_from_slice(document.digest.as_bytes()),
        offset: partial.offset(),
        length: 0,
    };
    let mut client = client(&link);
    let mut stream = match tokio::time::timeout(STALL, client.read_document(request)).await {
        Ok(Ok(reply)) => reply.into_inner(),
        Ok(Err(status)) => return said(agency, document, partial, &status),
        Err(_) => return cut(agency, document, partial),
    };
    let mut first = true;
    loop {
        let chunk = match tokio::time::timeout(STALL, stream.message()).await {
            Ok(Ok(Some(chunk))) => chunk,
            Ok(Ok(None)) => break,
            Ok(Err(status)) => return said(agency, document, partial, &status),
            Err(_) => return cut(agency, document, partial),
        };
        if first && chunk.size != document.size {
            let shrunk = FetchError::Shrunk { agency: agency.clone(), size: document.size, got: chunk.size };
            return (partial, Err(shrunk));
        }
        first = false;
        let (back, written) = hub
            .blocking(move || {
                let written = partial.write(&chunk.data);
                (partial, written)
            })
            .await;
        partial = back;
        if let Err(error) = written {
            return (partial, Err(kept(agency, document, error)));
        }
    }
    let got = partial.offset();
    if got == document.size {
        (partial, Ok(()))
    } else {
        // The node ended the stream in good order before the recorded size was reached.
        (partial, Err(FetchError::Shrunk { agency: agency.clone(), size: document.size, got }))
    }
}

fn said(
    agency: &OrganisationId,
    document: &Document,
    partial: Partial,
    status: &tonic::Status,
) -> (Partial, Result<(), FetchError>) {
    let error = match status.code() {
        tonic::Code::NotFound => FetchError::Gone(agency.clone()),
        tonic::Code::DataLoss | tonic::Code::OutOfRange => {
            FetchError::Mismatch { agency: agency.clone(), reason: status.message().chars().take(200).collect() }
        }
        _ => return cut(agency, document, partial),
    };
    (partial, Err(error))
}

fn cut(agency: &OrganisationId, document: &Document, partial: Partial) -> (Partial, Result<(), FetchError>) {
    let error = FetchError::Cut { agency: agency.clone(), got: partial.offset(), size: document.size };
    (partial, Err(error))
}

fn kept(agency: &OrganisationId, document: &Document, error: DocumentError) -> FetchError {
    let agency = agency.clone();
    match error {
        DocumentError::Shrank { expected, got, .. } => FetchError::Shrunk { agency, size: expected, got },
        DocumentError::DigestMismatch { .. }
        | DocumentError::ChunkMismatch { .. }
        | DocumentError::Overrun { .. }
        | DocumentError::ChunkCount { .. } => FetchError::Mismatch { agency, reason: error.to_string() },
        DocumentError::Busy(_) => FetchError::Cut { agency, got: 0, size: document.size },
        other => FetchError::Store(other.to_string()),
    }
}

/// Bytes of a document that is here, in pieces, without holding all of it.
pub async fn read(hub: &Hub, digest: Digest, offset: u64, length: usize) -> Result<Vec<u8>, FetchError> {
    let documents = hub.documents().clone();
    let read = hub.blocking(move || documents.read_range(&digest, offset, length)).await;
    read.map_err(|e| FetchError::Store(e.to_string()))
}
