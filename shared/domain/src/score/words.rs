//! A trace in sentences that a citizen understands, in Thai and English (UX rules 6 and 7).

mod basis;
mod figures;
mod placed;
mod steps;
#[cfg(test)]
mod tests;

pub(crate) use figures::{amount, listed};
pub use figures::{figure, official};

use self::figures::{equals, points};
use self::placed::Noun;
use self::steps::{Count, Towards};
use super::{Mean, Step, Trace};
use crate::criteria::{Criteria, Proportion};
use crate::exact::Exact;
use crate::formula::Name;
use crate::policy::Scale;
use crate::text::Text;

/// What surrounds a step and changes its sentence.
#[derive(Clone, Copy)]
struct Setting<'a> {
    /// Unit of the result.
    unit: Option<&'a Text>,
    /// What levels are worth; unknown to a step by itself.
    scale: Option<&'a Scale>,
    /// What the criteria judge; unknown to a step by itself.
    criteria: Option<&'a Criteria>,
    /// What the value is called.
    noun: Noun,
    /// Whether a place between two levels counts as the lower one.
    stepped: bool,
    /// What measures, series and events are called.
    name_of: &'a dyn Fn(&Name) -> Text,
}

/// A name as it stands in formulas and conditions.
fn plain(name: &Name) -> Text {
    Text::new(name.as_str(), name.as_str())
}

impl Trace {
    /// Each step in words, last what it rests on: rounding, policies, definition and framework.
    pub fn sentences(&self) -> Vec<Text> {
        self.sentences_named(&plain)
    }

    /// As [`Trace::sentences`], with words for the names of measures, series and events, such as their labels.
    pub fn sentences_named(&self, name_of: &dyn Fn(&Name) -> Text) -> Vec<Text> {
        let setting = Setting {
            unit: self.subject.unit.as_ref(),
            scale: Some(self.policies.scale()),
            criteria: Some(&self.measurement.criteria),
            noun: Noun::Result,
            stepped: false,
            name_of,
        };
        let mut told = told(&self.steps, setting);
        told.extend(basis::basis(self));
        told
    }

    /// All sentences as one text; in English each ends with a full stop.
    pub fn sentence(&self) -> Text {
        let told = self.sentences();
        let thai = told.iter().map(|t| t.th.as_str()).collect::<Vec<_>>().join(" ");
        let english = told.iter().map(|t| format!("{}.", t.en)).collect::<Vec<_>>().join(" ");
        Text::new(thai, english)
    }
}

impl Step {
    /// The step in words; `unit` is the unit of the result.
    pub fn words(&self, unit: Option<&Text>) -> Text {
        let setting =
            Setting { unit, scale: None, criteria: None, noun: Noun::Result, stepped: false, name_of: &plain };
        words(self, &setting)
    }
}

/// The sentences of steps that belong together. A reported value is told with what becomes of it, and the rounding
/// with what the score rests on.
fn told(steps: &[Step], setting: Setting<'_>) -> Vec<Text> {
    let percent = Text::new("ร้อยละ", "percent");
    let mut setting = setting;
    match setting.criteria {
        Some(Criteria::Rank(_)) => setting.noun = Noun::Rank,
        Some(Criteria::Proportion(Proportion::TwoSided { .. })) => setting.noun = Noun::Deviation,
        Some(Criteria::Proportion(Proportion::OneSided { .. })) => setting.unit = Some(&percent),
        _ => {}
    }
    let mut told = Vec::with_capacity(steps.len());
    for (i, step) in steps.iter().enumerate() {
        setting.stepped = matches!(steps.get(i + 1), Some(Step::Stepped { .. }));
        if !matches!(step, Step::Given { .. } | Step::Rounded { .. }) {
            told.push(words(step, &setting));
        }
    }
    told
}

fn words(step: &Step, setting: &Setting<'_>) -> Text {
    match step {
        Step::Given { value } => {
            let value = amount(value, setting.unit);
            Text::new(format!("ผลที่รายงานคือ {}", value.th), format!("The result reported is {}", value.en))
        }
        Step::Computed { formula, substituted, value } => {
            let value = amount(value, setting.unit);
            Text::new(
                format!("คำนวณตามสูตร {formula} = {substituted} {}", equals(&value.th)),
                format!("By the formula, {formula} = {substituted} {}", equals(&value.en)),
            )
        }
        Step::Share { first, second, percent } => placed::share(first, second, percent),
        Step::Deviation { actual, ideal, deviation } => placed::deviation(actual, ideal, deviation),
        Step::Placed { value, levels, placement } => placed::placed(value, levels, placement, setting),
        Step::Stepped { level, points } => placed::stepped(*level, points),
        Step::Counted { done, count, level, partial, points } => {
            let partial = partial.as_ref();
            Count { done: *done, rule: *count, level: *level, partial, score: points }.words(setting)
        }
        Step::Level { level, conditions, holds } => steps::level(*level, conditions, *holds, setting),
        Step::Reached { level, points } => steps::reached(*level, points),
        Step::Towards { level, measure, series, found, from, to, part, points } => {
            let series = series.as_ref();
            Towards { next: *level, measure, series, found, from, to, part, score: points }.words(setting)
        }
        Step::Banded { rank, band } => placed::banded(rank, band),
        Step::Part { id, name, steps, .. } => part(id, name, steps, setting),
        Step::Averaged { rows, base, points, .. } => averaged(rows, base, points),
        Step::Rounded { exact, official: score } => rounded(exact, &Exact::from(*score)),
    }
}

/// A sub-indicator: its own sentences, which end with its score.
fn part(id: &str, name: &Text, steps: &[Step], setting: &Setting<'_>) -> Text {
    let criteria = match setting.criteria {
        Some(Criteria::Composite(whole)) => whole.parts().iter().find(|p| p.id == id).map(|p| &p.measurement.criteria),
        _ => None,
    };
    // The unit is that of the whole indicator; sub-indicators have none of their own.
    let own = told(steps, Setting { unit: None, criteria, noun: Noun::Result, ..*setting });
    let titled = |name: &str| if name.is_empty() { id.to_owned() } else { format!("{id} {name}") };
    let thai: Vec<&str> = own.iter().map(|t| t.th.as_str()).collect();
    let english: Vec<&str> = own.iter().map(|t| t.en.as_str()).collect();
    Text::new(
        format!("ตัวชี้วัดย่อย {}: {}", titled(&name.th), thai.join(" ")),
        format!("Sub-indicator {}: {}", titled(name.english()), english.join("; ")),
    )
}

fn averaged(rows: &[Mean], base: &Exact, score: &Exact) -> Text {
    let rows: Vec<String> = rows.iter().map(|r| format!("{} × {}", figure(&r.weight), points(&r.score))).collect();
    let sum = format!("({}) ÷ {} = {}", rows.join(" + "), figure(base), points(score));
    Text::new(format!("เฉลี่ยถ่วงน้ำหนัก: {sum}"), format!("Weighted average: {sum}"))
}

fn rounded(exact: &Exact, score: &Exact) -> Text {
    let shown = points(score);
    if exact == score {
        return Text::new(format!("คะแนน {shown}"), format!("The score is {shown}"));
    }
    Text::new(
        format!("ปัดเศษครั้งเดียวเป็นทศนิยม 4 ตำแหน่ง ได้ {shown} คะแนน"),
        format!("Rounded once to four decimals: {shown}"),
    )
}
