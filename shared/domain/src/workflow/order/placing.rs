//! Placing the records of several journals one by one; a journal waits at its first record that has to wait.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::Entry;
use crate::ids::RecordId;

/// Where a record stands: journal, place in it.
pub(super) type Spot = (usize, usize);

/// What became of the records.
pub(super) struct Placing {
    /// In order.
    pub placed: Vec<Spot>,
    /// Each responds to another that responds to it.
    pub circular: Vec<Spot>,
    /// The first record of each journal that still waits.
    pub next: Vec<usize>,
}

/// What the next record of a journal waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// Nothing: it can be placed, or the journal has no more.
    Nothing,
    /// This record.
    On(Spot),
    /// A record that is not here.
    Missing,
}

struct Board<'j, 'a, E, F> {
    journals: &'j [Vec<Entry<'a, E>>],
    /// Whether a record outside these journals is here.
    arrived: F,
    /// Every spot of an id, in order of journals.
    spots: BTreeMap<RecordId, Vec<Spot>>,
    /// The next record of each journal, and what it waits for.
    next: Vec<usize>,
    wait: Vec<Wait>,
    /// Which journals wait for a record.
    waiting: BTreeMap<Spot, Vec<usize>>,
    /// Next records that can be placed: earliest first, then by owner.
    ready: BinaryHeap<Reverse<(i64, usize)>>,
}

/// Places what can be placed; nothing ever waits for a record that was placed or found circular.
pub(super) fn place<E>(journals: &[Vec<Entry<'_, E>>], arrived: impl Fn(RecordId) -> bool) -> Placing {
    let mut spots: BTreeMap<RecordId, Vec<Spot>> = BTreeMap::new();
    for (j, journal) in journals.iter().enumerate() {
        for (place, entry) in journal.iter().enumerate() {
            spots.entry(entry.id).or_default().push((j, place));
        }
    }
    let mut board = Board {
        journals,
        arrived,
        spots,
        next: vec![0; journals.len()],
        wait: vec![Wait::Nothing; journals.len()],
        waiting: BTreeMap::new(),
        ready: BinaryHeap::new(),
    };
    (0..journals.len()).for_each(|journal| board.look_at(journal));
    let (mut placed, mut circular) = (Vec::new(), Vec::new());
    loop {
        while let Some(Reverse((_, journal))) = board.ready.pop() {
            placed.push((journal, board.next[journal]));
            board.leave(&[journal]);
        }
        let circle = board.circles();
        if circle.is_empty() {
            return Placing { placed, circular, next: board.next };
        }
        circular.extend(circle.iter().map(|journal| (*journal, board.next[*journal])));
        board.leave(&circle);
    }
}

impl<E, F: Fn(RecordId) -> bool> Board<'_, '_, E, F> {
    /// The next records of these journals are dealt with: go on with those that follow, and with whoever waited.
    fn leave(&mut self, journals: &[usize]) {
        // All of them first: members of a circle wait for one another and must not be looked at twice.
        for journal in journals {
            self.wait[*journal] = Wait::Nothing;
            self.next[*journal] += 1;
        }
        for journal in journals {
            let left = (*journal, self.next[*journal] - 1);
            for other in self.waiting.remove(&left).unwrap_or_default() {
                if self.wait[other] == Wait::On(left) {
                    self.look_at(other);
                }
            }
            self.look_at(*journal);
        }
    }

    /// Finds out what the journal's next record waits for.
    fn look_at(&mut self, journal: usize) {
        self.wait[journal] = Wait::Nothing;
        let Some(entry) = self.journals[journal].get(self.next[journal]) else { return };
        if let Some(after) = entry.after {
            self.wait[journal] = self.waits_for(journal, after);
        }
        match self.wait[journal] {
            Wait::Nothing => self.ready.push(Reverse((entry.recorded_at_micros, journal))),
            Wait::On(spot) => self.waiting.entry(spot).or_default().push(journal),
            Wait::Missing => {}
        }
    }

    /// An id that the record's own journal has used means that record; otherwise every record that bears it, because
    /// only whoever wrote the reference knows which one was meant.
    fn waits_for(&self, journal: usize, after: RecordId) -> Wait {
        let Some(spots) = self.spots.get(&after) else {
            return if (self.arrived)(after) { Wait::Nothing } else { Wait::Missing };
        };
        let pending = |(j, place): &&Spot| *place >= self.next[*j];
        let own = spots.iter().find(|(j, _)| *j == journal);
        let blocker = if own.is_some() { own.filter(pending) } else { spots.iter().find(pending) };
        blocker.map_or(Wait::Nothing, |spot| Wait::On(*spot))
    }

    /// Journals whose next records wait for one another in a circle; asked only when nothing can be placed.
    fn circles(&self) -> Vec<usize> {
        let mut seen = vec![false; self.wait.len()];
        let mut found = Vec::new();
        for start in 0..self.wait.len() {
            let mut path = Vec::new();
            let mut at = start;
            while !seen[at] {
                seen[at] = true;
                let Wait::On((other, _)) = self.wait[at] else { break };
                path.push(at);
                at = other;
            }
            // Only a walk that comes back to its own path has found a circle: from where it came back to its end.
            if let Some(from) = path.iter().position(|journal| *journal == at) {
                found.extend_from_slice(&path[from..]);
            }
        }
        found
    }
}
