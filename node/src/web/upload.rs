//! A file arriving in pieces: handed over to a thread that may block, filed only when it arrived whole.

use axum::extract::multipart::{Field, MultipartError};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use ges_documents::Upload;
use ges_domain::ids::Digest;
use ges_domain::text::Text;
use ges_web::Problem;
use tokio::sync::mpsc;

use crate::app::Node;
use crate::service::documents::{FiledDocument, NewDocument, begin, finish, finish_evidence, finish_held};
use crate::service::{ServiceError, Who};

/// Pieces under way between network and disk.
const UNDER_WAY: usize = 8;

/// Files what a program sends, whatever kind of file it is.
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
    arrive(node, who, input, pieces, |node, who, input, upload| {
        finish(node, who, input, upload, node.env().clock.now())
    })
    .await
}

/// Files what comes with an answer, whatever kind of file it is; it opens when the answer is given.
pub(super) async fn held<S, E>(
    node: &Node,
    who: Who,
    input: NewDocument,
    pieces: S,
) -> Result<FiledDocument, ServiceError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: std::fmt::Display,
{
    arrive(node, who, input, pieces, |node, who, input, upload| {
        finish_held(node, who, input, upload, node.env().clock.now())
    })
    .await
}

/// Files what `pieces` gives if it is of a kind that is evidence; perhaps as the new version of another document.
pub(super) async fn evidence<S, E>(
    node: &Node,
    who: Who,
    input: NewDocument,
    replaces: Option<Digest>,
    pieces: S,
) -> Result<FiledDocument, ServiceError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: std::fmt::Display,
{
    arrive(node, who, input, pieces, move |node, who, input, upload| {
        finish_evidence(node, who, input, replaces, upload, node.env().clock.now())
    })
    .await
}

/// What goes from the network to the disk.
enum Piece {
    Bytes(Bytes),
    Broken(String),
    End,
}

async fn arrive<S, E>(
    node: &Node,
    who: Who,
    input: NewDocument,
    pieces: S,
    file: impl FnOnce(&Node, &Who, &NewDocument, Upload) -> Result<FiledDocument, ServiceError> + Send + 'static,
) -> Result<FiledDocument, ServiceError>
where
    S: Stream<Item = Result<Bytes, E>>,
    E: std::fmt::Display,
{
    let (send, mut arriving) = mpsc::channel::<Piece>(UNDER_WAY);
    let filing = node.blocking(move |node| {
        let mut upload = begin(node.documents(), &who, &input)?;
        loop {
            match arriving.blocking_recv() {
                Some(Piece::Bytes(piece)) => upload.write(&piece)?,
                Some(Piece::End) => return file(node, &who, &input, upload),
                Some(Piece::Broken(reason)) => return Err(ServiceError::Upload(reason)),
                // The request was dropped half-way: half a file must never pass for a whole one.
                None => return Err(ServiceError::Upload("the connection ended".into())),
            }
        }
    });
    let sending = async move {
        let mut pieces = std::pin::pin!(pieces);
        let end = loop {
            match pieces.next().await {
                None => break Piece::End,
                Some(Err(error)) => break Piece::Broken(error.to_string()),
                Some(Ok(piece)) => {
                    // The other side has refused (too large, disk full) and says so itself.
                    if send.send(Piece::Bytes(piece)).await.is_err() {
                        return;
                    }
                }
            }
        };
        // As above.
        let _ = send.send(end).await;
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
