//! What holds for every formula: nothing panics, print reads back, a second calculator agrees, units are honest.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow, Signed, Zero};
use proptest::prelude::*;

use super::*;

const NAMES: [&str; 4] = ["a", "ผล", "c_2", "ไตรมาส1"];

/// A formula as the test sees it, apart from how the crate keeps it.
#[derive(Debug, Clone)]
enum Tree {
    Number(u32, u32),
    Variable(usize),
    Minus(Box<Tree>),
    Binary(char, Box<Tree>, Box<Tree>),
    Call(&'static str, Vec<Tree>),
    Round(Box<Tree>, u32),
}

impl Tree {
    /// With parentheses around everything.
    fn text(&self) -> String {
        match self {
            Self::Number(digits, 0) => digits.to_string(),
            Self::Number(digits, places) => {
                let power = 10u32.pow(*places);
                format!("{}.{:0width$}", digits / power, digits % power, width = *places as usize)
            }
            Self::Variable(index) => NAMES[*index].to_owned(),
            Self::Minus(x) => format!("(-({}))", x.text()),
            Self::Binary(sign, a, b) => format!("(({}){sign}({}))", a.text(), b.text()),
            Self::Call(function, of) => {
                format!("{function}({})", of.iter().map(Self::text).collect::<Vec<_>>().join(" , "))
            }
            Self::Round(x, places) => format!("round({},{places})", x.text()),
        }
    }

    /// By the textbook; `None` where something is divided by zero.
    fn value(&self, given: &[BigRational]) -> Option<BigRational> {
        let over = |a: BigRational, b: BigRational| (!b.is_zero()).then(|| a / b);
        let whole = |n: u32| BigRational::from_integer(BigInt::from(n));
        Some(match self {
            Self::Number(digits, places) => over(whole(*digits), whole(10u32.pow(*places)))?,
            Self::Variable(index) => given[*index].clone(),
            Self::Minus(x) => -x.value(given)?,
            Self::Binary(sign, a, b) => {
                let (a, b) = (a.value(given)?, b.value(given)?);
                match sign {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    _ => over(a, b)?,
                }
            }
            Self::Call(function, of) => {
                let of = of.iter().map(|x| x.value(given)).collect::<Option<Vec<_>>>()?;
                let count = whole(u32::try_from(of.len()).ok()?);
                match *function {
                    "sum" => of.into_iter().sum(),
                    "mean" => of.into_iter().sum::<BigRational>() / count,
                    "min" => of.into_iter().min()?,
                    "max" => of.into_iter().max()?,
                    "abs" => of[0].abs(),
                    _ => over(&of[0] * whole(100), of[1].clone())?,
                }
            }
            Self::Round(x, places) => {
                let power = whole(10u32.pow(*places));
                let doubled = x.value(given)? * &power * whole(2) + whole(1);
                BigRational::from_integer((doubled / whole(2)).floor().to_integer()) / power
            }
        })
    }
}

fn leaf() -> impl Strategy<Value = Tree> {
    prop_oneof![
        2 => (0u32..3_000, 0u32..4).prop_map(|(digits, places)| Tree::Number(digits, places)),
        3 => (0usize..4).prop_map(Tree::Variable),
    ]
}

/// Trees of some ten parts; `round` only where units are not followed, since it is tied to the unit's size.
fn trees(rounding: bool) -> impl Strategy<Value = Tree> {
    leaf().prop_recursive(3, 8, 3, move |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let many = prop::sample::select(vec!["sum", "mean", "min", "max"]);
        prop_oneof![
            1 => boxed.clone().prop_map(Tree::Minus),
            6 => (prop::sample::select(vec!['+', '-', '*', '/']), boxed.clone(), boxed.clone())
                .prop_map(|(sign, a, b)| Tree::Binary(sign, a, b)),
            2 => (many, prop::collection::vec(inner.clone(), 1..4)).prop_map(|(f, of)| Tree::Call(f, of)),
            1 => inner.clone().prop_map(|x| Tree::Call("abs", vec![x])),
            1 => (inner.clone(), inner).prop_map(|(a, b)| Tree::Call("percent", vec![a, b])),
            u32::from(rounding) => (boxed, 0u32..10).prop_map(|(x, places)| Tree::Round(x, places)),
        ]
    })
}

/// Four values, zero among them often enough to divide by it.
fn given() -> impl Strategy<Value = Vec<BigRational>> {
    let value = (-50i64..50, 1i64..7).prop_map(|(above, below)| BigRational::new(above.into(), below.into()));
    prop::collection::vec(value, 4)
}

fn named(given: &[BigRational]) -> BTreeMap<Name, Exact> {
    NAMES.iter().map(|n| Name::new(n).unwrap()).zip(given.iter().cloned().map(Exact::from)).collect()
}

/// Formulas with up to three slips of the pen: a character dropped, or something put in.
fn nearly() -> impl Strategy<Value = String> {
    let pieces = vec![
        "a", "ผล", "2.5", "๑๒", "0", "+", "−", "×", "÷", "(", ")", ",", " ", "sum(", "round(", "abs(", "min", ".", "%",
        "\0", "😀", "\u{202e}", "ํา", "_", "1,000", "-", "",
    ];
    let slip = (any::<prop::sample::Index>(), any::<bool>(), prop::sample::select(pieces));
    (trees(true), prop::collection::vec(slip, 0..4)).prop_map(|(tree, slips)| {
        let mut text: Vec<char> = tree.text().chars().collect();
        for (place, drop, piece) in slips {
            let at = place.index(text.len() + 1);
            let end = if drop { (at + 1).min(text.len()) } else { at };
            text.splice(at..end, piece.chars());
        }
        text.into_iter().collect()
    })
}

fn reads_or_refuses(text: &str) -> Result<(), TestCaseError> {
    match Formula::parse(text) {
        Ok(formula) => {
            let again = Formula::parse(&formula.to_string());
            prop_assert!(again.is_ok_and(|again| again.same_calculation(&formula)), "{}", text);
            prop_assert_eq!(formula.source(), text);
        }
        Err(error) => prop_assert!(error.column() <= text.chars().count() + 1, "{}: {}", text, error),
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_a_formula_or_refused(text in ".{0,60}") {
        reads_or_refuses(&text)?;
    }

    #[test]
    fn nearly_any_formula_is_a_formula_or_refused(text in nearly()) {
        reads_or_refuses(&text)?;
    }

    #[test]
    fn a_second_calculator_agrees_before_and_after_printing(tree in trees(true), given in given()) {
        let formula = Formula::parse(&tree.text()).unwrap();
        let printed = Formula::parse(&formula.to_string()).unwrap();
        prop_assert!(printed.same_calculation(&formula));
        prop_assert_eq!(printed.to_string(), formula.to_string());
        let outcome = printed.eval(&named(&given));
        match tree.value(&given) {
            Some(value) => prop_assert_eq!(outcome, Outcome::Value(value.into())),
            None => prop_assert!(matches!(outcome, Outcome::DivisionByZero { .. }), "{:?}", outcome),
        }
    }

    #[test]
    fn steps_end_in_the_outcome(tree in trees(true), given in given(), some in 0usize..5) {
        let formula = Formula::parse(&tree.text()).unwrap();
        let values: BTreeMap<_, _> = named(&given).into_iter().take(some).collect();
        let steps = formula.explain(&values);
        prop_assert_eq!(&steps.outcome, &formula.eval(&values));
        if let (Outcome::Value(value), Some(last)) = (&steps.outcome, steps.steps.last()) {
            prop_assert_eq!(value, &last.value);
        }
    }

    /// Measured in a thousandth of the unit every figure is a thousand times as large, and the result follows its unit.
    #[test]
    fn results_follow_their_unit(tree in trees(false), given in given()) {
        let formula = Formula::parse(&tree.text()).unwrap();
        let units = ["บาท", "บาท", "คน", "1"];
        let variables: Vec<_> = NAMES
            .iter()
            .zip(units)
            .map(|(name, unit)| {
                let (name, unit) = (Name::new(name).unwrap(), Unit::parse(unit).unwrap());
                Variable::new(name, Text::new("ป้าย", ""), unit, 0).unwrap()
            })
            .collect();
        if let Some(measure) = check::unit_of(&formula.tree, &variables) {
            let factor = |unit: &Unit| {
                let power = |symbol: &str| unit.power(symbol);
                let thousand = BigRational::from_integer(1_000.into()).pow(power("บาท"));
                thousand * BigRational::from_integer(7.into()).pow(power("คน"))
            };
            let scaled: Vec<_> =
                given.iter().zip(units).map(|(v, unit)| v * factor(&Unit::parse(unit).unwrap())).collect();
            let (plain, scaled) = (formula.eval(&named(&given)), formula.eval(&named(&scaled)));
            match plain {
                Outcome::Value(value) => {
                    let expected = value.rational() * factor(&measure.unit);
                    prop_assert_eq!(scaled, Outcome::Value(expected.into()));
                }
                state => prop_assert_eq!(scaled, state),
            }
        }
    }
}
