use proptest::prelude::*;

use super::super::testing::{assert_explained, org, record};
use super::*;

/// (journal, sequence, id, time, after)
type Line = (&'static str, u64, u128, i64, Option<u128>);

fn entry(&(origin, sequence, id, at, after): &Line) -> Entry<'static, ()> {
    Entry {
        origin: org(origin),
        sequence,
        id: record(id),
        recorded_at_micros: at,
        after: after.map(record),
        event: &(),
    }
}

fn ids(entries: &[Entry<'_, ()>]) -> Vec<u128> {
    entries.iter().map(|e| e.id.0.as_u128()).collect()
}

fn merged(lines: &[Line]) -> (Vec<u128>, Vec<u128>, Vec<(u128, OrderError)>) {
    let m = merge(lines.iter().map(entry), |_| false);
    (ids(&m.ordered), ids(&m.held), m.refused.iter().map(|(e, why)| (e.id.0.as_u128(), *why)).collect())
}

#[test]
fn without_references_time_decides_and_then_the_owner() {
    assert_eq!(merged(&[("bb", 1, 1, 50, None), ("aa", 1, 2, 60, None), ("cc", 1, 3, 40, None)]).0, [3, 1, 2]);
    assert_eq!(merged(&[("b2", 1, 1, 50, None), ("a2", 1, 2, 50, None)]).0, [2, 1]);
}

#[test]
fn a_journal_is_a_sequence_whatever_its_clock_says() {
    assert_eq!(merged(&[("aa", 3, 3, 10, None), ("aa", 1, 1, 90, None), ("aa", 2, 2, 50, None)]).0, [1, 2, 3]);
}

#[test]
fn a_response_comes_after_its_cause_even_when_clocks_differ_by_hours() {
    let hour = 3_600_000_000;
    let lines = [("node", 1, 1, 5 * hour, None), ("hub", 1, 2, hour, Some(1)), ("node", 2, 3, 6 * hour, Some(2))];
    assert_eq!(merged(&lines).0, [1, 2, 3]);
}

#[test]
fn a_response_to_a_missing_record_waits_with_all_that_follows_in_its_journal() {
    let lines =
        [("hub", 1, 1, 1, None), ("hub", 2, 2, 2, Some(99)), ("hub", 3, 3, 3, None), ("node", 1, 4, 4, Some(1))];
    assert_eq!(merged(&lines), (vec![1, 4], vec![2, 3], vec![]));
    let with_it = [lines.as_slice(), &[("node", 2, 99, 5, None)]].concat();
    assert_eq!(merged(&with_it), (vec![1, 4, 99, 2, 3], vec![], vec![]));
}

#[test]
fn whoever_responds_to_a_waiting_record_waits_too() {
    let lines = [("hub", 1, 1, 1, Some(99)), ("node", 1, 2, 2, Some(1)), ("node", 2, 3, 3, None)];
    assert_eq!(merged(&lines), (vec![], vec![1, 2, 3], vec![]));
}

#[test]
fn a_record_of_another_kind_that_is_here_keeps_nobody_waiting() {
    let lines = [("hub", 1, 1, 1, Some(99))];
    let m = merge(lines.iter().map(entry), |id| id == record(99));
    assert_eq!((ids(&m.ordered), ids(&m.held)), (vec![1], vec![]));
}

#[test]
fn circles_are_refused_by_name_and_the_rest_goes_on() {
    use OrderError::Circular;
    let own = [("aa", 1, 1, 1, Some(3)), ("aa", 2, 2, 2, None), ("aa", 3, 3, 3, None)];
    assert_eq!(merged(&own), (vec![2, 3], vec![], vec![(1, Circular)]));
    assert_eq!(merged(&[("aa", 1, 1, 1, Some(1))]), (vec![], vec![], vec![(1, Circular)]));
    let two = [("aa", 1, 1, 1, Some(2)), ("bb", 1, 2, 2, Some(1)), ("aa", 2, 3, 3, Some(2)), ("bb", 2, 4, 4, Some(1))];
    assert_eq!(merged(&two), (vec![3, 4], vec![], vec![(1, Circular), (2, Circular)]));
    // The third only waits for the circle and is no part of it.
    let three = [("aa", 1, 1, 1, Some(2)), ("bb", 1, 2, 2, Some(1)), ("cc", 1, 3, 0, Some(1))];
    assert_eq!(merged(&three), (vec![3], vec![], vec![(1, Circular), (2, Circular)]));
    // A circle and a missing record at once.
    let both = [("aa", 1, 1, 1, Some(1)), ("bb", 1, 2, 2, Some(99)), ("cc", 1, 3, 3, Some(2))];
    assert_eq!(merged(&both), (vec![], vec![2, 3], vec![(1, Circular)]));
}

#[test]
fn a_place_taken_twice_sets_both_aside() {
    let lines = [("aa", 1, 1, 1, None), ("aa", 1, 2, 1, None), ("aa", 2, 3, 2, None), ("bb", 1, 4, 3, Some(2))];
    assert_eq!(merged(&lines), (vec![3, 4], vec![], vec![(1, OrderError::Forked), (2, OrderError::Forked)]));
    // The same id at the same place with another time is a fork too; each is named once.
    let again = [("aa", 1, 1, 1, None), ("aa", 1, 1, 2, None), ("aa", 1, 1, 1, None)];
    assert_eq!(merged(&again).2, [(1, OrderError::Forked), (1, OrderError::Forked)]);
}

#[test]
fn the_same_record_twice_counts_once_and_at_another_place_is_refused() {
    assert_eq!(merged(&[("aa", 1, 1, 1, None), ("aa", 1, 1, 1, None)]), (vec![1], vec![], vec![]));
    assert_eq!(merged(&[("aa", 2, 1, 1, None), ("aa", 1, 1, 9, None)]).2, [(1, OrderError::Repeated)]);
}

#[test]
fn another_journal_cannot_displace_a_record_by_using_its_id() {
    let lines = [("hub", 1, 1, 1, None), ("hub", 2, 2, 2, Some(1)), ("aa", 1, 1, 9, None)];
    assert_eq!(merged(&lines), (vec![1, 2, 1], vec![], vec![]));
}

#[test]
fn a_reference_that_two_other_journals_claim_waits_for_both() {
    let lines = [("hub", 1, 5, 0, Some(1)), ("aa", 1, 1, 9, None), ("bb", 1, 1, 8, None)];
    assert_eq!(merged(&lines).0, [1, 1, 5]);
}

#[test]
fn one_journal_cannot_crowd_out_another() {
    let flood: Vec<Entry<'_, ()>> = (0..=5_000u16)
        .map(|i| entry(&("aa", u64::from(i), u128::from(i), i64::from(i), None)))
        .chain([entry(&("zz", 1, 77_777, 0, Some(5_000)))])
        .collect();
    let m = merge(flood, |_| false);
    assert_eq!((m.ordered.len(), m.held.len()), (5_001, 0));
    assert_eq!(m.refused.iter().map(|(e, why)| (e.sequence, *why)).collect::<Vec<_>>(), [(5_000, OrderError::TooMany)]);
}

#[test]
fn journals_beyond_the_limit_are_refused() {
    let names = [
        "j00", "j01", "j02", "j03", "j04", "j05", "j06", "j07", "j08", "j09", "j10", "j11", "j12", "j13", "j14", "j15",
        "j16",
    ];
    let lines: Vec<Line> = names.into_iter().enumerate().map(|(i, n)| (n, 1, i as u128, 0, None)).collect();
    assert_eq!(merged(&lines).2, [(16, OrderError::TooManyJournals)]);
    assert_eq!(merged(&lines).0.len(), 16);
}

#[test]
fn refusals_speak_thai_and_english() {
    use OrderError::{Circular, Forked, Repeated, TooMany, TooManyJournals};
    assert_explained(&[Forked, Repeated, Circular, TooMany, TooManyJournals]);
}

/// Any journals at all: wrong clocks, references to anything, forks, ids used again, circles.
fn any_lines() -> impl Strategy<Value = Vec<Line>> {
    let line = (0usize..3, 0u64..5, 0u128..8, 0i64..6, proptest::option::of(0u128..9))
        .prop_map(|(j, sequence, id, at, after)| (["aa", "bb", "cc"][j], sequence, id, at, after));
    proptest::collection::vec(line, 0..10)
}

proptest! {
    #[test]
    fn the_order_does_not_depend_on_arrival(lines in any_lines(), keys in proptest::collection::vec(0u8..9, 10)) {
        let mut keyed: Vec<(u8, Line)> = keys.iter().copied().zip(lines.iter().copied()).collect();
        keyed.sort_by_key(|(key, _)| *key);
        let shuffled: Vec<Line> = keyed.into_iter().map(|(_, line)| line).collect();
        prop_assert_eq!(merged(&lines), merged(&shuffled));
    }

    #[test]
    fn merging_in_batches_is_merging_at_once(lines in any_lines(), cut in 0usize..10) {
        let (first, rest) = lines.split_at(cut.min(lines.len()));
        let m = merge(first.iter().map(entry), |_| false);
        let again = merge(m.into_entries().chain(rest.iter().map(entry)), |_| false);
        prop_assert_eq!(again, merge(lines.iter().map(entry), |_| false));
    }

    #[test]
    fn every_record_is_placed_held_or_refused_and_sequence_and_cause_hold(lines in any_lines()) {
        let m = merge(lines.iter().map(entry), |_| false);
        let spot = |e: &Entry<'_, ()>| (e.origin.clone(), e.sequence, e.id, e.recorded_at_micros, e.after);
        let refused = m.refused.iter().map(|(e, _)| e);
        let mut all: Vec<_> = m.ordered.iter().chain(&m.held).chain(refused).map(spot).collect();
        all.sort();
        let mut given: Vec<_> = lines.iter().map(|l| spot(&entry(l))).collect();
        given.sort();
        given.dedup();
        prop_assert_eq!(all, given);
        for (i, e) in m.ordered.iter().enumerate() {
            let (before, later) = (&m.ordered[..i], &m.ordered[i + 1..]);
            prop_assert!(before.iter().all(|b| b.origin != e.origin || b.sequence < e.sequence));
            // Its own journal's record, which may be a circular one that was passed over, or else nobody's later one.
            let circular = m.refused.iter().filter(|(_, why)| *why == OrderError::Circular).map(|(r, _)| r);
            let own_before = before.iter().chain(circular).any(|b| b.origin == e.origin && Some(b.id) == e.after);
            prop_assert!(own_before || later.iter().all(|l| Some(l.id) != e.after));
        }
    }
}
