//! The difference of two reports of one indicator: figure, inputs, note, evidence, and the score where it is known.

use std::collections::BTreeMap;

use super::facts::{Facts, compare};
use super::{Difference, Shown};
use crate::agreement::Indicator;
use crate::calendar::Month;
use crate::criteria::{Criteria, Measurement};
use crate::exact::Exact;
use crate::formula::Name;
use crate::ids::Digest;
use crate::policy::Policies;
use crate::result::{Evidence, Report, Source};
use crate::score::{Answer, Inputs, asks};
use crate::text::Text;

/// Digits of a digest that name a document where nobody knows its file name.
const DIGEST_DIGITS: usize = 12;

/// Between the path of a variable and the number of a month.
const MONTH: &str = "/month/";

/// A report, and its score where it has one.
#[derive(Debug, Clone, Copy)]
pub struct Reported<'a> {
    /// The report.
    pub report: &'a Report,
    /// Points that it was given.
    pub score: Option<&'a Exact>,
}

/// What the second report says otherwise than the first. Inputs are named as the indicator's form names them; one that
/// it does not ask for is named by its path.
pub fn reports(indicator: &Indicator, policies: &Policies, before: Reported<'_>, after: Reported<'_>) -> Difference {
    let form = asks(&indicator.definition.measurement, policies);
    let form: BTreeMap<String, (usize, Text)> =
        form.into_iter().enumerate().map(|(at, ask)| (ask.path, (at, ask.label))).collect();
    compare(facts(indicator, &form, before), facts(indicator, &form, after))
}

fn facts(indicator: &Indicator, form: &BTreeMap<String, (usize, Text)>, of: Reported<'_>) -> Facts {
    let Reported { report, score } = of;
    let mut facts = Facts::default();
    facts.put(0, 0, "fiscal_year", Text::new("ปีงบประมาณ", "Fiscal year"), Shown::plain(report.fiscal_year.to_string()));
    facts.put(0, 1, "indicator", Text::new("ตัวชี้วัดที่", "Indicator"), Shown::plain(report.indicator.to_string()));
    let round = Text::new(format!("{} เดือน", report.round), format!("{} months", report.round));
    facts.put(0, 2, "round", Text::new("รอบ", "Round"), Shown::Words(round));
    let amount = |value: Exact| Shown::Number { value, unit: indicator.unit.clone() };
    let value = report.value.map(Exact::from);
    if let Some(value) = value.clone() {
        facts.put(1, 0, "value", Text::new("ผล", "Result"), amount(value));
    }
    // The value among the inputs is the figure above, unless it has more digits.
    if let Some(exact) = report.inputs.value.clone().filter(|exact| value.as_ref() != Some(exact)) {
        let label = Text::new("ผลก่อนปัดเศษ", "Result before rounding");
        facts.put(1, 1, "inputs/value", label, amount(exact));
    }
    inputs(&report.inputs, "", &mut |path, answer| {
        let (base, month) = month_of(&path);
        let (place, label) = form.get(base).cloned().unwrap_or_else(|| (usize::MAX, of_path(base)));
        let label = match month {
            Some(month) => Text::new(format!("{} {}", label.th, month.th), format!("{} {}", label.english(), month.en)),
            None => label,
        };
        let shown = match answer {
            Answer::Number(value) => {
                let own = || unit_of(&indicator.definition.measurement, base).unwrap_or_default();
                Shown::Number { value, unit: if base == "value" { indicator.unit.clone() } else { own() } }
            }
            Answer::YesNo(done) => Shown::YesNo(done),
        };
        facts.put(2, place, path, label, shown);
    });
    facts.words(3, "note", Text::new("หมายเหตุ", "Note"), &Text::new(report.note.clone(), ""));
    let narrative = [
        ("supporting", "ปัจจัยสนับสนุน", "Supporting factors"),
        ("obstacles", "อุปสรรค", "Obstacles"),
        ("remedies", "แนวทางแก้ไข", "Remedies"),
        ("next_steps", "ขั้นต่อไป", "Next steps"),
    ];
    for ((path, th, en), text) in narrative.into_iter().zip(report.narrative.texts()) {
        facts.words(3, path, Text::new(th, en), &Text::new(text, ""));
    }
    for (digest, shown) in evidence(&report.evidence) {
        let short: String = digest.to_string().chars().take(DIGEST_DIGITS).collect();
        let label = Text::new(format!("หลักฐาน {short}"), format!("Evidence {short}"));
        facts.put(4, 0, format!("evidence/{digest}"), label, shown);
    }
    facts.put(5, 0, "source", Text::new("ที่มาของตัวเลข", "How it came in"), Shown::Words(source(report.source)));
    let illustrative = Text::new("ตัวเลขสาธิต", "Demonstration figure");
    facts.put(5, 1, "illustrative", illustrative, Shown::YesNo(report.illustrative));
    if let Some(score) = score {
        let unit = Text::new("คะแนน", "points");
        facts.put(6, 0, "score", Text::new("คะแนน", "Score"), Shown::Number { value: score.clone(), unit });
    }
    facts
}

fn of_path(path: &str) -> Text {
    Text::new(format!("ข้อมูล {path}"), path)
}

/// The path of the variable that a month belongs to, and the month's name.
fn month_of(path: &str) -> (&str, Option<Text>) {
    let month = path.rsplit_once(MONTH).and_then(|(base, number)| {
        let month = Month::new(number.parse().ok()?).ok()?;
        Some((base, Some(month.short_name())))
    });
    month.unwrap_or((path, None))
}

/// Tells every input with its path but the value of the whole. Inputs nest as deep as their file did.
fn inputs(of: &Inputs, prefix: &str, tell: &mut dyn FnMut(String, Answer)) {
    let number = |value: &Exact| Answer::Number(value.clone());
    if let Some(value) = of.value.as_ref().filter(|_| !prefix.is_empty()) {
        tell(format!("{prefix}value"), number(value));
    }
    for (name, value) in &of.variables {
        tell(format!("{prefix}var/{name}"), number(value));
    }
    for (at, value) in (1..).zip(&of.value_months) {
        tell(format!("{prefix}value{MONTH}{at:02}"), number(value));
    }
    for (name, months) in &of.months {
        for (at, value) in (1..).zip(months) {
            tell(format!("{prefix}var/{name}{MONTH}{at:02}"), number(value));
        }
    }
    for (name, done) in &of.events {
        tell(format!("{prefix}event/{name}"), Answer::YesNo(*done));
    }
    for (at, done) in (1..).zip(of.steps.iter().flatten()) {
        tell(format!("{prefix}step/{at}"), Answer::YesNo(*done));
    }
    if let Some(partial) = &of.partial_of_next {
        tell(format!("{prefix}partial"), number(partial));
    }
    for (at, part) in (1..).zip(of.ratio.iter().flatten()) {
        tell(format!("{prefix}ratio/{at}"), number(part));
    }
    for (id, inner) in &of.parts {
        inputs(inner, &format!("{prefix}part/{id}/"), tell);
    }
}

/// The unit of a base variable, by its path.
fn unit_of(m: &Measurement, path: &str) -> Option<Text> {
    let (kind, rest) = path.split_once('/')?;
    match (kind, &m.criteria) {
        ("var", _) => {
            let name = Name::new(rest).ok()?;
            let variable = m.variables.iter().find(|v| *v.name() == name)?;
            Some(Text::new(variable.unit().to_string(), ""))
        }
        ("part", Criteria::Composite(composite)) => {
            let (id, inner) = rest.split_once('/')?;
            unit_of(&composite.parts().iter().find(|part| part.id == id)?.measurement, inner)
        }
        _ => None,
    }
}

/// Each document with the places in it, in one order however they were given.
fn evidence(given: &[Evidence]) -> BTreeMap<Digest, Shown> {
    let mut places: BTreeMap<Digest, Vec<&str>> = BTreeMap::new();
    for Evidence { digest, place } in given {
        places.entry(*digest).or_default().push(place);
    }
    let shown = |mut places: Vec<&str>| {
        places.sort_unstable();
        let told = |whole: &str| {
            let each = places.iter().map(|place| if place.is_empty() { whole } else { place });
            each.collect::<Vec<_>>().join(", ")
        };
        Shown::Words(Text::new(told("ทั้งเอกสาร"), told("whole document")))
    };
    places.into_iter().map(|(digest, places)| (digest, shown(places))).collect()
}

fn source(source: Source) -> Text {
    match source {
        Source::Typed => Text::new("กรอกในหน้าจอ", "typed on a page"),
        Source::Imported => Text::new("นำเข้าจากไฟล์", "imported from a file"),
        Source::System => Text::new("ระบบอื่นส่งเข้ามา", "sent by a system"),
    }
}
