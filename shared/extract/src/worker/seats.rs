//! How many workers run at once.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Places for workers.
#[derive(Debug)]
pub(super) struct Seats {
    free: Mutex<u32>,
    freed: Condvar,
}

/// A taken place; given back when dropped.
pub(super) struct Seat<'s>(&'s Seats);

impl Seats {
    pub(super) fn new(count: u32) -> Self {
        Self { free: Mutex::new(count.max(1)), freed: Condvar::new() }
    }

    /// A place, as soon as one is free and not later than after `patience`.
    pub(super) fn take(&self, patience: Duration) -> Option<Seat<'_>> {
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut free, waited) =
            self.freed.wait_timeout_while(free, patience, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() && *free == 0 {
            return None;
        }
        *free -= 1;
        Some(Seat(self))
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_is_taken_once_and_free_again_afterwards() {
        let seats = Seats::new(2);
        let (first, second) = (seats.take(Duration::ZERO), seats.take(Duration::ZERO));
        assert!(first.is_some() && second.is_some() && seats.take(Duration::ZERO).is_none());
        drop(first);
        assert!(seats.take(Duration::ZERO).is_some());
        std::thread::scope(|scope| {
            let third = seats.take(Duration::ZERO);
            let waiting = scope.spawn(|| seats.take(Duration::from_mins(1)).is_some());
            drop((second, third));
            assert!(waiting.join().unwrap());
        });
    }
}
