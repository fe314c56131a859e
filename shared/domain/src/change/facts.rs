//! What a report or definition says, each fact at its path, and the comparison of two such lists.

use std::collections::BTreeMap;

use super::{Change, Counts, Difference, MAX_CHANGES, Shown};
use crate::text::Text;

/// Facts in the order of the form: by section, by place in the section, by path.
#[derive(Debug, Default)]
pub(super) struct Facts(BTreeMap<(u32, usize, String), (Text, Shown)>);

impl Facts {
    /// Writes down a fact. The label must depend on the path alone.
    pub fn put(&mut self, section: u32, place: usize, path: impl Into<String>, label: Text, shown: Shown) {
        self.0.insert((section, place, path.into()), (label, shown));
    }

    /// Words, where there are any.
    pub fn words(&mut self, section: u32, path: &str, label: Text, words: &Text) {
        if !words.th.is_empty() || !words.en.is_empty() {
            self.put(section, 0, path, label, Shown::Words(words.clone()));
        }
    }
}

/// What the second list says otherwise than the first.
pub(super) fn compare(before: Facts, after: Facts) -> Difference {
    let (mut before, mut after) = (before.0, after.0);
    let mut paths: Vec<_> =
        before.keys().chain(after.keys().filter(|key| !before.contains_key(key))).cloned().collect();
    paths.sort();
    let mut out = Difference::default();
    for key in paths {
        let (was, is) = (before.remove(&key), after.remove(&key));
        let label = was.as_ref().or(is.as_ref()).map(|(label, _)| label.clone()).unwrap_or_default();
        let (was, is) = (was.map(|(_, shown)| shown), is.map(|(_, shown)| shown));
        if was == is {
            continue;
        }
        let Counts { added, removed, changed } = &mut out.counts;
        let count = match (&was, &is) {
            (None, _) => added,
            (_, None) => removed,
            _ => changed,
        };
        *count += 1;
        if out.changes.len() < MAX_CHANGES {
            out.changes.push(Change { path: key.2, label, before: was, after: is });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(count: usize, words: &str) -> Facts {
        let mut facts = Facts::default();
        for at in 0..count {
            facts.put(0, at, at.to_string(), Text::default(), Shown::plain(words));
        }
        facts
    }

    #[test]
    fn changes_beyond_the_limit_are_counted_and_not_listed() {
        let told = |count| {
            let difference = compare(facts(count, "ก"), facts(count, "ข"));
            (difference.changes.len(), difference.counts.changed)
        };
        assert_eq!(told(MAX_CHANGES), (MAX_CHANGES, MAX_CHANGES));
        assert_eq!(told(MAX_CHANGES + 1), (MAX_CHANGES, MAX_CHANGES + 1));
    }

    #[test]
    fn facts_come_in_the_order_of_the_form_whichever_side_has_them() {
        let mut before = Facts::default();
        before.put(1, 10, "b", Text::default(), Shown::plain("1"));
        let mut after = Facts::default();
        after.put(1, 9, "c", Text::default(), Shown::plain("1"));
        after.put(0, 0, "d", Text::default(), Shown::plain("1"));
        after.words(2, "e", Text::default(), &Text::default());
        let difference = compare(before, after);
        assert_eq!(difference.changes.iter().map(|c| c.path.as_str()).collect::<Vec<_>>(), ["d", "c", "b"]);
        assert_eq!(difference.counts, Counts { added: 2, removed: 1, changed: 0 });
    }
}
