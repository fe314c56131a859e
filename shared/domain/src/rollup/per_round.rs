//! One value for each of the three rounds of a year.

use serde::{Deserialize, Serialize};

use crate::calendar::Round;

/// A value for each round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerRound<T> {
    /// To 31 March.
    pub six: T,
    /// To 30 June.
    pub nine: T,
    /// To 30 September.
    pub twelve: T,
}

impl<T> PerRound<T> {
    /// The same value in every round.
    pub fn same(value: T) -> Self
    where
        T: Clone,
    {
        Self { six: value.clone(), nine: value.clone(), twelve: value }
    }

    /// Asks for each round in order.
    pub fn of(mut value: impl FnMut(Round) -> T) -> Self {
        let (six, nine) = (value(Round::Six), value(Round::Nine));
        Self { six, nine, twelve: value(Round::Twelve) }
    }

    /// The value of a round.
    pub fn at(&self, round: Round) -> &T {
        match round {
            Round::Six => &self.six,
            Round::Nine => &self.nine,
            Round::Twelve => &self.twelve,
        }
    }

    /// With another value in one round.
    #[must_use]
    pub fn with(mut self, round: Round, value: T) -> Self {
        match round {
            Round::Six => self.six = value,
            Round::Nine => self.nine = value,
            Round::Twelve => self.twelve = value,
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_has_its_own_value() {
        let months = PerRound::of(Round::months);
        assert_eq!(months, PerRound { six: 6, nine: 9, twelve: 12 });
        assert_eq!(Round::ALL.map(|r| *months.at(r)), [6, 9, 12]);
        for round in Round::ALL {
            let changed = PerRound::same(0).with(round, 1);
            assert_eq!(Round::ALL.map(|r| *changed.at(r)), Round::ALL.map(|r| u8::from(r == round)));
        }
    }
}
