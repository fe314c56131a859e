//! Weights and scores by id, without states: means over all, over groups, without absent items, and over a tree.

use std::collections::{BTreeMap, BTreeSet};

use super::item::{Item, ItemId};
use super::mean::{WeightedMean, mean_of};
use super::mean_error::MeanError;
use super::standing::Outcome;
use super::sum::bounded_sum;
use super::total::{RollUp, roll_up};
use super::tree::{Assessor, Tree};
use super::tree_error::TreeError;
use crate::calendar::Round;
use crate::exact::Exact;
use crate::policy::Policies;

/// Weights and scores by id. Every score has a weight; an item without a score can only be absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    weights: BTreeMap<String, Exact>,
    scores: BTreeMap<String, Exact>,
}

impl Sheet {
    /// Both columns.
    pub fn new(weights: BTreeMap<String, Exact>, scores: BTreeMap<String, Exact>) -> Result<Self, MeanError> {
        match scores.keys().find(|id| !weights.contains_key(*id)) {
            Some(id) => Err(MeanError::Unweighted(id.clone())),
            None => Ok(Self { weights, scores }),
        }
    }

    /// The mean over all items.
    pub fn total(&self) -> Result<WeightedMean, MeanError> {
        self.renormalised(&[])
    }

    /// The mean over each group; groups may overlap.
    pub fn groups(&self, groups: &BTreeMap<String, Vec<String>>) -> Result<BTreeMap<String, WeightedMean>, MeanError> {
        groups.iter().map(|(name, ids)| Ok((name.clone(), self.group(ids)?))).collect()
    }

    /// The mean over some items.
    pub fn group(&self, ids: &[String]) -> Result<WeightedMean, MeanError> {
        self.mean(self.known(ids)?.into_iter())
    }

    /// The mean over what is left when absent items leave the base.
    pub fn renormalised(&self, absent: &[String]) -> Result<WeightedMean, MeanError> {
        let absent = self.known(absent)?;
        self.mean(self.weights.keys().map(String::as_str).filter(|id| !absent.contains(id)))
    }

    /// The mean when another item takes over the weight of the absent ones.
    pub fn moved(&self, absent: &[String], to: &str) -> Result<WeightedMean, MeanError> {
        let gone = self.known(absent)?;
        if gone.contains(to) {
            return Err(MeanError::Absent(to.to_owned()));
        }
        let added = bounded_sum(gone.iter().filter_map(|id| self.weights.get(*id))).ok_or(MeanError::Digits)?;
        let weight = self.weights.get(to).ok_or_else(|| MeanError::Unweighted(to.to_owned()))? + &added;
        let moved = Self {
            weights: self
                .weights
                .iter()
                .map(|(id, w)| (id.clone(), if id == to { &weight } else { w }.clone()))
                .collect(),
            scores: self.scores.clone(),
        };
        moved.renormalised(absent)
    }

    /// The same items as a tree: `children` names what lies below each node, and a child may itself be a node. Only leaves
    /// have weight, as share of the whole, and score; the mean of a node is over all leaves below it.
    pub fn nested(&self, children: &BTreeMap<String, Vec<String>>) -> Result<RollUp, MeanError> {
        let tree = Tree::free(Assessor::Own, &self.items(children)?).map_err(MeanError::Tree)?;
        Ok(roll_up(&tree, Round::Twelve, false, &Policies::default()))
    }

    fn items(&self, children: &BTreeMap<String, Vec<String>>) -> Result<Vec<Item>, MeanError> {
        let refused = |error: TreeError| MeanError::Tree(vec![error]);
        let id = |text: &String| ItemId::parse(text).map_err(refused);
        if let Some(unscored) = self.weights.keys().find(|id| !self.scores.contains_key(*id)) {
            return Err(MeanError::Unscored(unscored.clone()));
        }
        let mut parents: BTreeMap<&String, &String> = BTreeMap::new();
        for (parent, below) in children {
            for child in below {
                if let Some(first) = parents.insert(child, parent) {
                    return Err(refused(TreeError::TwoParents {
                        id: id(child)?,
                        first: id(first)?,
                        second: id(parent)?,
                    }));
                }
            }
        }
        let all: BTreeSet<&String> =
            self.weights.keys().chain(children.keys()).chain(parents.keys().copied()).collect();
        let item = |name: &String| {
            let item = match self.weights.get(name) {
                Some(weight) => Item::leaf(id(name)?, weight.clone()),
                None => Item::node(id(name)?),
            };
            let item = match self.scores.get(name) {
                Some(score) => item.with(Round::Twelve, Outcome::Reported(score.clone())),
                None => item,
            };
            Ok(match parents.get(name) {
                Some(parent) => item.under(id(parent)?),
                None => item,
            })
        };
        all.into_iter().map(item).collect()
    }

    /// Ids that have a weight, each once.
    fn known<'a>(&self, ids: &'a [String]) -> Result<BTreeSet<&'a str>, MeanError> {
        let mut known = BTreeSet::new();
        for id in ids {
            if !self.weights.contains_key(id) {
                return Err(MeanError::Unweighted(id.clone()));
            }
            if !known.insert(id.as_str()) {
                return Err(MeanError::Twice(id.clone()));
            }
        }
        Ok(known)
    }

    fn mean<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Result<WeightedMean, MeanError> {
        let row = |id: &'a str| {
            let weight = self.weights.get(id).ok_or_else(|| MeanError::Unweighted(id.to_owned()))?;
            let score = self.scores.get(id).ok_or_else(|| MeanError::Unscored(id.to_owned()))?;
            Ok((id, weight, score))
        };
        let rows: Result<Vec<_>, MeanError> = ids.map(row).collect();
        mean_of(rows?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::total::Row;
    use super::*;

    /// `id:weight:score`; a missing score is left empty.
    fn sheet(text: &str) -> Sheet {
        let (mut weights, mut scores) = (BTreeMap::new(), BTreeMap::new());
        for word in text.split_whitespace() {
            let parts: Vec<&str> = word.split(':').collect();
            weights.insert(parts[0].to_owned(), parts[1].parse().unwrap());
            if !parts[2].is_empty() {
                scores.insert(parts[0].to_owned(), parts[2].parse().unwrap());
            }
        }
        Sheet::new(weights, scores).unwrap()
    }

    fn names(text: &str) -> Vec<String> {
        text.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }

    fn children(text: &str) -> BTreeMap<String, Vec<String>> {
        let node = |part: &str| part.split_once('=').map(|(node, below)| (node.to_owned(), names(below))).unwrap();
        text.split(", ").map(node).collect()
    }

    const DEPARTMENT: &str = "1.1:15:4.2 1.2:5:3.5 2:10:3.8 3:10:4.0 4:20:4.5 5:7:4.1 6:3:3.9 7:5:5.0 8:5:3.2 9:5:4.6 \
        10:5:4.0 11:5:3.5 12:5:3.0";
    const PROVINCE: &str = "1:20:4.0 2:10:3.5 3.1:3:5.0 3.2:3:4.0 3.3:4:3.2 3.4:4:4.5 3.5:3:2.8 3.6:3:4.0 4:8:4.2 5:4:4.4 \
        6:4:5.0 7:4:4.0 8:5:4.8 9:5:3.6 10:20:3.75";

    #[test]
    fn means_over_all_and_over_groups() {
        // Worked example RU-01.
        let s = sheet(DEPARTMENT);
        let total = s.total().unwrap();
        assert_eq!((total.sum.to_string(), total.official().to_string()), ("405.4".into(), "4.054".into()));
        let groups = s.groups(&children("external=1.1 1.2 2 3 4 5 6, internal=7 8 9 10 11 12")).unwrap();
        let official: Vec<String> = groups.values().map(|mean| mean.official().to_string()).collect();
        assert_eq!(official, ["4.1271", "3.8833"]);
    }

    #[test]
    fn an_absent_mission_group_gives_two_different_totals() {
        // Worked example RU-02: 365.4 / 90 and 410.4 / 100.
        let absent = names("3");
        for text in [DEPARTMENT.to_owned(), DEPARTMENT.replace("3:10:4.0", "3:10:")] {
            let s = sheet(&text);
            assert_eq!(s.renormalised(&absent).map(|m| m.official().to_string()), Ok("4.06".into()));
            let moved = s.moved(&absent, "4").unwrap();
            assert_eq!((moved.base.to_string(), moved.official().to_string()), ("100".into(), "4.104".into()));
        }
        let s = sheet("a:1:5 b:2:4 c:3:1 d:4:2");
        assert_eq!(s.moved(&names("a c"), "d").map(|m| m.exact.to_string()), Ok("2.4".into()));
        assert_eq!(s.moved(&names("a c"), "c"), Err(MeanError::Absent("c".into())));
        assert_eq!(s.moved(&names("a"), "q"), Err(MeanError::Unweighted("q".into())));
        assert_eq!(s.renormalised(&names("q")), Err(MeanError::Unweighted("q".into())));
        assert_eq!(s.renormalised(&names("a b c d")), Err(MeanError::NoBase));
    }

    #[test]
    fn a_node_is_the_mean_over_all_leaves_below_it() {
        // Worked example RU-03.
        let r = sheet(PROVINCE).nested(&children("3=3.1 3.2 3.3 3.4 3.5 3.6")).unwrap();
        let official =
            |r: &RollUp, of: &str| r.row(of).and_then(Row::group).and_then(|g| g.mean.official()).map(Exact::to_string);
        assert_eq!(r.total().mean.official().map(Exact::to_string), Some("3.974".into()));
        assert_eq!(official(&r, "3"), Some("3.91".into()));
        // Nodes below nodes; the mean of 3 is over 3.1a, 3.1b and 3.2: (4·5 + 6·2 + 10·3) / 20.
        let r = sheet("1:80:4 3.1a:4:5 3.1b:6:2 3.2:10:3").nested(&children("3=3.1 3.2, 3.1=3.1a 3.1b")).unwrap();
        assert_eq!((official(&r, "3"), official(&r, "3.1")), (Some("3.1".into()), Some("3.2".into())));
    }

    #[test]
    fn trees_that_are_none_are_refused() {
        let refused = |text: &str, tree: &str| sheet(text).nested(&children(tree)).unwrap_err();
        let id = |text: &str| ItemId::parse(text).unwrap();
        let two = TreeError::TwoParents { id: id("a"), first: id("p"), second: id("q") };
        assert_eq!(refused("a:1:1 b:1:1", "p=a, q=a b"), MeanError::Tree(vec![two]));
        assert_eq!(refused("a:1:1", "p=a b"), MeanError::Tree(vec![TreeError::NoWeight(id("b"))]));
        assert_eq!(refused("a:1:1 b:1:", "p=a b"), MeanError::Unscored("b".into()));
        assert!(matches!(refused("a:1:1", "p=q, q=p"), MeanError::Tree(e) if matches!(e[..], [TreeError::Cycle(_)])));
        assert!(matches!(refused("a:1:1 b:1:1", "a=b"), MeanError::Tree(e) if e == [TreeError::InnerScored(id("a"))]));
    }

    #[test]
    fn every_score_needs_a_weight_and_every_counted_weight_a_score() {
        let one = |id: &str| BTreeMap::from([(id.to_owned(), Exact::one())]);
        assert_eq!(Sheet::new(one("a"), one("b")), Err(MeanError::Unweighted("b".into())));
        let s = sheet("a:1:5 b:2:");
        assert_eq!(s.total(), Err(MeanError::Unscored("b".into())));
        assert_eq!(s.group(&names("a")).map(|m| m.exact), Ok(Exact::whole(5)));
        assert_eq!(s.group(&names("a a")), Err(MeanError::Twice("a".into())));
        assert_eq!(s.group(&names("q")), Err(MeanError::Unweighted("q".into())));
        assert!(matches!(sheet("a:1:5 b:-1:2").total(), Err(MeanError::Negative { item, .. }) if item == "b"));
    }
}
