//! What the committee decided beside what the engine proposed: both are kept, and departing needs a reason
//! (deck slides 15, 29; domain rules 3 and 10, row 11).

use serde::{Deserialize, Serialize};

use super::details::{Details, Targets};
use super::figure::readable;
use super::proposal::Proposal;
use super::warning::Warning;
use crate::criteria::Levels;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Longest name of who decided, in characters.
const MAX_BY: usize = 200;
/// Longest reason in characters.
const MAX_REASON: usize = 4_000;

/// In what a decision departs from the proposal, or from a rule that blocks without a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Override {
    /// Not the levels that were proposed.
    DepartsFromProposal,
    /// Pattern 4: level 3 is worse than last year's result (deck slide 33).
    #[serde(rename = "level-3-below-last-result")]
    Level3BelowLastResult,
    /// Pattern 4: the mandate does not stand at level 5 (deck slide 33).
    #[serde(rename = "mandate-not-at-level-5")]
    MandateNotAtLevel5,
}

impl Override {
    /// In words.
    pub fn text(self) -> Text {
        match self {
            Self::DepartsFromProposal => Text::new("ค่าเป้าหมายต่างจากข้อเสนอ", "the targets are not those proposed"),
            Self::Level3BelowLastResult => {
                Text::new("ระดับ 3 แย่กว่าผลการดำเนินงานปีล่าสุด", "level 3 is worse than last year's result")
            }
            Self::MandateNotAtLevel5 => {
                Text::new("ค่าเป้าหมายที่กำหนดมาไม่ได้อยู่ที่ระดับ 5", "the mandate does not stand at level 5")
            }
        }
    }
}

/// A proposal and what was settled instead of it, or because of it. Neither replaces the other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct Decision(Parts);

/// The parts of a decision, as in records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Parts {
    proposal: Proposal,
    decided: Targets,
    by: String,
    #[serde(default)]
    reason: Text,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    overrides: Vec<Override>,
}

/// Why a decision cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecisionError {
    /// It departs, and nobody says why.
    NoReason(Vec<Override>),
    /// Nobody has decided it, or the name is too long.
    By,
    /// The reason is too long.
    LongReason,
    /// The targets run the other way than those proposed.
    Direction,
    /// Bands of ranks for something that is not ranked.
    Bands,
    /// A value too long to be kept exactly.
    TooManyDigits,
    /// A stored decision names other departures than it makes.
    Inconsistent,
}

impl Decision {
    /// What `by` (the committee, or its minute) decided. Refused where it departs from the proposal, or breaks a rule
    /// that blocks, without a reason.
    pub fn new(proposal: Proposal, decided: Targets, by: &str, reason: Text) -> Result<Self, DecisionError> {
        let by = by.trim().to_owned();
        if by.is_empty() || by.chars().count() > MAX_BY {
            return Err(DecisionError::By);
        }
        if reason.th.chars().count() > MAX_REASON || reason.en.chars().count() > MAX_REASON {
            return Err(DecisionError::LongReason);
        }
        let ranked = matches!(proposal.details(), Details::Rank { .. });
        if matches!(decided, Targets::Bands(_)) && !ranked {
            return Err(DecisionError::Bands);
        }
        if decided.direction() != proposal.direction() {
            return Err(DecisionError::Direction);
        }
        if matches!(&decided, Targets::Levels(levels) if !levels.values().iter().all(readable)) {
            return Err(DecisionError::TooManyDigits);
        }
        let overrides = overrides(&proposal, &decided);
        if !overrides.is_empty() && reason.th.trim().is_empty() {
            return Err(DecisionError::NoReason(overrides));
        }
        Ok(Self(Parts { proposal, decided, by, reason, overrides }))
    }

    /// The proposal as it stands.
    pub fn as_proposed(proposal: Proposal, by: &str) -> Result<Self, DecisionError> {
        let decided = proposal.targets().clone();
        Self::new(proposal, decided, by, Text::default())
    }

    /// What the engine proposed.
    pub fn proposal(&self) -> &Proposal {
        &self.0.proposal
    }

    /// What holds.
    pub fn decided(&self) -> &Targets {
        &self.0.decided
    }

    /// Who decided.
    pub fn by(&self) -> &str {
        &self.0.by
    }

    /// Why; empty when nothing was overridden and nobody said more.
    pub fn reason(&self) -> &Text {
        &self.0.reason
    }

    /// In what it departs.
    pub fn overrides(&self) -> &[Override] {
        &self.0.overrides
    }

    /// Whoever shows the decision shows these with it, and those of the proposal.
    pub fn warnings(&self) -> Vec<Warning> {
        self.0.overrides.iter().map(|o| Warning::committee_override(&o.text(), &self.0.reason)).collect()
    }
}

fn overrides(proposal: &Proposal, decided: &Targets) -> Vec<Override> {
    let broken = |rule: &dyn Fn(&Levels) -> bool| matches!(decided, Targets::Levels(levels) if rule(levels));
    let mut out = Vec::new();
    if decided != proposal.targets() {
        out.push(Override::DepartsFromProposal);
    }
    if let Details::Mandate { target, last } = proposal.details() {
        if broken(&|levels| levels.direction().better(last, levels.value(3))) {
            out.push(Override::Level3BelowLastResult);
        }
        if broken(&|levels| levels.value(5) != target) {
            out.push(Override::MandateNotAtLevel5);
        }
    }
    out
}

impl TryFrom<Parts> for Decision {
    type Error = DecisionError;
    fn try_from(parts: Parts) -> Result<Self, DecisionError> {
        let stored = parts.overrides;
        let decision = Self::new(parts.proposal, parts.decided, &parts.by, parts.reason)?;
        if decision.0.overrides == stored { Ok(decision) } else { Err(DecisionError::Inconsistent) }
    }
}

impl From<Decision> for Parts {
    fn from(decision: Decision) -> Self {
        decision.0
    }
}

super::error::display_as_explained!(DecisionError);

impl Explain for DecisionError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::NoReason(overrides) => {
                let all: Vec<Text> = overrides.iter().map(|o| o.text()).collect();
                let join = |words: fn(&Text) -> &str| all.iter().map(words).collect::<Vec<_>>().join("; ");
                (
                    "decision-no-reason",
                    "reason",
                    Text::new(
                        format!("มติต่างจากข้อเสนอหรือขัดกับหลักเกณฑ์โดยไม่มีเหตุผล: {}", join(|t| &t.th)),
                        format!("the decision departs without a reason: {}", join(|t| &t.en)),
                    ),
                    Text::new("กรุณาระบุเหตุผลของคณะกรรมการ", "give the committee's reason, in Thai at least"),
                )
            }
            Self::By => (
                "decision-by",
                "by",
                Text::new("ไม่ระบุผู้มีมติ หรือชื่อยาวเกิน 200 ตัวอักษร", "who decided is missing or longer than 200 characters"),
                Text::new("กรุณาระบุชื่อคณะกรรมการหรือการประชุม", "name the committee or its meeting"),
            ),
            Self::LongReason => (
                "decision-long-reason",
                "reason",
                Text::new("เหตุผลยาวเกิน 4,000 ตัวอักษร", "the reason is longer than 4,000 characters"),
                Text::new("กรุณาสรุปเหตุผลและแนบเอกสารประกอบ", "shorten it and file the rest as a document"),
            ),
            Self::Direction => (
                "decision-direction",
                "decided",
                Text::new(
                    "ค่าเป้าหมายตามมติเรียงทิศทางตรงข้ามกับข้อเสนอ",
                    "the decided targets run the other way than those proposed",
                ),
                Text::new("กรุณาเรียงค่าใหม่ หรือขอข้อเสนอใหม่", "reverse them, or ask for another proposal"),
            ),
            Self::Bands => (
                "decision-bands",
                "decided",
                Text::new("ช่วงอันดับใช้ได้เฉพาะตัวชี้วัดที่เป็นการจัดอันดับ", "bands of ranks are for rankings only"),
                Text::new("กรุณาระบุค่าเป้าหมาย 5 ระดับ", "give five levels"),
            ),
            Self::TooManyDigits => (
                "decision-too-many-digits",
                "decided",
                Text::new("ค่าเป้าหมายมีจำนวนหลักมากเกินกว่าที่เก็บได้", "a target has more digits than are kept exactly"),
                Text::new("กรุณาใช้ตัวเลขที่สั้นลง", "give shorter numbers"),
            ),
            Self::Inconsistent => (
                "decision-inconsistent",
                "overrides",
                Text::new(
                    "มติที่จัดเก็บไว้ระบุข้อยกเว้นไม่ตรงกับค่าเป้าหมาย",
                    "the stored decision names other departures than it makes",
                ),
                Text::new("กรุณาบันทึกมติใหม่", "record the decision again"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::Direction;
    use crate::exact::Exact;
    use crate::target::{Band, Bands, Level3, Spacing, WarningCode, error, pattern4, pattern8, slide34};

    fn levels(values: [i64; 5]) -> Targets {
        Targets::Levels(Levels::new(values.map(Exact::whole)).unwrap())
    }

    fn under_mandate() -> Proposal {
        pattern4(&Exact::whole(3000), &Exact::whole(2489), Direction::Higher, &Level3::LastResult).unwrap()
    }

    fn reason() -> Text {
        Text::new("ผลปี 2554 สูงผิดปกติจากโครงการพิเศษ", "FY2554 was lifted by a special project")
    }

    #[test]
    fn a_proposal_taken_as_it_is_needs_no_reason() {
        let d = Decision::as_proposed(under_mandate(), " คณะกรรมการเจรจาข้อตกลงและประเมินผล ").unwrap();
        assert_eq!((d.decided(), d.overrides(), d.warnings()), (d.proposal().targets(), &[][..], vec![]));
        assert_eq!(d.by(), "คณะกรรมการเจรจาข้อตกลงและประเมินผล");
    }

    #[test]
    fn slide_34_stands_only_with_the_committees_reason_and_both_are_kept() {
        let slide = Targets::Levels(slide34().unwrap().levels);
        let broken = vec![Override::DepartsFromProposal, Override::Level3BelowLastResult];
        for silent in [Text::default(), Text::new(" ", "because")] {
            let refused = Decision::new(under_mandate(), slide.clone(), "ก", silent);
            assert_eq!(refused, Err(DecisionError::NoReason(broken.clone())));
        }
        let d = Decision::new(under_mandate(), slide.clone(), "ก", reason()).unwrap();
        assert_eq!((d.decided(), d.overrides(), d.reason()), (&slide, &broken[..], &reason()));
        assert_eq!(d.proposal(), &under_mandate());
        let warnings = d.warnings();
        assert!(warnings.iter().all(|w| w.code() == WarningCode::CommitteeOverride));
        assert!(warnings[1].text().en.contains("worse than last year's") && warnings[1].text().en.contains("special"));
    }

    #[test]
    fn each_departure_is_named() {
        use Override::{DepartsFromProposal as Departs, Level3BelowLastResult as Below, MandateNotAtLevel5 as Mandate};
        let overrides = |values| Decision::new(under_mandate(), levels(values), "ก", reason()).unwrap().0.overrides;
        assert_eq!(overrides([2000, 2200, 2489, 2700, 3000]), [Departs]);
        assert_eq!(overrides([2000, 2200, 2488, 2700, 3000]), [Departs, Below]);
        assert_eq!(overrides([2000, 2200, 2500, 2700, 2999]), [Departs, Mandate]);
        assert_eq!(overrides([2000, 2200, 2300, 2700, 3001]), [Departs, Below, Mandate]);
        let falling = pattern4(&Exact::whole(4), &Exact::whole(8), Direction::Lower, &Level3::LastResult).unwrap();
        let decide = |values| Decision::new(falling.clone(), levels(values), "ก", reason()).unwrap().0.overrides;
        assert_eq!(decide([12, 10, 7, 6, 4]), [Departs]);
        assert_eq!(decide([12, 10, 9, 6, 4]), [Departs, Below]);
    }

    #[test]
    fn other_patterns_need_a_reason_only_for_departing() {
        let ranked = || pattern8(&Exact::whole(7), &Spacing::Interval(Exact::one()), None).unwrap();
        let band = |level, from, to| Band { level, from, to };
        let bands = Bands::new(vec![band(4, 1, Some(4)), band(3, 5, None)]).unwrap();
        let d = Decision::new(ranked(), Targets::Bands(bands.clone()), "ก", reason()).unwrap();
        assert_eq!(d.overrides(), [Override::DepartsFromProposal]);
        assert_eq!(Decision::new(under_mandate(), Targets::Bands(bands), "ก", reason()), Err(DecisionError::Bands));
        let rising = Decision::new(ranked(), levels([5, 6, 7, 8, 9]), "ก", reason());
        assert_eq!(rising, Err(DecisionError::Direction));
    }

    #[test]
    fn decided_values_can_be_read_back() {
        let top = |text: &str| {
            let mut values = [1000, 2000, 2500, 2600, 3000].map(Exact::whole);
            values[4] = text.parse().unwrap();
            Decision::new(under_mandate(), Targets::Levels(Levels::new(values).unwrap()), "ก", reason()).err()
        };
        assert_eq!((top("1e39"), top("1e40/3e-40")), (None, Some(DecisionError::TooManyDigits)));
    }

    #[test]
    fn who_decided_and_why_have_limits() {
        let by = |name: &str| Decision::as_proposed(under_mandate(), name).err();
        assert_eq!(
            (by(""), by(" \n"), by(&"ก".repeat(201))),
            (Some(DecisionError::By), Some(DecisionError::By), Some(DecisionError::By))
        );
        assert_eq!(by(&"ก".repeat(200)), None);
        let because = |th: usize, en: usize| {
            let reason = Text::new("ก".repeat(th), "a".repeat(en));
            Decision::new(under_mandate(), under_mandate().targets().clone(), "ก", reason).err()
        };
        assert_eq!(because(4000, 4000), None);
        assert_eq!(
            (because(4001, 0), because(0, 4001)),
            (Some(DecisionError::LongReason), Some(DecisionError::LongReason))
        );
    }

    #[test]
    fn a_stored_decision_reads_back_and_cannot_be_quietly_changed() {
        let slide = Targets::Levels(slide34().unwrap().levels);
        let d = Decision::new(under_mandate(), slide, "ก", reason()).unwrap();
        let json = serde_json::to_string(&d).unwrap();
        assert_eq!(serde_json::from_str::<Decision>(&json).unwrap(), d);
        let read = |json: &str| serde_json::from_str::<Decision>(json).map_err(|e| e.to_string());
        let hidden = json.replace(r#","level-3-below-last-result""#, "");
        assert!(hidden != json && read(&hidden).unwrap_err().contains("names other departures"));
        let silent = json.replace(&reason().th, "").replace(&reason().en, "");
        assert!(silent != json && read(&silent).unwrap_err().contains("without a reason"));
        let shifted = json.replace(r#""x":"2489""#, r#""x":"2490""#);
        assert!(shifted != json && read(&shifted).unwrap_err().contains("contradicts itself at x"));
    }

    #[test]
    fn every_refusal_speaks_both_languages() {
        let all = [
            DecisionError::NoReason(vec![Override::DepartsFromProposal, Override::MandateNotAtLevel5]),
            DecisionError::By,
            DecisionError::LongReason,
            DecisionError::Direction,
            DecisionError::Bands,
            DecisionError::TooManyDigits,
            DecisionError::Inconsistent,
        ];
        for e in &all {
            error::speaks_both_languages(e);
        }
        for o in [Override::DepartsFromProposal, Override::Level3BelowLastResult, Override::MandateNotAtLevel5] {
            crate::target::warning::is_bilingual(&o.text());
        }
    }
}
