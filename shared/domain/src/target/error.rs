//! Why no target can be proposed: what is missing, contradictory or impossible.

use super::bands::BandsError;
use super::pattern::Pattern;
use crate::calendar::FiscalYear;
use crate::criteria::{Direction, LevelsError};
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};

/// Why no target can be proposed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No pattern has this number.
    Pattern(u8),
    /// No baseline value, or more than 30.
    BaselineCount(usize),
    /// Not one year for each value.
    BaselineYears {
        /// How many values.
        values: usize,
        /// How many years.
        years: usize,
    },
    /// A year that is not after the one before it.
    BaselineOrder(FiscalYear),
    /// Nothing is given that a pattern could start from.
    NothingToGoOn,
    /// The pattern needs this and it is not given.
    Missing {
        /// Pattern.
        pattern: Pattern,
        /// What it needs.
        field: &'static str,
    },
    /// Two things are given where one of them is needed.
    Conflict {
        /// One of them.
        first: &'static str,
        /// The other.
        second: &'static str,
    },
    /// An interval that is not above zero.
    Interval(Exact),
    /// Values that are no levels.
    Levels(#[from] LevelsError),
    /// Agreed levels whose level 3 is not the x of the pattern.
    Level3NotX {
        /// Level 3 as given.
        level3: Exact,
        /// What the pattern gives.
        x: Exact,
    },
    /// A mandate that last year's result has already reached.
    MandateNotAboveBaseline {
        /// The mandate.
        mandate: Exact,
        /// Last year's result.
        last: Exact,
    },
    /// A level 3 that leaves no room below the mandate.
    Level3NotBelowMandate {
        /// Level 3 as given.
        level3: Exact,
        /// The mandate.
        mandate: Exact,
    },
    /// Agreed levels whose level 5 is not the mandate.
    MandateNotAtLevel5 {
        /// Level 5 as given.
        level5: Exact,
        /// The mandate.
        mandate: Exact,
    },
    /// An amount that must be above zero.
    NotPositive {
        /// Which.
        field: &'static str,
        /// As given.
        value: Exact,
    },
    /// A unit cost for a level at which nothing is produced.
    CostOfNothing(u8),
    /// No comparator, or more than 200.
    Comparators(usize),
    /// Parts of a proportion that are negative or add up to nothing.
    Proportion {
        /// First part.
        first: Exact,
        /// Second part.
        second: Exact,
    },
    /// A percentage outside 0 to 100.
    Percent {
        /// Which.
        field: &'static str,
        /// As given.
        value: Exact,
    },
    /// A rank, or an interval of ranks, that is no positive whole number.
    NotARank {
        /// Which.
        field: &'static str,
        /// As given.
        value: Exact,
    },
    /// Bands that do not cut a ranking.
    Bands(#[from] BandsError),
    /// Bands that do not put last year's rank at level 3.
    RankNotAtLevel3 {
        /// Last year's rank.
        rank: Exact,
        /// The level its band has.
        level: u8,
    },
    /// A pattern that knows its own direction and was told the other.
    DirectionFixed {
        /// Pattern.
        pattern: Pattern,
        /// What it needs.
        needs: Direction,
    },
    /// A floor that is not below the ceiling.
    Range {
        /// Lowest value.
        floor: Exact,
        /// Highest value.
        ceiling: Exact,
    },
    /// A figure too long to be kept exactly.
    TooManyDigits,
    /// A missing or over-long text.
    Wording(&'static str),
    /// A stored proposal whose parts contradict each other.
    Inconsistent(&'static str),
}

impl TargetError {
    /// The code that worked examples expect for it, where they know one.
    pub fn example_code(&self) -> Option<&'static str> {
        match self {
            Self::MandateNotAboveBaseline { .. } => Some("MANDATE_NOT_ABOVE_BASELINE"),
            Self::Levels(LevelsError::NotStrictlyMonotone(_)) => Some("LEVELS_NOT_STRICTLY_MONOTONE"),
            // Without an interval all five levels would be x.
            Self::Interval(n) if n.is_zero() => Some("LEVELS_NOT_STRICTLY_MONOTONE"),
            _ => None,
        }
    }

    /// Stable name for programs.
    fn code(&self) -> &'static str {
        match self {
            Self::Pattern(_) => "target-pattern-unknown",
            Self::BaselineCount(_) => "target-baseline-count",
            Self::BaselineYears { .. } => "target-baseline-years",
            Self::BaselineOrder(_) => "target-baseline-order",
            Self::NothingToGoOn => "target-nothing-to-go-on",
            Self::Missing { .. } => "target-missing",
            Self::Conflict { .. } => "target-conflict",
            Self::Interval(_) => "target-interval",
            Self::Levels(error) => error.explain().code,
            Self::Level3NotX { .. } => "target-level-3-not-x",
            Self::MandateNotAboveBaseline { .. } => "target-mandate-not-above-baseline",
            Self::Level3NotBelowMandate { .. } => "target-level-3-not-below-mandate",
            Self::MandateNotAtLevel5 { .. } => "target-mandate-not-at-level-5",
            Self::NotPositive { .. } => "target-not-positive",
            Self::CostOfNothing(_) => "target-cost-of-nothing",
            Self::Comparators(_) => "target-comparators",
            Self::Proportion { .. } => "target-proportion",
            Self::Percent { .. } => "target-percent",
            Self::NotARank { .. } => "target-not-a-rank",
            Self::Bands(error) => error.explain().code,
            Self::RankNotAtLevel3 { .. } => "target-rank-not-at-level-3",
            Self::DirectionFixed { .. } => "target-direction-fixed",
            Self::Range { .. } => "target-range",
            Self::TooManyDigits => "target-too-many-digits",
            Self::Wording(_) => "target-wording",
            Self::Inconsistent(_) => "target-inconsistent",
        }
    }

    /// Field of the request, or of the form, that it is about.
    fn field(&self) -> &'static str {
        match self {
            Self::Pattern(_) | Self::NothingToGoOn => "pattern",
            Self::BaselineCount(_) => "baseline",
            Self::BaselineYears { .. } | Self::BaselineOrder(_) => "years",
            Self::Conflict { first: field, .. }
            | Self::Missing { field, .. }
            | Self::NotPositive { field, .. }
            | Self::Percent { field, .. }
            | Self::NotARank { field, .. }
            | Self::Wording(field)
            | Self::Inconsistent(field) => field,
            Self::Interval(_) => "interval",
            Self::Levels(_) | Self::Level3NotX { .. } | Self::CostOfNothing(_) => "levels",
            Self::Level3NotBelowMandate { .. } => "mandate.level3",
            Self::MandateNotAboveBaseline { .. } | Self::MandateNotAtLevel5 { .. } => "mandate.target_at_5",
            Self::Comparators(_) => "benchmark.comparators",
            Self::Proportion { .. } => "ratio",
            Self::Bands(_) | Self::RankNotAtLevel3 { .. } => "rank.bands",
            Self::DirectionFixed { .. } => "direction",
            Self::Range { .. } => "ceiling",
            Self::TooManyDigits => "x",
        }
    }
}

impl Explain for TargetError {
    fn explain(&self) -> Explanation {
        Explanation { code: self.code(), place: Place::field(self.field()), rule: self.rule(), remedy: self.remedy() }
    }
}

/// English `Display` from the explanation, so that there is one wording: place, rule and remedy.
macro_rules! display_as_explained {
    ($error:ty) => {
        impl std::fmt::Display for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let e = $crate::explain::Explain::explain(self);
                write!(f, "{}: {}: {}", e.place.field, e.rule.en, e.remedy.en)
            }
        }
    };
}
pub(super) use display_as_explained;

display_as_explained!(TargetError);

/// Asserts that a refusal is complete in Thai and English.
#[cfg(test)]
pub(super) fn speaks_both_languages(error: &(impl Explain + std::fmt::Display)) {
    let e = error.explain();
    assert!(!e.code.is_empty() && e.code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    assert!(!e.place.field.is_empty(), "{e:?}");
    for text in [&e.rule, &e.remedy] {
        super::warning::is_bilingual(text);
    }
    let shown = error.to_string();
    assert!(
        [&e.place.field, &e.rule.en, &e.remedy.en].into_iter().all(|part| shown.contains(part.as_str())),
        "{shown}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_variant() -> Vec<TargetError> {
        let one = Exact::one;
        let year = FiscalYear::new(2554).unwrap();
        vec![
            TargetError::Pattern(9),
            TargetError::BaselineCount(0),
            TargetError::BaselineYears { values: 3, years: 2 },
            TargetError::BaselineOrder(year),
            TargetError::NothingToGoOn,
            TargetError::Missing { pattern: Pattern::Mandate, field: "mandate" },
            TargetError::Conflict { first: "interval", second: "levels" },
            TargetError::Interval(one()),
            TargetError::Levels(LevelsError::Count(4)),
            TargetError::Level3NotX { level3: one(), x: one() },
            TargetError::MandateNotAboveBaseline { mandate: one(), last: one() },
            TargetError::Level3NotBelowMandate { level3: one(), mandate: one() },
            TargetError::MandateNotAtLevel5 { level5: one(), mandate: one() },
            TargetError::NotPositive { field: "budget", value: one() },
            TargetError::CostOfNothing(1),
            TargetError::Comparators(0),
            TargetError::Proportion { first: one(), second: one() },
            TargetError::Percent { field: "ideal", value: one() },
            TargetError::NotARank { field: "rank", value: one() },
            TargetError::Bands(BandsError::Count(1)),
            TargetError::RankNotAtLevel3 { rank: one(), level: 4 },
            TargetError::DirectionFixed { pattern: Pattern::Ranking, needs: Direction::Lower },
            TargetError::DirectionFixed { pattern: Pattern::UnitCost, needs: Direction::Higher },
            TargetError::Range { floor: one(), ceiling: one() },
            TargetError::TooManyDigits,
            TargetError::Wording("comparators"),
            TargetError::Inconsistent("x"),
        ]
    }

    #[test]
    fn every_refusal_speaks_both_languages() {
        for error in every_variant() {
            speaks_both_languages(&error);
        }
    }

    #[test]
    fn no_two_refusals_share_a_code_or_a_wording() {
        let all = every_variant();
        let texts: std::collections::BTreeSet<_> = all.iter().map(ToString::to_string).collect();
        let codes: std::collections::BTreeSet<_> = all.iter().map(|e| e.explain().code).collect();
        // The list holds one variant twice, for both directions.
        assert_eq!((texts.len(), codes.len()), (all.len(), all.len() - 1));
    }

    #[test]
    fn the_figures_of_a_refusal_are_in_its_words() {
        let error =
            TargetError::MandateNotAboveBaseline { mandate: Exact::whole(2400), last: "7466/3".parse().unwrap() };
        let e = error.explain();
        for text in [&e.rule.th, &e.rule.en] {
            assert!(text.contains("2400") && text.contains("2488.6667"), "{text}");
        }
    }

    #[test]
    fn worked_examples_know_two_of_the_codes() {
        let codes: Vec<_> = every_variant().iter().filter_map(TargetError::example_code).collect();
        assert_eq!(codes, ["MANDATE_NOT_ABOVE_BASELINE"]);
        for error in [TargetError::Interval(Exact::zero()), LevelsError::NotStrictlyMonotone(2).into()] {
            assert_eq!(error.example_code(), Some("LEVELS_NOT_STRICTLY_MONOTONE"));
        }
    }
}
