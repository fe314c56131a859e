//! Adding many fractions: over one common denominator, reduced once at the end.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, ToPrimitive, Zero};

use crate::exact::Exact;

/// Largest common denominator, in bits (about 4,900 digits): what a hundred leaves with ratios of national accounts
/// need, and few enough that nobody can keep a machine busy with one file.
pub(super) const MAX_BITS: u64 = 16_384;

/// A sum of fractions, not reduced.
#[derive(Debug, Clone)]
pub(super) struct Sum {
    above: BigInt,
    below: BigInt,
}

impl Default for Sum {
    fn default() -> Self {
        Self { above: BigInt::zero(), below: BigInt::one() }
    }
}

impl Sum {
    /// Adds `above / below`; `below` is above zero.
    pub(super) fn add(&mut self, above: BigInt, below: &BigInt) {
        if self.below == *below {
            self.above += above;
            return;
        }
        let common = least_common(&self.below, below);
        if common != self.below {
            self.above *= &common / &self.below;
        }
        self.above += above * (&common / below);
        self.below = common;
    }

    /// Adds `weight × score`.
    pub(super) fn add_product(&mut self, weight: &BigInt, score: &Exact) {
        let score = score.rational();
        self.add(weight * score.numer(), score.denom());
    }

    /// Adds what another sum holds.
    pub(super) fn merge(&mut self, other: Self) {
        self.add(other.above, &other.below);
    }

    /// Whether the common denominator keeps [`MAX_BITS`].
    pub(super) fn fits(&self) -> bool {
        self.below.bits() <= MAX_BITS
    }

    /// The sum divided by a whole number above zero.
    pub(super) fn over(&self, divisor: &BigInt) -> Exact {
        fraction(self.above.clone(), &self.below * divisor)
    }
}

/// `above / below`, reduced; `below` is above zero. Short numbers, nearly all there are, take the machine's division.
pub(super) fn fraction(above: BigInt, below: BigInt) -> Exact {
    let (Some(short_above), Some(short_below)) = (above.to_i64(), below.to_i64()) else {
        return Exact::from(BigRational::new(above, below));
    };
    let (mut divisor, mut rest) = (short_below.unsigned_abs(), short_above.unsigned_abs());
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    if divisor == 1 {
        return Exact::from(BigRational::new_raw(above, below));
    }
    Exact::from(BigRational::new_raw(above / divisor, below / divisor))
}

/// The sum of all numbers; `None` when it has more digits than [`MAX_BITS`] allows.
pub(super) fn bounded_sum<'a>(numbers: impl IntoIterator<Item = &'a Exact>) -> Option<Exact> {
    let mut sum = Sum::default();
    for number in numbers {
        sum.add(number.rational().numer().clone(), number.rational().denom());
        if !sum.fits() {
            return None;
        }
    }
    Some(sum.over(&BigInt::one()))
}

/// The least common multiple of two numbers above zero.
fn least_common(a: &BigInt, b: &BigInt) -> BigInt {
    // The reduced fraction (a mod b) / b keeps of b exactly what a lacks; and the remainder is short where b is.
    a * fraction(a % b, b.clone()).rational().denom()
}

/// The least common denominator of the numbers; `None` when it has more than `limit` bits.
pub(super) fn common_denominator<'a>(numbers: impl IntoIterator<Item = &'a Exact>, limit: u64) -> Option<BigInt> {
    let mut common = BigInt::one();
    for number in numbers {
        let below = number.rational().denom();
        if below.bits() > limit {
            return None;
        }
        if !(&common % below).is_zero() {
            common = least_common(&common, below);
        }
        if common.bits() > limit {
            return None;
        }
    }
    Some(common)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn fractions_add_up_exactly_over_the_least_common_denominator() {
        let mut sum = Sum::default();
        for (weight, score) in [(3, "1/6"), (1, "1/4"), (2, "1/4"), (5, "1"), (1, "-1/9")] {
            sum.add_product(&BigInt::from(weight), &exact(score));
        }
        // 18/36 + 9/36 + 18/36 + 180/36 - 4/36
        assert_eq!((sum.below.to_string(), sum.over(&BigInt::one()).fraction()), ("36".into(), "221/36".into()));
        assert_eq!(sum.over(&BigInt::from(17)).fraction(), "13/36");
        let mut both = sum.clone();
        both.merge(sum);
        assert_eq!((both.below.to_string(), both.over(&BigInt::one()).fraction()), ("36".into(), "221/18".into()));
    }

    #[test]
    fn fractions_are_reduced_however_long_they_are() {
        let long = i128::from(i64::MAX) + 1;
        for (above, below, reduced) in [
            (6, 4, "3/2".to_owned()),
            (-6, 4, "-3/2".to_owned()),
            (5, 7, "5/7".to_owned()),
            (0, 9, "0".to_owned()),
            (8, 4, "2".to_owned()),
            (i128::from(i64::MIN), 2, (i64::MIN / 2).to_string()),
            (2 * long, 6, format!("{long}/3")),
            (6, 2 * long, format!("3/{long}")),
        ] {
            let value = fraction(BigInt::from(above), BigInt::from(below));
            assert_eq!((value.fraction(), value.clone()), (reduced.clone(), exact(&reduced)), "{above}/{below}");
        }
    }

    #[test]
    fn sums_keep_their_limit() {
        assert_eq!(bounded_sum(&["1/6", "0.5", "-2"].map(exact)), Some(exact("-4/3")));
        let over = |power: usize| Exact::from(BigRational::new(BigInt::one(), BigInt::one() << power));
        let most = usize::try_from(MAX_BITS).unwrap();
        assert_eq!(bounded_sum(&[over(most - 1)]), Some(over(most - 1)));
        assert_eq!(bounded_sum(&[over(most)]), None);
    }

    #[test]
    fn common_denominators_keep_their_limit() {
        let numbers = ["1/6", "5/4", "2", "7/12", "0"].map(exact);
        assert_eq!(common_denominator(&numbers, 4), Some(BigInt::from(12)));
        assert_eq!(common_denominator(&numbers, 3), None);
        assert_eq!(common_denominator(&[exact("1/12")], 3), None);
        assert_eq!(common_denominator(&[], 1), Some(BigInt::one()));
    }
}
