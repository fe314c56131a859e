//! Rows of agencies: who may be pulled, where, under which key, and how far enrolment has come.

use std::fmt;
use std::str::FromStr;

use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_journal::note::VerifierKey;
use ges_store::{Row, StoreError, Tx, V};
use jiff::Timestamp;

/// How far an agency's enrolment has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// A token was made; the node has not used it yet.
    Invited,
    /// The node asked; an operator has to confirm its fingerprint.
    Waiting,
    /// Pulled.
    Active,
    /// No longer accepted.
    Revoked,
}

impl Status {
    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Waiting => "waiting",
            Self::Active => "active",
            Self::Revoked => "revoked",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Status {
    type Err = StoreError;
    fn from_str(word: &str) -> Result<Self, StoreError> {
        [Self::Invited, Self::Waiting, Self::Active, Self::Revoked]
            .into_iter()
            .find(|s| s.as_str() == word)
            .ok_or_else(|| StoreError::decode(format!("agency status `{word}`")))
    }
}

/// One agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agency {
    /// Its id.
    pub id: OrganisationId,
    /// Its name as the operator entered it; what it says of itself comes with its journal.
    pub name: Text,
    /// How far enrolment has come.
    pub status: Status,
    /// Where its exchange port is, `host:port`; empty while unknown.
    pub address: String,
    /// Key that signs its journal.
    pub journal_key: Option<VerifierKey>,
    /// The certificate request it enrolled with (PKCS#10 DER).
    pub csr: Option<Vec<u8>>,
    /// Fingerprint of its key.
    pub fingerprint: Option<String>,
    /// Its certificate, PEM.
    pub chain_pem: Option<String>,
    /// Serial number of its certificate.
    pub serial: Option<String>,
    /// Serial number of the certificate it showed when it renewed: the answer may have been lost on the way, so both
    /// are accepted. None after (re-)enrolment: older certificates stay worthless.
    pub previous_serial: Option<String>,
    /// The last moment its certificate is valid.
    pub not_after: Option<Timestamp>,
    /// When this row last changed.
    pub changed_at: Timestamp,
}

impl Agency {
    /// An agency that was only invited.
    pub fn invited(id: OrganisationId, name: Text, address: String, now: Timestamp) -> Self {
        Self {
            id,
            name,
            status: Status::Invited,
            address,
            journal_key: None,
            csr: None,
            fingerprint: None,
            chain_pem: None,
            serial: None,
            previous_serial: None,
            not_after: None,
            changed_at: now,
        }
    }
}

const COLUMNS: &str = "id, name_th, name_en, status, address, journal_key, csr, fingerprint, chain_pem, serial, \
                       not_after, changed_at, previous_serial";

impl Agency {
    /// Whether a certificate with this serial number still speaks for the agency. A peer without a serial number was
    /// vouched for otherwise (simulation), and an agency without one was never certified here.
    pub fn accepts(&self, serial: Option<&str>) -> bool {
        match (serial, &self.serial) {
            (Some(shown), Some(current)) => shown == current || self.previous_serial.as_deref() == Some(shown),
            _ => true,
        }
    }
}

/// Number that grows with every change of any agency: one small read tells whether the list has to be read.
pub fn revision(tx: &mut Tx) -> Result<i64, StoreError> {
    Ok(tx.one("SELECT agencies FROM hub_revision WHERE id = 1", &[], |r| r.get_i64(0))?.unwrap_or(0))
}

/// All agencies by id.
pub fn all(tx: &mut Tx) -> Result<Vec<Agency>, StoreError> {
    tx.all(&format!("SELECT {COLUMNS} FROM agency ORDER BY id"), &[], row)
}

/// One agency.
pub fn one(tx: &mut Tx, id: &OrganisationId) -> Result<Option<Agency>, StoreError> {
    tx.one(&format!("SELECT {COLUMNS} FROM agency WHERE id = $1"), &[id.as_str().into()], row)
}

/// Writes an agency, new or changed.
pub fn put(tx: &mut Tx, a: &Agency) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO agency ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
         ON CONFLICT (id) DO UPDATE SET name_th = excluded.name_th, name_en = excluded.name_en, \
         status = excluded.status, address = excluded.address, journal_key = excluded.journal_key, \
         csr = excluded.csr, fingerprint = excluded.fingerprint, chain_pem = excluded.chain_pem, \
         serial = excluded.serial, not_after = excluded.not_after, changed_at = excluded.changed_at, \
         previous_serial = excluded.previous_serial"
    );
    let text = |t: &Option<String>| t.clone().map_or(V::Null, Into::into);
    tx.exec(
        &sql,
        &[
            a.id.as_str().into(),
            a.name.th.as_str().into(),
            a.name.en.as_str().into(),
            a.status.as_str().into(),
            a.address.as_str().into(),
            a.journal_key.as_ref().map_or(V::Null, |k| k.to_string().into()),
            a.csr.as_deref().map_or(V::Null, Into::into),
            text(&a.fingerprint),
            text(&a.chain_pem),
            text(&a.serial),
            a.not_after.map_or(V::Null, |t| V::I(t.as_microsecond())),
            V::I(a.changed_at.as_microsecond()),
            text(&a.previous_serial),
        ],
    )?;
    tx.exec("UPDATE hub_revision SET agencies = agencies + 1 WHERE id = 1", &[])?;
    Ok(())
}

fn row(r: &Row) -> Result<Agency, StoreError> {
    Ok(Agency {
        id: r.text(0)?.parse().map_err(StoreError::decode)?,
        name: Text::new(r.text(1)?, r.text(2)?),
        status: r.text_ref(3)?.parse()?,
        address: r.text(4)?,
        journal_key: r.opt_text(5)?.map(|k| k.parse().map_err(StoreError::decode)).transpose()?,
        csr: r.opt_bytes(6)?,
        fingerprint: r.opt_text(7)?,
        chain_pem: r.opt_text(8)?,
        serial: r.opt_text(9)?,
        not_after: r.opt_i64(10)?.map(moment),
        changed_at: moment(r.get_i64(11)?),
        previous_serial: r.opt_text(12)?,
    })
}

/// Microseconds since 1970 as a moment.
pub fn moment(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}
