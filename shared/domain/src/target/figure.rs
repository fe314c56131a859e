//! Figures short enough to be read back from the record they are written to.

use crate::exact::{Exact, MAX_NUMBER_TEXT};

/// No figure of 80 characters needs more bits than this above or below its fraction line.
const MOST_BITS: u64 = 270;
/// Within these no decimal or fraction has more than 80 characters: 37 digits above, and 10 digits or 30 decimals
/// below.
const SURE_BITS: (u64, u64) = (120, 30);

/// Whether a record of it reads back: what is written has at most 80 characters.
pub(super) fn readable(value: &Exact) -> bool {
    let (above, below) = (value.rational().numer().bits(), value.rational().denom().bits());
    let sure = above <= SURE_BITS.0 && below <= SURE_BITS.1;
    sure || above.max(below) <= MOST_BITS && value.to_string().len() <= MAX_NUMBER_TEXT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_readable_when_its_text_reads_back() {
        let power = |n: usize| format!("1{}", "0".repeat(n));
        let long = |text: &str| {
            let (above, below) = text.split_once('/').unwrap_or((text, "1"));
            let parse = |s: &str| num_bigint::BigInt::parse_bytes(s.as_bytes(), 10).unwrap();
            Exact::from(num_rational::BigRational::new(parse(above), parse(below)))
        };
        for (text, good) in [
            ("0".to_owned(), true),
            (power(79), true),
            (power(80), false),
            (format!("-{}", power(78)), true),
            (format!("-{}", power(79)), false),
            (format!("1/{}", power(78)), true),
            (format!("1/{}", power(79)), false),
            (format!("{}/3", power(77)), true),
            (format!("{}/3", power(78)), false),
            (format!("1/{}", 1u128 << 77), true),
            (format!("1/{}", 1u128 << 79), false),
            (format!("1/{}", power(400)), false),
        ] {
            let value = long(&text);
            assert_eq!(readable(&value), good, "{text}");
            assert_eq!(value.to_string().parse::<Exact>().is_ok(), good, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_surely_readable_reads_back(above: i128, below in 1i64..1 << 30, shift in 0u32..31) {
            let (above, below) = (above >> 8, if shift > 29 { below } else { 1 << shift });
            let value = Exact::from(num_rational::BigRational::new(above.into(), below.into()));
            proptest::prop_assert!(readable(&value));
            proptest::prop_assert_eq!(value.to_string().parse(), Ok(value));
        }
    }
}
