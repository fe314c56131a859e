//! What formulas read as, come to and are refused for.

mod calculating;
mod refusing;
mod units;

use std::collections::BTreeMap;

use super::*;

fn formula(text: &str) -> Formula {
    Formula::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn name(text: &str) -> Name {
    Name::new(text).unwrap()
}

/// `a=1 b=2/3`
fn values(text: &str) -> BTreeMap<Name, Exact> {
    text.split_whitespace()
        .map(|pair| {
            let (variable, value) = pair.split_once('=').unwrap();
            (name(variable), value.parse().unwrap())
        })
        .collect()
}

/// `a:บาท b:คน`
fn variables(text: &str) -> Vec<Variable> {
    text.split_whitespace()
        .map(|pair| {
            let (variable, unit) = pair.split_once(':').unwrap();
            let label = Text::new(format!("ป้าย {variable}"), format!("label {variable}"));
            Variable::new(name(variable), label, Unit::parse(unit).unwrap(), 2).unwrap()
        })
        .collect()
}
