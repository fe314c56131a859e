//! The roll-up itself: one round of one tree, every row and every mean with its state (domain rules 2.3).

use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::Zero;

use super::figure::{Counted, Figure, Group, PLACES};
use super::gathered::Gathered;
use super::item::ItemId;
use super::standing::{Standing, State};
use super::sum::{bounded_sum, fraction};
use super::tree::{Assessor, Tree};
use crate::calendar::Round;
use crate::exact::Exact;
use crate::policy::Policies;
use crate::text::Text;

/// One item of a roll-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: ItemId,
    /// For readers; may be empty.
    pub name: Arc<Text>,
    /// Index of the row above; `None` at the top.
    pub parent: Option<usize>,
    /// Levels above it.
    pub depth: usize,
    /// Weight in this round, as share of the whole.
    pub weight: Exact,
    /// Score or mean, with its state.
    pub figure: Figure,
}

/// One round of one assessor's tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollUp {
    assessor: Assessor,
    round: Round,
    closed: bool,
    policies: Policies,
    total: Group,
    rows: Vec<Row>,
    rows_add_up: bool,
}

/// Rolls one round up. `closed`: the round is over, and what is still awaited counts as not reported.
pub fn roll_up(tree: &Tree, round: Round, closed: bool, policies: &Policies) -> RollUp {
    let shares = tree.shares(round);
    let mut gathered: Vec<Gathered> = vec![Gathered::default(); tree.nodes.len()];
    let mut total = Gathered::default();
    let mut figures = Vec::with_capacity(tree.nodes.len());
    // Backwards, parents come after everything below them.
    for (at, node) in tree.nodes.iter().enumerate().rev() {
        let mut own = std::mem::take(&mut gathered[at]);
        figures.push(if node.leaf {
            let standing = node.standing(round, closed);
            own.leaf(&standing, &shares.parts[at], closed, policies);
            Figure::Leaf { standing, counted: None }
        } else {
            Figure::Group(own.group(&shares.unit))
        });
        node.parent.map_or(&mut total, |parent| &mut gathered[parent]).merge(own);
    }
    let share = Share { unit: &shares.unit, base: &total.base, policies };
    let rows: Vec<Row> = (tree.nodes.iter().zip(figures.into_iter().rev()).enumerate())
        .map(|(at, (node, figure))| Row {
            id: node.id.clone(),
            name: Arc::clone(&node.name),
            parent: node.parent,
            depth: node.depth,
            weight: shares.weights[at].clone(),
            figure: share.counted(figure, &shares.parts[at]),
        })
        .collect();
    let total = total.group(&shares.unit);
    let rounded = rows.iter().filter_map(|row| Some(&row.counted()?.rounded));
    let rows_add_up = total.mean.official().is_none_or(|official| bounded_sum(rounded).as_ref() == Some(official));
    RollUp { assessor: tree.assessor(), round, closed, policies: policies.clone(), total, rows, rows_add_up }
}

/// What a leaf's share of a total is measured by; weights in whole parts.
struct Share<'a> {
    unit: &'a BigInt,
    base: &'a BigInt,
    policies: &'a Policies,
}

impl Share<'_> {
    /// A leaf's figure with what it adds to the total.
    fn counted(&self, figure: Figure, part: &BigInt) -> Figure {
        let Figure::Leaf { standing, .. } = figure else { return figure };
        let points = standing.points(self.policies).filter(|_| !self.base.is_zero());
        let counted = points.map(|score| {
            let (above, below) = (part * score.rational().numer(), score.rational().denom());
            let contribution = fraction(above.clone(), self.base * below);
            let rounded = contribution.round_half_up(PLACES);
            Counted { score: score.clone(), product: fraction(above, self.unit * below), contribution, rounded }
        });
        Figure::Leaf { standing, counted }
    }
}

impl Row {
    /// What it adds to the total; `None` for inner items and leaves outside the base.
    pub fn counted(&self) -> Option<&Counted> {
        match &self.figure {
            Figure::Leaf { counted, .. } => counted.as_ref(),
            Figure::Group(_) => None,
        }
    }

    /// The mean of an inner item.
    pub fn group(&self) -> Option<&Group> {
        match &self.figure {
            Figure::Leaf { .. } => None,
            Figure::Group(group) => Some(group),
        }
    }

    /// The standing of a leaf.
    pub fn standing(&self) -> Option<&Standing> {
        match &self.figure {
            Figure::Leaf { standing, .. } => Some(standing),
            Figure::Group(_) => None,
        }
    }
}

impl RollUp {
    /// Whose scores these are.
    pub fn assessor(&self) -> Assessor {
        self.assessor
    }

    /// The round.
    pub fn round(&self) -> Round {
        self.round
    }

    /// Whether what was awaited counts as not reported.
    pub fn closed(&self) -> bool {
        self.closed
    }

    /// The policies it was made under.
    pub fn policies(&self) -> &Policies {
        &self.policies
    }

    /// The total over all leaves.
    pub fn total(&self) -> &Group {
        &self.total
    }

    /// Every item in tree order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The row of an item.
    pub fn row(&self, id: &str) -> Option<&Row> {
        self.rows.iter().find(|row| row.id.as_str() == id)
    }

    /// Whether the rounded rows give the rounded total; where they do not, the page says why.
    pub fn rows_add_up(&self) -> bool {
        self.rows_add_up
    }

    /// What an inner item adds to the total, unrounded; `None` without a base.
    pub fn contribution(&self, group: &Group) -> Option<Exact> {
        group.sum.checked_div(&self.total.base)
    }

    /// The total if cancelled leaves scored zero: for contrast only, never a result. `None` without any weight.
    pub fn cancelled_as_zero(&self) -> Option<Exact> {
        let gone = self.rows.iter().filter(|row| row.standing().is_some_and(|s| s.state() == State::Cancelled));
        let gone: Exact = gone.map(|row| &row.weight).sum();
        self.total.sum.checked_div(&(&self.total.base + &gone))
    }
}

#[cfg(test)]
mod tests {
    use super::super::figure::{Maturity, Mean};
    use super::super::sample::{agreement, exact, free, rolled};
    use super::*;

    /// Department weights of slides 17 and 18 with made-up scores.
    const DEPARTMENT: &str = "external effectiveness<external quality<external internal \
        1.1<effectiveness=15:4.2 1.2<effectiveness=5:3.5 2<effectiveness=10:3.8 3<effectiveness=10:4 \
        4<effectiveness=20:4.5 5<quality=7:4.1 6<quality=3:3.9 7<internal=5:5 8<internal=5:3.2 9<internal=5:4.6 \
        10<internal=5:4 11<internal=5:3.5 12<internal=5:3";

    fn official(rollup: &RollUp, of: &str) -> String {
        let mean = &rollup.row(of).and_then(Row::group).unwrap().mean;
        mean.official().unwrap().to_string()
    }

    fn counted(rollup: &RollUp, of: &str) -> String {
        let c = rollup.row(of).unwrap().counted().unwrap();
        [&c.score, &c.product, &c.contribution, &c.rounded].map(Exact::to_string).join(" ")
    }

    /// Base, whole, awaiting, exact mean.
    fn total(rollup: &RollUp) -> String {
        let t = rollup.total();
        [&t.base, &t.whole, &t.awaiting, t.mean.exact().unwrap()].map(Exact::fraction).join(" ")
    }

    fn maturity(rollup: &RollUp) -> Maturity {
        match &rollup.total().mean {
            Mean::Score { maturity, .. } => *maturity,
            Mean::Empty(state) => panic!("{state:?}"),
        }
    }

    #[test]
    fn a_total_is_the_mean_over_all_leaves_and_a_group_over_its_own() {
        // Worked example RU-01.
        let r = roll_up(&agreement(DEPARTMENT), Round::Twelve, true, &Policies::default());
        assert_eq!((r.total().sum.to_string(), total(&r)), ("405.4".into(), "100 100 0 2027/500".into()));
        assert_eq!((official(&r, "external"), official(&r, "internal")), ("4.1271".into(), "3.8833".into()));
        assert_eq!(official(&r, "quality"), "4.04");
        assert_eq!(counted(&r, "7"), "5 25 0.25 0.25");
        let internal = r.row("internal").and_then(Row::group).unwrap();
        assert_eq!(r.contribution(internal).map(|c| c.to_string()), Some("1.165".into()));
        assert_eq!(r.rows().iter().map(|row| row.depth).max(), Some(2));
        assert_eq!(r.row("5").and_then(|row| row.parent).map(|above| r.rows()[above].id.as_str()), Some("quality"));
        assert!(r.row("13").is_none() && r.rows_add_up());
    }

    #[test]
    fn only_leaves_in_force_in_the_round_are_the_base() {
        // Worked example CY-01.
        let tree = free("1.1=15:4 4=20:3 7=5:4@12 10=5:2@9");
        let at = |round| roll_up(&tree, round, false, &Policies::default());
        let six = at(Round::Six);
        assert_eq!(total(&six), "35 45 0 24/7");
        assert_eq!(six.total().mean.official().map(Exact::to_string), Some("3.4286".into()));
        assert_eq!((counted(&six, "4"), six.row("7").unwrap().counted()), ("3 60 12/7 1.7143".into(), None));
        assert_eq!(total(&at(Round::Nine)), "40 45 0 13/4");
        assert_eq!(total(&at(Round::Twelve)), "45 45 0 10/3");
    }

    #[test]
    fn weights_of_the_round_count_in_the_round() {
        let tree = agreement("a=100|50|40:4 b=0|50|60:2@9");
        let totals = Round::ALL.map(|r| total(&roll_up(&tree, r, false, &Policies::default())));
        assert_eq!(totals, ["100 100 0 4", "100 100 0 3", "100 100 0 14/5"]);
    }

    #[test]
    fn a_cancelled_leaf_leaves_the_base_and_is_never_zero() {
        // Worked example CY-02.
        let r = rolled("a=50:4 b=30:2 c=20:5!9");
        assert_eq!(total(&r), "80 100 0 13/4");
        assert_eq!(r.cancelled_as_zero().map(|z| z.to_string()), Some("2.6".into()));
        let Some(Standing::Cancelled(cancellation)) = r.row("c").and_then(Row::standing) else {
            panic!("not cancelled")
        };
        assert_eq!((cancellation.since, cancellation.reason.th.as_str()), (Round::Nine, "มติคณะรัฐมนตรี"));
        assert_eq!(rolled("a=50:4 b=50:n").cancelled_as_zero().map(|z| z.to_string()), Some("4".into()));
        assert_eq!(rolled("a=50:n").cancelled_as_zero(), None);
    }

    #[test]
    fn what_was_not_reported_scores_the_floor() {
        // Worked example CY-03, and a framework with another floor.
        let tree = free("a=50:4 b=50:x");
        assert_eq!(total(&roll_up(&tree, Round::Six, true, &Policies::default())), "100 100 0 5/2");
        let zero: Policies = serde_json::from_str(r#"{"not_reported":0}"#).unwrap();
        let r = roll_up(&tree, Round::Six, true, &zero);
        assert_eq!((total(&r), counted(&r, "b")), ("100 100 0 2".into(), "0 0 0 0".into()));
    }

    #[test]
    fn awaited_data_is_outside_the_base_until_it_arrives_or_the_round_closes() {
        let tree = agreement("a=60:4 b=28:3 c=12:?");
        let open = roll_up(&tree, Round::Six, false, &Policies::default());
        assert_eq!((total(&open), maturity(&open)), ("88 100 12 81/22".into(), Maturity::Provisional));
        let closed = roll_up(&tree, Round::Six, true, &Policies::default());
        assert_eq!((total(&closed), maturity(&closed)), ("100 100 0 84/25".into(), Maturity::Complete));
        assert_eq!(closed.row("c").and_then(Row::standing), Some(&Standing::NotReported));
        assert_eq!((open.closed(), closed.closed()), (false, true));
    }

    #[test]
    fn a_total_is_final_when_every_score_is() {
        let of = |text: &str, closed| maturity(&roll_up(&free(text), Round::Twelve, closed, &Policies::default()));
        assert_eq!(of("a=50:f4 b=50:f3", false), Maturity::Final);
        assert_eq!(of("a=50:f4 b=50:3", true), Maturity::Complete);
        assert_eq!(of("a=50:3 b=50:f4", true), Maturity::Complete);
        assert_eq!(of("a=50:f4 b=50:x", false), Maturity::Complete);
        assert_eq!(of("a=50:f4 b=50:x", true), Maturity::Final);
        assert_eq!(of("a=50:f4 b=50:?", false), Maturity::Provisional);
        assert_eq!(of("a=50:f4 b=20:n c=30:1!6", false), Maturity::Final);
        let nested = rolled("g a<g=50:f4 b<g=50:f4 h c<h=10:3");
        let group = |of: &str| nested.row(of).and_then(Row::group).unwrap().mean.clone();
        assert!(matches!(group("g"), Mean::Score { maturity: Maturity::Final, .. }));
        assert!(matches!(group("h"), Mean::Score { maturity: Maturity::Complete, .. }));
    }

    #[test]
    fn without_a_base_a_state_stands_in_place_of_the_number() {
        for (text, state) in [
            ("a=50:n b=50:n", State::NotDue),
            ("a=50:n b=50:4!6", State::NotDue),
            ("a=50:4!6 b=50:n", State::NotDue),
            ("a=50:4!6 b=50:4!6", State::Cancelled),
            ("a=50:? b=50:n", State::AwaitingData),
            ("a=50:4!6 b=50:?", State::AwaitingData),
        ] {
            let r = rolled(text);
            assert_eq!((&r.total().mean, r.total().mean.exact()), (&Mean::Empty(state), None), "{text}");
            assert_eq!((r.total().mean.official(), r.rows_add_up()), (None, true), "{text}");
            assert_eq!((r.total().base.to_string(), r.contribution(r.total())), ("0".into(), None), "{text}");
        }
        let part = rolled("g a<g=50:n b=50:4");
        assert_eq!(part.row("g").and_then(Row::group).map(|g| &g.mean), Some(&Mean::Empty(State::NotDue)));
        assert_eq!(total(&part), "50 100 0 4");
    }

    #[test]
    fn the_total_is_rounded_from_unrounded_rows() {
        // Worked example RD-02.
        let r = rolled("a=33.33:3.33335 b=33.33:3.33335 c=33.34:3.33335");
        let rounded = |of: &str| r.row(of).and_then(Row::counted).map(|c| c.rounded.to_string()).unwrap();
        assert_eq!(["a", "b", "c"].map(rounded), ["1.111", "1.111", "1.1113"]);
        assert_eq!(r.total().mean.official().map(Exact::to_string), Some("3.3334".into()));
        assert!(!r.rows_add_up());
        // Worked example RD-01: rounding up reaches the threshold that the exact value misses.
        let r = rolled("a=30:2.99994 b=30:2.99994 c=40:3.00005");
        assert_eq!(r.total().mean.exact().map(Exact::to_string), Some("2.999984".into()));
        assert_eq!(r.total().mean.official(), Some(&exact("3")));
    }

    #[test]
    fn internal_weights_give_what_the_equal_shares_give() {
        let internal = rolled("1=~20 a<1=0.75:4.2 b<1=0.25:3.5 c=80:3");
        let shares = rolled("1=20 a<1=15:4.2 b<1=5:3.5 c=80:3");
        assert_eq!(internal, shares);
        assert_eq!(official(&internal, "1"), "4.025");
    }

    #[test]
    fn seven_levels_and_more_are_one_mean_over_the_leaves() {
        let level = |n: i64| format!("{n}<{above} l{n}<{above}=1:{}", 1 + n % 5, above = n - 1);
        let levels: Vec<String> = (1..63).map(level).collect();
        let r = rolled(&format!("0 {} 63<62=1:5", levels.join(" ")));
        // 62 leaves: twelve rounds of 2+3+4+5+1 and then 2+3, and 5 at the bottom.
        assert_eq!(total(&r), "63 63 0 190/63");
        assert_eq!((r.rows().len(), official(&r, "0"), official(&r, "62")), (126, "3.0159".into(), "5".into()));
    }
}
