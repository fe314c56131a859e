//! Makes a failing list shorter while it still fails, so that a person can read it.

use super::operation::List;

/// Leaves out operations, large pieces first, as long as `fails` says the rest still fails; asks at most `budget` times.
pub fn shrink(list: &List, mut budget: u32, mut fails: impl FnMut(&List) -> bool) -> List {
    let mut best = list.clone();
    let mut piece = best.operations.len() / 2;
    while piece > 0 {
        let mut at = 0;
        while at < best.operations.len() {
            if budget == 0 {
                return best;
            }
            let mut shorter = best.clone();
            let end = (at + piece).min(shorter.operations.len());
            shorter.operations.drain(at..end);
            budget -= 1;
            if fails(&shorter) {
                best = shorter;
            } else {
                at += piece;
            }
        }
        piece /= 2;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::Operation;
    use crate::simulation::generate;

    #[test]
    fn what_does_not_matter_is_left_out() {
        let mut list = generate(1);
        list.operations.push(Operation::Publish);
        list.operations.insert(3, Operation::CrashHub { away: 7 });
        let both = |l: &List| {
            l.operations.contains(&Operation::Publish) && l.operations.contains(&Operation::CrashHub { away: 7 })
        };
        let short = shrink(&list, 1000, both);
        assert_eq!(short.operations, [Operation::CrashHub { away: 7 }, Operation::Publish]);
    }
}
