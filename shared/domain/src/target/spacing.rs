//! How far apart levels stand: an interval per point (ช่วงปรับ +/− n) or agreed values (deck slides 26–37).

use super::error::TargetError;
use super::range::levels_where;
use super::warning::Warning;
use crate::criteria::{Direction, Levels};
use crate::exact::Exact;

/// Distance between levels.
#[expect(clippy::large_enum_variant, reason = "one at a time, and levels are the usual case")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spacing {
    /// Level 3 plus or minus this for each point; above zero.
    Interval(Exact),
    /// All five values; level 3 must be the x of the pattern.
    Levels(Levels),
}

impl Spacing {
    /// Levels with `x` at level 3 that run in the direction.
    pub(super) fn around(&self, x: &Exact, direction: Direction) -> Result<Levels, TargetError> {
        match self {
            Self::Interval(n) => Ok(Levels::spread(x, positive_interval(n)?, direction)?),
            Self::Levels(levels) => {
                let levels = levels.clone().running(direction)?;
                if levels.value(3) == x {
                    Ok(levels)
                } else {
                    Err(TargetError::Level3NotX { level3: levels.value(3).clone(), x: x.clone() })
                }
            }
        }
    }
}

/// The interval, if it is above zero.
pub(super) fn positive_interval(n: &Exact) -> Result<&Exact, TargetError> {
    if *n > Exact::zero() { Ok(n) } else { Err(TargetError::Interval(n.clone())) }
}

/// The distance between neighbouring levels, when it is the same everywhere; never negative.
pub(super) fn even_step(levels: &Levels) -> Option<Exact> {
    let values = levels.values();
    let step = &values[1] - &values[0];
    values.windows(2).all(|pair| &pair[1] - &pair[0] == step).then(|| step.abs())
}

/// What is doubtful about the distances themselves. A level 3 below zero shows that the unit can be negative.
pub(super) fn warnings(levels: &Levels, even: bool) -> Vec<Warning> {
    let mut out = Vec::new();
    if !even {
        out.push(Warning::uneven_spacing(levels));
    }
    let below_zero = levels_where(levels, Exact::is_negative);
    if !levels.value(3).is_negative() && !below_zero.is_empty() {
        out.push(Warning::levels_below_zero(&below_zero));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::LevelsError;
    use crate::target::WarningCode;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn levels(text: &str) -> Levels {
        Levels::try_from(text.split(' ').map(exact).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn an_interval_is_above_zero() {
        let around = |n: &str| Spacing::Interval(exact(n)).around(&exact("10"), Direction::Lower);
        assert_eq!(around("0.001"), Ok(levels("10.002 10.001 10 9.999 9.998")));
        assert_eq!(around("0"), Err(TargetError::Interval(Exact::zero())));
        assert_eq!(around("-1"), Err(TargetError::Interval(exact("-1"))));
    }

    #[test]
    fn agreed_values_put_x_at_level_3_and_run_in_the_direction() {
        let given = Spacing::Levels(levels("1 2 4 8 16"));
        assert_eq!(given.around(&exact("4"), Direction::Higher), Ok(levels("1 2 4 8 16")));
        assert_eq!(
            given.around(&exact("5"), Direction::Higher),
            Err(TargetError::Level3NotX { level3: exact("4"), x: exact("5") })
        );
        assert_eq!(
            given.around(&exact("4"), Direction::Lower),
            Err(TargetError::Levels(LevelsError::Direction { declared: Direction::Lower, found: Direction::Higher }))
        );
    }

    #[test]
    fn an_even_step_is_the_same_everywhere_and_never_negative() {
        assert_eq!(even_step(&levels("1800 2100 2400 2700 3000")), Some(exact("300")));
        assert_eq!(even_step(&levels("5 4 3 2 1")), Some(exact("1")));
        assert_eq!(even_step(&levels("1 2 3 4 6")), None);
        assert_eq!(even_step(&levels("0 2 3 4 5")), None);
    }

    #[test]
    fn uneven_distances_and_levels_below_zero_are_doubtful() {
        let codes = |l: &str, even| warnings(&levels(l), even).iter().map(Warning::code).collect::<Vec<_>>();
        assert_eq!(codes("0 2 4 6 8", true), []);
        assert_eq!(codes("-1 1 3 5 7", true), [WarningCode::LevelsBelowZero]);
        assert_eq!(codes("2 1 0 -1 -2", true), [WarningCode::LevelsBelowZero]);
        assert_eq!(codes("-3 -2 -1 0 1", true), []);
        assert_eq!(codes("1 2 4 8 16", false), [WarningCode::UnevenSpacing]);
        assert_eq!(codes("-8 0 1 8 16", false), [WarningCode::UnevenSpacing, WarningCode::LevelsBelowZero]);
    }
}
