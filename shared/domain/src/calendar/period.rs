//! Periods of a fiscal year that something is reported for, and the days they cover.

use jiff::civil::Date;
use serde::Serialize;

use super::{FiscalYear, Month, Quarter, Round};
use crate::text::Text;

/// Days from a first to a last, both included; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Span {
    first: Date,
    last: Date,
}

impl Span {
    /// From `first` to `last`, which callers in this module know to be in order.
    pub(super) fn of(first: Date, last: Date) -> Self {
        Self { first, last }
    }

    /// From the first day of one to the last day of the other.
    pub(super) fn between(from: Self, to: Self) -> Self {
        Self { first: from.first, last: to.last }
    }

    /// First day.
    pub fn first(self) -> Date {
        self.first
    }

    /// Last day.
    pub fn last(self) -> Date {
        self.last
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether the whole of another lies in it.
    pub fn covers(self, other: Self) -> bool {
        self.contains(other.first) && self.contains(other.last)
    }

    /// Its days in order.
    pub fn days(self) -> impl Iterator<Item = Date> {
        std::iter::successors(Some(self.first), |day| day.tomorrow().ok()).take_while(move |day| *day <= self.last)
    }
}

/// Half of a fiscal year, for reports every six months; not cumulative, unlike the rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// October to March.
    First,
    /// April to September.
    Second,
}

/// Two months of a fiscal year, for reports every two months: number 1 is October and November, 6 August and September.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct TwoMonths(u8);

impl TwoMonths {
    /// All six in order.
    pub const ALL: [Self; 6] = [Self(1), Self(2), Self(3), Self(4), Self(5), Self(6)];

    /// Number, 1 to 6.
    pub fn number(self) -> u8 {
        self.0
    }

    /// Its two months.
    pub fn months(self) -> [Month; 2] {
        Month::pair(self.0)
    }
}

/// What a report is about in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A whole fiscal year.
    Year(FiscalYear),
    /// A cumulative round.
    Round(FiscalYear, Round),
    /// A half.
    Half(FiscalYear, Half),
    /// A quarter.
    Quarter(FiscalYear, Quarter),
    /// Two months.
    TwoMonths(FiscalYear, TwoMonths),
    /// One month.
    Month(FiscalYear, Month),
}

impl Period {
    /// The fiscal year it belongs to.
    pub fn year(self) -> FiscalYear {
        match self {
            Self::Year(year)
            | Self::Round(year, _)
            | Self::Half(year, _)
            | Self::Quarter(year, _)
            | Self::TwoMonths(year, _)
            | Self::Month(year, _) => year,
        }
    }

    /// Its days.
    pub fn span(self) -> Span {
        match self {
            Self::Year(year) => year.span(),
            Self::Round(year, round) => round.span(year),
            Self::Half(year, Half::First) => Span::between(Quarter::First.span(year), Quarter::Second.span(year)),
            Self::Half(year, Half::Second) => Span::between(Quarter::Third.span(year), Quarter::Fourth.span(year)),
            Self::Quarter(year, quarter) => quarter.span(year),
            Self::TwoMonths(year, two) => {
                let [from, to] = two.months();
                Span::between(from.span(year), to.span(year))
            }
            Self::Month(year, month) => month.span(year),
        }
    }

    /// The period of the same kind after it, in the next fiscal year where this one is used up.
    pub fn next(self) -> Option<Self> {
        let year = self.year();
        Some(match self {
            Self::Year(_) => Self::Year(year.next()?),
            Self::Round(_, round) => match round.next() {
                Some(next) => Self::Round(year, next),
                None => Self::Round(year.next()?, Round::Six),
            },
            Self::Half(_, Half::First) => Self::Half(year, Half::Second),
            Self::Half(_, Half::Second) => Self::Half(year.next()?, Half::First),
            Self::Quarter(_, quarter) => match quarter.next() {
                Some(next) => Self::Quarter(year, next),
                None => Self::Quarter(year.next()?, Quarter::First),
            },
            Self::TwoMonths(_, two) if two.0 < 6 => Self::TwoMonths(year, TwoMonths(two.0 + 1)),
            Self::TwoMonths(..) => Self::TwoMonths(year.next()?, TwoMonths(1)),
            Self::Month(_, month) => match month.next() {
                Some(next) => Self::Month(year, next),
                None => Self::Month(year.next()?, Month::FIRST),
            },
        })
    }

    /// The period of the same kind before it, in the fiscal year before where this is the first.
    pub fn previous(self) -> Option<Self> {
        let year = self.year();
        Some(match self {
            Self::Year(_) => Self::Year(year.previous()?),
            Self::Round(_, round) => match round.previous() {
                Some(previous) => Self::Round(year, previous),
                None => Self::Round(year.previous()?, Round::Twelve),
            },
            Self::Half(_, Half::Second) => Self::Half(year, Half::First),
            Self::Half(_, Half::First) => Self::Half(year.previous()?, Half::Second),
            Self::Quarter(_, quarter) => match quarter.previous() {
                Some(previous) => Self::Quarter(year, previous),
                None => Self::Quarter(year.previous()?, Quarter::Fourth),
            },
            Self::TwoMonths(_, two) if two.0 > 1 => Self::TwoMonths(year, TwoMonths(two.0 - 1)),
            Self::TwoMonths(..) => Self::TwoMonths(year.previous()?, TwoMonths(6)),
            Self::Month(_, month) => match month.previous() {
                Some(previous) => Self::Month(year, previous),
                None => Self::Month(year.previous()?, Month::LAST),
            },
        })
    }

    /// In words: `รอบ 9 เดือน ปีงบประมาณ 2555`, `9-month round, FY2555`.
    pub fn words(self) -> Text {
        let year = self.year();
        let (th, en) = match self {
            Self::Year(_) => return Text::new(format!("ปีงบประมาณ {year}"), format!("FY{year}")),
            Self::Round(_, round) => (format!("รอบ {round} เดือน"), format!("{round}-month round")),
            Self::Half(_, Half::First) => ("ครึ่งปีแรก".to_owned(), "first half".to_owned()),
            Self::Half(_, Half::Second) => ("ครึ่งปีหลัง".to_owned(), "second half".to_owned()),
            Self::Quarter(_, quarter) => (format!("ไตรมาสที่ {quarter}"), format!("quarter {quarter}")),
            Self::TwoMonths(_, two) => {
                let [from, to] = two.months().map(Month::short_name);
                (format!("{} – {}", from.th, to.th), format!("{}–{}", from.en, to.en))
            }
            Self::Month(_, month) => (month.name().th, month.name().en),
        };
        Text::new(format!("{th} ปีงบประมาณ {year}"), format!("{en}, FY{year}"))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn year(number: u16) -> FiscalYear {
        FiscalYear::new(number).unwrap()
    }

    fn kinds(y: FiscalYear) -> Vec<Period> {
        let mut all = vec![Period::Year(y), Period::Half(y, Half::First), Period::Half(y, Half::Second)];
        all.extend(Round::ALL.map(|r| Period::Round(y, r)));
        all.extend(Quarter::ALL.map(|q| Period::Quarter(y, q)));
        all.extend(TwoMonths::ALL.map(|t| Period::TwoMonths(y, t)));
        all.extend(Month::all().map(|m| Period::Month(y, m)));
        all
    }

    #[test]
    fn halves_and_pairs_of_months_lie_where_the_year_puts_them() {
        for (period, first, last) in [
            (Period::Half(year(2555), Half::First), date(2011, 10, 1), date(2012, 3, 31)),
            (Period::Half(year(2555), Half::Second), date(2012, 4, 1), date(2012, 9, 30)),
            (Period::TwoMonths(year(2555), TwoMonths::ALL[0]), date(2011, 10, 1), date(2011, 11, 30)),
            (Period::TwoMonths(year(2555), TwoMonths::ALL[1]), date(2011, 12, 1), date(2012, 1, 31)),
            (Period::TwoMonths(year(2555), TwoMonths::ALL[5]), date(2012, 8, 1), date(2012, 9, 30)),
            (Period::Year(year(2555)), date(2011, 10, 1), date(2012, 9, 30)),
        ] {
            assert_eq!((period.span().first(), period.span().last()), (first, last), "{period:?}");
        }
    }

    #[test]
    fn periods_follow_each_other_across_years_without_a_gap() {
        let y = year(2555);
        for period in kinds(y) {
            let (next, previous) = (period.next().unwrap(), period.previous().unwrap());
            assert_eq!((next.previous(), previous.next()), (Some(period), Some(period)), "{period:?}");
            if !matches!(period, Period::Round(..)) {
                assert_eq!(period.span().last().tomorrow().unwrap(), next.span().first(), "{period:?}");
            }
        }
        assert_eq!(Period::Round(y, Round::Twelve).next(), Some(Period::Round(year(2556), Round::Six)));
        assert_eq!(Period::Year(year(2800)).next(), None);
        assert_eq!(Period::Quarter(year(2400), Quarter::First).previous(), None);
    }

    #[test]
    fn periods_have_names_in_both_languages() {
        let y = year(2555);
        for (period, th, en) in [
            (Period::Year(y), "ปีงบประมาณ 2555", "FY2555"),
            (Period::Round(y, Round::Nine), "รอบ 9 เดือน ปีงบประมาณ 2555", "9-month round, FY2555"),
            (Period::Quarter(y, Quarter::Second), "ไตรมาสที่ 2 ปีงบประมาณ 2555", "quarter 2, FY2555"),
            (Period::Half(y, Half::First), "ครึ่งปีแรก ปีงบประมาณ 2555", "first half, FY2555"),
            (Period::Half(y, Half::Second), "ครึ่งปีหลัง ปีงบประมาณ 2555", "second half, FY2555"),
            (Period::TwoMonths(y, TwoMonths(2)), "ธ.ค. – ม.ค. ปีงบประมาณ 2555", "Dec–Jan, FY2555"),
            (Period::Month(y, Month::FIRST), "ตุลาคม ปีงบประมาณ 2555", "October, FY2555"),
        ] {
            assert_eq!(period.words(), Text::new(th, en));
        }
    }

    proptest! {
        #[test]
        fn every_day_lies_in_exactly_one_year_quarter_and_month(ce in 1857i16..2257, month in 1i8..=12, day in 1i8..=28, more in 0i64..4) {
            let day = date(ce, month, day).checked_add(jiff::Span::new().days(more)).unwrap();
            let y = FiscalYear::of(day).unwrap();
            prop_assert!(y.span().contains(day));
            for other in [y.previous(), y.next()].into_iter().flatten() {
                prop_assert!(!other.span().contains(day));
            }
            let in_quarters: Vec<Quarter> = y.quarters().into_iter().filter(|(_, s)| s.contains(day)).map(|(q, _)| q).collect();
            prop_assert_eq!(in_quarters, vec![Quarter::of(day)]);
            let in_months: Vec<Month> = y.months().filter(|(_, s)| s.contains(day)).map(|(m, _)| m).collect();
            prop_assert_eq!(in_months, vec![Month::of(day)]);
        }

        #[test]
        fn months_nest_in_quarters_quarters_in_rounds_and_all_in_the_year(number in 2400u16..=2800) {
            let y = year(number);
            let mut joined = y.span().first();
            for (quarter, span) in y.quarters() {
                prop_assert_eq!(span.first(), joined);
                joined = span.last().tomorrow().unwrap();
                let months: Vec<Span> = quarter.months().map(|m| m.span(y)).collect();
                prop_assert_eq!((months[0].first(), months[2].last()), (span.first(), span.last()));
                prop_assert!(months.iter().all(|m| span.covers(*m)));
            }
            prop_assert_eq!(joined, y.span().last().tomorrow().unwrap());
            for (round, span) in y.rounds() {
                let (ce, month, day) = round.last_day(y);
                prop_assert_eq!(span.last(), date(ce.cast_signed(), month.cast_signed(), day.cast_signed()));
                let inside = y.quarters().into_iter().filter(|(_, q)| span.covers(*q)).count();
                prop_assert_eq!(inside * 3, usize::from(round.months()));
                prop_assert!(y.span().covers(span));
                prop_assert!(round.previous().is_none_or(|r| span.covers(r.span(y)) && !r.span(y).covers(span)));
            }
        }
    }
}
