//! Randomness: the machine's, or a seed's for simulation. The only place that asks the machine.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng, SeedableRng};
use jiff::Timestamp;
use uuid::Uuid;

/// Gives bytes nobody can guess. Cheap to clone; clones of a seeded one draw from the same stream.
#[derive(Clone)]
pub struct Entropy(Source);

#[derive(Clone)]
enum Source {
    System,
    Seeded(Arc<Mutex<ChaCha20Rng>>),
}

impl Entropy {
    /// The operating system's random numbers.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// The same numbers for the same seed, for simulation only: they are not secret.
    pub fn seeded(seed: u64) -> Self {
        Self(Source::Seeded(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed)))))
    }

    /// Fills `bytes`.
    ///
    /// # Panics
    /// When the operating system has no random numbers to give: nothing can be signed then, and
    /// going on without them would be worse than stopping.
    pub fn fill(&self, bytes: &mut [u8]) {
        match &self.0 {
            Source::System => machine_fill(bytes),
            Source::Seeded(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(bytes),
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number evenly chosen from `0..n`, or 0 when `n` is 0.
    pub fn below(&self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        // Numbers from the last, incomplete run of `n` would favour the small ones: draw again.
        let unfair = u64::MAX - u64::MAX % n;
        loop {
            let drawn = u64::from_le_bytes(self.bytes());
            if drawn < unfair {
                return drawn % n;
            }
        }
    }

    /// A record id that carries `now` (RFC 9562, version 7). The twelve bits after the milliseconds
    /// are the fraction of the millisecond (method 3), so ids sort by time to a quarter of a microsecond.
    pub fn uuid_v7(&self, now: Timestamp) -> Uuid {
        let nanoseconds = u128::try_from(now.as_nanosecond()).unwrap_or(0);
        let milliseconds = u64::try_from(nanoseconds / 1_000_000).unwrap_or(0);
        let fraction = u16::try_from(nanoseconds % 1_000_000 * 4096 / 1_000_000).unwrap_or(0);
        let mut tail: [u8; 10] = self.bytes();
        tail[..2].copy_from_slice(&fraction.to_be_bytes());
        uuid::Builder::from_unix_timestamp_millis(milliseconds, &tail).into_uuid()
    }

    /// A secret for a session, an enrolment or an API client: 256 bits, base64url without padding.
    pub fn token(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

impl fmt::Debug for Entropy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Source::System => "Entropy::system",
            Source::Seeded(_) => "Entropy::seeded",
        })
    }
}

#[expect(clippy::expect_used, reason = "without random numbers nothing here may go on")]
fn machine_fill(bytes: &mut [u8]) {
    getrandom::fill(bytes).expect("the operating system gives random numbers");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_stream_and_another_seed_another() {
        let draw = |seed| {
            let entropy = Entropy::seeded(seed);
            let now = "2012-10-01T00:00:00Z".parse().unwrap();
            (entropy.bytes::<48>(), entropy.uuid_v7(now), entropy.token(), entropy.below(1000))
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }

    #[test]
    fn the_machine_never_repeats_itself() {
        assert_ne!(Entropy::system().bytes::<32>(), Entropy::system().bytes::<32>());
        assert_ne!(Entropy::system().bytes::<32>(), [0; 32]);
    }

    #[test]
    fn below_stays_below_and_reaches_every_value() {
        let entropy = Entropy::seeded(1);
        let mut seen = [0_u32; 5];
        for _ in 0..5000 {
            seen[usize::try_from(entropy.below(5)).unwrap()] += 1;
        }
        assert!(seen.iter().all(|count| (800..1200).contains(count)), "{seen:?}");
        assert_eq!(entropy.below(0), 0);
        assert_eq!(entropy.below(1), 0);
    }

    #[test]
    fn record_ids_carry_the_time_and_sort_by_it() {
        let entropy = Entropy::seeded(3);
        let start: Timestamp = "2012-10-01T00:00:00Z".parse().unwrap();
        let ids: Vec<Uuid> = (0..2000)
            .map(|i| entropy.uuid_v7(start.checked_add(std::time::Duration::from_micros(i)).unwrap()))
            .collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        let id = ids[1500];
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        let carried = u64::from_be_bytes([
            0,
            0,
            id.as_bytes()[0],
            id.as_bytes()[1],
            id.as_bytes()[2],
            id.as_bytes()[3],
            id.as_bytes()[4],
            id.as_bytes()[5],
        ]);
        assert_eq!(i64::try_from(carried).unwrap(), start.as_millisecond() + 1);
    }

    #[test]
    fn a_time_before_1970_still_gives_an_id() {
        let id = Entropy::seeded(1).uuid_v7("1900-01-01T00:00:00Z".parse().unwrap());
        assert_eq!(id.as_bytes()[..6], [0; 6]);
    }

    #[test]
    fn tokens_are_256_bits_of_base64url() {
        let token = Entropy::system().token();
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(&token).unwrap().len(), 32);
    }
}
