//! Target setting: the engine proposes levels from what is known, the committee decides, and both are kept
//! (deck slides 25–41, domain rules 3).
//!
//! [`propose`] chooses among the eight baseline patterns; each pattern is a function of its own. What is doubtful is a
//! [`Warning`], what cannot be is a [`TargetError`], and what people settled instead is a [`Decision`].

mod bands;
mod baseline;
mod benchmark;
mod choose;
mod count;
mod decision;
mod details;
mod error;
mod error_words;
mod figure;
mod hybrid;
mod input;
mod mandate;
mod milestone;
mod pattern;
mod proportion;
mod proposal;
mod range;
mod rank;
mod sentence;
mod slide34;
mod spacing;
mod trend;
mod trend_patterns;
mod unit_cost;
mod warning;

#[cfg(test)]
mod choose_tests;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod proposal_tests;
#[cfg(test)]
mod worked;

pub use bands::{Band, Bands, BandsError, MAX_RANK};
pub use baseline::{Baseline, MAX_BASELINE_YEARS, YEARS_THAT_COUNT};
pub use benchmark::{Comparator, Comparators, MAX_COMPARATORS, Standing, pattern6};
pub use choose::propose;
pub use count::{CountError, Counts, DerivedBase, Fit, MAX_COUNTS, derive_base, rounding_count};
pub use decision::{Decision, DecisionError, Override};
pub use details::{Details, ReasonCode, Targets};
pub use error::TargetError;
pub use hybrid::{HybridProposal, LevelCondition};
pub use input::{BenchmarkInput, BudgetInput, MandateInput, RankInput, TargetInput, TwoSidedInput};
pub use mandate::{Level3, Pattern4Check, pattern4, pattern4_check};
pub use milestone::{ConditionsError, MAX_NAME, MilestoneProposal};
pub use pattern::Pattern;
pub use proportion::{deviation, pattern7, pattern7_two_sided};
pub use proposal::{MAX_WARNINGS, Proposal};
pub use range::{Infeasible, UnitRange};
pub use rank::{pattern8, pattern8_bands};
pub use slide34::{Columns, Reading, Slide34, slide34};
pub use spacing::Spacing;
pub use trend::{Trend, classify};
pub use trend_patterns::{pattern1, pattern2, pattern3};
pub use unit_cost::{Budget, ScoredOn, Step, Volume, pattern5};
pub use warning::{Warning, WarningCode};
