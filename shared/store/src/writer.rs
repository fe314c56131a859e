//! The one writer: takes every closure that waits, gives each a savepoint, and makes them durable with one commit.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::engine::{Conn, Mode, Seat};
use crate::{StoreError, Tx};

/// Closures that share a commit at most, and rows they may change before it: what keeps the wait of a small change
/// behind large ones short.
const GROUP_CLOSURES: usize = 256;
const GROUP_ROWS: u64 = 20_000;

/// How often a closure is run again when other transactions are in its way.
const ATTEMPTS: u32 = 30;

/// A closure and its outcome, whatever their types.
pub(crate) trait Run {
    /// Runs the closure once; true when its changes are to be kept.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Replaces the outcome: what the closure did could not be kept.
    fn fail(&mut self, error: StoreError);
}

/// A closure together with the outcome of its last run.
pub(crate) struct Call<F, T, E> {
    closure: F,
    pub outcome: Option<Result<T, E>>,
}

impl<F, T, E> Call<F, T, E> {
    pub fn new(closure: F) -> Self {
        Self { closure, outcome: None }
    }
}

impl<F, T, E> Call<F, T, E>
where
    E: From<StoreError>,
{
    pub fn into_outcome(self) -> Result<T, E> {
        self.outcome.unwrap_or_else(|| Err(StoreError::Closed.into()))
    }
}

impl<F, T, E> Run for Call<F, T, E>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E>,
    E: From<StoreError>,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx))).unwrap_or_else(|panic| {
            let message = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
            let message = message.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Err(StoreError::Panicked { message }.into())
        });
        let outcome = match (outcome, tx.poison()) {
            (Ok(_), Some(first)) => Err(StoreError::Poisoned { first: first.clone() }.into()),
            (outcome, _) => outcome,
        };
        self.outcome.insert(outcome).is_ok()
    }

    fn fail(&mut self, error: StoreError) {
        self.outcome = Some(Err(error.into()));
    }
}

/// A call that waits in the queue; answering it consumes it.
pub(crate) trait Job: Send {
    fn call(&mut self) -> &mut dyn Run;
    fn answer(self: Box<Self>);
}

/// A call and where its outcome goes.
pub(crate) struct Ticket<F, T, E, R> {
    pub call: Call<F, T, E>,
    pub reply: R,
}

impl<F, T, E, R> Job for Ticket<F, T, E, R>
where
    F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
    R: FnOnce(Result<T, E>) + Send,
{
    fn call(&mut self) -> &mut dyn Run {
        &mut self.call
    }

    fn answer(self: Box<Self>) {
        (self.reply)(self.call.into_outcome());
    }
}

/// What all connections of a store share.
pub(crate) struct Shared {
    pub id: u64,
    pub commits: AtomicU64,
}

thread_local! {
    /// The stores whose closures run on this thread just now.
    static ACTIVE: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// While it lives, a call to the same store on this thread is refused instead of waiting for itself for ever.
pub(crate) struct Active(u64);

impl Active {
    pub fn enter(id: u64) -> Self {
        ACTIVE.with_borrow_mut(|active| active.push(id));
        Self(id)
    }

    pub fn refuse_nested(id: u64) -> Result<(), StoreError> {
        if ACTIVE.with_borrow(|active| active.contains(&id)) { Err(StoreError::Nested) } else { Ok(()) }
    }
}

impl Drop for Active {
    fn drop(&mut self) {
        ACTIVE.with_borrow_mut(|active| {
            if let Some(at) = active.iter().rposition(|id| *id == self.0) {
                active.remove(at);
            }
        });
    }
}

/// How one attempt at a transaction ended.
enum Attempt {
    /// Every call holds its outcome.
    Settled,
    /// Another transaction was in the way; nothing was kept.
    Conflict(String),
    /// The group cannot be kept as one; nothing was kept.
    Apart,
}

/// Runs one call in a transaction of its own, again when others are in its way.
pub(crate) fn run_alone(conn: &mut Conn, mode: Mode, call: &mut dyn Run, shared: &Shared) {
    let mut detail = String::new();
    for attempt in 0..ATTEMPTS {
        if attempt > 0 {
            step_aside(attempt);
        }
        match try_alone(conn, mode, call, shared) {
            Attempt::Conflict(reason) => detail = reason,
            Attempt::Settled | Attempt::Apart => return,
        }
    }
    call.fail(StoreError::Conflict { detail: format!("{detail}, {ATTEMPTS} times") });
}

/// Waits 2 to 38 ms before the next attempt, by the process so that several do not repeat in step.
#[expect(clippy::disallowed_methods, reason = "only PostgreSQL, which is never simulated, tells of conflicts")]
fn step_aside(attempt: u32) {
    let apart = u64::from(std::process::id() % 7);
    std::thread::sleep(Duration::from_millis((1 << attempt.min(5)) + apart));
}

fn try_alone(conn: &mut Conn, mode: Mode, call: &mut dyn Run, shared: &Shared) -> Attempt {
    if let Err(error) = conn.begin(mode) {
        call.fail(error);
        return Attempt::Settled;
    }
    let mut tx = Tx::new(conn, mode);
    let active = Active::enter(shared.id);
    let keep = call.run(&mut tx);
    drop(active);
    if let (_, Some(reason)) = tx.verdict() {
        conn.rollback();
        return Attempt::Conflict(reason);
    }
    if !keep || mode == Mode::Read {
        conn.rollback();
        return Attempt::Settled;
    }
    match conn.commit() {
        Ok(()) => {
            shared.commits.fetch_add(1, Ordering::Relaxed);
        }
        Err(error) => {
            conn.rollback();
            if let StoreError::Conflict { detail } = error {
                return Attempt::Conflict(detail);
            }
            call.fail(error);
        }
    }
    Attempt::Settled
}

/// Runs the waiting jobs, as many together as fit, and leaves the others in the queue.
fn run_group(conn: &mut Conn, waiting: &mut VecDeque<Box<dyn Job>>, shared: &Shared) {
    let mut group = Vec::with_capacity(waiting.len().min(GROUP_CLOSURES));
    if waiting.len() == 1 {
        group.extend(waiting.pop_front());
        run_each_alone(conn, &mut group, shared);
    } else if let Attempt::Conflict(_) | Attempt::Apart = try_group(conn, waiting, &mut group, shared) {
        run_each_alone(conn, &mut group, shared);
    }
    for job in group {
        job.answer();
    }
}

fn run_each_alone(conn: &mut Conn, group: &mut [Box<dyn Job>], shared: &Shared) {
    for job in group {
        run_alone(conn, Mode::Write, job.call(), shared);
    }
}

/// One transaction, a savepoint for each job. Jobs move from `waiting` to `group` as they are run.
fn try_group(
    conn: &mut Conn,
    waiting: &mut VecDeque<Box<dyn Job>>,
    group: &mut Vec<Box<dyn Job>>,
    shared: &Shared,
) -> Attempt {
    let started = conn.begin(Mode::Write);
    let (mut kept, mut rows) = (Vec::new(), 0);
    while group.len() < GROUP_CLOSURES && rows < GROUP_ROWS {
        let Some(job) = waiting.pop_front() else { break };
        group.push(job);
        let Some(job) = group.last_mut() else { break };
        if let Err(error) = &started {
            job.call().fail(error.clone());
            continue;
        }
        let at = kept.len();
        kept.push(false);
        if conn.control("SAVEPOINT ges_job").is_err() {
            conn.rollback();
            return Attempt::Apart;
        }
        let mut tx = Tx::new(conn, Mode::Write);
        let active = Active::enter(shared.id);
        let keep = job.call().run(&mut tx);
        drop(active);
        rows += tx.changed();
        let (_, conflict) = tx.verdict();
        // A conflict, a full disk or a lost connection ends the whole transaction, not this job's part alone.
        let undone = conflict.is_some() || !conn.in_transaction();
        if undone || (!keep && conn.control("ROLLBACK TO ges_job").is_err()) || conn.control("RELEASE ges_job").is_err()
        {
            conn.rollback();
            return Attempt::Apart;
        }
        kept[at] = keep;
    }
    if !kept.contains(&true) {
        conn.rollback();
        return Attempt::Settled;
    }
    let Err(error) = conn.commit() else {
        shared.commits.fetch_add(1, Ordering::Relaxed);
        return Attempt::Settled;
    };
    conn.rollback();
    match error {
        StoreError::Conflict { detail } => Attempt::Conflict(detail),
        // A constraint checked at the commit: one job is to blame, so the others get a commit of their own.
        StoreError::Constraint { .. } => Attempt::Apart,
        error => {
            for (job, _) in group.iter_mut().zip(kept).filter(|(_, kept)| *kept) {
                job.call().fail(error.clone());
            }
            Attempt::Settled
        }
    }
}

/// The queue before the writer.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Box<dyn Job>>,
    closed: bool,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves everything that waits into `jobs`; false once the queue is closed and empty.
    fn take(&self, jobs: &mut VecDeque<Box<dyn Job>>) -> bool {
        let mut state = self.lock();
        while jobs.is_empty() && state.jobs.is_empty() && !state.closed {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        jobs.append(&mut state.jobs);
        !jobs.is_empty()
    }
}

/// The writer's thread and its queue. Dropping it finishes what waits and ends the thread.
pub(crate) struct Writer {
    queue: Arc<Queue>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Writer {
    pub fn start(seat: Arc<Mutex<Seat>>, shared: Arc<Shared>) -> std::io::Result<Self> {
        let queue = Arc::new(Queue::default());
        let theirs = Arc::clone(&queue);
        let thread = std::thread::Builder::new().name("ges-store-writer".to_owned()).spawn(move || {
            let mut jobs = VecDeque::new();
            while theirs.take(&mut jobs) {
                let mut seat = seat.lock().unwrap_or_else(PoisonError::into_inner);
                match seat.ready() {
                    Ok(conn) => run_group(conn, &mut jobs, &shared),
                    Err(error) => {
                        for mut job in jobs.drain(..) {
                            job.call().fail(error.clone());
                            job.answer();
                        }
                    }
                }
            }
        })?;
        Ok(Self { queue, thread: Some(thread) })
    }

    /// Puts a job in the queue. A closed queue drops it, which its caller sees as [`StoreError::Closed`].
    pub fn submit(&self, job: Box<dyn Job>) {
        let mut state = self.queue.lock();
        if !state.closed {
            state.jobs.push_back(job);
            self.queue.changed.notify_one();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.lock().closed = true;
        self.queue.changed.notify_one();
        if let Some(thread) = self.thread.take()
            // The last handle may be dropped by a closure, on the writer's own thread, which ends by itself then.
            && thread.thread().id() != std::thread::current().id()
        {
            drop(thread.join());
        }
    }
}
