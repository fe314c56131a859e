//! Pattern 6: compared with agencies that set an example (deck slide 36).

use serde::{Deserialize, Serialize};

use super::baseline::mean;
use super::details::{Details, ReasonCode};
use super::error::TargetError;
use super::figure::readable;
use super::pattern::Pattern;
use super::proposal::Proposal;
use super::spacing::Spacing;
use super::warning::Warning;
use crate::calendar::FiscalYear;
use crate::criteria::Direction;
use crate::exact::Exact;

/// Most comparators (หน่วยงานเทียบเคียง).
pub const MAX_COMPARATORS: usize = 200;
/// Most bits of a sum of results: more than decimals need, few enough that unlike fractions cost nobody time.
const MAX_SUM_BITS: u64 = 2_048;
/// Longest name of a comparator in characters.
const MAX_NAME: usize = 200;

/// One agency and its result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Comparator {
    /// Its name; empty where it is not known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Its result.
    pub value: Exact,
}

/// Who is compared with, and in which year: 1 to 200 agencies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Comparators {
    year: Option<FiscalYear>,
    members: Vec<Comparator>,
}

/// The form in records.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    year: Option<FiscalYear>,
    members: Vec<Comparator>,
}

/// Which half of the pattern's rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// The own result is better than the comparators' mean (6.1).
    #[serde(rename = "6.1")]
    OwnBetter,
    /// The own result is worse (6.2).
    #[serde(rename = "6.2")]
    OwnWorse,
}

impl Standing {
    /// Number of the rule on slide 36.
    pub fn rule(self) -> &'static str {
        match self {
            Self::OwnBetter => "6.1",
            Self::OwnWorse => "6.2",
        }
    }
}

impl Comparators {
    /// Agencies with their results, all of the same year.
    pub fn new(year: Option<FiscalYear>, members: Vec<Comparator>) -> Result<Self, TargetError> {
        if members.is_empty() || members.len() > MAX_COMPARATORS {
            return Err(TargetError::Comparators(members.len()));
        }
        if !members.iter().all(|c| readable(&c.value)) {
            return Err(TargetError::TooManyDigits);
        }
        if members.iter().any(|c| c.name.chars().count() > MAX_NAME) {
            return Err(TargetError::Wording("benchmark.comparators.name"));
        }
        Ok(Self { year, members })
    }

    /// Results alone.
    pub fn plain(values: Vec<Exact>) -> Result<Self, TargetError> {
        Self::new(None, values.into_iter().map(|value| Comparator { name: String::new(), value }).collect())
    }

    /// The year of the results, where known.
    pub fn year(&self) -> Option<FiscalYear> {
        self.year
    }

    /// The agencies.
    pub fn members(&self) -> &[Comparator] {
        &self.members
    }

    /// Mean of their results, unrounded; refused where it is too long to be kept.
    pub fn mean(&self) -> Result<Exact, TargetError> {
        let values: Vec<Exact> = self.members.iter().map(|c| c.value.clone()).collect();
        mean(&values, MAX_SUM_BITS).filter(readable).ok_or(TargetError::TooManyDigits)
    }

    /// Whether each is named and the year is known, so that anybody can check them.
    fn recorded(&self) -> bool {
        self.year.is_some() && self.members.iter().all(|c| !c.name.trim().is_empty())
    }
}

impl TryFrom<Written> for Comparators {
    type Error = TargetError;
    fn try_from(written: Written) -> Result<Self, TargetError> {
        Self::new(written.year, written.members)
    }
}

impl From<Comparators> for Written {
    fn from(comparators: Comparators) -> Self {
        Self { year: comparators.year, members: comparators.members }
    }
}

/// Pattern 6 (deck slide 36): the own result where it is better than the comparators' mean (6.1), their mean where it
/// is worse (6.2). "Better" is judged against the mean (domain rules 3); equal gives the same x and no rule.
pub fn pattern6(
    own: &Exact,
    comparators: &Comparators,
    direction: Direction,
    spacing: &Spacing,
) -> Result<Proposal, TargetError> {
    let mean = comparators.mean()?;
    let (x, standing, reason) = if direction.better(own, &mean) {
        (own, Some(Standing::OwnBetter), ReasonCode::OwnBetter)
    } else if direction.better(&mean, own) {
        (&mean, Some(Standing::OwnWorse), ReasonCode::ComparatorsMean)
    } else {
        (own, None, ReasonCode::EqualToComparators)
    };
    let levels = spacing.around(x, direction)?;
    let details =
        Details::Benchmark { own: own.clone(), mean: mean.clone(), standing, comparators: comparators.clone() };
    Ok(Proposal::of_levels(Pattern::Benchmark, reason, levels, details)?
        .spaced()
        .warned((!comparators.recorded()).then(Warning::comparators_unnamed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::WarningCode;
    use Direction::{Higher, Lower};

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn propose(own: &str, others: &str, direction: Direction) -> Proposal {
        let comparators = Comparators::plain(others.split(' ').map(exact).collect()).unwrap();
        pattern6(&exact(own), &comparators, direction, &Spacing::Interval(exact("2"))).unwrap()
    }

    #[test]
    fn the_better_of_own_result_and_comparators_mean_stands_at_level_3() {
        for (own, others, direction, x, rule) in [
            ("88", "80 84 82", Higher, "88", Some("6.1")),
            ("75", "80 84 82", Higher, "82", Some("6.2")),
            ("82", "80 84 82", Higher, "82", None),
            ("82.0001", "80 84 82", Higher, "82.0001", Some("6.1")),
            ("75", "80 84 82", Lower, "75", Some("6.1")),
            ("88", "80 84 82", Lower, "82", Some("6.2")),
            ("82", "80 84 82", Lower, "82", None),
            ("-3", "-1 -2", Higher, "-1.5", Some("6.2")),
            ("0", "0", Lower, "0", None),
            ("1", "1 1 2", Higher, "4/3", Some("6.2")),
        ] {
            let p = propose(own, others, direction);
            let Details::Benchmark { standing, mean, own: recorded, .. } = p.details() else { panic!("pattern 6") };
            assert_eq!((p.x(), standing.map(Standing::rule)), (&exact(x), rule), "{own} {others}");
            assert_eq!(recorded, &exact(own));
            assert_eq!(p.x() == mean, rule != Some("6.1"));
            assert_eq!(p.direction(), direction);
        }
    }

    #[test]
    fn each_rule_has_its_reason() {
        let reason = |own| propose(own, "82", Higher).reason_code();
        assert_eq!(
            [reason("83"), reason("81"), reason("82")],
            [ReasonCode::OwnBetter, ReasonCode::ComparatorsMean, ReasonCode::EqualToComparators]
        );
        assert_eq!(serde_json::to_string(&[Standing::OwnBetter, Standing::OwnWorse]).unwrap(), r#"["6.1","6.2"]"#);
    }

    #[test]
    fn a_comparison_with_nobody_or_with_too_many_is_refused() {
        assert_eq!(Comparators::plain(vec![]), Err(TargetError::Comparators(0)));
        assert!(Comparators::plain(vec![Exact::one(); 200]).is_ok());
        assert_eq!(Comparators::plain(vec![Exact::one(); 201]), Err(TargetError::Comparators(201)));
        let named = |n: usize| Comparators::new(None, vec![Comparator { name: "ก".repeat(n), value: Exact::one() }]);
        assert!(named(200).is_ok());
        assert_eq!(named(201), Err(TargetError::Wording("benchmark.comparators.name")));
    }

    #[test]
    fn who_was_compared_with_and_when_is_recorded() {
        let year = Some(FiscalYear::new(2554).unwrap());
        let member = |name: &str| Comparator { name: name.into(), value: exact("80") };
        let unnamed = |year, members| {
            let comparators = Comparators::new(year, members).unwrap();
            let p = pattern6(&exact("88"), &comparators, Higher, &Spacing::Interval(exact("2"))).unwrap();
            let Details::Benchmark { comparators: kept, .. } = p.details() else { panic!("pattern 6") };
            assert_eq!((kept, kept.year()), (&comparators, year));
            p.warns(WarningCode::ComparatorsUnnamed)
        };
        assert!(!unnamed(year, vec![member("กรม ก"), member("กรม ข")]));
        assert!(unnamed(None, vec![member("กรม ก")]));
        assert!(unnamed(year, vec![member("กรม ก"), member(" ")]));
    }

    #[test]
    fn long_lists_of_unlike_fractions_are_refused_and_never_cut() {
        let fractions: Vec<Exact> = (1..=200).map(|n| Exact::ratio(1, 1_000_000_007 + 2 * n).unwrap()).collect();
        let comparators = Comparators::plain(fractions).unwrap();
        let refused = pattern6(&Exact::zero(), &comparators, Higher, &Spacing::Interval(exact("2")));
        assert_eq!(refused, Err(TargetError::TooManyDigits));
        let thirds = Comparators::plain((1..=200).map(|n| Exact::ratio(n, 3).unwrap()).collect()).unwrap();
        assert_eq!(thirds.mean(), Ok(exact("33.5")));
    }
}
