//! What is refused, where, and with which words; and what is canonical.

use super::*;
use crate::explain::{Explain, Explanation};

fn refused(text: &str) -> FormulaError {
    Formula::parse(text).expect_err(text)
}

#[test]
fn signs_out_of_place_are_named_with_what_was_expected() {
    use Expected::{CommaOrClose, Operator, OperatorOrClose, Value};
    for (text, column, found, expected) in [
        ("1 2", 3, "2", Operator),
        ("ผล แผน", 4, "แผน", Operator),
        ("2x", 2, "x", Operator),
        ("1e5", 2, "e5", Operator),
        ("(1)(2)", 4, "(", Operator),
        ("a, b", 2, ",", Operator),
        ("(a b)", 4, "b", OperatorOrClose),
        ("(a, b)", 3, ",", OperatorOrClose),
        ("sum(a b)", 7, "b", CommaOrClose),
        ("sum(a, (b c))", 11, "c", OperatorOrClose),
        ("+1", 1, "+", Value),
        ("a * / b", 5, "/", Value),
        ("a × ÷ b", 5, "÷", Value),
        ("(a + )", 6, ")", Value),
        ("()", 2, ")", Value),
        ("sum(, a)", 5, ",", Value),
        ("sum(a, )", 8, ")", Value),
        ("-(a * )", 7, ")", Value),
        ("a + , b", 5, ",", Value),
    ] {
        assert_eq!(refused(text), FormulaError::Unexpected { column, found: found.into(), expected }, "{text}");
    }
}

#[test]
fn a_parenthesis_without_its_partner_is_pointed_at() {
    for (text, column) in [("(a", 1), ("(a + (b)", 1), ("((a)", 1), ("2*(a*(b+1)-(c", 12), ("sum(a, b", 4), ("-(-a", 2)]
    {
        assert_eq!(refused(text), FormulaError::Unclosed { column }, "{text}");
    }
    for (text, column) in [("a)", 2), (")", 1), ("(a))", 4), ("a + )", 5), ("-)", 2), ("sum(a))", 7)] {
        assert_eq!(refused(text), FormulaError::Unopened { column }, "{text}");
    }
}

#[test]
fn formulas_that_stop_too_early_are_told_so() {
    for (text, column) in [("a +", 4), ("-", 2), ("a * ", 5), ("(", 2), ("sum(", 5), ("sum(ก,", 7)] {
        assert_eq!(refused(text), FormulaError::EndsEarly { column }, "{text}");
    }
    for text in ["", " ", "\n\t\u{a0}"] {
        assert_eq!(refused(text), FormulaError::Empty, "{text:?}");
    }
}

#[test]
fn functions_are_known_by_name_and_number_of_arguments() {
    for (text, column, function, found) in [
        ("1 + sum()", 5, Function::Sum, 0),
        ("abs()", 1, Function::Abs, 0),
        ("abs(1, 2)", 1, Function::Abs, 2),
        ("round(1)", 1, Function::Round, 1),
        ("round(1, 2, 3)", 1, Function::Round, 3),
        ("percent(a)", 1, Function::Percent, 1),
        ("percent(a, b, c)", 1, Function::Percent, 3),
    ] {
        assert_eq!(refused(text), FormulaError::Arguments { column, function, found }, "{text}");
    }
    for (text, column, name, nearest) in [
        ("a + summ(b)", 5, "summ", Some(Function::Sum)),
        ("ร้อยละ(ก, ข)", 1, "ร้อยละ", Some(Function::Percent)),
        ("planned(a + 1)", 1, "planned", None),
    ] {
        assert_eq!(refused(text), FormulaError::UnknownFunction { column, name: name.into(), nearest }, "{text}");
    }
    let error = NameError::Function("sum");
    assert_eq!(refused("1 + sum"), FormulaError::Name { column: 5, error });
    let error = NameError::TooLong("a".repeat(40));
    assert_eq!(refused(&format!("2*{}", "a".repeat(65))), FormulaError::Name { column: 3, error });
}

#[test]
fn the_decimals_of_round_are_a_written_number_from_0_to_9() {
    for bad in ["round(a, 10)", "round(a, -1)", "round(a, 1.5)", "round(a, b)", "round(a, 1 + 1)"] {
        assert!(matches!(refused(bad), FormulaError::Places { .. }), "{bad}");
    }
    assert_eq!(refused("round(a, 10)"), FormulaError::Places { column: 10 });
    assert_eq!(formula("round(a, (๙))").to_string(), "round(a, 9)");
}

#[test]
fn names_are_tokens_not_guesses() {
    assert_eq!(formula("จํานวน๑ / จำนวน1").variables(), [name("จำนวน1")]);
    assert_eq!(
        refused("๑จำนวน"),
        FormulaError::Unexpected { column: 2, found: "จำนวน".into(), expected: Expected::Operator }
    );
    assert_eq!(refused("a\u{200b}b"), FormulaError::Character { column: 2, found: "U+200B".into() });
}

#[test]
fn formulas_have_at_most_2000_characters_typed_or_printed() {
    let blanks = |count: usize| format!("{}1", " ".repeat(count));
    assert_eq!(formula(&blanks(1_999)).to_string(), "1");
    assert_eq!(refused(&blanks(2_000)), FormulaError::TooLong { characters: 2_001 });
    assert_eq!(refused(&"(".repeat(10_000)), FormulaError::TooLong { characters: 10_000 });
    // 97 names of 18 characters and 3 of 17 print as sum(…) with 99 times ", ": 1,797 + 5 + 198.
    let (long, short) = ("ก".repeat(18), "ข".repeat(17));
    let sum = |shorts: usize| {
        let names = [vec![long.as_str(); 100 - shorts], vec![short.as_str(); shorts]].concat();
        format!("sum({})", names.join(","))
    };
    assert_eq!(formula(&sum(3)).to_string().chars().count(), 2_000);
    assert_eq!(refused(&sum(2)), FormulaError::TooLong { characters: 2_001 });
}

#[test]
fn formulas_have_at_most_64_levels() {
    let deep = |column: usize| FormulaError::Limit { column, limit: Limit::Depth };
    let nested = |count: usize| format!("{}a{}", "(".repeat(count), ")".repeat(count));
    assert_eq!(formula(&nested(64)).to_string(), "a");
    assert_eq!(refused(&nested(65)), deep(65));
    assert_eq!(refused(&"(".repeat(2_000)), deep(65));
    assert_eq!(refused(&"-".repeat(2_000)), deep(65));
    assert_eq!(refused(&"abs(".repeat(500)), deep(64 * 4 + 4));
    let minus = |count: usize| format!("{}a", "-".repeat(count));
    assert_eq!(formula(&minus(63)).eval(&values("a=1")).value(), Some(&Exact::whole(-1)));
    assert_eq!(refused(&minus(64)), deep(1));
    let chain = |count: usize| vec!["a"; count].join("+");
    assert_eq!(formula(&chain(64)).eval(&values("a=1")).value(), Some(&Exact::whole(64)));
    assert_eq!(refused(&chain(65)), deep(128));
    let right = |count: usize| format!("{}a{}", "a-(".repeat(count), ")".repeat(count));
    assert_eq!(formula(&right(63)).eval(&values("a=1")).value(), Some(&Exact::zero()));
    assert_eq!(refused(&right(64)), deep(2));
    let calls = |count: usize| format!("{}a{}", "abs(".repeat(count), ")".repeat(count));
    assert!(Formula::parse(&calls(63)).is_ok());
    assert_eq!(refused(&calls(64)), deep(1));
    let lopsided = |count: usize| format!("{}a{}", "sum(1,".repeat(count), ",2)".repeat(count));
    assert!(Formula::parse(&lopsided(63)).is_ok());
    assert_eq!(refused(&lopsided(64)), deep(1));
    // What was closed does not count.
    assert!(Formula::parse(&vec!["(-abs(a))"; 60].join("+")).is_ok());
}

#[test]
fn formulas_have_at_most_500_parts_100_arguments_and_50_variables() {
    let sum = |count: usize| format!("sum({})", vec!["a"; count].join(","));
    // Four sums of 101 parts, one of 95, and the outer one: 500.
    let outer = |last: usize| format!("sum({},{})", vec![sum(100); 4].join(","), sum(last));
    assert!(Formula::parse(&outer(94)).is_ok());
    assert!(matches!(refused(&outer(95)), FormulaError::Limit { column: 1, limit: Limit::Parts }));
    assert!(Formula::parse(&sum(100)).is_ok());
    assert_eq!(refused(&sum(101)), FormulaError::Arguments { column: 1, function: Function::Sum, found: 101 });
    let names = |count: usize| (0..count).map(|i| format!("v{i}")).collect::<Vec<_>>().join(",");
    assert_eq!(formula(&format!("sum({})", names(50))).variables().len(), 50);
    let limit = Limit::Variables;
    assert_eq!(refused(&format!("sum({})", names(51))), FormulaError::Limit { column: 195, limit });
    assert!(Formula::parse(&format!("sum({}) + v0 + v49", names(50))).is_ok());
}

#[test]
fn hostile_texts_are_refused_at_their_place() {
    for (text, column) in
        [("1+\0", 3), ("ก😀", 2), ("\u{202e}1", 1), ("1\u{feff}", 2), ("a;b", 2), ("a[0]", 2), ("a=1", 2)]
    {
        assert_eq!(refused(text).column(), column, "{text:?}");
    }
}

#[test]
fn one_calculation_prints_in_one_way() {
    for (typed, printed) in [
        ("a/b*100", "a / b × 100"),
        ("  ( a ÷ b )×100 ", "a / b × 100"),
        ("a/(b*100)", "a / (b × 100)"),
        ("(a+b)-(c+d)", "a + b - (c + d)"),
        ("(a*b)+(c/d)", "a × b + c / d"),
        ("a*(b*c)", "a × (b × c)"),
        ("(a+b)*-(c)", "(a + b) × -c"),
        ("-(a+b)", "-(a + b)"),
        ("-(a*b)", "-(a × b)"),
        ("-a*b", "-a × b"),
        ("a−-b", "a - -b"),
        ("- - a", "--a"),
        ("sum((a+b),((c)))", "sum(a + b, c)"),
        ("percent( ๐๐๗.๕๐ , ก )", "percent(7.5, ก)"),
        ("(round(a,2))", "round(a, 2)"),
    ] {
        assert_eq!(formula(typed).to_string(), printed);
        assert!(formula(typed).same_calculation(&formula(printed)), "{typed}");
    }
    assert!(!formula("a - b - c").same_calculation(&formula("a - (b - c)")));
    assert!(!formula("a").same_calculation(&formula("b")));
}

#[test]
fn files_keep_the_formula_as_it_was_written() {
    let json = "\"( ผล ÷ แผน )*๑๐๐\"";
    let f: Formula = serde_json::from_str(json).unwrap();
    assert_eq!(f.source(), "( ผล ÷ แผน )*๑๐๐");
    assert_eq!(serde_json::to_string(&f).unwrap(), json);
    let error = serde_json::from_str::<Formula>("\"1 +\"").unwrap_err().to_string();
    assert!(error.contains("character 4"), "{error}");
}

#[test]
fn messages_say_what_to_write_instead() {
    for (text, words) in [
        ("a * 5%", "character 6: the percent sign means two things: write percent(part, whole)"),
        ("1,200", "write 1200"),
        ("averag(a)", "use one of sum, mean, min, max, abs, round, percent"),
        ("averge(a)", "use one of"),
        ("average(a)", "did you mean `mean`?"),
        ("percent(a)", "`percent` given 1 arguments: give 2"),
        ("sum()", "give 1–100"),
        ("a b", "character 3: found `b`: expected an operator"),
        ("(a", "opened at character 1 is not closed: add `)`"),
        ("sum + 1", "`sum` is the name of a function"),
    ] {
        let message = refused(text).to_string();
        assert!(message.contains(words), "{text}: {message}");
    }
}

fn every_refusal() -> Vec<FormulaError> {
    let (column, unit) = (5, |text: &str| Unit::parse(text).unwrap());
    let mut all: Vec<FormulaError> = [
        "",
        "a < b",
        "5%",
        "1,200",
        "1.",
        "1234567890123456789",
        "sum",
        "a b",
        "a +",
        "(a",
        "a)",
        "summ(a)",
        "total_(a)",
        "abs()",
        "round(a, b)",
    ]
    .iter()
    .map(|text| refused(text))
    .collect();
    all.extend([
        FormulaError::TooLong { characters: 2_001 },
        FormulaError::Limit { column, limit: Limit::Parts },
        FormulaError::Limit { column, limit: Limit::Depth },
        FormulaError::Limit { column, limit: Limit::Variables },
        FormulaError::TooManyDeclared { found: 51 },
        FormulaError::DeclaredTwice { name: name("ก") },
        FormulaError::Undeclared { column, name: name("ก") },
        FormulaError::UnitClash {
            column, operation: "+", left: unit("บาท"), right: unit("ล้านบาท")
        },
        FormulaError::ResultUnit { column, found: unit("1"), declared: unit("ร้อยละ") },
    ]);
    all
}

fn every_explanation() -> Vec<Explanation> {
    let mut all: Vec<Explanation> = every_refusal().iter().map(Explain::explain).collect();
    all.extend(["", "1", "a b", &"a".repeat(65), "max"].map(|text| Name::new(text).unwrap_err().explain()));
    all.extend(["", &"a".repeat(121), "?", "%", "m^0"].map(|text| Unit::parse(text).unwrap_err().explain()));
    all.extend([
        VariableError::Label { name: name("a"), characters: 0 }.explain(),
        VariableError::Decimals { name: name("a"), decimals: 10 }.explain(),
        FormulaWarning::Unused(name("a")).explain(),
    ]);
    let states = [("1 / a", "a=0"), ("a * b", "")].map(|(text, given)| formula(text).eval(&values(given)));
    all.extend(states.iter().chain([&Outcome::TooLarge]).filter_map(Outcome::explanation));
    all
}

#[test]
fn every_refusal_is_explained_in_thai_and_english() {
    let thai = |text: &str| text.chars().any(|c| ('ก'..='๛').contains(&c));
    let all = every_explanation();
    for e in &all {
        for text in [&e.rule, &e.remedy] {
            assert!(thai(&text.th) && !text.en.is_empty() && text.th != text.en, "{e:?}");
        }
        assert!(e.remedy.th.contains("กรุณา") && !e.place.field.is_empty(), "{e:?}");
        assert!(e.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{e:?}");
    }
    let codes: std::collections::BTreeSet<_> = all.iter().map(|e| e.code).collect();
    // Two spellings of one code: an unknown function with and without a guess, and a function's name as a name.
    assert_eq!((all.len(), codes.len()), (40, 38));
    assert_eq!(Outcome::Value(Exact::one()).explanation(), None);
}

#[test]
fn explanations_name_the_place() {
    assert_eq!(refused("ก + * ข").explain().place.field, "formula character 5");
    assert_eq!(refused("").explain().place.field, "formula");
    assert!(refused("summ(a)").explain().remedy.th.contains("หมายถึง sum หรือไม่"));
    assert!(refused("(ก").explain().rule.th.contains("อักขระที่ 1"));
    let state = formula("1 / (a - a)").eval(&values("a=1")).explanation().unwrap();
    assert_eq!((state.code, state.place.field.as_str()), ("formula-division-by-zero", "formula character 3"));
    assert!(state.rule.th.contains("a - a") && state.rule.en.contains("a - a"));
    let state = formula("ก + ข").eval(&values("")).explanation().unwrap();
    assert!(state.rule.th.contains("ก, ข") && state.rule.en.contains("ก, ข"));
}
