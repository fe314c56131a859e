//! A score as it is proposed, given or disputed in a process: exact points within the widest scale in use.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::refusal::explained;
use crate::exact::{Exact, MAX_NUMBER_TEXT};
use crate::explain::{Explain, Explanation};

/// Points from 0 to 100; the framework's own scale (1–5 or 0–100) is checked where the framework is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Exact", into = "Exact")]
pub struct Points(Exact);

/// A figure that a visit found, in the indicator's unit: any exact number that reads back as it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Exact", into = "Exact")]
pub struct Figure(Exact);

/// Why a number is no score or figure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PointsError {
    /// Outside every scale.
    #[error("{0} points lie outside 0 to 100: give a score on the scale of the framework")]
    Range(String),
    /// Written with more digits than are read back.
    #[error("the number `{0}…` has more digits than are kept: round it")]
    TooLong(String),
}

impl Points {
    /// Exact points from 0 to 100.
    pub fn new(points: Exact) -> Result<Self, PointsError> {
        let Figure(points) = Figure::new(points)?;
        if points.is_negative() || points > Exact::whole(100) {
            return Err(PointsError::Range(points.to_string().chars().take(40).collect()));
        }
        Ok(Self(points))
    }

    /// The exact value.
    pub fn exact(&self) -> &Exact {
        &self.0
    }
}

impl Figure {
    /// An exact number of at most 80 characters.
    pub fn new(figure: Exact) -> Result<Self, PointsError> {
        let written = figure.to_string();
        if written.len() > MAX_NUMBER_TEXT {
            return Err(PointsError::TooLong(written.chars().take(40).collect()));
        }
        Ok(Self(figure))
    }

    /// The exact value.
    pub fn exact(&self) -> &Exact {
        &self.0
    }
}

impl TryFrom<Exact> for Figure {
    type Error = PointsError;
    fn try_from(figure: Exact) -> Result<Self, PointsError> {
        Self::new(figure)
    }
}

impl From<Figure> for Exact {
    fn from(figure: Figure) -> Self {
        figure.0
    }
}

impl TryFrom<Exact> for Points {
    type Error = PointsError;
    fn try_from(points: Exact) -> Result<Self, PointsError> {
        Self::new(points)
    }
}

impl From<Points> for Exact {
    fn from(points: Points) -> Self {
        points.0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Explain for PointsError {
    fn explain(&self) -> Explanation {
        match self {
            Self::Range(given) => explained(
                "points-out-of-range",
                "points",
                (format!("คะแนน {given} อยู่นอกช่วง 0 ถึง 100"), format!("{given} points lie outside 0 to 100")),
                ("กรุณาให้คะแนนภายในมาตรคะแนนของกรอบการประเมิน", "give a score on the scale of the framework"),
            ),
            Self::TooLong(given) => explained(
                "points-too-long",
                "points",
                (
                    format!("ตัวเลข {given}… มีหลักเกินกว่าที่เก็บได้"),
                    format!("the number {given}… has more digits than are kept"),
                ),
                ("กรุณาปัดเศษตัวเลข", "round it"),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::assert_explained;
    use super::*;

    #[test]
    fn points_lie_between_0_and_100() {
        for good in ["0", "3.2967", "989/300", "100"] {
            assert_eq!(Points::new(good.parse().unwrap()).map(|p| p.exact().clone()), Ok(good.parse().unwrap()));
        }
        for bad in ["-0.0001", "100.0001"] {
            assert_eq!(Points::new(bad.parse().unwrap()), Err(PointsError::Range(bad.into())));
        }
    }

    #[test]
    fn points_that_would_not_read_back_are_refused() {
        // 1 over 2^80 ends after eighty decimals, two more than can be read with the "0." before them.
        let fine = Exact::ratio(1, 1 << 40).and_then(|r| r.checked_div(&Exact::whole(1 << 40))).unwrap();
        assert!(matches!(Points::new(fine), Err(PointsError::TooLong(_))));
        let kept: Points = serde_json::from_str("\"989/300\"").unwrap();
        assert_eq!(serde_json::to_string(&kept).unwrap(), "\"989/300\"");
        assert!(serde_json::from_str::<Points>("100.5").is_err());
    }

    #[test]
    fn figures_may_lie_anywhere() {
        for good in ["-17.25", "1000000", "989/300"] {
            let figure: Figure = serde_json::from_str(&format!("\"{good}\"")).unwrap();
            assert_eq!(figure.exact().to_string(), good);
        }
        // 80 characters are kept, 81 are not: 10^79 and 10^80.
        let power = |n: i64| (0..n).fold(Exact::one(), |x, _| &x * &Exact::whole(10));
        assert!(Figure::new(power(79)).is_ok());
        assert!(matches!(Figure::new(power(80)), Err(PointsError::TooLong(_))));
    }

    #[test]
    fn refusals_speak_thai_and_english() {
        assert_explained(&[PointsError::Range("101".into()), PointsError::TooLong("0.1".into())]);
    }
}
