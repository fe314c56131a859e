//! The model behind a matrix of joint indicators: an agency in a strategy carries all its indicators (domain rules 6).

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use serde::Serialize;

use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

use super::{Counted, MAX_STRATEGIES};

/// Most agencies in one table: every local administration of the country.
pub const MAX_AGENCIES: usize = 10_000;
/// Most strategies the exact search looks through: 65,536 sets.
pub const MAX_SEARCHED: usize = 16;

/// Why a table cannot be worked out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// Too many of something.
    #[error("{found} {what}, more than {most}: split the table")]
    Count {
        /// Of what.
        what: Counted,
        /// How many.
        found: usize,
        /// The limit.
        most: usize,
    },
    /// An agency that only one of the lists has.
    #[error("{agency} does not have both a count of strategies and a count of joint indicators: give both")]
    Incomplete {
        /// Which.
        agency: String,
    },
    /// A ministry twice.
    #[error("{agency} stands twice among the ministries: keep one")]
    MinistryTwice {
        /// Which.
        agency: String,
    },
    /// A set that names an unknown strategy, or one twice.
    #[error("{agency} names the strategy `{strategy}`, which is not declared or stands there twice: correct its set")]
    Strategy {
        /// Which.
        agency: String,
        /// What it names.
        strategy: String,
    },
}

/// Sums over a table of joint indicators.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Agencies.
    pub agencies: usize,
    /// Those that are ministries.
    pub ministries: usize,
    /// Agency-in-strategy cells.
    pub cells: u64,
    /// Agency-carries-indicator assignments.
    pub assignments: u64,
}

/// Adds up the printed counts of each agency.
pub fn totals<A: Ord + Display>(
    strategies_per_agency: &BTreeMap<A, u32>,
    indicators_per_agency: &BTreeMap<A, u32>,
    ministries: &[A],
) -> Result<Totals, ModelError> {
    for found in [strategies_per_agency.len(), indicators_per_agency.len(), ministries.len()] {
        within(Counted::Agencies, found, MAX_AGENCIES)?;
    }
    let incomplete = |agency: &A| ModelError::Incomplete { agency: clip(agency) };
    let mut known = strategies_per_agency.keys().chain(indicators_per_agency.keys()).chain(ministries);
    if let Some(agency) =
        known.find(|a| !strategies_per_agency.contains_key(*a) || !indicators_per_agency.contains_key(*a))
    {
        return Err(incomplete(agency));
    }
    let mut seen = BTreeSet::new();
    if let Some(agency) = ministries.iter().find(|a| !seen.insert(*a)) {
        return Err(ModelError::MinistryTwice { agency: clip(agency) });
    }
    Ok(Totals {
        agencies: strategies_per_agency.len(),
        ministries: ministries.len(),
        cells: strategies_per_agency.values().copied().map(u64::from).sum(),
        assignments: indicators_per_agency.values().copied().map(u64::from).sum(),
    })
}

impl Totals {
    /// The sums in a sentence.
    pub fn words(&self) -> Text {
        let Self { agencies, ministries, cells, assignments } = self;
        Text::new(
            format!(
                "ส่วนราชการ {agencies} แห่ง เป็นกระทรวง {ministries} แห่ง เข้าร่วมยุทธศาสตร์รวม {cells} ช่อง \
                 และรับตัวชี้วัดร่วมรวม {assignments} รายการ"
            ),
            format!(
                "{agencies} agencies, {ministries} of them ministries, stand in {cells} strategy cells and carry \
                 {assignments} joint indicators, each counted once for every agency"
            ),
        )
    }
}

/// What the model says of each agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelCheck<A: Ord> {
    /// Joint indicators that each agency carries.
    pub carried: BTreeMap<A, u64>,
    /// Joint indicators of all strategies, each once.
    pub distinct: u64,
}

/// Joint indicators each agency carries when an agency in a strategy carries all of them.
pub fn model_check<A: Ord + Clone + Display, S: Ord + Display>(
    indicators_per_strategy: &BTreeMap<S, u32>,
    sets: &BTreeMap<A, Vec<S>>,
) -> Result<ModelCheck<A>, ModelError> {
    within(Counted::Strategies, indicators_per_strategy.len(), MAX_STRATEGIES)?;
    within(Counted::Agencies, sets.len(), MAX_AGENCIES)?;
    let mut carried = BTreeMap::new();
    for (agency, set) in sets {
        let mut seen = BTreeSet::new();
        let mut sum = 0;
        for strategy in set {
            match indicators_per_strategy.get(strategy) {
                Some(count) if seen.insert(strategy) => sum += u64::from(*count),
                _ => return Err(ModelError::Strategy { agency: clip(agency), strategy: clip(strategy) }),
            }
        }
        carried.insert(agency.clone(), sum);
    }
    Ok(ModelCheck { carried, distinct: indicators_per_strategy.values().copied().map(u64::from).sum() })
}

impl<A: Ord> ModelCheck<A> {
    /// The rule and the sums in a sentence.
    pub fn words(&self) -> Text {
        let (agencies, distinct) = (self.carried.len(), self.distinct);
        let sum: u64 = self.carried.values().sum();
        Text::new(
            format!(
                "ถ้าส่วนราชการรับตัวชี้วัดร่วมทุกรายการของยุทธศาสตร์ที่เข้าร่วม ส่วนราชการ {agencies} แห่งจะรับรวม {sum} รายการ \
                 จากตัวชี้วัดร่วมที่ไม่ซ้ำกัน {distinct} รายการ"
            ),
            format!(
                "If an agency carries all joint indicators of its strategies, {agencies} agencies carry {sum} of \
                 {distinct} different ones"
            ),
        )
    }
}

/// Every set of strategies that an agency's two printed counts allow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fits<S: Ord> {
    /// The sets.
    pub sets: Vec<BTreeSet<S>>,
}

impl<S: Ord + Clone> Fits<S> {
    /// Strategies that stand in every set: the counts force them. Empty when no set fits.
    pub fn forced(&self) -> BTreeSet<S> {
        let mut sets = self.sets.iter();
        let first = sets.next().cloned().unwrap_or_default();
        sets.fold(first, |all, set| all.intersection(set).cloned().collect())
    }

    /// Strategies that stand in at least one set.
    pub fn possible(&self) -> BTreeSet<S> {
        self.sets.iter().flatten().cloned().collect()
    }

    /// What was found, in a sentence.
    pub fn words(&self) -> Text {
        let (count, forced) = (self.sets.len(), self.forced().len());
        Text::new(
            format!("จำนวนที่พิมพ์ไว้เข้ากันได้กับชุดยุทธศาสตร์ {count} ชุด โดยมี {forced} ยุทธศาสตร์ที่อยู่ในทุกชุด"),
            format!("The printed counts allow {count} sets of strategies; {forced} strategies stand in all of them"),
        )
    }
}

/// Searches exactly: every set of `size` strategies that hold `sum` joint indicators together, includes `with` and
/// touches nothing of `without`.
pub fn fits<S: Ord + Clone>(
    indicators_per_strategy: &BTreeMap<S, u32>,
    size: u32,
    sum: u32,
    with: &BTreeSet<S>,
    without: &BTreeSet<S>,
) -> Result<Fits<S>, ModelError> {
    within(Counted::Strategies, indicators_per_strategy.len(), MAX_SEARCHED)?;
    let columns: Vec<&S> = indicators_per_strategy.keys().collect();
    let counts: Vec<u32> = indicators_per_strategy.values().copied().collect();
    let set = |mask: u32| -> BTreeSet<S> {
        columns
            .iter()
            .enumerate()
            .filter(|(bit, _)| mask >> bit & 1 == 1)
            .map(|(_, strategy)| (*strategy).clone())
            .collect()
    };
    let sets = search(&counts, size, sum).into_iter().map(set);
    Ok(Fits { sets: sets.filter(|set| set.is_superset(with) && set.is_disjoint(without)).collect() })
}

/// Every set of that size and sum as a mask: bit *n* is the strategy with the *n*-th count. The caller has seen to it
/// that there are at most [`MAX_SEARCHED`].
pub(super) fn search(counts: &[u32], size: u32, sum: u32) -> Vec<u32> {
    let sum_of = |mask: u32| -> u64 {
        counts.iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1).map(|(_, count)| u64::from(*count)).sum()
    };
    (0..1 << counts.len()).filter(|mask: &u32| mask.count_ones() == size && sum_of(*mask) == u64::from(sum)).collect()
}

fn within(what: Counted, found: usize, most: usize) -> Result<(), ModelError> {
    if found > most { Err(ModelError::Count { what, found, most }) } else { Ok(()) }
}

/// Messages quote outside text only in part.
fn clip(name: &impl Display) -> String {
    name.to_string().chars().take(60).collect()
}

impl Explain for ModelError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Count { what, found, most } => (
                "joint-model-count",
                what.field(),
                format!("มี{} {found} รายการ เกิน {most} รายการ", what.thai()),
                "กรุณาแบ่งตาราง",
            ),
            Self::Incomplete { agency } => (
                "joint-model-incomplete",
                "strategies_per_agency, kpis_per_agency",
                format!("{agency} ไม่มีทั้งจำนวนยุทธศาสตร์และจำนวนตัวชี้วัดร่วม"),
                "กรุณาระบุทั้งสองจำนวน",
            ),
            Self::MinistryTwice { agency } => (
                "joint-model-ministry-twice",
                "ministries",
                format!("ระบุกระทรวง {agency} ซ้ำ"),
                "กรุณาคงไว้เพียงรายการเดียว",
            ),
            Self::Strategy { agency, strategy } => (
                "joint-model-strategy",
                "sets",
                format!("{agency} ระบุยุทธศาสตร์ `{strategy}` ซึ่งไม่ได้ประกาศไว้หรือระบุซ้ำ"),
                "กรุณาแก้ไขชุดยุทธศาสตร์",
            ),
        };
        Explanation::of(self, code, Place::field(field), rule, remedy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fitted counts of FY2555: columns 1 to 9.
    fn fy2555() -> BTreeMap<u16, u32> {
        (1..).zip([1, 3, 1, 1, 1, 3, 2, 2, 1]).collect()
    }

    fn names<'a>(rows: &[(&'a str, u32)]) -> BTreeMap<&'a str, u32> {
        rows.iter().copied().collect()
    }

    fn none() -> BTreeSet<u16> {
        BTreeSet::new()
    }

    #[test]
    fn totals_are_sums_of_the_printed_counts() {
        let (strategies, indicators) =
            (names(&[("MOD", 3), ("MOEN", 1), ("ISOC", 2)]), names(&[("MOD", 5), ("MOEN", 2), ("ISOC", 4)]));
        let sums = totals(&strategies, &indicators, &["MOD", "MOEN"]).unwrap();
        assert_eq!(sums, Totals { agencies: 3, ministries: 2, cells: 6, assignments: 11 });
        assert!(sums.words().th.contains("รวม 6 ช่อง") && sums.words().en.contains("carry 11 joint"));
        let huge = names(&[("a", u32::MAX), ("b", u32::MAX)]);
        assert_eq!(totals(&huge, &huge, &[]).unwrap().cells, 8_589_934_590);
    }

    #[test]
    fn an_agency_has_both_counts_and_is_a_ministry_once() {
        let (one, two) = (names(&[("MOD", 3)]), names(&[("MOD", 5), ("MOEN", 2)]));
        let incomplete = |agency: &str| Err(ModelError::Incomplete { agency: agency.into() });
        assert_eq!(totals(&one, &two, &[]), incomplete("MOEN"));
        assert_eq!(totals(&two, &one, &[]), incomplete("MOEN"));
        assert_eq!(totals(&one, &one, &["MOI"]), incomplete("MOI"));
        assert_eq!(totals(&one, &one, &["MOD", "MOD"]), Err(ModelError::MinistryTwice { agency: "MOD".into() }));
    }

    #[test]
    fn an_agency_carries_all_indicators_of_its_strategies() {
        let sets: BTreeMap<&str, Vec<u16>> = [
            ("MOAC", vec![4, 5, 6, 7]),
            ("MNRE", vec![4, 5]),
            ("MOEN", vec![7]),
            ("MOC", vec![6, 9]),
            ("ISOC", vec![1, 2]),
            ("SBPAC", vec![2]),
            ("RTP", vec![1, 2, 3]),
            ("MOPH", vec![1, 8]),
            ("OPDC", vec![9]),
            ("none", vec![]),
        ]
        .into();
        let check = model_check(&fy2555(), &sets).unwrap();
        let carried = [("MOAC", 7), ("MNRE", 2), ("MOEN", 2), ("MOC", 4), ("ISOC", 4), ("SBPAC", 3), ("RTP", 5)];
        let others = [("MOPH", 3), ("OPDC", 1), ("none", 0)];
        assert_eq!(check.carried, carried.into_iter().chain(others).collect());
        assert_eq!(check.distinct, 15);
        assert!(check.words().th.contains("รวม 31 รายการ") && check.words().en.contains("carry 31 of 15 different"));
    }

    #[test]
    fn unknown_or_repeated_strategies_are_refused() {
        for set in [vec![1, 10], vec![1, 2, 1]] {
            let wrong = set[set.len() - 1].to_string();
            let refused = model_check(&fy2555(), &[("RTP", set)].into());
            assert_eq!(refused, Err(ModelError::Strategy { agency: "RTP".into(), strategy: wrong }));
        }
    }

    #[test]
    fn the_search_finds_every_set_and_what_they_share() {
        let found = fits(&fy2555(), 1, 2, &none(), &none()).unwrap();
        assert_eq!(found.sets, [BTreeSet::from([7]), BTreeSet::from([8])]);
        assert_eq!((found.forced(), found.possible()), (none(), BTreeSet::from([7, 8])));
        let found = fits(&fy2555(), 1, 2, &none(), &BTreeSet::from([8])).unwrap();
        assert_eq!(found.forced(), BTreeSet::from([7]));
        let found = fits(&fy2555(), 3, 5, &BTreeSet::from([7, 8]), &none()).unwrap();
        assert_eq!((found.sets.len(), found.forced()), (5, BTreeSet::from([7, 8])));
        assert!(found.words().th.contains("5 ชุด โดยมี 2 ยุทธศาสตร์") && found.words().en.contains("5 sets"));
        assert!(fits(&fy2555(), 5, 3, &none(), &none()).unwrap().sets.is_empty());
        assert_eq!(Fits::<u16> { sets: vec![] }.forced(), none());
        assert_eq!(fits(&fy2555(), 9, 15, &none(), &none()).unwrap().sets.len(), 1);
        assert_eq!(fits(&fy2555(), 0, 0, &none(), &none()).unwrap().sets, [none()]);
    }

    #[test]
    fn tables_have_limits() {
        let columns = |n: u16| (1..=n).map(|i| (i, 1)).collect::<BTreeMap<u16, u32>>();
        assert_eq!(fits(&columns(16), 16, 16, &none(), &none()).unwrap().sets.len(), 1);
        let too_many = |what, found, most| ModelError::Count { what, found, most };
        assert_eq!(fits(&columns(17), 1, 1, &none(), &none()), Err(too_many(Counted::Strategies, 17, 16)));
        let over = too_many(Counted::Agencies, 10_001, 10_000);
        assert!(totals(&columns(10_000), &columns(10_000), &[]).is_ok());
        assert_eq!(totals(&columns(10_001), &columns(10_001), &[]), Err(over.clone()));
        let sets = |n: u16| (1..=n).map(|i| (i, vec![])).collect::<BTreeMap<u16, Vec<u16>>>();
        assert!(model_check(&columns(50), &sets(10_000)).is_ok());
        assert_eq!(model_check(&columns(1), &sets(10_001)), Err(over));
        assert_eq!(model_check(&columns(51), &sets(1)), Err(too_many(Counted::Strategies, 51, 50)));
    }

    #[test]
    fn every_refusal_explains_itself_in_both_languages() {
        let (agency, strategy) = (|| "MOD".to_owned(), "rice".to_owned());
        let all = [
            ModelError::Count { what: Counted::Agencies, found: 2, most: 1 },
            ModelError::Incomplete { agency: agency() },
            ModelError::MinistryTwice { agency: agency() },
            ModelError::Strategy { agency: agency(), strategy },
        ];
        let codes: BTreeSet<&str> = all.iter().map(|e| e.explain().code).collect();
        assert_eq!(codes.len(), 4);
        for error in all {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(text.th.chars().any(|c| ('ก'..='๛').contains(&c)), "{error}");
                assert!(!text.en.is_empty(), "{error}");
            }
            assert_eq!(format!("{}: {}", e.rule.en, e.remedy.en), error.to_string());
        }
    }

    proptest::proptest! {
        #[test]
        fn what_an_agency_really_has_is_among_the_sets_found(
            counts in proptest::collection::vec(1u32..4, 1..6),
            mask in 0u32..32,
        ) {
            let columns: BTreeMap<u16, u32> = (0..).zip(counts).collect();
            let real: BTreeSet<u16> = columns.keys().copied().filter(|i| mask >> i & 1 == 1).collect();
            let sum = real.iter().map(|i| columns[i]).sum();
            let found = fits(&columns, u32::try_from(real.len()).unwrap(), sum, &none(), &none()).unwrap();
            proptest::prop_assert!(found.sets.contains(&real));
            proptest::prop_assert!(found.forced().is_subset(&real) && real.is_subset(&found.possible()));
        }
    }
}
