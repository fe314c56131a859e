//! Both scores of an agreement side by side: the agency's own and the committee's, never in one field.

use super::item::ItemId;
use super::total::RollUp;
use super::tree::Assessor;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// The two roll-ups of one round of one agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    own: RollUp,
    committee: RollUp,
}

/// Why two roll-ups are no pair.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PairError {
    /// Not the agency's own, or not the committee's.
    #[error("the scores given as {expected:?} are those of {found:?}: give each in its own place")]
    Assessor {
        /// The place.
        expected: Assessor,
        /// Whose they are.
        found: Assessor,
    },
    /// Another round.
    #[error("one side is of {0} months and the other of {1}: pair the same round")]
    Round(u8, u8),
    /// Another framework.
    #[error("the sides were scored under different policies: roll both up under those of the framework")]
    Policies,
    /// Another agreement.
    #[error("item {0} differs between the sides in place or weight: pair the same agreement")]
    Items(ItemId),
}

impl Pair {
    /// Two roll-ups of the same round, policies, items and weights; results may differ in every way.
    pub fn new(own: RollUp, committee: RollUp) -> Result<Self, PairError> {
        for (expected, side) in [(Assessor::Own, &own), (Assessor::Committee, &committee)] {
            if side.assessor() != expected {
                return Err(PairError::Assessor { expected, found: side.assessor() });
            }
        }
        if own.round() != committee.round() {
            return Err(PairError::Round(own.round().months(), committee.round().months()));
        }
        if own.policies() != committee.policies() {
            return Err(PairError::Policies);
        }
        let (rows, others) = (own.rows(), committee.rows());
        let longer = if rows.len() > others.len() { rows } else { others };
        let same = |at: usize| match (rows.get(at), others.get(at)) {
            (Some(a), Some(b)) => (&a.id, a.parent, &a.weight) == (&b.id, b.parent, &b.weight),
            _ => false,
        };
        match (0..longer.len()).find(|at| !same(*at)) {
            Some(at) => Err(PairError::Items(rows.get(at).unwrap_or(&longer[at]).id.clone())),
            None => Ok(Self { own, committee }),
        }
    }

    /// The agency's own assessment.
    pub fn own(&self) -> &RollUp {
        &self.own
    }

    /// The committee's or host agency's.
    pub fn committee(&self) -> &RollUp {
        &self.committee
    }
}

impl Explain for PairError {
    fn explain(&self) -> Explanation {
        let thai = |assessor: Assessor| match assessor {
            Assessor::Own => "ประเมินตนเอง",
            Assessor::Committee => "คณะกรรมการ",
        };
        let (code, field, rule, remedy) = match self {
            Self::Assessor { expected, found } => (
                "pair-assessor",
                "assessor",
                format!("คะแนนในช่อง “{}” เป็นของ “{}”", thai(*expected), thai(*found)),
                "กรุณาให้คะแนนแต่ละชุดอยู่ในช่องของตน",
            ),
            Self::Round(own, committee) => (
                "pair-round",
                "round",
                format!("คะแนนชุดหนึ่งเป็นรอบ {own} เดือน อีกชุดเป็นรอบ {committee} เดือน"),
                "กรุณาจับคู่รอบเดียวกัน",
            ),
            Self::Policies => (
                "pair-policies",
                "policies",
                "คะแนนสองชุดคิดด้วยหลักเกณฑ์ต่างกัน".to_owned(),
                "กรุณาคิดทั้งสองชุดด้วยหลักเกณฑ์ของกรอบการประเมินเดียวกัน",
            ),
            Self::Items(id) => {
                ("pair-items", "items", format!("รายการ {id} ในสองชุดมีตำแหน่งหรือน้ำหนักต่างกัน"), "กรุณาจับคู่คำรับรองฉบับเดียวกัน")
            }
        };
        let english = self.to_string();
        let (english_rule, english_remedy) = english.rsplit_once(": ").unwrap_or((&english, ""));
        Explanation {
            code,
            place: Place::field(field),
            rule: Text::new(rule, english_rule),
            remedy: Text::new(remedy, english_remedy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Round;
    use crate::exact::Exact;
    use crate::policy::Policies;
    use crate::rollup::{Item, Outcome, Tree, roll_up};

    fn rolled(assessor: Assessor, text: &str, round: Round, policies: &Policies) -> RollUp {
        let items = text.split(' ').map(|word| {
            let mut parts = word.split(':');
            let mut part = || parts.next().unwrap();
            let (id, weight, score): (&str, Exact, Exact) = (part(), part().parse().unwrap(), part().parse().unwrap());
            Item::leaf(ItemId::parse(id).unwrap(), weight).with(round, Outcome::Reported(score))
        });
        roll_up(&Tree::agreement(assessor, &items.collect::<Vec<_>>()).unwrap(), round, false, policies)
    }

    fn own(text: &str) -> RollUp {
        rolled(Assessor::Own, text, Round::Six, &Policies::default())
    }

    fn committee(text: &str) -> RollUp {
        rolled(Assessor::Committee, text, Round::Six, &Policies::default())
    }

    #[test]
    fn neither_score_ever_touches_the_other() {
        let pair = Pair::new(own("1:60:5 2:40:4"), committee("1:60:2 2:40:3")).unwrap();
        let total = |side: &RollUp| side.total().mean.official().map(Exact::to_string);
        assert_eq!((total(pair.own()), total(pair.committee())), (Some("4.6".into()), Some("2.4".into())));
        let other = Pair::new(own("1:60:1 2:40:1"), committee("1:60:2 2:40:3")).unwrap();
        assert_eq!((pair.committee(), other.committee()), (other.committee(), &committee("1:60:2 2:40:3")));
        assert_eq!(pair.own(), &own("1:60:5 2:40:4"));
    }

    #[test]
    fn sides_that_do_not_belong_together_are_refused() {
        let (a, b) = (own("1:60:5 2:40:4"), committee("1:60:2 2:40:3"));
        let swapped = PairError::Assessor { expected: Assessor::Own, found: Assessor::Committee };
        assert_eq!(Pair::new(b.clone(), a.clone()), Err(swapped));
        let twice = PairError::Assessor { expected: Assessor::Committee, found: Assessor::Own };
        assert_eq!(Pair::new(a.clone(), a.clone()), Err(twice));
        let nine = rolled(Assessor::Committee, "1:60:2 2:40:3", Round::Nine, &Policies::default());
        assert_eq!(Pair::new(a.clone(), nine), Err(PairError::Round(6, 9)));
        let zero: Policies = serde_json::from_str(r#"{"below_level_1":"zero"}"#).unwrap();
        let other = rolled(Assessor::Committee, "1:60:2 2:40:3", Round::Six, &zero);
        assert_eq!(Pair::new(a.clone(), other), Err(PairError::Policies));
        for (items, differs) in [
            ("1:60:2 3:40:3", "2"),
            ("1:50:2 2:50:3", "1"),
            ("1:60:2 2:20:3 3:20:3", "2"),
            ("2:40:3 1:60:2", "1"),
            ("1:100:2", "1"),
        ] {
            let refused = PairError::Items(ItemId::parse(differs).unwrap());
            assert_eq!(Pair::new(a.clone(), committee(items)), Err(refused), "{items}");
        }
        // The same rows as far as they go, and one more on either side.
        let nested = |assessor, below: bool| {
            let id = |text| ItemId::parse(text).unwrap();
            let leaf = Item::leaf(id("1"), Exact::whole(100));
            let items =
                if below { vec![leaf, Item::leaf(id("1.1"), Exact::whole(100)).under(id("1"))] } else { vec![leaf] };
            roll_up(&Tree::agreement(assessor, &items).unwrap(), Round::Six, false, &Policies::default())
        };
        let refused = || Err(PairError::Items(ItemId::parse("1.1").unwrap()));
        assert_eq!(Pair::new(nested(Assessor::Own, false), nested(Assessor::Committee, true)), refused());
        assert_eq!(Pair::new(nested(Assessor::Own, true), nested(Assessor::Committee, false)), refused());
    }

    #[test]
    fn every_refusal_speaks_both_languages() {
        let all = [
            PairError::Assessor { expected: Assessor::Own, found: Assessor::Committee },
            PairError::Assessor { expected: Assessor::Committee, found: Assessor::Own },
            PairError::Round(6, 9),
            PairError::Policies,
            PairError::Items(ItemId::parse("1").unwrap()),
        ];
        for error in all {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
            }
        }
    }
}
