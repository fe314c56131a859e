//! Values worked out by hand, the states without a value, and the steps shown to readers.

use super::*;

fn result(text: &str, given: &str) -> String {
    match formula(text).eval(&values(given)) {
        Outcome::Value(value) => value.to_string(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn formulas_of_the_worked_examples_give_their_values() {
    assert_eq!(result("disbursed/planned*100", "disbursed=1846 planned=2000"), "92.3");
    let output = "actual_output/planned_output*100";
    assert_eq!(result(output, "actual_output=2489 planned_output=2400"), "2489/24");
    assert_eq!(result("percent(ผล, แผน)", "ผล=2489 แผน=2400"), "2489/24");
    assert_eq!(result("round(percent(ผล, แผน), 4)", "ผล=2489 แผน=2400"), "103.7083");
    assert_eq!(result("(๗*ก + ๓*ข) ÷ ๑๐", "ก=4.24 ข=3.7"), "4.078");
}

#[test]
fn products_bind_tighter_than_sums_and_both_go_from_left_to_right() {
    for (text, value) in [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("8 - 2 * 3", "2"),
        ("2 * 3 + 4 * 5", "26"),
        ("10 - 4 - 3", "3"),
        ("10 - (4 - 3)", "9"),
        ("1 - 2 + 3", "2"),
        ("1 - (2 + 3)", "-4"),
        ("100 / 10 / 5", "2"),
        ("100 / (10 / 5)", "50"),
        ("12 / 3 * 2", "8"),
        ("12 / (3 * 2)", "2"),
        ("-2 * 3", "-6"),
        ("2 * -3", "-6"),
        ("-2 + 5", "3"),
        ("-(2 + 5)", "-7"),
        ("--2", "2"),
        ("2--3", "5"),
        ("๒ × ๓ − ๘ ÷ ๔", "4"),
        ("7 – 4", "3"),
        ("((5))", "5"),
    ] {
        assert_eq!(result(text, ""), value, "{text}");
    }
}

#[test]
fn functions_do_what_they_are_called() {
    for (text, value) in [
        ("sum(1, 2, 3.5)", "6.5"),
        ("sum(4)", "4"),
        ("mean(1, 2, 4)", "7/3"),
        ("mean(4)", "4"),
        ("min(3, -1, 2)", "-1"),
        ("min(1/3, 0.3, 0.4)", "0.3"),
        ("max(3, -1, 5, 2)", "5"),
        ("max(-3, -1, -1)", "-1"),
        ("abs(-2.5)", "2.5"),
        ("abs(2.5)", "2.5"),
        ("round(2.345, 2)", "2.35"),
        ("round(2.3449, 2)", "2.34"),
        ("round(-2.345, 2)", "-2.34"),
        ("round(2.5, 0)", "3"),
        ("round(1/3, 9)", "0.333333333"),
        ("percent(3, 8)", "37.5"),
        ("percent(-1, 3)", "-100/3"),
        ("sum(1,2)-mean(1,2)*max(1,2)", "0"),
        ("1/3*3", "1"),
        ("0.1 + 0.2", "0.3"),
    ] {
        assert_eq!(result(text, ""), value, "{text}");
    }
}

#[test]
fn every_missing_value_is_listed_in_order_of_use() {
    let f = formula("b / a * 0 + min(c, a)");
    assert_eq!(f.variables(), [name("b"), name("a"), name("c")]);
    assert_eq!(f.eval(&values("z=1")), Outcome::Missing(vec![name("b"), name("a"), name("c")]));
    assert_eq!(f.eval(&values("a=0 b=1")), Outcome::Missing(vec![name("c")]));
    assert_eq!(f.eval(&values("a=2 b=1 c=5")).value(), Some(&Exact::whole(2)));
    assert_eq!(f.eval(&values("a=2")).value(), None);
}

#[test]
fn division_by_zero_names_the_divisor_and_its_place() {
    for (text, given, column, expression) in [
        ("disbursed / planned * 100", "disbursed=1846 planned=0", 11, "planned"),
        ("1 ÷ (ก - 5*ข)", "ก=10 ข=2", 3, "ก - 5 × ข"),
        ("2 + percent(a, b - b)", "a=1 b=9", 5, "b - b"),
        ("0 / a / (b - 1)", "a=0 b=1", 3, "a"),
        ("0 * (1 / a)", "a=0", 8, "a"),
    ] {
        let state = Outcome::DivisionByZero { column, expression: expression.into() };
        assert_eq!(formula(text).eval(&values(given)), state, "{text}");
    }
    assert_eq!(result("0 / a", "a=3"), "0");
}

#[test]
fn figures_have_at_most_4096_binary_digits_above_and_below_the_line() {
    let power = |bits: u32| Exact::from(num_rational::BigRational::from_integer(num_bigint::BigInt::from(2).pow(bits)));
    let with = |a: Exact, b: Exact| BTreeMap::from([(name("a"), a), (name("b"), b)]);
    let small = |bits: u32| Exact::one().checked_div(&power(bits)).unwrap();
    let largest = with(power(4095), small(4095));
    for (text, fits) in [
        ("a", true),
        ("-a", true),
        ("b", true),
        ("a * 1", true),
        ("a * 2", false),
        ("a + a", false),
        ("a + a - a", false),
        ("b / 2", false),
        ("a / b", false),
        ("a * b", true),
        ("sum(a, 1)", true),
        ("sum(a, a)", false),
        ("sum(a, a, -a)", false),
        ("mean(a, a, -a)", false),
        ("mean(b, 0)", false),
        ("max(a, b)", true),
        ("percent(a, 1)", false),
        ("round(a, 0)", true),
    ] {
        let outcome = formula(text).eval(&largest);
        assert_eq!(outcome == Outcome::TooLarge, !fits, "{text}");
    }
    assert_eq!(formula("a").eval(&with(power(4096), Exact::zero())), Outcome::TooLarge);
    assert_eq!(formula("a").eval(&with(small(4096), Exact::zero())), Outcome::TooLarge);
    let steps = formula("b * 2").explain(&with(power(9000), Exact::one()));
    assert_eq!(steps.substituted, "1 × 2");
    let written = |bits: u32| formula("a").substituted(&with(power(bits), Exact::one()));
    assert_eq!((written(8_190).chars().count(), written(8_191).as_str()), (2_467, "…"));
}

#[test]
fn extremes_of_fractions_with_endless_continued_fractions_are_found() {
    let (mut a, mut b) = (num_bigint::BigInt::from(1), num_bigint::BigInt::from(1));
    for _ in 0..5_800 {
        (a, b) = (&a + &b, a);
    }
    let near = Exact::from(num_rational::BigRational::new(a.clone(), b.clone()));
    let next = Exact::from(num_rational::BigRational::new(&a + &b, a));
    let given = BTreeMap::from([(name("a"), near), (name("b"), next)]);
    let (least, most) = (formula("min(a, b)").eval(&given), formula("max(a, b)").eval(&given));
    let fraction = |outcome: Outcome| outcome.value().map(Exact::fraction);
    assert_ne!(fraction(least), fraction(most));
}

#[test]
fn the_way_to_the_result_is_shown_step_by_step() {
    let steps = formula("disbursed/planned*100").explain(&values("disbursed=1846 planned=2000"));
    assert_eq!(steps.formula, "disbursed/planned*100");
    assert_eq!(steps.substituted, "1846 / 2000 × 100");
    let lines: Vec<_> = steps.steps.iter().map(|s| format!("{} = {}", s.expression, s.value)).collect();
    assert_eq!(lines, ["1846 / 2000 = 0.923", "0.923 × 100 = 92.3"]);
    assert_eq!((steps.omitted, steps.outcome), (0, Outcome::Value("92.3".parse().unwrap())));

    let text = "-mean(a, -b) + round(abs(a), 1) - percent(a, b) / (b - a)";
    let steps = formula(text).explain(&values("a=-2.25 b=3"));
    assert_eq!(steps.substituted, "-mean(-2.25, -3) + round(abs(-2.25), 1) - percent(-2.25, 3) / (3 - (-2.25))");
    let lines: Vec<_> = steps.steps.iter().map(|s| format!("{} = {}", s.expression, s.value)).collect();
    assert_eq!(
        lines,
        [
            "-3 = -3",
            "mean(-2.25, -3) = -2.625",
            "-(-2.625) = 2.625",
            "abs(-2.25) = 2.25",
            "round(2.25, 1) = 2.3",
            "2.625 + 2.3 = 4.925",
            "percent(-2.25, 3) = -75",
            "3 - (-2.25) = 5.25",
            "(-75) / 5.25 = -100/7",
            "4.925 - (-100/7) = 5379/280",
        ]
    );
}

#[test]
fn steps_stop_where_the_value_stops() {
    let steps = formula("1 + 2 / a").explain(&values("a=0"));
    assert_eq!((steps.steps.len(), steps.substituted.as_str()), (0, "1 + 2 / 0"));
    let steps = formula("2 * 3 + b / a").explain(&values("a=0"));
    assert_eq!((steps.steps.len(), steps.substituted.as_str()), (0, "2 × 3 + b / 0"));
    assert_eq!(steps.outcome, Outcome::Missing(vec![name("b")]));
    assert_eq!(formula("a").explain(&values("a=1/3")).substituted, "1/3");
    assert_eq!(formula("a * a").explain(&values("a=1/3")).substituted, "(1/3) × (1/3)");
}

#[test]
fn at_most_200_steps_are_written_down() {
    let sum = |count: usize| formula(&format!("sum({}, {})", vec!["-a"; 99].join(","), vec!["-a"; count].join("+")));
    for (count, omitted) in [(49, 0), (51, 1), (60, 19)] {
        // 99 + count minus signs, count - 1 additions, one sum.
        let text = sum(count).explain(&values("a=1"));
        let all = 99 + count + (count - 1) + 1;
        assert_eq!((text.steps.len(), text.omitted), (all.min(200), omitted), "{count}");
    }
}

#[test]
fn figures_too_long_to_read_are_marked_as_rounded() {
    let f = formula("a * 1");
    let shown = |text: &str| f.substituted(&values(&format!("a={text}")));
    assert_eq!(shown("170141183460469231731687303715884105727"), "170141183460469231731687303715884105727 × 1");
    assert_eq!(shown("170141183460469231731687303715884105728"), "≈170141183460469231731687303715884105728 × 1");
    assert_eq!(shown("340282366920938463463374607431768211456/3"), "≈113427455640312821154458202477256070485.3333 × 1");
    for (long, short) in [
        ("100000000000000000039/300000000000000000001", "≈0.3333"),
        ("-100000000000000000039/300000000000000000001", "(≈-0.3333)"),
        ("123450000000000000001/100000000000000000039", "≈1.2345"),
        ("1000000000000000000391/100000000000000000039", "≈10"),
        ("50000000000000000001/1000000000000000000000007", "≈0.0001"),
        ("49999999999999999999/1000000000000000000000007", "≈0"),
    ] {
        assert_eq!(shown(long), format!("{short} × 1"));
    }
    assert_eq!(shown("-1e40"), "(≈-10000000000000000000000000000000000000000) × 1");
}

#[test]
fn labels_can_stand_in_place_of_names() {
    let text = formula("a/(b+c)*100").worded(&variables("a:บาท b:บาท"));
    assert_eq!(text.th, "[ป้าย a] / ([ป้าย b] + c) × 100");
    assert_eq!(text.en, "[label a] / ([label b] + c) × 100");
}

#[test]
fn outcomes_and_steps_stand_in_traces_as_json() {
    let json = |f: &str, given: &str| serde_json::to_value(formula(f).explain(&values(given))).unwrap();
    assert_eq!(
        json("a * 2", "a=1.5"),
        serde_json::json!({
            "formula": "a * 2",
            "substituted": "1.5 × 2",
            "steps": [{"expression": "1.5 × 2", "value": "3"}],
            "omitted": 0,
            "outcome": {"value": "3"},
        })
    );
    assert_eq!(json("a * b", "")["outcome"], serde_json::json!({"missing": ["a", "b"]}));
    let division = serde_json::json!({"division_by_zero": {"column": 3, "expression": "a"}});
    assert_eq!(json("1 / a", "a=0")["outcome"], division);
}
