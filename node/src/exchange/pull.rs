//! `Pull`: stored entries from a cursor on, filtered by audience, in whole transactions; with `follow` for ever.

use std::time::Duration;

use futures_util::stream;
use ges_domain::audience::Viewer;
use ges_journal::log_id::LogId;
use ges_ledger::feed::{self, BATCH_BYTES};
use ges_ledger::{LedgerError, log};
use ges_proto::exchange::pull_frame::Frame;
use ges_proto::exchange::{Batch, Bookmark, Cursor, PullFrame, PullRequest};
use tokio::sync::watch;
use tokio::time::Interval;
use tonic::{Code, Status};

use super::Frames;
use super::heads::LOOK;
use super::refused::Refused;
use crate::app::Node;

/// Proof of life of an idle stream.
const HEARTBEAT: Duration = Duration::from_secs(15);

pub(super) async fn stream(node: &Node, viewer: Viewer, request: PullRequest) -> Result<Frames<PullFrame>, Refused> {
    let cursor = request.cursor.ok_or_else(|| Refused::invalid("bad-cursor", "a pull needs a cursor: log and next"))?;
    // Only what could be a log's name is looked for: the wire may carry anything.
    let origin = LogId::parse(&cursor.log).map(|id| id.to_string()).unwrap_or_default();
    let size = node
        .store()
        .read_async(move |tx| Ok::<_, LedgerError>(log::find(tx, &origin)?.filter(|l| l.side.own).map(|l| l.size)))
        .await?;
    let Some(size) = size else {
        let text = format!("`{}` is not a log of this node: call Hello for its name", clip(&cursor.log));
        return Err(Refused::new(Code::NotFound, "unknown-log", text));
    };
    if cursor.next > size {
        let text =
            format!("the cursor is at {} but the log has {size} entries: call Hello to compare heads", cursor.next);
        return Err(Refused::new(Code::OutOfRange, "cursor-ahead", text).fact("size", size));
    }
    let asked = usize::try_from(request.max_bytes).unwrap_or(BATCH_BYTES);
    let state = State {
        viewer,
        next: cursor.next,
        log: cursor.log,
        max_bytes: if asked == 0 { BATCH_BYTES } else { asked.min(BATCH_BYTES) },
        follow: request.follow,
        head: node.head(),
        heartbeat: node.env().clock.interval(HEARTBEAT),
        look: node.env().clock.interval(LOOK),
        told: false,
        ended: false,
        node: node.clone(),
    };
    Ok(Box::pin(stream::unfold(state, step)))
}

struct State {
    node: Node,
    viewer: Viewer,
    log: String,
    next: u64,
    max_bytes: usize,
    follow: bool,
    head: watch::Receiver<u64>,
    heartbeat: Interval,
    look: Interval,
    /// The puller knows that it has everything up to `next`.
    told: bool,
    ended: bool,
}

async fn step(mut state: State) -> Option<(Result<PullFrame, Status>, State)> {
    if state.ended {
        return None;
    }
    let frame = state.next_frame().await;
    state.ended = frame.is_err() || (!state.follow && state.told);
    Some((frame.map(|frame| PullFrame { frame: Some(frame) }).map_err(Status::from), state))
}

impl State {
    async fn next_frame(&mut self) -> Result<Frame, Refused> {
        loop {
            // Marked before the read: whatever is written after it is noticed.
            self.head.borrow_and_update();
            if let Some(batch) = self.batch().await? {
                self.next += batch.entries.len() as u64;
                self.told = false;
                self.node.numbers().sent(&batch);
                return Ok(Frame::Batch(batch));
            }
            if !self.told {
                return Ok(self.bookmark());
            }
            loop {
                tokio::select! {
                    biased;
                    changed = self.head.changed() => {
                        if changed.is_err() {
                            return Err(Refused::new(Code::Unavailable, "shutting-down", "this node is stopping: pull again soon"));
                        }
                        break;
                    }
                    _ = self.heartbeat.tick() => return Ok(self.bookmark()),
                    _ = self.look.tick() => self.node.look().await,
                }
            }
        }
    }

    fn bookmark(&mut self) -> Frame {
        self.told = true;
        self.heartbeat.reset();
        Frame::Bookmark(Bookmark {
            cursor: Some(Cursor { log: self.log.clone(), next: self.next }),
            clock_micros: self.node.env().clock.now().as_microsecond(),
        })
    }

    async fn batch(&self) -> Result<Option<Batch>, Refused> {
        let (origin, first, max, viewer) = (self.log.clone(), self.next, self.max_bytes, self.viewer.clone());
        let node = self.node.clone();
        let read = self.node.store().read_async(move |tx| {
            let log = log::find(tx, &origin)?.ok_or_else(|| LedgerError::UnknownLog(origin.clone()))?;
            node.signing(&log.id, |key| feed::next_batch(tx, &log, first, max, &viewer, key))
        });
        Ok(read.await?)
    }
}

fn clip(text: &str) -> String {
    text.chars().take(80).collect()
}
