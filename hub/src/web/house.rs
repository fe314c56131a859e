//! The hub as the house of figures: whose store, which keys, and documents fetched when somebody opens them.

use axum::body::{Body, Bytes};
use futures_util::future::BoxFuture;
use futures_util::stream;
use ges_domain::ids::Digest;
use ges_domain::text::Text;
use ges_figures::{House, Opened};
use ges_journal::note::{SignerKey, VerifierKey};
use ges_ledger::read::documents::Filed;
use ges_store::Store;
use ges_web::kit::Kit;
use ges_web::{KitState, Locale, Problem, Product};
use http::StatusCode;

use crate::app::Hub;
use crate::documents::{self, FetchError};

/// Bytes read from the cache at once.
const PIECE: u64 = 256 * 1024;

impl KitState for Hub {
    fn kit(&self) -> &Kit {
        self.kit()
    }
}

impl House for Hub {
    const PRODUCT: Product = Product::Hub;

    fn store(&self) -> &Store {
        self.store()
    }

    fn signer(&self) -> &SignerKey {
        self.signer()
    }

    fn witness(&self) -> Option<VerifierKey> {
        Some(self.witness().verifier_key())
    }

    fn open_document(
        &self,
        filed: Filed,
        offset: u64,
        length: Option<u64>,
    ) -> BoxFuture<'static, Result<Opened, Problem>> {
        let hub = self.clone();
        Box::pin(async move {
            documents::ensure(&hub, &filed.organisation, &filed.document)
                .await
                .map_err(|error| problem(&hub, &error))?;
            let left = filed.document.size.saturating_sub(offset);
            let length = length.map_or(left, |wanted| wanted.min(left));
            Ok(Opened { length, body: body(hub, filed.document.digest, offset, length) })
        })
    }
}

fn body(hub: Hub, digest: Digest, offset: u64, length: u64) -> Body {
    let end = offset + length;
    Body::from_stream(stream::try_unfold(offset, move |at| {
        let hub = hub.clone();
        async move {
            let piece = usize::try_from((end - at).min(PIECE)).unwrap_or(0);
            if piece == 0 {
                return Ok(None);
            }
            let bytes = documents::read(&hub, digest, at, piece).await.map_err(std::io::Error::other)?;
            Ok::<_, std::io::Error>(Some((Bytes::from(bytes), at + piece as u64)))
        }
    }))
}

fn problem(hub: &Hub, error: &FetchError) -> Problem {
    tracing::warn!(code = error.code(), reason = %error, "a document could not be fetched");
    let say = |key: String| {
        Text::new(hub.kit().lang(Locale::Th).tr(&key), hub.kit().lang(Locale::En).tr(&key))
    };
    let code = error.code();
    let status = match error {
        FetchError::Unreachable(_) | FetchError::Cut { .. } => StatusCode::SERVICE_UNAVAILABLE,
        FetchError::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
        FetchError::Shrunk { .. } | FetchError::Mismatch { .. } | FetchError::Gone(_) => StatusCode::BAD_GATEWAY,
    };
    let mut problem = Problem::new(status, code, say(format!("hub-{code}"))).remedy(say(format!("hub-{code}-remedy")));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        problem.retry_after = Some(30);
    }
    problem
}
