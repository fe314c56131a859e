//! Weighted means of plain rows: what a tree does for every node, for callers that have no tree.

use super::figure::PLACES;
use super::mean_error::MeanError;
use super::sum::Sum;
use super::tree::MAX_ITEMS;
use crate::exact::Exact;

/// A mean and what it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightedMean {
    /// Σw.
    pub base: Exact,
    /// Σ(w·s).
    pub sum: Exact,
    /// Sum over base, unrounded.
    pub exact: Exact,
}

/// Whether a score reaches a threshold, read both ways; rewards read the official figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// By the unrounded mean.
    pub exact: bool,
    /// By the official figure.
    pub official: bool,
}

impl WeightedMean {
    /// Rounded once, half-up to four decimals.
    pub fn official(&self) -> Exact {
        self.exact.round_half_up(PLACES)
    }

    /// Whether the mean is at or above a threshold, for example 3.0000.
    pub fn reaches(&self, threshold: &Exact) -> Reach {
        Reach { exact: self.exact >= *threshold, official: self.official() >= *threshold }
    }
}

/// Σ(w·s) / Σw over rows of weight and score. Weights need not add up to anything, but none may be negative and one must
/// be above zero.
pub fn weighted_mean<'a>(rows: impl IntoIterator<Item = (&'a Exact, &'a Exact)>) -> Result<WeightedMean, MeanError> {
    mean_of(rows.into_iter().enumerate().map(|(row, (weight, score))| (row + 1, weight, score)))
}

/// The same over rows that have a name.
pub(super) fn mean_of<'a, N: ToString>(
    rows: impl IntoIterator<Item = (N, &'a Exact, &'a Exact)>,
) -> Result<WeightedMean, MeanError> {
    let (mut base, mut sum) = (Sum::default(), Sum::default());
    for (count, (name, weight, score)) in rows.into_iter().enumerate() {
        if count == MAX_ITEMS {
            return Err(MeanError::TooMany(count + 1));
        }
        if weight.is_negative() {
            return Err(MeanError::Negative { item: name.to_string(), weight: weight.clone() });
        }
        let product = weight * score;
        base.add(weight.rational().numer().clone(), weight.rational().denom());
        sum.add(product.rational().numer().clone(), product.rational().denom());
        if !base.fits() || !sum.fits() {
            return Err(MeanError::Digits);
        }
    }
    let (base, sum) = (base.over(&1.into()), sum.over(&1.into()));
    let exact = sum.checked_div(&base).ok_or(MeanError::NoBase)?;
    Ok(WeightedMean { base, sum, exact })
}

/// Rows as a page prints them, and the total beside them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoundedRows {
    /// `w·s / Σw` of each row, half-up to four decimals.
    pub rows: Vec<Exact>,
    /// What the rounded rows add up to.
    pub sum_of_rows: Exact,
    /// The official total, from unrounded rows.
    pub total: Exact,
}

impl RoundedRows {
    /// Whether the rounded rows give the total; where they do not, the page says so.
    pub fn add_up(&self) -> bool {
        self.sum_of_rows == self.total
    }
}

/// Contributions of rows of weight and score, each rounded for display; the total is not their sum.
pub fn rounded_rows(rows: &[(Exact, Exact)]) -> Result<RoundedRows, MeanError> {
    let mean = weighted_mean(rows.iter().map(|(weight, score)| (weight, score)))?;
    let row = |(weight, score): &(Exact, Exact)| (weight * score).checked_div(&mean.base);
    let rounded: Option<Vec<Exact>> = rows.iter().map(|r| row(r).map(|c| c.round_half_up(PLACES))).collect();
    let rows = rounded.ok_or(MeanError::NoBase)?;
    Ok(RoundedRows { sum_of_rows: rows.iter().sum(), total: mean.official(), rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<(Exact, Exact)> {
        let pair = |word: &str| word.split_once(':').map(|(w, s)| (w.parse().unwrap(), s.parse().unwrap()));
        text.split(' ').map(|word| pair(word).unwrap()).collect()
    }

    fn mean(text: &str) -> Result<WeightedMean, MeanError> {
        weighted_mean(pairs(text).iter().map(|(w, s)| (w, s)))
    }

    #[test]
    fn thresholds_read_the_official_figure_or_the_exact_one() {
        // Worked example RD-01.
        let m = mean("30:2.99994 30:2.99994 40:3.00005").unwrap();
        assert_eq!((m.exact.to_string(), m.official().to_string()), ("2.999984".into(), "3".into()));
        assert_eq!(m.reaches(&Exact::whole(3)), Reach { exact: false, official: true });
        assert_eq!(mean("1:3").unwrap().reaches(&Exact::whole(3)), Reach { exact: true, official: true });
        assert_eq!(mean("1:2.99994").unwrap().reaches(&Exact::whole(3)), Reach { exact: false, official: false });
        // Rounding down may also lose what the exact value reached.
        let above = mean("1:3.00004").unwrap();
        assert_eq!(above.reaches(&"3.00004".parse().unwrap()), Reach { exact: true, official: false });
    }

    #[test]
    fn rounded_rows_need_not_add_up() {
        // Worked example RD-02.
        let r = rounded_rows(&pairs("33.33:3.33335 33.33:3.33335 33.34:3.33335")).unwrap();
        let text = |v: &Exact| v.to_string();
        assert_eq!(r.rows.iter().map(text).collect::<Vec<_>>(), ["1.111", "1.111", "1.1113"]);
        assert_eq!((text(&r.sum_of_rows), text(&r.total), r.add_up()), ("3.3333".into(), "3.3334".into(), false));
        assert!(rounded_rows(&pairs("1:4 1:2")).unwrap().add_up());
    }

    #[test]
    fn weights_need_not_be_a_hundred_but_make_a_base() {
        let m = mean("0.5:1/3 0:5 1/6:-2").unwrap();
        assert_eq!(
            (m.base.fraction(), m.sum.fraction(), m.exact.fraction()),
            ("2/3".into(), "-1/6".into(), "-1/4".into())
        );
        let negative = MeanError::Negative { item: "2".into(), weight: Exact::whole(-1) };
        assert_eq!(mean("3:1 -1:2"), Err(negative));
        assert_eq!(mean("0:1 0:2"), Err(MeanError::NoBase));
        assert_eq!(weighted_mean([]), Err(MeanError::NoBase));
        assert_eq!(rounded_rows(&[]), Err(MeanError::NoBase));
    }

    #[test]
    fn hostile_sizes_are_refused() {
        let one = Exact::one();
        let many = |n: usize| weighted_mean(std::iter::repeat_n((&one, &one), n));
        assert_eq!(many(MAX_ITEMS).map(|m| m.base), Ok(Exact::whole(10_000)));
        assert_eq!(many(MAX_ITEMS + 1), Err(MeanError::TooMany(MAX_ITEMS + 1)));
        // Denominators 10^38 + 1, 10^38 + 3, … share nearly nothing: 130 of them pass the limit.
        let odd = |i: usize| format!("1/1{:0>38}", 2 * i + 1).parse::<Exact>().unwrap();
        let scores: Vec<Exact> = (0..200).map(odd).collect();
        assert_eq!(weighted_mean(scores.iter().map(|s| (&one, s))), Err(MeanError::Digits));
        assert_eq!(weighted_mean(scores.iter().map(|s| (s, &one))), Err(MeanError::Digits));
        assert!(weighted_mean(scores.iter().take(100).map(|s| (&one, s))).is_ok());
    }
}
