//! Laws of the roll-up over trees nobody thought of.

use proptest::prelude::*;

use super::sample::id;
use super::{
    Assessor, Cancellation, Children, Figure, Item, Mean, Outcome, PerRound, RollUp, Row, Standing, State, Tree,
    Weight, roll_up,
};
use crate::calendar::Round;
use crate::exact::Exact;
use crate::policy::Policies;
use crate::text::Text;

/// One leaf: weight in halves, score in sixths, kind of outcome, and the group it stands in. Few and short, so that ten
/// thousand cases stay cheap.
type Leaf = (i64, i64, u8, u8);

fn leaves() -> impl Strategy<Value = Vec<Leaf>> {
    proptest::collection::vec((1i64..40, 6i64..=30, 0u8..8, 0u8..5), 1..5)
}

fn ratio(above: i64, below: i64) -> Exact {
    Exact::ratio(above, below).unwrap()
}

fn outcome((_, score, kind, _): Leaf) -> Outcome {
    match kind {
        0 => Outcome::NotDue,
        1 => Outcome::AwaitingData,
        2 => Outcome::NotReported,
        3 => Outcome::Final(ratio(score, 6)),
        _ => Outcome::Reported(ratio(score, 6)),
    }
}

fn leaf(at: usize, leaf: Leaf, scale: i64) -> Item {
    Item { outcomes: PerRound::same(outcome(leaf)), ..Item::leaf(id(&format!("l{at}")), ratio(leaf.0 * scale, 2)) }
}

/// Leaves in groups 0 and 1, in 2 below 1 and in 3 below 2; the others stand at the top.
fn nested(leaves: &[Leaf], scale: i64) -> Vec<Item> {
    let mut used: Vec<bool> = (0..4).map(|group| leaves.iter().any(|l| l.3 == group)).collect();
    used[2] |= used[3];
    used[1] |= used[2];
    let groups = (0..4).filter(|group| used[*group]).map(|group| {
        let item = Item::node(id(&format!("g{group}")));
        if group < 2 { item } else { item.under(id(&format!("g{}", group - 1))) }
    });
    let below = leaves.iter().enumerate().map(|(at, l)| {
        let item = leaf(at, *l, scale);
        if l.3 < 4 { item.under(id(&format!("g{}", l.3))) } else { item }
    });
    groups.chain(below).collect()
}

fn flat(leaves: &[Leaf]) -> Vec<Item> {
    leaves.iter().enumerate().map(|(at, l)| leaf(at, *l, 1)).collect()
}

fn rolled(items: &[Item]) -> RollUp {
    roll_up(&Tree::free(Assessor::Own, items).unwrap(), Round::Nine, false, &Policies::default())
}

/// What does not depend on the order of rows.
fn figures(rollup: &RollUp) -> Vec<(String, Exact, Figure)> {
    let row = |row: &Row| (row.id.to_string(), row.weight.clone(), row.figure.clone());
    let mut rows: Vec<_> = rollup.rows().iter().map(row).collect();
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    rows
}

proptest! {
    #[test]
    fn a_total_lies_between_its_scores_and_does_not_know_the_groups(leaves in leaves()) {
        let (tree, list) = (rolled(&nested(&leaves, 1)), rolled(&flat(&leaves)));
        prop_assert_eq!(tree.total(), list.total());
        let scores: Vec<&Exact> = list.rows().iter().filter_map(|r| Some(&r.counted()?.score)).collect();
        match &list.total().mean {
            Mean::Score { exact, official, .. } => {
                prop_assert!(scores.iter().any(|s| *s <= exact) && scores.iter().any(|s| *s >= exact));
                prop_assert_eq!(&exact.round_half_up(4), official);
            }
            Mean::Empty(state) => {
                prop_assert!(scores.is_empty());
                prop_assert!(matches!(state, State::NotDue | State::AwaitingData));
            }
        }
        let contributions: Exact = list.rows().iter().filter_map(|r| Some(&r.counted()?.contribution)).sum();
        prop_assert_eq!(contributions, list.total().mean.exact().cloned().unwrap_or_default());
    }

    #[test]
    fn weights_matter_only_in_proportion(leaves in leaves(), scale in 2i64..50) {
        let (one, many) = (rolled(&nested(&leaves, 1)), rolled(&nested(&leaves, scale)));
        prop_assert_eq!(&one.total().mean, &many.total().mean);
        prop_assert_eq!(&one.total().base * &Exact::whole(scale), many.total().base.clone());
    }

    #[test]
    fn the_order_of_siblings_changes_no_figure(leaves in leaves(), turn in 0usize..9) {
        let items = nested(&leaves, 1);
        let mut other = items.clone();
        other.rotate_left(turn % items.len());
        other.reverse();
        prop_assert_eq!(figures(&rolled(&items)), figures(&rolled(&other)));
    }

    #[test]
    fn a_leaf_that_leaves_takes_exactly_its_weight_along(leaves in leaves(), cancel in any::<bool>()) {
        let items = nested(&leaves, 1);
        let before = rolled(&items);
        let mut after = items;
        let gone = after.iter_mut().find(|item| item.id == id("l0")).unwrap();
        if cancel {
            gone.cancelled = Some(Cancellation { since: Round::Nine, reason: Text::default() });
        } else {
            gone.starts = Round::Twelve;
        }
        let after = rolled(&after);
        let row = before.row("l0").unwrap();
        let counted = row.counted().map_or_else(Exact::zero, |_| row.weight.clone());
        prop_assert_eq!(&before.total().base - &after.total().base, counted);
        prop_assert_eq!(&before.total().whole, &after.total().whole);
        let product = row.counted().map(|c| c.product.clone()).unwrap_or_default();
        prop_assert_eq!(&before.total().sum - &after.total().sum, product);
        prop_assert!(after.row("l0").unwrap().counted().is_none());
    }

    #[test]
    fn internal_weights_are_shares_of_the_parent(leaves in leaves(), weight in 1i64..100) {
        let whole: i64 = leaves.iter().map(|l| l.0).sum();
        let parent = |children| Item { children, ..Item::leaf(id("p"), Exact::whole(weight)) };
        let build = |children, share: &dyn Fn(i64) -> Exact| {
            let below = leaves.iter().enumerate().map(|(at, l)| {
                Item { weight: Some(Weight::Same(share(l.0))), ..leaf(at, *l, 1) }.under(id("p"))
            });
            rolled(&std::iter::once(parent(children)).chain(below).collect::<Vec<_>>())
        };
        let internal = build(Children::Internal, &|part| ratio(part, whole));
        prop_assert_eq!(internal, build(Children::Shares, &|part| ratio(part * weight, whole)));
    }

    #[test]
    fn a_trace_is_all_a_rerun_needs(leaves in leaves(), closed in any::<bool>()) {
        let tree = Tree::free(Assessor::Committee, &nested(&leaves, 1)).unwrap();
        let rollup = roll_up(&tree, Round::Nine, closed, &Policies::default());
        let trace = rollup.trace();
        prop_assert!(!closed || rollup.rows().iter().all(|r| r.standing() != Some(&Standing::AwaitingData)));
        prop_assert_eq!(trace.rerun(), Ok(trace));
    }

    #[test]
    fn neither_assessor_changes_the_others_figures(own in leaves(), committee in 6i64..=30) {
        let before = rolled(&nested(&own, 1));
        let theirs: Vec<Leaf> = own.iter().map(|l| (l.0, committee, 4, l.3)).collect();
        let tree = Tree::free(Assessor::Committee, &nested(&theirs, 1)).unwrap();
        let other = roll_up(&tree, Round::Nine, false, &Policies::default());
        let pair = super::Pair::new(before.clone(), other.clone()).unwrap();
        prop_assert_eq!((pair.own(), pair.committee()), (&before, &other));
        prop_assert_eq!(other.total().mean.exact(), Some(&ratio(committee, 6)));
    }

    #[test]
    fn any_items_make_a_tree_or_are_refused(
        rows in proptest::collection::vec((0u8..9, 0u8..30, -1i64..9, 0u8..12, 0u8..5), 0..5),
        hundred in any::<bool>(),
    ) {
        let item = |(own, parent, weight, kind, internal): (u8, u8, i64, u8, u8)| Item {
            parent: (parent < 9).then(|| id(&parent.to_string())),
            weight: (kind != 11).then(|| Weight::Same(ratio(weight * 25, 1))),
            children: if internal == 0 { Children::Internal } else { Children::Shares },
            outcomes: PerRound::same(outcome((0, weight * 50, kind, 0))),
            ..Item::node(id(&own.to_string()))
        };
        let items: Vec<Item> = rows.into_iter().map(item).collect();
        let build = if hundred { Tree::agreement } else { Tree::free };
        match build(Assessor::Own, &items) {
            Ok(tree) => {
                let rollup = roll_up(&tree, Round::Six, hundred, &Policies::default());
                prop_assert_eq!(rollup.rows().len(), items.len());
            }
            Err(errors) => prop_assert!(!errors.is_empty()),
        }
    }
}
