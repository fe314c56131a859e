//! All joint indicators of a fiscal year: strategies known, each agency's weights filling its own item.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::calendar::FiscalYear;
use crate::exact::Exact;
use crate::ids::OrganisationId;

use super::{Counted, JointError, JointIndicator, MAX_STRATEGIES, OwnItem, Participant, Strategy, StrategyId};

/// Most joint indicators of a year; the deck's model has 15.
pub const MAX_JOINT_INDICATORS: usize = 500;

/// Strategies and joint indicators of one fiscal year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "JointPlanDraft", into = "JointPlanDraft")]
pub struct JointPlan(JointPlanDraft);

/// A plan as written, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JointPlanDraft {
    /// The year.
    pub fiscal_year: FiscalYear,
    /// Strategies.
    pub strategies: Vec<Strategy>,
    /// Joint indicators of all strategies.
    pub indicators: Vec<JointIndicator>,
}

impl JointPlan {
    /// A plan, when ids and numbers are unique, every strategy is known, and the weights of each agency add up to its
    /// item.
    pub fn new(draft: JointPlanDraft) -> Result<Self, JointError> {
        for (what, found, most) in [
            (Counted::Strategies, draft.strategies.len(), MAX_STRATEGIES),
            (Counted::Indicators, draft.indicators.len(), MAX_JOINT_INDICATORS),
        ] {
            if found > most {
                return Err(JointError::Count { what, found, most });
            }
        }
        let (mut ids, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for strategy in &draft.strategies {
            if !ids.insert(strategy.id()) || !numbers.insert(strategy.number()) {
                let name = format!("{} {}", strategy.number(), strategy.id());
                return Err(JointError::Duplicate { what: Counted::Strategies, name });
            }
        }
        let mut indicators = BTreeSet::new();
        for indicator in &draft.indicators {
            if !ids.contains(indicator.strategy()) {
                return Err(JointError::UnknownStrategy(indicator.strategy().clone()));
            }
            if !indicators.insert((indicator.strategy(), indicator.number())) {
                return Err(JointError::Duplicate { what: Counted::Indicators, name: indicator.to_string() });
            }
        }
        weights_fill_items(&draft.indicators)?;
        Ok(Self(draft))
    }

    /// The year.
    pub fn fiscal_year(&self) -> FiscalYear {
        self.0.fiscal_year
    }

    /// Strategies, as written.
    pub fn strategies(&self) -> &[Strategy] {
        &self.0.strategies
    }

    /// Joint indicators of all strategies, as written.
    pub fn indicators(&self) -> &[JointIndicator] {
        &self.0.indicators
    }

    /// The joint indicators of a strategy.
    pub fn indicators_of<'a>(&'a self, strategy: &'a StrategyId) -> impl Iterator<Item = &'a JointIndicator> {
        self.0.indicators.iter().filter(move |i| i.strategy() == strategy)
    }

    /// What an agency takes part in: the joint indicators and its participation in each.
    pub fn participations<'a>(
        &'a self,
        agency: &'a OrganisationId,
    ) -> impl Iterator<Item = (&'a JointIndicator, &'a Participant)> {
        self.0.indicators.iter().filter_map(move |i| i.participant(agency).map(|p| (i, p)))
    }
}

/// Each agency has one joint-indicator item, and its weights in all joint indicators add up to the item's weight.
fn weights_fill_items(indicators: &[JointIndicator]) -> Result<(), JointError> {
    let mut sums: BTreeMap<&OrganisationId, (&OwnItem, Exact)> = BTreeMap::new();
    for participant in indicators.iter().flat_map(JointIndicator::participants) {
        let (item, sum) = sums.entry(participant.agency()).or_insert_with(|| (participant.item(), Exact::zero()));
        if *item != participant.item() {
            return Err(JointError::ItemDiffers { agency: participant.agency().clone() });
        }
        *sum = &*sum + participant.weight();
    }
    match sums.into_iter().find(|(_, (item, sum))| *sum != item.weight) {
        Some((agency, (item, sum))) => {
            Err(JointError::WeightsMissItem { agency: agency.clone(), sum, item: item.weight.clone() })
        }
        None => Ok(()),
    }
}

impl TryFrom<JointPlanDraft> for JointPlan {
    type Error = JointError;
    fn try_from(draft: JointPlanDraft) -> Result<Self, JointError> {
        Self::new(draft)
    }
}

impl From<JointPlan> for JointPlanDraft {
    fn from(plan: JointPlan) -> Self {
        plan.0
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::super::participant::tests::{exact, ministry};
    use super::super::{JointIndicatorDraft, ParticipantDraft, ScoringMode, StrategyDraft};
    use super::*;
    use crate::text::Text;

    fn number(n: u16) -> NonZeroU16 {
        NonZeroU16::new(n).unwrap()
    }

    fn strategy(id: &str, n: u16) -> Strategy {
        let name = Text::new("ยุทธศาสตร์", "");
        Strategy::new(StrategyDraft { id: id.parse().unwrap(), number: number(n), name }).unwrap()
    }

    fn indicator(strategy: &str, n: u16, participants: Vec<ParticipantDraft>) -> JointIndicator {
        JointIndicator::new(JointIndicatorDraft {
            strategy: strategy.parse().unwrap(),
            number: number(n),
            name: None,
            scoring: Some(ScoringMode::Shared),
            participants: participants.into_iter().map(|p| Participant::new(p).unwrap()).collect(),
        })
        .unwrap()
    }

    fn plan(strategies: Vec<Strategy>, indicators: Vec<JointIndicator>) -> Result<JointPlan, JointError> {
        let fiscal_year = FiscalYear::new(2555).unwrap();
        JointPlan::new(JointPlanDraft { fiscal_year, strategies, indicators })
    }

    /// Energy carries the two indicators of ethanol; Finance one of them and the one of Doing Business.
    fn indicators(energy: [&str; 2], finance: [&str; 2]) -> Vec<JointIndicator> {
        vec![
            indicator("energy", 1, vec![ministry("moen", energy[0], None), ministry("mof", finance[0], None)]),
            indicator("energy", 2, vec![ministry("moen", energy[1], None), ministry("moac", "10", None)]),
            indicator("doing-business", 1, vec![ministry("mof", finance[1], None), ministry("opdc", "10", None)]),
        ]
    }

    fn strategies() -> Vec<Strategy> {
        vec![strategy("energy", 7), strategy("doing-business", 9)]
    }

    #[test]
    fn the_weights_of_each_agency_fill_its_own_item() {
        let good = plan(strategies(), indicators(["4", "6"], ["10/3", "20/3"])).unwrap();
        assert_eq!(good.indicators_of(&"energy".parse().unwrap()).count(), 2);
        let finance: Vec<(String, String)> = good
            .participations(&"mof".parse().unwrap())
            .map(|(i, p)| (i.to_string(), p.weight().to_string()))
            .collect();
        assert_eq!(finance, [("energy/1".into(), "10/3".into()), ("doing-business/1".into(), "20/3".into())]);
        for (energy, sum) in [(["4", "5.9999"], "9.9999"), (["4", "6.0001"], "10.0001")] {
            let (agency, sum, item) = ("moen".parse().unwrap(), exact(sum), exact("10"));
            assert_eq!(
                plan(strategies(), indicators(energy, ["5", "5"])),
                Err(JointError::WeightsMissItem { agency, sum, item })
            );
        }
    }

    #[test]
    fn an_agency_has_one_item_for_all_its_joint_indicators() {
        let mut all = indicators(["4", "6"], ["5", "5"]);
        let mut other = ministry("moen", "6", None);
        other.item.number = "3".parse().unwrap();
        all[1] = indicator("energy", 2, vec![other, ministry("moac", "10", None)]);
        assert_eq!(plan(strategies(), all), Err(JointError::ItemDiffers { agency: "moen".parse().unwrap() }));
    }

    #[test]
    fn strategies_are_known_and_nothing_is_given_twice() {
        let all = || indicators(["4", "6"], ["5", "5"]);
        let unknown = "doing-business".parse().unwrap();
        assert_eq!(plan(vec![strategy("energy", 7)], all()), Err(JointError::UnknownStrategy(unknown)));
        for twice in [strategy("energy", 8), strategy("rice", 7)] {
            let refused = plan([strategies(), vec![twice]].concat(), all());
            assert!(matches!(refused, Err(JointError::Duplicate { what: Counted::Strategies, .. })), "{refused:?}");
        }
        let refused = plan(strategies(), [all(), all()].concat());
        assert_eq!(refused, Err(JointError::Duplicate { what: Counted::Indicators, name: "energy/1".into() }));
    }

    #[test]
    fn a_plan_has_limits() {
        let many = |n: u16| (1..=n).map(|i| strategy(&format!("s{i}"), i)).collect::<Vec<_>>();
        assert!(plan(many(50), vec![]).is_ok());
        let refused = plan(many(51), vec![]);
        assert_eq!(refused, Err(JointError::Count { what: Counted::Strategies, found: 51, most: 50 }));
        // Weights of 1/50 fill an item of 10 after 500 joint indicators.
        let rows = |n: u16| {
            let both = || vec![ministry("moen", "1/50", None), ministry("mof", "1/50", None)];
            (1..=n).map(|i| indicator("energy", i, both())).collect::<Vec<_>>()
        };
        assert!(plan(strategies(), rows(500)).is_ok());
        let refused = plan(strategies(), rows(501));
        assert_eq!(refused, Err(JointError::Count { what: Counted::Indicators, found: 501, most: 500 }));
    }

    #[test]
    fn files_go_through_the_same_rules() {
        let good = plan(strategies(), indicators(["4", "6"], ["5", "5"])).unwrap();
        let json = serde_json::to_string(&good).unwrap();
        assert_eq!(serde_json::from_str::<JointPlan>(&json).unwrap(), good);
        assert_eq!((good.fiscal_year().number(), good.strategies().len(), good.indicators().len()), (2555, 2, 3));
        assert!(serde_json::from_str::<JointPlan>(&json.replace("\"4\"", "\"3\"")).is_err());
    }
}
