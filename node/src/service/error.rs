//! What can go wrong when state is changed, told once to people (problem documents) and once to programs (gRPC).

use ges_documents::DocumentError;
use ges_domain::access::Act;
use ges_domain::agreement::AgreementError;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::explain::Explain as _;
use ges_domain::ids::{Digest, IndicatorNumber, OrganisationId, RecordId};
use ges_domain::result::ReportError;
use ges_domain::score::Unscored;
use ges_domain::text::Text;
use ges_domain::together::TogetherError;
use ges_domain::workflow::wording::WordingError;
use ges_domain::workflow::{BodyError, TransitionError};
use ges_journal::attestation::AttestationError;
use ges_ledger::LedgerError;
use ges_proto::observations::ObservationsError;
use ges_runtime::keyfile::KeyFileError;
use ges_store::StoreError;
use ges_web::Problem;
use http::StatusCode;
use tonic::{Code, Status};

use super::evidence::EvidenceError;
use super::words;
use crate::exchange::refused::Refused;
use crate::files::FileError;

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The roles do not allow it.
    #[error("your roles do not allow this: ask the administrator of this node for the role")]
    Forbidden(Act),
    /// No agreement for that year.
    #[error("there is no agreement for {0}: import it first")]
    NoAgreement(FiscalYear),
    /// Not an indicator of the agreement.
    #[error("indicator {number} is not in the agreement of {year}: use a number of the agreement in force")]
    UnknownIndicator {
        /// The number given.
        number: IndicatorNumber,
        /// The year.
        year: FiscalYear,
    },
    /// The figure itself.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// What was reported gives no score.
    #[error(transparent)]
    Unscored(#[from] Unscored),
    /// Evidence that nobody filed.
    #[error("document {0} is not filed here: file it first, then name its digest as evidence")]
    EvidenceNotFiled(Digest),
    /// Somebody recorded a newer figure meanwhile.
    #[error("a newer figure was recorded meanwhile: look at it, then record yours again if it still holds")]
    Overtaken {
        /// The newer record.
        newer: RecordId,
    },
    /// The agreement has defects, all of them listed.
    #[error("the agreement has {} defects; the first: {}", .0.len(), .0.first().map(ToString::to_string).unwrap_or_default())]
    Agreement(Vec<AgreementError>),
    /// Another organisation's.
    #[error("this is of `{found}`, the node is of `{own}`: import it at the node of `{found}`")]
    AnotherOrganisation {
        /// In the input.
        found: OrganisationId,
        /// Here.
        own: OrganisationId,
    },
    /// Not the next version.
    #[error(
        "version {got} of the agreement is not after version {known} in force: give the amended agreement a higher one"
    )]
    Version {
        /// In force.
        known: u32,
        /// Given.
        got: u32,
    },
    /// A name that cannot stand in the journal.
    #[error("a document name has 1 to 255 characters and no control characters")]
    DocumentName,
    /// A file that does not become evidence.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// Storing or reading bytes.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The bytes could not be read to their end.
    #[error("the upload ended early: {0}; send it again")]
    Upload(String),
    /// Indicators that have neither a figure nor a reason.
    #[error("{} indicators have no figure for the {} months: give a reason for each, or record their figures", .indicators.len(), .round.months())]
    Unexplained {
        /// The round.
        round: Round,
        /// The indicators.
        indicators: Vec<IndicatorNumber>,
    },
    /// Exceptions for indicators that do not exist.
    #[error("indicator {0} cannot be excepted: it is not in the agreement")]
    UnknownException(IndicatorNumber),
    /// An exception without words.
    #[error("the exception of indicator {0} needs a reason in words")]
    NoReason(IndicatorNumber),
    /// Nothing to sign.
    #[error("no figure of {year} for the {} months is recorded: there is nothing to attest", .round.months())]
    NothingToAttest {
        /// The year.
        year: FiscalYear,
        /// The round.
        round: Round,
    },
    /// The figures changed between reading and signing.
    #[error("the figures changed after they were shown: read the list again, then sign")]
    ListChanged,
    /// No key.
    #[error("`{0}` has no attestation key: make one with `ges-node cio create {0}`")]
    NoCioKey(String),
    /// The key exists.
    #[error("`{0}` has an attestation key already: signatures of the old one would lose their owner; revoke it first")]
    CioKeyExists(String),
    /// A login that cannot name a file.
    #[error("`{0}` cannot name a key: use the login of a person")]
    CioLogin(String),
    /// The sealed key.
    #[error(transparent)]
    Key(#[from] KeyFileError),
    /// The attestation text.
    #[error(transparent)]
    Attestation(#[from] AttestationError),
    /// Words missing.
    #[error("an erasure needs the number of the order and a reason in words")]
    ErasureWords,
    /// A record that cannot be erased.
    #[error("records of kind `{0}` cannot be erased: they hold no personal data and others depend on them")]
    NotErasable(String),
    /// A step that the process does not allow.
    #[error(transparent)]
    Transition(Box<TransitionError>),
    /// Words that stand with a step.
    #[error(transparent)]
    Wording(#[from] WordingError),
    /// A released figure.
    #[error("indicator {0} is released: give the reason, and the correction goes through the chain as a new version")]
    Locked(IndicatorNumber),
    /// A submitted figure.
    #[error("indicator {0} is with somebody else for approval: ask them to return it, then change it")]
    UnderWay(IndicatorNumber),
    /// A figure from a file or system for a card of the chain.
    #[error("indicator {number}, {} months, goes through the chain of approval: correct it on its page", .round.months())]
    InChain {
        /// The indicator.
        number: IndicatorNumber,
        /// The round.
        round: Round,
    },
    /// No card chosen.
    #[error("no indicator is chosen: tick at least one")]
    NothingChosen,
    /// No such question.
    #[error("there is no question {0} to this agency: choose one from the list of questions")]
    UnknownQuestion(RecordId),
    /// Evidence that the centre could not open.
    #[error("the centre may not open `{0}`: file it again for the centre, or choose another document")]
    EvidenceHidden(String),
    /// Somebody who may not answer.
    #[error(
        "`{0}` cannot prepare an answer: choose a data keeper, supervisor or member of the PA unit who signs in here"
    )]
    CannotPrepare(String),
    /// A record beyond its limits.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// A step in a thread, task or finding.
    #[error(transparent)]
    Together(#[from] TogetherError),
    /// Nobody who could do it.
    #[error("`{0}` is nobody who works with others here: choose a person of the list")]
    UnknownPerson(String),
    /// A day that is over.
    #[error("the day is over already: choose today or a later day")]
    DayOver,
    /// Not a day.
    #[error("`{0}` is not a day: write it as 2012-07-04, or choose it from the calendar")]
    Day(String),
    /// Enough of a kind.
    #[error("there are {0} of these already, the most that are kept: ask the administrator of this node")]
    TooMany(u64),
    /// Columnar values.
    #[error(transparent)]
    Observations(#[from] ObservationsError),
    /// A small file.
    #[error(transparent)]
    File(#[from] FileError),
    /// The journal.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A transaction without a record: a defect of the program.
    #[error("nothing was recorded: report this as a defect")]
    NothingRecorded,
}

impl ServiceError {
    /// Stable short name.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Forbidden(_) => "forbidden",
            Self::NoAgreement(_) => "no-agreement",
            Self::UnknownIndicator { .. } => "unknown-indicator",
            Self::Report(_) => "bad-result",
            Self::Unscored(e) => e.explain().code,
            Self::EvidenceNotFiled(_) => "evidence-not-filed",
            Self::Overtaken { .. } => "overtaken",
            Self::Agreement(_) => "bad-agreement",
            Self::AnotherOrganisation { .. } => "another-organisation",
            Self::Version { .. } => "agreement-version",
            Self::DocumentName => "document-name",
            Self::Evidence(error) => error.explain().code,
            Self::Document(DocumentError::TooLarge { .. }) => "too-large",
            Self::Document(DocumentError::DiskFull(_)) => "disk-full",
            Self::Document(_) => "document",
            Self::Upload(_) => "upload",
            Self::Unexplained { .. } => "unexplained",
            Self::UnknownException(_) | Self::NoReason(_) => "bad-exception",
            Self::NothingToAttest { .. } => "nothing-to-attest",
            Self::ListChanged => "list-changed",
            Self::NoCioKey(_) => "no-cio-key",
            Self::CioKeyExists(_) => "cio-key-exists",
            Self::CioLogin(_) => "cio-login",
            Self::Key(KeyFileError::WrongPassphrase) => "wrong-passphrase",
            Self::Key(KeyFileError::ShortPassphrase) => "short-passphrase",
            Self::Key(_) => "key",
            Self::Attestation(_) => "attestation",
            Self::ErasureWords => "erasure-words",
            Self::NotErasable(_) => "not-erasable",
            Self::Transition(error) => error.code(),
            Self::Wording(error) => error.explain().code,
            Self::Locked(_) => "locked",
            Self::UnderWay(_) => "under-way",
            Self::InChain { .. } => "in-chain",
            Self::NothingChosen => "nothing-chosen",
            Self::UnknownQuestion(_) => "unknown-question",
            Self::EvidenceHidden(_) => "evidence-hidden",
            Self::CannotPrepare(_) => "cannot-prepare",
            Self::Body(error) => error.explain().code,
            Self::Together(error) => error.explain().code,
            Self::UnknownPerson(_) => "unknown-person",
            Self::DayOver => "day-over",
            Self::Day(_) => "not-a-day",
            Self::TooMany(_) => "too-many",
            Self::Observations(_) => "bad-observations",
            Self::File(_) => "file",
            Self::Ledger(LedgerError::UnknownRecord(_)) => "unknown-record",
            Self::Ledger(_) => "journal",
            Self::Store(error) => error.code(),
            Self::NothingRecorded => "nothing-recorded",
        }
    }

    /// The failure lies with this node, not with what was asked.
    pub fn is_ours(&self) -> bool {
        match self {
            Self::Ledger(e) => !matches!(e, LedgerError::UnknownRecord(_) | LedgerError::Draft(_)),
            Self::Document(e) => !matches!(e, DocumentError::TooLarge { .. }),
            Self::Key(e) => !matches!(e, KeyFileError::WrongPassphrase | KeyFileError::ShortPassphrase),
            Self::Store(_) | Self::File(_) | Self::NothingRecorded => true,
            _ => false,
        }
    }

    /// What happened, in Thai and English.
    pub fn words(&self) -> Text {
        words::of(self)
    }
}

impl From<ServiceError> for Problem {
    fn from(error: ServiceError) -> Self {
        let words = error.words();
        let code = error.code();
        let problem = match error {
            ServiceError::Store(error) | ServiceError::Ledger(LedgerError::Store(error)) => return error.into(),
            ServiceError::Forbidden(_) | ServiceError::Together(TogetherError::NotYours) => {
                return Self::forbidden(words);
            }
            ServiceError::Document(DocumentError::TooLarge { limit }) => return Self::too_large(limit),
            ServiceError::Document(DocumentError::DiskFull(_)) => return Self::unavailable(words),
            ServiceError::Agreement(defects) => {
                let start = Self::invalid(words);
                return defects.iter().fold(start, |p, d| {
                    let said = d.explain();
                    let (place, said) = (said.place.field.clone(), said.words());
                    p.defect(place, said, Text::default())
                });
            }
            ServiceError::NoAgreement(_)
            | ServiceError::UnknownIndicator { .. }
            | ServiceError::UnknownQuestion(_)
            | ServiceError::Evidence(EvidenceError::UnknownUpload)
            | ServiceError::Together(TogetherError::NotOpened)
            | ServiceError::Ledger(LedgerError::UnknownRecord(_)) => Self::not_found().detail(words),
            ServiceError::Evidence(EvidenceError::Unscanned { .. }) => Self::unavailable(words),
            ServiceError::Overtaken { .. }
            | ServiceError::Version { .. }
            | ServiceError::ListChanged
            | ServiceError::Transition(_)
            | ServiceError::Together(TogetherError::NotNow | TogetherError::Opened)
            | ServiceError::Locked(_)
            | ServiceError::UnderWay(_)
            | ServiceError::Evidence(
                EvidenceError::Offset { .. }
                | EvidenceError::Busy
                | EvidenceError::TooMany { .. }
                | EvidenceError::NoRoom,
            )
            | ServiceError::InChain { .. }
            | ServiceError::CioKeyExists(_) => Self::conflict(words),
            ref e if e.is_ours() => {
                tracing::error!(error = %e, "a service failed");
                return Self::internal();
            }
            _ => Self::invalid(words),
        };
        let mut problem = problem;
        code.clone_into(&mut problem.code);
        problem.type_ = format!("urn:ges:problem:{code}");
        if problem.status == StatusCode::NOT_FOUND && code == "no-agreement" {
            problem.status = StatusCode::CONFLICT;
        }
        problem
    }
}

impl From<ServiceError> for Refused {
    fn from(error: ServiceError) -> Self {
        let (text, reason) = (error.to_string(), error.code());
        let code = match error {
            ServiceError::Store(error) => return error.into(),
            ServiceError::Ledger(error) => return error.into(),
            ServiceError::Forbidden(_) => Code::PermissionDenied,
            ServiceError::NoAgreement(_) | ServiceError::Version { .. } => Code::FailedPrecondition,
            ServiceError::UnknownIndicator { .. } | ServiceError::UnknownQuestion(_) => Code::NotFound,
            ServiceError::Overtaken { .. } | ServiceError::ListChanged => Code::Aborted,
            ServiceError::Document(DocumentError::DiskFull(_)) => Code::ResourceExhausted,
            ref e if e.is_ours() => Code::Internal,
            _ => Code::InvalidArgument,
        };
        Self::new(code, reason, text)
    }
}

impl From<ServiceError> for Status {
    fn from(error: ServiceError) -> Self {
        Refused::from(error).into()
    }
}
