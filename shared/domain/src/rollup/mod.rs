//! Roll-up of scores along the tree of an agreement, by rounds in force (domain rules 2.3).
//!
//! Only leaves are scored. A total is `Σ(w·s) / Σw` over the leaves in force in a round, exact, and rounded once. What is
//! not due or cancelled leaves the base, what awaits data stands outside it until the round closes, and what was not
//! reported scores the framework's floor.

mod figure;
mod gathered;
mod item;
mod mean;
mod mean_error;
mod pair;
mod per_round;
mod percent;
#[cfg(test)]
mod properties;
mod published;
#[cfg(test)]
mod sample;

mod sentence;
mod shape;
mod shares;
mod sheet;
mod standing;
mod sum;
mod total;
mod trace;
mod tree;
mod tree_error;
mod weights;
mod wide;

pub use figure::{Counted, Figure, Group, Maturity, Mean};
pub use item::{Cancellation, Children, Item, ItemId, MAX_ID, MAX_REASON, Weight};
pub use mean::{Reach, RoundedRows, WeightedMean, rounded_rows, weighted_mean};
pub use mean_error::MeanError;
pub use pair::{Pair, PairError};
pub use per_round::PerRound;
pub use percent::{AverageFirst, PercentItem, Satisfaction, ScoreFirst, average_first, satisfaction, score_first};
pub use published::{PublishedItem, PublishedRow, published};
pub use sheet::Sheet;
pub use standing::{Outcome, Standing, State};
pub use total::{RollUp, Row, roll_up};
pub use trace::{RollUpTrace, Rounding, TraceRow};
pub use tree::{Assessor, MAX_DEPTH, MAX_ITEMS, Tree};
pub use tree_error::TreeError;
pub use weights::{
    CarriedOver, Hundred, WeightSums, WeightsError, carried_over, missing_weight, require_hundred, weight_sums,
};
