//! Base variables given month by month: the cumulative figure of a round is the exact sum of its months.

use super::Inputs;
use crate::criteria::{Criteria, Measurement};
use crate::exact::Exact;
use crate::formula::{Name, Unit};

/// Most months of one variable: October to September.
pub const MAX_MONTHS: usize = 12;

/// What is wrong with the months of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MonthsDefect {
    /// None, or more than the round has.
    Count(Name),
    /// Together they are something else than the variable.
    Sum(Name),
}

/// Whether the base variable at a path may be given month by month: percents do not add up.
pub fn monthly(m: &Measurement, path: &str) -> bool {
    let (kind, rest) = path.split_once('/').unwrap_or((path, ""));
    match (kind, &m.criteria) {
        ("var", _) => m.variables.iter().any(|v| v.name().as_str() == rest && *v.unit() != Unit::percent()),
        ("part", Criteria::Composite(composite)) => rest.split_once('/').is_some_and(|(id, inner)| {
            composite.parts().iter().any(|part| part.id == id && monthly(&part.measurement, inner))
        }),
        _ => false,
    }
}

impl Inputs {
    /// Gives a variable by its months, October first; `false` where the path is no variable.
    pub fn put_months(&mut self, path: &str, months: Vec<Exact>) -> bool {
        match path.split_once('/') {
            Some(("part", rest)) => rest
                .split_once('/')
                .is_some_and(|(id, inner)| self.parts.entry(id.to_owned()).or_default().put_months(inner, months)),
            Some(("var", name)) => {
                let Ok(name) = Name::new(name) else { return false };
                self.variables.insert(name.clone(), months.iter().sum());
                self.months.insert(name, months);
                true
            }
            _ => false,
        }
    }

    /// The months of the variable at a path, where it was given by months.
    pub fn months_at(&self, path: &str) -> Option<&[Exact]> {
        match path.split_once('/')? {
            ("part", rest) => {
                let (id, inner) = rest.split_once('/')?;
                self.parts.get(id)?.months_at(inner)
            }
            ("var", name) => self.months.get(&Name::new(name).ok()?).map(Vec::as_slice),
            _ => None,
        }
    }

    /// Whether anything is given by months, sub-indicators included.
    pub fn has_months(&self) -> bool {
        !self.months.is_empty() || self.parts.values().any(Self::has_months)
    }

    /// The first variable whose months are more than `most`, none at all, or not together the variable.
    pub fn months_defect(&self, most: usize) -> Option<MonthsDefect> {
        let own = self.months.iter().find_map(|(name, months)| {
            if !(1..=most.min(MAX_MONTHS)).contains(&months.len()) {
                return Some(MonthsDefect::Count(name.clone()));
            }
            let sum: Exact = months.iter().sum();
            (self.variables.get(name) != Some(&sum)).then(|| MonthsDefect::Sum(name.clone()))
        });
        own.or_else(|| self.parts.values().find_map(|part| part.months_defect(most)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::{Composite, Levels, Part, Weighting};
    use crate::formula::{Formula, Variable};
    use crate::score::Answer;
    use crate::text::Text;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    #[test]
    fn the_months_of_a_variable_add_up_to_it_exactly() {
        let mut inputs = Inputs::default();
        assert!(inputs.put_months("var/a", vec![exact("0.1"), exact("0.2"), exact("-1")]));
        assert_eq!(inputs.variables.get(&name("a")), Some(&exact("-0.7")));
        assert_eq!(inputs.months_at("var/a").map(<[_]>::len), Some(3));
        assert!(inputs.put_months("part/3.1/var/b", vec![exact("5")]) && inputs.has_months());
        assert_eq!(inputs.months_at("part/3.1/var/b"), Some([exact("5")].as_slice()));
        for path in ["value", "var/", "part/3.1", "event/a", "step/1"] {
            assert!(!inputs.clone().put_months(path, vec![exact("1")]), "{path}");
        }
        assert_eq!(inputs.months_defect(12), None);
    }

    #[test]
    fn a_variable_that_is_given_anew_has_no_months_any_more() {
        let mut inputs = Inputs::default();
        inputs.put_months("var/a", vec![exact("1")]);
        inputs.put("var/a", Answer::Number(exact("1")));
        assert!(!inputs.has_months());
    }

    #[test]
    fn months_beyond_the_round_and_other_sums_are_found_in_parts_too() {
        let with = |count: usize| {
            let mut inputs = Inputs::default();
            inputs.put_months("part/1/var/a", vec![exact("1"); count]);
            inputs
        };
        let count = Some(MonthsDefect::Count(name("a")));
        assert_eq!((with(6).months_defect(6), with(7).months_defect(6)), (None, count.clone()));
        assert_eq!((with(12).months_defect(99), with(13).months_defect(99)), (None, count.clone()));
        assert_eq!(with(0).months_defect(6), count);
        let mut other = with(2);
        other.parts.get_mut("1").unwrap().variables.insert(name("a"), exact("2.000000001"));
        assert_eq!(other.months_defect(6), Some(MonthsDefect::Sum(name("a"))));
        other.parts.get_mut("1").unwrap().variables.clear();
        assert_eq!(other.months_defect(6), Some(MonthsDefect::Sum(name("a"))));
    }

    #[test]
    fn only_declared_variables_that_add_up_are_asked_for_by_month() {
        let levels = || Criteria::levels(Levels::new([1, 2, 3, 4, 5].map(Exact::whole)).unwrap());
        let variable =
            |n: &str, unit: &str| Variable::new(name(n), Text::new(n, n), Unit::parse(unit).unwrap(), 2).unwrap();
        let measurement = Measurement {
            variables: vec![variable("done", "ราย"), variable("share", "ร้อยละ")],
            formula: Some(Formula::parse("done * share / 100 + other").unwrap()),
            ..Measurement::of(levels())
        };
        let asked = |path: &str| monthly(&measurement, path);
        assert!(asked("var/done") && !asked("var/share") && !asked("var/other") && !asked("value"));
        let part =
            Part { id: "3.1".into(), name: Text::default(), weight: Exact::one(), measurement: measurement.clone() };
        let composite = Composite::new(Weighting::Share, vec![part]).unwrap();
        let whole = Measurement::of(Criteria::Composite(composite));
        assert!(monthly(&whole, "part/3.1/var/done") && !monthly(&whole, "part/3.2/var/done"));
    }
}
