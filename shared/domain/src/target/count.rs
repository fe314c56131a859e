//! Counts behind percents (deck slides 40, 41). Slide 40 rounds up and slide 41 to nearest, so thresholds are stored
//! as the numbers that were agreed and never worked out again from percents; what is here only checks printed figures.

use serde::{Deserialize, Serialize};

use crate::exact::Exact;
use crate::explain::{Explain, Explanation, Place};
use crate::text::Text;

/// Most percents at once.
pub const MAX_COUNTS: usize = 200;

/// Which rounding gives the printed counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fit {
    /// Only rounding up.
    Ceil,
    /// Only rounding to the nearest, half up.
    HalfUp,
    /// Both.
    Either,
    /// Neither: the printed counts were agreed in some other way.
    Neither,
}

impl Fit {
    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ceil => "ceil",
            Self::HalfUp => "half_up",
            Self::Either => "either",
            Self::Neither => "neither",
        }
    }
}

/// Counts of some percents of a base.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Unrounded.
    pub raw: Vec<Exact>,
    /// Rounded up.
    pub ceil: Vec<Exact>,
    /// Rounded to the nearest, half up.
    pub half_up: Vec<Exact>,
    /// Which of them is printed.
    pub rule_that_fits: Fit,
}

/// The whole of which a part is some percent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DerivedBase {
    /// Part × 100 / percent, to the nearest whole number.
    pub base: Exact,
    /// The same, unrounded.
    pub raw: Exact,
    /// Smallest whole base of which the percent, rounded half-up, is the part.
    pub least: Exact,
    /// Largest one. Below `least` when no whole base gives the part.
    pub most: Exact,
}

/// Why counts cannot be checked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CountError {
    /// Not one printed count for each percent, none at all, or more than 200.
    Lengths {
        /// How many percents.
        percents: usize,
        /// How many printed counts.
        printed: usize,
    },
    /// A count or percentage below zero.
    Negative {
        /// Which.
        field: &'static str,
        /// As given.
        value: Exact,
    },
    /// Nothing percent of a whole says nothing about the whole.
    ZeroPercent,
}

/// Which rounding of `base × percent / 100` gives the printed counts: 40 % of 2,633 printed as 1,054 is rounding up
/// (deck slide 40), 60 % of 4,427 printed as 2,656 is rounding to nearest (deck slide 41).
pub fn rounding_count(base: &Exact, percents: &[Exact], printed: &[Exact]) -> Result<Counts, CountError> {
    if percents.is_empty() || percents.len() > MAX_COUNTS || percents.len() != printed.len() {
        return Err(CountError::Lengths { percents: percents.len(), printed: printed.len() });
    }
    not_negative("base", base)?;
    percents.iter().try_for_each(|p| not_negative("percents", p))?;
    let hundredth = base.checked_div(&Exact::whole(100)).unwrap_or_default();
    let raw: Vec<Exact> = percents.iter().map(|p| &hundredth * p).collect();
    let ceil: Vec<Exact> = raw.iter().map(Exact::ceil).collect();
    let half_up: Vec<Exact> = raw.iter().map(|r| r.round_half_up(0)).collect();
    let rule_that_fits = match (ceil == printed, half_up == printed) {
        (true, false) => Fit::Ceil,
        (false, true) => Fit::HalfUp,
        (true, true) => Fit::Either,
        (false, false) => Fit::Neither,
    };
    Ok(Counts { raw, ceil, half_up, rule_that_fits })
}

/// The whole of which `part` is `percent`: 4,427 groups are 25 % of 17,708 (deck slide 41), of 17,706 to 17,709 when
/// the part was rounded.
pub fn derive_base(part: &Exact, percent: &Exact) -> Result<DerivedBase, CountError> {
    not_negative("part", part)?;
    not_negative("percent", percent)?;
    let whole = |part: &Exact| (part * &Exact::whole(100)).checked_div(percent).ok_or(CountError::ZeroPercent);
    let half = Exact::ratio(1, 2).unwrap_or_default();
    let raw = whole(part)?;
    Ok(DerivedBase {
        base: raw.round_half_up(0),
        least: whole(&(part - &half))?.ceil().max(Exact::zero()),
        // Half a part more would already be rounded to the next one.
        most: &whole(&(part + &half))?.ceil() - &Exact::one(),
        raw,
    })
}

fn not_negative(field: &'static str, value: &Exact) -> Result<(), CountError> {
    if value.is_negative() { Err(CountError::Negative { field, value: value.clone() }) } else { Ok(()) }
}

super::error::display_as_explained!(CountError);

impl Explain for CountError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::Lengths { percents, printed } => (
                "count-lengths",
                "printed",
                Text::new(
                    format!("ร้อยละมี {percents} ค่า จำนวนที่พิมพ์ไว้มี {printed} ค่า ต้องเท่ากันและมี 1 ถึง {MAX_COUNTS} ค่า"),
                    format!(
                        "{percents} percents and {printed} printed counts; they pair up, 1 to {MAX_COUNTS} of them"
                    ),
                ),
                Text::new("กรุณาระบุให้ครบคู่", "give one count for each percentage"),
            ),
            Self::Negative { field, value } => (
                "count-negative",
                *field,
                Text::new(
                    format!("{field} ต้องไม่ติดลบ แต่ระบุ {}", value.shown(4)),
                    format!("{field} is not negative; {} given", value.shown(4)),
                ),
                Text::new("กรุณาระบุค่าตั้งแต่ 0 ขึ้นไป", "give zero or more"),
            ),
            Self::ZeroPercent => (
                "count-zero-percent",
                "percent",
                Text::new("ร้อยละ 0 ไม่บอกจำนวนทั้งหมด", "zero percent says nothing about the whole"),
                Text::new("กรุณาระบุร้อยละที่มากกว่า 0", "give a percentage above zero"),
            ),
        };
        Explanation { code, place: Place::field(field), rule, remedy }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn values(text: &str) -> Vec<Exact> {
        text.split_whitespace().map(exact).collect()
    }

    fn count(base: &str, percents: &str, printed: &str) -> Result<Counts, CountError> {
        rounding_count(&exact(base), &values(percents), &values(printed))
    }

    #[test]
    fn slide_40_rounds_up_and_slide_41_to_nearest() {
        let s40 = count("2633", "40 50", "1054 1317").unwrap();
        assert_eq!((s40.raw, s40.ceil), (values("1053.2 1316.5"), values("1054 1317")));
        assert_eq!((s40.half_up, s40.rule_that_fits), (values("1053 1317"), Fit::Ceil));
        let s41 = count("4427", "60 62.5", "2656 2767").unwrap();
        assert_eq!((s41.raw, s41.ceil), (values("2656.2 2766.875"), values("2657 2767")));
        assert_eq!((s41.half_up, s41.rule_that_fits), (values("2656 2767"), Fit::HalfUp));
    }

    #[test]
    fn two_thirds_of_slide_40_are_1755() {
        let fit = |percent: &str| count("2633", percent, "1755").unwrap().rule_that_fits;
        assert_eq!((fit("200/3"), fit("66.7")), (Fit::HalfUp, Fit::Neither));
    }

    #[test]
    fn counts_may_fit_both_roundings_or_neither() {
        assert_eq!(count("100", "50", "50").unwrap().rule_that_fits, Fit::Either);
        assert_eq!(count("100", "50.5", "51").unwrap().rule_that_fits, Fit::Either);
        assert_eq!(count("100", "50.4", "51").unwrap().rule_that_fits, Fit::Ceil);
        assert_eq!(count("100", "50.4", "50").unwrap().rule_that_fits, Fit::HalfUp);
        assert_eq!(count("100", "50.4", "49").unwrap().rule_that_fits, Fit::Neither);
        assert_eq!(count("100", "50.4 50.4", "51 50").unwrap().rule_that_fits, Fit::Neither);
        assert_eq!(count("0", "10", "0").unwrap().rule_that_fits, Fit::Either);
        let words: Vec<&str> = [Fit::Ceil, Fit::HalfUp, Fit::Either, Fit::Neither].map(Fit::as_str).to_vec();
        assert_eq!(words, ["ceil", "half_up", "either", "neither"]);
    }

    #[test]
    fn the_registered_groups_of_slide_41_follow_from_their_quarter() {
        let base = derive_base(&exact("4427"), &exact("25")).unwrap();
        assert_eq!((base.base, base.raw), (exact("17708"), exact("17708")));
        assert_eq!((base.least, base.most), (exact("17706"), exact("17709")));
        let third = derive_base(&exact("1"), &exact("3")).unwrap();
        assert_eq!((third.base, third.raw), (exact("33"), exact("100/3")));
        assert_eq!((third.least, third.most), (exact("17"), exact("49")));
        let none = derive_base(&exact("0"), &exact("10")).unwrap();
        assert_eq!((none.base, none.least, none.most), (exact("0"), exact("0"), exact("4")));
    }

    #[test]
    fn what_cannot_be_counted_is_refused() {
        assert_eq!(count("1", "", ""), Err(CountError::Lengths { percents: 0, printed: 0 }));
        assert_eq!(count("1", "1 2", "1"), Err(CountError::Lengths { percents: 2, printed: 1 }));
        let many = |n: usize| rounding_count(&Exact::one(), &vec![Exact::one(); n], &vec![Exact::one(); n]);
        assert!(many(200).is_ok());
        assert_eq!(many(201), Err(CountError::Lengths { percents: 201, printed: 201 }));
        let negative = |field| Err(CountError::Negative { field, value: exact("-1") });
        assert_eq!((count("-1", "1", "1"), count("1", "-1", "1")), (negative("base"), negative("percents")));
        let derive = |part: &str, percent: &str| derive_base(&exact(part), &exact(percent)).unwrap_err();
        assert_eq!(derive("-1", "1"), CountError::Negative { field: "part", value: exact("-1") });
        assert_eq!(derive("1", "-1"), CountError::Negative { field: "percent", value: exact("-1") });
        assert_eq!(derive("1", "0"), CountError::ZeroPercent);
    }

    #[test]
    fn every_refusal_speaks_both_languages() {
        let all = [
            CountError::Lengths { percents: 2, printed: 1 },
            CountError::Negative { field: "part", value: exact("-1") },
            CountError::ZeroPercent,
        ];
        for e in &all {
            crate::target::error::speaks_both_languages(e);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_derived_base_gives_its_part_back(base in 1i64..100_000, percent in 1i64..100) {
            let part = Exact::ratio(base * percent, 100).unwrap().round_half_up(0);
            let derived = derive_base(&part, &Exact::whole(percent)).unwrap();
            proptest::prop_assert!(derived.least <= Exact::whole(base) && Exact::whole(base) <= derived.most);
        }
    }
}
