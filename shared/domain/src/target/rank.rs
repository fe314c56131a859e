//! Pattern 8: a place in a ranking, by single ranks or by bands of them (deck slides 37, 38).

use super::bands::{Bands, MAX_RANK};
use super::details::{Details, ReasonCode, Targets};
use super::error::TargetError;
use super::pattern::Pattern;
use super::proposal::Proposal;
use super::range::levels_where;
use super::spacing::Spacing;
use super::warning::{Warning, WarningCode};
use crate::criteria::{Direction, Levels};
use crate::exact::Exact;

/// Pattern 8 (deck slide 37): the same rank as last year at level 3, whole ranks around it, lower is better. `pool` is
/// how many are ranked, where known.
pub fn pattern8(previous: &Exact, spacing: &Spacing, pool: Option<u32>) -> Result<Proposal, TargetError> {
    whole_rank("rank.previous", previous)?;
    if let Spacing::Interval(n) = spacing {
        whole_rank("interval", n)?;
    }
    let levels = spacing.around(previous, Direction::Lower)?;
    if let Some(broken) = levels.values().iter().find(|v| v.to_whole().is_none()) {
        return Err(TargetError::NotARank { field: "levels", value: broken.clone() });
    }
    let about_ranks = about_ranks(&levels, pool);
    let proposal = Proposal::of_levels(Pattern::Ranking, ReasonCode::SameRank, levels, Details::Rank { pool })?;
    // A rank below zero is one better than the first, which has a warning of its own.
    Ok(proposal.spaced().without(WarningCode::LevelsBelowZero).warned(about_ranks))
}

/// Pattern 8 by bands (deck slides 37, 38): the band of last year's rank is worth level 3, there is nothing in between.
pub fn pattern8_bands(previous: &Exact, bands: &Bands, pool: Option<u32>) -> Result<Proposal, TargetError> {
    whole_rank("rank.previous", previous)?;
    match bands.level(previous) {
        Some(3) => {}
        level => return Err(TargetError::RankNotAtLevel3 { rank: previous.clone(), level: level.unwrap_or(0) }),
    }
    let beyond = pool.map(|pool| (pool, bands.beyond(pool))).filter(|(_, levels)| !levels.is_empty());
    let targets = Targets::Bands(bands.clone());
    let details = Details::Rank { pool };
    Ok(Proposal::assemble(Pattern::Ranking, ReasonCode::RankBand, previous.clone(), targets, details)?
        .warned(beyond.map(|(pool, levels)| Warning::rank_outside_pool(pool, &levels))))
}

fn about_ranks(levels: &Levels, pool: Option<u32>) -> Vec<Warning> {
    let impossible = levels_where(levels, |rank| *rank < Exact::one());
    let pool = pool.map(|pool| (pool, levels_where(levels, |rank| *rank > Exact::whole(pool.into()))));
    let impossible = (!impossible.is_empty()).then(|| Warning::rank_infeasible(&impossible));
    let outside = pool.filter(|(_, levels)| !levels.is_empty());
    impossible.into_iter().chain(outside.map(|(pool, levels)| Warning::rank_outside_pool(pool, &levels))).collect()
}

fn whole_rank(field: &'static str, value: &Exact) -> Result<(), TargetError> {
    let good = value.to_whole().is_some_and(|rank| (1..=i64::from(MAX_RANK)).contains(&rank));
    if good { Ok(()) } else { Err(TargetError::NotARank { field, value: value.clone() }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::criteria::Position;
    use crate::policy::Policies;
    use crate::target::Band;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    fn levels(text: &str) -> Levels {
        Levels::try_from(text.split(' ').map(exact).collect::<Vec<_>>()).unwrap()
    }

    fn propose(previous: &str, n: &str, pool: Option<u32>) -> Result<Proposal, TargetError> {
        pattern8(&exact(previous), &Spacing::Interval(exact(n)), pool)
    }

    fn warned(p: &Proposal) -> Vec<(WarningCode, Vec<u8>)> {
        p.warnings().iter().map(|w| (w.code(), w.levels().to_vec())).collect()
    }

    fn slide37() -> Bands {
        let band = |level, from, to| Band { level, from, to };
        Bands::new(vec![band(5, 1, Some(2)), band(4, 3, Some(4)), band(3, 5, Some(10)), band(2, 11, None)]).unwrap()
    }

    #[test]
    fn the_same_rank_stands_at_level_3_and_fewer_is_better() {
        let p = propose("46", "4", Some(76)).unwrap();
        assert_eq!((p.levels(), p.x(), warned(&p)), (Some(&levels("54 50 46 42 38")), &exact("46"), vec![]));
        assert_eq!((p.direction(), p.details()), (Direction::Lower, &Details::Rank { pool: Some(76) }));
    }

    #[test]
    fn nobody_is_better_than_first() {
        for (previous, n, expected) in [
            ("5", "2", vec![]),
            ("4", "2", vec![(WarningCode::RankInfeasible, vec![5])]),
            ("3", "2", vec![(WarningCode::RankInfeasible, vec![5])]),
            ("2", "2", vec![(WarningCode::RankInfeasible, vec![4, 5])]),
            ("1", "1", vec![(WarningCode::RankInfeasible, vec![4, 5])]),
        ] {
            assert_eq!(warned(&propose(previous, n, None).unwrap()), expected, "{previous}");
        }
    }

    #[test]
    fn ranks_end_with_the_pool() {
        for (pool, expected) in [
            (54, vec![]),
            (53, vec![(WarningCode::RankOutsidePool, vec![1])]),
            (46, vec![(WarningCode::RankOutsidePool, vec![1, 2])]),
            (45, vec![(WarningCode::RankOutsidePool, vec![1, 2, 3])]),
        ] {
            assert_eq!(warned(&propose("46", "4", Some(pool)).unwrap()), expected, "{pool}");
        }
    }

    #[test]
    fn ranks_are_positive_whole_numbers() {
        for (previous, n, field) in [
            ("0", "1", "rank.previous"),
            ("-3", "1", "rank.previous"),
            ("2.5", "1", "rank.previous"),
            ("1000001", "1", "rank.previous"),
            ("5", "0", "interval"),
            ("5", "1.5", "interval"),
            ("5", "-1", "interval"),
        ] {
            let found = propose(previous, n, None);
            assert!(matches!(found, Err(TargetError::NotARank { field: at, .. }) if at == field), "{previous} {n}");
        }
        assert!(propose("1000000", "1", None).is_ok() && propose("1", "1", None).is_ok());
        let agreed = |text: &str| pattern8(&exact("6"), &Spacing::Levels(levels(text)), None);
        assert_eq!(warned(&agreed("20 10 6 3 1").unwrap()), [(WarningCode::UnevenSpacing, vec![])]);
        assert!(matches!(agreed("20 10 6 2.5 1"), Err(TargetError::NotARank { field: "levels", .. })));
    }

    #[test]
    fn bands_are_steps_and_the_old_rank_is_worth_level_3() {
        for (previous, level) in [("5", Some(3)), ("10", Some(3)), ("4", Some(4)), ("11", Some(2))] {
            let found = pattern8_bands(&exact(previous), &slide37(), None);
            match level {
                Some(3) => assert_eq!(found.unwrap().x(), &exact(previous)),
                other => assert_eq!(
                    found,
                    Err(TargetError::RankNotAtLevel3 { rank: exact(previous), level: other.unwrap_or(0) })
                ),
            }
        }
        let p = pattern8_bands(&exact("7"), &slide37(), None).unwrap();
        let place = |rank: &str| p.place(&exact(rank), &Policies::default()).map(|placed| placed.score);
        assert_eq!([place("1"), place("4"), place("9"), place("99")], [5, 4, 3, 2].map(|s| Some(Exact::whole(s))));
        assert_eq!(place("0"), None);
        assert_eq!(p.place(&exact("9"), &Policies::default()).unwrap().position, Position::AtLevel(3));
        assert_eq!((p.levels(), p.interval(), p.direction()), (None, None, Direction::Lower));
        assert!(matches!(pattern8_bands(&exact("7.5"), &slide37(), None), Err(TargetError::NotARank { .. })));
    }

    #[test]
    fn band_edges_beyond_the_pool_are_doubtful() {
        let warned = |pool| warned(&pattern8_bands(&exact("7"), &slide37(), pool).unwrap());
        assert_eq!((warned(None), warned(Some(11))), (vec![], vec![]));
        assert_eq!(warned(Some(9)), [(WarningCode::RankOutsidePool, vec![3, 2])]);
    }
}
