//! Pattern 4: a target given from above stands at level 5, and level 3 never falls behind last year (deck slides 33,
//! 34).

use serde::Serialize;

use super::details::{Details, ReasonCode};
use super::error::TargetError;
use super::figure::readable;
use super::pattern::Pattern;
use super::proposal::Proposal;
use super::spacing::{even_step, positive_interval};
use super::warning::Warning;
use crate::criteria::{Direction, Levels};
use crate::exact::Exact;
use crate::text::Text;

/// How level 3 is fitted below the mandate. Where it would be worse than last year's result, it is lifted to that.
#[expect(clippy::large_enum_variant, reason = "one at a time, and levels are the usual case")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Level3 {
    /// At last year's result.
    LastResult,
    /// At a value of its own.
    At(Exact),
    /// Two intervals from the mandate.
    Interval(Exact),
    /// All five values are agreed; level 5 must be the mandate.
    Agreed(Levels),
}

/// Pattern 4 (deck slide 33): level 5 is the mandate, level 3 as fitted, level 4 midway; levels 2 and 1 continue that
/// step. Refused when last year's result has reached the mandate: then there is nothing between them to agree on.
pub fn pattern4(mandate: &Exact, last: &Exact, direction: Direction, fit: &Level3) -> Result<Proposal, TargetError> {
    if !direction.better(mandate, last) {
        return Err(TargetError::MandateNotAboveBaseline { mandate: mandate.clone(), last: last.clone() });
    }
    let two = Exact::whole(2);
    let (asked, agreed) = match fit {
        Level3::LastResult => (last.clone(), None),
        Level3::At(level3) => (level3.clone(), None),
        Level3::Interval(n) => {
            let down = &two * positive_interval(n)?;
            (if direction == Direction::Higher { mandate - &down } else { mandate + &down }, None)
        }
        Level3::Agreed(levels) => {
            let levels = levels.clone().running(direction)?;
            if levels.value(5) != mandate {
                let level5 = levels.value(5).clone();
                return Err(TargetError::MandateNotAtLevel5 { level5, mandate: mandate.clone() });
            }
            (levels.value(3).clone(), Some(levels))
        }
    };
    if !direction.better(mandate, &asked) {
        return Err(TargetError::Level3NotBelowMandate { level3: asked, mandate: mandate.clone() });
    }
    if !readable(&asked) {
        return Err(TargetError::TooManyDigits);
    }
    let lifted = direction.better(last, &asked);
    let levels = match agreed {
        Some(levels) if !lifted => levels,
        _ => evenly_to(mandate, if lifted { last } else { &asked })?,
    };
    let details = Details::Mandate { target: mandate.clone(), last: last.clone() };
    Ok(Proposal::of_levels(Pattern::Mandate, ReasonCode::MandateAtLevel5, levels, details)?
        .spaced()
        .warned(lifted.then(|| Warning::level3_lifted(&asked, last))))
}

/// Five even levels from level 3 to the mandate at level 5.
fn evenly_to(mandate: &Exact, level3: &Exact) -> Result<Levels, TargetError> {
    let step = (mandate - level3).checked_div(&Exact::whole(2)).unwrap_or_default();
    Ok(Levels::new([-2, -1, 0, 1, 2].map(|k| level3 + &(&Exact::whole(k) * &step)))?)
}

/// What is found when levels that somebody set under a mandate are checked against slide 33.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pattern4Check {
    /// The mandate stands at level 5.
    pub mandate_at_level_5: bool,
    /// All neighbouring levels are equally far apart.
    pub levels_evenly_spaced: bool,
    /// How far, when evenly; above zero.
    pub interval: Option<Exact>,
    /// Level 3 is not worse than last year's result; equal is allowed.
    pub level3_not_below_last: bool,
    /// How the rule is broken, for example `2400 < 2489`; it blocks the levels unless the committee overrides it with a
    /// reason (domain rules 10, row 11).
    pub violation: Option<String>,
    /// The levels the engine proposes instead; none when nothing is to be repaired, or the mandate is reached already.
    pub repaired: Option<Levels>,
}

/// Checks given levels: spacing, the mandate at level 5, and level 3 against last year's result.
pub fn pattern4_check(mandate: &Exact, levels: &Levels, last: &Exact) -> Pattern4Check {
    let (direction, level3) = (levels.direction(), levels.value(3));
    let holds = direction.at_least(level3, last);
    let sign = if direction == Direction::Higher { '<' } else { '>' };
    let mandate_at_level_5 = levels.value(5) == mandate;
    let repair = || {
        let level3 = if holds { level3 } else { last };
        pattern4(mandate, last, direction, &Level3::At(level3.clone())).ok()?.levels().cloned()
    };
    Pattern4Check {
        mandate_at_level_5,
        levels_evenly_spaced: even_step(levels).is_some(),
        interval: even_step(levels),
        level3_not_below_last: holds,
        violation: (!holds).then(|| format!("{level3} {sign} {last}")),
        repaired: if holds && mandate_at_level_5 { None } else { repair() },
    }
}

impl Pattern4Check {
    /// Whether the levels stand only if the committee overrides the rule with a reason.
    pub fn blocked(&self) -> bool {
        self.violation.is_some()
    }

    /// The finding in one sentence.
    pub fn sentence(&self) -> Text {
        let repaired = self
            .repaired
            .as_ref()
            .map(|levels| levels.values().iter().map(|v| v.shown(4)).collect::<Vec<_>>().join(" / "));
        let instead = repaired.map_or_else(Text::default, |levels| {
            Text::new(format!(" ข้อเสนอแทน: {levels}"), format!("; proposed instead: {levels}"))
        });
        match &self.violation {
            Some(violation) => Text::new(
                format!("ระดับ 3 แย่กว่าผลการดำเนินงานปีล่าสุด ({violation}) ต้องให้คณะกรรมการมีมติพร้อมเหตุผล{}", instead.th),
                format!(
                    "level 3 is worse than last year's result ({violation}): only the committee can override it{}",
                    instead.en
                ),
            ),
            None if !self.mandate_at_level_5 => Text::new(
                format!("ค่าเป้าหมายที่กำหนดมาไม่ได้อยู่ที่ระดับ 5{}", instead.th),
                format!("the mandate does not stand at level 5{}", instead.en),
            ),
            None => Text::new("ระดับ 3 ไม่แย่กว่าผลการดำเนินงานปีล่าสุด", "level 3 is not worse than last year's result"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::LevelsError;
    use crate::target::{WarningCode, warning::is_bilingual};
    use Direction::{Higher, Lower};

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn levels(text: &str) -> Levels {
        Levels::try_from(text.split(' ').map(exact).collect::<Vec<_>>()).unwrap()
    }

    fn propose(mandate: &str, last: &str, direction: Direction, fit: &Level3) -> Result<Proposal, TargetError> {
        pattern4(&exact(mandate), &exact(last), direction, fit)
    }

    #[test]
    fn the_mandate_stands_at_5_and_last_year_at_3() {
        for (mandate, last, direction, expected) in [
            ("3000", "2489", Higher, "1978 2233.5 2489 2744.5 3000"),
            ("5", "8", Lower, "11 9.5 8 6.5 5"),
            ("0", "-4", Higher, "-8 -6 -4 -2 0"),
            ("-4", "0", Lower, "4 2 0 -2 -4"),
            ("1", "1/3", Higher, "-1/3 0 1/3 2/3 1"),
            ("2489.1", "2489", Higher, "2488.9 2488.95 2489 2489.05 2489.1"),
        ] {
            let p = propose(mandate, last, direction, &Level3::LastResult).unwrap();
            assert_eq!(p.levels(), Some(&levels(expected)), "{mandate}");
            assert_eq!((p.x(), p.pattern()), (&exact(last), Pattern::Mandate));
        }
    }

    #[test]
    fn a_mandate_that_is_reached_is_for_the_committee() {
        for (mandate, last, direction) in
            [("2400", "2489", Higher), ("2489", "2489", Higher), ("9", "8", Lower), ("8", "8", Lower)]
        {
            let error = propose(mandate, last, direction, &Level3::LastResult).unwrap_err();
            assert_eq!(
                error,
                TargetError::MandateNotAboveBaseline { mandate: exact(mandate), last: exact(last) },
                "{mandate}"
            );
        }
    }

    #[test]
    fn level_3_may_be_better_than_last_year_and_is_lifted_when_worse() {
        for (fit, direction, mandate, last, expected, lifted) in [
            (Level3::At(exact("2600")), Higher, "3000", "2489", "2200 2400 2600 2800 3000", false),
            (Level3::At(exact("2489")), Higher, "3000", "2489", "1978 2233.5 2489 2744.5 3000", false),
            (Level3::At(exact("2400")), Higher, "3000", "2489", "1978 2233.5 2489 2744.5 3000", true),
            (Level3::At(exact("9")), Lower, "4", "8", "12 10 8 6 4", true),
            (Level3::At(exact("7")), Lower, "4", "8", "10 8.5 7 5.5 4", false),
            (Level3::Interval(exact("300")), Higher, "3000", "2489", "1978 2233.5 2489 2744.5 3000", true),
            (Level3::Interval(exact("300")), Higher, "3000", "2000", "1800 2100 2400 2700 3000", false),
            (Level3::Interval(exact("1")), Lower, "4", "8", "8 7 6 5 4", false),
        ] {
            let p = propose(mandate, last, direction, &fit).unwrap();
            assert_eq!((p.levels(), p.warns(WarningCode::Level3Lifted)), (Some(&levels(expected)), lifted), "{fit:?}");
        }
    }

    #[test]
    fn agreed_levels_stand_unless_they_break_the_rule() {
        let agreed = |text: &str| Level3::Agreed(levels(text));
        let p = propose("3000", "2489", Higher, &agreed("1000 2000 2500 2600 3000")).unwrap();
        assert_eq!(p.levels(), Some(&levels("1000 2000 2500 2600 3000")));
        assert!(p.warns(WarningCode::UnevenSpacing) && !p.warns(WarningCode::Level3Lifted));
        let p = propose("3000", "2489", Higher, &agreed("1800 2100 2400 2700 3000")).unwrap();
        assert_eq!(p.levels(), Some(&levels("1978 2233.5 2489 2744.5 3000")));
        assert!(p.warns(WarningCode::Level3Lifted));
        assert_eq!(
            propose("3000", "2489", Higher, &agreed("1 2 2500 2600 2999")),
            Err(TargetError::MandateNotAtLevel5 { level5: exact("2999"), mandate: exact("3000") })
        );
        assert!(matches!(
            propose("3000", "2489", Higher, &agreed("3400 3300 3200 3100 3000")),
            Err(TargetError::Levels(LevelsError::Direction { .. }))
        ));
    }

    #[test]
    fn level_3_must_leave_room_below_the_mandate() {
        for (fit, direction) in [("3000", Higher), ("3001", Higher), ("3000", Lower), ("2999", Lower)] {
            let last = if direction == Higher { "2489" } else { "3500" };
            let found = propose("3000", last, direction, &Level3::At(exact(fit)));
            assert!(matches!(found, Err(TargetError::Level3NotBelowMandate { .. })), "{fit}");
        }
        for n in ["0", "-1"] {
            let found = propose("3000", "2489", Higher, &Level3::Interval(exact(n)));
            assert_eq!(found, Err(TargetError::Interval(exact(n))));
        }
    }

    #[test]
    fn levels_below_zero_are_doubtful_here_too() {
        assert!(propose("10", "4", Higher, &Level3::LastResult).unwrap().warns(WarningCode::LevelsBelowZero));
        assert!(!propose("10", "5", Higher, &Level3::LastResult).unwrap().warns(WarningCode::LevelsBelowZero));
    }

    #[test]
    fn given_levels_are_checked_in_their_own_direction() {
        for (mandate, given, last, violation, repaired) in [
            ("3000", "1800 2100 2400 2700 3000", "2489", Some("2400 < 2489"), Some("1978 2233.5 2489 2744.5 3000")),
            ("3000", "1800 2100 2400 2700 3000", "2400", None, None),
            ("3000", "1800 2100 2400 2700 3000", "2000", None, None),
            ("4", "12 11 10 9 4", "8.5", Some("10 > 8.5"), Some("13 10.75 8.5 6.25 4")),
            ("4", "12 10 8 6 4", "8", None, None),
            ("3100", "1800 2100 2400 2700 3000", "2000", None, Some("1700 2050 2400 2750 3100")),
            ("2400", "1800 2100 2400 2700 3000", "2489", Some("2400 < 2489"), None),
        ] {
            let check = pattern4_check(&exact(mandate), &levels(given), &exact(last));
            assert_eq!(check.violation.as_deref(), violation, "{given} {last}");
            assert_eq!((check.level3_not_below_last, check.blocked()), (violation.is_none(), violation.is_some()));
            assert_eq!(check.repaired, repaired.map(levels), "{given} {last}");
            is_bilingual(&check.sentence());
        }
    }

    #[test]
    fn the_check_says_how_far_apart_the_levels_are() {
        let check = |given: &str| {
            let c = pattern4_check(&exact("10"), &levels(given), &exact("0"));
            (c.levels_evenly_spaced, c.interval, c.mandate_at_level_5)
        };
        assert_eq!(check("2 4 6 8 10"), (true, Some(exact("2")), true));
        assert_eq!(check("2 4 6 9 10"), (false, None, true));
        assert_eq!(check("14 13 12 11 10"), (true, Some(exact("1")), true));
        assert_eq!(check("2 4 6 8 9"), (false, None, false));
    }

    #[test]
    fn the_finding_names_the_violation_and_the_repair() {
        let text = |mandate: &str, last: &str| {
            pattern4_check(&exact(mandate), &levels("1 2 3 4 5"), &exact(last)).sentence().en
        };
        assert!(text("5", "3.5").contains("3 < 3.5") && text("5", "3.5").ends_with("2 / 2.75 / 3.5 / 4.25 / 5"));
        assert!(text("6", "3").starts_with("the mandate does not stand at level 5; proposed instead: 0 / 1.5 / 3"));
        assert_eq!(text("5", "3"), "level 3 is not worse than last year's result");
    }
}
