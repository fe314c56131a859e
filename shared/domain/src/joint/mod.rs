//! Joint indicators (ตัวชี้วัดร่วม) of strategies that several agencies share (deck slides 47–50, domain rules 6).
//!
//! A joint indicator belongs to a strategy, never to an agency; agencies take part in it, each with a weight inside
//! its own joint-indicator item. What the deck prints of fiscal year 2555 is a [`Matrix`]; what is agreed and scored is
//! a [`JointPlan`].

mod error;
mod indicator;
mod matrix;
mod model;
mod participant;
mod plan;
mod score;
mod strategy;

pub use error::{Counted, JointError};
pub use indicator::{JointIndicator, JointIndicatorDraft, MAX_PARTICIPANTS, ScoringMode};
pub use matrix::{
    Cell, Certainty, MAX_DEFECTS, MAX_MATRIX_TEXT, Matrix, MatrixAgency, MatrixDefect, MatrixError, MatrixStrategy,
    Placed, RowCheck, RowOutcome,
};
pub use model::{Fits, MAX_AGENCIES, MAX_SEARCHED, ModelCheck, ModelError, Totals, fits, model_check, totals};
pub use participant::{Mark, OwnItem, Participant, ParticipantDraft, Role, Scope};
pub use plan::{JointPlan, JointPlanDraft, MAX_JOINT_INDICATORS};
pub use score::{Counting, ParticipantScore, participant_score};
pub use strategy::{MAX_STRATEGIES, Strategy, StrategyDraft, StrategyId};

/// The matrices that come with the product.
pub mod shipped {
    use super::{Matrix, MatrixDefect};

    /// Fiscal year 2555 (deck slides 49, 50).
    pub const MATRIX_2555: &str = include_str!("../../data/joint/matrix-2555.toml");

    /// The matrix of fiscal year 2555, checked.
    pub fn matrix_2555() -> Result<Matrix, Vec<MatrixDefect>> {
        Matrix::from_toml(MATRIX_2555)
    }
}
