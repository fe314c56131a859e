//! What is gathered from the leaves below an item on the way up, in whole parts of the weights' common denominator.

use num_bigint::BigInt;
use num_traits::Zero;

use super::figure::{Group, Maturity, Mean, PLACES};
use super::standing::{Standing, State};
use super::sum::{Sum, fraction};
use crate::policy::Policies;

/// What has been gathered from the leaves below an item; weights in whole parts.
#[derive(Debug, Clone)]
pub(super) struct Gathered {
    whole: BigInt,
    pub(super) base: BigInt,
    awaiting: BigInt,
    sum: Sum,
    /// Whether every leaf in the base is settled.
    settled: bool,
    /// Why the base is empty where it is: awaiting stands above not due, not due above cancelled.
    gap: State,
}

impl Default for Gathered {
    fn default() -> Self {
        let zero = BigInt::zero;
        Self {
            whole: zero(),
            base: zero(),
            awaiting: zero(),
            sum: Sum::default(),
            settled: true,
            gap: State::Cancelled,
        }
    }
}

impl Gathered {
    pub(super) fn leaf(&mut self, standing: &Standing, weight: &BigInt, closed: bool, policies: &Policies) {
        self.whole.clone_from(weight);
        if let Some(points) = standing.points(policies) {
            self.base.clone_from(weight);
            self.sum.add_product(weight, points);
        }
        match standing.state() {
            State::AwaitingData => {
                self.awaiting.clone_from(weight);
                self.gap = State::AwaitingData;
            }
            State::NotDue => self.gap = State::NotDue,
            State::Reported => self.settled = false,
            State::NotReported => self.settled = closed,
            State::Cancelled | State::Final => {}
        }
    }

    pub(super) fn merge(&mut self, below: Self) {
        self.whole += below.whole;
        self.base += below.base;
        self.awaiting += below.awaiting;
        self.sum.merge(below.sum);
        self.settled &= below.settled;
        self.gap = match (self.gap, below.gap) {
            (State::AwaitingData, _) | (_, State::AwaitingData) => State::AwaitingData,
            (State::NotDue, _) | (_, State::NotDue) => State::NotDue,
            (gap, _) => gap,
        };
    }

    pub(super) fn group(&self, unit: &BigInt) -> Group {
        let mean = if self.base.is_zero() {
            Mean::Empty(self.gap)
        } else {
            let exact = self.sum.over(&self.base);
            let maturity = match (self.awaiting.is_zero(), self.settled) {
                (false, _) => Maturity::Provisional,
                (true, false) => Maturity::Complete,
                (true, true) => Maturity::Final,
            };
            Mean::Score { official: exact.round_half_up(PLACES), exact, maturity }
        };
        let weight = |parts: &BigInt| fraction(parts.clone(), unit.clone());
        Group {
            whole: weight(&self.whole),
            base: weight(&self.base),
            awaiting: weight(&self.awaiting),
            sum: self.sum.over(unit),
            mean,
        }
    }
}
