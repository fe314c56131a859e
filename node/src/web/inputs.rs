//! The part of the record form that depends on the criteria: base variables, events, steps, sub-indicators.

use std::collections::BTreeMap;

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::exact::Exact;
use ges_domain::explain::Explain as _;
use ges_domain::number::{NumberError, parse_decimal};
use ges_domain::result::Report;
use ges_domain::score::{Answer, Ask, Form, Inputs, asks};
use ges_web::Lang;
use ges_web::ui::{Field, FieldError, FieldKind};

use super::months::{self, Given, Months};
use super::record::{Found, Typed};

/// Before the path in a field's name.
pub(super) const PREFIX: &str = "in:";

/// One entry of the form.
pub(super) enum Entry {
    /// A number.
    Number(Box<Field>),
    /// A number that may be given by its months.
    Monthly(Box<Field>, Box<Months>),
    /// Done or not.
    Tick { name: String, label: String, checked: bool },
}

/// What the criteria ask for; nothing when the figure itself is reported.
fn asked(indicator: &Indicator, agreement: &Agreement) -> Vec<Ask> {
    let asked = asks(&indicator.definition.measurement, &agreement.policies);
    if asked.iter().all(|a| a.path == "value") { Vec::new() } else { asked }
}

/// The fields with what is typed in them.
pub(super) fn fields(lang: &Lang, found: &Found, typed: &Typed, errors: &[FieldError]) -> Vec<Entry> {
    let entry = |ask: Ask| {
        let (name, label) = (format!("{PREFIX}{}", ask.path), lang.of(&ask.label).to_owned());
        let text = typed.inputs.get(&ask.path).cloned().unwrap_or_default();
        match ask.form {
            Form::YesNo => Entry::Tick { name, label, checked: !text.is_empty() },
            Form::Number if months::offered(&found.indicator, &ask) => {
                let months = months::fields(lang, found.year, typed, &ask.path, errors);
                let field = Field::text(name, label, text).unit(ask.unit).kind(FieldKind::Number).errors(errors);
                Entry::Monthly(Box::new(field), Box::new(months))
            }
            Form::Number => Entry::Number(Box::new(
                Field::text(name, label, text).unit(ask.unit).kind(FieldKind::Number).errors(errors),
            )),
            Form::OptionalNumber => {
                let field =
                    Field::text(name, label, text).unit(ask.unit).kind(FieldKind::Number).optional().errors(errors);
                Entry::Number(Box::new(field))
            }
        }
    };
    asked(&found.indicator, &found.agreement).into_iter().map(entry).collect()
}

/// What is typed, as inputs; `None` when the figure itself is reported. Each error is named at its field.
pub(super) fn read(lang: &Lang, found: &Found, typed: &Typed, errors: &mut Vec<FieldError>) -> Option<Inputs> {
    let asked = asked(&found.indicator, &found.agreement);
    if asked.is_empty() {
        return None;
    }
    let mut inputs = Inputs::default();
    for ask in asked {
        let text = typed.inputs.get(&ask.path).map(|t| t.trim()).unwrap_or_default();
        if months::offered(&found.indicator, &ask) {
            match months::read(lang, found.year, typed, &ask.path, errors) {
                Given::Nothing => {}
                Given::Wrong => continue,
                Given::Months(months) => {
                    if let Some(said) = months::differs(lang, text, &months) {
                        errors.push(FieldError::new(format!("{PREFIX}{}", ask.path), lang.of(&ask.label), said));
                    }
                    inputs.put_months(&ask.path, months);
                    continue;
                }
            }
        }
        let answer = match ask.form {
            Form::YesNo => Answer::YesNo(!text.is_empty()),
            Form::OptionalNumber if text.is_empty() => continue,
            Form::Number | Form::OptionalNumber => match parse_decimal(text) {
                Ok(number) => Answer::Number(Exact::from(number)),
                Err(error) => {
                    errors.push(wrong(lang, &ask, &error));
                    continue;
                }
            },
        };
        inputs.put(&ask.path, answer);
    }
    Some(inputs)
}

fn wrong(lang: &Lang, ask: &Ask, error: &NumberError) -> FieldError {
    FieldError::new(format!("{PREFIX}{}", ask.path), lang.of(&ask.label), lang.of(&error.explain().words()))
}

/// What a report holds, as the form shows it.
pub(super) fn typed(indicator: &Indicator, agreement: &Agreement, report: &Report) -> BTreeMap<String, String> {
    let inputs = indicator.inputs(report);
    // What was given by its months is shown in them.
    let text = |ask: Ask| match inputs.at(&ask.path).filter(|_| inputs.months_at(&ask.path).is_none())? {
        Answer::Number(number) => Some((ask.path, number.to_string())),
        Answer::YesNo(true) => Some((ask.path, "yes".to_owned())),
        Answer::YesNo(false) => None,
    };
    asked(indicator, agreement).into_iter().filter_map(text).collect()
}
