//! Months of a figure on the record form: another way of giving a variable or the value itself, which the server adds up.

use std::collections::BTreeMap;

use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::calendar::{FiscalYear, Month, Round};
use ges_domain::exact::Exact;
use ges_domain::explain::Explain as _;
use ges_domain::number::parse_decimal;
use ges_domain::result::Report;
use ges_domain::score::{Ask, MAX_INPUTS, MAX_MONTHS, asks, monthly, monthly_value};
use ges_web::Lang;
use ges_web::ui::{Field, FieldError, FieldKind};

use super::feeds::words::number;
use super::record::Typed;

/// Where the figure itself is reported.
pub(super) const VALUE: &str = "value";
/// Before the number of the month and the path of the variable in a field's name.
const PREFIX: &str = "mo:";

/// What is typed, by `04:var/NAME`.
pub(super) type Texts = BTreeMap<String, String>;

/// The months of one figure as the form shows them.
pub(super) struct Months {
    /// Name of the part of the page that the sum stands in.
    pub(super) part: String,
    pub(super) fields: Vec<Field>,
    /// The sum so far, in words; empty before anything is typed.
    pub(super) sum: String,
    /// Whether anything is typed or wrong.
    pub(super) open: bool,
}

/// What is typed of a figure's months.
pub(super) enum Given {
    /// Nothing.
    Nothing,
    /// These, October first.
    Months(Vec<Exact>),
    /// Something that is wrong and was told.
    Wrong,
}

/// Puts a field of the form where it belongs; `false` when it is another.
pub(super) fn put(texts: &mut Texts, name: &str, text: &str) -> bool {
    let Some(key) = name.strip_prefix(PREFIX) else { return false };
    if texts.len() < MAX_INPUTS * MAX_MONTHS && !text.trim().is_empty() {
        texts.insert(key.to_owned(), text.to_owned());
    }
    true
}

/// Whether a variable may be given by its months.
pub(super) fn offered(indicator: &Indicator, ask: &Ask) -> bool {
    monthly(&indicator.definition.measurement, &ask.path)
}

/// Whether the figure itself may be given by its months.
pub(super) fn value_offered(indicator: &Indicator) -> bool {
    monthly_value(&indicator.definition.measurement, &indicator.unit)
}

/// The figure that is typed beside its months, where it says something else than their sum: one of the two would be lost
/// in silence.
pub(super) fn differs(lang: &Lang, typed: &str, months: &[Exact]) -> Option<String> {
    let sum: Exact = months.iter().sum();
    let same = typed.trim().is_empty() || parse_decimal(typed.trim()).map(Exact::from).as_ref() == Ok(&sum);
    (!same).then(|| lang.tr1("months-differ", "sum", number(&sum)))
}

fn key(month: Month, path: &str) -> String {
    format!("{:02}:{path}", month.number())
}

fn text<'t>(typed: &'t Typed, month: Month, path: &str) -> &'t str {
    typed.months.get(&key(month, path)).map(|t| t.trim()).unwrap_or_default()
}

/// The last month that something is typed for.
fn last(typed: &Typed, path: &str) -> Option<Month> {
    Month::all().rfind(|month| !text(typed, *month, path).is_empty())
}

fn months_of(round: &str) -> Option<u8> {
    round.parse::<Round>().ok().map(Round::months)
}

/// The months that are typed: each from October to the last one, none left out and none after the round. Each error is
/// named at its field.
pub(super) fn read(lang: &Lang, year: FiscalYear, typed: &Typed, path: &str, errors: &mut Vec<FieldError>) -> Given {
    let Some(last) = last(typed, path) else { return Given::Nothing };
    let (before, mut months) = (errors.len(), Vec::new());
    for month in Month::all().take_while(|month| *month <= last) {
        let text = text(typed, month, path);
        let beyond = months_of(&typed.round).is_some_and(|most| month.number() > most);
        let said = match parse_decimal(text) {
            _ if text.is_empty() => lang.tr("months-left-out"),
            _ if beyond => lang.tr("months-beyond"),
            Ok(value) => {
                months.push(Exact::from(value));
                continue;
            }
            Err(error) => lang.of(&error.explain().words()).to_owned(),
        };
        errors.push(FieldError::new(format!("{PREFIX}{}", key(month, path)), label(lang, year, month), said));
    }
    if errors.len() > before { Given::Wrong } else { Given::Months(months) }
}

fn label(lang: &Lang, year: FiscalYear, month: Month) -> String {
    // October to December lie in the calendar year before.
    let be = year.number() - u16::from(month.number() <= 3);
    lang.tr2("months-month", "month", lang.of(&month.short_name()), "year", be.to_string())
}

/// The fields of a figure's months: those of the round, and any beyond it that something is typed in.
pub(super) fn fields(lang: &Lang, year: FiscalYear, typed: &Typed, path: &str, errors: &[FieldError]) -> Months {
    let last = last(typed, path);
    let most = months_of(&typed.round).unwrap_or(Month::LAST.number()).max(last.map_or(0, Month::number));
    let field = |month: Month| {
        let name = format!("{PREFIX}{}", key(month, path));
        Field::text(name, label(lang, year, month), text(typed, month, path)).kind(FieldKind::Number).errors(errors)
    };
    let fields: Vec<Field> = Month::all().filter(|m| m.number() <= most).map(field).collect();
    let sum = match read(lang, year, typed, path, &mut Vec::new()) {
        Given::Nothing => String::new(),
        Given::Wrong => lang.tr("months-no-sum"),
        Given::Months(months) => {
            let sum: Exact = months.iter().sum();
            lang.tr2("months-sum", "n", months.len(), "sum", number(&sum))
        }
    };
    Months { part: format!("months {path}"), fields, sum, open: last.is_some() }
}

/// What a report holds, as the form shows it.
pub(super) fn typed(indicator: &Indicator, agreement: &Agreement, report: &Report) -> Texts {
    let mut texts = Texts::new();
    for ask in asks(&indicator.definition.measurement, &agreement.policies) {
        for (month, value) in Month::all().zip(report.inputs.months_at(&ask.path).unwrap_or_default()) {
            texts.insert(key(month, &ask.path), value.to_string());
        }
    }
    texts
}

/// The months of a report, a line for each figure that was given by them.
pub(super) fn written(lang: &Lang, indicator: &Indicator, agreement: &Agreement, report: &Report) -> Vec<String> {
    let line = |ask: Ask| {
        let months = report.inputs.months_at(&ask.path)?;
        let one = |(month, value): (Month, &Exact)| format!("{} {}", lang.of(&month.short_name()), number(value));
        let months: Vec<String> = Month::all().zip(months).map(one).collect();
        Some(format!("{}: {}", lang.of(&ask.label), months.join(" · ")))
    };
    asks(&indicator.definition.measurement, &agreement.policies).into_iter().filter_map(line).collect()
}
