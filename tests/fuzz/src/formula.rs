//! The expression language: any text is a formula or refused, and a formula prints, reads back and calculates without
//! panic or endless work.
#![no_main]

use std::collections::BTreeMap;

use ges_domain::exact::Exact;
use ges_domain::formula::Formula;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(formula) = Formula::parse(text) else { return };
    let printed = formula.to_string();
    let again = Formula::parse(&printed).expect("what is printed reads back");
    assert_eq!(again.to_string(), printed);
    let values: BTreeMap<_, _> = formula
        .variables()
        .iter()
        .enumerate()
        .map(|(n, name)| (name.clone(), Exact::whole(i64::try_from(n).unwrap_or(0) - 1)))
        .collect();
    // Columns are those of the text as typed; everything else is the same.
    let (first, second) = (formula.eval(&values), again.eval(&values));
    assert_eq!(first.value(), second.value());
    assert_eq!(std::mem::discriminant(&first), std::mem::discriminant(&second));
    let _ = formula.substituted(&values);
    let _ = formula.eval(&BTreeMap::new());
});
