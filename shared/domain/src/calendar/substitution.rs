//! Substitution: the day off in place of a holiday that falls on a weekend (วันหยุดชดเชย).

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

use super::holidays::Holiday;

/// Whether holidays on a Saturday or Sunday are made up for on the next working day; the year's announcement says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Substitution {
    /// They are not, or the file lists the substitution days itself.
    #[default]
    None,
    /// Each is.
    EachDay,
    /// Each is, but days of one name that follow each other, such as Songkran, together give one day.
    OncePerName,
}

/// Saturday or Sunday.
pub(super) fn weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The days off in place of holidays on weekends, with the holiday each stands for.
pub(super) fn substitutes(
    listed: &BTreeMap<Date, Holiday>,
    rule: impl Fn(Date) -> Substitution,
) -> BTreeMap<Date, Date> {
    let mut out = BTreeMap::new();
    let mut run: Option<Run<'_>> = None;
    for (&day, holiday) in listed {
        let before = run.take().filter(|run| run.name == holiday.name.th && run.last.tomorrow().ok() == Some(day));
        let mut granted = before.is_some_and(|run| run.granted);
        let due = match rule(day) {
            Substitution::None => false,
            Substitution::EachDay => true,
            Substitution::OncePerName => !granted,
        };
        if due && weekend(day) {
            let taken = |day: &Date| weekend(*day) || listed.contains_key(day) || out.contains_key(day);
            let after = std::iter::successors(day.tomorrow().ok(), |day| day.tomorrow().ok());
            if let Some(free) = after.into_iter().find(|day| !taken(day)) {
                out.insert(free, day);
            }
            granted = true;
        }
        run = Some(Run { name: &holiday.name.th, last: day, granted });
    }
    out
}

/// Days of one name that follow each other.
struct Run<'a> {
    name: &'a str,
    last: Date,
    /// Whether one of them has its day off already.
    granted: bool,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::text::Text;

    fn days_off(holidays: &[(Date, &str)], rule: Substitution) -> Vec<(Date, Date)> {
        let listed = holidays
            .iter()
            .map(|(day, name)| (*day, Holiday { date: *day, name: Text::new(*name, ""), source: "ประกาศ".into() }))
            .collect();
        substitutes(&listed, |_| rule).into_iter().collect()
    }

    #[test]
    fn new_year_of_2555_gives_two_days_and_songkran_one() {
        // 31 December 2554 was a Saturday, 1 January 2555 a Sunday; 13 to 15 April 2555 Friday to Sunday.
        let new_year = [(date(2011, 12, 31), "วันสิ้นปี"), (date(2012, 1, 1), "วันขึ้นปีใหม่")];
        let songkran = [13, 14, 15].map(|day| (date(2012, 4, day), "วันสงกรานต์"));
        let two = vec![(date(2012, 1, 2), date(2011, 12, 31)), (date(2012, 1, 3), date(2012, 1, 1))];
        assert_eq!(days_off(&new_year, Substitution::OncePerName), two);
        assert_eq!(days_off(&new_year, Substitution::EachDay), two);
        assert_eq!(days_off(&new_year, Substitution::None), []);
        assert_eq!(days_off(&songkran, Substitution::OncePerName), [(date(2012, 4, 16), date(2012, 4, 14))]);
        assert_eq!(
            days_off(&songkran, Substitution::EachDay),
            [(date(2012, 4, 16), date(2012, 4, 14)), (date(2012, 4, 17), date(2012, 4, 15))]
        );
    }

    #[test]
    fn the_day_off_is_the_first_that_is_free() {
        // Songkran of 2562 ran from Saturday to Monday: the day off was Tuesday the 16th.
        let songkran = [13, 14, 15].map(|day| (date(2019, 4, day), "วันสงกรานต์"));
        assert_eq!(days_off(&songkran, Substitution::OncePerName), [(date(2019, 4, 16), date(2019, 4, 13))]);
        let weekdays = [(date(2012, 8, 13), "จันทร์"), (date(2012, 8, 14), "อังคาร")];
        assert_eq!(days_off(&weekdays, Substitution::EachDay), []);
    }

    #[test]
    fn the_same_name_on_days_apart_is_made_up_for_twice() {
        let apart = [(date(2012, 4, 14), "วันหยุด"), (date(2012, 4, 22), "วันหยุด")];
        assert_eq!(
            days_off(&apart, Substitution::OncePerName),
            [(date(2012, 4, 16), date(2012, 4, 14)), (date(2012, 4, 23), date(2012, 4, 22))]
        );
    }
}
