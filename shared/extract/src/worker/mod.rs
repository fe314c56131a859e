//! The worker process: this program started again to read one document, with nothing but that document.

mod request;
mod sandbox;
mod seats;
mod supervisor;

use std::io::{self, Read};
use std::process::ExitCode;

pub use request::Request;
pub use supervisor::Worker;

use crate::{Outcome, Unread, frame, read};
use request::Order;

/// The hidden subcommand under which a program runs [`main`].
pub const SUBCOMMAND: &str = "document-worker";

/// The worker could not lock itself in, and has read nothing.
const EXIT_OPEN: u8 = 3;
/// The order was not one the supervisor writes.
const EXIT_ORDER: u8 = 2;
/// There was no memory to begin with.
const EXIT_MEMORY: u8 = 4;
/// Bytes of the stack of the reading thread: documents are nested.
const STACK_BYTES: usize = 64 << 20;

/// What the subcommand [`SUBCOMMAND`] does with its only argument. Call it before any other thread is started: threads
/// that run already keep their access to files and network.
///
/// Locks the process in, reads the document from standard input, and answers on standard output.
pub fn main(order: &str) -> ExitCode {
    let Ok(order) = order.parse::<Order>() else { return ExitCode::from(EXIT_ORDER) };
    if sandbox::enter(order.memory_mib, order.cpu_seconds).is_err() {
        return ExitCode::from(EXIT_OPEN);
    }
    let reader = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
        // The last step: from here on not even a thread can be started.
        sandbox::no_more_processes()?;
        let answer = answer(order)?;
        frame::write(&mut io::stdout().lock(), &answer)
    });
    match reader.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        // No memory for the thread, or for the document itself.
        Err(_) => ExitCode::from(EXIT_MEMORY),
        Ok(Ok(Err(error))) if error.kind() == io::ErrorKind::OutOfMemory => ExitCode::from(EXIT_MEMORY),
        _ => ExitCode::FAILURE,
    }
}

fn answer(order: Order) -> io::Result<Outcome> {
    let mut bytes = Vec::new();
    io::stdin().lock().take(order.input_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    let output = usize::try_from(order.output_bytes).unwrap_or(usize::MAX);
    if u64::try_from(bytes.len()).is_ok_and(|length| length > order.input_bytes) {
        return Ok(Outcome { sniffed: None, found: Err(Unread::Large) });
    }
    Ok(read::document(bytes, order.request, output))
}
