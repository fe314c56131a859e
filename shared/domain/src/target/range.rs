//! What a unit can reach at all: levels beyond it cannot be met (deck slide 25).

use super::error::TargetError;
use crate::criteria::Levels;
use crate::exact::Exact;
use crate::text::Text;

/// The lowest and the highest value that the unit can have, where there are such: percents end at 100, counts at 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitRange {
    floor: Option<Exact>,
    ceiling: Option<Exact>,
}

/// Levels that nobody can reach, and what to do about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Infeasible {
    /// Levels whose value lies above the ceiling; exactly at it is feasible.
    pub above_ceiling: Vec<u8>,
    /// Levels whose value lies below the floor; exactly at it is feasible.
    pub below_floor: Vec<u8>,
}

impl UnitRange {
    /// Between a floor and a ceiling, either of which may be absent.
    pub fn new(floor: Option<Exact>, ceiling: Option<Exact>) -> Result<Self, TargetError> {
        match (&floor, &ceiling) {
            (Some(low), Some(high)) if low >= high => {
                Err(TargetError::Range { floor: low.clone(), ceiling: high.clone() })
            }
            _ => Ok(Self { floor, ceiling }),
        }
    }

    /// 0 to 100.
    pub fn percent() -> Self {
        Self { floor: Some(Exact::zero()), ceiling: Some(Exact::whole(100)) }
    }

    /// Lowest value, where there is one.
    pub fn floor(&self) -> Option<&Exact> {
        self.floor.as_ref()
    }

    /// Highest value, where there is one.
    pub fn ceiling(&self) -> Option<&Exact> {
        self.ceiling.as_ref()
    }

    /// Levels beyond the range.
    pub fn infeasible(&self, levels: &Levels) -> Infeasible {
        Infeasible {
            above_ceiling: levels_where(levels, |v| self.ceiling.as_ref().is_some_and(|ceiling| v > ceiling)),
            below_floor: levels_where(levels, |v| self.floor.as_ref().is_some_and(|floor| v < floor)),
        }
    }
}

impl Infeasible {
    /// All of them, in order.
    pub fn levels(&self) -> Vec<u8> {
        let mut all = [self.above_ceiling.as_slice(), &self.below_floor].concat();
        all.sort_unstable();
        all
    }

    /// What the deck advises; none when every level can be reached.
    pub fn advice(&self) -> Option<Text> {
        let levels = self.levels();
        (!levels.is_empty()).then(|| advice(&levels))
    }
}

/// Where it is the good levels that cannot be reached, slide 25 applies; otherwise only the interval is too wide.
pub(super) fn advice(infeasible: &[u8]) -> Text {
    if infeasible.iter().any(|level| *level > 3) {
        Text::new(
            "กรุณาพิจารณาถอดตัวชี้วัด ลดน้ำหนัก หรือใช้ช่วงปรับที่แคบลง",
            "drop the indicator or cut its weight, or use a smaller interval",
        )
    } else {
        Text::new("กรุณาใช้ช่วงปรับที่แคบลง", "use a smaller interval")
    }
}

/// Numbers of the levels that fulfil a condition.
pub(super) fn levels_where(levels: &Levels, condition: impl Fn(&Exact) -> bool) -> Vec<u8> {
    (1..=5).filter(|level| condition(levels.value(*level))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::Direction;

    fn infeasible(floor: Option<&str>, ceiling: Option<&str>, x: &str, n: &str, direction: Direction) -> Infeasible {
        let exact = |text: &str| text.parse::<Exact>().unwrap();
        let range = UnitRange::new(floor.map(exact), ceiling.map(exact)).unwrap();
        range.infeasible(&Levels::spread(&exact(x), &exact(n), direction).unwrap())
    }

    #[test]
    fn levels_above_the_ceiling_cannot_be_reached_but_equal_can() {
        for (x, n, levels) in [
            ("98", "2", vec![5]),
            ("96", "2", vec![]),
            ("98.0001", "1", vec![5]),
            ("100", "1", vec![4, 5]),
            ("101", "1", vec![3, 4, 5]),
        ] {
            let found = infeasible(None, Some("100"), x, n, Direction::Higher);
            assert_eq!((&found.above_ceiling, found.levels()), (&levels, levels.clone()), "{x}");
            assert_eq!(found.advice().is_some(), !levels.is_empty(), "{x}");
        }
    }

    #[test]
    fn counts_cannot_be_negative() {
        assert_eq!(infeasible(Some("0"), None, "4", "2", Direction::Lower).below_floor, Vec::<u8>::new());
        assert_eq!(infeasible(Some("0"), None, "3", "2", Direction::Lower).below_floor, [5]);
        assert_eq!(infeasible(Some("0"), None, "3", "2", Direction::Higher).below_floor, [1]);
        assert_eq!(infeasible(Some("0"), Some("6"), "3", "2", Direction::Higher).levels(), [1, 5]);
    }

    #[test]
    fn the_advice_of_slide_25_is_for_levels_above_target() {
        let advice = |direction| infeasible(None, Some("100"), "98", "2", direction).advice().unwrap().en;
        assert_eq!(advice(Direction::Higher), "drop the indicator or cut its weight, or use a smaller interval");
        assert_eq!(advice(Direction::Lower), "use a smaller interval");
        assert!(super::advice(&[4]).en.starts_with("drop") && super::advice(&[3]).en.starts_with("use"));
        assert!(super::advice(&[1, 5]).en.starts_with("drop"));
    }

    #[test]
    fn a_floor_must_lie_below_the_ceiling() {
        let range = |low: i64, high: i64| UnitRange::new(Some(Exact::whole(low)), Some(Exact::whole(high)));
        assert!(range(0, 1).is_ok());
        assert_eq!(range(1, 1), Err(TargetError::Range { floor: Exact::one(), ceiling: Exact::one() }));
        assert!(range(2, 1).is_err());
        assert_eq!(
            (UnitRange::percent().floor(), UnitRange::percent().ceiling()),
            (Some(&Exact::zero()), Some(&Exact::whole(100)))
        );
    }
}
