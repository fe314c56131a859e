//! Bands of ranks, and places that equals share.

use super::{criteria, exact, read};
use crate::criteria::{Criteria, CriteriaError, Direction, RankBands, place_of};
use crate::policy::Tie;

fn bands(list: &str) -> RankBands {
    match criteria(&format!(r#"{{"kind":"rank_bands","bands":[{list}]}}"#)) {
        Criteria::RankBands(bands) => bands,
        other => panic!("{other:?}"),
    }
}

/// Deck slides 37 and 38; the split of 4 and 5 and of 2 and 1 is chosen.
fn slide_38() -> RankBands {
    bands(
        r#"{"score":5,"from":1,"to":2},{"score":4,"from":3,"to":4},{"score":3,"from":5,"to":10},
        {"score":2,"from":11,"to":15},{"score":1,"from":16,"to":null}"#,
    )
}

#[test]
fn a_rank_lies_in_the_band_that_holds_it() {
    let all = slide_38();
    for (rank, score) in [
        ("1", Some("5")),
        ("2", Some("5")),
        ("3", Some("4")),
        ("4", Some("4")),
        ("5", Some("3")),
        ("7", Some("3")),
        ("10", Some("3")),
        ("11", Some("2")),
        ("15", Some("2")),
        ("16", Some("1")),
        ("99999999999999999999", Some("1")),
        // A shared rank counts as the next worse one.
        ("1.5", Some("5")),
        ("2.5", Some("4")),
        ("4.01", Some("3")),
        ("10.5", Some("2")),
        ("15.5", Some("1")),
        // Below 1 there is no rank.
        ("0.99", None),
        ("0", None),
        ("-3", None),
    ] {
        assert_eq!(all.band(&exact(rank)).map(|b| b.score.to_string()).as_deref(), score, "{rank}");
    }
}

#[test]
fn bands_hold_the_largest_ranks_there_are() {
    let last = bands(&format!(r#"{{"score":5,"from":{0},"to":{0}}}"#, u64::MAX));
    assert!(last.band(&exact("18446744073709551615")).is_some());
    assert!(last.band(&exact("18446744073709551614")).is_none());
    assert!(last.band(&exact("18446744073709551616")).is_none());
    assert_eq!(
        last.defects(),
        [CriteriaError::BandGap { from: 1, to: u64::MAX - 1 }, CriteriaError::BandsEnd(u64::MAX)]
    );
}

#[test]
fn bands_are_kept_best_first_and_may_not_overlap() {
    let mixed = bands(r#"{"score":1,"from":5},{"score":5,"from":1,"to":4}"#);
    assert_eq!(mixed.bands().iter().map(|b| b.from).collect::<Vec<_>>(), [1, 5]);
    assert_eq!(mixed.defects(), []);
    for (list, refused) in [
        (r#"{"score":5,"from":1,"to":4},{"score":1,"from":4}"#, "begins at rank 4 overlaps"),
        (r#"{"score":5,"from":1},{"score":1,"from":9}"#, "begins at rank 9 overlaps"),
        (r#"{"score":5,"from":0,"to":4}"#, "from rank 0 to 4 holds no rank"),
        (r#"{"score":5,"from":0}"#, "from rank 0 to … holds no rank"),
        (r#"{"score":5,"from":3,"to":2}"#, "from rank 3 to 2 holds no rank"),
        ("", "0 rank bands given"),
    ] {
        let error = read(&format!(r#"{{"kind":"rank_bands","bands":[{list}]}}"#)).unwrap_err();
        assert!(error.contains(refused), "{error}");
    }
    assert!(bands(r#"{"score":5,"from":3,"to":3}"#).band(&exact("3")).is_some());
}

#[test]
fn authors_hear_of_gaps_and_of_bands_that_reward_nothing() {
    assert_eq!(slide_38().defects(), []);
    let defects = |list: &str| bands(list).defects();
    assert_eq!(
        defects(r#"{"score":5,"from":2,"to":4},{"score":3,"from":7,"to":9}"#),
        [
            CriteriaError::BandGap { from: 1, to: 1 },
            CriteriaError::BandGap { from: 5, to: 6 },
            CriteriaError::BandsEnd(10),
        ]
    );
    assert_eq!(
        defects(r#"{"score":3,"from":1,"to":4},{"score":3,"from":5,"to":9},{"score":4,"from":10}"#),
        [CriteriaError::BandScores(5), CriteriaError::BandScores(10)]
    );
    let criteria = criteria(r#"{"kind":"rank_bands","bands":[{"score":5,"from":1,"to":4}]}"#);
    assert_eq!(criteria.defects(), [CriteriaError::BandsEnd(5)]);
}

#[test]
fn equals_share_a_place_by_the_policy() {
    let others = ["90", "80", "80", "60"].map(exact);
    for (own, direction, best, mean, worst) in [
        ("80", Direction::Higher, "2", "3", "4"),
        ("90", Direction::Higher, "1", "1.5", "2"),
        ("95", Direction::Higher, "1", "1", "1"),
        ("50", Direction::Higher, "5", "5", "5"),
        ("80", Direction::Lower, "2", "3", "4"),
        ("60", Direction::Lower, "1", "1.5", "2"),
        ("90", Direction::Lower, "4", "4.5", "5"),
        ("10", Direction::Lower, "1", "1", "1"),
    ] {
        for (tie, place) in [(Tie::Best, best), (Tie::Mean, mean), (Tie::Worst, worst)] {
            assert_eq!(
                place_of(&exact(own), &others, direction, tie).to_string(),
                place,
                "{own} {direction:?} {tie:?}"
            );
        }
    }
    assert_eq!(place_of(&exact("1"), &[], Direction::Higher, Tie::Mean).to_string(), "1");
}
