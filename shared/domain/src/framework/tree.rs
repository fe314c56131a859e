//! From a flat list whose entries name their parents to a tree, and back to a list in the order of the tree.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{MAX_DEPTH, Node, Slug};

/// One node met on the way through a tree.
pub(super) struct Visit<'a> {
    pub node: &'a Node,
    /// Position of its parent in the list.
    pub parent: Option<usize>,
    /// 1 at the top.
    pub depth: usize,
}

/// Every node, parents before their children and siblings in order; without recursion, so that depth costs no stack.
pub(super) fn preorder(nodes: &[Node]) -> Vec<Visit<'_>> {
    let mut out = Vec::new();
    let mut rest: Vec<Visit<'_>> = nodes.iter().rev().map(|node| Visit { node, parent: None, depth: 1 }).collect();
    while let Some(visit) = rest.pop() {
        let (parent, depth) = (Some(out.len()), visit.depth + 1);
        rest.extend(visit.node.children.iter().rev().map(|node| Visit { node, parent, depth }));
        out.push(visit);
    }
    out
}

/// Why an entry has no place in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Loose {
    /// Its parent is not in the list.
    Parent,
    /// Its parents lead back to itself, by these entries.
    Cycle(Vec<usize>),
    /// It lies below the last level allowed.
    Deep,
}

/// Where every entry stands: positions in the list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arrangement {
    parents: Vec<Option<usize>>,
    depths: Vec<usize>,
}

/// How far an entry is from the top, as far as it is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Unknown,
    Level(usize),
    /// Above it is a parent that does not exist, or a cycle; that entry is told, not this one.
    Nowhere,
}

/// Finds the place of each entry from its parent's id, or all entries that have none. Ids must be unique.
pub(super) fn arrange(ids: &[&Slug], parents: &[Option<&Slug>]) -> Result<Arrangement, Vec<(usize, Loose)>> {
    let positions: BTreeMap<&Slug, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut loose = Vec::new();
    let mut depths = vec![Depth::Unknown; ids.len()];
    let mut above = Vec::with_capacity(ids.len());
    for (at, parent) in parents.iter().enumerate() {
        let position = parent.and_then(|id| positions.get(id).copied());
        if parent.is_some() && position.is_none() {
            loose.push((at, Loose::Parent));
            depths[at] = Depth::Nowhere;
        }
        above.push(position);
    }
    for start in 0..ids.len() {
        let mut path = Vec::new();
        let mut at = Some(start);
        while let Some(here) = at.filter(|i| depths[*i] == Depth::Unknown && !path.contains(i)) {
            path.push(here);
            at = above[here];
        }
        let mut depth = at.map_or(Depth::Level(0), |i| depths[i]);
        if let Some(first) = at.and_then(|i| path.iter().position(|p| *p == i)) {
            loose.push((start, Loose::Cycle(path[first..].to_vec())));
            depth = Depth::Nowhere;
        }
        for i in path.into_iter().rev() {
            if let Depth::Level(level) = depth {
                depth = Depth::Level(level + 1);
                // Only the first entry beyond: what hangs below it needs no word of its own.
                if level == MAX_DEPTH {
                    loose.push((i, Loose::Deep));
                }
            }
            depths[i] = depth;
        }
    }
    if !loose.is_empty() {
        return Err(loose);
    }
    let depths = depths.into_iter().map(|d| if let Depth::Level(level) = d { level } else { 0 }).collect();
    Ok(Arrangement { parents: above, depths })
}

impl Arrangement {
    /// The tree, and for each of its nodes in the order of the tree its position in the list.
    pub fn nest(&self, nodes: Vec<Node>) -> (Vec<Node>, Vec<usize>) {
        let order = self.order();
        let mut slots: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
        let mut deepest_first: Vec<usize> = (0..slots.len()).collect();
        deepest_first.sort_by_key(|i| Reverse(self.depths.get(*i)));
        let mut top = Vec::new();
        for i in deepest_first {
            let Some(node) = slots.get_mut(i).and_then(Option::take) else { continue };
            match self.parents.get(i).copied().flatten().and_then(|p| slots.get_mut(p)?.as_mut()) {
                Some(parent) => parent.children.push(node),
                None => top.push(node),
            }
        }
        (top, order)
    }

    fn order(&self) -> Vec<usize> {
        let mut children: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
        for (at, parent) in self.parents.iter().enumerate() {
            children.entry(*parent).or_default().push(at);
        }
        let below = |at: Option<usize>| children.get(&at).into_iter().flatten().rev().copied();
        let (mut out, mut rest) = (Vec::new(), below(None).collect::<Vec<_>>());
        while let Some(at) = rest.pop() {
            out.push(at);
            rest.extend(below(Some(at)));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slugs(names: &[&str]) -> Vec<Slug> {
        names.iter().map(|n| n.parse().unwrap()).collect()
    }

    /// Entries as `id` or `id<parent`.
    fn arranged(entries: &[&str]) -> Result<Arrangement, Vec<(usize, Loose)>> {
        let split: Vec<(&str, Option<&str>)> =
            entries.iter().map(|e| e.split_once('<').map_or((*e, None), |(id, parent)| (id, Some(parent)))).collect();
        let ids = slugs(&split.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        let parents: Vec<Option<Slug>> = split.iter().map(|(_, p)| p.map(|p| p.parse().unwrap())).collect();
        arrange(&ids.iter().collect::<Vec<_>>(), &parents.iter().map(Option::as_ref).collect::<Vec<_>>())
    }

    fn nodes(entries: &[&str]) -> Vec<Node> {
        let id = |e: &str| e.split('<').next().unwrap().parse().ok();
        entries.iter().map(|e| Node { id: id(e), ..Node::default() }).collect()
    }

    /// The tree as text: `a(b c(d))`.
    fn shown(tree: &[Node]) -> String {
        let one = |n: &Node| {
            let below = if n.is_leaf() { String::new() } else { format!("({})", shown(&n.children)) };
            format!("{}{below}", n.label())
        };
        tree.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn entries_find_their_parents_wherever_these_stand() {
        for (entries, tree, order) in [
            (&["a", "b<a", "c<a", "d<c", "e"][..], "a(b c(d)) e", vec![0, 1, 2, 3, 4]),
            (&["d<c", "e", "c<a", "a", "b<a"][..], "e a(c(d) b)", vec![1, 3, 2, 0, 4]),
            (&[][..], "", vec![]),
        ] {
            let arranged = arranged(entries).unwrap();
            let (nested, positions) = arranged.nest(nodes(entries));
            assert_eq!((shown(&nested), positions), (tree.to_owned(), order));
            let walked: Vec<String> = preorder(&nested).iter().map(|v| v.node.label()).collect();
            assert_eq!(walked.concat(), tree.replace(['(', ')', ' '], ""));
        }
    }

    #[test]
    fn loose_ends_are_told_once_each() {
        assert_eq!(arranged(&["a", "b<x", "c<b"]), Err(vec![(1, Loose::Parent)]));
        assert_eq!(arranged(&["a<a"]), Err(vec![(0, Loose::Cycle(vec![0]))]));
        // `d` hangs below the cycle without being in it; the cycle is told where it is first met.
        assert_eq!(arranged(&["d<a", "a<b", "b<c", "c<a", "e<d"]), Err(vec![(0, Loose::Cycle(vec![1, 2, 3]))]));
        assert_eq!(arranged(&["a<b", "b<a", "c<d", "d<c"]).unwrap_err().len(), 2);
    }

    #[test]
    fn ten_levels_are_the_most() {
        let chain = |levels: usize| -> Vec<String> {
            let entry = |i: usize| if i == 1 { "n1".to_owned() } else { format!("n{i}<n{}", i - 1) };
            (1..=levels).map(entry).collect()
        };
        let check = |levels: usize| {
            let entries = chain(levels);
            arranged(&entries.iter().map(String::as_str).collect::<Vec<_>>())
        };
        assert!(check(MAX_DEPTH).is_ok());
        assert_eq!(check(MAX_DEPTH + 1), Err(vec![(MAX_DEPTH, Loose::Deep)]));
        assert_eq!(check(MAX_DEPTH + 3), Err(vec![(MAX_DEPTH, Loose::Deep)]));
    }

    proptest! {
        #[test]
        fn order_of_the_file_does_not_matter_but_among_siblings(
            picks in prop::collection::vec(any::<prop::sample::Index>(), 1..9),
            swaps in prop::collection::vec(any::<prop::sample::Index>(), 8),
        ) {
            // Parents among the entries before, so that the list is a tree of fewer than ten levels or refused.
            let parents: Vec<Option<usize>> =
                picks.iter().enumerate().map(|(i, pick)| pick.index(i + 1).checked_sub(1)).collect();
            let ids: Vec<Slug> = (0..parents.len()).map(|i| format!("n{i}").parse().unwrap()).collect();
            let tree = |order: &[usize]| {
                let listed: Vec<&Slug> = order.iter().map(|i| &ids[*i]).collect();
                let above: Vec<Option<&Slug>> = order.iter().map(|i| parents[*i].map(|p| &ids[p])).collect();
                let nodes = listed.iter().map(|id| Node { id: Some((*id).clone()), ..Node::default() }).collect();
                arrange(&listed, &above).map(|a| a.nest(nodes).0).map_err(|loose| loose.len())
            };
            let mut shuffled: Vec<usize> = (0..parents.len()).collect();
            for (i, swap) in swaps.iter().enumerate().take(shuffled.len()) {
                shuffled.swap(i, swap.index(i + 1));
            }
            // Siblings back into their order, at the places where siblings stand.
            let mut queues: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
            for i in (0..parents.len()).rev() {
                queues.entry(parents[i]).or_default().push(i);
            }
            let mended: Vec<usize> =
                shuffled.iter().map(|i| queues.get_mut(&parents[*i]).unwrap().pop().unwrap()).collect();
            let listed: Vec<usize> = (0..parents.len()).collect();
            prop_assert_eq!(tree(&mended), tree(&listed));
        }
    }
}
