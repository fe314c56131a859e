//! Documents read by real workers, harmless and hostile ones. The tests make every file themselves.

#![expect(clippy::unwrap_used, reason = "tests")]

mod hostile;
mod locked_in;
mod make;
mod readable;

use std::io::{Seek, SeekFrom, Write};

use ges_extract::worker::{Request, Worker};
use ges_extract::{Found, Limits, Outcome, Unread};

/// Workers with the limits of a service.
fn worker() -> Worker {
    worker_within(Limits::default())
}

fn worker_within(limits: Limits) -> Worker {
    Worker::of_program(env!("CARGO_BIN_EXE_ges-document-worker").into(), Vec::new(), limits)
}

fn ask(worker: &Worker, bytes: &[u8], request: Request) -> Outcome {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file.seek(SeekFrom::Start(0)).unwrap();
    worker.read(file, request)
}

/// The texts of the pages.
fn texts(outcome: &Outcome) -> Vec<String> {
    match &outcome.found {
        Ok(Found::Text { pages, .. }) => pages.iter().map(|page| page.text.clone()).collect(),
        other => panic!("no text but {other:?}"),
    }
}

fn text_of(bytes: &[u8]) -> Outcome {
    ask(&worker(), bytes, Request::Text)
}

fn reason(outcome: &Outcome) -> Option<Unread> {
    outcome.found.as_ref().err().copied()
}
