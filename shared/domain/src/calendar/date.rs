//! Dates as people write them, read into one civil date or refused; the era is never guessed.

use jiff::civil::Date;

use super::era::{DateError, Era, EraRule, StatedBy, YearInput};
use super::file::quoted;
use super::names;

/// Most characters of a date.
pub const MAX_DATE_TEXT: usize = 60;

/// Reads a date: `4/7/2555` (day, month, year), `4 ก.ค. 2555`, `4 กรกฎาคม พ.ศ. 2555`, `4 Jul 2012`, `2012-07-04`;
/// Thai digits and marks of the era (พ.ศ., ค.ศ., B.E., C.E., A.D.) beside the year included.
///
/// `2012-07-04` is Christian by definition whatever the source declares, and a mark goes before the declaration: both
/// say of which era they are. Everything doubtful is refused: years of two digits, of neither era, or plainly of
/// another era than stated.
pub fn parse_date(text: &str, rule: EraRule) -> Result<Date, DateError> {
    let (clean, tokens) = read(text)?;
    match tokens.as_slice() {
        [Token::Number(year), Token::Hyphen, Token::Number(month), Token::Hyphen, Token::Number(day)] => {
            let iso = year.len() == 4 && month.len() == 2 && day.len() == 2 && !clean.contains(char::is_whitespace);
            if !iso {
                return Err(DateError::Form(quoted(&clean)));
            }
            let year = YearInput::new(number(year)?, Some((Era::Christian, StatedBy::IsoForm)))?;
            civil(day, month_number(month)?, year)
        }
        [Token::Number(day), Token::Slash, Token::Number(month), Token::Slash, year @ ..] if day.len() <= 2 => {
            civil(day, month_number(month)?, year_of(year, rule, &clean)?)
        }
        [Token::Number(day), Token::Word(name), year @ ..] if day.len() <= 2 => {
            let month = names::month(name).ok_or_else(|| DateError::Month(quoted(name)))?;
            civil(day, month, year_of(year, rule, &clean)?)
        }
        _ => Err(DateError::Form(quoted(&clean))),
    }
}

/// A year alone.
pub(super) fn parse_year(text: &str, rule: EraRule) -> Result<YearInput, DateError> {
    let (clean, tokens) = read(text)?;
    year_of(&tokens, rule, &clean)
}

/// What a date consists of.
#[derive(Debug, PartialEq)]
enum Token {
    /// Arabic digits.
    Number(String),
    /// Letters, vowel signs and full stops.
    Word(String),
    /// `/`
    Slash,
    /// `-`
    Hyphen,
}

/// What a character belongs to.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Digit,
    Letter,
    Slash,
    Hyphen,
    Space,
}

fn kind(c: char) -> Option<Kind> {
    Some(match c {
        '0'..='9' => Kind::Digit,
        '/' => Kind::Slash,
        '-' => Kind::Hyphen,
        // Thai consonants, vowels and signs; the Thai digits have become Arabic ones before.
        '.' | 'a'..='z' | 'A'..='Z' | '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' => Kind::Letter,
        c if c.is_whitespace() => Kind::Space,
        _ => return None,
    })
}

/// The text in Arabic digits, and what it consists of.
fn read(text: &str) -> Result<(String, Vec<Token>), DateError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateError::Empty);
    }
    if text.chars().nth(MAX_DATE_TEXT).is_some() {
        return Err(DateError::TooLong(quoted(text)));
    }
    let clean = crate::number::arabic_digits(text);
    let tokens = tokens(&clean).ok_or_else(|| DateError::Form(quoted(&clean)))?;
    Ok((clean, tokens))
}

/// Runs of one kind; `None` where a character belongs to no date.
fn tokens(clean: &str) -> Option<Vec<Token>> {
    let mut out = Vec::new();
    let mut before = Kind::Space;
    for c in clean.chars() {
        let kind = kind(c)?;
        match (kind, out.last_mut()) {
            (Kind::Digit, Some(Token::Number(run))) | (Kind::Letter, Some(Token::Word(run))) if before == kind => {
                run.push(c);
            }
            (Kind::Digit, _) => out.push(Token::Number(c.into())),
            (Kind::Letter, _) => out.push(Token::Word(c.into())),
            (Kind::Slash, _) => out.push(Token::Slash),
            (Kind::Hyphen, _) => out.push(Token::Hyphen),
            (Kind::Space, _) => {}
        }
        before = kind;
    }
    Some(out)
}

/// The year at the end of a date, with or without a mark on one side.
fn year_of(tokens: &[Token], rule: EraRule, clean: &str) -> Result<YearInput, DateError> {
    let form = || DateError::Form(quoted(clean));
    let (digits, word) = match tokens {
        [Token::Number(digits)] => (digits, None),
        [Token::Word(word), Token::Number(digits)] | [Token::Number(digits), Token::Word(word)] => (digits, Some(word)),
        _ => return Err(form()),
    };
    let mark = word.map(|word| mark(word).ok_or_else(form)).transpose()?;
    let stated = match (mark, rule) {
        (Some(era), _) => Some((era, StatedBy::Mark)),
        (None, EraRule::Stated(era)) => Some((era, StatedBy::Source)),
        (None, EraRule::Plain) => None,
    };
    YearInput::new(number(digits)?, stated)
}

/// A year of four digits.
fn number(digits: &str) -> Result<u16, DateError> {
    match digits.len() {
        1 | 2 => Err(DateError::ShortYear(digits.to_owned())),
        4 => digits.parse().map_err(|_| DateError::Year(quoted(digits))),
        _ => Err(DateError::Year(quoted(digits))),
    }
}

/// The era a mark stands for, with or without full stops.
fn mark(word: &str) -> Option<Era> {
    match names::plain(word).as_str() {
        "พศ" | "พุทธศักราช" | "be" => Some(Era::Buddhist),
        "คศ" | "คริสต์ศักราช" | "ce" | "ad" => Some(Era::Christian),
        _ => None,
    }
}

fn month_number(digits: &str) -> Result<i8, DateError> {
    let number = digits.parse().ok().filter(|n| (1..=12).contains(n) && digits.len() <= 2);
    number.ok_or_else(|| DateError::Month(quoted(digits)))
}

fn civil(day: &str, month: i8, year: YearInput) -> Result<Date, DateError> {
    let first = Date::new(year.christian().cast_signed(), month, 1).map_err(|_| DateError::YearRange(year.number()))?;
    let exact = day.parse().ok().and_then(|number| Date::new(first.year(), month, number).ok());
    exact.ok_or_else(|| DateError::Day {
        day: day.to_owned(),
        month,
        year: year.buddhist(),
        last: first.days_in_month(),
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    const BUDDHIST: EraRule = EraRule::Stated(Era::Buddhist);
    const CHRISTIAN: EraRule = EraRule::Stated(Era::Christian);

    #[test]
    fn a_date_is_read_in_every_form_people_write() {
        for text in [
            "4/7/2555",
            "04/07/2555",
            "๔/๗/๒๕๕๕",
            " 4 / 7 / 2555 ",
            "4/7/พ.ศ. 2555",
            "4/7/2012 A.D.",
            "4 ก.ค. 2555",
            "4 กค 2555",
            "4ก.ค.2555",
            "4\u{a0}ก.ค.\u{a0}2555",
            "๔ กรกฎาคม พ.ศ. ๒๕๕๕",
            "4 กรกฎาคม พุทธศักราช 2555",
            "4 กรกฎาคม ค.ศ. 2012",
            "4 กรกฎาคม คริสต์ศักราช 2012",
            "2012-07-04",
            "๒๐๑๒-๐๗-๐๔",
            "4 Jul 2012",
            "4 JULY 2012",
            "4 Jul. 2012 C.E.",
            "4 July B.E. 2555",
            "4 July 2555 BE",
            "4 July AD 2012",
        ] {
            assert_eq!(parse_date(text, EraRule::Plain), Ok(date(2012, 7, 4)), "{text}");
        }
    }

    #[test]
    fn what_the_source_declares_must_agree_with_the_year() {
        let other = |year, stated, by| Err(DateError::OtherEra { year, stated, by });
        let read = Ok(date(2012, 7, 4));
        for (text, rule, expected) in [
            ("4/7/2555", BUDDHIST, read.clone()),
            ("4 Jul 2012", CHRISTIAN, read.clone()),
            ("4/7/2012", BUDDHIST, other(2012, Era::Buddhist, StatedBy::Source)),
            ("4/7/2555", CHRISTIAN, other(2555, Era::Christian, StatedBy::Source)),
            // A mark says more than the source, and the ISO form says it itself.
            ("4/7/2012 ค.ศ.", BUDDHIST, read.clone()),
            ("4 ก.ค. พ.ศ. 2555", CHRISTIAN, read.clone()),
            ("2012-07-04", BUDDHIST, read),
            ("2555-07-04", BUDDHIST, other(2555, Era::Christian, StatedBy::IsoForm)),
            ("4 ก.ค. พ.ศ. 2012", EraRule::Plain, other(2012, Era::Buddhist, StatedBy::Mark)),
            ("4 Jul 2555 AD", BUDDHIST, other(2555, Era::Christian, StatedBy::Mark)),
        ] {
            assert_eq!(parse_date(text, rule), expected, "{text}");
        }
    }

    #[test]
    fn days_that_do_not_exist_are_named() {
        let no_day = |day: &str, month, year, last| Err(DateError::Day { day: day.into(), month, year, last });
        for (text, expected) in [
            ("31 มิ.ย. 2555", no_day("31", 6, 2555, 30)),
            ("30/6/2555", Ok(date(2012, 6, 30))),
            ("29 ก.พ. 2555", Ok(date(2012, 2, 29))),
            ("29 ก.พ. 2554", no_day("29", 2, 2554, 28)),
            ("2011-02-29", no_day("29", 2, 2554, 28)),
            ("29/2/2443", no_day("29", 2, 2443, 28)),
            ("0/1/2555", no_day("0", 1, 2555, 31)),
            ("32/12/2555", no_day("32", 12, 2555, 31)),
        ] {
            assert_eq!(parse_date(text, EraRule::Plain), expected, "{text}");
        }
        assert_eq!(
            parse_date("29 ก.พ. 2554", BUDDHIST).unwrap_err().to_string(),
            "day 29 does not exist: month 2 of B.E. 2554 (C.E. 2011) has 28 days; correct the day"
        );
    }

    #[test]
    fn everything_doubtful_is_refused() {
        let form = |text: &str| DateError::Form(text.into());
        for (text, expected) in [
            ("", DateError::Empty),
            (" \u{a0} ", DateError::Empty),
            ("4/7/55", DateError::ShortYear("55".into())),
            ("4 ก.ค. 5", DateError::ShortYear("5".into())),
            ("4/7/255", DateError::Year("255".into())),
            ("4/7/25555", DateError::Year("25555".into())),
            ("4/7/2300", DateError::YearRange(2300)),
            ("4/13/2555", DateError::Month("13".into())),
            ("4/0/2555", DateError::Month("0".into())),
            ("4/007/2555", DateError::Month("007".into())),
            ("4 กค. มค. 2555", form("4 กค. มค. 2555")),
            ("4 Brumaire 2012", DateError::Month("Brumaire".into())),
            ("2555/7/4", form("2555/7/4")),
            ("004/7/2555", form("004/7/2555")),
            ("2012 Jul 4", form("2012 Jul 4")),
            ("004 Jul 2012", form("004 Jul 2012")),
            ("4-7-2555", form("4-7-2555")),
            ("12-07-04", form("12-07-04")),
            ("2012-7-4", form("2012-7-4")),
            ("2012-07 -04", form("2012-07 -04")),
            ("4/7", form("4/7")),
            ("4 7 2555", form("4 7 2555")),
            ("4/7/พ.ศ. 2555 ค.ศ.", form("4/7/พ.ศ. 2555 ค.ศ.")),
            ("4/7/ร.ศ. 2555", form("4/7/ร.ศ. 2555")),
            ("4/7/25 55", form("4/7/25 55")),
            ("4,7,2555", form("4,7,2555")),
        ] {
            assert_eq!(parse_date(text, EraRule::Plain), Err(expected), "{text}");
        }
        let (longest, longer) = (format!("4/7/2555{}B.E.", " ".repeat(48)), format!("4/7/2555{}B.E.", " ".repeat(49)));
        assert_eq!(longest.chars().count(), MAX_DATE_TEXT);
        assert!(parse_date(&longest, EraRule::Plain).is_ok());
        assert!(matches!(parse_date(&longer, EraRule::Plain), Err(DateError::TooLong(_))));
    }

    #[test]
    fn years_alone_follow_the_same_rules() {
        let year = |text, rule| YearInput::parse(text, rule).map(YearInput::buddhist);
        for (text, rule, expected) in [
            ("๒๕๕๕", BUDDHIST, Ok(2555)),
            ("พ.ศ. 2555", EraRule::Plain, Ok(2555)),
            ("2012 C.E.", BUDDHIST, Ok(2555)),
            ("2012", EraRule::Plain, Ok(2555)),
            ("55", BUDDHIST, Err(DateError::ShortYear("55".into()))),
            ("ปี 2555", EraRule::Plain, Err(DateError::Form("ปี 2555".into()))),
        ] {
            assert_eq!(year(text, rule), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_year_of_one_era_is_never_taken_for_the_other(year in 0u16..=9999, by_mark: bool) {
            let (thai, english) = if by_mark { (" พ.ศ.", " C.E.") } else { ("", "") };
            let rules = if by_mark { [EraRule::Plain; 2] } else { [BUDDHIST, CHRISTIAN] };
            for (mark, rule, own) in [(thai, rules[0], Era::Buddhist), (english, rules[1], Era::Christian)] {
                let text = format!("4/7/{year:04}{mark}");
                let christian = if own == Era::Buddhist { i32::from(year) - 543 } else { i32::from(year) };
                match parse_date(&text, rule) {
                    Ok(day) => {
                        prop_assert_eq!(i32::from(day.year()), christian);
                        prop_assert!((1857..=2257).contains(&christian));
                    }
                    Err(_) => prop_assert!(!(1857..=2257).contains(&christian), "{} refused", text),
                }
            }
            let iso = parse_date(&format!("{year:04}-07-04"), BUDDHIST);
            prop_assert_eq!(iso.is_ok(), (1857..=2257).contains(&year));
            let plain = YearInput::parse(&format!("{year:04}"), EraRule::Plain).ok().map(YearInput::era);
            prop_assert_eq!(plain, Era::plainly(year));
        }

        #[test]
        fn every_day_is_read_back_from_both_eras(ce in 1857i16..=2257, month in 1i8..=12, day in 1i8..=31) {
            let be = ce + 543;
            let expected = Date::new(ce, month, day).ok();
            let name = names::short(month.unsigned_abs()).th;
            for text in [format!("{day}/{month}/{be}"), format!("{day} {name} {be}"), format!("{ce}-{month:02}-{day:02}")] {
                prop_assert_eq!(parse_date(&text, BUDDHIST).ok(), expected, "{}", text);
            }
        }

        #[test]
        fn any_text_is_a_date_or_refused(text in "[0-9๐-๙/ .กคพศมย-]{0,20}|.{0,12}") {
            for rule in [EraRule::Plain, BUDDHIST, CHRISTIAN] {
                if let Ok(day) = parse_date(&text, rule) {
                    prop_assert!((1857..=2257).contains(&day.year()));
                }
            }
        }
    }
}
