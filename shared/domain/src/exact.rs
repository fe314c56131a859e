//! Exact numbers: every value, weight and score is a rational until it is rounded once, where it becomes official.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Mul, Neg, Sub};
use std::str::FromStr;

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{Euclid, One, Signed, ToPrimitive, Zero};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Most characters of a number that is typed.
pub const MAX_NUMBER_TEXT: usize = 80;
/// Most binary digits above and below the line of a number that is kept: some 1,200 decimal digits. Averages over many
/// parts have more digits than anybody types, and traces that hold them must read back.
pub const MAX_BITS: u64 = 4_096;
/// Most characters of a number in a record: room for a fraction of [`MAX_BITS`].
pub const MAX_STORED_TEXT: usize = 2_600;
/// Largest power of ten a number in a file may be written with.
const MAX_EXPONENT: i64 = 40;

/// An exact rational number. Written as a decimal where it ends (`17.4`), otherwise as a reduced fraction (`989/300`).
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "String")]
pub struct Exact(BigRational);

// Rationals are always reduced, so equal ones have equal parts. The comparison of `Ratio` itself recurses as deep as the
// continued fraction of its operands is long; cross multiplication does not.
impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.0.numer() == other.0.numer() && self.0.denom() == other.0.denom()
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0.numer() * other.0.denom()).cmp(&(other.0.numer() * self.0.denom()))
    }
}

impl Hash for Exact {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.numer().hash(state);
        self.0.denom().hash(state);
    }
}

/// Not a number that can be kept exactly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExactError {
    /// Neither a decimal nor a fraction.
    #[error("`{0}` is not a number: write a decimal such as 17.4 or a fraction such as 989/300")]
    Malformed(String),
    /// Too long to be meant.
    #[error("`{0}` has more digits than are kept: use at most 80 characters and powers of ten up to 40")]
    TooLong(String),
    /// A fraction over zero.
    #[error("`{0}` divides by zero: write a denominator above zero")]
    ZeroDenominator(String),
    /// A binary float cannot hold what was typed.
    #[error("{0} has more digits than a JSON number keeps exactly: write it as text, \"{0}\"")]
    Float(String),
}

impl Exact {
    /// A whole number.
    pub fn whole(value: i64) -> Self {
        Self(BigRational::from_integer(value.into()))
    }

    /// `numerator / denominator`; `None` over zero.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Self(BigRational::new(numerator.into(), denominator.into())))
    }

    /// Zero.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// One.
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// The rational itself.
    pub fn rational(&self) -> &BigRational {
        &self.0
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it has few enough digits to be kept and read back, see [`MAX_BITS`].
    pub fn is_keepable(&self) -> bool {
        self.0.numer().bits().max(self.0.denom().bits()) <= MAX_BITS
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Distance from zero.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// `self / divisor`; `None` when the divisor is zero.
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        (!divisor.0.is_zero()).then(|| Self(&self.0 / &divisor.0))
    }

    /// The whole number at or below it.
    #[must_use]
    pub fn floor(&self) -> Self {
        Self(self.0.floor())
    }

    /// The whole number at or above it.
    #[must_use]
    pub fn ceil(&self) -> Self {
        Self(self.0.ceil())
    }

    /// Rounded half-up (x.5 towards plus infinity) to `places` decimals; still exact.
    #[must_use]
    pub fn round_half_up(&self, places: u32) -> Self {
        let power = BigInt::from(10).pow(places);
        let doubled: BigInt = self.0.numer() * &power * 2 + self.0.denom();
        Self(BigRational::new(doubled.div_euclid(&(self.0.denom() * 2)), power))
    }

    /// The official figure: half-up to four decimals. `None` when it is beyond what a column holds (18 digits).
    pub fn official(&self) -> Option<Decimal> {
        let rounded = &self.round_half_up(4).0 * BigInt::from(10_000);
        rounded.to_integer().to_i64().map(|scaled| Decimal::new(scaled, 4))
    }

    /// The whole number, when it is one that fits.
    pub fn to_whole(&self) -> Option<i64> {
        if self.0.is_integer() { self.0.to_integer().to_i64() } else { None }
    }

    /// The decimal, when it ends within 28 digits.
    pub fn to_decimal(&self) -> Option<Decimal> {
        self.terminating().and_then(|text| Decimal::from_str_exact(&text).ok())
    }

    /// For readers: all digits where the decimal ends within `places`, otherwise rounded half-up to `places`.
    pub fn shown(&self, places: u32) -> String {
        let rounded = self.round_half_up(places);
        rounded.terminating().unwrap_or_default()
    }

    /// For readers of scores: at least four decimals (`4.0540`), more where it has them; rounded half-up to four where
    /// it never ends.
    pub fn four_decimals(&self) -> String {
        let text = self.terminating().unwrap_or_else(|| self.shown(4));
        let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
        format!("{whole}.{part:0<4}")
    }

    /// The reduced fraction, `989/300`, or the whole number, `5`.
    pub fn fraction(&self) -> String {
        self.0.to_string()
    }

    /// The full decimal when it ends (the denominator has only the factors 2 and 5).
    fn terminating(&self) -> Option<String> {
        let mut rest = self.0.denom().clone();
        let mut places = 0u32;
        let (two, five, ten) = (BigInt::from(2), BigInt::from(5), BigInt::from(10));
        let mut count = |factor: &BigInt| {
            let mut n = 0u32;
            while (&rest % factor).is_zero() {
                rest /= factor;
                n += 1;
            }
            n
        };
        places = places.max(count(&two)).max(count(&five));
        if !rest.is_one() {
            return None;
        }
        let scaled = (&self.0 * ten.pow(places)).to_integer();
        let digits = scaled.magnitude().to_string();
        let sign = if scaled.sign() == Sign::Minus { "-" } else { "" };
        if places == 0 {
            return Some(format!("{sign}{digits}"));
        }
        let padded = format!("{digits:0>width$}", width = places as usize + 1);
        let (whole, part) = padded.split_at(padded.len() - places as usize);
        Some(format!("{sign}{whole}.{part}"))
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        Self(BigRational::new(BigInt::from(value.mantissa()), BigInt::from(10).pow(value.scale())))
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self::whole(value)
    }
}

impl From<BigRational> for Exact {
    fn from(value: BigRational) -> Self {
        Self(value)
    }
}

/// Decimal where it ends, otherwise the fraction; reads back as the same number.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.terminating() {
            Some(decimal) => f.write_str(&decimal),
            None => self.0.fmt(f),
        }
    }
}

impl FromStr for Exact {
    type Err = ExactError;

    /// `17.4`, `-3`, `5e-05`, `989/300`.
    fn from_str(text: &str) -> Result<Self, ExactError> {
        parse(text, MAX_NUMBER_TEXT)
    }
}

fn parse(text: &str, limit: usize) -> Result<Exact, ExactError> {
    let quoted = || text.chars().take(40).collect::<String>();
    if text.len() > limit {
        return Err(ExactError::TooLong(quoted()));
    }
    if let Some((above, below)) = text.split_once('/') {
        let (above, below) = (decimal(above.trim(), &quoted)?, decimal(below.trim(), &quoted)?);
        return above.checked_div(&below).ok_or_else(|| ExactError::ZeroDenominator(quoted()));
    }
    decimal(text.trim(), &quoted)
}

fn decimal(text: &str, quoted: &dyn Fn() -> String) -> Result<Exact, ExactError> {
    let malformed = || ExactError::Malformed(quoted());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| malformed())?),
        None => (text, 0),
    };
    let (sign, digits) = match mantissa.strip_prefix('-') {
        Some(rest) => (Sign::Minus, rest),
        None => (Sign::Plus, mantissa.strip_prefix('+').unwrap_or(mantissa)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = [whole, part].concat();
    if whole.is_empty() || digits.ends_with('.') || !all.bytes().all(|b| b.is_ascii_digit()) {
        return Err(malformed());
    }
    if exponent.abs() > MAX_EXPONENT {
        return Err(ExactError::TooLong(quoted()));
    }
    let magnitude = BigInt::parse_bytes(all.as_bytes(), 10).ok_or_else(malformed)?;
    let value = BigRational::from_integer(if sign == Sign::Minus { -magnitude } else { magnitude });
    let places = i64::try_from(part.len()).unwrap_or(0) - exponent;
    let power = BigInt::from(10).pow(u32::try_from(places.unsigned_abs()).unwrap_or(0));
    Ok(Exact(if places > 0 { value / power } else { value * power }))
}

/// How a number may stand in JSON: as text, as a whole number, or as a JSON number short enough to be exact.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Whole(i64),
    Float(f64),
    Text(String),
}

impl TryFrom<Written> for Exact {
    type Error = ExactError;
    fn try_from(written: Written) -> Result<Self, ExactError> {
        match written {
            Written::Whole(value) => Ok(Self::whole(value)),
            Written::Text(text) => {
                let value = parse(&text, MAX_STORED_TEXT)?;
                let quoted = || text.chars().take(40).collect();
                if value.is_keepable() { Ok(value) } else { Err(ExactError::TooLong(quoted())) }
            }
            // A double gives back every decimal of up to 15 digits as it was typed.
            Written::Float(value) => {
                let text = value.to_string();
                let significant = text.trim_start_matches(['-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
                if significant > 15 { Err(ExactError::Float(text)) } else { text.parse() }
            }
        }
    }
}

/// The form in records: as [`Display`](fmt::Display), but a decimal too long to be typed stands as its fraction.
impl From<Exact> for String {
    fn from(value: Exact) -> Self {
        let decimal = value.to_string();
        if decimal.len() <= MAX_NUMBER_TEXT { decimal } else { value.fraction() }
    }
}

impl<'a> Add<&'a Exact> for &Exact {
    type Output = Exact;
    fn add(self, other: &'a Exact) -> Exact {
        Exact(&self.0 + &other.0)
    }
}

impl<'a> Sub<&'a Exact> for &Exact {
    type Output = Exact;
    fn sub(self, other: &'a Exact) -> Exact {
        Exact(&self.0 - &other.0)
    }
}

impl<'a> Mul<&'a Exact> for &Exact {
    type Output = Exact;
    fn mul(self, other: &'a Exact) -> Exact {
        Exact(&self.0 * &other.0)
    }
}

impl Neg for &Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact(-&self.0)
    }
}

impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::zero(), |sum, value| &sum + &value)
    }
}

impl<'a> std::iter::Sum<&'a Exact> for Exact {
    fn sum<I: Iterator<Item = &'a Self>>(values: I) -> Self {
        values.fold(Self::zero(), |sum, value| &sum + value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_read_and_print_exactly() {
        for (typed, printed) in [
            ("17.4", "17.4"),
            ("5e-05", "0.00005"),
            ("1.5E3", "1500"),
            ("-3.250", "-3.25"),
            ("+7", "7"),
            ("0.0", "0"),
            ("989/300", "989/300"),
            ("10/4", "2.5"),
            ("-2/3", "-2/3"),
            ("1.2/0.4", "3"),
            ("12345678901234567890.123456789", "12345678901234567890.123456789"),
        ] {
            assert_eq!(exact(typed).to_string(), printed, "{typed}");
        }
        for bad in ["", "-", ".5", "5.", "1,000", "๑", "1e", "1e1.5", "1/2/3", "0x1", "NaN", "1 2", "--1", "1/ "] {
            assert!(matches!(bad.parse::<Exact>(), Err(ExactError::Malformed(_))), "{bad}");
        }
        assert!(matches!("1/0".parse::<Exact>(), Err(ExactError::ZeroDenominator(_))));
        assert_eq!(exact("1e40").fraction().len(), 41);
        assert!(matches!("1e41".parse::<Exact>(), Err(ExactError::TooLong(_))));
        assert!(matches!("1".repeat(81).parse::<Exact>(), Err(ExactError::TooLong(_))));
    }

    #[test]
    fn rounding_goes_half_up_once() {
        for (value, places, rounded) in [
            ("3.29665", 4, "3.2967"),
            ("3.296649999", 4, "3.2966"),
            ("-0.00005", 4, "0"),
            ("-0.00006", 4, "-0.0001"),
            ("989/300", 4, "3.2967"),
            ("1316.5", 0, "1317"),
            ("2.5", 0, "3"),
        ] {
            assert_eq!(exact(value).round_half_up(places).to_string(), rounded, "{value}");
        }
        assert_eq!(exact("989/300").official().map(|d| d.to_string()), Some("3.2967".into()));
        assert_eq!(exact("1e30").official(), None);
        assert_eq!((exact("-2.5").floor().to_string(), exact("-2.5").ceil().to_string()), ("-3".into(), "-2".into()));
    }

    #[test]
    fn scores_are_shown_with_at_least_four_decimals() {
        for (value, shown) in [
            ("4.054", "4.0540"),
            ("3", "3.0000"),
            ("-0.5", "-0.5000"),
            ("4.49995", "4.49995"),
            ("989/300", "3.2967"),
            ("8/3", "2.6667"),
            ("29999999/10000000", "2.9999999"),
            ("1/30000000", "0.0000"),
        ] {
            assert_eq!(exact(value).four_decimals(), shown, "{value}");
        }
    }

    #[test]
    fn json_numbers_are_what_was_typed() {
        let read = |json: &str| serde_json::from_str::<Exact>(json).map(|e| e.to_string());
        assert_eq!(read("17.4").unwrap(), "17.4");
        assert_eq!(read("\"989/300\"").unwrap(), "989/300");
        assert_eq!(read("-3").unwrap(), "-3");
        assert!(read("0.12345678901234567").is_err());
        assert!(read("null").is_err());
        assert_eq!(serde_json::to_string(&exact("2.50")).unwrap(), "\"2.5\"");
    }

    #[test]
    fn long_fractions_compare_without_recursion() {
        // Neighbours in the Fibonacci sequence have the longest continued fraction for their size.
        let (mut a, mut b) = (BigInt::one(), BigInt::one());
        for _ in 0..100_000 {
            let next = &a + &b;
            a = std::mem::replace(&mut b, next);
        }
        let (x, y) = (Exact(BigRational::new(b.clone(), a.clone())), Exact(BigRational::new(&a + &b, b)));
        assert!(x != y && (x < y) != (x > y));
        assert_eq!(x.max(y.clone()).min(y.clone()).cmp(&y), std::cmp::Ordering::Equal);
    }

    proptest::proptest! {
        #[test]
        fn what_is_printed_reads_back(above in proptest::num::i64::ANY, below in 1i64..1_000_000) {
            let value = Exact::ratio(above, below).unwrap();
            proptest::prop_assert_eq!(value.to_string().parse(), Ok(value.clone()));
            proptest::prop_assert_eq!(value.fraction().parse(), Ok(value));
        }

        #[test]
        fn any_text_is_a_number_or_refused(text in ".{0,90}") {
            let _ = text.parse::<Exact>();
        }
    }
}
