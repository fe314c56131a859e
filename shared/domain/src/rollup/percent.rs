//! Indicators made of percents: `Σ(Wi·SMi)/ΣWi` scores each item first; averaging the percents first is another number
//! as soon as one item stops at an end of the levels (domain rules 2.3).

use super::mean::{WeightedMean, weighted_mean};
use super::mean_error::MeanError;
use crate::criteria::Levels;
use crate::exact::Exact;
use crate::policy::Policies;

/// One item: what it weighs and what it reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PercentItem {
    /// Weight; often internal, adding up to 1.
    pub weight: Exact,
    /// Result in percent.
    pub percent: Exact,
}

/// Each percent placed on the levels, then the mean: the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreFirst {
    /// Unrounded scores in the order of the items.
    pub scores: Vec<Exact>,
    /// Their mean.
    pub mean: WeightedMean,
}

/// The mean percent placed on the levels: only for contrast.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AverageFirst {
    /// Mean of the percents.
    pub percent: WeightedMean,
    /// Its score, unrounded.
    pub score: Exact,
}

/// Scores each item, then averages the unrounded scores.
pub fn score_first(items: &[PercentItem], levels: &Levels, policies: &Policies) -> Result<ScoreFirst, MeanError> {
    let scores: Vec<Exact> = items.iter().map(|item| levels.place(&item.percent, policies).score).collect();
    let mean = weighted_mean(items.iter().map(|item| &item.weight).zip(&scores))?;
    Ok(ScoreFirst { scores, mean })
}

/// Averages the percents, then scores the mean.
pub fn average_first(items: &[PercentItem], levels: &Levels, policies: &Policies) -> Result<AverageFirst, MeanError> {
    let percent = weighted_mean(items.iter().map(|item| (&item.weight, &item.percent)))?;
    Ok(AverageFirst { score: levels.place(&percent.exact, policies).score, percent })
}

/// The quality dimension of departments: satisfaction of clients and of policy makers (deck slides 17–18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Satisfaction {
    /// Score of the clients' percent, unrounded.
    pub clients: Exact,
    /// Score of the policy makers' percent, unrounded.
    pub policy_makers: Exact,
    /// Their mean.
    pub dimension: WeightedMean,
}

/// Scores both percents on the same levels and averages them.
pub fn satisfaction(
    clients: &PercentItem,
    policy_makers: &PercentItem,
    levels: &Levels,
    policies: &Policies,
) -> Result<Satisfaction, MeanError> {
    let place = |item: &PercentItem| levels.place(&item.percent, policies).score;
    let (first, second) = (place(clients), place(policy_makers));
    let dimension = weighted_mean([(&clients.weight, &first), (&policy_makers.weight, &second)])?;
    Ok(Satisfaction { clients: first, policy_makers: second, dimension })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(values: [i64; 5]) -> Levels {
        Levels::new(values.map(Exact::whole)).unwrap()
    }

    fn items(text: &str) -> Vec<PercentItem> {
        let item = |word: &str| {
            let (weight, percent) = word.split_once(':').unwrap();
            PercentItem { weight: weight.parse().unwrap(), percent: percent.parse().unwrap() }
        };
        text.split(' ').map(item).collect()
    }

    #[test]
    fn each_item_is_scored_before_the_mean() {
        // Worked example RU-05.
        let customary = levels([60, 70, 80, 90, 100]);
        let r = score_first(&items("0.5:85 0.3:72 0.2:100"), &customary, &Policies::default()).unwrap();
        assert_eq!(r.scores.iter().map(Exact::to_string).collect::<Vec<_>>(), ["3.5", "2.2", "5"]);
        assert_eq!(r.mean.exact.to_string(), "3.41");
    }

    #[test]
    fn averaging_first_is_another_number_once_an_item_stops_at_an_end() {
        // Worked example RU-06.
        let customary = levels([60, 70, 80, 90, 100]);
        let both = items("0.5:50 0.5:100");
        let policies = Policies::default();
        assert_eq!(score_first(&both, &customary, &policies).unwrap().mean.exact.to_string(), "3");
        let average = average_first(&both, &customary, &policies).unwrap();
        assert_eq!((average.percent.exact.to_string(), average.score.to_string()), ("75".into(), "2.5".into()));
        assert_eq!(score_first(&[], &customary, &policies), Err(MeanError::NoBase));
        assert_eq!(average_first(&[], &customary, &policies), Err(MeanError::NoBase));
    }

    #[test]
    fn satisfaction_of_clients_and_policy_makers_makes_quality() {
        // Worked example FM-04.
        let both = items("7:81.2 3:78.5");
        let s = satisfaction(&both[0], &both[1], &levels([65, 70, 75, 80, 85]), &Policies::default()).unwrap();
        assert_eq!((s.clients.to_string(), s.policy_makers.to_string()), ("4.24".into(), "3.7".into()));
        assert_eq!(s.dimension.exact.to_string(), "4.078");
    }
}
