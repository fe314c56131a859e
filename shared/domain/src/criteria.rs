//! Scoring criteria: five agreed levels, and where a result lies between them (deck slide 25, domain rules 2.2).

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Five agreed values, level 1 first, strictly rising (higher is better) or strictly falling (lower is better).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Decimal>", into = "Vec<Decimal>")]
pub struct Levels([Decimal; 5]);

/// Whether more or less of the measure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Higher is better (ยิ่งมากยิ่งดี).
    Higher,
    /// Lower is better (ยิ่งน้อยยิ่งดี).
    Lower,
}

/// Why five values are no levels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelsError {
    /// Not five.
    #[error("scoring criteria need exactly five level values, {0} given")]
    Count(usize),
    /// Neither rising nor falling.
    #[error("level values must rise or fall strictly from level 1 to level 5; level {0} does not")]
    NotStrictlyMonotone(usize),
}

impl Levels {
    /// Five values, level 1 first.
    pub fn new(values: [Decimal; 5]) -> Result<Self, LevelsError> {
        let rising = values[0] < values[1];
        for (i, pair) in values.windows(2).enumerate() {
            let step_holds = if rising { pair[0] < pair[1] } else { pair[0] > pair[1] };
            if !step_holds {
                return Err(LevelsError::NotStrictlyMonotone(i + 2));
            }
        }
        Ok(Self(values))
    }

    /// The values, level 1 first.
    pub fn values(&self) -> &[Decimal; 5] {
        &self.0
    }

    /// Read off the order of the values.
    pub fn direction(&self) -> Direction {
        if self.0[0] < self.0[1] { Direction::Higher } else { Direction::Lower }
    }

    /// Places a result on the levels: proportional between neighbours (เทียบบัญญัติไตรยางศ์), 1 below level 1, 5 above 5.
    pub fn place(&self, actual: Decimal) -> Placement {
        let sign = |d: Decimal| if self.direction() == Direction::Higher { rational(d) } else { -rational(d) };
        let values = self.0.map(sign);
        let a = sign(actual);
        if a < values[0] {
            return Placement { score: Score(BigRational::one()), position: Position::BelowFirst };
        }
        if a >= values[4] {
            let position = if a == values[4] { Position::AtLevel(5) } else { Position::AboveFifth };
            return Placement { score: Score(BigRational::from_integer(BigInt::from(5))), position };
        }
        let below = values.iter().rposition(|v| *v <= a).unwrap_or(0);
        let part = (&a - &values[below]) / (&values[below + 1] - &values[below]);
        let level = u8::try_from(below + 1).unwrap_or(1);
        let position = if part.is_zero() { Position::AtLevel(level) } else { Position::Between(level) };
        Placement { score: Score(BigRational::from_integer(BigInt::from(level)) + part), position }
    }
}

impl TryFrom<Vec<Decimal>> for Levels {
    type Error = LevelsError;
    fn try_from(values: Vec<Decimal>) -> Result<Self, LevelsError> {
        let count = values.len();
        <[Decimal; 5]>::try_from(values).map_err(|_| LevelsError::Count(count)).and_then(Self::new)
    }
}

impl From<Levels> for Vec<Decimal> {
    fn from(levels: Levels) -> Self {
        levels.0.to_vec()
    }
}

/// Where a result lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The exact score.
    pub score: Score,
    /// In words.
    pub position: Position,
}

/// Where a result lies among the levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Position {
    /// Worse than level 1; the score stops at 1 (policy `floor_1`).
    BelowFirst,
    /// Exactly on a level.
    AtLevel(u8),
    /// Between this level and the next.
    Between(u8),
    /// Better than level 5; the score stops at 5.
    AboveFifth,
}

/// An exact score; rounded once, half-up to four decimals, where it becomes official.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(BigRational);

impl Score {
    /// The exact value.
    pub fn exact(&self) -> &BigRational {
        &self.0
    }

    /// The official figure: half-up to four decimals.
    pub fn official(&self) -> Decimal {
        let scaled = &self.0 * BigInt::from(10_000) + BigRational::new(BigInt::one(), BigInt::from(2));
        Decimal::new(scaled.floor().to_integer().to_i64().unwrap_or(0), 4)
    }

    /// The whole level reached, 1 to 5.
    pub fn level(&self) -> u8 {
        self.0.floor().to_integer().to_u8().unwrap_or(1).clamp(1, 5)
    }

    /// Weighted mean Σ(w·s)/Σw of the scores given; `None` without weight.
    pub fn weighted_mean<'a>(rows: impl IntoIterator<Item = (Decimal, &'a Self)>) -> Option<Self> {
        let (mut sum, mut base) = (BigRational::zero(), BigRational::zero());
        for (weight, score) in rows {
            let w = rational(weight);
            sum += &w * &score.0;
            base += w;
        }
        (!base.is_zero()).then(|| Self(sum / base))
    }
}

/// The decimal as exact fraction.
pub fn rational(value: Decimal) -> BigRational {
    BigRational::new(BigInt::from(value.mantissa()), BigInt::from(10).pow(value.scale()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(text: &str) -> Levels {
        let values: Vec<Decimal> = text.split(' ').map(|v| v.parse().unwrap()).collect();
        Levels::try_from(values).unwrap()
    }

    fn score(l: &Levels, actual: &str) -> String {
        l.place(actual.parse().unwrap()).score.official().to_string()
    }

    #[test]
    fn results_are_placed_proportionally_between_levels() {
        let rising = levels("1800 2100 2400 2700 3000");
        for (actual, expected) in [
            ("2600", "3.6667"),
            ("1905", "1.3500"),
            ("1800", "1.0000"),
            ("1799", "1.0000"),
            ("3000", "5.0000"),
            ("9999", "5.0000"),
            ("2489", "3.2967"),
        ] {
            assert_eq!(score(&rising, actual), expected, "{actual}");
        }
        let falling = levels("5400 5200 5000 4800 4600");
        assert_eq!(falling.direction(), Direction::Lower);
        assert_eq!(score(&falling, "4930"), "3.3500");
        assert_eq!(score(&falling, "5401"), "1.0000");
    }

    #[test]
    fn rounding_is_half_up_once() {
        let fine = levels("0 1 2 3 4");
        assert_eq!(score(&fine, "0.00005"), "1.0001");
        assert_eq!(score(&fine, "0.00004"), "1.0000");
    }

    #[test]
    fn equal_or_turning_levels_are_refused() {
        for (bad, at) in [("1 1 2 3 4", 2), ("1 2 3 3 4", 4), ("1 2 3 4 3", 5), ("5 4 3 2 3", 5)] {
            let values: Vec<Decimal> = bad.split(' ').map(|v| v.parse().unwrap()).collect();
            assert_eq!(Levels::try_from(values), Err(LevelsError::NotStrictlyMonotone(at)), "{bad}");
        }
        assert_eq!(Levels::try_from(vec![Decimal::ONE; 4]), Err(LevelsError::Count(4)));
    }

    #[test]
    fn totals_are_weighted_means() {
        let l = levels("1 2 3 4 5");
        let (three, five) = (l.place(Decimal::from(3)).score, l.place(Decimal::from(5)).score);
        let total = Score::weighted_mean([(Decimal::from(20), &three), (Decimal::from(10), &five)]);
        assert_eq!(total.map(|s| s.official().to_string()), Some("3.6667".into()));
        assert_eq!(Score::weighted_mean([]), None);
    }
}
