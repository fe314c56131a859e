//! Names of the calendar months as people write them, in Thai and English.

use crate::text::Text;

/// Thai full, Thai short, English full; January first. English short names are the first three letters.
const NAMES: [(&str, &str, &str); 12] = [
    ("มกราคม", "ม.ค.", "January"),
    ("กุมภาพันธ์", "ก.พ.", "February"),
    ("มีนาคม", "มี.ค.", "March"),
    ("เมษายน", "เม.ย.", "April"),
    ("พฤษภาคม", "พ.ค.", "May"),
    ("มิถุนายน", "มิ.ย.", "June"),
    ("กรกฎาคม", "ก.ค.", "July"),
    ("สิงหาคม", "ส.ค.", "August"),
    ("กันยายน", "ก.ย.", "September"),
    ("ตุลาคม", "ต.ค.", "October"),
    ("พฤศจิกายน", "พ.ย.", "November"),
    ("ธันวาคม", "ธ.ค.", "December"),
];

/// Full name of a calendar month, 1 January to 12 December; empty for other numbers.
pub(super) fn full(calendar_month: u8) -> Text {
    row(calendar_month).map(|(th, _, en)| Text::new(*th, *en)).unwrap_or_default()
}

/// Short name of a calendar month: ก.ค., Jul.
pub(super) fn short(calendar_month: u8) -> Text {
    row(calendar_month).map(|(_, th, en)| Text::new(*th, short_english(en))).unwrap_or_default()
}

/// The calendar month of a name: full or short, Thai or English; full stops and capitals do not matter.
pub(super) fn month(name: &str) -> Option<i8> {
    let name = plain(name);
    let at = NAMES.iter().position(|(full, short, english)| {
        let english = english.to_lowercase();
        name == *full || name == plain(short) || name == english || name == short_english(&english)
    });
    // `Sept` is as usual as `Sep`.
    at.or_else(|| (name == "sept").then_some(8)).and_then(|index| i8::try_from(index + 1).ok())
}

/// Without full stops, in small letters.
pub(super) fn plain(word: &str) -> String {
    word.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect()
}

fn row(calendar_month: u8) -> Option<&'static (&'static str, &'static str, &'static str)> {
    NAMES.get(usize::from(calendar_month).checked_sub(1)?)
}

fn short_english(full: &str) -> &str {
    full.get(..3).unwrap_or(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_month_is_found_by_each_of_its_names() {
        for number in 1..=12u8 {
            let (full, short) = (full(number), short(number));
            let bare = short.th.replace('.', "");
            for name in
                [&full.th, &full.en, &short.th, &short.en, &bare, &full.en.to_uppercase(), &format!("{}.", short.en)]
            {
                assert_eq!(month(name), i8::try_from(number).ok(), "{name}");
            }
        }
        assert_eq!((month("Sept."), month("ก.ค."), month("Jul")), (Some(9), Some(7), Some(7)));
    }

    #[test]
    fn other_words_are_no_months() {
        for word in ["", ".", "กร", "Juli", "พ.ศ.", "B.E.", "Ma", "octo"] {
            assert_eq!(month(word), None, "{word}");
        }
        assert_eq!((full(0), short(13)), (Text::default(), Text::default()));
    }
}
