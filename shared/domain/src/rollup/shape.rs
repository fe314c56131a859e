//! The order of a tree: who stands below whom, read without recursion from items in any order.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::item::{Item, ItemId};
use super::tree::{MAX_DEPTH, MAX_ITEMS};
use super::tree_error::TreeError;

/// An item's place; places stand in tree order: parents before children, siblings as given.
#[derive(Debug)]
pub(super) struct Spot {
    /// Index of the item as given.
    pub(super) row: usize,
    /// Index of the parent among the spots.
    pub(super) parent: Option<usize>,
    /// Levels above it.
    pub(super) depth: usize,
    /// Whether nothing stands below.
    pub(super) leaf: bool,
}

/// Every item's place, or every defect of the shape.
pub(super) fn shape(items: &[Item]) -> Result<Vec<Spot>, Vec<TreeError>> {
    if items.is_empty() {
        return Err(vec![TreeError::Empty]);
    }
    if items.len() > MAX_ITEMS {
        return Err(vec![TreeError::TooMany(items.len())]);
    }
    let mut errors = Vec::new();
    let parents = parents(items, &mut errors);
    let mut children = vec![Vec::new(); items.len()];
    let mut pending = Vec::new();
    for (row, parent) in parents.iter().enumerate().rev() {
        match parent {
            Some(parent) => children[*parent].push(row),
            None => pending.push((row, None, 0)),
        }
    }
    let mut spots = Vec::with_capacity(items.len());
    while let Some((row, parent, depth)) = pending.pop() {
        if depth == MAX_DEPTH {
            errors.push(TreeError::Depth(items[row].id.clone()));
        }
        let at = spots.len();
        spots.push(Spot { row, parent, depth, leaf: children[row].is_empty() });
        pending.extend(children[row].iter().map(|child| (*child, Some(at), depth + 1)));
    }
    if spots.len() < items.len() {
        errors.extend(cycles(items, &parents));
    }
    if errors.is_empty() { Ok(spots) } else { Err(errors) }
}

/// The row of each item's parent. An unknown parent counts as none, so that the rest is still checked.
fn parents(items: &[Item], errors: &mut Vec<TreeError>) -> Vec<Option<usize>> {
    let mut rows: HashMap<&ItemId, usize> = HashMap::with_capacity(items.len());
    for (row, item) in items.iter().enumerate() {
        match rows.entry(&item.id) {
            Entry::Vacant(free) => {
                free.insert(row);
            }
            Entry::Occupied(taken) => {
                errors.push(TreeError::Duplicate { id: item.id.clone(), first: taken.get() + 1, second: row + 1 });
            }
        }
    }
    let mut parents = Vec::with_capacity(items.len());
    for item in items {
        let parent = item.parent.as_ref().and_then(|id| rows.get(id).copied());
        if let (Some(id), None) = (&item.parent, parent) {
            errors.push(TreeError::UnknownParent { id: item.id.clone(), parent: id.clone() });
        }
        parents.push(parent);
    }
    parents
}

/// Every ring of parents, once; each item is walked over at most twice.
fn cycles(items: &[Item], parents: &[Option<usize>]) -> Vec<TreeError> {
    let mut walked_from: Vec<Option<usize>> = vec![None; items.len()];
    let mut rings = Vec::new();
    for start in 0..items.len() {
        let mut at = Some(start);
        while let Some(row) = at.filter(|row| walked_from[*row].is_none()) {
            walked_from[row] = Some(start);
            at = parents[row];
        }
        // Back on this very walk: the way from here leads to here.
        if let Some(first) = at.filter(|row| walked_from[*row] == Some(start)) {
            let ring = std::iter::successors(Some(first), |row| parents[*row].filter(|next| *next != first));
            rings.push(TreeError::Cycle(ring.map(|row| items[row].id.clone()).collect()));
        }
    }
    rings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ItemId {
        ItemId::parse(text).unwrap()
    }

    /// `child<parent`, or a name alone at the top.
    fn items(text: &str) -> Vec<Item> {
        text.split(' ')
            .map(|word| match word.split_once('<') {
                Some((child, parent)) => Item::node(id(child)).under(id(parent)),
                None => Item::node(id(word)),
            })
            .collect()
    }

    fn order(text: &str) -> Vec<(String, usize, bool)> {
        let items = items(text);
        let spots = shape(&items).unwrap();
        spots.iter().map(|s| (items[s.row].id.to_string(), s.depth, s.leaf)).collect()
    }

    #[test]
    fn items_in_any_order_stand_in_the_order_of_the_tree() {
        let expected = [("a", 0, false), ("a1", 1, true), ("a2", 1, false), ("a2x", 2, true), ("b", 0, true)]
            .map(|(id, depth, leaf)| (id.to_owned(), depth, leaf));
        assert_eq!(order("a a1<a a2<a a2x<a2 b"), expected);
        assert_eq!(order("a2x<a2 a1<a a a2<a b"), expected);
        assert_eq!(order("b a a2<a a1<a a2x<a2").first().map(|s| s.0.clone()), Some("b".into()));
        let items = items("x a1<a a");
        assert_eq!(shape(&items).unwrap().iter().map(|s| s.parent).collect::<Vec<_>>(), [None, None, Some(1)]);
    }

    #[test]
    fn every_defect_of_the_shape_is_found_at_once() {
        let unknown = |child: &str| TreeError::UnknownParent { id: id(child), parent: id("q") };
        assert_eq!(
            shape(&items("a b<q c<b a d<q")).unwrap_err(),
            [TreeError::Duplicate { id: id("a"), first: 1, second: 4 }, unknown("b"), unknown("d")]
        );
        assert_eq!(
            shape(&items("top self<self x<y z<x y<z tail<x leaf<tail")).unwrap_err(),
            [TreeError::Cycle(vec![id("self")]), TreeError::Cycle(vec![id("x"), id("y"), id("z")])]
        );
        assert_eq!(shape(&items("self<self top")).unwrap_err(), [TreeError::Cycle(vec![id("self")])]);
        assert_eq!(shape(&[]).unwrap_err(), [TreeError::Empty]);
    }

    fn chain(length: usize) -> Vec<Item> {
        (0..length)
            .map(|i| {
                let item = Item::node(id(&i.to_string()));
                if i == 0 { item } else { item.under(id(&(i - 1).to_string())) }
            })
            .collect()
    }

    #[test]
    fn depth_and_size_have_limits() {
        assert_eq!(shape(&chain(MAX_DEPTH)).map(|s| s.len()).unwrap(), MAX_DEPTH);
        assert_eq!(shape(&chain(MAX_DEPTH + 1)).unwrap_err(), [TreeError::Depth(id("64"))]);
        assert_eq!(shape(&chain(MAX_ITEMS)).unwrap_err(), [TreeError::Depth(id("64"))]);
        let flat = |n: usize| (0..n).map(|i| Item::node(id(&i.to_string()))).collect::<Vec<_>>();
        assert_eq!(shape(&flat(MAX_ITEMS)).map(|s| s.len()).unwrap(), MAX_ITEMS);
        assert_eq!(shape(&flat(MAX_ITEMS + 1)).unwrap_err(), [TreeError::TooMany(MAX_ITEMS + 1)]);
    }

    #[test]
    fn a_ring_of_ten_thousand_is_one_defect() {
        let mut ring = chain(MAX_ITEMS);
        ring[0].parent = Some(id("9999"));
        assert!(matches!(shape(&ring).unwrap_err().as_slice(), [TreeError::Cycle(ids)] if ids.len() == MAX_ITEMS));
    }
}
