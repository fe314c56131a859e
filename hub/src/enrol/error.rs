//! The reasons for which somebody is not let in, with what to do.

use ges_domain::ids::OrganisationId;
use ges_ledger::LedgerError;
use ges_runtime::identity::IdentityError;
use ges_store::StoreError;

use crate::store::agencies::Status;

/// Why somebody is not let in. Nothing is changed by a refusal.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// Nobody was given this token.
    #[error("this token is unknown: use the newest one that `ges-hub agency add` printed, without spaces")]
    UnknownToken,
    /// Older than a day.
    #[error("this token has expired: ask the operator of the hub for a new one (`ges-hub agency add`)")]
    ExpiredToken,
    /// Used with another request.
    #[error("this token was already used with another key: ask the operator of the hub for a new one")]
    ReusedToken,
    /// Not a certificate request, or for another name.
    #[error(transparent)]
    Request(#[from] IdentityError),
    /// A key that belongs to another agency, or a changed one.
    #[error("this {what} already belongs to agency `{owner}`: every node makes keys of its own")]
    KeyInUse {
        /// Which key.
        what: &'static str,
        /// Whose it is.
        owner: OrganisationId,
    },
    /// The journal's key is not one of this agency.
    #[error("the journal key is not of this agency: expected a key named `{expected}`, {reason}")]
    JournalKey {
        /// The name it must have.
        expected: String,
        /// What is wrong.
        reason: String,
    },
    /// The journal known by another key.
    #[error(
        "the journal `{0}` is known here with another key: restore the node with its own key, or continue it under a new epoch"
    )]
    JournalKeyChanged(String),
    /// Not `host:port`.
    #[error("`{0}` is not an address: write host:port, such as node.example.go.th:8411")]
    Address(String),
    /// No such agency.
    #[error("no agency `{0}` here: add it first (`ges-hub agency add`)")]
    UnknownAgency(OrganisationId),
    /// It cannot be done in this state.
    #[error("agency `{id}` is {status}: {remedy}")]
    State {
        /// Agency.
        id: OrganisationId,
        /// How far it is.
        status: Status,
        /// What to do.
        remedy: &'static str,
    },
    /// The operator read another fingerprint.
    #[error("the fingerprint is `{known}`, not `{given}`: compare it with the node's again; nothing was confirmed")]
    Fingerprint {
        /// Of the request here.
        known: String,
        /// As given.
        given: String,
    },
    /// A certificate is needed and there is none, or of somebody who is not active.
    #[error("a certificate of an active agency is needed: enrol first")]
    NoCertificate,
    /// A journal or the store refuses.
    #[error(transparent)]
    Ledger(LedgerError),
}

impl From<LedgerError> for EnrolError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::LogExists(origin) => Self::JournalKeyChanged(origin),
            other => Self::Ledger(other),
        }
    }
}

impl From<StoreError> for EnrolError {
    fn from(error: StoreError) -> Self {
        Self::Ledger(error.into())
    }
}

impl EnrolError {
    /// A short name for programs; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownToken => "token-unknown",
            Self::ExpiredToken => "token-expired",
            Self::ReusedToken => "token-used",
            Self::Request(IdentityError::RequestOfAnother { .. }) => "request-of-another",
            Self::Request(_) => "request-malformed",
            Self::KeyInUse { .. } => "key-in-use",
            Self::JournalKey { .. } => "journal-key",
            Self::JournalKeyChanged(_) => "journal-key-changed",
            Self::Address(_) => "address",
            Self::UnknownAgency(_) => "agency-unknown",
            Self::State { .. } => "agency-state",
            Self::Fingerprint { .. } => "fingerprint",
            Self::NoCertificate => "certificate-needed",
            Self::Ledger(_) => "store",
        }
    }
}
