//! Figures given month by month: the cumulative figure of a round is the exact sum of its months.

use super::Inputs;
use crate::criteria::{Criteria, Measurement};
use crate::exact::Exact;
use crate::formula::{Name, Unit};
use crate::plausibility::is_cumulative;
use crate::text::Text;

/// Most months of one variable: October to September.
pub const MAX_MONTHS: usize = 12;

/// What is wrong with the months of a variable, or of the value itself where no variable is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MonthsDefect {
    /// None, or more than the round has.
    Count(Option<Name>),
    /// Together they are something else than the figure.
    Sum(Option<Name>),
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

/// Whether a figure that is reported as it is, in this unit, may be given month by month: counts and amounts grow
/// from 1 October on; percents, rates, grades, places and durations do not add up.
pub fn monthly_value(m: &Measurement, unit: &Text) -> bool {
    m.formula.is_none() && matches!(m.criteria, Criteria::Levels { .. }) && is_cumulative(unit)
}

impl Inputs {
    /// Gives a variable or the value by its months, October first; `false` where the path is neither.
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
            None if path == "value" => {
                self.value = Some(months.iter().sum());
                self.value_months = months;
                true
            }
            _ => false,
        }
    }

    /// The months of the variable or value at a path, where it was given by months.
    pub fn months_at(&self, path: &str) -> Option<&[Exact]> {
        let Some((kind, rest)) = path.split_once('/') else {
            return Some(self.value_months.as_slice()).filter(|months| path == "value" && !months.is_empty());
        };
        match kind {
            "part" => {
                let (id, inner) = rest.split_once('/')?;
                self.parts.get(id)?.months_at(inner)
            }
            "var" => self.months.get(&Name::new(rest).ok()?).map(Vec::as_slice),
            _ => None,
        }
    }

    /// Whether anything is given by months, sub-indicators included.
    pub fn has_months(&self) -> bool {
        !self.months.is_empty() || !self.value_months.is_empty() || self.parts.values().any(Self::has_months)
    }

    /// Whether a value itself is given by months, sub-indicators included.
    pub fn has_value_months(&self) -> bool {
        !self.value_months.is_empty() || self.parts.values().any(Self::has_value_months)
    }

    /// The first variable whose months are more than `most`, none at all, or not together the variable; the same of the
    /// value.
    pub fn months_defect(&self, most: usize) -> Option<MonthsDefect> {
        let defect = |name: Option<&Name>, months: &[Exact], figure: Option<&Exact>| {
            if !(1..=most.min(MAX_MONTHS)).contains(&months.len()) {
                return Some(MonthsDefect::Count(name.cloned()));
            }
            let sum: Exact = months.iter().sum();
            (figure != Some(&sum)).then(|| MonthsDefect::Sum(name.cloned()))
        };
        let value = Some(&self.value_months).filter(|months| !months.is_empty());
        let value = value.and_then(|months| defect(None, months, self.value.as_ref()));
        value
            .or_else(|| self.months.iter().find_map(|(n, months)| defect(Some(n), months, self.variables.get(n))))
            .or_else(|| self.parts.values().find_map(|part| part.months_defect(most)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::{Composite, Levels, Part, Weighting};
    use crate::formula::{Formula, Variable};
    use crate::score::Answer;

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
        for path in ["values", "value/1", "var/", "part/3.1", "event/a", "step/1"] {
            assert!(!inputs.clone().put_months(path, vec![exact("1")]), "{path}");
        }
        assert_eq!(inputs.months_defect(12), None);
    }

    #[test]
    fn a_variable_that_is_given_anew_has_no_months_any_more() {
        let mut inputs = Inputs::default();
        inputs.put_months("var/a", vec![exact("1")]);
        inputs.put("var/a", Answer::Number(exact("1")));
        inputs.put_months("value", vec![exact("1")]);
        assert!(inputs.has_months() && inputs.has_value_months());
        inputs.put("value", Answer::Number(exact("1")));
        assert!(!inputs.has_months() && !inputs.has_value_months());
    }

    #[test]
    fn months_beyond_the_round_and_other_sums_are_found_in_parts_too() {
        let with = |count: usize| {
            let mut inputs = Inputs::default();
            inputs.put_months("part/1/var/a", vec![exact("1"); count]);
            inputs
        };
        let count = Some(MonthsDefect::Count(Some(name("a"))));
        assert_eq!((with(6).months_defect(6), with(7).months_defect(6)), (None, count.clone()));
        assert_eq!((with(12).months_defect(99), with(13).months_defect(99)), (None, count.clone()));
        assert_eq!(with(0).months_defect(6), count);
        let mut other = with(2);
        other.parts.get_mut("1").unwrap().variables.insert(name("a"), exact("2.000000001"));
        assert_eq!(other.months_defect(6), Some(MonthsDefect::Sum(Some(name("a")))));
        other.parts.get_mut("1").unwrap().variables.clear();
        assert_eq!(other.months_defect(6), Some(MonthsDefect::Sum(Some(name("a")))));
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

    #[test]
    fn the_months_of_a_value_add_up_to_it_exactly_and_are_as_many_as_the_round_has() {
        let with = |count: usize| {
            let mut inputs = Inputs::default();
            assert!(inputs.put_months("value", vec![exact("0.1"); count]));
            inputs
        };
        let three = with(3);
        assert_eq!((three.value.as_ref(), three.months_at("value").map(<[_]>::len)), (Some(&exact("0.3")), Some(3)));
        assert_eq!((Inputs::value(exact("1")).months_at("value"), three.months_at("values")), (None, None));
        assert_eq!((with(6).months_defect(6), with(7).months_defect(6)), (None, Some(MonthsDefect::Count(None))));
        let other = Inputs { value: Some(exact("0.300000001")), ..three };
        assert_eq!(other.months_defect(6), Some(MonthsDefect::Sum(None)));
        assert_eq!(Inputs { value: None, ..other }.months_defect(6), Some(MonthsDefect::Sum(None)));
        assert!(with(12).within_limits() && !with(13).within_limits());
    }

    #[test]
    fn only_counts_and_amounts_that_are_judged_by_levels_are_asked_for_by_month() {
        let levels = Measurement::of(Criteria::levels(Levels::new([1, 2, 3, 4, 5].map(Exact::whole)).unwrap()));
        let asked = |m: &Measurement, unit: &str| monthly_value(m, &Text::new(unit, ""));
        for (unit, offered) in
            [("ล้านบาท", true), ("ราย", true), ("ร้อยละ", false), ("บาท/คน", false), ("ระดับ", false), ("วัน", false)]
        {
            assert_eq!(asked(&levels, unit), offered, "{unit}");
        }
        let calculated = Measurement { formula: Some(Formula::parse("a").unwrap()), ..levels };
        assert!(!asked(&calculated, "ราย"), "its variables are");
    }
}
