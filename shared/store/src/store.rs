//! The handle everybody holds: opens a store, runs closures in transactions, and keeps the engines apart from all.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use crate::engine::{Conn, Mode, Opener, Seat, sqlite};
use crate::pool::Pool;
use crate::url::Place;
use crate::writer::{Active, Call, Shared, Ticket, Writer, run_alone};
use crate::{Engine, Migration, StoreError, StoreUrl, Tx, dump, migrate};

/// Numbers the stores of this process.
static STORES: AtomicU64 = AtomicU64::new(0);

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct Options {
    /// Connections for reading, opened when first needed. On PostgreSQL serializable writes use them too.
    pub readers: u32,
    /// Everything at once on the calling thread, in the order of the calls: for simulation. SQLite only.
    pub inline: bool,
    /// Page cache of SQLite's writer in MiB; the readers share as much again.
    pub cache_mib: u32,
    /// Largest size of a SQLite file in bytes, not counting its log; writing more fails with [`StoreError::Full`].
    pub max_bytes: Option<u64>,
    /// How long to wait for a lock another program holds, in milliseconds.
    pub busy_timeout_ms: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { readers: 4, inline: false, cache_mib: 64, max_bytes: None, busy_timeout_ms: 5_000 }
    }
}

/// A store. Clones are cheap and mean the same store; the last one dropped closes it.
///
/// Closures take a [`Tx`] and may be run again, so they must not keep effects outside it from an earlier run. On
/// SQLite a read sees one snapshot and there is one writer: closures waiting for it share a durable commit, each in
/// its own savepoint. A database in memory has a single connection, which reads and writes take in turn.
///
/// `read` and `write` block; use `read_async` and `write_async` from async code.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    // Dropped first: the writer ends before its connection.
    writer: Option<Writer>,
    readers: Option<Pool>,
    seat: Arc<Mutex<Seat>>,
    shared: Arc<Shared>,
    /// As many async callers hold a thread at once as there are connections for them; the others wait without one.
    turns: tokio::sync::Semaphore,
    url: StoreUrl,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Store({})", self.0.url)
    }
}

impl Store {
    /// Opens a store; a SQLite file that is missing is made. Blocks for as long as connecting takes.
    pub fn open(url: &StoreUrl, options: Options) -> Result<Self, StoreError> {
        let engine = url.engine();
        if engine == Engine::Postgres && options.inline {
            return Err(StoreError::Unsupported { what: "inline mode", instead: "simulate on SQLite" });
        }
        if engine == Engine::Postgres && options.max_bytes.is_some() {
            let instead = "limit the size on the PostgreSQL server, by the size of its tablespace";
            return Err(StoreError::Unsupported { what: "max_bytes", instead });
        }
        let shared = Arc::new(Shared { id: STORES.fetch_add(1, Ordering::Relaxed), commits: AtomicU64::new(0) });
        let (inline, readers) = (options.inline, options.readers);
        let opener = Arc::new(Opener { url: url.clone(), options });
        let conn = opener.open(Mode::Write)?;
        let seat = Arc::new(Mutex::new(Seat::new(Arc::clone(&opener), conn)));
        let writer = if inline {
            None
        } else {
            let started = Writer::start(Arc::clone(&seat), Arc::clone(&shared));
            Some(started.map_err(|cause| StoreError::Io { detail: format!("no thread for the writer: {cause}") })?)
        };
        let single = inline || matches!(url.0, Place::Memory);
        let turns = tokio::sync::Semaphore::new(if single { 1 } else { usize::try_from(readers.max(1)).unwrap_or(1) });
        let readers = (!single).then(|| Pool::new(opener, readers));
        Ok(Self(Arc::new(Inner { writer, readers, seat, shared, turns, url: url.clone() })))
    }

    /// Which engine is at work.
    pub fn engine(&self) -> Engine {
        self.0.url.engine()
    }

    /// The address, without a password when shown.
    pub fn url(&self) -> &StoreUrl {
        &self.0.url
    }

    /// Number of commits made durable since opening; less than the number of writes when they were grouped.
    pub fn commits(&self) -> u64 {
        self.0.shared.commits.load(Ordering::Relaxed)
    }

    /// Brings a component's tables up to date, all steps or none, and refuses a store that has other ones.
    pub fn migrate(&self, component: &str, migrations: &[Migration]) -> Result<(), StoreError> {
        let (component, migrations) = (component.to_owned(), migrations.to_vec());
        self.write(move |tx| migrate::apply(tx, &component, &migrations))
    }

    /// Runs a closure on one snapshot of the store.
    ///
    /// # Panics
    /// On a PostgreSQL store, when called on an async worker: use [`Store::read_async`] there.
    pub fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.0.pooled(Mode::Read, closure)
    }

    /// Runs a closure and makes its changes durable before returning; an error or panic leaves nothing behind.
    ///
    /// On PostgreSQL it runs under READ COMMITTED: lock the rows it depends on (`FOR UPDATE`), or use
    /// [`Store::write_serializable`].
    pub fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        Active::refuse_nested(self.0.shared.id)?;
        let Some(writer) = &self.0.writer else { return self.0.single(Mode::Write, closure) };
        let (sender, receiver) = mpsc::sync_channel(1);
        // A caller that is gone needs no answer.
        let reply = move |outcome| drop(sender.send(outcome));
        writer.submit(Box::new(Ticket { call: Call::new(closure), reply }));
        receiver.recv().unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Like [`Store::write`], but as if no other transaction ran at the same time, also across programs that share
    /// a PostgreSQL server. For small interactive changes; it is repeated as often as others are in its way.
    ///
    /// # Panics
    /// On a PostgreSQL store, when called on an async worker: use [`Store::write_serializable_async`] there.
    pub fn write_serializable<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        match self.engine() {
            Engine::Sqlite => self.write(closure),
            Engine::Postgres => self.0.pooled(Mode::Serializable, closure),
        }
    }

    /// [`Store::read`] for async callers.
    pub async fn read_async<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        self.blocking(Mode::Read, closure).await
    }

    /// [`Store::write`] for async callers. Dropping the future does not take the change back.
    pub async fn write_async<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        Active::refuse_nested(self.0.shared.id)?;
        let Some(writer) = &self.0.writer else { return self.0.single(Mode::Write, closure) };
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let reply = move |outcome| drop(sender.send(outcome));
        writer.submit(Box::new(Ticket { call: Call::new(closure), reply }));
        receiver.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// [`Store::write_serializable`] for async callers.
    pub async fn write_serializable_async<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        match self.engine() {
            Engine::Sqlite => self.write_async(closure).await,
            Engine::Postgres => self.blocking(Mode::Serializable, closure).await,
        }
    }

    async fn blocking<T, E, F>(&self, mode: Mode, closure: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        if self.0.writer.is_none() {
            return self.0.pooled(mode, closure);
        }
        let inner = Arc::clone(&self.0);
        let Ok(_turn) = self.0.turns.acquire().await else { return Err(StoreError::Closed.into()) };
        let task = tokio::task::spawn_blocking(move || inner.pooled(mode, closure));
        task.await.unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }

    /// Copies a SQLite store into a new file while it is being used, consistent to one moment, and makes the copy
    /// durable before it gets its name. Refuses to replace a file.
    pub fn backup_to(&self, path: &Path) -> Result<(), StoreError> {
        self.read(|tx| match tx.conn() {
            Conn::Sqlite(db) => sqlite::backup(db, path),
            Conn::Postgres(_) => Err(StoreError::Unsupported {
                what: "backup of a PostgreSQL store",
                instead: "use pg_dump --format=custom, or the server's continuous archiving",
            }),
        })
    }

    /// A table's rows as bytes in the order of the given columns, which must make every row's place certain. Equal
    /// on both engines for equal rows; the layout is documented in `dump.rs`.
    pub fn table_dump(&self, table: &str, order_by: &[&str]) -> Result<Vec<u8>, StoreError> {
        self.read(|tx| dump::table(tx, table, order_by))
    }
}

impl Inner {
    /// Runs a closure on a reader's connection, or on the only one there is.
    fn pooled<T, E, F>(&self, mode: Mode, closure: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        Active::refuse_nested(self.shared.id)?;
        let Some(pool) = &self.readers else { return self.single(mode, closure) };
        let mut call = Call::new(closure);
        loop {
            let (mut lease, used_before) = pool.lease()?;
            let conn = lease.conn()?;
            if mode == Mode::Serializable && used_before && !conn.is_alive() {
                continue;
            }
            run_alone(conn, mode, &mut call, &self.shared);
            // A kept connection may have died since its last use (the server restarted): take the next one, at
            // last a new one. Nothing was committed, so running the closure again is safe.
            let lost = conn.is_broken() && call.outcome.as_ref().is_some_and(Result::is_err);
            if !(lost && used_before && mode == Mode::Read) {
                return call.into_outcome();
            }
        }
    }

    /// Runs a closure on the writer's connection, on this thread.
    fn single<T, E, F>(&self, mode: Mode, closure: F) -> Result<T, E>
    where
        F: FnMut(&mut Tx<'_>) -> Result<T, E>,
        E: From<StoreError>,
    {
        Active::refuse_nested(self.shared.id)?;
        let mut call = Call::new(closure);
        let mut seat = self.seat.lock().unwrap_or_else(PoisonError::into_inner);
        run_alone(seat.ready()?, mode, &mut call, &self.shared);
        drop(seat);
        call.into_outcome()
    }
}
