//! What a unit says about its figures: whether they add up through the year, and which unit may have been meant.

use super::doubt::Factor;
use crate::formula::{PERCENT, Unit};
use crate::text::Text;

/// Units of grades, places and durations: they are read off anew each time and never added up.
const NOT_SUMMED: [&str; 10] = ["ระดับ", "คะแนน", "อันดับ", "ลำดับ", "ขั้น", "วัน", "ชั่วโมง", "นาที", "เดือน", "ปี"];
/// What stands behind ล้าน or พัน when these are multiples and not the beginning of a word such as พันธุ์.
const COUNTED: [&str; 8] = ["บาท", "ตัน", "คน", "ราย", "ไร่", "ลิตร", "ครัวเรือน", "เรื่อง"];

/// Whether a figure of this unit grows from 1 October on: counts and amounts do; percents, ratios, rates (`บาท/คน`,
/// `บาทต่อคน`), grades, places and durations do not, and neither does wording that is no unit.
pub fn is_cumulative(unit: &Text) -> bool {
    let th = unit.th.trim();
    let rate = th.contains('/') || th.contains("ต่อ") || th.contains("เฉลี่ย");
    !th.is_empty()
        && !rate
        && !is_percent(unit)
        && !NOT_SUMMED.contains(&th)
        && Unit::of_result(th).is_some_and(|unit| !unit.is_dimensionless())
}

/// Whether figures of this unit lie between 0 and 100: `ร้อยละ`, also with words after it.
pub(super) fn is_percent(unit: &Text) -> bool {
    let th = unit.th.trim();
    th.starts_with(PERCENT) || th.starts_with('%') || th.starts_with("เปอร์เซ็น")
}

/// Whether the unit is a plain number such as สัดส่วน.
pub(super) fn is_plain(unit: &Text) -> bool {
    Unit::of_result(&unit.th).is_some_and(|unit| unit == Unit::one())
}

/// The unit that a figure too large or too small by a factor was probably typed in; `None` where none has a name.
pub(super) fn other_unit(unit: &Text, factor: Factor, larger: bool) -> Option<Text> {
    let th = unit.th.trim();
    if factor == Factor::Hundred {
        return match (is_percent(unit), larger) {
            (true, false) => Some(Text::new("สัดส่วน (0 ถึง 1)", "share (0 to 1)")),
            (false, true) => Some(Text::new(PERCENT, "percent")),
            _ => None,
        };
    }
    let after = |prefix: &str| th.strip_prefix(prefix).filter(|rest| COUNTED.iter().any(|word| rest.starts_with(word)));
    let (of_millions, of_thousands) = (after("ล้าน"), after("พัน"));
    let single = of_millions.or(of_thousands).unwrap_or(th);
    // The multiple that the unit has now, and the one that would explain the figure, as powers of a thousand.
    let now = if of_millions.is_some() { 2 } else { i32::from(of_thousands.is_some()) };
    let meant = now + if larger { -1 } else { 1 } * if factor == Factor::Million { 2 } else { 1 };
    let (thai, english) = match meant {
        0 => ("", ""),
        1 => ("พัน", "thousand "),
        2 => ("ล้าน", "million "),
        _ => return None,
    };
    let bare = ["million ", "thousand "].iter().find_map(|multiple| unit.en.strip_prefix(multiple));
    let single_en = if now == 0 { unit.en.as_str() } else { bare.unwrap_or_default() };
    let en = if single_en.is_empty() { String::new() } else { format!("{english}{single_en}") };
    (!single.is_empty()).then(|| Text::new(format!("{thai}{single}"), en))
}

#[cfg(test)]
mod tests {
    use super::Factor::{Hundred, Million, Thousand};
    use super::*;

    #[test]
    fn counts_and_amounts_grow_through_the_year() {
        for (unit, grows) in [
            ("ราย", true),
            ("ล้านบาท", true),
            ("หมู่บ้าน", true),
            ("ร้อยละ", false),
            ("ร้อยละ (สะสม)", false),
            ("เท่า", false),
            ("สัดส่วน", false),
            ("บาท/คน", false),
            ("บาทต่อคน", false),
            ("ระดับ", false),
            ("วัน", false),
            ("", false),
        ] {
            assert_eq!(is_cumulative(&Text::new(unit, "")), grows, "{unit}");
        }
    }

    #[test]
    fn the_unit_that_was_probably_meant_is_named() {
        let named = |th: &str, en: &str, factor, larger| {
            other_unit(&Text::new(th, en), factor, larger).map(|unit| format!("{}|{}", unit.th, unit.en))
        };
        for (unit, factor, larger, other) in [
            (("ล้านบาท", "million baht"), Million, true, Some("บาท|baht")),
            (("ล้านบาท", ""), Thousand, true, Some("พันบาท|")),
            (("ล้านบาท", "million baht"), Thousand, false, None),
            (("พันบาท", "thousand baht"), Thousand, false, Some("ล้านบาท|million baht")),
            (("พันบาท", ""), Million, true, None),
            (("บาท", "baht"), Thousand, false, Some("พันบาท|thousand baht")),
            (("บาท", "baht"), Million, false, Some("ล้านบาท|million baht")),
            (("บาท", "baht"), Million, true, None),
            (("พันธุ์", ""), Thousand, true, None),
            (("ร้อยละ", ""), Hundred, false, Some("สัดส่วน (0 ถึง 1)|share (0 to 1)")),
            (("ร้อยละ", ""), Hundred, true, None),
            (("สัดส่วน", ""), Hundred, true, Some("ร้อยละ|percent")),
            (("", ""), Thousand, false, None),
        ] {
            assert_eq!(named(unit.0, unit.1, factor, larger).as_deref(), other, "{unit:?} {factor:?} {larger}");
        }
    }
}
