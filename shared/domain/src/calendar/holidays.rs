//! Government holidays, one file for each Buddhist calendar year; movable ones are added by whoever runs the system.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::era::{Era, EraRule, StatedBy, YearInput};
use super::file::{self, Lines, Located, quoted};
use super::problem::{HolidayDefect, HolidayProblem};
use super::substitution::{Substitution, substitutes};
use super::year::ERA_OFFSET;
use crate::text::Text;

/// Most holidays of one year.
pub const MAX_HOLIDAYS: usize = 60;
/// Most characters of a name or source.
const MAX_WORDS: usize = 200;

/// A day off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holiday {
    /// The day.
    pub date: Date,
    /// Its name.
    pub name: Text,
    /// Where the day was taken from, such as the announcement of the Cabinet.
    pub source: String,
}

/// The list of one Buddhist calendar year (January to December), as its file gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidayYear {
    year: u16,
    complete: bool,
    substitution: Substitution,
    holidays: BTreeMap<Date, Holiday>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenYear {
    year: Located<u16>,
    complete: bool,
    #[serde(default)]
    substitution: Substitution,
    #[serde(default)]
    holiday: Vec<Located<WrittenHoliday>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenHoliday {
    date: Located<String>,
    name: Text,
    source: String,
}

impl HolidayYear {
    /// Reads a file: `year` (Buddhist), `complete`, `substitution`, and for each `[[holiday]]` its `date`, `name` and
    /// `source`. Every defect is told at once.
    pub fn from_toml(text: &str) -> Result<Self, Vec<HolidayDefect>> {
        let written: WrittenYear = file::read(text)
            .map_err(|(line, message)| vec![HolidayDefect { line, problem: HolidayProblem::Syntax(message) }])?;
        let lines = Lines::of(text);
        let year_line = lines.line(&written.year);
        let year = *written.year.get_ref();
        let mut defects = Vec::new();
        if let Err(error) = YearInput::new(year, Some((Era::Buddhist, StatedBy::Source))) {
            // Of another year nothing else can be said.
            return Err(vec![HolidayDefect { line: year_line, problem: HolidayProblem::Year(error) }]);
        }
        let count = written.holiday.len();
        if count > MAX_HOLIDAYS {
            return Err(vec![HolidayDefect { line: year_line, problem: HolidayProblem::TooMany(count) }]);
        }
        let mut holidays = BTreeMap::new();
        for row in written.holiday {
            let (row_line, date_line) = (lines.line(&row), lines.line(&row.get_ref().date));
            let row = row.into_inner();
            for (missing, field) in [(bad_words(&row.name.th), "name"), (bad_words(&row.source), "source")] {
                if missing {
                    defects.push(HolidayDefect { line: row_line, problem: HolidayProblem::Words(field) });
                }
            }
            match date_of(row.date.get_ref(), year) {
                Err(problem) => defects.push(HolidayDefect { line: date_line, problem }),
                Ok(date) => {
                    let holiday = Holiday { date, name: row.name, source: row.source };
                    if holidays.insert(date, holiday).is_some() {
                        let problem = HolidayProblem::Twice(quoted(row.date.get_ref()));
                        defects.push(HolidayDefect { line: date_line, problem });
                    }
                }
            }
        }
        if defects.is_empty() {
            Ok(Self { year, complete: written.complete, substitution: written.substitution, holidays })
        } else {
            Err(defects)
        }
    }

    /// The Buddhist calendar year.
    pub fn year(&self) -> u16 {
        self.year
    }

    /// Whether every holiday of the year is listed.
    pub fn complete(&self) -> bool {
        self.complete
    }

    /// What becomes of holidays on weekends.
    pub fn substitution(&self) -> Substitution {
        self.substitution
    }

    /// The days listed, in order.
    pub fn holidays(&self) -> impl ExactSizeIterator<Item = &Holiday> {
        self.holidays.values()
    }
}

fn date_of(text: &str, year: u16) -> Result<Date, HolidayProblem> {
    let date = super::parse_date(text, EraRule::Stated(Era::Buddhist)).map_err(HolidayProblem::Date)?;
    let buddhist = u16::try_from(date.year()).map(|ce| ce + ERA_OFFSET);
    if buddhist == Ok(year) { Ok(date) } else { Err(HolidayProblem::OtherYear(quoted(text), year)) }
}

fn bad_words(text: &str) -> bool {
    text.trim().is_empty() || text.chars().count() > MAX_WORDS
}

/// The holidays of several years, with the days off in place of those on weekends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    listed: BTreeMap<Date, Holiday>,
    /// Day off, and the holiday on a weekend it stands for.
    substitutes: BTreeMap<Date, Date>,
    /// Years whose list is complete.
    complete: BTreeSet<u16>,
}

impl Holidays {
    /// No list at all: only weekends are known, everything else is uncertain.
    pub fn none() -> Self {
        Self::default()
    }

    /// The lists of several years; each year once.
    pub fn of(years: impl IntoIterator<Item = HolidayYear>) -> Result<Self, HolidayProblem> {
        let mut out = Self::default();
        let mut rules = BTreeMap::new();
        for year in years {
            if rules.insert(year.year, year.substitution).is_some() {
                return Err(HolidayProblem::YearTwice(year.year));
            }
            if year.complete {
                out.complete.insert(year.year);
            }
            out.listed.extend(year.holidays);
        }
        let rule = |day: Date| {
            let year = u16::try_from(day.year()).unwrap_or_default() + ERA_OFFSET;
            rules.get(&year).copied().unwrap_or_default()
        };
        out.substitutes = substitutes(&out.listed, rule);
        Ok(out)
    }

    /// The holiday listed for a day.
    pub fn holiday(&self, day: Date) -> Option<&Holiday> {
        self.listed.get(&day)
    }

    /// The holiday on a weekend that a day is off for.
    pub fn substitute(&self, day: Date) -> Option<&Holiday> {
        self.substitutes.get(&day).and_then(|on| self.listed.get(on))
    }

    /// Whether the list of a Buddhist calendar year is there and complete.
    pub fn complete(&self, year: u16) -> bool {
        self.complete.contains(&year)
    }
}

/// The lists that come with the product: fixed holidays only, so none is complete.
pub mod shipped {
    use super::{HolidayDefect, HolidayYear};

    /// Calendar year 2554.
    pub const HOLIDAYS_2554: &str = include_str!("../../data/calendar/holidays-2554.toml");
    /// Calendar year 2555.
    pub const HOLIDAYS_2555: &str = include_str!("../../data/calendar/holidays-2555.toml");

    /// Both, read.
    pub fn all() -> Result<Vec<HolidayYear>, Vec<HolidayDefect>> {
        [HOLIDAYS_2554, HOLIDAYS_2555].into_iter().map(HolidayYear::from_toml).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::DateError;

    const HEAD: &str = "year = 2555\ncomplete = true\n";

    fn row(date: &str) -> String {
        format!("[[holiday]]\ndate = \"{date}\"\nname = {{ th = \"วันหยุด\", en = \"Holiday\" }}\nsource = \"ประกาศ\"\n")
    }

    fn defects(text: &str) -> Vec<(usize, HolidayProblem)> {
        HolidayYear::from_toml(text).unwrap_err().into_iter().map(|d| (d.line, d.problem)).collect()
    }

    #[test]
    fn the_shipped_lists_hold_the_fixed_holidays_and_say_they_are_incomplete() {
        let fixed: [(i8, i8); 11] =
            [(1, 1), (4, 6), (4, 13), (4, 14), (4, 15), (5, 5), (8, 12), (10, 23), (12, 5), (12, 10), (12, 31)];
        for (list, year, ce) in shipped::all().unwrap().into_iter().zip([2554, 2555]).map(|(l, y)| (l, y, y - 543)) {
            assert_eq!((list.year(), list.complete()), (year, false));
            let days: Vec<Date> = list.holidays().map(|h| h.date).collect();
            assert_eq!(days, fixed.map(|(month, day)| date(ce.cast_signed(), month, day)));
            assert!(list.holidays().all(|h| !h.name.en.is_empty()));
            assert_eq!(list.substitution(), Substitution::OncePerName);
        }
    }

    #[test]
    fn dates_are_read_in_both_eras_and_must_lie_in_the_year() {
        let list = HolidayYear::from_toml(&[HEAD, &row("2012-12-05"), &row("1 ม.ค. 2555")].concat()).unwrap();
        let days: Vec<Date> = list.holidays().map(|h| h.date).collect();
        assert_eq!((days, list.complete()), (vec![date(2012, 1, 1), date(2012, 12, 5)], true));
        assert_eq!(list.substitution(), Substitution::None);
        let text = [HEAD, &row("2011-12-31"), &row("1/1/2012"), &row("1/1/2555"), &row("1 ม.ค. 2555")].concat();
        assert_eq!(
            defects(&text),
            [
                (4, HolidayProblem::OtherYear("2011-12-31".into(), 2555)),
                (
                    8,
                    HolidayProblem::Date(DateError::OtherEra {
                        year: 2012,
                        stated: Era::Buddhist,
                        by: StatedBy::Source
                    })
                ),
                (16, HolidayProblem::Twice("1 ม.ค. 2555".into())),
            ]
        );
    }

    #[test]
    fn defects_name_their_line() {
        let unnamed = row("1/1/2555").replace("วันหยุด", " ").replace("ประกาศ", "");
        assert_eq!(
            defects(&[HEAD, &unnamed].concat()),
            [(3, HolidayProblem::Words("name")), (3, HolidayProblem::Words("source"))]
        );
        let longest = row("1/1/2555").replace("ประกาศ", &"ก".repeat(200));
        assert!(HolidayYear::from_toml(&[HEAD, &longest].concat()).is_ok());
        let longer = row("1/1/2555").replace("ประกาศ", &"ก".repeat(201));
        assert_eq!(defects(&[HEAD, &longer].concat()), [(3, HolidayProblem::Words("source"))]);
        assert!(matches!(
            defects(&HEAD.replace("2555", "2012"))[..],
            [(1, HolidayProblem::Year(DateError::OtherEra { year: 2012, .. }))]
        ));
        assert!(matches!(defects("year = 2555\ncomplete = true\nlunar = 1\n")[..], [(3, HolidayProblem::Syntax(_))]));
        assert!(matches!(defects("year = 2555\n")[..], [(_, HolidayProblem::Syntax(_))]));
        let rows = |n: i8| (0..n).map(|i| row(&format!("{}/{}/2555", i % 28 + 1, i / 28 + 1))).collect::<String>();
        assert!(HolidayYear::from_toml(&[HEAD, &rows(60)].concat()).is_ok());
        assert_eq!(defects(&[HEAD, &rows(61)].concat()), [(1, HolidayProblem::TooMany(61))]);
    }

    #[test]
    fn lists_of_several_years_are_read_together_each_once() {
        let years = shipped::all().unwrap();
        let holidays = Holidays::of(years.clone()).unwrap();
        assert_eq!(holidays.holiday(date(2011, 12, 5)).map(|h| h.name.en.as_str()), Some("H.M. the King's Birthday"));
        assert_eq!(holidays.substitute(date(2012, 1, 3)).map(|h| h.date), Some(date(2012, 1, 1)));
        assert_eq!((holidays.holiday(date(2012, 1, 3)), holidays.substitute(date(2012, 1, 4))), (None, None));
        assert!(!holidays.complete(2555));
        assert!(Holidays::of([HolidayYear::from_toml(HEAD).unwrap()]).unwrap().complete(2555));
        assert_eq!(Holidays::of(years.iter().chain(&years[..1]).cloned()), Err(HolidayProblem::YearTwice(2554)));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_list_or_refused(text in "[a-z0-9=\"{}. \n\\[\\]]{0,40}") {
            let _ = HolidayYear::from_toml(&text);
        }
    }
}
