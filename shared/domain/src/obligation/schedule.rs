//! The year's calendar of reports: every submission that is owed, with its period and date.

use jiff::civil::Date;

use super::{Obligation, Obligations, Occasion, Submission};
use crate::calendar::{CalendarError, FiscalYear, Holidays, Period, Reckoned, due};

/// One submission that is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due<'a> {
    /// The obligation.
    pub obligation: &'a Obligation,
    /// What is submitted.
    pub submission: &'a Submission,
    /// Why then: the frequency, its rule and note.
    pub occasion: &'a Occasion,
    /// What it is about in time.
    pub period: Period,
    /// Last day in time and whether it leans on an incomplete list of holidays; `None` where no date is stated.
    pub due: Option<Reckoned<Date>>,
}

/// Every submission of a year, in the order of the list and then of the periods.
pub fn schedule<'a>(
    obligations: &'a Obligations,
    year: FiscalYear,
    holidays: &Holidays,
) -> Result<Vec<Due<'a>>, CalendarError> {
    let mut out = Vec::new();
    for obligation in obligations.all() {
        for submission in &obligation.submissions {
            for occasion in &submission.occasions {
                for period in occasion.frequency.periods(year) {
                    let due = occasion.due.map(|rule| due(rule, period, holidays)).transpose()?;
                    out.push(Due { obligation, submission, occasion, period, due });
                }
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::calendar::{Certainty, Quarter, Round, TwoMonths};
    use crate::obligation::shipped::{DEPARTMENTS_2555, departments_2555};

    fn year() -> FiscalYear {
        FiscalYear::new(2555).unwrap()
    }

    #[test]
    fn a_year_has_44_submissions() {
        let list = departments_2555().unwrap();
        let all = schedule(&list, year(), &Holidays::none()).unwrap();
        assert_eq!(all.len(), 44);
        for obligation in list.all() {
            let here = all.iter().filter(|due| due.obligation.number == obligation.number).count();
            assert_eq!(u32::try_from(here), Ok(obligation.per_year()), "{}", obligation.number);
        }
        let periods =
            |number| all.iter().filter(|d| d.obligation.number == number).map(|d| d.period).collect::<Vec<_>>();
        assert_eq!(periods(20), Round::ALL.map(|round| Period::Round(year(), round)));
        let mut audit = vec![Period::Year(year())];
        audit.extend(TwoMonths::ALL.map(|two| Period::TwoMonths(year(), two)));
        assert_eq!(periods(11), audit);
        assert_eq!(periods(12), []);
    }

    #[test]
    fn spending_reports_are_due_15_days_after_their_quarter() {
        let list = departments_2555().unwrap();
        let all = schedule(&list, year(), &Holidays::none()).unwrap();
        let dated: Vec<_> = all.iter().filter_map(|d| Some((d.obligation.number, d.period, d.due?))).collect();
        let days = [date(2012, 1, 15), date(2012, 4, 15), date(2012, 7, 15), date(2012, 10, 15)];
        let expected: Vec<_> = Quarter::ALL
            .into_iter()
            .zip(days)
            .map(|(q, value)| (1, Period::Quarter(year(), q), Reckoned { value, certainty: Certainty::Certain }))
            .collect();
        assert_eq!(dated, expected);
        assert!(all.iter().all(|d| d.due.is_some() || !d.occasion.note.th.is_empty()));
    }

    #[test]
    fn dates_that_lean_on_holidays_say_how_sure_they_are() {
        let text = DEPARTMENTS_2555.replace("days = 15", "working_days = 15");
        let list = Obligations::from_toml(&text).unwrap();
        let all = schedule(&list, year(), &Holidays::none()).unwrap();
        let first = all.iter().find_map(|d| d.due).unwrap();
        // Fifteen weekdays after Saturday 31 December 2011, counted without any list.
        assert_eq!(first.value, date(2012, 1, 20));
        assert_eq!(first.certainty, Certainty::Incomplete { first: 2554, last: 2555 });
    }

    #[test]
    fn schedules_reach_to_the_last_year_kept() {
        let list = departments_2555().unwrap();
        for number in [2400, 2800] {
            let year = FiscalYear::new(number).unwrap();
            assert_eq!(schedule(&list, year, &Holidays::none()).map(|all| all.len()), Ok(44));
        }
    }
}
