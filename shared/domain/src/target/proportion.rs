//! Pattern 7: a proportion such as 70:30, read as the percentage of its first part (deck slide 37).

use super::details::{Details, ReasonCode};
use super::error::TargetError;
use super::pattern::Pattern;
use super::proposal::Proposal;
use super::range::UnitRange;
use super::spacing::Spacing;
use crate::criteria::{Direction, Levels};
use crate::exact::Exact;

/// Pattern 7 (deck slide 37): level 3 is the first part as percent of the sum; parts that do not add up to 100 are
/// normalised, and the proposal says so. Percents end at 0 and 100.
pub fn pattern7(
    first: &Exact,
    second: &Exact,
    direction: Direction,
    spacing: &Spacing,
) -> Result<Proposal, TargetError> {
    let refuse = || TargetError::Proportion { first: first.clone(), second: second.clone() };
    if first.is_negative() || second.is_negative() {
        return Err(refuse());
    }
    let (sum, hundred) = (first + second, Exact::whole(100));
    let x = (&hundred * first).checked_div(&sum).ok_or_else(refuse)?;
    let levels = spacing.around(&x, direction)?;
    let details = Details::Proportion { first: first.clone(), second: second.clone(), normalised: sum != hundred };
    Ok(Proposal::of_levels(Pattern::Proportion, ReasonCode::ShareOfWhole, levels, details)?
        .spaced()
        .within(&UnitRange::percent()))
}

/// Pattern 7 where neither part should dominate (deck slide 37: ค่า ><): results are the distance from the ideal share,
/// and the agreed levels of that distance fall.
pub fn pattern7_two_sided(ideal_percent: &Exact, deviation_levels: &Levels) -> Result<Proposal, TargetError> {
    if ideal_percent.is_negative() || *ideal_percent > Exact::whole(100) {
        return Err(TargetError::Percent { field: "two_sided.ideal_percent", value: ideal_percent.clone() });
    }
    let levels = deviation_levels.clone().running(Direction::Lower)?;
    let details = Details::TwoSided { ideal: ideal_percent.clone() };
    Ok(Proposal::of_levels(Pattern::Proportion, ReasonCode::DeviationFromIdeal, levels, details)?
        .spaced()
        .within(&UnitRange::percent()))
}

/// How far a share lies from the ideal, on either side.
pub fn deviation(ideal_percent: &Exact, actual_percent: &Exact) -> Exact {
    (actual_percent - ideal_percent).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::LevelsError;
    use crate::policy::Policies;
    use crate::target::{Warning, WarningCode};
    use Direction::{Higher, Lower};

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn levels(text: &str) -> Levels {
        Levels::try_from(text.split(' ').map(exact).collect::<Vec<_>>()).unwrap()
    }

    fn propose(first: &str, second: &str, direction: Direction) -> Result<Proposal, TargetError> {
        pattern7(&exact(first), &exact(second), direction, &Spacing::Interval(exact("5")))
    }

    #[test]
    fn a_proportion_is_the_percentage_of_its_first_part() {
        for (first, second, direction, expected, normalised) in [
            ("70", "30", Higher, "60 65 70 75 80", false),
            ("65", "35", Lower, "75 70 65 60 55", false),
            ("2", "1", Higher, "170/3 185/3 200/3 215/3 230/3", true),
            ("0.7", "0.3", Higher, "60 65 70 75 80", true),
            ("140", "60", Higher, "60 65 70 75 80", true),
            ("1/3", "1/3", Lower, "60 55 50 45 40", true),
        ] {
            let p = propose(first, second, direction).unwrap();
            assert_eq!(p.levels(), Some(&levels(expected)), "{first}:{second}");
            let details = Details::Proportion { first: exact(first), second: exact(second), normalised };
            assert_eq!(p.details(), &details);
        }
    }

    #[test]
    fn a_percentage_ends_at_0_and_100() {
        let codes = |first: &str, second: &str, direction| {
            let p = propose(first, second, direction).unwrap();
            p.warnings().iter().map(|w| (w.code(), w.levels().to_vec())).collect::<Vec<_>>()
        };
        assert_eq!(codes("90", "10", Higher), []);
        assert_eq!(codes("92", "8", Higher), [(WarningCode::CeilingExceeded, vec![5])]);
        assert_eq!(codes("100", "0", Higher), [(WarningCode::CeilingExceeded, vec![4, 5])]);
        assert_eq!(codes("10", "90", Lower), []);
        assert_eq!(codes("8", "92", Lower), [(WarningCode::FloorPassed, vec![5])]);
        assert_eq!(codes("0", "1", Lower), [(WarningCode::FloorPassed, vec![4, 5])]);
    }

    #[test]
    fn negative_parts_and_nothing_at_all_are_no_proportion() {
        for (first, second) in [("0", "0"), ("-1", "101"), ("101", "-1"), ("-1", "1")] {
            let error = TargetError::Proportion { first: exact(first), second: exact(second) };
            assert_eq!(propose(first, second, Higher), Err(error), "{first}:{second}");
        }
    }

    #[test]
    fn a_two_sided_proportion_scores_the_distance_on_falling_levels() {
        let p = pattern7_two_sided(&exact("67"), &levels("12 9 6 3 0")).unwrap();
        assert_eq!((p.x(), p.direction(), p.interval()), (&exact("6"), Lower, Some(&exact("3"))));
        for (actual, score) in [("72", "10/3"), ("62", "10/3"), ("67", "5"), ("61", "3"), ("80", "1"), ("54", "1")] {
            let placed = p.place(&exact(actual), &Policies::default()).unwrap();
            assert_eq!(placed.score, exact(score), "{actual}");
        }
        assert_eq!(
            (deviation(&exact("67"), &exact("72")), deviation(&exact("67"), &exact("60.5"))),
            (exact("5"), exact("6.5"))
        );
    }

    #[test]
    fn distances_fall_and_the_ideal_is_a_percentage() {
        let rising = pattern7_two_sided(&exact("67"), &levels("0 3 6 9 12"));
        assert!(matches!(rising, Err(TargetError::Levels(LevelsError::Direction { .. }))));
        for (ideal, good) in [("0", true), ("100", true), ("-0.1", false), ("100.1", false)] {
            assert_eq!(pattern7_two_sided(&exact(ideal), &levels("12 9 6 3 0")).is_ok(), good, "{ideal}");
        }
        let p = pattern7_two_sided(&exact("50"), &levels("10 6 3 0 -2")).unwrap();
        let codes: Vec<_> = p.warnings().iter().map(Warning::code).collect();
        assert_eq!(codes, [WarningCode::UnevenSpacing, WarningCode::FloorPassed]);
    }
}
