//! Patterns 1 to 3: targets from the trend of the baseline (deck slides 27–32).

use super::baseline::{Baseline, YEARS_THAT_COUNT};
use super::details::{Details, ReasonCode};
use super::error::TargetError;
use super::pattern::Pattern;
use super::proposal::Proposal;
use super::spacing::Spacing;
use super::trend::Trend;
use super::warning::Warning;
use crate::criteria::Direction;
use crate::exact::Exact;

/// Pattern 1 (deck slide 27): the baseline improves; x is last year's result.
pub fn pattern1(baseline: &Baseline, direction: Direction, spacing: &Spacing) -> Result<Proposal, TargetError> {
    let x = baseline.last();
    from_baseline((Pattern::Improving, ReasonCode::LastResult), x, Details::Baseline, baseline, direction, spacing)
}

/// Pattern 2 (deck slide 29): up and down; x is the mean of the baseline, unrounded.
pub fn pattern2(baseline: &Baseline, direction: Direction, spacing: &Spacing) -> Result<Proposal, TargetError> {
    let x = baseline.mean();
    from_baseline((Pattern::Fluctuating, ReasonCode::Mean), &x, Details::Baseline, baseline, direction, spacing)
}

/// Pattern 3 (deck slide 31): continuous decline; x is last year's result, not the mean, which is recorded as rejected.
pub fn pattern3(baseline: &Baseline, direction: Direction, spacing: &Spacing) -> Result<Proposal, TargetError> {
    let (x, mean) = (baseline.last(), baseline.mean());
    let details = Details::Decline { rejected_mean: mean.clone() };
    let rule = (Pattern::Declining, ReasonCode::LastResultNotMean);
    let proposal = from_baseline(rule, x, details, baseline, direction, spacing)?;
    let after_decline = direction.better(&mean, x);
    Ok(proposal.warned(after_decline.then(Warning::no_recovery_rewarded)))
}

fn from_baseline(
    (pattern, reason): (Pattern, ReasonCode),
    x: &Exact,
    details: Details,
    baseline: &Baseline,
    direction: Direction,
    spacing: &Spacing,
) -> Result<Proposal, TargetError> {
    let trend = baseline.trend(direction);
    let reason = if trend == Trend::Flat { ReasonCode::NoChange } else { reason };
    let levels = spacing.around(x, direction)?;
    let worse_than_last = direction.better(baseline.last(), x);
    Ok(Proposal::of_levels(pattern, reason, levels, details)?
        .on(baseline)
        .spaced()
        .warned(differs(pattern, trend))
        .warned(about_years(baseline))
        .warned(worse_than_last.then(|| Warning::level3_below_last_result(x, baseline.last()))))
}

/// The warning that the trend suggests another pattern, where it does.
pub(super) fn differs(pattern: Pattern, trend: Trend) -> Option<Warning> {
    let other = trend.suggests().is_some_and(|suggested| suggested != pattern);
    other.then(|| Warning::pattern_differs_from_trend(pattern, trend))
}

fn about_years(baseline: &Baseline) -> Vec<Warning> {
    let years = baseline.values().len();
    let missing = baseline.missing_years();
    let few = (years < YEARS_THAT_COUNT).then(|| Warning::fewer_than_three_years(years));
    few.into_iter().chain((!missing.is_empty()).then(|| Warning::missing_year(&missing))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::FiscalYear;
    use crate::criteria::Levels;
    use crate::target::WarningCode;
    use Direction::{Higher, Lower};

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn values(text: &str) -> Vec<Exact> {
        text.split_whitespace().map(exact).collect()
    }

    fn baseline(text: &str) -> Baseline {
        Baseline::plain(values(text)).unwrap()
    }

    fn by(n: &str) -> Spacing {
        Spacing::Interval(exact(n))
    }

    fn levels(proposal: &Proposal) -> String {
        proposal.levels().unwrap().values().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    fn codes(proposal: &Proposal) -> Vec<WarningCode> {
        proposal.warnings().iter().map(Warning::code).collect()
    }

    #[test]
    fn an_improving_baseline_puts_last_years_result_at_level_3() {
        for (b, direction, n, expected) in [
            ("72 75 78", Higher, "2", "74 76 78 80 82"),
            ("30 28 28", Lower, "1.5", "31 29.5 28 26.5 25"),
            ("-9 -7 -5", Higher, "1", "-7 -6 -5 -4 -3"),
            ("1/3 1/2 2/3", Higher, "1/6", "1/3 0.5 2/3 5/6 1"),
            ("2 1 0", Lower, "1", "2 1 0 -1 -2"),
        ] {
            let p = pattern1(&baseline(b), direction, &by(n)).unwrap();
            assert_eq!(levels(&p), expected, "{b}");
            assert_eq!((p.trend(), p.reason_code()), (Some(Trend::Improving), ReasonCode::LastResult), "{b}");
            assert_eq!((p.pattern().number(), p.interval()), (1, Some(&exact(n))), "{b}");
        }
    }

    #[test]
    fn an_unsteady_baseline_puts_the_unrounded_mean_at_level_3() {
        let p = pattern2(&baseline("80 74 85"), Higher, &by("3")).unwrap();
        assert_eq!((p.x().to_string(), levels(&p)), ("239/3".into(), "221/3 230/3 239/3 248/3 257/3".into()));
        assert_eq!(codes(&p), [WarningCode::NonTerminating, WarningCode::Level3BelowLastResult]);
        let p = pattern2(&baseline("10 14 9"), Lower, &by("2")).unwrap();
        assert_eq!((levels(&p), p.reason_code()), ("15 13 11 9 7".into(), ReasonCode::Mean));
        assert_eq!(codes(&p), [WarningCode::Level3BelowLastResult], "9 is better than 11 where lower is better");
        let p = pattern2(&baseline("10 14 12"), Lower, &by("2")).unwrap();
        assert_eq!(codes(&p), [], "a mean equal to the last result is not below it");
    }

    #[test]
    fn a_declining_baseline_rejects_the_mean_and_rewards_no_recovery() {
        let p = pattern3(&baseline("90 85 81"), Higher, &by("2")).unwrap();
        assert_eq!((levels(&p), p.reason_code()), ("77 79 81 83 85".into(), ReasonCode::LastResultNotMean));
        assert_eq!(p.details(), &Details::Decline { rejected_mean: exact("256/3") });
        assert_eq!(codes(&p), [WarningCode::NoRecoveryRewarded]);
        let p = pattern3(&baseline("5 5 6"), Lower, &by("1")).unwrap();
        assert_eq!((levels(&p), codes(&p)), ("8 7 6 5 4".into(), vec![WarningCode::NoRecoveryRewarded]));
    }

    #[test]
    fn patterns_1_and_3_give_the_same_x_for_different_reasons() {
        let b = baseline("90 85 81");
        let (one, three) = (pattern1(&b, Higher, &by("2")).unwrap(), pattern3(&b, Higher, &by("2")).unwrap());
        assert_eq!((one.x(), one.levels()), (three.x(), three.levels()));
        assert_ne!(one.reason_code(), three.reason_code());
        assert_eq!(codes(&one), [WarningCode::PatternDiffersFromTrend]);
    }

    #[test]
    fn a_flat_baseline_gives_the_same_x_under_all_three_without_complaint() {
        let b = baseline("80 80 80");
        for pattern in [pattern1, pattern2, pattern3] {
            let p = pattern(&b, Higher, &by("2")).unwrap();
            assert_eq!((p.x(), p.reason_code(), codes(&p)), (&exact("80"), ReasonCode::NoChange, vec![]));
        }
    }

    #[test]
    fn the_trend_may_suggest_another_pattern() {
        for (b, differing) in [("1 2 3", [2, 3]), ("3 2 1", [1, 2]), ("1 3 2", [1, 3])] {
            let all = [pattern1, pattern2, pattern3].map(|f| f(&baseline(b), Higher, &by("1")).unwrap());
            let warned: Vec<u8> = all
                .iter()
                .filter(|p| p.warns(WarningCode::PatternDiffersFromTrend))
                .map(|p| p.pattern().number())
                .collect();
            assert_eq!(warned, differing, "{b}");
        }
    }

    #[test]
    fn few_and_missing_years_are_for_the_committee() {
        let fewer = |b: &str| pattern2(&baseline(b), Higher, &by("1")).unwrap().warns(WarningCode::FewerThanThreeYears);
        assert_eq!((fewer("5"), fewer("5 7"), fewer("5 7 6"), fewer("5 7 6 8")), (true, true, false, false));
        let year = |y| FiscalYear::new(y).unwrap();
        let gap = |y| {
            let b = Baseline::by_year(vec![(year(y), exact("1")), (year(2553), exact("2")), (year(2554), exact("3"))]);
            pattern1(&b.unwrap(), Higher, &by("0.5")).unwrap().warns(WarningCode::MissingYear)
        };
        assert_eq!((gap(2551), gap(2552)), (true, false));
    }

    #[test]
    fn agreed_levels_may_be_uneven_around_x() {
        let levels = |text: &str| Spacing::Levels(Levels::try_from(values(text)).unwrap());
        let p = pattern1(&baseline("72 75 78"), Higher, &levels("60 70 78 80 81")).unwrap();
        assert_eq!((codes(&p), p.interval()), (vec![WarningCode::UnevenSpacing], None));
        let p = pattern1(&baseline("72 75 78"), Higher, &levels("58 68 78 88 98")).unwrap();
        assert_eq!((codes(&p), p.interval()), (vec![], Some(&exact("10"))));
        let off = pattern1(&baseline("72 75 78"), Higher, &levels("60 70 79 80 81"));
        assert_eq!(off, Err(TargetError::Level3NotX { level3: exact("79"), x: exact("78") }));
    }
}
