//! What has to be reported about an indicator, so that forms, templates and checks ask for exactly that.

use super::Inputs;
use crate::criteria::{Condition, Criteria, Measurement, Proportion};
use crate::exact::Exact;
use crate::formula::Name;
use crate::policy::{MilestoneCount, Policies};
use crate::text::Text;

/// How an answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A number.
    Number,
    /// A number that may be left out.
    OptionalNumber,
    /// Done or not.
    YesNo,
}

/// One thing to report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// Where it goes, for example `value`, `var/จำนวนผู้เข้าร่วม`, `step/3` or `part/3.1/value`.
    pub path: String,
    /// What it is.
    pub label: Text,
    /// The unit of a declared variable; empty for everything else.
    pub unit: String,
    /// How it is answered.
    pub form: Form,
}

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A number.
    Number(Exact),
    /// Done or not.
    YesNo(bool),
}

/// Everything to report, in the order of the definition. A lone `value` means that the figure itself is reported.
pub fn asks(measurement: &Measurement, policies: &Policies) -> Vec<Ask> {
    let mut out = Vec::new();
    collect(measurement, policies, "", &Text::default(), &mut out);
    out
}

fn collect(m: &Measurement, policies: &Policies, prefix: &str, of: &Text, out: &mut Vec<Ask>) {
    let mut ask = |path: String, label: Text, form| {
        // A sub-indicator is named before what is asked about it.
        let named = |own: String, of: &str| if of.is_empty() { own } else { format!("{of}: {own}") };
        let label = Text::new(named(label.th, &of.th), named(label.en, &of.en));
        let declared =
            path.strip_prefix("var/").and_then(|name| m.variables.iter().find(|v| v.name().as_str() == name));
        // A plain number has no unit worth showing.
        let unit = declared.map(|v| v.unit().to_string()).filter(|unit| unit != "1").unwrap_or_default();
        out.push(Ask { path: format!("{prefix}{path}"), label, unit, form });
    };
    let label = |name: &Name| m.label(name);
    if let Some(formula) = &m.formula {
        for name in formula.variables() {
            ask(format!("var/{name}"), label(name), Form::Number);
        }
    }
    match &m.criteria {
        Criteria::Levels { .. } | Criteria::Rank(_) | Criteria::RankBands(_) if m.formula.is_none() => {
            ask("value".into(), Text::new("ผล", "Result"), Form::Number);
        }
        Criteria::Proportion(Proportion::OneSided { .. } | Proportion::TwoSided { .. }) if m.formula.is_none() => {
            ask("ratio/1".into(), Text::new("ส่วนแรก", "First part"), Form::Number);
            ask("ratio/2".into(), Text::new("ส่วนที่สอง", "Second part"), Form::Number);
        }
        Criteria::Levels { .. } | Criteria::Rank(_) | Criteria::RankBands(_) | Criteria::Proportion(_) => {}
        Criteria::Milestone(milestone) => {
            for (n, step) in (1..).zip(milestone.steps()) {
                let label = Text::new(format!("ขั้นที่ {n} {}", step.th), format!("Step {n} {}", step.english()));
                ask(format!("step/{n}"), label, Form::YesNo);
            }
            if milestone.count(policies.milestone()) == MilestoneCount::ConsecutivePartial {
                let label = Text::new("ส่วนของขั้นถัดไปที่ทำแล้ว (0 ถึง 1)", "Part of the next step that is done (0 to 1)");
                ask("partial".into(), label, Form::OptionalNumber);
            }
        }
        Criteria::Hybrid(hybrid) => {
            let mut seen = Vec::new();
            for condition in hybrid.levels().iter().flatten() {
                let (names, form): (Vec<&Name>, _) = match condition {
                    Condition::Event(name) => (vec![name], Form::YesNo),
                    Condition::AtLeast { measure, .. } | Condition::AtMost { measure, .. } => {
                        (vec![measure], Form::OptionalNumber)
                    }
                    Condition::Exceeds { measure, series, .. } => (vec![measure, series], Form::OptionalNumber),
                };
                for name in names {
                    let kind = if form == Form::YesNo { "event" } else { "var" };
                    let path = format!("{kind}/{name}");
                    if !seen.contains(&path) {
                        ask(path.clone(), label(name), form);
                        seen.push(path);
                    }
                }
            }
        }
        Criteria::Composite(composite) => {
            for part in composite.parts() {
                let name = if part.name.th.is_empty() { Text::new(part.id.clone(), "") } else { part.name.clone() };
                let of = Text::new(name.th.clone(), name.english());
                collect(&part.measurement, policies, &format!("{prefix}part/{}/", part.id), &of, out);
            }
        }
    }
}

impl Inputs {
    /// Puts an answer where its path says; `false` when there is no such place.
    pub fn put(&mut self, path: &str, answer: Answer) -> bool {
        let (kind, rest) = path.split_once('/').unwrap_or((path, ""));
        match (kind, answer) {
            ("part", answer) => match rest.split_once('/') {
                Some((id, inner)) => self.parts.entry(id.to_owned()).or_default().put(inner, answer),
                None => false,
            },
            ("value", Answer::Number(n)) => {
                // Months that were given before belong to another figure.
                self.value_months.clear();
                self.value = Some(n);
                true
            }
            ("partial", Answer::Number(n)) => {
                self.partial_of_next = Some(n);
                true
            }
            ("var", Answer::Number(n)) => {
                let Ok(name) = Name::new(rest) else { return false };
                // Months that were given before belong to another figure.
                self.months.remove(&name);
                self.variables.insert(name, n);
                true
            }
            ("event", Answer::YesNo(done)) => Name::new(rest).map(|name| self.events.insert(name, done)).is_ok(),
            ("step", Answer::YesNo(done)) => {
                let place = rest.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                let steps = self.steps.get_or_insert([false; 5]);
                place.and_then(|p| steps.get_mut(p)).map(|step| *step = done).is_some()
            }
            ("ratio", Answer::Number(n)) => {
                let place = rest.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
                let ratio = self.ratio.get_or_insert_with(Default::default);
                place.and_then(|p| ratio.get_mut(p)).map(|part| *part = n).is_some()
            }
            _ => false,
        }
    }

    /// The answer at a path, as far as one was given.
    pub fn at(&self, path: &str) -> Option<Answer> {
        let (kind, rest) = path.split_once('/').unwrap_or((path, ""));
        let place = || rest.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let number = |n: Option<&Exact>| n.cloned().map(Answer::Number);
        match kind {
            "part" => {
                let (id, inner) = rest.split_once('/')?;
                self.parts.get(id)?.at(inner)
            }
            "value" => number(self.value.as_ref()),
            "partial" => number(self.partial_of_next.as_ref()),
            "var" => number(self.variables.get(&Name::new(rest).ok()?)),
            "event" => self.events.get(&Name::new(rest).ok()?).copied().map(Answer::YesNo),
            "step" => self.steps?.get(place()?).copied().map(Answer::YesNo),
            "ratio" => number(self.ratio.as_ref()?.get(place()?)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::{Composite, Hybrid, Levels, Milestone, Part, Weighting};

    fn name(text: &str) -> Name {
        Name::new(text).unwrap()
    }

    fn levels() -> Criteria {
        Criteria::levels(Levels::new([1, 2, 3, 4, 5].map(Exact::whole)).unwrap())
    }

    fn paths(criteria: Criteria, policies: &str) -> Vec<String> {
        let policies = serde_json::from_str(policies).unwrap();
        asks(&Measurement::of(criteria), &policies).into_iter().map(|a| a.path).collect()
    }

    #[test]
    fn a_declared_variable_is_asked_for_in_its_unit() {
        let measurement: Measurement = serde_json::from_str(
            r#"{"variables":[{"name":"spent","label":{"th":"จ่ายจริง"},"unit":"ล้านบาท","decimals":2},
                {"name":"plan","label":{"th":"แผน"},"unit":"ล้านบาท","decimals":2}],"formula":"percent(spent, plan)",
                "criteria":{"kind":"levels","values":["80","85","90","95","100"]}}"#,
        )
        .unwrap();
        let units: Vec<_> = asks(&measurement, &Policies::default()).into_iter().map(|a| (a.path, a.unit)).collect();
        assert_eq!(units, ["spent", "plan"].map(|v| (format!("var/{v}"), "ล้านบาท".to_owned())));
        assert!(asks(&Measurement::of(levels()), &Policies::default()).iter().all(|a| a.unit.is_empty()));
    }

    #[test]
    fn each_kind_asks_for_exactly_what_it_scores() {
        assert_eq!(paths(levels(), "{}"), ["value"]);
        let steps = [1, 2, 3, 4, 5].map(|n| Text::new(format!("ขั้น {n}"), ""));
        let milestone = Criteria::Milestone(Milestone::new(steps, None).unwrap());
        assert_eq!(paths(milestone.clone(), "{}"), ["step/1", "step/2", "step/3", "step/4", "step/5"]);
        assert_eq!(paths(milestone.clone(), r#"{"milestone":"consecutive_partial"}"#).last().unwrap(), "partial");
        let at_least = |n| Condition::AtLeast { measure: name("villages"), value: Exact::whole(n) };
        let event = || Condition::Event(name("survey"));
        let exceeds = Condition::Exceeds { measure: name("sales"), series: name("national"), by: Exact::whole(5) };
        let rules = [vec![at_least(1)], vec![at_least(2)], vec![event()], vec![event(), at_least(3)], vec![exceeds]];
        let hybrid = Criteria::Hybrid(Hybrid::new(rules, true).unwrap());
        assert_eq!(paths(hybrid, "{}"), ["var/villages", "event/survey", "var/sales", "var/national"]);
        let part = |id: &str, criteria| Part {
            id: id.into(),
            name: Text::new("ส่วน", ""),
            weight: Exact::whole(5),
            measurement: Measurement::of(criteria),
        };
        let inner = Composite::new(Weighting::Share, vec![part("a", levels()), part("b", milestone)]).unwrap();
        let outer = Composite::new(Weighting::Share, vec![part("3.1", Criteria::Composite(inner))]).unwrap();
        let asked = paths(Criteria::Composite(outer), "{}");
        assert_eq!(asked[..2], ["part/3.1/part/a/value", "part/3.1/part/b/step/1"]);
    }

    #[test]
    fn answers_are_found_where_they_were_put() {
        let mut inputs = Inputs::default();
        for (path, answer) in [
            ("value", Answer::Number(Exact::whole(7))),
            ("partial", Answer::Number(Exact::ratio(1, 2).unwrap())),
            ("var/villages", Answer::Number(Exact::whole(2300))),
            ("event/survey", Answer::YesNo(true)),
            ("step/1", Answer::YesNo(true)),
            ("step/5", Answer::YesNo(false)),
            ("ratio/2", Answer::Number(Exact::whole(30))),
            ("part/3.1/part/a/value", Answer::Number(Exact::whole(4))),
        ] {
            assert!(inputs.put(path, answer.clone()), "{path}");
            assert_eq!(inputs.at(path), Some(answer), "{path}");
        }
        assert_eq!(inputs.at("step/2"), Some(Answer::YesNo(false)));
        for bad in ["", "valu", "part", "part/3.1", "step/0", "step/6", "step/x", "ratio/3", "value/1/2x"] {
            assert!(!inputs.put(bad, Answer::YesNo(true)), "{bad}");
        }
        assert!(!inputs.put("event/survey", Answer::Number(Exact::one())));
        assert_eq!(inputs.at("part/9/value"), None);
    }
}
