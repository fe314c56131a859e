//! The hub's secrets and certificates in its data folder: `keys/`, `ca/`, `tls/`.

use std::sync::Arc;

use ges_journal::log_id::LogId;
use ges_journal::note::SignerKey;
use ges_runtime::Env;
use ges_runtime::identity::{CertificateAuthority, Identity, KeyPair, Kind};
use ges_runtime::keyfile::{read_or_create_seed, read_seed};
use ges_runtime::tls::Hot;

use super::{Config, HubError};

/// Where the authority's certificate lies, inside the data folder.
pub const CA_FILE: &str = "ca/ca.pem";
const JOURNAL_SEED: &str = "keys/journal.seed";
const WITNESS_SEED: &str = "keys/witness.seed";
const TLS_FILE: &str = "tls/hub.pem";
/// Twenty years: an authority is replaced on purpose, never by surprise.
const AUTHORITY_DAYS: u32 = 20 * 365;

/// Everything secret a hub has.
#[derive(Clone)]
pub struct Keys {
    /// Signs the hub's journal.
    pub journal: Arc<SignerKey>,
    /// Signs cosignatures.
    pub witness: Arc<SignerKey>,
    /// Certifies nodes.
    pub authority: Arc<CertificateAuthority>,
    /// Shown in handshakes.
    pub hot: Hot,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("journal", &self.journal).finish_non_exhaustive()
    }
}

impl Keys {
    /// Makes what is missing; keeps what is there.
    pub(super) fn make(config: &Config, env: &Env) -> Result<(), HubError> {
        let dir = &config.dir;
        read_or_create_seed(&dir.join(JOURNAL_SEED), &env.entropy)?;
        read_or_create_seed(&dir.join(WITNESS_SEED), &env.entropy)?;
        let ca = dir.join("ca");
        if !dir.join(CA_FILE).exists() {
            CertificateAuthority::create(env, &format!("GES {}", config.organisation), AUTHORITY_DAYS)?.save(&ca)?;
        }
        Ok(())
    }

    pub(super) fn load(config: &Config, env: &Env, log: &LogId) -> Result<Self, HubError> {
        let dir = &config.dir;
        let journal = read_seed(&dir.join(JOURNAL_SEED))?;
        let witness = read_seed(&dir.join(WITNESS_SEED))?;
        let authority = CertificateAuthority::load(&dir.join("ca"))?;
        let witness_name = format!("{}/{}/witness", log.domain(), log.organisation());
        let identity = current_identity(config, env, &authority)?;
        Ok(Self {
            journal: Arc::new(SignerKey::from_seed(&log.to_string(), &journal)?),
            witness: Arc::new(SignerKey::cosigner_from_seed(&witness_name, &witness)?),
            authority: Arc::new(authority),
            hot: Hot::new(&identity)?,
        })
    }

    /// Shows a new certificate when the present one has passed two thirds of its life.
    pub fn renew(&self, config: &Config, env: &Env) -> Result<(), HubError> {
        let identity = current_identity(config, env, &self.authority)?;
        if self.hot.peer().is_none_or(|shown| shown.serial != identity.peer().serial) {
            self.hot.swap(&identity)?;
            tracing::info!(not_after = %identity.not_after(), "the hub shows a new certificate");
        }
        Ok(())
    }
}

/// The certificate on disk, or a new one for the same key when it is missing or old.
fn current_identity(config: &Config, env: &Env, authority: &CertificateAuthority) -> Result<Identity, HubError> {
    let path = config.dir.join(TLS_FILE);
    let now = env.clock.now();
    let known = if path.exists() { Some(Identity::load(&path)?) } else { None };
    if let Some(identity) = &known
        && now < identity.renew_at()
        && now >= identity.peer().not_before
    {
        return Ok(identity.clone());
    }
    let key = match known {
        Some(identity) => identity.key().clone(),
        None => KeyPair::generate()?,
    };
    let id = config.organisation_id()?;
    let issued = authority.issue(&key.csr(&id)?, &id, Kind::Hub, now, config.certificate_days.max(1))?;
    let identity = Identity::new(&issued.chain_pem, &key)?;
    identity.save(&path)?;
    Ok(identity)
}
