//! Sentences about a value on levels, a rank in a band, and a proportion.

use super::Setting;
use super::figures::{amount, figure, is_percent, operand, points};
use crate::criteria::{Band, Direction, Levels, Placement, Position};
use crate::exact::Exact;
use crate::text::Text;

/// What a value is called in its sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noun {
    /// The result, in its unit.
    Result,
    /// A rank.
    Rank,
    /// The distance from an ideal.
    Deviation,
}

/// `ผล 2,600 ราย`, `อันดับ 44`.
fn subject(value: &Exact, setting: &Setting<'_>) -> Text {
    let plain = amount(value, None);
    match setting.noun {
        Noun::Rank => Text::new(format!("อันดับ {}", plain.th), format!("Rank {}", plain.en)),
        Noun::Deviation => Text::new(format!("ส่วนต่าง {}", plain.th), format!("The difference {}", plain.en)),
        Noun::Result => {
            let amount = amount(value, setting.unit);
            let space = if setting.unit.is_some_and(is_percent) { "" } else { " " };
            Text::new(format!("ผล{space}{}", amount.th), format!("The result {}", amount.en))
        }
    }
}

pub(super) fn placed(value: &Exact, levels: &Levels, placement: &Placement, setting: &Setting<'_>) -> Text {
    let (who, score) = (subject(value, setting), points(&placement.score));
    let at = |level: u8| figure(levels.value(level));
    match &placement.position {
        Position::BelowFirst => Text::new(
            format!("{} ยังไม่ถึงระดับ 1 ({}) ได้ {score} คะแนน", who.th, at(1)),
            format!("{} falls short of level 1 ({}) and scores {score}", who.en, at(1)),
        ),
        Position::AboveFifth => Text::new(
            format!("{} ดีกว่าระดับ 5 ({}) ได้ {score} คะแนน", who.th, at(5)),
            format!("{} is better than level 5 ({}) and scores {score}", who.en, at(5)),
        ),
        Position::AtLevel(level) => Text::new(
            format!("{} เท่ากับระดับ {level} พอดี ได้ {score} คะแนน", who.th),
            format!("{} is exactly on level {level} and scores {score}", who.en),
        ),
        Position::Between { level, part } => {
            let next = level.saturating_add(1);
            let between = Text::new(
                format!("{} อยู่ระหว่างระดับ {level} ({}) กับระดับ {next} ({})", who.th, at(*level), at(next)),
                format!("{} lies between level {level} ({}) and level {next} ({})", who.en, at(*level), at(next)),
            );
            if setting.stepped {
                return between;
            }
            let way = Way { level: *level, part, score: &placement.score };
            let sum = way.calculated(value, levels.value(*level), levels.value(next), levels.direction(), setting);
            in_proportion(&between, sum, &score)
        }
    }
}

/// A place between two levels, `part` of the way up from the lower one.
pub(super) struct Way<'a> {
    pub level: u8,
    pub part: &'a Exact,
    pub score: &'a Exact,
}

impl Way<'_> {
    /// Points of the lower level and how many the next one has more. Without the scale they are only known where a
    /// level is worth its own number.
    pub(super) fn rung(&self, setting: &Setting<'_>) -> Option<(Exact, Exact)> {
        if let Some(scale) = setting.scale {
            let lower = scale.points(self.level);
            return Some((lower.clone(), scale.points(self.level.saturating_add(1)) - lower));
        }
        let lower = Exact::whole(self.level.into());
        (&lower + self.part == *self.score).then(|| (lower, Exact::one()))
    }

    /// `3 + (2,600 − 2,400) ÷ (2,700 − 2,400) = 3.6667`, with differences that are not negative.
    pub(super) fn calculated(
        &self,
        found: &Exact,
        from: &Exact,
        to: &Exact,
        direction: Direction,
        setting: &Setting<'_>,
    ) -> Option<String> {
        let (lower, more) = self.rung(setting)?;
        let difference = |a: &Exact, b: &Exact| match direction {
            Direction::Higher => format!("({} − {})", operand(a), operand(b)),
            Direction::Lower => format!("({} − {})", operand(b), operand(a)),
        };
        Some(format!(
            "{} + {} ÷ {}{} = {}",
            figure(&lower),
            difference(found, from),
            difference(to, from),
            times(&more),
            points(self.score)
        ))
    }
}

/// ` × 20`; nothing where levels are one point apart.
pub(super) fn times(more: &Exact) -> String {
    if *more == Exact::one() { String::new() } else { format!(" × {}", figure(more)) }
}

/// The place between two levels, and the points it gives.
pub(super) fn in_proportion(between: &Text, sum: Option<String>, score: &str) -> Text {
    match sum {
        Some(sum) => {
            Text::new(format!("{} เทียบบัญญัติไตรยางศ์: {sum}", between.th), format!("{}; in proportion: {sum}", between.en))
        }
        None => Text::new(
            format!("{} เทียบบัญญัติไตรยางศ์ได้ {score} คะแนน", between.th),
            format!("{}; in proportion that scores {score}", between.en),
        ),
    }
}

pub(super) fn stepped(level: u8, score: &Exact) -> Text {
    let score = points(score);
    Text::new(
        format!("อันดับระหว่างสองระดับนับเป็นระดับที่ต่ำกว่า จึงนับเป็นระดับ {level} ได้ {score} คะแนน"),
        format!("A rank between two levels counts as the lower one, so this is level {level} and scores {score}"),
    )
}

pub(super) fn banded(rank: &Exact, band: &Band) -> Text {
    let (shown, counted, score) = (figure(rank), rank.ceil(), points(&band.score));
    let whole = |rank: u64| figure(&Exact::from(num_rational::BigRational::from_integer(rank.into())));
    let (first, last) = (whole(band.from), band.to.map(whole));
    let ranks = match last {
        None => Text::new(format!("ช่วงตั้งแต่อันดับ {first} เป็นต้นไป"), format!("the band from rank {first} on")),
        Some(last) if last == first => {
            Text::new(format!("ช่วงอันดับ {first} เพียงอันดับเดียว"), format!("the band of rank {first} alone"))
        }
        Some(last) => Text::new(format!("ช่วงอันดับ {first} ถึง {last}"), format!("the band of ranks {first} to {last}")),
    };
    let counts = if counted == *rank {
        Text::default()
    } else {
        let counted = figure(&counted);
        Text::new(format!("นับเป็นอันดับ {counted} "), format!("counts as rank {counted}, "))
    };
    Text::new(
        format!("อันดับ {shown} {}อยู่ใน{} ได้ {score} คะแนน", counts.th, ranks.th),
        format!("Rank {shown} {}lies in {} and scores {score}", counts.en, ranks.en),
    )
}

pub(super) fn share(first: &Exact, second: &Exact, percent: &Exact) -> Text {
    let [first, second, percent] = [first, second, percent].map(figure);
    Text::new(
        format!("สัดส่วน {first} : {second} คิดเป็นส่วนแรกร้อยละ\u{a0}{percent} ของทั้งสองส่วน"),
        format!("The proportion {first} : {second} makes the first part {percent}\u{a0}percent of both"),
    )
}

pub(super) fn deviation(actual: &Exact, ideal: &Exact, deviation: &Exact) -> Text {
    let [actual, ideal, deviation] = [actual, ideal, deviation].map(figure);
    Text::new(
        format!("ร้อยละ\u{a0}{actual} ต่างจากค่าที่เหมาะสมร้อยละ\u{a0}{ideal} อยู่ {deviation} จุดร้อยละ"),
        format!("{actual}\u{a0}percent is {deviation} percentage points away from the ideal {ideal}\u{a0}percent"),
    )
}
