//! Where a leaf stands in a round: no number without a state (domain rules 10.1 no. 6).

use serde::{Deserialize, Serialize};

use super::item::Cancellation;
use super::wide;
use crate::calendar::Round;
use crate::exact::Exact;
use crate::policy::Policies;
use crate::text::Text;

/// The state of an indicator in a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not yet in force, or not measured in this round.
    NotDue,
    /// Due, and the figure has not arrived.
    AwaitingData,
    /// Reported; the score may still change.
    Reported,
    /// Due and not reported: scores the floor.
    NotReported,
    /// Taken out of the agreement.
    Cancelled,
    /// The score of the year's decision.
    Final,
}

impl State {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::NotDue, Self::AwaitingData, Self::Reported, Self::NotReported, Self::Cancelled, Self::Final];

    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::AwaitingData => "awaiting_data",
            Self::Reported => "reported",
            Self::NotReported => "not_reported",
            Self::Cancelled => "cancelled",
            Self::Final => "final",
        }
    }

    /// For readers.
    pub fn label(self) -> Text {
        match self {
            Self::NotDue => Text::new("ยังไม่ถึงรอบ", "not due"),
            Self::AwaitingData => Text::new("รอข้อมูล", "awaiting data"),
            Self::Reported => Text::new("รายงานแล้ว", "reported"),
            Self::NotReported => Text::new("ไม่รายงาน", "not reported"),
            Self::Cancelled => Text::new("ยกเลิก", "cancelled"),
            Self::Final => Text::new("ผลสุดท้าย", "final"),
        }
    }
}

/// What one round gave for a leaf; whether the leaf is in force at all is the agreement's to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    #[default]
    AwaitingData,
    /// Not measured in this round, although already in force.
    NotDue,
    /// Scored from a report.
    Reported(Exact),
    /// Nothing came.
    NotReported,
    /// Scored for good.
    Final(Exact),
}

impl Outcome {
    /// The score, where there is one.
    pub fn score(&self) -> Option<&Exact> {
        match self {
            Self::Reported(score) | Self::Final(score) => Some(score),
            Self::AwaitingData | Self::NotDue | Self::NotReported => None,
        }
    }
}

/// Where a leaf stands in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Not in the base.
    NotDue,
    /// Not in the base until it arrives or the round closes.
    AwaitingData,
    /// Counts with its score.
    Reported(#[serde(with = "wide")] Exact),
    /// Counts with the points of [`Policies::not_reported`].
    NotReported,
    /// Not in the base.
    Cancelled(Cancellation),
    /// Counts with its score.
    Final(#[serde(with = "wide")] Exact),
}

impl Standing {
    /// The outcome of a round, read with the agreement: a cancellation and a later start stand above any outcome, and a
    /// closed round no longer waits.
    pub(super) fn of(
        outcome: &Outcome,
        starts: Round,
        cancelled: Option<&Cancellation>,
        round: Round,
        closed: bool,
    ) -> Self {
        if let Some(cancellation) = cancelled.filter(|c| c.since <= round) {
            return Self::Cancelled(cancellation.clone());
        }
        if starts > round {
            return Self::NotDue;
        }
        match outcome {
            Outcome::NotDue => Self::NotDue,
            Outcome::AwaitingData if closed => Self::NotReported,
            Outcome::AwaitingData => Self::AwaitingData,
            Outcome::NotReported => Self::NotReported,
            Outcome::Reported(score) => Self::Reported(score.clone()),
            Outcome::Final(score) => Self::Final(score.clone()),
        }
    }

    /// The state alone.
    pub fn state(&self) -> State {
        match self {
            Self::NotDue => State::NotDue,
            Self::AwaitingData => State::AwaitingData,
            Self::Reported(_) => State::Reported,
            Self::NotReported => State::NotReported,
            Self::Cancelled(_) => State::Cancelled,
            Self::Final(_) => State::Final,
        }
    }

    /// The points it counts with; `None` where it is not in the base.
    pub fn points<'a>(&'a self, policies: &'a Policies) -> Option<&'a Exact> {
        match self {
            Self::Reported(score) | Self::Final(score) => Some(score),
            Self::NotReported => Some(policies.not_reported()),
            Self::NotDue | Self::AwaitingData | Self::Cancelled(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::State::{Cancelled, NotDue, Reported};
    use super::*;

    fn of(outcome: &Outcome, starts: Round, cancelled: Option<Round>, round: Round, closed: bool) -> State {
        let cancelled = cancelled.map(|since| Cancellation { since, reason: Text::default() });
        Standing::of(outcome, starts, cancelled.as_ref(), round, closed).state()
    }

    #[test]
    fn a_leaf_counts_from_its_start_until_it_is_cancelled() {
        let scored = Outcome::Reported(Exact::whole(4));
        let states = |starts, cancelled| Round::ALL.map(|r| of(&scored, starts, cancelled, r, false));
        assert_eq!(states(Round::Six, None), [Reported, Reported, Reported]);
        assert_eq!(states(Round::Nine, None), [NotDue, Reported, Reported]);
        assert_eq!(states(Round::Twelve, None), [NotDue, NotDue, Reported]);
        assert_eq!(states(Round::Six, Some(Round::Nine)), [Reported, Cancelled, Cancelled]);
        assert_eq!(states(Round::Twelve, Some(Round::Nine)), [NotDue, Cancelled, Cancelled]);
    }

    #[test]
    fn only_a_closed_round_makes_waiting_an_omission() {
        let at = |outcome: &Outcome, closed| of(outcome, Round::Six, None, Round::Six, closed);
        assert_eq!(at(&Outcome::AwaitingData, false), State::AwaitingData);
        assert_eq!(at(&Outcome::AwaitingData, true), State::NotReported);
        assert_eq!(at(&Outcome::NotDue, true), State::NotDue);
        assert_eq!(at(&Outcome::NotReported, false), State::NotReported);
        assert_eq!(at(&Outcome::Final(Exact::one()), true), State::Final);
    }

    #[test]
    fn what_was_not_reported_scores_the_floor_of_the_framework() {
        let policies: Policies = serde_json::from_str(r#"{"not_reported":0.5}"#).unwrap();
        let four = Exact::whole(4);
        assert_eq!(Standing::Reported(four.clone()).points(&policies), Some(&four));
        assert_eq!(Standing::Final(four.clone()).points(&policies), Some(&four));
        assert_eq!(Standing::NotReported.points(&policies).map(Exact::to_string), Some("0.5".into()));
        let gone = Cancellation { since: Round::Six, reason: Text::default() };
        for outside in [Standing::NotDue, Standing::AwaitingData, Standing::Cancelled(gone)] {
            assert_eq!(outside.points(&policies), None, "{outside:?}");
        }
    }

    #[test]
    fn states_have_words_for_programs_and_readers() {
        for state in State::ALL {
            assert_eq!(serde_json::to_string(&state).unwrap(), format!("\"{}\"", state.as_str()));
            let label = state.label();
            assert!(!label.en.is_empty() && label.th.contains(|c| ('ก'..='๙').contains(&c)), "{state:?}");
        }
        let standing =
            Standing::Cancelled(Cancellation { since: Round::Nine, reason: Text::new("มติ ครม.", "") });
        let json = serde_json::to_string(&standing).unwrap();
        assert_eq!(json, r#"{"cancelled":{"since":9,"reason":{"th":"มติ ครม."}}}"#);
        assert_eq!(serde_json::from_str::<Standing>(&json).unwrap(), standing);
    }
}
