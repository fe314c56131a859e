//! Five agreed values, and where a result lies between them (deck slide 25, domain rules 2.2).

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::policy::Policies;
use crate::text::Text;

/// Five agreed values, level 1 first, strictly rising (higher is better) or strictly falling (lower is better).
/// Intervals may differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Exact>", into = "Vec<Exact>")]
pub struct Levels([Exact; 5]);

/// Whether more or less of the measure is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Higher is better (ยิ่งมากยิ่งดี).
    Higher,
    /// Lower is better (ยิ่งน้อยยิ่งดี).
    Lower,
}

impl Direction {
    /// Whether `a` is better than `b`.
    pub fn better(self, a: &Exact, b: &Exact) -> bool {
        match self {
            Self::Higher => a > b,
            Self::Lower => a < b,
        }
    }

    /// Whether `a` is at least as good as `b`.
    pub fn at_least(self, a: &Exact, b: &Exact) -> bool {
        !self.better(b, a)
    }
}

/// Why five values are no levels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LevelsError {
    /// Not five.
    #[error("scoring criteria need exactly five level values, {0} given: give all five")]
    Count(usize),
    /// Neither rising nor falling.
    #[error(
        "level values must rise or fall strictly from level 1 to level 5; level {0} does not: correct it or its neighbour"
    )]
    NotStrictlyMonotone(usize),
    /// Rising where falling was declared, or the reverse.
    #[error(
        "the level values say that {found:?} is better, but {declared:?} was declared: reverse the values or the direction"
    )]
    Direction {
        /// As declared.
        declared: Direction,
        /// Read off the values.
        found: Direction,
    },
}

impl Levels {
    /// Five values, level 1 first.
    pub fn new(values: [Exact; 5]) -> Result<Self, LevelsError> {
        let rising = values[0] < values[1];
        for (i, pair) in values.windows(2).enumerate() {
            let step_holds = if rising { pair[0] < pair[1] } else { pair[0] > pair[1] };
            if !step_holds {
                return Err(LevelsError::NotStrictlyMonotone(i + 2));
            }
        }
        Ok(Self(values))
    }

    /// `x−2n, x−n, x, x+n, x+2n` where higher is better, the signs reversed where lower is (deck slide 26: +/− n per point).
    pub fn spread(x: &Exact, interval: &Exact, direction: Direction) -> Result<Self, LevelsError> {
        let step = match direction {
            Direction::Higher => interval.clone(),
            Direction::Lower => -interval,
        };
        let levels = Self::new([-2, -1, 0, 1, 2].map(|k| x + &(&Exact::whole(k) * &step)))?;
        levels.running(direction)
    }

    /// These levels, if they run in the declared direction.
    pub fn running(self, declared: Direction) -> Result<Self, LevelsError> {
        let found = self.direction();
        if found == declared { Ok(self) } else { Err(LevelsError::Direction { declared, found }) }
    }

    /// The values, level 1 first.
    pub fn values(&self) -> &[Exact; 5] {
        &self.0
    }

    /// Value of a level from 1 to 5; other numbers give the nearest.
    pub fn value(&self, level: u8) -> &Exact {
        &self.0[usize::from(level.clamp(1, 5) - 1)]
    }

    /// Read off the order of the values.
    pub fn direction(&self) -> Direction {
        if self.0[0] < self.0[1] { Direction::Higher } else { Direction::Lower }
    }

    /// Places a result: proportional between neighbouring levels (เทียบบัญญัติไตรยางศ์), the policy's points below level
    /// 1, the points of level 5 above it. Exactly level 1 scores level 1 under every policy.
    pub fn place(&self, actual: &Exact, policies: &Policies) -> Placement {
        let direction = self.direction();
        let scale = policies.scale();
        if direction.better(&self.0[0], actual) {
            return Placement { score: policies.points_below(), position: Position::BelowFirst };
        }
        if direction.better(actual, &self.0[4]) {
            return Placement { score: scale.highest().clone(), position: Position::AboveFifth };
        }
        let below = self.0.iter().rposition(|v| direction.at_least(actual, v)).unwrap_or(0);
        let level = u8::try_from(below + 1).unwrap_or(1);
        let (from, points) = (&self.0[below], scale.points(level));
        // Level 5 has no next level, and a result on a level no part: both stand on the points of the level.
        let part = self.0.get(below + 1).and_then(|next| (actual - from).checked_div(&(next - from)));
        match part {
            Some(part) if !part.is_zero() => {
                let score = points + &(&part * &(scale.points(level + 1) - points));
                Placement { score, position: Position::Between { level, part } }
            }
            _ => Placement { score: points.clone(), position: Position::AtLevel(level) },
        }
    }
}

impl TryFrom<Vec<Exact>> for Levels {
    type Error = LevelsError;
    fn try_from(values: Vec<Exact>) -> Result<Self, LevelsError> {
        let count = values.len();
        <[Exact; 5]>::try_from(values).map_err(|_| LevelsError::Count(count)).and_then(Self::new)
    }
}

impl From<Levels> for Vec<Exact> {
    fn from(levels: Levels) -> Self {
        levels.0.to_vec()
    }
}

/// Where a result lies, and the exact points that gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// Exact points on the scale.
    pub score: Exact,
    /// In words.
    pub position: Position,
}

/// Where a result lies among the levels.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Position {
    /// Worse than level 1.
    BelowFirst,
    /// Exactly on a level.
    AtLevel(u8),
    /// Between this level and the next.
    Between {
        /// The level reached.
        level: u8,
        /// How much of the way to the next, above 0 and below 1.
        part: Exact,
    },
    /// Better than level 5.
    AboveFifth,
}

impl Explain for LevelsError {
    fn explain(&self) -> Explanation {
        let english = |d: &Direction| if *d == Direction::Higher { "higher" } else { "lower" };
        let thai = |d: &Direction| {
            if *d == Direction::Higher {
                "ยิ่งมากยิ่งดี"
            } else {
                "ยิ่งน้อยยิ่งดี"
            }
        };
        let (code, rule, remedy) = match self {
            Self::Count(count) => (
                "levels-count",
                Text::new(
                    format!("เกณฑ์การให้คะแนนต้องมีค่าครบ 5 ระดับ พบ {count} ค่า"),
                    format!("scoring criteria need exactly five level values; {count} given"),
                ),
                Text::new("กรุณาระบุค่าให้ครบทั้ง 5 ระดับ", "give all five"),
            ),
            Self::NotStrictlyMonotone(level) => (
                "levels-not-strictly-monotone",
                Text::new(
                    format!("ค่าเป้าหมายต้องเพิ่มขึ้นหรือลดลงต่อเนื่องจากระดับ 1 ถึง 5 แต่ระดับ {level} ไม่เป็นเช่นนั้น"),
                    format!("level values must rise or fall strictly from level 1 to 5; level {level} does not"),
                ),
                Text::new("กรุณาแก้ค่าของระดับนี้หรือระดับที่อยู่ติดกัน", "correct it or its neighbour"),
            ),
            Self::Direction { declared, found } => (
                "levels-direction",
                Text::new(
                    format!("ค่าเป้าหมายเรียงแบบ “{}” แต่ระบุทิศทางเป็น “{}”", thai(found), thai(declared)),
                    format!("the values say that {} is better, but {} was declared", english(found), english(declared)),
                ),
                Text::new("กรุณาเรียงค่าใหม่หรือแก้ทิศทาง", "reverse the values or the direction"),
            ),
        };
        Explanation { code, place: Place::field("levels"), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn levels(text: &str) -> Levels {
        Levels::try_from(text.split(' ').map(exact).collect::<Vec<_>>()).unwrap()
    }

    fn score(l: &Levels, actual: &str) -> String {
        l.place(&exact(actual), &Policies::default()).score.fraction()
    }

    #[test]
    fn results_are_placed_proportionally_between_levels() {
        let rising = levels("1800 2100 2400 2700 3000");
        for (actual, expected) in [
            ("2600", "11/3"),
            ("1905", "27/20"),
            ("1800", "1"),
            ("1799.9", "1"),
            ("2999", "1499/300"),
            ("3000", "5"),
            ("9999", "5"),
            ("2489", "989/300"),
        ] {
            assert_eq!(score(&rising, actual), expected, "{actual}");
        }
        let falling = levels("5400 5200 5000 4800 4600");
        assert_eq!(falling.direction(), Direction::Lower);
        assert_eq!((score(&falling, "4930"), score(&falling, "5401")), ("67/20".into(), "1".into()));
        let uneven = levels("50 60 75 76 100");
        assert_eq!((score(&uneven, "67.5"), score(&uneven, "88")), ("5/2".into(), "9/2".into()));
    }

    #[test]
    fn positions_say_where_a_result_lies() {
        let l = levels("10 20 30 40 50");
        let position = |actual: &str| l.place(&exact(actual), &Policies::default()).position;
        assert_eq!(position("9.9"), Position::BelowFirst);
        assert_eq!(
            (position("10"), position("30"), position("50")),
            (Position::AtLevel(1), Position::AtLevel(3), Position::AtLevel(5))
        );
        assert_eq!(position("44"), Position::Between { level: 4, part: exact("0.4") });
        assert_eq!(position("50.1"), Position::AboveFifth);
    }

    #[test]
    fn below_level_1_is_a_policy_and_exactly_level_1_is_not_below() {
        let zero: Policies = serde_json::from_str(r#"{"below_level_1":"zero"}"#).unwrap();
        let l = levels("50 60 70 80 90");
        assert_eq!(l.place(&exact("49"), &zero).score, Exact::zero());
        assert_eq!(l.place(&exact("50"), &zero).score, Exact::one());
    }

    #[test]
    fn the_scale_gives_the_points_of_the_levels() {
        let hundred: Policies = serde_json::from_str(r#"{"scale":[0,50,60,80,100]}"#).unwrap();
        let l = levels("10 20 30 40 50");
        for (actual, points) in [("5", "0"), ("15", "25"), ("25", "55"), ("45", "90"), ("60", "100")] {
            assert_eq!(l.place(&exact(actual), &hundred).score.to_string(), points, "{actual}");
        }
    }

    #[test]
    fn equal_or_turning_levels_are_refused() {
        for (bad, at) in [
            ("1 1 2 3 4", 2),
            ("1 2 3 3 4", 4),
            ("1 2 3 4 3", 5),
            ("5 4 3 2 3", 5),
            ("5 4 4 3 2", 3),
            ("1 3 0 4 5", 3),
            ("3 1 4 0 -1", 3),
        ] {
            let values: Vec<Exact> = bad.split(' ').map(exact).collect();
            assert_eq!(Levels::try_from(values), Err(LevelsError::NotStrictlyMonotone(at)), "{bad}");
        }
        assert_eq!(Levels::try_from(vec![Exact::one(); 4]), Err(LevelsError::Count(4)));
    }

    #[test]
    fn a_spread_puts_x_at_level_3_and_must_keep_the_direction() {
        let three = exact("3");
        assert_eq!(Levels::spread(&exact("10"), &three, Direction::Higher), Ok(levels("4 7 10 13 16")));
        assert_eq!(Levels::spread(&exact("10"), &three, Direction::Lower), Ok(levels("16 13 10 7 4")));
        assert_eq!(
            Levels::spread(&exact("10"), &-&three, Direction::Higher),
            Err(LevelsError::Direction { declared: Direction::Higher, found: Direction::Lower })
        );
        assert_eq!(
            Levels::spread(&exact("10"), &Exact::zero(), Direction::Lower),
            Err(LevelsError::NotStrictlyMonotone(2))
        );
    }

    #[test]
    fn a_wrong_direction_is_named_as_found_and_as_declared() {
        let rule = |declared, found| LevelsError::Direction { declared, found }.explain().rule;
        assert_eq!(
            rule(Direction::Higher, Direction::Lower),
            Text::new(
                "ค่าเป้าหมายเรียงแบบ “ยิ่งน้อยยิ่งดี” แต่ระบุทิศทางเป็น “ยิ่งมากยิ่งดี”",
                "the values say that lower is better, but higher was declared"
            )
        );
        assert_eq!(
            rule(Direction::Lower, Direction::Higher).en,
            "the values say that higher is better, but lower was declared"
        );
    }

    #[test]
    fn every_refusal_speaks_both_languages() {
        let all = [
            LevelsError::Count(4),
            LevelsError::NotStrictlyMonotone(3),
            LevelsError::Direction { declared: Direction::Higher, found: Direction::Lower },
        ];
        for error in all {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
            }
        }
    }
}
