//! What holds for every proposal, whatever is asked.

use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::*;
use crate::criteria::{Direction, Levels, Position};
use crate::exact::Exact;
use crate::explain::Explain;
use crate::policy::Policies;

fn number() -> impl Strategy<Value = Exact> {
    prop_oneof![
        60 => (-20i64..20).prop_map(Exact::whole),
        20 => (-200i64..200, 1i64..8).prop_map(|(above, below)| Exact::ratio(above, below).unwrap()),
        1 => Just("12345678901234567890123456789012345678901234567890123456789012345678".parse().unwrap()),
    ]
}

/// Mostly above zero, as amounts and intervals are.
fn amount() -> impl Strategy<Value = Exact> {
    prop_oneof![20 => (1i64..30, 1i64..4).prop_map(|(a, b)| Exact::ratio(a, b).unwrap()), 1 => number()]
}

fn direction() -> impl Strategy<Value = Direction> {
    prop_oneof![Just(Direction::Higher), Just(Direction::Lower)]
}

/// Five values, mostly in order.
fn five() -> impl Strategy<Value = Vec<Exact>> {
    (vec(number(), 5), 0u8..9).prop_map(|(mut values, how)| {
        match how {
            0 => {}
            1..=4 => values.sort(),
            _ => values.sort_by(|a, b| b.cmp(a)),
        }
        values
    })
}

/// Bands with or without a flaw.
fn bands() -> impl Strategy<Value = Vec<Band>> {
    (1u32..9, 1u32..9, 0u32..9).prop_map(|(first, second, flaw)| {
        let edge = first + second;
        vec![
            Band { level: 4, from: 1, to: Some(first) },
            Band { level: 3, from: first + 1, to: Some(edge) },
            Band { level: 2, from: edge + 1 + flaw / 8, to: None },
        ]
    })
}

prop_compose! {
    fn budget()(
        (amount_of, volume, step, revised) in (amount(), amount(), amount(), weighted(0.3, amount())),
        (by_cost, by_ratio, on_cost) in any::<(bool, bool, bool)>(),
    ) -> BudgetInput {
        BudgetInput {
            budget_million_baht: amount_of,
            planned_units_at_3: (!by_cost).then(|| volume.clone()),
            unit_cost_at_3_million_baht: by_cost.then_some(volume),
            interval_units: (!by_ratio).then(|| step.clone()),
            interval_ratio_of_x: by_ratio.then_some(step),
            revised_budget_million_baht: revised,
            scored_on: if on_cost { ScoredOn::UnitCost } else { ScoredOn::Units },
        }
    }
}

prop_compose! {
    /// Mostly about one condition, with what it needs; now and then with more, or with less.
    fn question()(
        (about, second, named) in (0u8..7, weighted(0.1, 0u8..7), weighted(0.1, 1u8..9)),
        (direction, baseline) in (weighted(0.95, direction()), vec(number(), 1..6)),
        (interval, levels) in (weighted(0.95, amount()), weighted(0.1, five())),
        (floor, ceiling) in (weighted(0.2, -30i64..0), weighted(0.2, 1i64..40)),
        mandate in (number(), weighted(0.3, number())),
        budget in budget(),
        benchmark in (weighted(0.9, number()), vec(number(), 1..4)),
        (ratio, two_sided) in ((amount(), amount()), (0i64..101, five())),
        rank in (1i64..20, 0u8..20, weighted(0.3, 1u32..60), weighted(0.4, bands())),
    ) -> TargetInput {
        let keep = |which| about == which || second == Some(which);
        let (previous, broken, pool, bands) = rank;
        let own_spacing = keep(2) || keep(5) || keep(6) && bands.is_some();
        TargetInput {
            pattern: named.map(|n| Pattern::try_from(n).unwrap()),
            // Patterns 5 and 8, and the distance from an ideal, know their direction.
            direction: direction.filter(|_| !(keep(2) || keep(5) || keep(6))),
            baseline: (keep(0) || keep(1) || keep(3)).then_some(baseline),
            years: None,
            interval: if own_spacing || levels.is_some() || keep(1) && mandate.1.is_some() {
                None
            } else if keep(6) {
                interval.map(|n| n.ceil())
            } else {
                interval
            },
            levels: levels.filter(|_| !own_spacing),
            floor: floor.map(Exact::whole),
            ceiling: ceiling.map(Exact::whole),
            mandate: keep(1).then_some(MandateInput { target_at_5: mandate.0, level3: mandate.1 }),
            budget: keep(2).then_some(budget),
            benchmark: keep(3).then(|| BenchmarkInput {
                own: benchmark.0,
                year: None,
                comparators: benchmark.1.into_iter().map(|value| Comparator { name: String::new(), value }).collect(),
            }),
            ratio: keep(4).then_some(ratio),
            two_sided: keep(5)
                .then(|| TwoSidedInput { ideal_percent: Exact::whole(two_sided.0), deviation_levels: two_sided.1 }),
            rank: keep(6).then(|| RankInput {
                previous: if broken == 0 { Exact::ratio(previous, 2).unwrap() } else { Exact::whole(previous) },
                pool,
                bands,
            }),
        }
    }
}

#[test]
fn the_questions_asked_here_are_answered_by_every_pattern() {
    let mut runner = TestRunner::deterministic();
    let mut answered = [0; 9];
    for _ in 0..600 {
        let input = question().new_tree(&mut runner).unwrap().current();
        answered[propose(&input).map_or(0, |p| usize::from(p.pattern().number()))] += 1;
    }
    assert!(answered.iter().all(|n| *n >= 10), "refused, then by pattern: {answered:?}");
}

fn levels_of(proposal: Result<Proposal, TargetError>) -> Option<Vec<Exact>> {
    proposal.ok().and_then(|p| p.levels().map(|levels| levels.values().to_vec()))
}

fn mirrored(values: &[Exact]) -> Vec<Exact> {
    values.iter().map(|v| -v).collect()
}

fn turned(direction: Direction) -> Direction {
    match direction {
        Direction::Higher => Direction::Lower,
        Direction::Lower => Direction::Higher,
    }
}

proptest! {
    #[test]
    fn every_question_gets_a_sound_proposal_or_an_explained_refusal(input in question()) {
        let proposal = match propose(&input) {
            Ok(proposal) => proposal,
            Err(error) => {
                let e = error.explain();
                prop_assert!(!e.rule.th.is_empty() && !e.rule.en.is_empty() && !e.remedy.th.is_empty(), "{:?}", error);
                return Ok(());
            }
        };
        if let Some(levels) = proposal.levels() {
            prop_assert_eq!(levels.place(proposal.x(), &Policies::default()).position, Position::AtLevel(3));
            prop_assert_eq!(levels.direction(), proposal.direction());
        }
        if let (Some(declared), false) = (input.direction, matches!(proposal.details(), Details::UnitCost { .. })) {
            prop_assert_eq!(proposal.direction(), declared);
        }
        if let Details::Mandate { target, last } = proposal.details() {
            let levels = proposal.levels().unwrap();
            prop_assert_eq!(levels.value(5), target);
            prop_assert!(levels.direction().at_least(levels.value(3), last));
        }
        let sentence = proposal.sentence();
        prop_assert!(sentence.th.contains("รูปแบบที่") && sentence.en.contains("at level 3"));
        let stored = serde_json::to_string(&proposal).unwrap();
        prop_assert_eq!(serde_json::from_str::<Proposal>(&stored).unwrap(), proposal);
    }

    #[test]
    fn any_text_is_a_question_or_refused(
        text in r#"\{("(pattern|baseline|levels|ratio|rank|x)":[\[\]{}0-9,"a-]{0,9},?){0,3}\}"#,
    ) {
        if let Ok(input) = serde_json::from_str::<TargetInput>(&text) {
            let _ = propose(&input);
        }
        let _ = serde_json::from_str::<Proposal>(&text);
        let _ = serde_json::from_str::<Decision>(&text);
    }

    #[test]
    fn mirrored_trends_give_mirrored_levels(
        values in vec(-9i64..9, 1..4), n in 1i64..5, direction in direction(), which in 0usize..3,
    ) {
        let (values, n): (Vec<Exact>, _) = (values.into_iter().map(Exact::whole).collect(), Exact::whole(n));
        let plain = Baseline::plain(values.clone()).unwrap();
        let turned_over = Baseline::plain(mirrored(&values)).unwrap();
        let spacing = Spacing::Interval(n);
        let pattern = [pattern1, pattern2, pattern3][which];
        let there = levels_of(pattern(&plain, direction, &spacing)).map(|l| mirrored(&l));
        prop_assert_eq!(there, levels_of(pattern(&turned_over, turned(direction), &spacing)));
        prop_assert_eq!(plain.trend(direction), turned_over.trend(turned(direction)));
    }

    #[test]
    fn mirrored_mandates_give_mirrored_levels(
        mandate in -9i64..9, last in -9i64..9, level3 in of(-9i64..9), direction in direction(),
    ) {
        let [mandate, last] = [mandate, last].map(Exact::whole);
        let fit = |sign: i64| level3.map_or(Level3::LastResult, |v| Level3::At(Exact::whole(sign * v)));
        let there = levels_of(pattern4(&mandate, &last, direction, &fit(1))).map(|l| mirrored(&l));
        prop_assert_eq!(there, levels_of(pattern4(&-&mandate, &-&last, turned(direction), &fit(-1))));
    }

    #[test]
    fn mirrored_benchmarks_give_mirrored_levels(
        own in -9i64..9, others in vec(-9i64..9, 1..4), n in 1i64..5, direction in direction(),
    ) {
        let (own, spacing) = (Exact::whole(own), Spacing::Interval(Exact::whole(n)));
        let others: Vec<Exact> = others.into_iter().map(Exact::whole).collect();
        let (plain, turned_over) =
            (Comparators::plain(others.clone()).unwrap(), Comparators::plain(mirrored(&others)).unwrap());
        let there = levels_of(pattern6(&own, &plain, direction, &spacing)).map(|l| mirrored(&l));
        prop_assert_eq!(there, levels_of(pattern6(&-&own, &turned_over, turned(direction), &spacing)));
    }

    #[test]
    fn the_parts_of_a_proportion_may_be_exchanged(
        a in 0i64..50, b in 1i64..50, n in 1i64..5, direction in direction(),
    ) {
        let ([a, b], spacing) = ([a, b].map(Exact::whole), Spacing::Interval(Exact::whole(n)));
        let hundred = Exact::whole(100);
        let there = levels_of(pattern7(&a, &b, direction, &spacing));
        let there = there.map(|l| l.iter().map(|v| &hundred - v).collect::<Vec<_>>());
        prop_assert_eq!(there, levels_of(pattern7(&b, &a, turned(direction), &spacing)));
    }

    #[test]
    fn no_decision_departs_in_silence(values in vec(-9i64..9, 5), mandate in 1i64..9, last in -9i64..1) {
        let proposal =
            pattern4(&Exact::whole(mandate), &Exact::whole(last), Direction::Higher, &Level3::LastResult).unwrap();
        let Ok(levels) = Levels::try_from(values.into_iter().map(Exact::whole).collect::<Vec<_>>()) else {
            return Ok(());
        };
        let same = proposal.levels() == Some(&levels);
        let silent = Decision::new(proposal, Targets::Levels(levels), "ก", crate::text::Text::default());
        prop_assert_eq!(silent.is_ok(), same);
    }
}
