//! The side that lives on: starts a worker, waits for it no longer than allowed, and believes only what it can check.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open};

use super::request::Order;
use super::seats::Seats;
use super::{EXIT_MEMORY, EXIT_OPEN, EXIT_ORDER, Request, SUBCOMMAND};
use crate::{Limits, Outcome, Unread, frame};

/// Bytes of tags and lengths of an answer, and of what is said beside text or image.
const FRAMING_BYTES: u64 = 64 << 10;
/// Bytes of the worker's complaints that are looked at.
const COMPLAINT_BYTES: u64 = 8 << 10;
/// How long a worker may take to end once it has said all.
const GRACE: Duration = Duration::from_secs(5);
/// What the standard library says before a process without memory ends.
const OUT_OF_MEMORY: &[u8] = b"memory allocation of";

/// Starts workers, one for each document that is read. Blocks: call it on a blocking thread.
#[derive(Debug)]
pub struct Worker {
    program: PathBuf,
    before: Vec<OsString>,
    limits: Limits,
    seats: Seats,
}

impl Worker {
    /// Workers that are this very program, which runs [`main`](super::main) under [`SUBCOMMAND`].
    pub fn of_this_program(limits: Limits) -> io::Result<Self> {
        Ok(Self::of_program(std::env::current_exe()?, vec![SUBCOMMAND.into()], limits))
    }

    /// Workers that are another program; it is given `before` and then the order.
    pub fn of_program(program: PathBuf, before: Vec<OsString>, limits: Limits) -> Self {
        Self { program, before, limits, seats: Seats::new(limits.at_once) }
    }

    /// Reads a document, from where `file` stands. Whatever the document does to the worker is an [`Outcome`].
    pub fn read(&self, file: File, request: Request) -> Outcome {
        let reason = |reason| Outcome { sniffed: None, found: Err(reason) };
        let wall = Duration::from_millis(self.limits.wall_ms.into());
        let Some(_seat) = self.seats.take(wall) else { return reason(Unread::Busy) };
        match self.start(file, request) {
            Ok(running) => running.outcome(wall, self.limits.output_bytes).unwrap_or_else(reason),
            Err(_) => reason(Unread::Unstartable),
        }
    }

    fn start(&self, file: File, request: Request) -> io::Result<Running> {
        let child = Command::new(&self.program)
            .args(&self.before)
            .arg(Order::new(request, self.limits).to_string())
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::from(file))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        Ok(Running(child))
    }
}

/// A worker at work. It ends with this value, if it has not ended before.
struct Running(Child);

impl Running {
    /// The worker's answer, within the time and size it may have.
    fn outcome(mut self, wall: Duration, output_bytes: u32) -> Result<Outcome, Unread> {
        let most = u64::from(output_bytes) + FRAMING_BYTES;
        let answer = collect(self.0.stdout.take(), most).map_err(|_| Unread::Unstartable)?;
        let complaint = collect(self.0.stderr.take(), COMPLAINT_BYTES).map_err(|_| Unread::Unstartable)?;
        let answer = answer.recv_timeout(wall).map_err(|_| Unread::TimedOut)?;
        if u64::try_from(answer.len()).is_ok_and(|length| length > most) {
            return Err(Unread::Output);
        }
        let status = self.ended(GRACE).ok_or(Unread::TimedOut)?;
        let complaint = complaint.recv_timeout(GRACE).unwrap_or_default();
        judged(status, &answer, &complaint)
    }

    /// Waits for the end.
    fn ended(&mut self, patience: Duration) -> Option<ExitStatus> {
        let pid = Pid::from_raw(i32::try_from(self.0.id()).ok()?)?;
        let process = pidfd_open(pid, PidfdFlags::empty()).ok()?;
        let patience = Timespec::try_from(patience).ok()?;
        let ended = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&patience)).ok()?;
        if ended == 0 { None } else { self.0.wait().ok() }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing happens to one that has ended.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Reads to the end, or one byte further than `most`, on a thread of its own, so that the wait can be given up.
fn collect(pipe: Option<impl Read + Send + 'static>, most: u64) -> io::Result<Receiver<Vec<u8>>> {
    let pipe = pipe.ok_or(io::ErrorKind::BrokenPipe)?;
    let (sender, receiver) = mpsc::sync_channel(1);
    std::thread::Builder::new().name("document-worker".into()).spawn(move || {
        let mut bytes = Vec::new();
        // What came before a broken pipe is looked at like all else, and found not to be whole.
        drop(pipe.take(most.saturating_add(1)).read_to_end(&mut bytes));
        drop(sender.send(bytes));
    })?;
    Ok(receiver)
}

fn judged(status: ExitStatus, answer: &[u8], complaint: &[u8]) -> Result<Outcome, Unread> {
    let signal = |signal: Signal| status.signal() == Some(signal.as_raw());
    let code = |code: u8| status.code() == Some(code.into());
    if status.success() {
        frame::read(answer).ok_or(Unread::Crashed)
    } else if code(EXIT_OPEN) || code(EXIT_ORDER) {
        Err(Unread::Unstartable)
    } else if signal(Signal::XCPU) {
        Err(Unread::TimedOut)
    } else if code(EXIT_MEMORY) || signal(Signal::KILL) || contains(complaint, OUT_OF_MEMORY) {
        // Killed, and not from here: the system itself ran out of memory.
        Err(Unread::Memory)
    } else {
        Err(Unread::Crashed)
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
