//! Rows of one-time enrolment tokens; only their SHA-256 is kept.

use ges_domain::ids::OrganisationId;
use ges_store::{StoreError, Tx, V};
use jiff::Timestamp;

use super::agencies::moment;

/// A token as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// For whom it was made.
    pub agency: OrganisationId,
    /// When it ends.
    pub expires_at: Timestamp,
    /// SHA-256 of the fingerprint of the first key that used it.
    pub used_by: Option<[u8; 32]>,
}

/// Keeps a new token; older ones of the same agency end.
pub fn put(tx: &mut Tx, digest: &[u8; 32], agency: &OrganisationId, expires: Timestamp) -> Result<(), StoreError> {
    forget(tx, agency)?;
    tx.exec(
        "INSERT INTO enrolment_token (digest, agency, expires_at) VALUES ($1, $2, $3)",
        &[digest.as_slice().into(), agency.as_str().into(), V::I(expires.as_microsecond())],
    )?;
    Ok(())
}

/// Ends every token of an agency.
pub fn forget(tx: &mut Tx, agency: &OrganisationId) -> Result<(), StoreError> {
    tx.exec("DELETE FROM enrolment_token WHERE agency = $1", &[agency.as_str().into()])?;
    Ok(())
}

/// The token with this digest.
pub fn find(tx: &mut Tx, digest: &[u8; 32]) -> Result<Option<Token>, StoreError> {
    let sql = "SELECT agency, expires_at, used_by FROM enrolment_token WHERE digest = $1";
    tx.one(sql, &[digest.as_slice().into()], |r| {
        let used = r.opt_bytes(2)?.map(|b| <[u8; 32]>::try_from(b).map_err(|_| StoreError::decode("token digest")));
        Ok(Token {
            agency: r.text(0)?.parse().map_err(StoreError::decode)?,
            expires_at: moment(r.get_i64(1)?),
            used_by: used.transpose()?,
        })
    })
}

/// Binds a token to the key that used it first.
pub fn bind(tx: &mut Tx, digest: &[u8; 32], csr: &[u8; 32]) -> Result<(), StoreError> {
    let sql = "UPDATE enrolment_token SET used_by = $2 WHERE digest = $1";
    tx.exec(sql, &[digest.as_slice().into(), csr.as_slice().into()])?;
    Ok(())
}
