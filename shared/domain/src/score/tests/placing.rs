//! What holds for any five levels and any result (domain rules 2.2 and 10.1).

use proptest::prelude::*;

use super::*;
use crate::criteria::{Direction, Levels, Position};
use crate::policy::{BelowLevel1, Scale, Written};

pub(super) fn numbers() -> impl Strategy<Value = Exact> {
    (-10_000i64..10_000, 1i64..=6).prop_map(|(above, below)| Exact::ratio(above, below).unwrap())
}

pub(super) fn positive() -> impl Strategy<Value = Exact> {
    (1i64..5_000, 1i64..=6).prop_map(|(above, below)| Exact::ratio(above, below).unwrap())
}

/// A part from 0 to 1.
pub(super) fn part() -> impl Strategy<Value = Exact> {
    (0i64..=60, 60i64..=61).prop_map(|(above, below)| Exact::ratio(above, below).unwrap())
}

pub(super) fn any_levels() -> impl Strategy<Value = Levels> {
    (numbers(), [positive(), positive(), positive(), positive()], any::<bool>()).prop_map(|(first, gaps, rising)| {
        let mut values = vec![first];
        for gap in gaps {
            let step = if rising { gap } else { -&gap };
            values.push(&values[values.len() - 1] + &step);
        }
        Levels::try_from(values).unwrap()
    })
}

pub(super) fn any_policies() -> impl Strategy<Value = Policies> {
    let scale = prop_oneof![
        Just(Scale::one_to_five()),
        Just(Scale::hundred()),
        [0i64..20, 1i64..20, 1i64..20, 1i64..20, 1i64..20].prop_map(|steps| {
            let mut points = 0;
            Scale::new(steps.map(|step| {
                points += step;
                Exact::ratio(points, 1).unwrap()
            }))
            .unwrap()
        }),
    ];
    let below = prop_oneof![Just(BelowLevel1::Floor1), Just(BelowLevel1::Zero)];
    (scale, below).prop_map(|(scale, below_level_1)| {
        Policies::try_from(Written { scale, below_level_1, ..Written::default() }).unwrap()
    })
}

/// A result anywhere, or near the levels.
fn around(levels: &Levels, level: u8, part: &Exact, anywhere: &Exact, near: bool) -> Exact {
    let (from, to) = (levels.value(level), levels.value(level + 1));
    if near { from + &(part * &(to - from)) } else { anywhere.clone() }
}

proptest! {
    #[test]
    fn every_result_scores_within_the_scale(levels in any_levels(), value in numbers(), policies in any_policies()) {
        let placement = levels.place(&value, &policies);
        prop_assert!(placement.score >= policies.lowest());
        prop_assert!(placement.score >= policies.points_below());
        prop_assert!(placement.score <= *policies.scale().highest());
        let direction = levels.direction();
        prop_assert_eq!(placement.position == Position::BelowFirst, direction.better(levels.value(1), &value));
        prop_assert_eq!(placement.position == Position::AboveFifth, direction.better(&value, levels.value(5)));
    }

    #[test]
    fn a_better_result_never_scores_less(
        levels in any_levels(),
        policies in any_policies(),
        one in (1u8..=4, part(), numbers(), any::<bool>()),
        other in (1u8..=4, part(), numbers(), any::<bool>()),
    ) {
        let [one, other] = [one, other].map(|(level, part, anywhere, near)| around(&levels, level, &part, &anywhere, near));
        let (better, worse) = if levels.direction().at_least(&one, &other) { (one, other) } else { (other, one) };
        prop_assert!(levels.place(&better, &policies).score >= levels.place(&worse, &policies).score);
    }

    #[test]
    fn a_result_exactly_on_a_level_has_its_points(levels in any_levels(), policies in any_policies(), level in 1u8..=5) {
        let placement = levels.place(levels.value(level), &policies);
        prop_assert_eq!(&placement.score, policies.scale().points(level));
        prop_assert_eq!(placement.position, Position::AtLevel(level));
    }

    /// The same part of the way between the points as between the values: so the score has no jumps between levels.
    #[test]
    fn between_two_levels_the_score_is_proportional(
        levels in any_levels(),
        policies in any_policies(),
        level in 1u8..=4,
        part in (1i64..1_000, 1_000i64..=1_001),
    ) {
        let part = Exact::ratio(part.0, part.1).unwrap();
        let value = around(&levels, level, &part, &Exact::zero(), true);
        let (lower, next) = (policies.scale().points(level), policies.scale().points(level + 1));
        let placement = levels.place(&value, &policies);
        prop_assert_eq!(&placement.score, &(lower + &(&part * &(next - lower))));
        prop_assert!(placement.score > *lower && placement.score < *next);
        prop_assert_eq!(placement.position, Position::Between { level, part });
    }

    /// Counting in thousands, from another zero, or in the opposite direction says the same.
    #[test]
    fn the_unit_changes_nothing(
        levels in any_levels(),
        policies in any_policies(),
        at in (1u8..=4, part(), numbers(), any::<bool>()),
        factor in positive(),
        shift in numbers(),
        turned in any::<bool>(),
    ) {
        let value = around(&levels, at.0, &at.1, &at.2, at.3);
        let changed = |value: &Exact| if turned { -value } else { &(value * &factor) + &shift };
        let other = Levels::new(levels.values().each_ref().map(changed)).unwrap();
        prop_assert_eq!(other.place(&changed(&value), &policies), levels.place(&value, &policies));
        prop_assert_eq!(other.direction() == levels.direction(), !turned);
    }

    #[test]
    fn the_official_score_is_rounded_half_up_once(levels in any_levels(), value in numbers(), policies in any_policies()) {
        let measurement = Measurement::of(Criteria::levels(levels));
        let scored = score(Subject::default(), &measurement, &Inputs::value(value), &policies).unwrap();
        let official = Exact::from(scored.official);
        let off = &official - &scored.exact;
        let half = Exact::ratio(1, 20_000).unwrap();
        prop_assert!(off > -&half && off <= half, "{} {}", scored.exact, scored.official);
        prop_assert!((&official * &Exact::whole(10_000)).to_whole().is_some());
        prop_assert_eq!(scored.official.scale(), 4);
    }

    #[test]
    fn a_spread_is_even_and_keeps_its_direction(x in numbers(), interval in positive(), higher in any::<bool>()) {
        let direction = if higher { Direction::Higher } else { Direction::Lower };
        let levels = Levels::spread(&x, &interval, direction).unwrap();
        prop_assert_eq!(levels.value(3), &x);
        prop_assert_eq!(levels.direction(), direction);
        for level in 1..=4 {
            prop_assert_eq!((levels.value(level + 1) - levels.value(level)).abs(), interval.clone());
        }
    }
}

/// Halves of the fourth decimal go up; what is a hair less goes down.
#[test]
fn ties_round_up() {
    let criteria = levels("0,1,2,3,4");
    for (value_given, official) in [
        ("2.29665", "3.2967"),
        ("2.29664999999999999999", "3.2966"),
        ("1.99995", "3.0000"),
        ("1.99994999999", "2.9999"),
        ("2", "3.0000"),
        ("0.00005", "1.0001"),
    ] {
        assert_eq!(scored(&criteria, &value(value_given), "{}").official.to_string(), official, "{value_given}");
    }
}

#[test]
fn a_level_beyond_1_to_5_is_the_nearest() {
    let levels = Levels::try_from(["1", "2", "3", "4", "5"].map(exact).to_vec()).unwrap();
    assert_eq!([0, 1, 3, 5, 6, 255].map(|n| levels.value(n).to_string()), ["1", "1", "3", "5", "5", "5"]);
}

#[test]
fn directions_compare() {
    let (one, two) = (exact("1"), exact("2"));
    assert!(Direction::Higher.better(&two, &one) && !Direction::Higher.better(&one, &two));
    assert!(Direction::Lower.better(&one, &two) && !Direction::Lower.better(&two, &one));
    for direction in [Direction::Higher, Direction::Lower] {
        assert!(!direction.better(&one, &one) && direction.at_least(&one, &one));
        assert_ne!(direction.at_least(&one, &two), direction.at_least(&two, &one));
    }
}
