//! The executive page on small agreements, and the laws its numbers keep.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::text::Text;

const EXTERNAL: &str = "มิติภายนอก · การประเมินประสิทธิผล|External · Effectiveness";
const QUALITY: &str = "มิติภายนอก · การประเมินคุณภาพ|External · Quality";
const INTERNAL: &str = "มิติภายใน|Internal";

/// Indicators of number, weight, unit and `dimension|English`; levels 60 to 100 in tens.
fn agreement(indicators: &[(&str, &str, &str, &str)]) -> Agreement {
    let indicator = |(number, weight, unit, dimension): &(&str, &str, &str, &str)| {
        let (th, en) = dimension.split_once('|').unwrap_or((dimension, ""));
        format!(
            r#"{{"number":"{number}","name":{{"th":"ตัวชี้วัด {number}"}},"unit":{{"th":"{unit}"}},"weight":"{weight}",
            "levels":[60,70,80,90,100],"dimension":{{"th":"{th}","en":"{en}"}},"tier":"department"}}"#
        )
    };
    let indicators: Vec<String> = indicators.iter().map(indicator).collect();
    let json = format!(
        r#"{{"organisation":"dep","fiscal_year":2555,"version":1,"framework":"departments-2555",
        "indicators":[{}]}}"#,
        indicators.join(",")
    );
    serde_json::from_str(&json).unwrap()
}

/// The three indicators that most tests look at: external 60 and 20, internal 20.
fn three() -> Agreement {
    agreement(&[("1", "60", "ร้อยละ", EXTERNAL), ("2", "20", "ราย", QUALITY), ("10", "20", "ร้อยละ", INTERNAL)])
}

/// `number:score` or `number:score:value` for the rounds of six, nine and twelve months.
fn scores(rounds: [&str; 3]) -> Scores {
    let marked = |word: &str| {
        let mut parts = word.split(':');
        let number: IndicatorNumber = parts.next().unwrap().parse().unwrap();
        let mut number_at = || parts.next().map(|text| text.parse::<Exact>().unwrap());
        (number, Marked { score: number_at().unwrap(), value: number_at() })
    };
    let of = |text: &str| text.split_whitespace().map(marked).collect();
    PerRound { six: of(rounds[0]), nine: of(rounds[1]), twelve: of(rounds[2]) }
}

fn moment(round: Round) -> Moment {
    Moment { round, closes: date(2012, 7, 15), today: date(2012, 7, 10) }
}

fn text(value: Option<&Exact>) -> String {
    value.map_or("–".into(), Exact::to_string)
}

#[test]
fn the_total_stands_beside_that_of_the_last_round() {
    let scores = scores(["1:4 2:3 10:2", "1:4.5 2:3", ""]);
    let of = |round| total(&three(), &scores, round).unwrap();
    let nine = of(Round::Nine);
    assert_eq!((text(nine.now.mean.official()), text(nine.now.mean.exact())), ("4.125".into(), "4.125".into()));
    assert_eq!([&nine.now.base, &nine.now.whole, &nine.now.awaiting].map(Exact::to_string), ["80", "100", "20"]);
    assert_eq!(text(nine.last.as_ref().and_then(|last| last.mean.official())), "3.4");
    assert_eq!(text(nine.movement.as_ref()), "0.725");
    let six = of(Round::Six);
    assert_eq!((six.last, six.movement), (None, None));
    assert_eq!(of(Round::Twelve).movement, None, "nothing is scored yet");
}

#[test]
fn a_movement_is_that_of_the_printed_figures() {
    let scores = scores(["1:3 2:10/3 10:3", "1:3 2:3 10:10/3", ""]);
    let thirds = agreement(&[("1", "50", "ร้อยละ", ""), ("2", "20", "ร้อยละ", ""), ("10", "30", "ร้อยละ", "")]);
    // 3.0667 and 3.1, of 46/15 and 31/10.
    assert_eq!(text(total(&thirds, &scores, Round::Nine).unwrap().movement.as_ref()), "0.0333");
}

#[test]
fn the_total_is_split_by_dimension_and_issue() {
    let told = |of: &Slice| {
        let numbers = [Some(&of.whole), Some(&of.base), of.official.as_ref(), of.contribution.as_ref()];
        format!("{} {}", of.name.english(), numbers.map(text).join(" "))
    };
    let found = split(&three(), &scores(["1:4 2:3", "", ""]), Round::Six).unwrap();
    let lines: Vec<String> =
        found.iter().flat_map(|d| std::iter::once(told(&d.whole)).chain(d.issues.iter().map(told))).collect();
    assert_eq!(
        lines,
        ["External 80 80 3.75 3.75", "Effectiveness 60 60 4 3", "Quality 20 20 3 0.75", "Internal 20 0 – –"]
    );
    let nameless = split(&agreement(&[("1", "100", "ร้อยละ", "")]), &scores(["1:4", "", ""]), Round::Six).unwrap();
    assert_eq!(nameless[0].whole.name, Text::new("ไม่ระบุมิติ", "no dimension given"));
}

#[test]
fn the_largest_losses_come_first_and_equal_ones_by_number() {
    let scores = scores(["1:4.5 2:3.5 10:3.5", "", ""]);
    let found = losses(&three(), &scores, Round::Six);
    let lines: Vec<String> = found.iter().map(|l| format!("{} {} {}", l.number, l.weight, l.points)).collect();
    assert_eq!(lines, ["1 60 0.3", "2 20 0.3", "10 20 0.3"]);
    let hundred = Agreement { policies: serde_json::from_str(r#"{"scale":[20,40,60,80,100]}"#).unwrap(), ..three() };
    let points = losses(&hundred, &PerRound::same([("1".parse().unwrap(), mark("90"))].into()), Round::Six);
    assert_eq!(text(points.first().map(|l| &l.points)), "6");
}

fn mark(score: &str) -> Marked {
    Marked { score: score.parse().unwrap(), value: None }
}

#[test]
fn the_page_shows_five_losses_and_none_of_zero() {
    let seven: Vec<(String, &str)> = (1..=7).map(|n| (n.to_string(), if n == 7 { "40" } else { "10" })).collect();
    let seven: Vec<_> = seven.iter().map(|(number, weight)| (number.as_str(), *weight, "ร้อยละ", "")).collect();
    let shown = |text: &str| {
        let page = overview(&agreement(&seven), &scores([text, "", ""]), moment(Round::Six)).unwrap();
        page.losses.iter().map(|l| l.number.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(shown("1:4 2:4 3:4 4:4 5:4 6:4 7:4"), ["7", "1", "2", "3", "4"]);
    assert_eq!(shown("1:4 2:5 3:5 4:5 5:5 6:5 7:5"), ["1"]);
}

#[test]
fn what_is_awaited_is_late_from_the_day_after_the_close() {
    let scores = scores(["", "1:4", ""]);
    let at = |day| {
        let moment = Moment { today: date(2012, 7, day), ..moment(Round::Nine) };
        let found = awaited(&three(), &scores, moment);
        let told = |a: &Awaited| format!("{} {} {} {}", a.number, a.weight, a.late, a.words().en);
        found.iter().map(told).collect::<Vec<_>>()
    };
    assert_eq!(at(10), ["2 20 false 5 days left", "10 20 false 5 days left"]);
    assert_eq!(at(15)[0], "2 20 false due today");
    assert_eq!(at(16)[0], "2 20 true 1 day late");
    let mut later = three();
    later.indicators[1].definition.schedule.starts = Round::Twelve;
    later.indicators[2].definition.schedule.cancelled_from = Some(Round::Nine);
    assert_eq!(awaited(&later, &scores, moment(Round::Nine)), []);
}

#[test]
fn every_wait_is_told_in_both_languages() {
    let one = |late, days| Awaited {
        number: "1".parse().unwrap(),
        name: Text::default(),
        weight: Exact::one(),
        closes: date(2012, 7, 15),
        late,
        days,
    };
    for wait in [one(true, 1), one(false, 0), one(false, 1)] {
        let words = wait.words();
        assert!(!words.en.is_empty() && words.th.contains(|c| ('ก'..='๙').contains(&c)), "{words:?}");
    }
}

#[test]
fn counts_go_on_and_everything_else_keeps_its_score() {
    // The count stands at 45 after six months: 90 after twelve, which is level 4.
    let scores = scores(["1:4:90 2:1:45", "", ""]);
    let of = |assumption| project(&three(), &scores, Round::Six, assumption).unwrap();
    let kept = of(Assumption::PresentScore);
    assert_eq!((text(kept.total.as_ref()), text(kept.official.as_ref())), ("3.25".into(), "3.25".into()));
    let went_on = of(Assumption::Continuation);
    assert_eq!(text(went_on.official.as_ref()), "4");
    let rows: Vec<_> =
        went_on.rows.iter().map(|r| (r.number.to_string(), r.assumption, text(r.value.as_ref()))).collect();
    assert_eq!(
        rows,
        [("1".into(), Assumption::PresentScore, "–".into()), ("2".into(), Assumption::Continuation, "90".into()),]
    );
    assert_eq!((went_on.base.to_string(), went_on.whole.to_string()), ("80".into(), "100".into()));
    assert_eq!(
        went_on.words,
        Text::new(
            "ประมาณการคะแนนสิ้นปี 4.0000 จากน้ำหนัก 80 จาก 100; ตัวชี้วัดที่ 1: คงคะแนนปัจจุบัน; \
             ตัวชี้วัดที่ 2: ผลสะสมเพิ่มต่อเนื่องในอัตราเดิม (ค่า × 12 ÷ จำนวนเดือน); ไม่รวมตัวชี้วัดที่ 10 ซึ่งยังไม่มีคะแนน",
            "Projected at the year's end: 4.0000, from weight 80 of 100; indicator 1: the present score stays; \
             indicator 2: the cumulative result goes on at the same pace (value × 12 ÷ months); \
             without indicator 10, not scored yet"
        )
    );
}

#[test]
fn the_last_known_round_is_what_goes_on() {
    // Indicator 2 was last known after six months, and nothing is looked at beyond the round.
    let scores = scores(["2:1:45", "1:4:90", "1:1:60 2:1:60"]);
    let found = project(&three(), &scores, Round::Nine, Assumption::Continuation).unwrap();
    let rows: Vec<_> = found.rows.iter().map(|r| (r.from, r.score.to_string())).collect();
    assert_eq!(rows, [(Round::Nine, "4".into()), (Round::Six, "4".into())]);
    let end = project(&three(), &scores, Round::Twelve, Assumption::Continuation).unwrap();
    assert!(end.rows.iter().all(|r| r.assumption == Assumption::PresentScore), "twelve months are over");
}

#[test]
fn the_years_end_counts_by_its_own_weights_and_without_what_is_cancelled() {
    let mut of = three();
    of.indicators[0].definition.schedule.weights = Some([60, 60, 20].map(Exact::whole));
    of.indicators[2].definition.schedule.cancelled_from = Some(Round::Twelve);
    let found = project(&of, &scores(["1:5 2:3 10:1", "", ""]), Round::Six, Assumption::PresentScore).unwrap();
    assert_eq!((text(found.total.as_ref()), found.whole.to_string()), ("4".into(), "40".into()));
    assert_eq!(found.left_out, []);
}

#[test]
fn without_any_score_nothing_is_projected_and_the_page_still_stands() {
    let page = overview(&three(), &Scores::default(), moment(Round::Six)).unwrap();
    for projection in [&page.kept, &page.continued] {
        assert_eq!((&projection.total, projection.left_out.len()), (&None, 3));
        assert!(!projection.words.en.is_empty() && projection.words.th.contains('ม'));
    }
    assert_eq!((page.losses.len(), page.awaited.len(), page.series.len()), (0, 3, 3));
    assert_eq!(page.total.movement, None);
}

#[test]
fn a_series_holds_the_scores_up_to_the_round_while_in_force() {
    let mut of = three();
    of.indicators[1].definition.schedule.starts = Round::Nine;
    let page = overview(&of, &scores(["1:1 2:2", "1:3 2:4", "1:5 2:5"]), moment(Round::Nine)).unwrap();
    let line = |s: &Series| Round::ALL.map(|r| text(s.scores.at(r).as_ref())).join(" ");
    assert_eq!(page.series.iter().map(line).collect::<Vec<_>>(), ["1 3 –", "– 4 –", "– – –"]);
}

#[test]
fn an_agreement_with_a_number_twice_has_no_picture() {
    let twice = agreement(&[("1", "50", "ร้อยละ", ""), ("1", "50", "ร้อยละ", "")]);
    assert!(matches!(overview(&twice, &Scores::default(), moment(Round::Six)), Err(StandingError::Tree(_))));
    let negative = agreement(&[("1", "-50", "ร้อยละ", "")]);
    assert!(overview(&negative, &scores(["1:3", "", ""]), moment(Round::Six)).is_err());
}

/// Indicators that weigh 100 together, all scored in quarters from 1 to 5.
fn all_scored() -> impl Strategy<Value = (Agreement, Scores)> {
    proptest::collection::vec((1i64..10, 4i64..=20, 0usize..4), 1..8).prop_map(|rows| {
        let sum: i64 = rows.iter().skip(1).map(|(weight, ..)| weight).sum();
        let dimensions = [EXTERNAL, QUALITY, INTERNAL, ""];
        let weights: Vec<String> = (rows.iter().enumerate())
            .map(|(at, (weight, ..))| if at == 0 { 100 - sum } else { *weight }.to_string())
            .collect();
        let numbers: Vec<String> = (1..=rows.len()).map(|n| n.to_string()).collect();
        let indicators: Vec<_> = (numbers.iter().zip(&weights).zip(&rows))
            .map(|((number, weight), row)| (number.as_str(), weight.as_str(), "ร้อยละ", dimensions[row.2]))
            .collect();
        let marked = |(number, row): (&String, &(i64, i64, usize))| {
            (number.parse().unwrap(), Marked { score: Exact::ratio(row.1, 4).unwrap(), value: None })
        };
        let scores = numbers.iter().zip(&rows).map(marked).collect();
        (agreement(&indicators), PerRound::same(scores))
    })
}

proptest! {
    #[test]
    fn losses_are_what_the_highest_score_exceeds_the_total_by((of, scores) in all_scored()) {
        let lost: Exact = losses(&of, &scores, Round::Nine).iter().map(|l| &l.points).sum();
        let total = total(&of, &scores, Round::Nine).unwrap();
        prop_assert_eq!(lost, of.policies.scale().highest() - total.now.mean.exact().unwrap());
    }

    #[test]
    fn contributions_of_dimensions_and_of_issues_add_up((of, scores) in all_scored()) {
        let found = split(&of, &scores, Round::Six).unwrap();
        let sum: Exact = found.iter().filter_map(|d| d.whole.contribution.as_ref()).sum();
        let total = total(&of, &scores, Round::Six).unwrap();
        prop_assert_eq!(Some(&sum), total.now.mean.exact());
        for dimension in found.iter().filter(|d| !d.issues.is_empty()) {
            let issues: Exact = dimension.issues.iter().filter_map(|i| i.contribution.as_ref()).sum();
            prop_assert_eq!(Some(&issues), dimension.whole.contribution.as_ref());
        }
    }

    #[test]
    fn unchanged_scores_project_to_the_total_and_move_nothing((of, scores) in all_scored()) {
        let page = overview(&of, &scores, moment(Round::Nine)).unwrap();
        prop_assert_eq!(page.kept.total.as_ref(), page.total.now.mean.exact());
        prop_assert_eq!(&page.continued.total, &page.kept.total, "no indicator is cumulative");
        prop_assert_eq!(page.total.movement, Some(Exact::zero()));
        prop_assert!(page.awaited.is_empty() && page.kept.left_out.is_empty());
    }
}
