//! The last sentence of a trace: what was rounded, which policy applied, and what it all rests on.

use super::figures::{figure, listed};
use crate::criteria::Position;
use crate::exact::Exact;
use crate::policy::{AboveLevel5, BelowLevel1, Policies, Scale};
use crate::score::{Step, Subject, Trace};
use crate::text::Text;

/// Nothing where nothing was rounded, no policy applied, and neither definition nor framework is known.
pub(super) fn basis(trace: &Trace) -> Option<Text> {
    let mut told = Vec::new();
    if Exact::from(trace.official) != trace.exact {
        told.push(Text::new("ปัดเศษครั้งเดียวเป็นทศนิยม 4 ตำแหน่ง", "rounded once to four decimals"));
    }
    told.extend(policies(&trace.steps, &trace.policies));
    told.extend(definition(&trace.subject));
    told.extend(framework(&trace.subject));
    if told.is_empty() {
        return None;
    }
    let thai = told.iter().map(|t| t.th.as_str()).collect::<Vec<_>>().join(" ");
    let english = told.iter().map(|t| t.en.as_str()).collect::<Vec<_>>().join("; ");
    let mut letters = english.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    Some(Text::new(thai, first.into_iter().chain(letters).collect::<String>()))
}

fn policies(steps: &[Step], policies: &Policies) -> Vec<Text> {
    let mut told = Vec::new();
    if any(steps, &is_below) {
        told.push(match policies.below_level_1() {
            BelowLevel1::Floor1 => Text::new(
                "ตามนโยบายที่ว่าผลที่ยังไม่ถึงระดับ 1 ได้คะแนนของระดับ 1",
                "by policy, what falls short of level 1 scores as level 1",
            ),
            BelowLevel1::Zero => Text::new(
                "ตามนโยบายที่ว่าผลที่ยังไม่ถึงระดับ 1 ได้ 0 คะแนน",
                "by policy, what falls short of level 1 scores zero",
            ),
        });
    }
    if any(steps, &is_above) {
        told.push(match policies.above_level_5() {
            AboveLevel5::Cap5 => Text::new(
                "ตามนโยบายที่ว่าผลที่ดีกว่าระดับ 5 ได้คะแนนของระดับ 5",
                "by policy, what is better than level 5 scores as level 5",
            ),
        });
    }
    if *policies.scale() != Scale::one_to_five() {
        let worth = listed(&[1, 2, 3, 4, 5].map(|level| figure(policies.scale().points(level))));
        told.push(Text::new(
            format!("ระดับ 1 ถึง 5 มีค่า {} คะแนน", worth.th),
            format!("levels 1 to 5 are worth {} points", worth.en),
        ));
    }
    told
}

/// Whether a step, or one of a sub-indicator, is such.
fn any(steps: &[Step], such: &dyn Fn(&Step) -> bool) -> bool {
    steps.iter().any(|step| match step {
        Step::Part { steps, .. } => any(steps, such),
        step => such(step),
    })
}

fn is_below(step: &Step) -> bool {
    match step {
        Step::Placed { placement, .. } => placement.position == Position::BelowFirst,
        Step::Counted { level, .. } | Step::Reached { level, .. } => *level == 0,
        _ => false,
    }
}

fn is_above(step: &Step) -> bool {
    matches!(step, Step::Placed { placement, .. } if placement.position == Position::AboveFifth)
}

fn definition(subject: &Subject) -> Option<Text> {
    match (&subject.indicator, subject.definition_version) {
        (Some(number), Some(version)) => Some(Text::new(
            format!("ตามรายละเอียดตัวชี้วัดที่ {number} ฉบับที่ {version}"),
            format!("by version {version} of the definition of indicator {number}"),
        )),
        (Some(number), None) => {
            Some(Text::new(format!("ตามรายละเอียดตัวชี้วัดที่ {number}"), format!("by the definition of indicator {number}")))
        }
        (None, Some(version)) => Some(Text::new(
            format!("ตามรายละเอียดตัวชี้วัดฉบับที่ {version}"),
            format!("by version {version} of the definition"),
        )),
        (None, None) => None,
    }
}

fn framework(subject: &Subject) -> Option<Text> {
    match (&subject.framework, subject.framework_version) {
        (Some(id), Some(version)) => Some(Text::new(
            format!("ตามกรอบการประเมิน {id} ฉบับที่ {version}"),
            format!("under version {version} of framework {id}"),
        )),
        (Some(id), None) => Some(Text::new(format!("ตามกรอบการประเมิน {id}"), format!("under framework {id}"))),
        (None, Some(version)) => Some(Text::new(
            format!("ตามกรอบการประเมินฉบับที่ {version}"),
            format!("under version {version} of the framework"),
        )),
        (None, None) => None,
    }
}
