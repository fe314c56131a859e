//! `cargo bench -p ges-domain`: scoring and rolling up one agency (26 indicators with sub-indicators, three rounds) and a
//! whole government (8,000 agencies), with the growth of the cost, against the same arithmetic in fixed-point integers.
#![expect(
    clippy::float_arithmetic,
    reason = "ratios of measured times; no value or weight of the product is computed here"
)]
#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a bench measures real time and ends when it cannot"
)]

use std::hint::black_box;
use std::time::Instant;

use ges_domain::calendar::Round;
use ges_domain::criteria::{Composite, Criteria, Levels, Measurement, Part, Weighting};
use ges_domain::exact::Exact;
use ges_domain::policy::Policies;
use ges_domain::rollup::{Assessor, Item, ItemId, Outcome, Tree, roll_up};
use ges_domain::score::{Inputs, Subject, score};
use ges_domain::text::Text;

const INDICATORS: i64 = 26;
const PARTS: i64 = 3;
const REPETITIONS: usize = 5;

fn main() {
    let policies = Policies::default();
    let measurement = measurement();
    println!("{INDICATORS} indicators of {PARTS} sub-indicators, 3 rounds; medians of {REPETITIONS} runs");
    let mut per_agency = Vec::new();
    for agencies in [1u32, 80, 800, 8_000] {
        let seconds = median(|| {
            for agency in 0..agencies {
                black_box(one(i64::from(agency), &measurement, &policies));
            }
        });
        let each = seconds / f64::from(agencies);
        println!("{agencies:>6} agencies: {seconds:>8.3} s, {:>7.1} µs an agency", each * 1e6);
        per_agency.push(each);
    }
    let plain = median(|| {
        for agency in 0..8_000 {
            black_box(fixed_point(agency));
        }
    }) / 8_000.0;
    println!("cost of an agency at 8,000 / at 80: {:.2} (1 is linear)", per_agency[3] / per_agency[1]);
    println!("with traces and exact rationals / the same sums in fixed-point i128: {:.0}", per_agency[3] / plain);
}

fn median(mut work: impl FnMut()) -> f64 {
    let mut seconds: Vec<f64> = (0..REPETITIONS)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[REPETITIONS / 2]
}

fn measurement() -> Measurement {
    let levels = Levels::new([60, 70, 80, 90, 100].map(Exact::whole)).expect("levels");
    let part = |n: i64| Part {
        id: n.to_string(),
        name: Text::default(),
        weight: Exact::ratio(1, PARTS).expect("a share").round_half_up(9),
        measurement: Measurement::of(Criteria::levels(levels.clone())),
    };
    Measurement::of(Criteria::Composite(
        Composite::new(Weighting::Share, (0..PARTS).map(part).collect()).expect("parts"),
    ))
}

/// A result in hundredths of a percent, different for each agency, indicator, part and round.
fn result(agency: i64, indicator: i64, part: i64, round: i64) -> i64 {
    5_500 + (agency * 7_919 + indicator * 1_301 + part * 331 + round * 97) % 4_700
}

fn one(agency: i64, measurement: &Measurement, policies: &Policies) -> Vec<Exact> {
    let mut items: Vec<Item> = (0..INDICATORS)
        .map(|i| {
            Item::leaf(ItemId::parse(&(i + 1).to_string()).expect("an id"), Exact::whole(if i < 22 { 4 } else { 3 }))
        })
        .collect();
    for (r, round) in (0..).zip(Round::ALL) {
        for (i, item) in (0..).zip(&mut items) {
            let parts = (0..PARTS).map(|p| {
                let value = Exact::ratio(result(agency, i, p, r), 100).expect("a value");
                (p.to_string(), Inputs { value: Some(value), ..Inputs::default() })
            });
            let inputs = Inputs { parts: parts.collect(), ..Inputs::default() };
            let scored = score(Subject::default(), measurement, &inputs, policies).expect("a score");
            *item = item.clone().with(round, Outcome::Reported(scored.exact));
        }
    }
    let tree = Tree::agreement(Assessor::Own, &items).expect("weights of 100");
    let total = |round| roll_up(&tree, round, true, policies).total().mean.exact().cloned().expect("a total");
    Round::ALL.map(total).to_vec()
}

/// The same means in integers scaled by 10⁹: inexact, without traces, policies or states.
fn fixed_point(agency: i64) -> i128 {
    const ONE: i128 = 1_000_000_000;
    let mut sum = 0;
    for round in 0..3 {
        for indicator in 0..INDICATORS {
            let weight = if indicator < 22 { 4 } else { 3 };
            let parts = (0..PARTS).map(|p| {
                let over = (i128::from(result(agency, indicator, p, round)) - 6_000).clamp(0, 4_000);
                ONE + over * ONE / 1_000
            });
            sum += weight * parts.sum::<i128>() / i128::from(PARTS);
        }
    }
    sum / 300
}
