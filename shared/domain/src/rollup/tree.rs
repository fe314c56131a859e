//! The tree of an agreement with the results of one assessor: what exists adds up and can be rolled up.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::item::{Cancellation, Item, ItemId, MAX_REASON, Weight};
use super::per_round::PerRound;
use super::shape::{Spot, shape};
use super::shares::{Given, Shares, Whole};
use super::standing::{Outcome, Standing};
use super::sum::{MAX_BITS, common_denominator};
use super::tree_error::TreeError;
use crate::agreement::MAX_TEXT;
use crate::calendar::Round;
use crate::exact::Exact;
use crate::policy::Policies;
use crate::text::Text;

/// Most items of a tree.
pub const MAX_ITEMS: usize = 10_000;
/// Most levels of a tree; published systems show seven.
pub const MAX_DEPTH: usize = 64;

/// Most bits of all denominators of a round's scores together: 26 for each of the most items, or a few very long ones.
const MAX_SCORE_BITS: u64 = 262_144;

/// Whose scores a tree carries: there are always two, and they never share a field (domain rules 10.1 no. 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assessor {
    /// The agency's own assessment (ประเมินตนเอง).
    Own,
    /// The committee or host agency.
    Committee,
}

/// Items whose weights add up, with one assessor's results, in tree order: parents before children, siblings as given.
#[derive(Debug, Clone)]
pub struct Tree {
    assessor: Assessor,
    pub(super) nodes: Vec<Node>,
    shares: PerRound<Arc<Shares>>,
}

/// One item in its place.
#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: ItemId,
    pub(super) name: Arc<Text>,
    pub(super) parent: Option<usize>,
    pub(super) depth: usize,
    pub(super) leaf: bool,
    starts: Round,
    cancelled: Option<Cancellation>,
    outcomes: PerRound<Outcome>,
}

impl Node {
    /// Where it stands in a round.
    pub(super) fn standing(&self, round: Round, closed: bool) -> Standing {
        Standing::of(self.outcomes.at(round), self.starts, self.cancelled.as_ref(), round, closed)
    }

    fn in_force(&self, round: Round) -> bool {
        !matches!(self.standing(round, false), Standing::NotDue | Standing::Cancelled(_))
    }
}

impl Tree {
    /// The tree of a signed agreement: in every round the leaves weigh 100 together, those not in force included.
    pub fn agreement(assessor: Assessor, items: &[Item]) -> Result<Self, Vec<TreeError>> {
        Self::build(assessor, items, Whole::Hundred)
    }

    /// A tree whose leaves may weigh anything above zero together, for example one indicator with its parts.
    pub fn free(assessor: Assessor, items: &[Item]) -> Result<Self, Vec<TreeError>> {
        Self::build(assessor, items, Whole::Any)
    }

    fn build(assessor: Assessor, items: &[Item], whole: Whole) -> Result<Self, Vec<TreeError>> {
        let spots = shape(items)?;
        let given = Given { items, spots: &spots };
        let mut errors = given.unweighted();
        errors.extend(spots.iter().flat_map(|spot| defects(&items[spot.row], spot.leaf)));
        if !errors.is_empty() {
            return Err(errors);
        }
        let weights_stay = items.iter().all(|i| matches!(i.weight, None | Some(Weight::Same(_))));
        let nodes = nodes(items, &spots);
        let shares = if weights_stay {
            let ever = |at: usize| Round::ALL.into_iter().any(|round| nodes[at].in_force(round));
            given.shares(Round::Twelve, None, whole, &ever).map(|shares| PerRound::same(Arc::new(shares)))
        } else {
            each_round(|round| {
                given.shares(round, Some(round), whole, &|at: usize| nodes[at].in_force(round)).map(Arc::new)
            })
        };
        let tree = Self { assessor, nodes, shares: shares? };
        let long: Vec<TreeError> = Round::ALL.into_iter().filter_map(|round| tree.too_long(round)).collect();
        if long.is_empty() { Ok(tree) } else { Err(long) }
    }

    /// Whose results it carries.
    pub fn assessor(&self) -> Assessor {
        self.assessor
    }

    /// Ids in tree order.
    pub fn ids(&self) -> impl Iterator<Item = &ItemId> {
        self.nodes.iter().map(|node| &node.id)
    }

    /// Refuses scores that the framework's scale does not know (domain rules 10.1 no. 4).
    pub fn on_scale(&self, policies: &Policies) -> Result<(), Vec<TreeError>> {
        let (lowest, highest) = (policies.lowest(), policies.scale().highest());
        let off: Vec<TreeError> = self
            .scores()
            .filter(|(_, _, score)| **score < lowest || *score > highest)
            .map(|(node, round, score)| TreeError::OffScale {
                id: node.id.clone(),
                round,
                score: score.clone(),
                lowest: lowest.clone(),
                highest: highest.clone(),
            })
            .collect();
        if off.is_empty() { Ok(()) } else { Err(off) }
    }

    pub(super) fn shares(&self, round: Round) -> &Shares {
        self.shares.at(round)
    }

    fn scores(&self) -> impl Iterator<Item = (&Node, Round, &Exact)> {
        self.nodes.iter().flat_map(|node| {
            Round::ALL.into_iter().filter_map(move |round| Some((node, round, node.outcomes.at(round).score()?)))
        })
    }

    fn too_long(&self, round: Round) -> Option<TreeError> {
        let scores = || self.nodes.iter().filter_map(|node| node.outcomes.at(round).score());
        let bits: u64 = scores().map(|score| score.rational().denom().bits()).sum();
        let fits = bits <= MAX_SCORE_BITS && common_denominator(scores(), MAX_BITS).is_some();
        (!fits).then_some(TreeError::ScoresDigits(round))
    }
}

/// What is wrong with one item alone.
fn defects(item: &Item, leaf: bool) -> Vec<TreeError> {
    let mut out = Vec::new();
    let long = |text: &Text, most| [&text.th, &text.en].into_iter().any(|words| words.chars().nth(most).is_some());
    if long(&item.name, MAX_TEXT) || item.cancelled.as_ref().is_some_and(|c| long(&c.reason, MAX_REASON)) {
        out.push(TreeError::Text(item.id.clone()));
    }
    if !leaf && item.outcomes != PerRound::default() {
        out.push(TreeError::InnerScored(item.id.clone()));
    }
    for round in Round::ALL {
        let score = item.outcomes.at(round).score();
        if let Some(score) = score.filter(|s| s.is_negative() || **s > Exact::whole(100)) {
            out.push(TreeError::Score { id: item.id.clone(), round, score: score.clone() });
        }
    }
    out
}

/// Items in their places; starts and cancellations hold for everything below.
fn nodes(items: &[Item], spots: &[Spot]) -> Vec<Node> {
    let mut nodes: Vec<Node> = Vec::with_capacity(spots.len());
    for spot in spots {
        let item = &items[spot.row];
        let above = spot.parent.map(|parent| &nodes[parent]);
        let cancelled = [item.cancelled.as_ref(), above.and_then(|a| a.cancelled.as_ref())];
        nodes.push(Node {
            id: item.id.clone(),
            name: Arc::new(item.name.clone()),
            parent: spot.parent,
            depth: spot.depth,
            leaf: spot.leaf,
            starts: above.map_or(item.starts, |a| a.starts.max(item.starts)),
            cancelled: cancelled.into_iter().flatten().min_by_key(|c| c.since).cloned(),
            outcomes: item.outcomes.clone(),
        });
    }
    nodes
}

/// Every round, or the defects of all rounds.
fn each_round<T>(value: impl Fn(Round) -> Result<T, Vec<TreeError>>) -> Result<PerRound<T>, Vec<TreeError>> {
    match PerRound::of(value) {
        PerRound { six: Ok(six), nine: Ok(nine), twelve: Ok(twelve) } => Ok(PerRound { six, nine, twelve }),
        PerRound { six, nine, twelve } => {
            Err([six, nine, twelve].into_iter().filter_map(Result::err).flatten().collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{agreement, exact, free, id, items};
    use super::*;

    fn refused(text: &str) -> Vec<TreeError> {
        Tree::agreement(Assessor::Own, &items(text)).unwrap_err()
    }

    fn weights(tree: &Tree, round: Round) -> Vec<String> {
        let shares = tree.shares(round);
        let whole =
            shares.parts.iter().map(|p| super::super::sum::fraction(p.clone(), shares.unit.clone()).to_string());
        let exact: Vec<String> = shares.weights.iter().map(Exact::to_string).collect();
        assert_eq!(whole.collect::<Vec<_>>(), exact);
        exact
    }

    const DEPARTMENT: &str = "1=20 1.1<1=15 1.2<1=5 2=10 3=10 4=20 5=7 6=3 7=5 8=5 9=5 10=5 11=5 12=5";

    #[test]
    fn an_agreement_weighs_a_hundred() {
        let tree = agreement(DEPARTMENT);
        assert_eq!((tree.assessor(), tree.ids().count()), (Assessor::Own, 14));
        assert_eq!(weights(&tree, Round::Six)[..3], ["20", "15", "5"]);
        let without = DEPARTMENT.replace("3=10 ", "");
        assert_eq!(refused(&without), [TreeError::Hundred { round: None, sum: exact("90") }]);
        assert_eq!(weights(&free(&without), Round::Twelve)[..2], ["20", "15"]);
        assert_eq!(refused("a=60 b=40.001"), [TreeError::Hundred { round: None, sum: exact("100.001") }]);
    }

    #[test]
    fn parents_weigh_what_their_children_weigh() {
        assert_eq!(
            refused("1=20 1.1<1=15 1.2<1=6 2=79"),
            [TreeError::Sum { parent: id("1"), round: None, weight: exact("20"), sum: exact("21") }]
        );
        // Nothing stated: the sum. Two levels of it, and a stated one above.
        let tree = agreement("d=30 i<d a<i=10 b<i=20 rest=70");
        assert_eq!(weights(&tree, Round::Nine), ["30", "30", "10", "20", "70"]);
    }

    #[test]
    fn internal_weights_are_parts_of_one() {
        let tree = agreement("1=~20 a<1=~0.75 a1<a=1/3 a2<a=2/3 b<1=0.25 b1<b=2 b2<b=3 rest=80");
        assert_eq!(weights(&tree, Round::Six), ["20", "15", "5", "10", "5", "2", "3", "80"]);
        assert_eq!(
            refused("1=~20 a<1=0.5 b<1=0.4 rest=80"),
            [
                TreeError::InternalSum { parent: id("1"), round: None, sum: exact("0.9") },
                TreeError::Hundred { round: None, sum: exact("98") }
            ]
        );
    }

    #[test]
    fn a_weight_is_missing_only_where_nothing_else_tells_it() {
        let missing = |of: &str| TreeError::NoWeight(id(of));
        assert_eq!(refused("a b=100"), [missing("a")]);
        assert_eq!(refused("a=~ a1<a=0.5 a2<a=0.5 b=50"), [missing("a")]);
        assert_eq!(refused("a=~50 x<a x1<x=20 x2<x=30 b=50"), [missing("x")]);
        assert_eq!(weights(&agreement("a a1<a=50 b=50"), Round::Six), ["50", "50", "50"]);
    }

    #[test]
    fn weights_are_above_zero_while_in_force() {
        let not_positive =
            |of: &str, round, weight: &str| TreeError::NotPositive { id: id(of), round, weight: exact(weight) };
        assert_eq!(refused("a=100 b=0 c=-1 d=-2"), [not_positive("c", None, "-1"), not_positive("d", None, "-2")]);
        assert_eq!(
            refused("a=90 b=0"),
            [not_positive("b", None, "0"), TreeError::Hundred { round: None, sum: exact("90") }]
        );
        assert_eq!(refused("a=0 b=100"), [not_positive("a", None, "0")]);
        // A part of nothing weighs nothing.
        assert_eq!(refused("a=100 b=~0 c<b=1"), [not_positive("c", None, "0")]);
        assert_eq!(weights(&agreement("a=100 b=~0 c<b=1:n"), Round::Six), ["100", "0", "0"]);
        let six = Some(Round::Six);
        assert_eq!(refused("a=100|50|50 b=0|50|50"), [not_positive("b", six, "0")]);
        assert_eq!(refused("a=100|50|50 b=-0.1|50|50@9").first(), Some(&not_positive("b", six, "-0.1")));
        // Not yet in force, no longer in force, or not measured: no weight is needed.
        let from_nine = agreement("a=100|50|50 b=0|50|50@9");
        assert_eq!(Round::ALL.map(|r| weights(&from_nine, r)[1].clone()), ["0", "50", "50"]);
        assert_eq!(weights(&agreement("a=50|100|100 b=50|0|0!9"), Round::Nine), ["100", "0"]);
        assert_eq!(weights(&agreement("a=100 b=0:n"), Round::Nine), ["100", "0"]);
        assert_eq!(refused("a=100 b=0!9"), [not_positive("b", None, "0")]);
    }

    #[test]
    fn every_round_has_its_own_hundred() {
        let hundred = |round, sum: &str| TreeError::Hundred { round: Some(round), sum: exact(sum) };
        assert_eq!(refused("a=60|50|50 b=50|50|40"), [hundred(Round::Six, "110"), hundred(Round::Twelve, "90")]);
        let weightless = Tree::free(Assessor::Own, &items("a=0|1|1@9")).unwrap_err();
        assert_eq!(weightless, [TreeError::Weightless(Round::Six)]);
    }

    #[test]
    fn starts_and_cancellations_hold_for_everything_below() {
        let tree = agreement("a@9 a1<a=40 a2<a=10@12 b!12 b1<b=30!9 b2<b=20");
        let states = |of: &str| {
            let node = tree.nodes.iter().find(|n| n.id == id(of)).unwrap();
            Round::ALL.map(|round| node.standing(round, false).state().as_str())
        };
        assert_eq!(states("a1"), ["not_due", "awaiting_data", "awaiting_data"]);
        assert_eq!(states("a2"), ["not_due", "not_due", "awaiting_data"]);
        assert_eq!(states("b1"), ["awaiting_data", "cancelled", "cancelled"]);
        assert_eq!(states("b2"), ["awaiting_data", "awaiting_data", "cancelled"]);
    }

    #[test]
    fn only_leaves_are_scored_and_only_on_a_scale() {
        assert_eq!(refused("a:4 a1<a=100:4"), [TreeError::InnerScored(id("a"))]);
        assert_eq!(refused("a:x a1<a=100:4"), [TreeError::InnerScored(id("a"))]);
        let score = |of: &str, round| TreeError::Score { id: id("a"), round, score: exact(of) };
        assert_eq!(refused("a=100:-0.1"), Round::ALL.map(|r| score("-0.1", r)));
        assert_eq!(refused("a=100:f100.1"), Round::ALL.map(|r| score("100.1", r)));
        assert_eq!(agreement("a=50:0 b=50:100").on_scale(&Policies::default()).unwrap_err().len(), 6);
        let five = Policies::default();
        assert_eq!(agreement("a=50:1 b=50:f5").on_scale(&five), Ok(()));
        for off in ["0.9999", "5.0001"] {
            let errors = agreement(&format!("a=100:{off}")).on_scale(&five).unwrap_err();
            let (lowest, highest) = (exact("1"), exact("5"));
            let expected = TreeError::OffScale { id: id("a"), round: Round::Six, score: exact(off), lowest, highest };
            assert_eq!(errors.first(), Some(&expected));
        }
    }

    #[test]
    fn names_reasons_and_digits_have_limits() {
        let named = |th: usize, en: usize| Item {
            name: Text::new("ก".repeat(th), "a".repeat(en)),
            ..Item::leaf(id("a"), exact("1"))
        };
        let reason = |length: usize| Item {
            cancelled: Some(Cancellation { since: Round::Six, reason: Text::new("ก".repeat(length), "") }),
            ..Item::leaf(id("a"), exact("1"))
        };
        let check = |item: Item| Tree::free(Assessor::Own, &[item]).map(|tree| tree.ids().count());
        assert_eq!(check(named(MAX_TEXT, MAX_TEXT)), Ok(1));
        assert_eq!(check(reason(MAX_REASON)), Ok(1));
        for long in [named(MAX_TEXT + 1, 0), named(0, MAX_TEXT + 1), reason(MAX_REASON + 1)] {
            assert_eq!(check(long), Err(vec![TreeError::Text(id("a"))]));
        }
        // Scores whose denominators share nothing: 10^38 + an odd number each.
        let odd = |i: usize| format!("a{i}=1:1/1{:0>38} ", 2 * i + 1);
        let many = |n: usize| Tree::free(Assessor::Own, &items(&(0..n).map(odd).collect::<String>()));
        assert_eq!(many(100).map(|tree| tree.ids().count()), Ok(100));
        assert_eq!(many(200).unwrap_err(), Round::ALL.map(TreeError::ScoresDigits));
        // One long denominator shared by many.
        let long = Exact::from(num_rational::BigRational::new(1.into(), num_bigint::BigInt::from(1) << 16_383));
        let leaf = |i: usize| Item::leaf(id(&i.to_string()), exact("1")).with(Round::Six, Outcome::Final(long.clone()));
        let shared = |n: usize| Tree::free(Assessor::Own, &(0..n).map(leaf).collect::<Vec<_>>()).map(|_| ());
        assert_eq!(shared(16), Ok(()));
        assert_eq!(shared(17), Err(vec![TreeError::ScoresDigits(Round::Six)]));
    }

    #[test]
    fn weights_of_absurd_precision_are_refused() {
        let power =
            |bits: usize| Exact::from(num_rational::BigRational::from_integer(num_bigint::BigInt::from(1) << bits));
        let check = |weight: Exact| Tree::free(Assessor::Own, &[Item::leaf(id("a"), weight)]).map(|t| t.ids().count());
        let over = |weight: &Exact| Exact::one().checked_div(weight).unwrap();
        assert_eq!((check(power(511)), check(over(&power(511)))), (Ok(1), Ok(1)));
        for long in [power(512), over(&power(512))] {
            assert_eq!(check(long), Err(vec![TreeError::WeightDigits(id("a"))]));
        }
        let odd = |i: usize| format!("a{i}=1/1{:0>38} ", 2 * i + 1);
        let many = |n: usize| Tree::free(Assessor::Own, &items(&(0..n).map(odd).collect::<String>())).map(|_| ());
        assert_eq!(many(4), Ok(()));
        assert_eq!(many(5), Err(vec![TreeError::WeightsDigits(None)]));
        // Each part is short, but parts of parts of parts are not.
        let mut deep = vec![Item { children: crate::rollup::Children::Internal, ..Item::leaf(id("0"), exact("1")) }];
        let third = format!("1/1{}", "3".repeat(70));
        for i in 1..12 {
            for (part, weight) in [("", exact(&third)), ("rest", &Exact::one() - &exact(&third))] {
                let item = Item::leaf(id(&format!("{i}{part}")), weight).under(id(&(i - 1).to_string()));
                deep.push(Item { children: crate::rollup::Children::Internal, ..item });
            }
        }
        let refused = Tree::free(Assessor::Own, &deep).unwrap_err();
        assert!(matches!(refused.as_slice(), [TreeError::WeightDigits(_)]), "{refused:?}");
    }
}
