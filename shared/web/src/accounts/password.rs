//! Password hashes: Argon2id (RFC 9106) on blocking threads, only so many at once.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use ges_runtime::Entropy;
use tokio::sync::Semaphore;

use super::AccountError;

/// Requests that may wait for a hashing place; more are told to come back.
const MAX_WAITING: usize = 64;

/// Cost of one hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

/// 19 MiB and two passes: the OWASP recommendation for Argon2id with one lane.
impl Default for PasswordCost {
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

impl PasswordCost {
    /// The least Argon2 allows: for tests and simulations, never for people.
    pub const fn least() -> Self {
        Self { memory_kib: 8, passes: 1 }
    }
}

pub(super) struct Hasher {
    argon: Argon2<'static>,
    places: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
    /// Hash of nothing anybody knows: checked when the login is unknown, so that both cases take as long.
    decoy: String,
}

impl Hasher {
    pub(super) fn new(cost: PasswordCost, at_once: usize, entropy: &Entropy) -> Result<Self, AccountError> {
        let params =
            Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|e| AccountError::Hash(e.to_string()))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash(&argon, &entropy.token(), &entropy.bytes())?;
        Ok(Self {
            argon,
            places: Arc::new(Semaphore::new(at_once.max(1))),
            waiting: Arc::new(Semaphore::new(MAX_WAITING)),
            decoy,
        })
    }

    /// Hashes on the calling thread; for command lines.
    pub(super) fn hash(&self, password: &str, salt: [u8; 16]) -> Result<String, AccountError> {
        hash(&self.argon, password, &salt)
    }

    /// Hashes beside the async workers.
    pub(super) async fn hash_async(&self, password: String, salt: [u8; 16]) -> Result<String, AccountError> {
        let argon = self.argon.clone();
        self.run(move || hash(&argon, &password, &salt)).await?
    }

    /// Checks a password; with no stored hash it does the same work and says no.
    pub(super) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, AccountError> {
        let argon = self.argon.clone();
        let known = stored.is_some();
        let phc = stored.unwrap_or_else(|| self.decoy.clone());
        let right = self
            .run(move || {
                PasswordHash::new(&phc).is_ok_and(|hash| argon.verify_password(password.as_bytes(), &hash).is_ok())
            })
            .await?;
        Ok(right && known)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountError> {
        let in_line = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| AccountError::Busy)?;
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| AccountError::Busy)?;
        drop(in_line);
        // The place moves into the work: a request that goes away must not let another hash start beside this one.
        tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        })
        .await
        .map_err(|error| AccountError::Hash(error.to_string()))
    }
}

fn hash(argon: &Argon2<'_>, password: &str, salt: &[u8; 16]) -> Result<String, AccountError> {
    argon
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|error| AccountError::Hash(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn hashes_are_argon2id_salted_and_checked() {
        let entropy = Entropy::seeded(1);
        let hasher = Hasher::new(PasswordCost::least(), 1, &entropy).unwrap();
        let one = hasher.hash("รหัสผ่านยาวพอ", entropy.bytes()).unwrap();
        let two = hasher.hash_async("รหัสผ่านยาวพอ".to_owned(), entropy.bytes()).await.unwrap();
        assert!(one.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{one}");
        assert_ne!(one, two);
        assert!(hasher.verify("รหัสผ่านยาวพอ".to_owned(), Some(two)).await.unwrap());
        assert!(!hasher.verify("อื่น".to_owned(), Some(one)).await.unwrap());
        assert!(!hasher.verify("anything".to_owned(), None).await.unwrap());
        assert!(!hasher.verify("anything".to_owned(), Some("not a hash".to_owned())).await.unwrap());
    }

    #[tokio::test]
    async fn a_crowd_is_sent_away_instead_of_eating_the_memory() {
        let hasher = Hasher::new(PasswordCost::least(), 1, &Entropy::seeded(1)).unwrap();
        let all_places = Arc::clone(&hasher.places).acquire_owned().await.unwrap();
        let whole_line = Arc::clone(&hasher.waiting).acquire_many_owned(64).await.unwrap();
        assert!(matches!(hasher.verify("x".to_owned(), None).await, Err(AccountError::Busy)));
        drop((all_places, whole_line));
        assert!(hasher.verify("x".to_owned(), None).await.is_ok());
    }
}
