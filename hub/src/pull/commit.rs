//! The stream of one node: frames in, verified batches out to the store, a cosignature for each.

use bytes::Bytes;
use ges_domain::ids::OrganisationId;
use ges_journal::note::{SignedNote, cosign};
use ges_ledger::log::LogKey;
use ges_ledger::{LedgerError, log, mirror};
use ges_proto::exchange::pull_frame::Frame;
use ges_proto::exchange::{Cursor, PullRequest};
use ges_runtime::shutdown::Token;
use prost::Message as _;
use tokio::sync::{mpsc, watch};

use super::hello::Start;
use super::link::{Session, told};
use super::prepare::{self, Arrived, Ready};
use super::trouble::LinkError;
use crate::app::Hub;
use crate::store::links;

/// Batches that may wait between two stages.
const WAITING: usize = 4;

/// Pulls until something ends it. What was verified before that is still written.
pub(super) async fn pull(session: &Session<'_>, start: Start, receipts: watch::Sender<Option<Bytes>>) -> LinkError {
    let Start { mirror, key, .. } = start;
    let cursor = Cursor { log: mirror.log.to_string(), next: mirror.edge.size() };
    let (arrive, arrived) = mpsc::channel(WAITING);
    let (ready, to_write) = mpsc::channel(WAITING);
    // A stage that fails tells the ones before it; the ones after it finish what they have.
    let halt = Token::new();
    let (hub, log_id) = (session.hub, mirror.log.clone());
    let verifier = mirror.key.clone();
    let verify = async {
        let end = prepare::all(hub, mirror, key.is_none(), arrived, ready).await;
        halt.cancel();
        end
    };
    let write = async {
        let target = Destination { agency: &session.target.id, log: log_id, verifier, key };
        let end = write_all(hub, target, to_write, &receipts).await;
        halt.cancel();
        end
    };
    let (fetched, verified, written) = tokio::join!(fetch(session, cursor, arrive, &halt), verify, write);
    written.err().or(verified.err()).or(fetched.err()).unwrap_or_else(|| LinkError::Cut("the stream ended".into()))
}

async fn fetch(
    session: &Session<'_>,
    cursor: Cursor,
    arrive: mpsc::Sender<Arrived>,
    halt: &Token,
) -> Result<(), LinkError> {
    let (hub, id) = (session.hub, &session.target.id);
    let pace = &hub.config().pull;
    let request = PullRequest { cursor: Some(cursor), max_bytes: pace.batch_bytes, follow: true };
    let mut client = session.client();
    let mut stream = session.answer(pace.answer.length(), client.pull(request)).await?.into_inner();
    loop {
        let frame = tokio::select! {
            biased;
            () = halt.cancelled() => return Ok(()),
            frame = tokio::time::timeout(pace.silence.length(), stream.message()) => frame,
        };
        let frame = match frame {
            Err(_) => return Err(LinkError::Silent),
            Ok(Err(status)) => return Err(told(&session.link, &status)),
            Ok(Ok(None)) => return Err(LinkError::Cut("the node ended the stream".into())),
            Ok(Ok(Some(frame))) => frame,
        };
        let now = hub.env().clock.now();
        match frame.frame {
            None => return Err(LinkError::Malformed("an empty frame".into())),
            Some(Frame::Bookmark(mark)) => {
                hub.board().heard(id, now, Some(mark.clock_micros.saturating_sub(now.as_microsecond())));
            }
            Some(Frame::Batch(batch)) => {
                hub.board().heard(id, now, None);
                let room = tokio::select! {
                    biased;
                    () = halt.cancelled() => return Ok(()),
                    room = hub.room(batch.encoded_len()) => room,
                };
                if arrive.send(Arrived { batch, room }).await.is_err() {
                    return Ok(());
                }
            }
        }
    }
}

struct Destination<'a> {
    agency: &'a OrganisationId,
    log: ges_journal::log_id::LogId,
    verifier: ges_journal::note::VerifierKey,
    key: Option<LogKey>,
}

async fn write_all(
    hub: &Hub,
    mut to: Destination<'_>,
    mut ready: mpsc::Receiver<Ready>,
    receipts: &watch::Sender<Option<Bytes>>,
) -> Result<(), LinkError> {
    while let Some(batch) = ready.recv().await {
        let note = write(hub, &mut to, batch).await?;
        receipts.send_replace(Some(note));
    }
    Ok(())
}

/// Entries, projections, cursor, cosignature and link state in one transaction; the receipt goes out only after it.
async fn write(hub: &Hub, to: &mut Destination<'_>, ready: Ready) -> Result<Bytes, LinkError> {
    let Ready { prepared, first, room } = ready;
    let now = hub.env().clock.now();
    let note = cosigned(hub, prepared.note(), now)?;
    let (size, observations) = (prepared.size(), prepared.observations());
    let before = hub.board().state(to.agency);
    let state = {
        let mut s = before;
        s.last_batch = Some(now);
        s.last_contact = Some(now);
        s.head = s.head.max(size);
        s.trouble = None;
        s
    };
    let (saved, kept, agency) = (state, note.clone(), to.agency.clone());
    let (log_id, verifier, key) = (to.log.clone(), to.verifier.clone(), to.key);
    let number = hub
        .store()
        .write_async(move |tx| {
            let key = match (key, &first) {
                (Some(key), _) => key,
                (None, Some(first)) => {
                    let previous =
                        log::newest(tx, &agency)?.ok_or_else(|| LedgerError::UnknownLog(agency.to_string()))?;
                    if previous.id != log_id && !mirror::continues(tx, &previous, first)? {
                        let (known, offered) = (previous.id.to_string(), log_id.to_string());
                        return Err(LinkError::Discontinued { known, offered });
                    }
                    mirror::open(tx, &log_id, &verifier, false)?.key
                }
                (None, None) => return Err(LedgerError::UnknownLog(log_id.to_string()).into()),
            };
            prepared.commit(tx, key)?;
            log::keep_receipt(tx, key, prepared.size(), &kept, now.as_microsecond())?;
            links::put(tx, &agency, &saved)?;
            Ok(key)
        })
        .await?;
    drop(room);
    to.key = Some(number);
    let state = hub.board().change(to.agency, |s| {
        s.last_batch = Some(now);
        s.last_contact = Some(now);
        s.head = s.head.max(size);
        s.trouble = None;
    });
    hub.metrics().committed(to.agency, size, observations, &state);
    Ok(note)
}

/// The checkpoint with this hub's cosignature (C2SP tlog-cosignature): it has checked that it extends all before.
fn cosigned(hub: &Hub, note: &Bytes, now: jiff::Timestamp) -> Result<Bytes, LinkError> {
    let malformed = |e: ges_journal::note::NoteError| LinkError::Malformed(format!("checkpoint: {e}"));
    let mut note = SignedNote::parse(note).map_err(malformed)?;
    let line = cosign(&note, hub.witness(), u64::try_from(now.as_second()).unwrap_or(0)).map_err(malformed)?;
    note.add_signature(line);
    Ok(Bytes::from(note.encode()))
}
