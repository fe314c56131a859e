//! A file arriving in pieces: handed over to a thread that may block, filed only when it arrived whole.

use axum::extract::multipart::{Field, MultipartError};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use ges_domain::text::Text;
use ges_web::Problem;
use tokio::sync::mpsc;

use crate::app::Node;
use crate::service::documents::{FiledDocument, NewDocument, begin, finish};
use crate::service::{ServiceError, Who};

/// Pieces under way between network and disk.
const UNDER_WAY: usize = 8;

/// Files what `pieces` gives.
pub(super) async fn receive<S, E>(
    node: &Node,
    who: Who,
    input: NewDocument,
    pieces: S,
) -> Result<FiledDocument, ServiceError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: std::fmt::Display,
{
    let (send, mut arriving) = mpsc::channel::<Result<Bytes, String>>(UNDER_WAY);
    let now = node.env().clock.now();
    let filing = node.blocking(move |node| {
        let mut upload = begin(node.documents(), &who, &input)?;
        while let Some(piece) = arriving.blocking_recv() {
            upload.write(&piece.map_err(ServiceError::Upload)?)?;
        }
        finish(node, &who, &input, upload, now)
    });
    let sending = async move {
        let mut pieces = std::pin::pin!(pieces);
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|e| e.to_string());
            let broken = piece.is_err();
            // The other side has refused (too large, disk full) and says so itself.
            if send.send(piece).await.is_err() || broken {
                break;
            }
        }
    };
    let (filed, ()) = tokio::join!(filing, sending);
    filed
}

/// The text of a small form field.
pub(super) async fn text(field: Field<'_>) -> Result<String, Problem> {
    const LONGEST: usize = 64 * 1024;
    let text = field.text().await.map_err(|e| broken(&e))?;
    if text.len() > LONGEST { Err(Problem::too_large(LONGEST as u64)) } else { Ok(text) }
}

/// A form that cannot be read.
pub(super) fn broken(error: &MultipartError) -> Problem {
    if error.status() == http::StatusCode::PAYLOAD_TOO_LARGE {
        return Problem::of_status(error.status());
    }
    Problem::malformed(Text::new("แบบฟอร์มมาไม่ครบ กรุณาส่งใหม่", format!("the form did not arrive whole: {error}")))
}
