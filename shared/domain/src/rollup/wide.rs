//! Exact numbers of any length in records: a mean over many leaves has more digits than a file may be typed with.

use num_rational::BigRational;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serializer};

use crate::exact::{Exact, MAX_NUMBER_TEXT};

/// Most characters of a number in a record: room for what [`super::sum::MAX_BITS`] lets a mean grow to.
const MAX_WIDE_TEXT: usize = 16_384;

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Short(Exact),
    Long(String),
}

pub(super) fn serialize<S: Serializer>(value: &Exact, serializer: S) -> Result<S::Ok, S::Error> {
    let decimal = value.to_string();
    serializer.serialize_str(&if decimal.len() <= MAX_NUMBER_TEXT { decimal } else { value.fraction() })
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Exact, D::Error> {
    match Written::deserialize(deserializer)? {
        Written::Short(value) => Ok(value),
        Written::Long(text) => fraction(&text).ok_or_else(|| {
            D::Error::custom("not an exact number: write a decimal such as 17.4 or a fraction such as 989/300")
        }),
    }
}

fn fraction(text: &str) -> Option<Exact> {
    let plain = text.len() <= MAX_WIDE_TEXT && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/'));
    plain.then(|| text.parse::<BigRational>().ok()).flatten().map(Exact::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<String, String> {
        let mut from = serde_json::Deserializer::from_str(json);
        deserialize(&mut from).map(|value| value.fraction()).map_err(|e| e.to_string())
    }

    fn written(value: &Exact) -> String {
        let mut out = Vec::new();
        serialize(value, &mut serde_json::Serializer::new(&mut out)).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn long_numbers_read_back_and_short_ones_stay_decimals() {
        let long = format!("1/{}3", "7".repeat(90));
        assert_eq!(written(&Exact::ratio(5, 2).unwrap()), "\"2.5\"");
        assert_eq!(read(&format!("\"{long}\"")), Ok(long.clone()));
        assert_eq!(written(&fraction(&long).unwrap()), format!("\"{long}\""));
        // A decimal of 80 characters is typed as it is, one of 81 as a fraction.
        let power = |digits: usize| fraction(&format!("1/1{}", "0".repeat(digits))).unwrap();
        assert_eq!(written(&power(78)).len(), 80 + 2);
        assert!(written(&power(79)).contains('/'));
        for value in [power(78), power(79)] {
            assert_eq!(read(&written(&value)), Ok(value.fraction()));
        }
        assert_eq!(read("2.5"), Ok("5/2".into()));
        assert_eq!(read("\"10/4\""), Ok("5/2".into()));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let too_long = format!("\"{}\"", "1".repeat(MAX_WIDE_TEXT + 1));
        let over_zero = format!("\"{}/0\"", "1".repeat(100));
        for bad in ["\"\"", "\"x\"", "null", "[1]", "\"1_0/3\"", too_long.as_str(), over_zero.as_str()] {
            assert!(read(bad).is_err(), "{bad}");
        }
        assert!(read(&too_long.replacen('1', "", 1)).is_ok());
    }
}
