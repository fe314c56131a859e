//! Documents read by workers: their text for the search, their pages as pictures, and the scanner before they are filed.

mod job;
mod pictures;
mod scanner;

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use ges_extract::Limits;
use ges_extract::worker::{self, Worker};

use crate::config::Config;
use pictures::Pictures;

pub(crate) use job::keep_reading;
pub use pictures::{DEFAULT_WIDTH, width};
pub use scanner::{ScannerSettings, ScannerSettingsError};

/// Whether this program becomes a worker when it is started as one. A program that does not must never be started
/// again for a document: it would do whatever else it does.
static BECOMES_WORKER: AtomicBool = AtomicBool::new(false);

/// What a program that opens nodes does first, before any thread is started: the work of a document worker if it was
/// started as one, and then it ends with this code. Where it is not called, documents wait to be read.
pub fn as_worker() -> Option<ExitCode> {
    let mut arguments = std::env::args_os().skip(1);
    if arguments.next().is_some_and(|first| first == worker::SUBCOMMAND) {
        let order = arguments.next();
        return Some(order.as_deref().and_then(|order| order.to_str()).map_or(ExitCode::FAILURE, worker::main));
    }
    BECOMES_WORKER.store(true, Ordering::Relaxed);
    None
}

/// Limits of a worker that makes a picture while somebody waits for it.
fn picture_limits() -> Limits {
    Limits { cpu_seconds: 15, wall_ms: 20_000, ..Limits::default() }
}

/// The workers of a node.
pub(crate) struct Reading {
    /// Reads texts; `None` where there is no program that could.
    texts: Option<Worker>,
    pictures: Option<Pictures>,
}

impl Reading {
    pub(crate) fn new(config: &Config) -> Self {
        let workers = |limits: Limits| {
            if config.inline {
                return None;
            }
            if let Some(program) = &config.document_worker {
                return Some(Worker::of_program(program.clone(), vec![worker::SUBCOMMAND.into()], limits));
            }
            if !BECOMES_WORKER.load(Ordering::Relaxed) {
                return None;
            }
            Worker::of_this_program(limits)
                .inspect_err(|error| tracing::warn!(%error, "documents cannot be read: this program cannot be found"))
                .ok()
        };
        let texts = workers(Limits { at_once: 1, ..Limits::default() });
        Self { texts, pictures: workers(picture_limits()).map(Pictures::new) }
    }
}
