//! Sentences about the steps of a milestone and the conditions of a hybrid.

use super::Setting;
use super::figures::{figure, listed, points};
use super::placed::{Way, in_proportion, times};
use crate::criteria::{Condition, Direction};
use crate::exact::Exact;
use crate::formula::Name;
use crate::policy::MilestoneCount;
use crate::score::Checked;
use crate::text::Text;

/// How the steps of a milestone were counted.
pub(super) struct Count<'a> {
    pub done: [bool; 5],
    pub rule: MilestoneCount,
    pub level: u8,
    pub partial: Option<&'a Exact>,
    pub score: &'a Exact,
}

impl Count<'_> {
    pub(super) fn words(&self, setting: &Setting<'_>) -> Text {
        let (level, score) = (self.level, points(self.score));
        let numbers = |wanted: bool| -> Vec<String> {
            let steps = (1..).zip(self.done).filter(|(_, done)| *done == wanted);
            steps.map(|(number, _): (u8, bool)| number.to_string()).collect()
        };
        let (done, open) = (numbers(true), numbers(false));
        let Some(gap) = open.first() else {
            return Text::new(
                format!("ทำสำเร็จครบทั้ง 5 ขั้นตอน ได้ {score} คะแนน"),
                format!("All five steps are done, which scores {score}"),
            );
        };
        if done.is_empty() {
            return Text::new(
                format!("ยังไม่มีขั้นตอนใดสำเร็จ ได้ {score} คะแนน"),
                format!("No step is done, which scores {score}"),
            );
        }
        let list = listed(&done);
        let (steps, are) = if done.len() == 1 { ("Step", "is") } else { ("Steps", "are") };
        if self.rule == MilestoneCount::Count {
            return Text::new(
                format!("ทำสำเร็จขั้นตอนที่ {} นับทุกขั้นตอนที่สำเร็จได้ {level} ขั้นตอน ได้ {score} คะแนน", list.th),
                format!("{steps} {} {are} done; counting every step done makes {level}, which scores {score}", list.en),
            );
        }
        let counted = Text::new(
            format!("ทำสำเร็จขั้นตอนที่ {} แต่ขั้นตอนที่ {gap} ยังไม่สำเร็จ นับต่อเนื่องจากขั้นตอนแรกได้ {level} ขั้นตอน", list.th),
            format!(
                "{steps} {} {are} done but step {gap} is not; counting from the first up to the gap makes {level}",
                list.en
            ),
        );
        let Some(part) = self.partial else {
            return Text::new(
                format!("{} ได้ {score} คะแนน", counted.th),
                format!("{}, which scores {score}", counted.en),
            );
        };
        let sum = Way { level, part, score: self.score }.rung(setting).map_or_else(String::new, |(lower, more)| {
            format!(": {} + {}{}", figure(&lower), figure(part), times(&more))
        });
        let part = figure(part);
        Text::new(
            format!("{} และขั้นตอนที่ {gap} ทำแล้ว {part} ส่วน{sum} = {score}", counted.th),
            format!("{}, and {part} of step {gap} is done{sum} = {score}", counted.en),
        )
    }
}

impl Condition {
    /// The condition in words: `model_villages ≥ 1,755`.
    pub fn words(&self) -> Text {
        self.words_named(&super::plain)
    }

    /// As [`Condition::words`], with words for the names of measures, series and events, such as their labels.
    pub fn words_named(&self, name_of: &dyn Fn(&Name) -> Text) -> Text {
        let Some(threshold) = self.threshold() else {
            let Self::Event(name) = self else { return Text::default() };
            let name = name_of(name);
            return Text::new(format!("{} เกิดขึ้นแล้ว", name.th), format!("{} has taken place", name.english()));
        };
        let sign = match threshold.direction {
            Direction::Higher => "≥",
            Direction::Lower => "≤",
        };
        let measured = measured(threshold.measure, threshold.series, name_of);
        let value = figure(threshold.value);
        Text::new(format!("{} {sign} {value}", measured.th), format!("{} {sign} {value}", measured.en))
    }
}

/// The measure, or its margin over a series: `sales − national_sales`.
fn measured(measure: &Name, series: Option<&Name>, name_of: &dyn Fn(&Name) -> Text) -> Text {
    let own = name_of(measure);
    match series.map(name_of) {
        Some(series) => {
            Text::new(format!("{} − {}", own.th, series.th), format!("{} − {}", own.english(), series.english()))
        }
        None => Text::new(own.th.clone(), own.english()),
    }
}

pub(super) fn level(level: u8, conditions: &[Checked], holds: bool, setting: &Setting<'_>) -> Text {
    let told: Vec<Text> = conditions.iter().filter(|c| c.holds == holds).map(|c| checked(c, setting)).collect();
    let thai = told.iter().map(|t| t.th.as_str()).collect::<Vec<_>>().join(" และ ");
    let english = told.iter().map(|t| t.en.as_str()).collect::<Vec<_>>().join(" and ");
    if holds {
        Text::new(format!("ระดับ {level} ครบตามเงื่อนไข {thai}"), format!("Level {level} holds: {english}"))
    } else {
        Text::new(format!("ระดับ {level} ยังขาดเงื่อนไข {thai}"), format!("Level {level} still lacks {english}"))
    }
}

fn checked(checked: &Checked, setting: &Setting<'_>) -> Text {
    let words = checked.condition.words_named(setting.name_of);
    let found = match (&checked.found, &checked.condition) {
        (Some(found), _) => {
            let found = figure(found);
            Text::new(format!(" (พบ {found})"), format!(" (found {found})"))
        }
        (None, Condition::Event(_)) => Text::default(),
        (None, _) => Text::new(" (ยังไม่มีรายงาน)", " (not reported)"),
    };
    Text::new(format!("“{}”{}", words.th, found.th), format!("“{}”{}", words.en, found.en))
}

pub(super) fn reached(level: u8, score: &Exact) -> Text {
    let score = points(score);
    if level == 0 {
        return Text::new(
            format!("จึงยังไม่ถึงระดับ 1 ได้ {score} คะแนน"),
            format!("So level 1 is not reached, which scores {score}"),
        );
    }
    Text::new(
        format!("จึงถึงระดับ {level} ได้ {score} คะแนน"),
        format!("So level {level} is reached, which scores {score}"),
    )
}

/// The way from one level of a hybrid to the next.
pub(super) struct Towards<'a> {
    pub next: u8,
    pub measure: &'a Name,
    pub series: Option<&'a Name>,
    pub found: &'a Exact,
    pub from: &'a Exact,
    pub to: &'a Exact,
    pub part: &'a Exact,
    pub score: &'a Exact,
}

impl Towards<'_> {
    pub(super) fn words(&self, setting: &Setting<'_>) -> Text {
        let (next, level) = (self.next, self.next.saturating_sub(1));
        let measured = measured(self.measure, self.series, setting.name_of);
        let [found, from, to] = [self.found, self.from, self.to].map(figure);
        let between = Text::new(
            format!("{} {found} อยู่ระหว่างเงื่อนไขของระดับ {level} ({from}) กับระดับ {next} ({to})", measured.th),
            format!(
                "{} {found} lies between the conditions of level {level} ({from}) and level {next} ({to})",
                measured.en
            ),
        );
        let direction = if self.from < self.to { Direction::Higher } else { Direction::Lower };
        let way = Way { level, part: self.part, score: self.score };
        let sum = way.calculated(self.found, self.from, self.to, direction, setting);
        in_proportion(&between, sum, &points(self.score))
    }
}
