//! Units of measurement (หน่วยวัด) as products of symbols; nothing is ever converted.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::explain::{Explain, Explanation, Place};
use crate::formula::name::{clip, is_letter, is_name_character, normalised, visible};
use crate::text::Text;

/// Most characters of a unit as text.
pub const MAX_UNIT: usize = 120;
/// Most symbols multiplied or divided in one declared unit.
pub const MAX_FACTORS: usize = 8;
/// Highest power of a symbol in a declared unit.
pub const MAX_POWER: i32 = 9;
/// The unit of percentages: dimensionless, a hundredth of one.
pub const PERCENT: &str = "ร้อยละ";

/// Units of indicators that are plain numbers.
const PLAIN: [&str; 4] = ["เท่า", "สัดส่วน", "อัตราส่วน", "ดัชนี"];

const SUPERSCRIPTS: [char; 8] = ['²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/// A product of symbols with whole powers: `บาท`, `บาท/คน`, `เมตร²`, `1/ปี`, `ร้อยละ`, or `1` for a plain number.
///
/// Symbols are taken as written: `ล้านบาท` and `บาท` are two units, and so are `บาทต่อคน` and `บาท/คน`.
/// Factors are joined by `·`, `*` or `×`; each `/` divides by the one symbol after it (`บาท/คน/ปี`).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Unit(BTreeMap<String, i32>);

/// Why a text is no unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// Nothing there, or nothing beside a `/` or `·`.
    #[error("the unit `{0}` lacks a symbol: write one such as บาท or บาท/คน, or 1 for a plain number")]
    Empty(String),
    /// More than anybody reads.
    #[error("the unit `{0}…` is too long: use at most 120 characters, 8 symbols and powers up to 9")]
    TooLong(String),
    /// A character that no symbol has.
    #[error(
        "the unit `{unit}` contains {found}: use letters, digits, `.`, `-`, `_` and blanks, with `·` and `/` between"
    )]
    Character {
        /// The unit, in part.
        unit: String,
        /// The character.
        found: String,
    },
    /// The percent sign.
    #[error("the unit `{0}` uses a percent sign: write ร้อยละ")]
    PercentSign(String),
    /// A power that is no digit from 1 to 9.
    #[error("the unit `{0}` has a power that is not a digit from 1 to 9: write เมตร² or เมตร^2")]
    Power(String),
}

impl Unit {
    /// Reads a unit.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let clean = normalised(text.trim());
        if clean.chars().count() > MAX_UNIT {
            return Err(UnitError::TooLong(clip(&clean)));
        }
        let joins = std::iter::once('·').chain(clean.chars().filter(|c| is_join(*c)));
        let mut unit = Self::one();
        for (count, (join, factor)) in joins.zip(clean.split(is_join)).enumerate() {
            if count == MAX_FACTORS {
                return Err(UnitError::TooLong(clip(&clean)));
            }
            let factor = Self::factor(factor, &clean)?;
            unit = if join == '/' { unit.per(&factor) } else { unit.times(&factor) };
        }
        if unit.0.values().any(|power| power.abs() > MAX_POWER) {
            return Err(UnitError::TooLong(clip(&clean)));
        }
        Ok(unit)
    }

    /// The unit that the formula of an indicator must give. Words for a plain number (เท่า, สัดส่วน, ดัชนี) count as one;
    /// `None` where the unit is wording that is no unit, such as `ร้อยละ (สะสม)`.
    pub fn of_result(text: &str) -> Option<Self> {
        let text = text.trim();
        if PLAIN.contains(&text) { Some(Self::one()) } else { Self::parse(text).ok() }
    }

    /// A plain number.
    pub fn one() -> Self {
        Self::default()
    }

    /// `ร้อยละ`.
    pub fn percent() -> Self {
        Self(BTreeMap::from([(PERCENT.to_owned(), 1)]))
    }

    /// Whether it measures nothing but a number: `1`, `ร้อยละ`.
    pub fn is_dimensionless(&self) -> bool {
        self.0.keys().all(|symbol| symbol == PERCENT)
    }

    /// Unit of a product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        self.combined(other, 1)
    }

    /// Unit of a quotient.
    #[must_use]
    pub fn per(&self, other: &Self) -> Self {
        self.combined(other, -1)
    }

    /// Without `ร้อยละ`, whatever its power.
    pub(super) fn without_percent(&self) -> Self {
        Self(self.0.iter().filter(|(symbol, _)| *symbol != PERCENT).map(|(s, p)| (s.clone(), *p)).collect())
    }

    #[cfg(test)]
    pub(super) fn power(&self, symbol: &str) -> i32 {
        self.0.get(symbol).copied().unwrap_or(0)
    }

    fn combined(&self, other: &Self, sign: i32) -> Self {
        let mut powers = self.0.clone();
        for (symbol, power) in &other.0 {
            let sum = powers.entry(symbol.clone()).or_insert(0);
            *sum = sum.saturating_add(sign * power);
        }
        powers.retain(|_, power| *power != 0);
        Self(powers)
    }

    /// One symbol with its power, or `1`.
    fn factor(text: &str, whole: &str) -> Result<Self, UnitError> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text == "1" {
            return Ok(Self::one());
        }
        let (symbol, power) = match text.split_once('^') {
            Some((symbol, power)) => {
                (symbol.trim_end(), written_power(power.trim_start()).ok_or_else(|| UnitError::Power(clip(whole)))?)
            }
            None => raised(&text),
        };
        let Some(first) = symbol.chars().next() else { return Err(UnitError::Empty(clip(whole))) };
        if symbol.contains('%') {
            return Err(UnitError::PercentSign(clip(whole)));
        }
        let stranger = |c: &char| !(is_name_character(*c) || matches!(c, '.' | '-' | ' '));
        match symbol.chars().find(stranger).or((!is_letter(first)).then_some(first)) {
            Some(found) => Err(UnitError::Character { unit: clip(whole), found: visible(found) }),
            None => Ok(Self(BTreeMap::from([(symbol.to_owned(), power)]))),
        }
    }
}

fn is_join(c: char) -> bool {
    matches!(c, '·' | '*' | '×' | '/')
}

fn written_power(text: &str) -> Option<i32> {
    text.parse::<i32>().ok().filter(|power| text.len() == 1 && *power > 0)
}

/// The symbol and its power where it ends in a superscript, otherwise power 1.
fn raised(text: &str) -> (&str, i32) {
    for (power, sign) in (2..).zip(SUPERSCRIPTS) {
        if let Some(symbol) = text.strip_suffix(sign) {
            return (symbol.trim_end(), power);
        }
    }
    (text, 1)
}

/// Reads back as the same unit: multiplied symbols in order, then each divided one.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (above, below): (Vec<_>, Vec<_>) = self.0.iter().partition(|(_, power)| **power > 0);
        if above.is_empty() {
            f.write_str("1")?;
        }
        for (i, (symbol, power)) in above.into_iter().enumerate() {
            f.write_str(if i > 0 { "·" } else { "" })?;
            write_symbol(f, symbol, *power)?;
        }
        below.into_iter().try_for_each(|(symbol, power)| {
            f.write_str("/")?;
            write_symbol(f, symbol, power.saturating_neg())
        })
    }
}

fn write_symbol(f: &mut fmt::Formatter<'_>, symbol: &str, power: i32) -> fmt::Result {
    f.write_str(symbol)?;
    match usize::try_from(power - 2).ok().map(|i| SUPERSCRIPTS.get(i)) {
        None => Ok(()),
        Some(Some(sign)) => write!(f, "{sign}"),
        // Beyond what can be declared; units on the way may be.
        Some(None) => write!(f, "^{power}"),
    }
}

impl TryFrom<String> for Unit {
    type Error = UnitError;
    fn try_from(text: String) -> Result<Self, UnitError> {
        Self::parse(&text)
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.to_string()
    }
}

impl Explain for UnitError {
    fn explain(&self) -> Explanation {
        let (code, rule, remedy) = match self {
            Self::Empty(unit) => (
                "unit-empty",
                Text::new(format!("หน่วยวัด “{unit}” ขาดชื่อหน่วย"), format!("the unit `{unit}` lacks a symbol")),
                Text::new(
                    "กรุณาระบุหน่วย เช่น บาท หรือ บาท/คน หากไม่มีหน่วยให้ระบุ 1",
                    "write one such as บาท or บาท/คน, or 1 for a plain number",
                ),
            ),
            Self::TooLong(unit) => (
                "unit-too-long",
                Text::new(format!("หน่วยวัด “{unit}…” ยาวเกินไป"), format!("the unit `{unit}…` is too long")),
                Text::new(
                    format!("กรุณาใช้ไม่เกิน {MAX_UNIT} อักขระ {MAX_FACTORS} หน่วย และเลขยกกำลังไม่เกิน {MAX_POWER}"),
                    format!("use at most {MAX_UNIT} characters, {MAX_FACTORS} symbols and powers up to {MAX_POWER}"),
                ),
            ),
            Self::Character { unit, found } => (
                "unit-character",
                Text::new(
                    format!("หน่วยวัด “{unit}” มีอักขระ {found} ซึ่งใช้ไม่ได้"),
                    format!("the unit `{unit}` contains {found}"),
                ),
                Text::new(
                    "กรุณาใช้ตัวอักษร ตัวเลข จุด ขีด และช่องว่าง คั่นระหว่างหน่วยด้วย · หรือ /",
                    "use letters, digits, `.`, `-`, `_` and blanks, with `·` and `/` between",
                ),
            ),
            Self::PercentSign(unit) => (
                "unit-percent-sign",
                Text::new(
                    format!("หน่วยวัด “{unit}” ใช้เครื่องหมายเปอร์เซ็นต์"),
                    format!("the unit `{unit}` uses a percent sign"),
                ),
                Text::new("กรุณาเขียนว่า ร้อยละ", "write ร้อยละ"),
            ),
            Self::Power(unit) => (
                "unit-power",
                Text::new(
                    format!("เลขยกกำลังในหน่วยวัด “{unit}” ไม่ใช่เลข 1 ถึง 9"),
                    format!("the unit `{unit}` has a power that is not a digit from 1 to 9"),
                ),
                Text::new("กรุณาเขียน เช่น เมตร² หรือ เมตร^2", "write เมตร² or เมตร^2"),
            ),
        };
        Explanation { code, place: Place::field("unit"), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(text: &str) -> Unit {
        Unit::parse(text).unwrap()
    }

    #[test]
    fn units_read_and_print_in_one_form() {
        for (typed, printed) in [
            ("บาท", "บาท"),
            (" ล้านบาท ", "ล้านบาท"),
            ("บาท / คน", "บาท/คน"),
            ("บาท/คน/ปี", "บาท/คน/ปี"),
            ("คน*วัน", "คน·วัน"),
            ("วัน×คน", "คน·วัน"),
            ("บาท/คน·คน", "บาท"),
            ("1/ปี", "1/ปี"),
            ("1", "1"),
            ("๑", "1"),
            ("คน/คน", "1"),
            ("1·บาท", "บาท"),
            ("เมตร^2", "เมตร²"),
            ("เมตร ^ 2", "เมตร²"),
            ("เมตร^1", "เมตร"),
            ("เมตร ²", "เมตร²"),
            ("เมตร·เมตร·เมตร", "เมตร³"),
            ("m⁹/s²", "m⁹/s²"),
            ("ร้อยละ", "ร้อยละ"),
            ("ตร.ม.", "ตร.ม."),
            ("คน-วัน", "คน-วัน"),
            ("ตัน  คาร์บอน", "ตัน คาร์บอน"),
            ("CO2", "CO2"),
            ("จํานวน๑", "จำนวน1"),
        ] {
            assert_eq!(unit(typed).to_string(), printed, "{typed}");
        }
    }

    #[test]
    fn what_is_no_unit_is_refused_by_name() {
        for bad in ["", " ", "/", "บาท/", "/คน", "บาท//คน", "บาท· ·คน", "²", "^2"] {
            assert_eq!(Unit::parse(bad), Err(UnitError::Empty(bad.trim().into())), "{bad}");
        }
        for (bad, found) in [
            ("บาท(ไทย)", "`(`"),
            ("2", "`2`"),
            ("1x", "`1`"),
            (".ม", "`.`"),
            ("บาท\u{202e}", "U+202E"),
            ("฿", "`฿` (U+0E3F)"),
            ("1²", "`1`"),
            ("ม²²", "`²` (U+00B2)"),
        ] {
            let expected = UnitError::Character { unit: bad.replace('\u{202e}', "\u{fffd}"), found: found.into() };
            assert_eq!(Unit::parse(bad), Err(expected), "{bad}");
        }
        assert_eq!(Unit::parse("%/ปี"), Err(UnitError::PercentSign("%/ปี".into())));
        for bad in ["m^", "m^0", "m^10", "m^-1", "m^x", "m^+1", "m^2^2"] {
            assert_eq!(Unit::parse(bad), Err(UnitError::Power(bad.into())), "{bad}");
        }
    }

    #[test]
    fn units_have_limits() {
        let (eight, nine) = (["a"; 8].join("/"), ["1"; 9].join("·"));
        assert_eq!(unit(&eight).to_string(), "1/a⁶");
        assert_eq!(Unit::parse(&nine), Err(UnitError::TooLong(nine.clone())));
        assert!(Unit::parse(&"ก".repeat(120)).is_ok());
        assert_eq!(Unit::parse(&"ก".repeat(121)), Err(UnitError::TooLong("ก".repeat(40))));
        assert!(Unit::parse("m⁹").is_ok() && Unit::parse("1/m⁹").is_ok());
        for bad in ["m⁹·m", "1/m⁹/m"] {
            assert_eq!(Unit::parse(bad), Err(UnitError::TooLong(bad.into())));
        }
    }

    #[test]
    fn units_multiply_and_divide() {
        assert_eq!(unit("บาท").per(&unit("คน")), unit("บาท/คน"));
        assert_eq!(unit("บาท/คน").times(&unit("คน")), unit("บาท"));
        assert_eq!(unit("บาท").per(&unit("บาท")), Unit::one());
        assert_eq!(unit("m⁹").times(&unit("m⁹")).to_string(), "m^18");
        assert_ne!(unit("ล้านบาท"), unit("บาท"));
        assert_eq!(Unit::percent(), unit("ร้อยละ"));
        for (text, dimensionless) in [("1", true), ("ร้อยละ", true), ("คน", false), ("ร้อยละ/ปี", false)]
        {
            assert_eq!(unit(text).is_dimensionless(), dimensionless, "{text}");
        }
        assert_eq!(unit("ร้อยละ/ปี").without_percent(), unit("1/ปี"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_unit_or_refused(text in "[กบm1๑.^²⁹ํา/·* %-]{0,20}") {
            if let Ok(unit) = Unit::parse(&text) {
                proptest::prop_assert_eq!(Unit::parse(&unit.to_string()), Ok(unit));
            }
        }
    }
}
