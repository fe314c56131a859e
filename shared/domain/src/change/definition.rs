//! The difference of two definitions of an indicator: which fields of the template changed (domain rules 4.1).

use super::facts::{Facts, compare};
use super::{Difference, Shown, measurement};
use crate::agreement::{Indicator, Tier};
use crate::calendar::Round;
use crate::definition::{Contact, Definition, Duty};
use crate::text::Text;

/// What the second template says otherwise than the first. Its version is not compared: every change has the next one.
pub fn definitions(before: &Indicator, after: &Indicator) -> Difference {
    compare(facts(before), facts(after))
}

fn facts(of: &Indicator) -> Facts {
    let mut facts = Facts::default();
    facts.put(0, 0, "number", Text::new("ตัวชี้วัดที่", "Number"), Shown::plain(of.number.to_string()));
    facts.words(1, "name", Text::new("ชื่อตัวชี้วัด", "Name"), &of.name);
    facts.words(2, "unit", Text::new("หน่วยวัด", "Unit"), &of.unit);
    facts.put(3, 0, "weight", Text::new("น้ำหนัก", "Weight"), Shown::number(of.weight));
    facts.put(4, 0, "decimals", Text::new("ทศนิยม", "Decimals"), Shown::number(i64::from(of.decimals)));
    facts.words(5, "dimension", Text::new("มิติ", "Dimension"), &of.dimension);
    facts.put(6, 0, "tier", Text::new("ระดับหน่วยงาน", "Level of government"), Shown::Words(tier(of.tier)));
    facts.words(7, "host", Text::new("หน่วยงานเจ้าภาพ", "Host agency"), &of.host);
    let illustrative = Text::new("ตัวเลขสาธิต", "Illustrative");
    facts.put(8, 0, "illustrative", illustrative, Shown::YesNo(of.illustrative));
    let d = &of.definition;
    for (section, path, label, words) in [
        (10, "explanation", Text::new("คำอธิบาย", "Explanation"), &d.explanation),
        (11, "meaning", Text::new("นิยาม", "Definition"), &d.meaning),
        (12, "scope", Text::new("ขอบเขตการประเมิน", "Scope"), &d.scope),
        (13, "target_population", Text::new("ประชากรกลุ่มเป้าหมาย", "Target population"), &d.target_population),
        (14, "strategy", Text::new("ประเด็นยุทธศาสตร์", "Strategic issue"), &d.strategy),
        (15, "goal", Text::new("เป้าประสงค์", "Goal"), &d.goal),
        (22, "conditions", Text::new("เงื่อนไข", "Conditions"), &d.conditions),
        (24, "source", Text::new("แหล่งข้อมูล", "Data source"), &d.source),
        (25, "collection", Text::new("วิธีการจัดเก็บ", "Collection"), &d.collection),
    ] {
        facts.words(section, path, label, words);
    }
    measurement::facts(&d.measurement, 20, &mut facts);
    if let Some(interval) = &d.interval {
        facts.put(
            21,
            0,
            "interval",
            Text::new("ช่วงปรับต่อ 1 คะแนน", "Interval per point"),
            Shown::number(interval.clone()),
        );
    }
    for year in &d.baseline {
        let label = Text::new(format!("ข้อมูลพื้นฐานปี {}", year.fiscal_year), format!("Baseline FY{}", year.fiscal_year));
        facts.put(23, 0, format!("baseline/{}", year.fiscal_year), label, Shown::number(year.value.clone()));
    }
    if let Some(dataset) = &d.dataset {
        facts.put(26, 0, "dataset", Text::new("ชุดข้อมูล", "Data set"), Shown::plain(dataset));
    }
    schedule(d, &mut facts);
    contacts(&d.contacts, &mut facts);
    if let Some(joint) = &d.joint {
        facts.put(30, 0, "joint", Text::new("ตัวชี้วัดร่วม", "Joint indicator"), Shown::plain(joint));
    }
    facts.put(31, 0, "deposited", Text::new("ตัวชี้วัดฝาก", "Deposited"), Shown::YesNo(d.deposited));
    facts.put(32, 0, "proxy", Text::new("ตัวชี้วัดแทน (proxy)", "Proxy"), Shown::YesNo(d.proxy));
    facts
}

fn schedule(d: &Definition, facts: &mut Facts) {
    let months = |round: Round| Shown::Words(Text::new(format!("รอบ {round} เดือน"), format!("{round}-month round")));
    let schedule = &d.schedule;
    facts.put(27, 0, "schedule/starts", Text::new("เริ่มรอบ", "Starts in"), months(schedule.starts));
    if let Some(from) = schedule.cancelled_from {
        facts.put(27, 1, "schedule/cancelled_from", Text::new("ยกเลิกรอบ", "Cancelled from"), months(from));
    }
    for (round, weight) in Round::ALL.into_iter().zip(schedule.weights.iter().flatten()) {
        let label = Text::new(format!("น้ำหนักรอบ {round} เดือน"), format!("Weight of the {round}-month round"));
        let place = usize::from(round.months());
        facts.put(27, place, format!("schedule/weights/{round}"), label, Shown::number(weight.clone()));
    }
}

/// People by what they do and their name, so that one more in the list moves nobody else; who stands there twice is
/// numbered.
fn contacts(contacts: &[Contact], facts: &mut Facts) {
    for (at, contact) in contacts.iter().enumerate() {
        let like = |other: &&Contact| other.duty == contact.duty && other.name.th == contact.name.th;
        let again = contacts.iter().take(at).filter(like).count();
        let (word, duty) = duty(contact.duty);
        let label = Text::new(format!("{}: {}", duty.th, contact.name.th), format!("{}: {}", duty.en, contact.name.th));
        let rounds: Vec<String> = contact.rounds.iter().map(Round::to_string).collect();
        let details = [&contact.name.en, &contact.telephone, &contact.email, &contact.activity, &rounds.join("/")];
        let details: Vec<&str> = details.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let path = format!("contacts/{word}/{}", contact.name.th);
        facts.put(28, again, path, label, Shown::plain(details.join(" · ")));
    }
}

fn duty(duty: Duty) -> (&'static str, Text) {
    match duty {
        Duty::Supervisor => ("supervisor", Text::new("ผู้กำกับดูแลตัวชี้วัด", "Supervisor")),
        Duty::DataKeeper => ("data_keeper", Text::new("ผู้จัดเก็บข้อมูล", "Data keeper")),
        Duty::PaUnit => ("pa_unit", Text::new("กลุ่มพัฒนาระบบบริหาร", "PA unit")),
    }
}

fn tier(tier: Tier) -> Text {
    match tier {
        Tier::Ministry => Text::new("กระทรวง", "ministry"),
        Tier::Ministries => Text::new("ระหว่างกระทรวง", "several ministries"),
        Tier::MissionGroup => Text::new("กลุ่มภารกิจ", "mission group"),
        Tier::Department => Text::new("กรม", "department"),
        Tier::Province => Text::new("จังหวัดหรือกลุ่มจังหวัด", "province or group of provinces"),
    }
}
