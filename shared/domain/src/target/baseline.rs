//! The baseline (ข้อมูลพื้นฐาน): results of past years, oldest first (deck slide 26).

use serde::{Deserialize, Serialize};

use super::error::TargetError;
use super::figure::readable;
use super::trend::{Trend, classify};
use crate::calendar::FiscalYear;
use crate::criteria::Direction;
use crate::exact::Exact;

/// Most years of a baseline.
pub const MAX_BASELINE_YEARS: usize = 30;
/// The deck looks three years back.
pub const YEARS_THAT_COUNT: usize = 3;

/// One to 30 results, oldest first; their years where they are known, each later than the one before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Baseline {
    values: Vec<Exact>,
    years: Option<Vec<FiscalYear>>,
}

/// The form in files: `{"values": [72, 75, 78], "years": [2552, 2553, 2554]}`, years where known.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    values: Vec<Exact>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    years: Option<Vec<FiscalYear>>,
}

impl Baseline {
    /// Results with their fiscal years, oldest first.
    pub fn by_year(results: Vec<(FiscalYear, Exact)>) -> Result<Self, TargetError> {
        let (years, values) = results.into_iter().unzip();
        Self::new(values, Some(years))
    }

    /// Results of which only the order is known, oldest first.
    pub fn plain(values: Vec<Exact>) -> Result<Self, TargetError> {
        Self::new(values, None)
    }

    /// Results, oldest first, and their years where known.
    pub fn new(values: Vec<Exact>, years: Option<Vec<FiscalYear>>) -> Result<Self, TargetError> {
        if values.is_empty() || values.len() > MAX_BASELINE_YEARS {
            return Err(TargetError::BaselineCount(values.len()));
        }
        if !values.iter().all(readable) {
            return Err(TargetError::TooManyDigits);
        }
        if let Some(years) = &years {
            if years.len() != values.len() {
                return Err(TargetError::BaselineYears { values: values.len(), years: years.len() });
            }
            if let Some(pair) = years.windows(2).find(|pair| pair[0] >= pair[1]) {
                return Err(TargetError::BaselineOrder(pair[1]));
            }
        }
        Ok(Self { values, years })
    }

    /// The results, oldest first.
    pub fn values(&self) -> &[Exact] {
        &self.values
    }

    /// Their years, where known.
    pub fn years(&self) -> Option<&[FiscalYear]> {
        self.years.as_deref()
    }

    /// Last year's result.
    pub fn last(&self) -> &Exact {
        // The constructor refuses a baseline without values.
        &self.values[self.values.len() - 1]
    }

    /// Mean of all results, unrounded.
    pub fn mean(&self) -> Exact {
        // At most 30 readable values: no sum of them is long enough to be worth refusing.
        mean(&self.values, u64::MAX).unwrap_or_default()
    }

    /// What the results do.
    pub fn trend(&self, direction: Direction) -> Trend {
        classify(&self.values, direction)
    }

    /// Years between the first and the last that have no result.
    pub fn missing_years(&self) -> Vec<u16> {
        let gaps = self.years().unwrap_or_default().windows(2);
        gaps.flat_map(|pair| pair[0].number() + 1..pair[1].number()).collect()
    }

    /// The last `count` results, at least one.
    #[must_use]
    pub fn recent(&self, count: usize) -> Self {
        let from = self.values.len() - count.clamp(1, self.values.len());
        Self {
            values: self.values.iter().skip(from).cloned().collect(),
            years: self.years.as_ref().map(|years| years.iter().skip(from).copied().collect()),
        }
    }
}

impl TryFrom<Written> for Baseline {
    type Error = TargetError;
    fn try_from(written: Written) -> Result<Self, TargetError> {
        Self::new(written.values, written.years)
    }
}

impl From<Baseline> for Written {
    fn from(baseline: Baseline) -> Self {
        Self { values: baseline.values, years: baseline.years }
    }
}

/// Mean of some values, unrounded; none of no values, or where adding them takes more than so many bits.
pub(super) fn mean(values: &[Exact], most_bits: u64) -> Option<Exact> {
    let count = i64::try_from(values.len()).ok()?;
    sum(values, most_bits)?.checked_div(&Exact::whole(count))
}

/// Adds by halves: a list of fractions with unlike denominators, added one by one, would reduce ever longer numbers.
fn sum(values: &[Exact], most_bits: u64) -> Option<Exact> {
    let sum = match values {
        [] => Exact::zero(),
        [one] => one.clone(),
        _ => {
            let (first, second) = values.split_at(values.len() / 2);
            &sum(first, most_bits)? + &sum(second, most_bits)?
        }
    };
    let bits = sum.rational().numer().bits().max(sum.rational().denom().bits());
    (bits <= most_bits).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<Exact> {
        text.split_whitespace().map(|v| v.parse().unwrap()).collect()
    }

    fn years(numbers: &[u16]) -> Vec<FiscalYear> {
        numbers.iter().map(|y| FiscalYear::new(*y).unwrap()).collect()
    }

    #[test]
    fn a_baseline_has_its_last_result_and_an_unrounded_mean() {
        let b = Baseline::plain(values("80 74 85")).unwrap();
        assert_eq!((b.last().to_string(), b.mean().to_string()), ("85".into(), "239/3".into()));
        assert_eq!(Baseline::plain(values("-1 1")).unwrap().mean(), Exact::zero());
        assert_eq!(Baseline::plain(values("1/3 0.5 2 7 11")).unwrap().mean().to_string(), "25/6");
    }

    #[test]
    fn a_sum_stops_where_it_takes_more_bits_than_allowed() {
        assert_eq!(mean(&values("3 4"), 3), Some(exact_ratio(7, 2)));
        assert_eq!(mean(&values("4 4"), 3), None, "8 takes four bits");
        assert_eq!(mean(&values("1/3 1/4"), 3), None, "so do twelfths");
        assert_eq!((mean(&[], 9), mean(&values("1 2 3"), 9)), (None, Some(Exact::whole(2))));
    }

    fn exact_ratio(above: i64, below: i64) -> Exact {
        Exact::ratio(above, below).unwrap()
    }

    #[test]
    fn none_or_more_than_30_years_are_refused() {
        assert_eq!(Baseline::plain(vec![]), Err(TargetError::BaselineCount(0)));
        assert!(Baseline::plain(vec![Exact::one(); 30]).is_ok());
        assert_eq!(Baseline::plain(vec![Exact::one(); 31]), Err(TargetError::BaselineCount(31)));
    }

    #[test]
    fn years_are_as_many_as_values_and_ascend() {
        let b = |y: &[u16]| Baseline::new(values("1 2 3"), Some(years(y)));
        assert!(b(&[2552, 2553, 2554]).is_ok());
        assert_eq!(b(&[2552, 2553]), Err(TargetError::BaselineYears { values: 3, years: 2 }));
        assert_eq!(b(&[2552, 2552, 2554]), Err(TargetError::BaselineOrder(FiscalYear::new(2552).unwrap())));
        assert_eq!(b(&[2554, 2553, 2552]), Err(TargetError::BaselineOrder(FiscalYear::new(2553).unwrap())));
    }

    #[test]
    fn missing_years_are_found_between_the_first_and_the_last() {
        let missing = |y: &[u16]| Baseline::new(values("1 2 3"), Some(years(y))).unwrap().missing_years();
        assert_eq!(missing(&[2552, 2553, 2554]), Vec::<u16>::new());
        assert_eq!(missing(&[2550, 2553, 2554]), [2551, 2552]);
        assert_eq!(missing(&[2551, 2552, 2554]), [2553]);
        assert_eq!(Baseline::plain(values("1 2 3")).unwrap().missing_years(), Vec::<u16>::new());
    }

    #[test]
    fn the_recent_years_are_the_last_ones() {
        let b = Baseline::new(values("1 2 3 4"), Some(years(&[2551, 2552, 2553, 2554]))).unwrap();
        assert_eq!(b.recent(3), Baseline::new(values("2 3 4"), Some(years(&[2552, 2553, 2554]))).unwrap());
        assert_eq!((b.recent(4), b.recent(9)), (b.clone(), b.clone()));
        assert_eq!(b.recent(0).values(), &values("4")[..]);
    }

    #[test]
    fn a_baseline_reads_what_it_writes_and_refuses_what_it_could_not_be() {
        for json in [r#"{"values":["72","75.5"],"years":[2553,2554]}"#, r#"{"values":["1/3"]}"#] {
            let b: Baseline = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&b).unwrap(), json);
        }
        for bad in [r#"{"values":[]}"#, r#"{"values":[1],"years":[2012]}"#, r#"{"values":[1],"year":[2555]}"#] {
            assert!(serde_json::from_str::<Baseline>(bad).is_err(), "{bad}");
        }
    }
}
