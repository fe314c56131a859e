//! A joint indicator: one measure of a strategy, at least two participants, one declared way of scoring.

use std::collections::BTreeSet;
use std::fmt;
use std::num::NonZeroU16;

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::ids::OrganisationId;
use crate::text::Text;

use super::error::checked_name;
use super::{Counted, JointError, Participant, StrategyId};

/// Most participants of one joint indicator: every ministry, province and central agency.
pub const MAX_PARTICIPANTS: usize = 200;

/// Which score counts for a participant. The deck is silent, so every joint indicator declares it (domain rules 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoringMode {
    /// One score for all participants.
    Shared,
    /// Each participant is scored on its own contribution.
    OwnShare,
}

/// A joint indicator; it belongs to a strategy, never to an agency (deck slide 48).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "JointIndicatorDraft", into = "JointIndicatorDraft")]
pub struct JointIndicator {
    strategy: StrategyId,
    number: NonZeroU16,
    name: Option<Text>,
    scoring: ScoringMode,
    participants: Vec<Participant>,
}

/// A joint indicator as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointIndicatorDraft {
    /// The strategy it belongs to.
    pub strategy: StrategyId,
    /// Number within the strategy, from 1.
    pub number: NonZeroU16,
    /// Name, where it is known.
    #[serde(default)]
    pub name: Option<Text>,
    /// The declared way of scoring; there is no default.
    #[serde(default)]
    pub scoring: Option<ScoringMode>,
    /// Who takes part.
    pub participants: Vec<Participant>,
}

impl JointIndicator {
    /// A joint indicator, when it keeps every rule of [`JointError`].
    pub fn new(draft: JointIndicatorDraft) -> Result<Self, JointError> {
        let JointIndicatorDraft { strategy, number, name, scoring, participants } = draft;
        let label = label(&strategy, number);
        if let Some(name) = &name {
            checked_name(name, "indicator.name")?;
        }
        let Some(scoring) = scoring else {
            return Err(JointError::NoScoringMode { indicator: label });
        };
        match participants.len() {
            found @ 0..2 => return Err(JointError::TooFewParticipants { indicator: label, found }),
            2..=MAX_PARTICIPANTS => {}
            found => return Err(JointError::Count { what: Counted::Participants, found, most: MAX_PARTICIPANTS }),
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = participants.iter().find(|p| !seen.insert(p.agency())) {
            return Err(JointError::DuplicateParticipant { indicator: label, agency: twice.agency().clone() });
        }
        if scoring == ScoringMode::OwnShare {
            shares_hold(&label, &participants)?;
        }
        Ok(Self { strategy, number, name, scoring, participants })
    }

    /// The strategy it belongs to.
    pub fn strategy(&self) -> &StrategyId {
        &self.strategy
    }

    /// Number within the strategy, from 1.
    pub fn number(&self) -> NonZeroU16 {
        self.number
    }

    /// Name, where it is known.
    pub fn name(&self) -> Option<&Text> {
        self.name.as_ref()
    }

    /// Which score counts.
    pub fn scoring(&self) -> ScoringMode {
        self.scoring
    }

    /// Who takes part; at least two.
    pub fn participants(&self) -> &[Participant] {
        &self.participants
    }

    /// The participation of an agency.
    pub fn participant(&self, agency: &OrganisationId) -> Option<&Participant> {
        self.participants.iter().find(|p| p.agency() == agency)
    }
}

/// Strategy and number, `drugs/1`: how messages name a joint indicator.
impl fmt::Display for JointIndicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&label(&self.strategy, self.number))
    }
}

fn label(strategy: &StrategyId, number: NonZeroU16) -> String {
    format!("{strategy}/{number}")
}

/// Shares of the target never exceed the whole; where all are known, nothing of the target is left to nobody.
fn shares_hold(indicator: &str, participants: &[Participant]) -> Result<(), JointError> {
    let known: Vec<&Exact> = participants.iter().filter_map(Participant::share).collect();
    let sum: Exact = known.iter().copied().sum();
    let whole = Exact::whole(100);
    if sum > whole || (known.len() == participants.len() && sum != whole) {
        return Err(JointError::Shares { indicator: indicator.to_owned(), sum });
    }
    Ok(())
}

impl TryFrom<JointIndicatorDraft> for JointIndicator {
    type Error = JointError;
    fn try_from(draft: JointIndicatorDraft) -> Result<Self, JointError> {
        Self::new(draft)
    }
}

impl From<JointIndicator> for JointIndicatorDraft {
    fn from(indicator: JointIndicator) -> Self {
        let JointIndicator { strategy, number, name, scoring, participants } = indicator;
        Self { strategy, number, name, scoring: Some(scoring), participants }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::participant::tests::ministry;
    use super::*;

    /// A joint indicator of `drugs` whose participants weigh 5 each, with these shares.
    pub fn draft(scoring: Option<ScoringMode>, participants: &[(&str, Option<&str>)]) -> JointIndicatorDraft {
        JointIndicatorDraft {
            strategy: "drugs".parse().unwrap(),
            number: NonZeroU16::MIN,
            name: None,
            scoring,
            participants: participants
                .iter()
                .map(|(agency, share)| Participant::new(ministry(agency, "5", *share)).unwrap())
                .collect(),
        }
    }

    #[test]
    fn it_takes_two_and_each_of_them_once() {
        let with = |agencies: &[(&str, Option<&str>)]| JointIndicator::new(draft(Some(ScoringMode::Shared), agencies));
        let two = with(&[("moj", None), ("moph", None)]).unwrap();
        assert_eq!((two.participants().len(), two.to_string()), (2, "drugs/1".into()));
        assert!(two.participant(&"moph".parse().unwrap()).is_some());
        assert!(two.participant(&"moi".parse().unwrap()).is_none());
        let indicator = || "drugs/1".to_owned();
        assert_eq!(with(&[]), Err(JointError::TooFewParticipants { indicator: indicator(), found: 0 }));
        assert_eq!(with(&[("moj", None)]), Err(JointError::TooFewParticipants { indicator: indicator(), found: 1 }));
        let agency = "moj".parse().unwrap();
        assert_eq!(
            with(&[("moj", None), ("moph", None), ("moj", None)]),
            Err(JointError::DuplicateParticipant { indicator: indicator(), agency })
        );
    }

    #[test]
    fn there_are_at_most_two_hundred_participants() {
        let with = |count: usize| {
            let names: Vec<String> = (0..count).map(|i| format!("a{i}")).collect();
            let agencies: Vec<(&str, Option<&str>)> = names.iter().map(|n| (n.as_str(), None)).collect();
            JointIndicator::new(draft(Some(ScoringMode::Shared), &agencies)).map(|i| i.participants().len())
        };
        assert_eq!(with(200), Ok(200));
        assert_eq!(with(201), Err(JointError::Count { what: Counted::Participants, found: 201, most: 200 }));
    }

    #[test]
    fn the_way_of_scoring_is_declared_never_assumed() {
        let undeclared = JointIndicator::new(draft(None, &[("moj", None), ("moph", None)]));
        assert_eq!(undeclared, Err(JointError::NoScoringMode { indicator: "drugs/1".into() }));
    }

    #[test]
    fn own_shares_never_exceed_the_whole_and_add_up_where_all_are_known() {
        let with = |scoring, shares: [Option<&str>; 3]| {
            let [a, b, c] = shares;
            JointIndicator::new(draft(Some(scoring), &[("aa", a), ("bb", b), ("cc", c)])).is_ok()
        };
        for (shares, holds) in [
            ([None, None, None], true),
            ([Some("60"), Some("40"), None], true),
            ([Some("60"), Some("40.0001"), None], false),
            ([Some("60"), None, None], true),
            ([Some("100/3"), Some("100/3"), Some("100/3")], true),
            ([Some("33.3333"), Some("33.3333"), Some("33.3333")], false),
            ([Some("50"), Some("30"), Some("20")], true),
            ([Some("50"), Some("30"), Some("20.5")], false),
        ] {
            assert_eq!(with(ScoringMode::OwnShare, shares), holds, "{shares:?}");
            assert!(with(ScoringMode::Shared, shares), "shares decide nothing where one score counts: {shares:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn accepted_shares_never_exceed_the_whole(shares in proptest::collection::vec(0i64..80, 2..5)) {
            let shown: Vec<Option<String>> = shares.iter().map(|s| (*s > 0).then(|| s.to_string())).collect();
            let names = ["aa", "bb", "cc", "dd"];
            let rows: Vec<_> = names.into_iter().zip(&shown).map(|(n, s)| (n, s.as_deref())).collect();
            let (sum, all_known) = (shares.iter().sum::<i64>(), !shares.contains(&0));
            let accepted = JointIndicator::new(draft(Some(ScoringMode::OwnShare), &rows)).is_ok();
            proptest::prop_assert_eq!(accepted, if all_known { sum == 100 } else { sum <= 100 });
        }
    }

    #[test]
    fn a_name_is_optional_but_never_empty() {
        let named = |name| {
            let draft = draft(Some(ScoringMode::Shared), &[("moj", None), ("moph", None)]);
            JointIndicator::new(JointIndicatorDraft { name, ..draft })
        };
        let name = Text::new("อัตราผู้เสียชีวิตจากอุบัติเหตุจราจรทางบกต่อประชากรแสนคน", "");
        assert_eq!(named(Some(name.clone())).unwrap().name(), Some(&name));
        assert_eq!(named(Some(Text::new(" ", "x"))), Err(JointError::Name("indicator.name")));
    }

    #[test]
    fn files_go_through_the_same_rules() {
        let good =
            JointIndicator::new(draft(Some(ScoringMode::OwnShare), &[("moj", Some("60")), ("moph", Some("40"))]));
        let json = serde_json::to_string(&good.clone().unwrap()).unwrap();
        assert_eq!(serde_json::from_str::<JointIndicator>(&json).ok(), good.ok());
        for (from, to) in [("\"40\"", "\"39\""), ("\"own_share\"", "null"), ("\"moph\"", "\"moj\"")] {
            assert!(serde_json::from_str::<JointIndicator>(&json.replace(from, to)).is_err(), "{from}");
        }
    }
}
