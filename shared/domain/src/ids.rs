//! Names of things: an id that exists is valid.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Not a short name of small letters, digits and hyphens.
    #[error("`{0}` is not an organisation id: use 2 to 40 of a-z, 0-9 and `-`, beginning with a letter or digit")]
    Organisation(String),
    /// Not a UUID.
    #[error("`{0}` is not a record id: expected a UUID such as 0190a5b2-7c1e-7abc-8def-0123456789ab")]
    Record(String),
    /// Not 64 hexadecimal digits.
    #[error("`{0}` is not a SHA-256 digest: expected 64 hexadecimal digits as sha256sum prints them")]
    Digest(String),
    /// Not an indicator number.
    #[error("`{0}` is not an indicator number: expected dotted numbers such as 3 or 1.2, at most 7 levels")]
    Indicator(String),
}

/// Short stable name of an organisation, for example `dep` or `opdc`: it stands in addresses, certificates
/// (`ges://dep`) and log names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationId(String);

impl OrganisationId {
    /// Reads an id; 2 to 40 of `a-z`, `0-9` and `-`, not beginning or ending with a hyphen.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let good = (2..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !text.starts_with('-')
            && !text.ends_with('-');
        if good { Ok(Self(text.to_owned())) } else { Err(IdError::Organisation(clip(text))) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrganisationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for OrganisationId {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        Self::parse(s)
    }
}

impl TryFrom<String> for OrganisationId {
    type Error = IdError;
    fn try_from(s: String) -> Result<Self, IdError> {
        Self::parse(&s)
    }
}

impl From<OrganisationId> for String {
    fn from(id: OrganisationId) -> Self {
        id.0
    }
}

/// Identity of one record of a journal (UUID version 7, so that ids sort by time of making).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordId(pub Uuid);

impl RecordId {
    /// The sixteen bytes of the UUID.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        Uuid::try_parse(s).map(Self).map_err(|_| IdError::Record(clip(s)))
    }
}

/// SHA-256 of some bytes; prints as the 64 digits that `sha256sum` prints.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|b| write!(f, "{b:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl FromStr for Digest {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let bad = || IdError::Digest(clip(s));
        let digits = s.as_bytes();
        if digits.len() != 64 {
            return Err(bad());
        }
        let mut out = [0u8; 32];
        for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
            let high = char::from(pair[0]).to_digit(16).ok_or_else(bad)?;
            let low = char::from(pair[1]).to_digit(16).ok_or_else(bad)?;
            *byte = u8::try_from(high * 16 + low).map_err(|_| bad())?;
        }
        Ok(Self(out))
    }
}

impl TryFrom<String> for Digest {
    type Error = IdError;
    fn try_from(s: String) -> Result<Self, IdError> {
        s.parse()
    }
}

impl From<Digest> for String {
    fn from(d: Digest) -> Self {
        d.to_string()
    }
}

/// Number of an indicator in its agreement: a dotted path such as `3` or `1.2`, ordered by number, not by text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IndicatorNumber(Vec<u16>);

impl IndicatorNumber {
    /// The number of the parent, if this is a sub-indicator.
    pub fn parent(&self) -> Option<Self> {
        (self.0.len() > 1).then(|| Self(self.0[..self.0.len() - 1].to_vec()))
    }

    /// Text that sorts as the numbers do, for columns that only know byte order.
    pub fn sort_key(&self) -> String {
        self.0.iter().map(|n| format!("{n:05}")).collect::<Vec<_>>().join(".")
    }
}

impl fmt::Display for IndicatorNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, part) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str(".")?;
            }
            write!(f, "{part}")?;
        }
        Ok(())
    }
}

impl FromStr for IndicatorNumber {
    type Err = IdError;
    fn from_str(s: &str) -> Result<Self, IdError> {
        let bad = || IdError::Indicator(clip(s));
        let parts = s
            .trim()
            .split('.')
            .map(|p| crate::number::arabic_digits(p).parse::<u16>().ok().filter(|n| *n > 0))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(bad)?;
        if parts.len() > 7 { Err(bad()) } else { Ok(Self(parts)) }
    }
}

impl TryFrom<String> for IndicatorNumber {
    type Error = IdError;
    fn try_from(s: String) -> Result<Self, IdError> {
        s.parse()
    }
}

impl From<IndicatorNumber> for String {
    fn from(n: IndicatorNumber) -> Self {
        n.to_string()
    }
}

/// Messages quote outside text only in part.
fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisation_ids_are_short_slugs() {
        for good in ["dep", "opdc", "province-84", "a1"] {
            assert_eq!(OrganisationId::parse(good).map(|i| i.to_string()), Ok(good.to_owned()));
        }
        for bad in ["", "a", "Dep", "-ab", "ab-", "กรม", "a b", "../etc", &"x".repeat(41)] {
            assert!(OrganisationId::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn digests_read_what_sha256sum_prints() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(hex.parse::<Digest>().map(|d| d.to_string()), Ok(hex.to_owned()));
        assert!(hex[1..].parse::<Digest>().is_err());
        assert!(hex.replace('e', "g").parse::<Digest>().is_err());
    }

    #[test]
    fn indicator_numbers_sort_by_number() {
        let parse = |s: &str| s.parse::<IndicatorNumber>().unwrap();
        assert!(parse("2") < parse("10"));
        assert!(parse("1.2") < parse("1.10"));
        assert_eq!(parse("๑.๒").to_string(), "1.2");
        for bad in ["", "0", "1.", ".1", "a", "1.2.3.4.5.6.7.8", "70000"] {
            assert!(bad.parse::<IndicatorNumber>().is_err(), "{bad}");
        }
    }
}
