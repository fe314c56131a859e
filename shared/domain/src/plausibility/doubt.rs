//! What may be wrong with a figure: the numbers compared, the question in words and its fingerprint.

use super::unit::other_unit;
use crate::calendar::{FiscalYear, Round};
use crate::exact::{Exact, MAX_NUMBER_TEXT};
use crate::score::{amount, figure};
use crate::text::Text;

/// Decimals of a number in a fingerprint that is too long to stand there in full.
const FINGERPRINT_PLACES: u32 = 18;

/// By how much units are mistaken for each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Factor {
    /// Percent for share.
    Hundred,
    /// Thousands for single ones.
    Thousand,
    /// Millions for single ones.
    Million,
}

impl Factor {
    /// As a number.
    pub fn exact(self) -> Exact {
        Exact::whole(match self {
            Self::Hundred => 100,
            Self::Thousand => 1_000,
            Self::Million => 1_000_000,
        })
    }
}

/// An earlier figure that a new one is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Earlier {
    pub when: When,
    pub value: Exact,
}

/// When an earlier figure was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Round(Round),
    Year(FiscalYear),
}

impl When {
    fn words(self) -> Text {
        match self {
            Self::Round(round) => Text::new(format!("รอบ {round} เดือน"), format!("the {round}-month round")),
            Self::Year(year) => Text::new(format!("ปีงบประมาณ {year}"), format!("FY{year}")),
        }
    }
}

/// What is doubted, with every number that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Zero, and it was not before.
    Zero { earlier: Earlier },
    /// Larger or smaller by about a factor between units.
    Scale { now: Exact, earlier: Earlier, factor: Factor, larger: bool },
    /// A percentage outside what is possible.
    Range { now: Exact },
    /// Cumulative, and less than before.
    Fell { now: Exact, earlier: Earlier },
    /// Far from the last figure; `now` and the last figure on the footing of a whole year where `yearly`.
    Outlier { now: Exact, earlier: Earlier, change: Exact, yearly: bool },
    /// The very figure of the last round.
    Same { earlier: Earlier },
    /// Level 5 to the last digit.
    Top { now: Exact },
    /// A part above its whole; both are named here, as either may be a sum of variables.
    Part { part: Exact, part_label: Text, whole: Exact, whole_label: Text, unit: Text },
}

/// Whose figure it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    /// What it is called.
    pub label: &'a Text,
    /// Its unit; empty where it has none.
    pub unit: &'a Text,
}

impl Doubt {
    /// Short name for programs; it never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Zero { .. } => "plausibility-zero",
            Self::Scale { .. } => "plausibility-unit",
            Self::Range { .. } => "plausibility-percent-range",
            Self::Fell { .. } => "plausibility-fell",
            Self::Outlier { .. } => "plausibility-outlier",
            Self::Same { .. } => "plausibility-same",
            Self::Top { .. } => "plausibility-level-5",
            Self::Part { .. } => "plausibility-part-above-whole",
        }
    }

    /// Code, numbers and path, in this order: the first two hold no blank, so no two doubts share a fingerprint.
    pub fn fingerprint(&self, path: &str) -> String {
        let numbers = match self {
            Self::Zero { earlier } | Self::Same { earlier } => vec![&earlier.value],
            Self::Scale { now, earlier, .. } | Self::Fell { now, earlier } => vec![now, &earlier.value],
            Self::Range { now } | Self::Top { now } => vec![now],
            Self::Outlier { now, earlier, change, .. } => vec![now, &earlier.value, change],
            Self::Part { part, whole, .. } => vec![part, whole],
        };
        let numbers: Vec<String> = numbers.into_iter().map(short).collect();
        format!("{} {} {path}", self.code(), numbers.join(" "))
    }

    /// The numbers compared and what is asked about them.
    pub fn words(&self, of: Subject<'_>) -> Text {
        let told = |value: &Exact| amount(value, Some(of.unit));
        let Text { th, .. } = of.label;
        let en = of.label.english();
        match self {
            Self::Zero { earlier } => {
                let (when, was) = (earlier.when.words(), told(&earlier.value));
                Text::new(
                    format!("{th} เป็น 0 แต่{}เป็น {} เป็นศูนย์จริงหรือยังไม่ได้กรอก", when.th, was.th),
                    format!("{en} is 0 but was {} in {}. Is it really zero, or not filled in yet?", was.en, when.en),
                )
            }
            Self::Scale { now, earlier, factor, larger } => scale(of, now, earlier, *factor, *larger),
            Self::Range { now } => {
                let now = told(now);
                Text::new(
                    format!("{th} {} อยู่นอกช่วง 0 ถึง 100 ตัวเลขและหน่วยถูกต้องหรือไม่", now.th),
                    format!("{en} of {} lies outside 0 to 100. Are the figure and its unit right?", now.en),
                )
            }
            Self::Fell { now, earlier } => {
                let (when, fall) = (earlier.when.words(), told(&(&earlier.value - now)));
                let (now, was) = (told(now), told(&earlier.value));
                Text::new(
                    format!(
                        "{th} {} ต่ำกว่า{} ({}) อยู่ {} ทั้งที่เป็นยอดสะสมตั้งแต่ 1 ตุลาคม กรอกเฉพาะช่วงหลังรอบก่อนหรือแก้ยอดเดิม",
                        now.th, when.th, was.th, fall.th
                    ),
                    format!(
                        "{en} of {} is {} below {} ({}), although it counts from 1 October. Is it only what came after \
                         that round, or was the earlier figure corrected?",
                        now.en, fall.en, when.en, was.en
                    ),
                )
            }
            Self::Outlier { now, earlier, change, yearly } => outlier(of, now, earlier, change, *yearly),
            Self::Same { earlier } => {
                let (when, was) = (earlier.when.words(), told(&earlier.value));
                Text::new(
                    format!("{th} {} เท่ากับ{}ทุกหลัก เป็นผลของรอบนี้หรือยังไม่ได้ปรับปรุง", was.th, when.th),
                    format!(
                        "{en} of {} is the figure of {} to every digit. Is it this round's result, or not updated yet?",
                        was.en, when.en
                    ),
                )
            }
            Self::Top { now } => {
                let now = told(now);
                Text::new(
                    format!("{th} {} เท่ากับค่าเป้าหมายระดับ 5 พอดี เป็นผลจริงหรือเป็นค่าเป้าหมาย", now.th),
                    format!("{en} of {} is exactly level 5. Is it the result, or the target?", now.en),
                )
            }
            Self::Part { part, part_label, whole, whole_label, unit } => {
                let (part, whole) = (amount(part, Some(unit)), amount(whole, Some(unit)));
                Text::new(
                    format!(
                        "{} {} มากกว่า {} ({}) ทั้งที่เป็นส่วนหนึ่ง กรอกสลับกันหรือไม่",
                        part_label.th, part.th, whole_label.th, whole.th
                    ),
                    format!(
                        "{} of {} is above {} ({}), of which it is a part. Were the two exchanged?",
                        part_label.english(),
                        part.en,
                        whole_label.english(),
                        whole.en
                    ),
                )
            }
        }
    }
}

fn scale(of: Subject<'_>, now: &Exact, earlier: &Earlier, factor: Factor, larger: bool) -> Text {
    let (above, below) = if larger { (now, &earlier.value) } else { (&earlier.value, now) };
    let ratio = above.checked_div(below).unwrap_or_default();
    let times = ratio.round_half_up(0);
    let about = if times == ratio { Text::default() } else { Text::new("ประมาณ ", "about ") };
    let times = figure(&times);
    let (when, now, was) = (earlier.when.words(), amount(now, Some(of.unit)), amount(&earlier.value, Some(of.unit)));
    let (more, more_en) =
        if larger { ("มากกว่า", "larger") } else { ("น้อยกว่า", "smaller") };
    let asked = match other_unit(of.unit, factor, larger) {
        Some(other) => Text::new(
            format!("หน่วยเป็น{}หรือ{}", of.unit.th, other.th),
            format!("Is it in {} or in {}?", of.unit.english(), other.english()),
        ),
        None if of.unit.th.is_empty() => Text::new("กรอกผิดหน่วยหรือไม่", "Is it in another unit?"),
        None => Text::new(
            format!("กรอกในหน่วย{}หรือหน่วยอื่น", of.unit.th),
            format!("Is it in {} or in another unit?", of.unit.english()),
        ),
    };
    Text::new(
        format!("{} {} {more}{} ({}) {}{times} เท่า {}", of.label.th, now.th, when.th, was.th, about.th, asked.th),
        format!(
            "{} of {} is {}{times} times {more_en} than in {} ({}). {}",
            of.label.english(),
            now.en,
            about.en,
            when.en,
            was.en,
            asked.en
        ),
    )
}

fn outlier(of: Subject<'_>, now: &Exact, earlier: &Earlier, change: &Exact, yearly: bool) -> Text {
    let told = |value: &Exact| amount(value, Some(of.unit));
    let (when, far) = (earlier.when.words(), told(&(now - &earlier.value).abs()));
    let (now, was, change) = (told(now), told(&earlier.value), told(change));
    let footing = if yearly {
        Text::new(" (เทียบเป็น 12 เดือน)", " (as of 12 months)")
    } else {
        Text::default()
    };
    Text::new(
        format!(
            "{}{} {} ห่างจาก{} ({}) อยู่ {} เกินสามเท่าของการเปลี่ยนแปลงสูงสุดที่ผ่านมา ({}) ตัวเลขถูกต้องหรือไม่ เกิดจากเหตุใด",
            of.label.th, footing.th, now.th, when.th, was.th, far.th, change.th
        ),
        format!(
            "{}{} of {} is {} away from {} ({}), more than three times the largest change before ({}). Is the figure \
             right, and what brought it about?",
            of.label.english(),
            footing.en,
            now.en,
            far.en,
            when.en,
            was.en,
            change.en
        ),
    )
}

/// In full where anybody would type it so, otherwise to eighteen decimals.
fn short(value: &Exact) -> String {
    let full = value.to_string();
    if full.len() <= MAX_NUMBER_TEXT { full } else { format!("~{}", value.shown(FINGERPRINT_PLACES)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every() -> Vec<Doubt> {
        let one = Exact::one;
        let earlier = || Earlier { when: When::Round(Round::Six), value: Exact::whole(2_600) };
        let year = Earlier { when: When::Year(FiscalYear::new(2554).unwrap()), value: Exact::whole(5) };
        vec![
            Doubt::Zero { earlier: earlier() },
            Doubt::Scale { now: Exact::whole(2_600_000), earlier: earlier(), factor: Factor::Thousand, larger: true },
            Doubt::Range { now: Exact::whole(101) },
            Doubt::Fell { now: one(), earlier: earlier() },
            Doubt::Outlier { now: one(), earlier: year.clone(), change: one(), yearly: true },
            Doubt::Outlier { now: one(), earlier: year, change: one(), yearly: false },
            Doubt::Same { earlier: earlier() },
            Doubt::Top { now: one() },
            Doubt::Part {
                part: Exact::whole(7),
                part_label: Text::new("จ่าย", "Paid"),
                whole: Exact::whole(5),
                whole_label: Text::new("แผน", "Plan"),
                unit: Text::new("ล้านบาท", "million baht"),
            },
        ]
    }

    #[test]
    fn every_doubt_asks_in_both_languages_with_its_numbers() {
        let (label, unit) = (Text::new("ผล", "Result"), Text::new("ล้านบาท", "million baht"));
        for doubt in every() {
            let words = doubt.words(Subject { label: &label, unit: &unit });
            assert!(words.th.contains(|c| ('ก'..='๙').contains(&c)) && words.th.contains("ล้านบาท"), "{words:?}");
            assert!(words.en.ends_with('?') && words.en.contains("million baht"), "{words:?}");
            assert!(!words.en.contains(|c| ('ก'..='๙').contains(&c)), "{words:?}");
        }
    }

    #[test]
    fn a_mistaken_unit_is_asked_about_by_its_name() {
        let (label, unit) = (Text::new("ค่า", "Result"), Text::new("พันบาท", "thousand baht"));
        let words = every()[1].words(Subject { label: &label, unit: &unit });
        assert_eq!(
            words.th.replace('\u{a0}', " "),
            "ค่า 2,600,000 พันบาท มากกว่ารอบ 6 เดือน (2,600 พันบาท) 1,000 เท่า หน่วยเป็นพันบาทหรือบาท"
        );
        assert_eq!(
            words.en.replace('\u{a0}', " "),
            "Result of 2,600,000 thousand baht is 1,000 times larger than in the 6-month round (2,600 thousand baht). \
             Is it in thousand baht or in baht?"
        );
    }

    #[test]
    fn fingerprints_tell_codes_paths_and_numbers_apart_and_stay_short() {
        let mut seen = std::collections::BTreeSet::new();
        for doubt in every().into_iter().filter(|d| !matches!(d, Doubt::Outlier { yearly: false, .. })) {
            assert!(seen.insert(doubt.fingerprint("value")) && seen.insert(doubt.fingerprint("var/a")), "{doubt:?}");
        }
        assert!(seen.contains("plausibility-unit 2600000 2600 value"));
        let third = Exact::ratio(1, 3).unwrap();
        let long = (0..40).fold(third, |x, _| &x * &Exact::ratio(1_000_003, 1_000_033).unwrap());
        let told = Doubt::Range { now: long }.fingerprint("value");
        assert!(told.starts_with("plausibility-percent-range ~0.33") && told.len() < 100, "{told}");
    }
}
