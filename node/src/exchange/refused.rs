//! Why a call was refused, as a gRPC status with `google.rpc.ErrorInfo` that names the reason and what to do.

use std::collections::HashMap;

use ges_domain::ids::OrganisationId;
use ges_ledger::LedgerError;
use ges_store::StoreError;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

/// Domain of the reasons in `ErrorInfo`.
pub const DOMAIN: &str = "ges.exchange.v1";

/// A refusal. Whatever was refused, nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// gRPC code.
    pub code: Code,
    /// Stable reason, for example `not-my-hub`.
    pub reason: &'static str,
    /// What is wrong and what to do.
    pub message: String,
    /// Further facts for programs.
    pub facts: Vec<(&'static str, String)>,
}

impl Refused {
    /// A refusal without further facts.
    pub fn new(code: Code, reason: &'static str, message: impl Into<String>) -> Self {
        Self { code, reason, message: message.into(), facts: Vec::new() }
    }

    /// Adds a fact.
    #[must_use]
    pub fn fact(mut self, name: &'static str, value: impl std::fmt::Display) -> Self {
        self.facts.push((name, format!("{value}")));
        self
    }

    /// No hub yet.
    pub fn not_enrolled() -> Self {
        Self::new(
            Code::FailedPrecondition,
            "not-enrolled",
            "this node is not enrolled with a hub: run `ges-node enrol`",
        )
    }

    /// Somebody else calls.
    pub fn not_my_hub(caller: &str, hub: &OrganisationId) -> Self {
        let text = format!(
            "`{caller}` may not call this node; only its hub `{hub}` may: enrol the node with the caller's hub"
        );
        Self::new(Code::PermissionDenied, "not-my-hub", text).fact("hub", hub)
    }

    /// A request that is malformed.
    pub fn invalid(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(Code::InvalidArgument, reason, message)
    }
}

impl From<Refused> for Status {
    fn from(refused: Refused) -> Self {
        let Refused { code, reason, message, facts } = refused;
        let facts: HashMap<String, String> = facts.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        Self::with_error_details(code, message, ErrorDetails::with_error_info(reason, DOMAIN, facts))
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store refused a call of the hub");
        let code = match &error {
            StoreError::Full { .. } => Code::ResourceExhausted,
            e if e.is_transient() => Code::Unavailable,
            _ => Code::Internal,
        };
        Self::new(code, error.code(), error.to_string())
    }
}

impl From<LedgerError> for Refused {
    fn from(error: LedgerError) -> Self {
        let text = error.to_string();
        match error {
            LedgerError::Store(error) => error.into(),
            LedgerError::Refused(refusal) => Self::new(Code::FailedPrecondition, refusal.code(), text),
            LedgerError::Batch(_) => Self::invalid("malformed-batch", text),
            LedgerError::Stale { stored, offered } => {
                Self::new(Code::Aborted, "stale", text).fact("stored", stored).fact("offered", offered)
            }
            LedgerError::UnknownLog(_) => Self::new(Code::NotFound, "unknown-log", text),
            LedgerError::UnknownRecord(_) => Self::new(Code::NotFound, "unknown-record", text),
            LedgerError::LogExists(_) => Self::new(Code::FailedPrecondition, "log-exists", text),
            LedgerError::Draft(_) => Self::invalid("body-too-large", text),
            LedgerError::Damaged { .. } => {
                tracing::error!(error = text, "the journal is damaged");
                Self::new(Code::DataLoss, "damaged", text)
            }
            #[expect(unreachable_patterns, reason = "reasons that are added later are still told")]
            _ => Self::new(Code::Internal, "ledger", text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_travels_with_reason_and_facts() {
        let refused = Refused::invalid("bad-cursor", "ask again").fact("size", 7);
        let status = Status::from(refused);
        assert_eq!(status.code(), Code::InvalidArgument);
        let info = status.get_details_error_info().unwrap();
        assert_eq!((info.reason.as_str(), info.domain.as_str()), ("bad-cursor", DOMAIN));
        assert_eq!(info.metadata.get("size").map(String::as_str), Some("7"));
    }
}
