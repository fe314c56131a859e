//! Who was in charge when, and what became of each round's attestation.

use super::super::wording::{Line, Remark};
use super::event::Exception;
use super::stage::Punctuality;
use crate::calendar::{FiscalYear, Round};
use crate::ids::Digest;

/// Somebody was made CIO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointed {
    /// Who.
    pub person: Line,
    /// From when, in microseconds since 1970.
    pub from: i64,
    /// Verifier key of the CIO.
    pub key: Line,
}

/// Somebody may act for the CIO.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegation {
    /// For which appointment, by its place.
    pub(super) appointment: usize,
    /// Who.
    pub person: Line,
    /// First moment, in microseconds since 1970.
    pub from: i64,
    /// Last moment.
    pub until: i64,
    /// When it was taken back.
    pub revoked_at: Option<i64>,
}

impl Delegation {
    /// Whether it holds at a moment; from the moment of revocation it does not.
    pub fn covers(&self, at: i64) -> bool {
        self.from <= at && at <= self.until && self.revoked_at.is_none_or(|revoked| at < revoked)
    }
}

/// An attestation that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation {
    /// By whom.
    pub person: Line,
    /// When, in microseconds since 1970.
    pub at: i64,
    /// What.
    pub snapshot: Digest,
    /// What was excepted.
    pub exceptions: Vec<Exception>,
}

/// The attestation of one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    due_at: i64,
    attestations: Vec<Attestation>,
    returns: u32,
    last_return: Option<Remark>,
}

/// How a round was attested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeliness {
    /// Year.
    pub fiscal_year: FiscalYear,
    /// Round.
    pub round: Round,
    /// When it was due, in microseconds since 1970.
    pub due_at: i64,
    /// When it was first given.
    pub given_at: Option<i64>,
    /// How often it was returned before.
    pub returns: u32,
    /// What that amounts to.
    pub punctuality: Punctuality,
}

impl Duty {
    pub(super) fn due(due_at: i64) -> Self {
        Self { due_at, attestations: Vec::new(), returns: 0, last_return: None }
    }

    /// Every attestation given, the first one first.
    pub fn attestations(&self) -> &[Attestation] {
        &self.attestations
    }

    /// Why it was last returned; nothing once it is given.
    pub fn returned_for(&self) -> Option<&Remark> {
        self.last_return.as_ref()
    }

    pub(super) fn attested(&mut self, given: Attestation) {
        self.last_return = None;
        self.attestations.push(given);
    }

    pub(super) fn returned(&mut self, remark: Remark) {
        self.returns = self.returns.saturating_add(1);
        self.last_return = Some(remark);
    }

    pub(super) fn timeliness(&self, fiscal_year: FiscalYear, round: Round, now: i64) -> Timeliness {
        let given_at = self.attestations.first().map(|given| given.at);
        let in_time = given_at.unwrap_or(now) <= self.due_at;
        let punctuality = match (given_at.is_some(), in_time) {
            (true, true) => Punctuality::OnTime,
            (true, false) => Punctuality::Late,
            (false, true) => Punctuality::Pending,
            (false, false) => Punctuality::Overdue,
        };
        Timeliness { fiscal_year, round, due_at: self.due_at, given_at, returns: self.returns, punctuality }
    }
}
