//! Buddhist-era dates and Thai clock time; the zone is always +07:00, whatever the machine's zone is.

use icu_calendar::Date as IcuDate;
use icu_calendar::cal::{Buddhist, Gregorian};
use icu_datetime::FixedCalendarDateTimeFormatter as Formatter;
use icu_datetime::fieldsets::{MD, YMD, YMDE};
use icu_locale_core::locale;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::html::{Html, escape};
use crate::locale::Locale;

/// Thai standard time, +07:00 all year.
pub const BANGKOK: Offset = Offset::constant(7);

/// Years between the Christian and the Buddhist era.
const BUDDHIST_ERA: i16 = 543;

/// How much of an instant to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// `4 ก.ค.`: only where the year is plain from its surroundings.
    Day,
    /// `4 ก.ค. 2555`
    Date,
    /// `วันพุธที่ 4 กรกฎาคม 2555`
    LongDate,
    /// `14:20 น.`
    Time,
    /// `4 ก.ค. 2555 14:20 น.`
    DateTime,
}

impl Moment {
    /// Writes an instant as people in Thailand read it.
    pub fn write(self, locale: Locale, at: Timestamp) -> String {
        match self {
            Self::Day => day_of(locale, local(at).date()),
            Self::Date => date(locale, at),
            Self::LongDate => date_long(locale, at),
            Self::Time => clock_time(locale, at),
            Self::DateTime => date_time(locale, at),
        }
    }

    /// The same inside `<time datetime="…">`, so that programs read the instant exactly.
    pub fn html(self, locale: Locale, at: Timestamp) -> Html {
        Html::trusted(format!("<time datetime=\"{}\">{}</time>", iso(at), escape(&self.write(locale, at))))
    }
}

/// `4 ก.ค. 2555`, in English `4 Jul 2012 (B.E. 2555)`.
pub fn date(locale: Locale, at: Timestamp) -> String {
    civil(locale, local(at).date())
}

/// `วันพุธที่ 4 กรกฎาคม 2555`, in English `Wednesday, 4 July 2012 (B.E. 2555)`.
pub fn date_long(locale: Locale, at: Timestamp) -> String {
    let day = local(at).date();
    match locale {
        Locale::Th => thai(day, |words, d| words.long.format(&d).to_string()),
        Locale::En => with_era(day, &english(day, |words, d| words.long.format(&d).to_string())),
    }
}

/// `14:20 น.`, in English `14:20`.
pub fn clock_time(locale: Locale, at: Timestamp) -> String {
    let time = local(at).time();
    let clock = format!("{:02}:{:02}", time.hour(), time.minute());
    match locale {
        Locale::Th => format!("{clock}\u{a0}น."),
        Locale::En => clock,
    }
}

/// `4 ก.ค. 2555 14:20 น.`, in English `4 Jul 2012 (B.E. 2555) 14:20`.
pub fn date_time(locale: Locale, at: Timestamp) -> String {
    format!("{} {}", date(locale, at), clock_time(locale, at))
}

/// A calendar day without a clock: `4 ก.ค. 2555`.
pub fn civil(locale: Locale, day: Date) -> String {
    match locale {
        Locale::Th => thai(day, |words, d| words.medium.format(&d).to_string()),
        Locale::En => with_era(day, &english(day, |words, d| words.medium.format(&d).to_string())),
    }
}

/// A day of a year that is plain from its surroundings: `4 ก.ค.`
pub fn day_of(locale: Locale, day: Date) -> String {
    match locale {
        Locale::Th => thai(day, |words, d| words.day.format(&d).to_string()),
        Locale::En => english(day, |words, d| words.day.format(&d).to_string()),
    }
}

/// From a day to a day: `1 ต.ค. 2554 – 30 มิ.ย. 2555`.
pub fn span(locale: Locale, from: Date, to: Date) -> String {
    format!("{} – {}", civil(locale, from), civil(locale, to))
}

/// ISO 8601 with the Thai offset, for `<time datetime>`: `2012-07-04T14:20:00+07:00`.
pub fn iso(at: Timestamp) -> String {
    let t = local(at);
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}+07:00", t.year(), t.month(), t.day(), t.hour(), t.minute(), t.second())
}

fn local(at: Timestamp) -> DateTime {
    BANGKOK.to_datetime(at)
}

fn with_era(day: Date, text: &str) -> String {
    format!("{text} (B.E.\u{a0}{})", day.year() + BUDDHIST_ERA)
}

struct Words<C: icu_datetime::scaffold::CldrCalendar> {
    day: Formatter<C, MD>,
    medium: Formatter<C, YMD>,
    long: Formatter<C, YMDE>,
}

fn thai_words() -> Option<Words<Buddhist>> {
    let thai = || locale!("th").into();
    Some(Words {
        day: Formatter::try_new(thai(), MD::medium()).ok()?,
        medium: Formatter::try_new(thai(), YMD::medium()).ok()?,
        long: Formatter::try_new(thai(), YMDE::long()).ok()?,
    })
}

fn english_words() -> Option<Words<Gregorian>> {
    let english = || locale!("en-GB").into();
    Some(Words {
        day: Formatter::try_new(english(), MD::medium()).ok()?,
        medium: Formatter::try_new(english(), YMD::medium()).ok()?,
        long: Formatter::try_new(english(), YMDE::long()).ok()?,
    })
}

thread_local! {
    // Formatters hold reference-counted data that may not cross threads; each thread loads them once.
    static THAI: Option<Words<Buddhist>> = thai_words();
    static ENGLISH: Option<Words<Gregorian>> = english_words();
}

// The words are compiled in, so the fallback to ISO is for a data set built without Thai or English only.
fn thai(day: Date, write: impl Fn(&Words<Buddhist>, IcuDate<Buddhist>) -> String) -> String {
    THAI.with(|words| Some(write(words.as_ref()?, icu_date(day)?.to_calendar(Buddhist))))
        .unwrap_or_else(|| day.to_string())
}

fn english(day: Date, write: impl Fn(&Words<Gregorian>, IcuDate<Gregorian>) -> String) -> String {
    ENGLISH
        .with(|words| Some(write(words.as_ref()?, icu_date(day)?.to_calendar(Gregorian))))
        .unwrap_or_else(|| day.to_string())
}

fn icu_date(day: Date) -> Option<IcuDate<icu_calendar::Iso>> {
    let month = u8::try_from(day.month()).ok()?;
    let of_month = u8::try_from(day.day()).ok()?;
    IcuDate::try_new_iso(i32::from(day.year()), month, of_month).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_written_in_the_buddhist_era_in_bangkok() {
        for (instant, moment, thai, english) in [
            ("2012-07-04T07:20:00Z", Moment::Date, "4 ก.ค. 2555", "4 Jul 2012 (B.E.\u{a0}2555)"),
            (
                "2012-07-04T07:20:00Z",
                Moment::LongDate,
                "วันพุธที่ 4 กรกฎาคม 2555",
                "Wednesday, 4 July 2012 (B.E.\u{a0}2555)",
            ),
            ("2012-07-04T07:20:00Z", Moment::Time, "14:20\u{a0}น.", "14:20"),
            ("2012-07-04T07:20:00Z", Moment::Day, "4 ก.ค.", "4 Jul"),
            (
                "2012-07-04T07:20:00Z",
                Moment::DateTime,
                "4 ก.ค. 2555 14:20\u{a0}น.",
                "4 Jul 2012 (B.E.\u{a0}2555) 14:20",
            ),
            // After 17:00 UTC it is tomorrow in Bangkok, even across the year.
            (
                "2011-12-31T17:00:00Z",
                Moment::DateTime,
                "1 ม.ค. 2555 00:00\u{a0}น.",
                "1 Jan 2012 (B.E.\u{a0}2555) 00:00",
            ),
            ("2012-02-29T16:59:59Z", Moment::Date, "29 ก.พ. 2555", "29 Feb 2012 (B.E.\u{a0}2555)"),
        ] {
            assert_eq!(moment.write(Locale::Th, at(instant)), thai);
            assert_eq!(moment.write(Locale::En, at(instant)), english);
        }
    }

    #[test]
    fn every_month_has_its_thai_abbreviation() {
        let months = "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.";
        let written = (1..=12)
            .map(|m| day_of(Locale::Th, jiff::civil::date(2012, m, 9)).replace("9 ", ""))
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(written, months);
    }

    #[test]
    fn time_elements_carry_the_exact_instant() {
        assert_eq!(
            Moment::Date.html(Locale::Th, at("2012-07-03T18:00:00.5Z")).as_str(),
            "<time datetime=\"2012-07-04T01:00:00+07:00\">4 ก.ค. 2555</time>"
        );
        assert_eq!(
            span(Locale::Th, jiff::civil::date(2011, 10, 1), jiff::civil::date(2012, 6, 30)),
            "1 ต.ค. 2554 – 30 มิ.ย. 2555"
        );
    }
}
