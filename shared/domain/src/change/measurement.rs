//! What a measurement says: formula, base variables, events and criteria, sub-indicators included.

use super::Shown;
use super::facts::Facts;
use crate::criteria::{
    Band, Composite, Condition, Criteria, Hybrid, Levels, Measurement, Milestone, Proportion, Weighting,
};
use crate::policy::MilestoneCount;
use crate::text::Text;

/// Place of everything that is said of parts.
const PARTS: usize = 10;

/// Writes down a measurement and what lies below it, at most [`MAX_DEPTH`](crate::criteria::MAX_DEPTH) deep.
pub(super) fn facts(m: &Measurement, section: u32, out: &mut Facts) {
    Writer { section, out }.measurement(m, "", "");
}

struct Writer<'a> {
    section: u32,
    out: &'a mut Facts,
}

/// Where a measurement stands: `part/3.1/`, and `3.1: ` before its labels.
#[derive(Clone, Copy)]
struct At<'a> {
    prefix: &'a str,
    of: &'a str,
}

impl Writer<'_> {
    fn put(&mut self, at: At<'_>, place: usize, path: &str, (th, en): (&str, &str), shown: Shown) {
        let label = Text::new(format!("{}{th}", at.of), format!("{}{en}", at.of));
        // What is said of parts comes last, part by part: places may depend on the path alone.
        let place = if at.prefix.is_empty() { place } else { PARTS };
        self.out.put(self.section, place, format!("{}{path}", at.prefix), label, shown);
    }

    fn measurement(&mut self, m: &Measurement, prefix: &str, of: &str) {
        let at = At { prefix, of };
        for v in &m.variables {
            let (unit, decimals) = (v.unit(), v.decimals());
            let shown = Text::new(
                format!("{} ({unit}, ทศนิยม {decimals} ตำแหน่ง)", v.label().th),
                format!("{} ({unit}, {decimals} decimals)", v.label().english()),
            );
            let label = (format!("ตัวแปร {}", v.name()), format!("Variable {}", v.name()));
            self.put(at, 0, &format!("variables/{}", v.name()), (&label.0, &label.1), Shown::Words(shown));
        }
        if let Some(formula) = &m.formula {
            self.put(at, 1, "formula", ("สูตรการคำนวณ", "Formula"), Shown::plain(formula.source()));
        }
        for (name, words) in &m.events {
            let label = (format!("เหตุการณ์ {name}"), format!("Event {name}"));
            self.put(at, 2, &format!("events/{name}"), (&label.0, &label.1), Shown::Words(words.clone()));
        }
        self.put(at, 3, "criteria", ("เกณฑ์การให้คะแนน", "Scoring criteria"), Shown::Words(kind(&m.criteria)));
        self.criteria(&m.criteria, at);
    }

    fn criteria(&mut self, criteria: &Criteria, at: At<'_>) {
        match criteria {
            Criteria::Levels { values } => self.levels(values, at),
            Criteria::Milestone(milestone) => self.milestone(milestone, at),
            Criteria::Hybrid(hybrid) => self.hybrid(hybrid, at),
            Criteria::RankBands(bands) => {
                bands.bands().iter().for_each(|band| self.band(band, at));
                if let Some(pool) = bands.pool() {
                    let shown = Shown::plain(pool.to_string());
                    self.put(at, 5, "pool", ("จำนวนที่จัดอันดับ", "How many are ranked"), shown);
                }
            }
            Criteria::Rank(rank) => {
                self.levels(rank.levels(), at);
                self.interpolates(rank.interpolates(), at);
            }
            Criteria::Proportion(Proportion::OneSided { levels }) => self.levels(levels, at),
            Criteria::Proportion(Proportion::TwoSided { ideal, deviations }) => {
                self.put(at, 5, "ideal", ("ร้อยละที่เหมาะสม", "Ideal percent"), Shown::number(ideal.clone()));
                self.levels(deviations, at);
            }
            Criteria::Composite(composite) => self.parts(composite, at),
        }
    }

    fn levels(&mut self, levels: &Levels, at: At<'_>) {
        for (level, value) in (1..).zip(levels.values()) {
            self.level(level, Shown::number(value.clone()), at);
        }
    }

    fn level(&mut self, level: usize, shown: Shown, at: At<'_>) {
        let label = (format!("ระดับ {level}"), format!("Level {level}"));
        self.put(at, 4, &format!("levels/{level}"), (&label.0, &label.1), shown);
    }

    fn interpolates(&mut self, yes: bool, at: At<'_>) {
        let label = ("เทียบบัญญัติไตรยางศ์ระหว่างระดับ", "Proportional between levels");
        self.put(at, 5, "interpolate", label, Shown::YesNo(yes));
    }

    fn milestone(&mut self, milestone: &Milestone, at: At<'_>) {
        for (step, words) in (1..).zip(milestone.steps()) {
            self.level(step, Shown::Words(words.clone()), at);
        }
        // Where the criteria leave it to the policy, every policy gives back itself.
        let declared = milestone.count(MilestoneCount::Count);
        if declared == milestone.count(MilestoneCount::Consecutive) {
            let words = match declared {
                MilestoneCount::Consecutive => Text::new("ต่อเนื่องจากขั้นแรก", "consecutive"),
                MilestoneCount::Count => Text::new("ทุกขั้นที่ทำแล้ว", "all that are done"),
                MilestoneCount::ConsecutivePartial => Text::new("ต่อเนื่องและบางส่วนของขั้นถัดไป", "consecutive and partial"),
            };
            self.put(at, 5, "count", ("วิธีนับขั้น", "How steps count"), Shown::Words(words));
        }
    }

    fn hybrid(&mut self, hybrid: &Hybrid, at: At<'_>) {
        for (level, conditions) in (1..).zip(hybrid.levels()) {
            let conditions: Vec<String> = conditions.iter().map(condition).collect();
            self.level(level, Shown::plain(conditions.join("; ")), at);
        }
        self.interpolates(hybrid.interpolates(), at);
    }

    fn band(&mut self, band: &Band, at: At<'_>) {
        let label = (format!("อันดับตั้งแต่ {}", band.from), format!("Ranks from {}", band.from));
        let to = band
            .to
            .map_or_else(|| Text::new("เป็นต้นไป", "and beyond"), |to| Text::new(format!("ถึง {to}"), format!("to {to}")));
        let shown = Text::new(format!("{} {} คะแนน", to.th, band.score), format!("{}: score {}", to.en, band.score));
        let path = format!("bands/{}", band.from);
        self.put(at, 4, &path, (&label.0, &label.1), Shown::Words(shown));
    }

    fn parts(&mut self, composite: &Composite, at: At<'_>) {
        let weighting = match composite.weighting() {
            Weighting::Share => Text::new("แบ่งน้ำหนักของตัวชี้วัด", "shares of the indicator's weight"),
            Weighting::Internal => Text::new("รวมกันเป็นหนึ่ง", "parts of one"),
        };
        self.put(at, 4, "weighting", ("น้ำหนักของตัวชี้วัดย่อย", "Weights of the sub-indicators"), Shown::Words(weighting));
        for part in composite.parts() {
            let prefix = format!("{}part/{}/", at.prefix, part.id);
            let of = format!("{}{}: ", at.of, part.id);
            let inner = At { prefix: &prefix, of: &of };
            self.put(inner, 6, "name", ("ชื่อ", "Name"), Shown::Words(part.name.clone()));
            self.put(inner, 6, "weight", ("น้ำหนัก", "Weight"), Shown::number(part.weight.clone()));
            self.measurement(&part.measurement, &prefix, &of);
        }
    }
}

fn condition(condition: &Condition) -> String {
    match condition {
        Condition::Event(name) => name.to_string(),
        Condition::AtLeast { measure, value } => format!("{measure} ≥ {value}"),
        Condition::AtMost { measure, value } => format!("{measure} ≤ {value}"),
        Condition::Exceeds { measure, series, by } => format!("{measure} − {series} ≥ {by}"),
    }
}

fn kind(criteria: &Criteria) -> Text {
    match criteria {
        Criteria::Levels { .. } => Text::new("ค่าเป้าหมาย 5 ระดับ", "five values"),
        Criteria::Milestone(_) => Text::new("ขั้นตอนความสำเร็จ (milestone)", "milestone"),
        Criteria::Hybrid(_) => Text::new("เงื่อนไขในแต่ละระดับ", "conditions for each level"),
        Criteria::RankBands(_) => Text::new("ช่วงอันดับ", "bands of ranks"),
        Criteria::Rank(_) => Text::new("อันดับ", "rank"),
        Criteria::Proportion(Proportion::OneSided { .. }) => Text::new("สัดส่วน", "proportion"),
        Criteria::Proportion(Proportion::TwoSided { .. }) => {
            Text::new("สัดส่วนที่เข้าใกล้ค่าที่เหมาะสม", "distance from an ideal")
        }
        Criteria::Composite(_) => Text::new("ตัวชี้วัดย่อย", "sub-indicators"),
    }
}
