//! Guessing is slow: wrong passwords are counted per login and per address, in memory, over 15 minutes.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// More than this many keys and the oldest are forgotten: a flood must not eat the memory.
const MAX_KEYS: usize = 20_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Login(String),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Count {
    wrong: u32,
    since: Timestamp,
}

pub(super) struct Limiter {
    per_login: u32,
    per_address: u32,
    counts: Mutex<HashMap<Key, Count>>,
}

/// Seconds to wait before the next try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wait(pub u64);

impl Limiter {
    pub(super) fn new(per_login: u32, per_address: u32) -> Self {
        Self { per_login, per_address, counts: Mutex::new(HashMap::new()) }
    }

    /// Counts a try before it is made, so that many at once cannot slip through; [`Self::right`] takes it back.
    pub(super) fn try_once(&self, now: Timestamp, login: &str, address: Option<IpAddr>) -> Result<(), Wait> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = keys(login, address);
        for key in &keys {
            let limit = if matches!(key, Key::Login(_)) { self.per_login } else { self.per_address };
            if let Some(count) = counts.get(key) {
                let age = now.duration_since(count.since);
                // A clock that jumped back must not lock anybody out.
                if count.wrong >= limit && age < WINDOW && !age.is_negative() {
                    let left = WINDOW.saturating_sub(age).as_secs();
                    return Err(Wait(u64::try_from(left).unwrap_or(0).saturating_add(1)));
                }
            }
        }
        if counts.len() >= MAX_KEYS {
            forget(&mut counts, now);
        }
        for key in keys {
            let count = counts.entry(key).or_insert(Count { wrong: 0, since: now });
            let age = now.duration_since(count.since);
            if age >= WINDOW || age.is_negative() {
                *count = Count { wrong: 0, since: now };
            }
            count.wrong = count.wrong.saturating_add(1);
        }
        Ok(())
    }

    /// The password was right: the login starts afresh, the address gets this one try back.
    pub(super) fn right(&self, login: &str, address: Option<IpAddr>) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        for key in keys(login, address) {
            if matches!(key, Key::Login(_)) {
                counts.remove(&key);
            } else if let Some(count) = counts.get_mut(&key) {
                count.wrong = count.wrong.saturating_sub(1);
            }
        }
    }
}

fn keys(login: &str, address: Option<IpAddr>) -> Vec<Key> {
    let mut keys = vec![Key::Login(login.to_owned())];
    keys.extend(address.map(network).map(Key::Address));
    keys
}

/// One IPv6 customer has at least a /64: that counts as one address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let mut octets = v6.octets();
            octets[8..].fill(0);
            IpAddr::from(octets)
        }
        IpAddr::V4(v4) => IpAddr::V4(v4),
    }
}

/// Drops what has expired, and if that is not enough the older half.
fn forget(counts: &mut HashMap<Key, Count>, now: Timestamp) {
    counts.retain(|_, count| now.duration_since(count.since) < WINDOW);
    if counts.len() >= MAX_KEYS {
        let mut times: Vec<Timestamp> = counts.values().map(|count| count.since).collect();
        let middle = times.len() / 2;
        let (_, median, _) = times.select_nth_unstable(middle);
        let median = *median;
        counts.retain(|_, count| count.since > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_341_000_000 + seconds).unwrap()
    }

    #[test]
    fn a_login_waits_after_its_tries_and_then_may_go_on() {
        let limiter = Limiter::new(3, 100);
        for second in 0..3 {
            assert_eq!(limiter.try_once(at(second), "cio", None), Ok(()));
        }
        assert_eq!(limiter.try_once(at(10), "cio", None), Err(Wait(15 * 60 - 10 + 1)));
        assert_eq!(limiter.try_once(at(10), "other", None), Ok(()));
        assert_eq!(limiter.try_once(at(15 * 60), "cio", None), Ok(()));
    }

    #[test]
    fn a_right_password_starts_the_login_afresh_but_not_the_address() {
        let office: IpAddr = "203.0.113.7".parse().unwrap();
        let limiter = Limiter::new(2, 3);
        limiter.try_once(at(0), "a", Some(office)).unwrap();
        limiter.try_once(at(1), "a", Some(office)).unwrap();
        limiter.right("a", Some(office));
        assert_eq!(limiter.try_once(at(2), "a", Some(office)), Ok(()));
        assert_eq!(limiter.try_once(at(3), "b", Some(office)), Ok(()));
        assert!(limiter.try_once(at(4), "c", Some(office)).is_err(), "three wrong from one address");
    }

    #[test]
    fn one_ipv6_network_counts_as_one_address() {
        let limiter = Limiter::new(100, 1);
        limiter.try_once(at(0), "a", Some("2001:db8::1".parse().unwrap())).unwrap();
        assert!(limiter.try_once(at(1), "b", Some("2001:db8::ffff".parse().unwrap())).is_err());
        assert!(limiter.try_once(at(1), "b", Some("2001:db8:0:1::1".parse().unwrap())).is_ok());
    }

    #[test]
    fn a_clock_that_jumps_back_locks_nobody_out() {
        let limiter = Limiter::new(1, 100);
        limiter.try_once(at(1000), "a", None).unwrap();
        assert!(limiter.try_once(at(0), "a", None).is_ok());
    }

    #[test]
    fn a_flood_of_logins_keeps_the_memory_bounded() {
        let limiter = Limiter::new(5, 100);
        for n in 0..(i64::try_from(MAX_KEYS).unwrap() + 10) {
            limiter.try_once(at(n / 100), &n.to_string(), None).unwrap();
        }
        assert!(limiter.counts.lock().unwrap().len() <= MAX_KEYS);
    }
}
