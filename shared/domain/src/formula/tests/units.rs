//! Which units go together, and which names must be declared.

use super::*;

const DECLARED: &str = "baht:บาท more:บาท million:ล้านบาท people:คน rate:บาท/คน p:ร้อยละ q:ร้อยละ n:1";

fn defects(text: &str, result: &str) -> Vec<String> {
    let check = formula(text).check(&variables(DECLARED), Some(&Unit::parse(result).unwrap()));
    check.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

#[test]
fn formulas_whose_units_agree_pass() {
    for (text, result) in [
        ("baht + more - baht", "บาท"),
        ("baht / more * 100", "ร้อยละ"),
        ("baht / more * 100", "1"),
        ("100 * baht / more", "ร้อยละ"),
        ("baht * 100 / more", "ร้อยละ"),
        ("(baht / more + more / baht) / 2 * 100", "ร้อยละ"),
        ("baht / more", "1"),
        ("percent(baht, more)", "ร้อยละ"),
        ("percent(baht * 2, more)", "ร้อยละ"),
        ("round(percent(baht, more), 2)", "ร้อยละ"),
        ("percent(p, q)", "ร้อยละ"),
        ("percent(n, 5)", "ร้อยละ"),
        ("100 - p", "ร้อยละ"),
        ("p - 100 + q", "ร้อยละ"),
        ("p * 0.4 + q * 0.6", "ร้อยละ"),
        ("mean(p, q, 50)", "ร้อยละ"),
        ("mean(50, p, baht / more * 100)", "ร้อยละ"),
        ("baht / people", "บาท/คน"),
        ("rate * people + baht", "บาท"),
        ("baht / rate", "คน"),
        ("1 / people", "1/คน"),
        ("baht * p / 100", "บาท"),
        ("baht * p", "บาท·ร้อยละ"),
        ("sum(baht, more)", "บาท"),
        ("min(baht, max(more, abs(-baht)))", "บาท"),
        ("mean(n, baht / more)", "1"),
        ("p / q", "1"),
        ("n / (1 / p)", "ร้อยละ"),
        ("5", "1"),
        ("5", "ร้อยละ"),
        ("2 * n * 3", "ร้อยละ"),
        ("baht * baht", "บาท²"),
    ] {
        assert_eq!(defects(text, result), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn clashes_are_told_with_their_place_and_units() {
    for (text, result, words) in [
        ("baht + million", "บาท", "character 6: `+` of บาท and ล้านบาท: nothing is converted"),
        ("million - baht * 2", "ล้านบาท", "character 9: `-` of ล้านบาท and บาท"),
        ("baht + 5", "บาท", "character 6: `+` of บาท and 1: nothing is converted"),
        ("baht + people", "บาท", "`+` of บาท and คน"),
        ("percent(baht, million)", "ร้อยละ", "character 1: `percent` of บาท and ล้านบาท"),
        ("sum(baht, more, people)", "บาท", "character 17: `sum` of บาท and คน"),
        ("mean(5, n, people)", "1", "character 12: `mean` of 1 and คน"),
        ("min(p, n)", "ร้อยละ", "character 8: `min` of ร้อยละ and 1: multiply the share by 100"),
        ("max(1, p, baht/more)", "ร้อยละ", "character 15: `max` of ร้อยละ and 1"),
        ("p + baht / more", "ร้อยละ", "character 3: `+` of ร้อยละ and 1: multiply the share by 100"),
        ("baht / more", "ร้อยละ", "character 6: the formula gives 1 but its unit is ร้อยละ: multiply the share"),
        ("1 - baht / more", "ร้อยละ", "character 3: the formula gives 1 but its unit is ร้อยละ"),
        ("percent(baht, more)", "1", "character 1: the formula gives ร้อยละ but its unit is 1"),
        ("p * q", "ร้อยละ", "character 3: the formula gives ร้อยละ² but its unit is ร้อยละ"),
        ("p", "1", "character 1: the formula gives ร้อยละ"),
        ("baht * 1", "คน", "character 6: the formula gives บาท but its unit is คน: nothing is converted"),
        ("sum(baht, more)", "คน", "character 1: the formula gives บาท but its unit is คน"),
        ("-people", "บาท", "character 1: the formula gives คน"),
        ("5", "บาท", "character 1: the formula gives 1 but its unit is บาท"),
        ("baht * p", "บาท", "the formula gives บาท·ร้อยละ but its unit is บาท"),
    ] {
        let found = defects(text, result);
        assert!(found.len() == 1 && found[0].contains(words), "{text}: {found:?}");
    }
}

#[test]
fn one_defect_is_told_once_and_the_others_in_reading_order() {
    assert_eq!(
        defects("(baht + people) / rate + x * (p - n) - x + sum(more, people)", "ล้านบาท"),
        [
            "character 7: `+` of บาท and คน: nothing is converted, so declare both in one unit",
            "character 26: the variable `x` is not declared: declare it with label and unit",
            "character 33: `-` of ร้อยละ and 1: multiply the share by 100, or use percent(part, whole)",
            "character 54: `sum` of บาท and คน: nothing is converted, so declare both in one unit",
        ]
    );
    assert_eq!(defects("percent(x, y)", "บาท").len(), 3);
    assert_eq!(defects("sum(x, 5, y)", "บาท").len(), 2);
    assert_eq!(defects("sum(x, baht, people, million)", "คน").len(), 2);
    assert_eq!(defects("percent(baht, people)", "คน").len(), 2);
}

#[test]
fn long_units_are_cut_off_in_messages() {
    let message = |last: &str| {
        let names: Vec<String> = (10..29).map(|i| format!("v{i}")).chain([last.to_owned()]).collect();
        let declared: Vec<String> = names.iter().map(|n| format!("{n}:{n}")).collect();
        let check = formula(&names.join("*")).check(&variables(&declared.join(" ")), Some(&Unit::one()));
        check.unwrap_err()[0].to_string()
    };
    // Nineteen symbols of three characters, nineteen dots, and four more make 80.
    assert!(message("v290").contains("gives v10·v11·") && message("v290").contains("·v28·v290 but"));
    assert!(message("v2901").contains("·v28·v290… but"), "{}", message("v2901"));
}

#[test]
fn variables_are_declared_once_and_used() {
    let f = formula("a + b");
    let check = |declared: &str| f.check(&variables(declared), Some(&Unit::parse("คน").unwrap()));
    assert_eq!(check("b:คน a:คน unused:บาท"), Ok(()));
    assert_eq!(check("a:คน"), Err(vec![FormulaError::Undeclared { column: 5, name: name("b") }]));
    assert_eq!(check("a:คน b:คน a:คน"), Err(vec![FormulaError::DeclaredTwice { name: name("a") }]));
    let many = |count: usize| (0..count).map(|i| format!("v{i}:1")).collect::<Vec<_>>().join(" ");
    assert_eq!(check(&format!("a:คน b:คน {}", many(48))), Ok(()));
    assert_eq!(check(&format!("a:คน b:คน {}", many(49))), Err(vec![FormulaError::TooManyDeclared { found: 51 }]));

    let unused = |declared: &str| f.warnings(&variables(declared));
    assert_eq!(unused("b:คน a:บาท"), []);
    assert_eq!(unused("z:คน a:คน c:คน z:บาท"), [FormulaWarning::Unused(name("z")), FormulaWarning::Unused(name("c"))]);
}
