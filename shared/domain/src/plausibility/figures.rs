//! The figures of a report and what each of them was before, sub-indicators included.

use std::collections::BTreeSet;

use crate::calendar::Round;
use crate::criteria::{Condition, Criteria, Measurement};
use crate::exact::Exact;
use crate::formula::{Formula, Name, PERCENT, Percent};
use crate::score::Inputs;
use crate::text::Text;

/// What was reported in one round.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight<'a> {
    pub round: Round,
    pub inputs: &'a Inputs,
    /// The figure that stands for the result where the inputs do not give it.
    pub headline: Option<&'a Exact>,
}

impl<'a> Sight<'a> {
    /// What was reported for a sub-indicator.
    fn part(&self, id: &str) -> Option<Sight<'a>> {
        self.inputs.parts.get(id).map(|inputs| Sight { round: self.round, inputs, headline: None })
    }
}

/// One figure, and what it was in earlier rounds of the year, oldest first.
#[derive(Debug)]
pub(super) struct Figure {
    pub path: String,
    pub label: Text,
    /// Empty where it has none.
    pub unit: Text,
    pub now: Exact,
    pub earlier: Vec<(Round, Exact)>,
}

/// One measurement of the indicator: base variables, and the value that its criteria judge.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub measurement: &'a Measurement,
    /// Of the indicator itself and not of a part.
    pub whole: bool,
    pub variables: Vec<(Name, Figure)>,
    pub value: Option<Figure>,
    pub percents: Vec<Percent>,
}

/// Every measurement for which something is reported, in the order of the definition. Definitions nest at most
/// [`MAX_DEPTH`](crate::criteria::MAX_DEPTH) deep.
pub(super) fn nodes<'a>(m: &'a Measurement, unit: &Text, now: Sight<'_>, earlier: &[Sight<'_>]) -> Vec<Node<'a>> {
    let mut out = Vec::new();
    collect(m, Place { prefix: "", of: &Text::default(), unit, whole: true }, now, earlier, &mut out);
    out
}

/// Where a measurement stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    prefix: &'a str,
    of: &'a Text,
    unit: &'a Text,
    whole: bool,
}

impl Place<'_> {
    fn label(&self, own: &Text) -> Text {
        let named = |own: &str, of: &str| if of.is_empty() { own.to_owned() } else { format!("{of}: {own}") };
        Text::new(named(&own.th, &self.of.th), named(own.english(), self.of.english()))
    }
}

fn collect<'a>(m: &'a Measurement, place: Place<'_>, now: Sight<'_>, earlier: &[Sight<'_>], out: &mut Vec<Node<'a>>) {
    let figure = |path: String, label: &Text, unit: Text, read: &dyn Fn(&Sight<'_>) -> Option<Exact>| {
        let past = earlier.iter().filter_map(|sight| Some((sight.round, read(sight)?))).collect();
        let path = format!("{}{path}", place.prefix);
        Some(Figure { path, label: place.label(label), unit, now: read(&now)?, earlier: past })
    };
    let variables = names(m).into_iter().filter_map(|name| {
        let declared = m.variables.iter().find(|v| v.name() == name);
        let unit = declared.map_or_else(Text::default, |v| Text::new(v.unit().to_string(), ""));
        let read = |sight: &Sight<'_>| sight.inputs.variables.get(name).cloned();
        Some((name.clone(), figure(format!("var/{name}"), &m.label(name), unit, &read)?))
    });
    let variables = variables.collect();
    let proportion = matches!(m.criteria, Criteria::Proportion(_)) && m.formula.is_none();
    let unit = if proportion { Text::new(PERCENT, "percent") } else { place.unit.clone() };
    let value = figure("value".into(), &Text::new("ผล", "Result"), unit, &|sight| value(m, sight));
    let percents = m.formula.iter().flat_map(|formula| formula.percents(&now.inputs.variables)).collect();
    out.push(Node { measurement: m, whole: place.whole, variables, value, percents });
    let Criteria::Composite(composite) = &m.criteria else { return };
    for part in composite.parts() {
        let Some(now) = now.part(&part.id) else { continue };
        let earlier: Vec<Sight<'_>> = earlier.iter().filter_map(|sight| sight.part(&part.id)).collect();
        let own = if part.name.th.is_empty() { Text::new(part.id.clone(), "") } else { part.name.clone() };
        // Sub-indicators have no unit of their own.
        let inner = Place {
            prefix: &format!("{}part/{}/", place.prefix, part.id),
            of: &own,
            unit: &Text::default(),
            whole: false,
        };
        collect(&part.measurement, inner, now, &earlier, out);
    }
}

/// Base variables and measures in the order they are asked for, each once.
fn names(m: &Measurement) -> Vec<&Name> {
    let of_formula = m.formula.iter().flat_map(Formula::variables);
    let levels = match &m.criteria {
        Criteria::Hybrid(hybrid) => Some(hybrid.levels()),
        _ => None,
    };
    let thresholds = levels.into_iter().flatten().flatten().filter_map(Condition::threshold);
    let of_levels = thresholds.flat_map(|threshold| std::iter::once(threshold.measure).chain(threshold.series));
    let mut seen = BTreeSet::new();
    of_formula.chain(of_levels).filter(|name| seen.insert(*name)).collect()
}

/// The value that the criteria judge, as far as one can be read or calculated.
fn value(m: &Measurement, sight: &Sight<'_>) -> Option<Exact> {
    if !m.criteria.judges_a_value() {
        return None;
    }
    let read = match (&m.formula, &m.criteria) {
        (Some(formula), _) => formula.eval(&sight.inputs.variables).value().cloned(),
        (None, Criteria::Proportion(_)) => sight
            .inputs
            .ratio
            .as_ref()
            .and_then(|[first, second]| (&Exact::whole(100) * first).checked_div(&(first + second))),
        (None, _) => sight.inputs.value.clone(),
    };
    read.or_else(|| sight.headline.cloned())
}
