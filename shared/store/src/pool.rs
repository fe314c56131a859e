//! The reading connections: opened when first needed, kept, and never more than the options say.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::StoreError;
use crate::engine::{Conn, Mode, Opener};

/// A bounded set of connections for reading, and on PostgreSQL for serializable writes.
pub(crate) struct Pool {
    opener: Arc<Opener>,
    slots: Mutex<Slots>,
    freed: Condvar,
    most: u32,
}

#[derive(Default)]
struct Slots {
    idle: Vec<Conn>,
    open: u32,
}

impl Pool {
    pub fn new(opener: Arc<Opener>, most: u32) -> Self {
        Self { opener, slots: Mutex::default(), freed: Condvar::new(), most: most.max(1) }
    }

    fn lock(&self) -> MutexGuard<'_, Slots> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until a connection is free. The flag tells whether it was used before, and so may have gone stale.
    pub fn lease(&self) -> Result<(Lease<'_>, bool), StoreError> {
        let mut slots = self.lock();
        loop {
            if let Some(conn) = slots.idle.pop() {
                return Ok((Lease { pool: self, conn: Some(conn) }, true));
            }
            if slots.open < self.most {
                slots.open += 1;
                drop(slots);
                let mut lease = Lease { pool: self, conn: None }; // gives its place back if opening fails
                lease.conn = Some(self.opener.open(Mode::Read)?);
                return Ok((lease, false));
            }
            slots = self.freed.wait(slots).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A connection on loan.
pub(crate) struct Lease<'p> {
    pool: &'p Pool,
    conn: Option<Conn>,
}

impl Lease<'_> {
    pub fn conn(&mut self) -> Result<&mut Conn, StoreError> {
        self.conn.as_mut().ok_or(StoreError::Closed)
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        let conn = self.conn.take().filter(|conn| !conn.is_broken());
        let mut slots = self.pool.lock();
        match conn {
            Some(conn) => slots.idle.push(conn),
            None => slots.open -= 1,
        }
        drop(slots);
        self.pool.freed.notify_one();
    }
}
