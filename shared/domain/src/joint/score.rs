//! Which score of a joint indicator counts for a participant, and why.

use serde::Serialize;

use crate::exact::Exact;
use crate::ids::OrganisationId;
use crate::text::Text;

use super::{JointError, JointIndicator, ScoringMode};

/// The score that counts, or that it is not there yet. The other score never stands in for a missing one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// A score.
    Score(Exact),
    /// The declared kind of score has not arrived.
    AwaitingData,
}

/// The score of one participant, with the rule that chose it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParticipantScore {
    /// The joint indicator, `drugs/1`.
    pub indicator: String,
    /// The participant.
    pub agency: OrganisationId,
    /// Its name.
    pub name: Text,
    /// The declared way of scoring.
    pub scoring: ScoringMode,
    /// What counts.
    pub counting: Counting,
    /// The score that was given but does not count under the declared way.
    pub unused: Option<Exact>,
}

/// Chooses between the score all share and the participant's own by what the joint indicator declares.
pub fn participant_score(
    indicator: &JointIndicator,
    participant: &OrganisationId,
    shared: Option<&Exact>,
    own: Option<&Exact>,
) -> Result<ParticipantScore, JointError> {
    let Some(participant) = indicator.participant(participant) else {
        return Err(JointError::NotParticipant { indicator: indicator.to_string(), agency: participant.clone() });
    };
    let (counts, unused) = match indicator.scoring() {
        ScoringMode::Shared => (shared, own),
        ScoringMode::OwnShare => (own, shared),
    };
    Ok(ParticipantScore {
        indicator: indicator.to_string(),
        agency: participant.agency().clone(),
        name: participant.name().clone(),
        scoring: indicator.scoring(),
        counting: counts.map_or(Counting::AwaitingData, |score| Counting::Score(score.clone())),
        unused: unused.cloned(),
    })
}

impl ParticipantScore {
    /// Rule and score in a sentence.
    pub fn words(&self) -> Text {
        let (indicator, th, en) = (&self.indicator, &self.name.th, self.name.english());
        let (rule_th, rule_en) = match self.scoring {
            ScoringMode::Shared => ("ใช้คะแนนเดียวกันทุกหน่วยงาน", "one score for all participants"),
            ScoringMode::OwnShare => ("ใช้คะแนนจากผลงานส่วนของแต่ละหน่วยงาน", "each participant's own contribution"),
        };
        let (result_th, result_en) = match &self.counting {
            Counting::Score(score) => {
                let score = score.round_half_up(4).four_decimals();
                (format!("{th} จึงได้คะแนน {score}"), format!("{en} has {score}"))
            }
            Counting::AwaitingData => (format!("คะแนนของ{th}ยังรอข้อมูล"), format!("the score of {en} awaits data")),
        };
        Text::new(
            format!("ตัวชี้วัดร่วม {indicator} กำหนดให้{rule_th} {result_th}"),
            format!("Joint indicator {indicator} declares {rule_en}; {result_en}"),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::indicator::tests::draft;
    use super::super::participant::tests::exact;
    use super::*;

    fn score(scoring: ScoringMode, agency: &str, shared: Option<&str>, own: Option<&str>) -> ParticipantScore {
        let indicator = JointIndicator::new(draft(Some(scoring), &[("moj", None), ("moph", None)])).unwrap();
        let (shared, own) = (shared.map(exact), own.map(exact));
        participant_score(&indicator, &agency.parse().unwrap(), shared.as_ref(), own.as_ref()).unwrap()
    }

    #[test]
    fn the_declared_score_counts_and_the_other_never_stands_in() {
        use ScoringMode::{OwnShare, Shared};
        for (scoring, shared, own, counts, unused) in [
            (Shared, Some("4"), Some("2"), Some("4"), Some("2")),
            (OwnShare, Some("4"), Some("2"), Some("2"), Some("4")),
            (Shared, Some("4"), None, Some("4"), None),
            (OwnShare, None, Some("2"), Some("2"), None),
            (Shared, None, Some("2"), None, Some("2")),
            (OwnShare, Some("4"), None, None, Some("4")),
            (OwnShare, None, None, None, None),
        ] {
            let s = score(scoring, "moph", shared, own);
            let expected = counts.map_or(Counting::AwaitingData, |c| Counting::Score(exact(c)));
            assert_eq!((s.counting, s.unused), (expected, unused.map(exact)), "{scoring:?} {shared:?} {own:?}");
        }
    }

    #[test]
    fn who_does_not_take_part_has_no_score() {
        let indicator =
            JointIndicator::new(draft(Some(ScoringMode::Shared), &[("moj", None), ("moph", None)])).unwrap();
        let agency: OrganisationId = "moi".parse().unwrap();
        let refused = participant_score(&indicator, &agency, Some(&Exact::one()), None);
        assert_eq!(refused, Err(JointError::NotParticipant { indicator: "drugs/1".into(), agency }));
    }

    #[test]
    fn the_words_name_the_rule_and_the_score_or_what_is_missing() {
        let words = |scoring, shared, own| score(scoring, "moph", shared, own).words();
        assert_eq!(
            words(ScoringMode::Shared, Some("4.054"), None).th,
            "ตัวชี้วัดร่วม drugs/1 กำหนดให้ใช้คะแนนเดียวกันทุกหน่วยงาน กระทรวง จึงได้คะแนน 4.0540"
        );
        assert_eq!(
            words(ScoringMode::OwnShare, Some("4"), Some("10/3")).en,
            "Joint indicator drugs/1 declares each participant's own contribution; Ministry has 3.3333"
        );
        let missing = words(ScoringMode::OwnShare, Some("4"), None);
        assert!(missing.th.ends_with("คะแนนของกระทรวงยังรอข้อมูล") && missing.en.ends_with("awaits data"));
    }
}
