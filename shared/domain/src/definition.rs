//! The indicator template (รายละเอียดตัวชี้วัด): everything agreed about one indicator (domain rules 4.1).

use serde::{Deserialize, Serialize};

use crate::agreement::MAX_TEXT;
use crate::calendar::{FiscalYear, Round};
use crate::criteria::{Criteria, CriteriaError, Measurement};
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::formula::Unit;
use crate::text::Text;

/// Most years of baseline.
pub const MAX_BASELINE: usize = 30;
/// Most people named in one definition.
pub const MAX_CONTACTS: usize = 30;

/// The value of one earlier year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineYear {
    /// Year.
    pub fiscal_year: FiscalYear,
    /// Its value, in the indicator's unit.
    pub value: Exact,
}

/// What somebody has to do with an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// ผู้กำกับดูแลตัวชี้วัด.
    Supervisor,
    /// ผู้จัดเก็บข้อมูล.
    DataKeeper,
    /// กลุ่มพัฒนาระบบบริหาร (กพร.).
    PaUnit,
}

/// Who is responsible, and how to reach them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// What they do.
    pub duty: Duty,
    /// Name or position.
    pub name: Text,
    /// Telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub telephone: String,
    /// E-mail.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// Activity they are responsible for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub activity: String,
    /// Rounds they serve in; empty is all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<Round>,
}

/// When an indicator counts, and with what weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// First round it is in force.
    #[serde(default = "first")]
    pub starts: Round,
    /// Round from which it is cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_from: Option<Round>,
    /// Weights of rounds 6, 9 and 12 where they differ from the indicator's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<[Exact; 3]>,
}

fn first() -> Round {
    Round::Six
}

impl Default for Schedule {
    fn default() -> Self {
        Self { starts: first(), cancelled_from: None, weights: None }
    }
}

impl Schedule {
    /// Whether it is due in a round: started and not cancelled.
    pub fn in_force(&self, round: Round) -> bool {
        self.starts <= round && !self.cancelled(round)
    }

    /// Whether it is cancelled in a round.
    pub fn cancelled(&self, round: Round) -> bool {
        self.cancelled_from.is_some_and(|from| from <= round)
    }

    /// Its weight in a round, given the indicator's own.
    pub fn weight(&self, round: Round, own: &Exact) -> Exact {
        let place = match round {
            Round::Six => 0,
            Round::Nine => 1,
            Round::Twelve => 2,
        };
        self.weights.as_ref().map_or_else(|| own.clone(), |weights| weights[place].clone())
    }
}

/// How an indicator is defined, measured and judged; a change is the next version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Version, from 1.
    #[serde(default = "one")]
    pub version: u32,
    /// คำอธิบาย.
    #[serde(default, skip_serializing_if = "empty")]
    pub explanation: Text,
    /// นิยาม.
    #[serde(default, skip_serializing_if = "empty")]
    pub meaning: Text,
    /// ขอบเขตการประเมิน.
    #[serde(default, skip_serializing_if = "empty")]
    pub scope: Text,
    /// ประชากรกลุ่มเป้าหมาย.
    #[serde(default, skip_serializing_if = "empty")]
    pub target_population: Text,
    /// ประเด็นยุทธศาสตร์.
    #[serde(default, skip_serializing_if = "empty")]
    pub strategy: Text,
    /// เป้าประสงค์.
    #[serde(default, skip_serializing_if = "empty")]
    pub goal: Text,
    /// Base variables, formula and criteria.
    pub measurement: Measurement,
    /// ช่วงปรับ +/− n per point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Exact>,
    /// เงื่อนไข.
    #[serde(default, skip_serializing_if = "empty")]
    pub conditions: Text,
    /// ข้อมูลพื้นฐาน, oldest year first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub baseline: Vec<BaselineYear>,
    /// แหล่งข้อมูล.
    #[serde(default, skip_serializing_if = "empty")]
    pub source: Text,
    /// วิธีการจัดเก็บ.
    #[serde(default, skip_serializing_if = "empty")]
    pub collection: Text,
    /// Data set that feeds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dataset: Option<String>,
    /// Rounds it counts in.
    #[serde(default)]
    pub schedule: Schedule,
    /// Supervisors, data keepers and reviewers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// Joint indicator it contributes to (ตัวชี้วัดร่วม), by its number in the matrix.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint: Option<String>,
    /// ตัวชี้วัดฝาก: another central agency's indicator carried in the agreement.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deposited: bool,
    /// Stands in for something that cannot be measured itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proxy: bool,
}

fn one() -> u32 {
    1
}

fn empty(text: &Text) -> bool {
    text.th.is_empty() && text.en.is_empty()
}

/// What is wrong with a definition.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DefinitionError {
    /// Version 0.
    #[error("definition versions begin at 1: number it 1 or higher")]
    Version,
    /// A text that is too long.
    #[error("{0} has more than 4000 characters: shorten it")]
    Text(&'static str),
    /// Baseline years not rising, or too many.
    #[error("baseline years must rise, at most 30 of them: year {0} does not follow")]
    Baseline(FiscalYear),
    /// Cancelled before it starts.
    #[error("the indicator is cancelled from round {cancelled} but starts in round {starts}: correct one of them")]
    Cancelled {
        /// First round.
        starts: Round,
        /// Round of cancellation.
        cancelled: Round,
    },
    /// A weight for a round that is negative or above 100.
    #[error("weight {weight} of round {round} is not within 0 to 100: correct it")]
    RoundWeight {
        /// Which round.
        round: Round,
        /// As given.
        weight: Exact,
    },
    /// An interval that is none.
    #[error("an interval of {0} per point moves no level: give one above zero")]
    Interval(Exact),
    /// Too many people, or one without a name.
    #[error("contact {0} has no name or there are more than 30: name each, or leave some out")]
    Contact(usize),
    /// A formula or criteria that cannot be agreed.
    #[error(transparent)]
    Criteria(#[from] CriteriaError),
}

impl Definition {
    /// Criteria alone, everything else empty.
    pub fn of(criteria: Criteria) -> Self {
        Self {
            version: 1,
            explanation: Text::default(),
            meaning: Text::default(),
            scope: Text::default(),
            target_population: Text::default(),
            strategy: Text::default(),
            goal: Text::default(),
            measurement: Measurement::of(criteria),
            interval: None,
            conditions: Text::default(),
            baseline: Vec::new(),
            source: Text::default(),
            collection: Text::default(),
            dataset: None,
            schedule: Schedule::default(),
            contacts: Vec::new(),
            joint: None,
            deposited: false,
            proxy: false,
        }
    }

    /// Mean of the baseline, shown with it (domain rules 4.1); `None` without one.
    pub fn baseline_mean(&self) -> Option<Exact> {
        let sum: Exact = self.baseline.iter().map(|b| &b.value).sum();
        sum.checked_div(&Exact::whole(i64::try_from(self.baseline.len()).unwrap_or(i64::MAX)))
    }

    /// Every defect at once; the unit of the indicator is what its formula must give.
    pub fn defects(&self, unit: &Text) -> Vec<DefinitionError> {
        let mut out = Vec::new();
        if self.version == 0 {
            out.push(DefinitionError::Version);
        }
        let texts = [
            (&self.explanation, "the explanation"),
            (&self.meaning, "the definition"),
            (&self.scope, "the scope"),
            (&self.target_population, "the target population"),
            (&self.strategy, "the strategy"),
            (&self.goal, "the goal"),
            (&self.conditions, "the conditions"),
            (&self.source, "the source"),
            (&self.collection, "the collection"),
        ];
        let long = |t: &Text| t.th.chars().count() > MAX_TEXT || t.en.chars().count() > MAX_TEXT;
        out.extend(texts.iter().filter(|(text, _)| long(text)).map(|(_, what)| DefinitionError::Text(what)));
        if self.interval.as_ref().is_some_and(|n| *n <= Exact::zero()) {
            out.extend(self.interval.clone().map(DefinitionError::Interval));
        }
        let follows = self.baseline.windows(2).find(|pair| pair[0].fiscal_year >= pair[1].fiscal_year);
        out.extend(follows.map(|pair| DefinitionError::Baseline(pair[1].fiscal_year)));
        out.extend(self.baseline.get(MAX_BASELINE).map(|extra| DefinitionError::Baseline(extra.fiscal_year)));
        self.schedule_defects(&mut out);
        let nameless = self.contacts.iter().position(|c| c.name.th.trim().is_empty() || long(&c.name));
        if let Some(place) = nameless.or((self.contacts.len() > MAX_CONTACTS).then_some(MAX_CONTACTS)) {
            out.push(DefinitionError::Contact(place + 1));
        }
        out.extend(
            self.measurement.defects(Unit::of_result(&unit.th).as_ref()).into_iter().map(DefinitionError::Criteria),
        );
        out
    }

    fn schedule_defects(&self, out: &mut Vec<DefinitionError>) {
        let schedule = &self.schedule;
        if let Some(cancelled) = schedule.cancelled_from.filter(|from| *from < schedule.starts) {
            out.push(DefinitionError::Cancelled { starts: schedule.starts, cancelled });
        }
        for (round, weight) in Round::ALL.into_iter().zip(schedule.weights.iter().flatten()) {
            if weight.is_negative() || *weight > Exact::whole(100) {
                out.push(DefinitionError::RoundWeight { round, weight: weight.clone() });
            }
        }
    }
}

impl Explain for DefinitionError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Criteria(error) => return error.explain(),
            Self::Version => (
                "definition-version",
                "version".to_owned(),
                Text::new("ฉบับของรายละเอียดตัวชี้วัดเริ่มที่ 1", "definition versions begin at 1"),
                Text::new("กรุณาระบุฉบับตั้งแต่ 1 ขึ้นไป", "number it 1 or higher"),
            ),
            Self::Text(what) => (
                "definition-text",
                (*what).to_owned(),
                Text::new("ข้อความยาวเกิน 4,000 ตัวอักษร", format!("{what} has more than 4,000 characters")),
                Text::new("กรุณาย่อข้อความ", "shorten it"),
            ),
            Self::Baseline(year) => (
                "definition-baseline",
                format!("baseline {year}"),
                Text::new(
                    format!("ปีของข้อมูลพื้นฐานต้องเรียงจากน้อยไปมาก ไม่ซ้ำกัน และไม่เกิน 30 ปี ปี {year} ไม่เป็นเช่นนั้น"),
                    format!("baseline years must rise, at most 30 of them; year {year} does not follow"),
                ),
                Text::new("กรุณาเรียงปีใหม่หรือตัดปีที่ซ้ำ", "put the years in order or remove the repeated one"),
            ),
            Self::Cancelled { starts, cancelled } => (
                "definition-cancelled",
                "schedule".to_owned(),
                Text::new(
                    format!("ตัวชี้วัดถูกยกเลิกตั้งแต่รอบ {cancelled} เดือน แต่เริ่มใช้รอบ {starts} เดือน"),
                    format!("cancelled from round {cancelled} but starting in round {starts}"),
                ),
                Text::new("กรุณาแก้รอบใดรอบหนึ่ง", "correct one of the rounds"),
            ),
            Self::RoundWeight { round, weight } => (
                "definition-round-weight",
                format!("schedule weights {round}"),
                Text::new(
                    format!("น้ำหนัก {weight} ของรอบ {round} เดือน อยู่นอกช่วง 0 ถึง 100"),
                    format!("weight {weight} of round {round} is not within 0 to 100"),
                ),
                Text::new("กรุณาแก้น้ำหนัก", "correct the weight"),
            ),
            Self::Interval(n) => (
                "definition-interval",
                "interval".to_owned(),
                Text::new(
                    format!("ช่วงปรับ {n} ต่อ 1 คะแนน ต้องมากกว่าศูนย์"),
                    format!("an interval of {n} per point must be above zero"),
                ),
                Text::new("กรุณาระบุช่วงปรับที่มากกว่าศูนย์", "give one above zero"),
            ),
            Self::Contact(place) => (
                "definition-contact",
                format!("contacts {place}"),
                Text::new(
                    format!("ผู้รับผิดชอบลำดับที่ {place} ไม่มีชื่อ หรือมีเกิน 30 ราย"),
                    format!("contact {place} has no name, or there are more than 30"),
                ),
                Text::new("กรุณาระบุชื่อหรือตำแหน่ง", "name each, or leave some out"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::Levels;

    fn definition() -> Definition {
        let levels = Levels::new([60, 65, 70, 75, 80].map(Exact::whole)).unwrap();
        Definition::of(Criteria::levels(levels))
    }

    fn year(number: u16, value: i64) -> BaselineYear {
        BaselineYear { fiscal_year: FiscalYear::new(number).unwrap(), value: Exact::whole(value) }
    }

    #[test]
    fn a_schedule_says_when_an_indicator_counts_and_how_much() {
        let own = Exact::whole(10);
        let schedule = Schedule { starts: Round::Nine, cancelled_from: Some(Round::Twelve), weights: None };
        assert_eq!(Round::ALL.map(|r| schedule.in_force(r)), [false, true, false]);
        assert_eq!(Round::ALL.map(|r| schedule.cancelled(r)), [false, false, true]);
        assert_eq!(schedule.weight(Round::Nine, &own), own);
        let weights = Some([0, 5, 15].map(Exact::whole));
        let schedule = Schedule { weights, ..Schedule::default() };
        assert_eq!(Round::ALL.map(|r| schedule.weight(r, &own)), [0, 5, 15].map(Exact::whole));
        assert_eq!(Round::ALL.map(|r| schedule.in_force(r)), [true; 3]);
    }

    #[test]
    fn the_mean_of_the_baseline_is_exact() {
        let mut d = definition();
        assert_eq!(d.baseline_mean(), None);
        d.baseline = vec![year(2552, 90), year(2553, 85), year(2554, 81)];
        assert_eq!(d.baseline_mean().map(|m| m.fraction()), Some("256/3".into()));
        assert_eq!(d.defects(&Text::default()), []);
    }

    #[test]
    fn every_defect_is_named_and_explained_in_both_languages() {
        let mut d = definition();
        d.version = 0;
        d.goal = Text::new("ก".repeat(MAX_TEXT + 1), "");
        d.interval = Some(Exact::zero());
        d.baseline = vec![year(2553, 1), year(2553, 2)];
        d.schedule.starts = Round::Twelve;
        d.schedule.cancelled_from = Some(Round::Nine);
        d.schedule.weights = Some([Exact::whole(-1), Exact::whole(100), Exact::ratio(1001, 10).unwrap()]);
        d.contacts = vec![Contact {
            duty: Duty::PaUnit,
            name: Text::new(" ", ""),
            telephone: String::new(),
            email: String::new(),
            activity: String::new(),
            rounds: Vec::new(),
        }];
        let codes: Vec<_> = d.defects(&Text::default()).iter().map(|e| e.explain().code).collect();
        assert_eq!(
            codes,
            [
                "definition-version",
                "definition-text",
                "definition-interval",
                "definition-baseline",
                "definition-cancelled",
                "definition-round-weight",
                "definition-round-weight",
                "definition-contact",
            ]
        );
        for error in d.defects(&Text::default()) {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
            }
        }
    }

    #[test]
    fn a_formula_must_fit_its_variables_the_unit_and_the_criteria() {
        let measured = |json: &str| Definition { measurement: serde_json::from_str(json).unwrap(), ..definition() };
        let codes = |d: &Definition, unit: &str| -> Vec<(&'static str, String)> {
            let told = d.defects(&Text::new(unit, "")).into_iter().map(|e| e.explain());
            told.map(|e| (e.code, e.place.field)).collect()
        };
        let formula = |formula: &str| {
            measured(&format!(
                r#"{{"variables":[{{"name":"paid","label":{{"th":"จ่าย","en":""}},"unit":"ล้านบาท","decimals":2}},
                    {{"name":"plan","label":{{"th":"แผน","en":""}},"unit":"ล้านบาท","decimals":2}},
                    {{"name":"staff","label":{{"th":"บุคลากร","en":""}},"unit":"คน","decimals":0}}],
                    "formula":"{formula}","criteria":{{"kind":"levels","values":[1,2,3,4,5]}}}}"#
            ))
        };
        assert_eq!(codes(&formula("percent(paid, plan)"), "ร้อยละ"), []);
        assert_eq!(codes(&formula("paid / plan"), "เท่า"), []);
        assert_eq!(codes(&formula("paid / staff"), "ล้านบาท/คน"), []);
        assert_eq!(codes(&formula("paid / staff"), "ล้านบาท (สะสม)"), [], "a wording that is no unit is not compared");
        let refused =
            |text: &str, unit: &str| codes(&formula(text), unit).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
        assert_eq!(refused("percent(paid, planned)", "ร้อยละ"), ["formula-variable-undeclared"]);
        assert_eq!(refused("paid + staff", "ล้านบาท"), ["formula-unit-clash"]);
        assert_eq!(refused("percent(paid, plan)", "คน"), ["formula-result-unit"]);
        let idle = measured(
            r#"{"formula":"a","variables":[{"name":"a","label":{"th":"ก","en":""},"unit":"1","decimals":0}],
                "events":{"done":{"th":" ","en":""}},
                "criteria":{"kind":"milestone","steps":[{"th":"1"},{"th":"2"},{"th":"3"},{"th":"4"},{"th":"5"}]}}"#,
        );
        assert_eq!(codes(&idle, ""), [("formula-idle", "formula".into()), ("hybrid-event-label", "events".into())]);
        let part = measured(
            r#"{"criteria":{"kind":"composite","weighting":"share","parts":[{"id":"1","weight":1,"measurement":
                {"formula":"a","criteria":{"kind":"levels","values":[1,2,3,4,5]}}}]}}"#,
        );
        let [(code, field)] = &codes(&part, "")[..] else { panic!("one defect") };
        assert_eq!(*code, "formula-variable-undeclared");
        assert!(field.starts_with("parts 1 "), "{field}");
    }

    #[test]
    fn thirty_years_and_thirty_people_are_the_limit() {
        let mut d = definition();
        d.baseline = (0..30).map(|n| year(2500 + n, 1)).collect();
        let contact = Contact {
            duty: Duty::DataKeeper,
            name: Text::new("กลุ่มแผนงาน", ""),
            telephone: String::new(),
            email: String::new(),
            activity: String::new(),
            rounds: Vec::new(),
        };
        d.contacts = vec![contact.clone(); 30];
        assert_eq!(d.defects(&Text::default()), []);
        d.baseline.push(year(2530, 1));
        d.contacts.push(contact);
        let year = FiscalYear::new(2530).unwrap();
        assert_eq!(d.defects(&Text::default()), [DefinitionError::Baseline(year), DefinitionError::Contact(31)]);
    }
}
