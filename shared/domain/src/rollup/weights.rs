//! Weights alone: sums of a framework, what is missing in them, and an agency's own weights, which must be 100.

use std::collections::{BTreeMap, BTreeSet};

use super::mean_error::MeanError;
use super::sum::bounded_sum;
use super::tree::MAX_ITEMS;
use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Sums of leaf weights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightSums {
    /// Of all leaves.
    pub total: Exact,
    /// Of each group.
    pub groups: BTreeMap<String, Exact>,
}

/// Adds leaf weights up, over all and over each group; groups may overlap.
pub fn weight_sums(
    weights: &BTreeMap<String, Exact>,
    groups: &BTreeMap<String, Vec<String>>,
) -> Result<WeightSums, MeanError> {
    let group = |(name, ids): (&String, &Vec<String>)| {
        let mut members = BTreeMap::new();
        for id in ids {
            let weight = weights.get(id).ok_or_else(|| MeanError::Unweighted(id.clone()))?;
            if members.insert(id, weight).is_some() {
                return Err(MeanError::Twice(id.clone()));
            }
        }
        Ok((name.clone(), sum_of(members.into_values())?))
    };
    let groups: Result<_, MeanError> = groups.iter().map(group).collect();
    Ok(WeightSums { total: sum_of(weights.values())?, groups: groups? })
}

/// What is left of a parent's weight for its one unknown child; zero or less when the known children are too heavy.
pub fn missing_weight<'a>(parent: &Exact, known: impl IntoIterator<Item = &'a Exact>) -> Result<Exact, MeanError> {
    Ok(parent - &sum_of(known)?)
}

fn sum_of<'a>(weights: impl IntoIterator<Item = &'a Exact>) -> Result<Exact, MeanError> {
    bounded_sum(weights).ok_or(MeanError::Digits)
}

/// How a new framework follows an old one (deck slides 65–70).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CarriedOver {
    /// Old indicators that stay.
    pub kept: u64,
    /// Indicators of the new framework.
    pub new_total: u64,
}

/// Counts what is kept of `old` indicators numbered from 1 when some are dropped and `added` have no predecessor.
pub fn carried_over(old: u64, dropped: &[u64], added: usize) -> Result<CarriedOver, MeanError> {
    if dropped.len() > MAX_ITEMS || added > MAX_ITEMS {
        return Err(MeanError::TooMany(dropped.len().max(added)));
    }
    let mut seen = BTreeSet::new();
    for number in dropped {
        if *number == 0 || *number > old {
            return Err(MeanError::OldNumber { number: *number, old });
        }
        if !seen.insert(number) {
            return Err(MeanError::Twice(number.to_string()));
        }
    }
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let kept = old.saturating_sub(count(seen.len()));
    Ok(CarriedOver { kept, new_total: kept.saturating_add(count(added)) })
}

/// Weights of an agency that are all given, all above zero and 100 together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hundred(BTreeMap<String, Exact>);

impl Hundred {
    /// The weights by id.
    pub fn weights(&self) -> &BTreeMap<String, Exact> {
        &self.0
    }
}

/// Why weights are not those of an agreement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WeightsError {
    /// Weights not given, for example of a mission group that the agency does not have.
    #[error("no weight is given for {}: give this agency's own weights, nothing is renormalised silently", named(.0))]
    Missing(Vec<String>),
    /// A weight at or below zero.
    #[error("item {item} weighs {weight}: give a weight above zero or leave the item out")]
    NotPositive {
        /// Item.
        item: String,
        /// As given.
        weight: Exact,
    },
    /// Less than 100.
    #[error("weights add up to {sum}, {missing} short of 100: give the missing {missing} to the items that carry it")]
    Short {
        /// What they give.
        sum: Exact,
        /// What is missing.
        missing: Exact,
    },
    /// More than 100.
    #[error("weights add up to {sum}, {excess} more than 100: take the {excess} off again")]
    Over {
        /// What they give.
        sum: Exact,
        /// What is too much.
        excess: Exact,
    },
    /// More than are kept.
    #[error("{0} weights are more than the {MAX_ITEMS} that are kept: give fewer")]
    TooMany(usize),
    /// No workable common denominator.
    #[error("the weights together have too many digits: use decimals or simple fractions")]
    Digits,
}

/// The first few; whoever forgot a hundred finds them in the list.
fn named(items: &[String]) -> String {
    let first = items.iter().take(10).map(String::as_str).collect::<Vec<_>>().join(", ");
    if items.len() > 10 { format!("{first}, …") } else { first }
}

/// Requires explicit weights that are 100 together and refuses otherwise: moving the weight of an absent item and
/// renormalising give different totals, so neither happens by itself (domain rules 1.1, 10 no. 2).
pub fn require_hundred(weights: &BTreeMap<String, Option<Exact>>) -> Result<Hundred, WeightsError> {
    if weights.len() > MAX_ITEMS {
        return Err(WeightsError::TooMany(weights.len()));
    }
    let missing: Vec<String> = weights.iter().filter(|(_, w)| w.is_none()).map(|(id, _)| id.clone()).collect();
    if !missing.is_empty() {
        return Err(WeightsError::Missing(missing));
    }
    let given: BTreeMap<String, Exact> = weights.iter().filter_map(|(id, w)| Some((id.clone(), w.clone()?))).collect();
    if let Some((item, weight)) = given.iter().find(|(_, w)| w.is_negative() || w.is_zero()) {
        return Err(WeightsError::NotPositive { item: item.clone(), weight: weight.clone() });
    }
    let (sum, hundred) = (bounded_sum(given.values()).ok_or(WeightsError::Digits)?, Exact::whole(100));
    match sum.cmp(&hundred) {
        std::cmp::Ordering::Equal => Ok(Hundred(given)),
        std::cmp::Ordering::Less => Err(WeightsError::Short { missing: &hundred - &sum, sum }),
        std::cmp::Ordering::Greater => Err(WeightsError::Over { excess: &sum - &hundred, sum }),
    }
}

impl Explain for WeightsError {
    fn explain(&self) -> Explanation {
        let (code, place, rule, remedy) = match self {
            Self::Missing(items) => (
                "weights-missing",
                items.first().map_or("weights".to_owned(), |id| format!("item {id} weight")),
                format!("ไม่ได้ระบุน้ำหนักของ {}", named(items)),
                "กรุณาระบุน้ำหนักของส่วนราชการนี้ให้ครบ ระบบไม่ปรับฐานให้เอง".to_owned(),
            ),
            Self::NotPositive { item, weight } => (
                "weights-not-positive",
                format!("item {item} weight"),
                format!("รายการ {item} มีน้ำหนัก {weight}"),
                "กรุณาให้น้ำหนักมากกว่า 0 หรือตัดรายการออก".to_owned(),
            ),
            Self::Short { sum, missing } => (
                "weights-short",
                "weights".to_owned(),
                format!("น้ำหนักรวมได้ {sum} ขาดอีก {missing} จึงจะครบ 100"),
                format!("กรุณาเพิ่มน้ำหนัก {missing} ที่ขาดให้รายการที่รับไป"),
            ),
            Self::Over { sum, excess } => (
                "weights-over",
                "weights".to_owned(),
                format!("น้ำหนักรวมได้ {sum} เกิน 100 อยู่ {excess}"),
                format!("กรุณาลดน้ำหนักลง {excess}"),
            ),
            Self::TooMany(count) => (
                "weights-too-many",
                "weights".to_owned(),
                format!("มีน้ำหนัก {count} รายการ เกินกว่า {MAX_ITEMS} รายการที่เก็บได้"),
                "กรุณาลดจำนวนรายการ".to_owned(),
            ),
            Self::Digits => (
                "weights-digits",
                "weights".to_owned(),
                "น้ำหนักรวมกันมีจำนวนหลักมากเกินไป".to_owned(),
                "กรุณาใช้ทศนิยมหรือเศษส่วนอย่างง่าย".to_owned(),
            ),
        };
        let english = self.to_string();
        let (english_rule, english_remedy) = english.rsplit_once(": ").unwrap_or((&english, ""));
        Explanation {
            code,
            place: Place::field(place),
            rule: Text::new(rule, english_rule),
            remedy: Text::new(remedy, english_remedy),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    /// `id:weight`; `?` where none is given.
    fn given(text: &str) -> BTreeMap<String, Option<Exact>> {
        let pair = |word: &str| word.split_once(':').map(|(id, w)| (id.to_owned(), w.parse().ok()));
        text.split(' ').map(|word| pair(word).unwrap()).collect()
    }

    fn weights(text: &str) -> BTreeMap<String, Exact> {
        given(text).into_iter().map(|(id, w)| (id, w.unwrap())).collect()
    }

    fn groups(text: &str) -> BTreeMap<String, Vec<String>> {
        let group = |word: &str| {
            let (name, ids) = word.split_once('=').unwrap();
            (name.to_owned(), ids.split(',').map(str::to_owned).collect())
        };
        text.split(' ').map(group).collect()
    }

    const DEPARTMENT: &str = "1.1:15 1.2:5 2:10 3:10 4:20 5:7 6:3 7:5 8:5 9:5 10:5 11:5 12:5";
    const PROVINCE: &str = "1:20 2:10 3.1:3 3.2:3 3.3:4 3.4:4 3.5:3 3.6:3 4:8 5:4 6:4 7:4 8:5 9:5 10:20";

    fn sums(leaves: &str, of: &str) -> String {
        let sums = weight_sums(&weights(leaves), &groups(of)).unwrap();
        let groups: Vec<String> = sums.groups.iter().map(|(name, sum)| format!("{name}={sum}")).collect();
        format!("{} {}", sums.total, groups.join(" "))
    }

    #[test]
    fn the_shipped_frameworks_add_up() {
        // Worked examples FW-01 and FW-02.
        let department = concat!(
            "external=1.1,1.2,2,3,4,5,6 internal=7,8,9,10,11,12 effectiveness=1.1,1.2,2,3,4 ",
            "quality=5,6 efficiency=7,8,9 org_development=10,11,12"
        );
        assert_eq!(
            sums(DEPARTMENT, department),
            "100 effectiveness=60 efficiency=15 external=70 internal=30 org_development=15 quality=10"
        );
        let province = concat!(
            "effectiveness=1,2,3.1,3.2,3.3,3.4,3.5,3.6 item3=3.1,3.2,3.3,3.4,3.5,3.6 ",
            "quality=4,5,6,7 satisfaction_block=4,5,6 efficiency=8,9 org_development=10"
        );
        assert_eq!(
            sums(PROVINCE, province),
            "100 effectiveness=50 efficiency=10 item3=20 org_development=20 quality=20 satisfaction_block=16"
        );
    }

    #[test]
    fn groups_name_known_items_once() {
        let refused = |of: &str| weight_sums(&weights("a:1 b:2"), &groups(of)).unwrap_err();
        assert_eq!(refused("g=a,q"), MeanError::Unweighted("q".into()));
        assert_eq!(refused("g=a,b,a"), MeanError::Twice("a".into()));
    }

    #[test]
    fn a_missing_weight_is_what_the_parent_leaves() {
        // Worked example FW-03: reading "(3)(3)" twice would leave nothing.
        let known = ["3", "4", "4", "3", "3"].map(exact);
        assert_eq!(missing_weight(&exact("20"), &known), Ok(exact("3")));
        assert_eq!(missing_weight(&exact("1"), &[exact("1.5")]), Ok(exact("-0.5")));
    }

    #[test]
    fn indicators_are_counted_from_one_framework_to_the_next() {
        // Worked example FW-04.
        let dropped = [3, 5, 7, 8, 11, 12, 13, 17, 18, 19, 22, 23, 24, 25];
        assert_eq!(carried_over(26, &dropped, 1), Ok(CarriedOver { kept: 12, new_total: 13 }));
        assert_eq!(carried_over(2, &[1, 2], 0), Ok(CarriedOver { kept: 0, new_total: 0 }));
        assert_eq!(carried_over(26, &[27], 1), Err(MeanError::OldNumber { number: 27, old: 26 }));
        assert_eq!(carried_over(26, &[0], 1), Err(MeanError::OldNumber { number: 0, old: 26 }));
        assert_eq!(carried_over(26, &[3, 3], 1), Err(MeanError::Twice("3".into())));
        let all: Vec<u64> = (1..=10_000).collect();
        assert_eq!(carried_over(10_000, &all, 0).map(|c| c.kept), Ok(0));
        assert_eq!(carried_over(u64::MAX, &[], 10_000).map(|c| c.new_total), Ok(u64::MAX));
        assert_eq!(carried_over(1, &[], MAX_ITEMS + 1), Err(MeanError::TooMany(MAX_ITEMS + 1)));
        assert_eq!(carried_over(1, &vec![1; MAX_ITEMS + 1], 0), Err(MeanError::TooMany(MAX_ITEMS + 1)));
    }

    #[test]
    fn an_agency_without_a_mission_group_states_its_own_weights() {
        let own = "1.1:15 1.2:5 2:10 4:30 5:7 6:3 7:5 8:5 9:5 10:5 11:5 12:5";
        assert_eq!(require_hundred(&given(own)).map(|w| w.weights().clone()), Ok(weights(own)));
        assert_eq!(
            require_hundred(&given(&DEPARTMENT.replace("3:10", "3:?"))),
            Err(WeightsError::Missing(vec!["3".into()]))
        );
        let short = require_hundred(&given(&DEPARTMENT.replace("3:10 ", ""))).unwrap_err();
        assert_eq!(short, WeightsError::Short { sum: exact("90"), missing: exact("10") });
        assert!(short.to_string().contains("add up to 90, 10 short of 100"));
        assert_eq!(
            require_hundred(&given("a:60 b:40.01")),
            Err(WeightsError::Over { sum: exact("100.01"), excess: exact("0.01") })
        );
        for weight in ["0", "-5"] {
            let refused = WeightsError::NotPositive { item: "b".into(), weight: exact(weight) };
            assert_eq!(require_hundred(&given(&format!("a:100 b:{weight}"))), Err(refused));
        }
        assert_eq!(require_hundred(&given("a:100/3 b:100/3 c:100/3")).map(|w| w.weights().len()), Ok(3));
        let many: BTreeMap<_, _> = (0..=MAX_ITEMS).map(|i| (i.to_string(), Some(exact("0.01")))).collect();
        assert_eq!(require_hundred(&many), Err(WeightsError::TooMany(MAX_ITEMS + 1)));
        let most: BTreeMap<_, _> = many.into_iter().take(MAX_ITEMS).collect();
        assert_eq!(require_hundred(&most).map(|w| w.weights().len()), Ok(MAX_ITEMS));
    }

    #[test]
    fn absurd_digits_are_refused() {
        let odd = |i: usize| format!("1/1{:0>38}", 2 * i + 1).parse::<Exact>().unwrap();
        let many: BTreeMap<String, Exact> = (0..200).map(|i| (i.to_string(), odd(i))).collect();
        assert_eq!(weight_sums(&many, &BTreeMap::new()), Err(MeanError::Digits));
        assert_eq!(missing_weight(&Exact::one(), many.values()), Err(MeanError::Digits));
        let many = many.into_iter().map(|(id, weight)| (id, Some(weight))).collect();
        assert_eq!(require_hundred(&many), Err(WeightsError::Digits));
    }

    #[test]
    fn every_refusal_speaks_both_languages_under_a_code_of_its_own() {
        let eleven: Vec<String> = (1..=11).map(|i| i.to_string()).collect();
        assert_eq!(named(&eleven[..10]), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
        assert_eq!(named(&eleven), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …");
        let all = [
            WeightsError::Missing(eleven),
            WeightsError::NotPositive { item: "1".into(), weight: Exact::zero() },
            WeightsError::Short { sum: exact("90"), missing: exact("10") },
            WeightsError::Over { sum: exact("110"), excess: exact("10") },
            WeightsError::TooMany(10_001),
            WeightsError::Digits,
        ];
        let mut codes = BTreeSet::new();
        for error in all {
            let e = error.explain();
            for text in [&e.rule, &e.remedy] {
                assert!(!text.en.is_empty() && text.th.contains(|c| ('ก'..='๙').contains(&c)), "{e:?}");
            }
            assert!(!e.place.field.is_empty() && codes.insert(e.code), "{e:?}");
        }
    }
}
