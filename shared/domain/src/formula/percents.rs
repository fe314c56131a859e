//! Every `percent(part, whole)` of a formula with what its operands come to, so that both can be compared.

use std::collections::BTreeMap;

use crate::exact::Exact;
use crate::formula::eval;
use crate::formula::name::Name;
use crate::formula::print::{self, Piece};
use crate::formula::tree::{Kind, Node};

/// One operand of a `percent`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operand {
    /// The variable, where the operand is nothing else.
    pub name: Option<Name>,
    /// As written in the formula.
    pub expression: String,
    /// What it comes to.
    pub value: Exact,
}

/// One `percent(part, whole)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Percent {
    /// The part.
    pub part: Operand,
    /// What it is a part of.
    pub whole: Operand,
}

/// Those whose operands have a value, in reading order. The tree is at most [`MAX_DEPTH`](super::MAX_DEPTH) deep.
pub(super) fn percents(tree: &Node, values: &BTreeMap<Name, Exact>) -> Vec<Percent> {
    let mut out = Vec::new();
    collect(tree, values, &mut out);
    out
}

fn collect(node: &Node, values: &BTreeMap<Name, Exact>, out: &mut Vec<Percent>) {
    match &node.kind {
        Kind::Number(_) | Kind::Variable(_) => {}
        Kind::Negate(inner) | Kind::Abs(inner) | Kind::Round(inner, _) => collect(inner, values, out),
        Kind::Binary(_, operands) => operands.iter().for_each(|operand| collect(operand, values, out)),
        Kind::Many(_, arguments) => arguments.iter().for_each(|argument| collect(argument, values, out)),
        Kind::Percent(operands) => {
            let [part, whole] = operands.as_ref();
            if let (Some(part), Some(whole)) = (operand(part, values), operand(whole, values)) {
                out.push(Percent { part, whole });
            }
            operands.iter().for_each(|operand| collect(operand, values, out));
        }
    }
}

fn operand(node: &Node, values: &BTreeMap<Name, Exact>) -> Option<Operand> {
    let value = eval::outcome(node, &[], values, &mut |_, _| {}).value().cloned()?;
    let name = match &node.kind {
        Kind::Variable(name) => Some(name.clone()),
        _ => None,
    };
    Some(Operand { name, expression: print::tree(node, &|name| Piece::atom(name.as_str())).text, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formula::Formula;

    fn told(formula: &str) -> Vec<String> {
        let values = [("a", 7), ("b", 5)].map(|(name, value)| (Name::new(name).unwrap(), Exact::whole(value)));
        let side = |o: &Operand| format!("{}{}={}", if o.name.is_some() { "$" } else { "" }, o.expression, o.value);
        let percents = Formula::parse(formula).unwrap().percents(&BTreeMap::from(values));
        percents.iter().map(|p| format!("{} of {}", side(&p.part), side(&p.whole))).collect()
    }

    #[test]
    fn every_percent_is_found_with_its_operands() {
        assert_eq!(told("percent(a, b)"), ["$a=7 of $b=5"]);
        assert_eq!(told("round(percent(a + 1, b), 2) - abs(-percent(b, a))"), ["a + 1=8 of $b=5", "$b=5 of $a=7"]);
        assert_eq!(told("percent(percent(a, b), 200)"), ["percent(a, b)=140 of 200=200", "$a=7 of $b=5"]);
        assert_eq!(told("mean(percent(a, missing), a / b)"), Vec::<String>::new());
    }
}
