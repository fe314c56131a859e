//! Why an agreement gives no picture of where its organisation stands.

use crate::explain::{Explain, Explanation};
use crate::rollup::{MeanError, TreeError};

/// What is wrong with the agreement or the scores.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandingError {
    /// The indicators make no tree; every defect.
    #[error("{}", .0.first().unwrap_or(&TreeError::Empty))]
    Tree(Vec<TreeError>),
    /// Weights and scores have no mean.
    #[error(transparent)]
    Mean(#[from] MeanError),
}

impl Explain for StandingError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Tree(errors) => errors.first().unwrap_or(&TreeError::Empty).explain(),
            Self::Mean(error) => error.explain(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_speaks_both_languages() {
        for (error, code) in [
            (StandingError::Tree(vec![TreeError::TooMany(10_001)]), TreeError::TooMany(10_001).explain().code),
            (StandingError::Tree(Vec::new()), TreeError::Empty.explain().code),
            (StandingError::Mean(MeanError::NoBase), MeanError::NoBase.explain().code),
        ] {
            let e = error.explain();
            assert_eq!(e.code, code);
            for text in [&e.rule, &e.remedy] {
                assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
            }
            assert!(!error.to_string().is_empty());
        }
    }
}
