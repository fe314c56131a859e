//! The burden of reporting: what an agency sends by hand today, and what remains when the system renders the rest.

use std::collections::BTreeSet;

use serde::Serialize;

use super::list::named;
use super::{FactWord, Item, Obligation, Obligations};
use crate::text::Text;

/// What some obligations add up to in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Burden {
    /// Obligations, whether scheduled or not.
    pub obligations: usize,
    /// Obligations with at least one scheduled submission.
    pub scheduled: usize,
    /// Scheduled submissions counted by name: an obligation with two papers counts twice.
    pub named: usize,
    /// Submissions.
    pub submissions: u32,
    /// Central offices that at least one submission goes to.
    pub offices: usize,
    /// Submissions that travel inside the performance-agreement system already.
    pub inside_pa: u32,
}

impl Burden {
    /// Adds up some obligations.
    pub fn of<'a>(obligations: impl IntoIterator<Item = &'a Obligation>) -> Self {
        let all: Vec<&Obligation> = obligations.into_iter().collect();
        let scheduled: Vec<&Obligation> = all.iter().copied().filter(|o| o.per_year() > 0).collect();
        let offices: BTreeSet<_> = scheduled.iter().map(|o| &o.recipient.id).collect();
        Self {
            obligations: all.len(),
            scheduled: scheduled.len(),
            named: named(all.iter().copied()).len(),
            submissions: scheduled.iter().map(|o| o.per_year()).sum(),
            offices: offices.len(),
            inside_pa: scheduled.iter().filter(|o| o.inside_pa()).map(|o| o.per_year()).sum(),
        }
    }
}

/// An obligation that the system cannot render yet, and the items it lacks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remaining<'a> {
    /// The obligation.
    pub obligation: &'a Obligation,
    /// Items without facts; at least one.
    pub missing: Vec<&'a Item>,
}

impl Remaining<'_> {
    /// Why it remains: `ยังไม่มีข้อมูล: …`.
    pub fn why(&self) -> Text {
        let join = |pick: fn(&Item) -> &str| self.missing.iter().map(|item| pick(item)).collect::<Vec<_>>().join(", ");
        let (th, en) = (join(|item| &item.name.th), join(|item| &item.name.en));
        Text::new(format!("ยังไม่มีข้อมูล: {th}"), format!("no data yet: {en}"))
    }
}

/// What is left once the system renders every report whose facts are all there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct After<'a> {
    /// What the agency still sends by hand.
    pub by_hand: Burden,
    /// Reports the system renders; nobody sends them.
    pub rendered: Vec<&'a Obligation>,
    /// Reports it cannot render yet, and why.
    pub remaining: Vec<Remaining<'a>>,
}

/// The burden without the system: everything is sent.
pub fn before(obligations: &Obligations) -> Burden {
    Burden::of(obligations.all())
}

/// The burden with the sources of facts that the file calls available.
pub fn after(obligations: &Obligations) -> After<'_> {
    split(obligations, |item| item.available)
}

/// The burden with other sources of facts, such as those of one agency.
pub fn after_with(obligations: &Obligations, available: impl Fn(&FactWord) -> bool) -> After<'_> {
    split(obligations, |item| available(&item.fact))
}

fn split(obligations: &Obligations, available: impl Fn(&Item) -> bool) -> After<'_> {
    let (mut rendered, mut remaining) = (Vec::new(), Vec::new());
    for obligation in obligations.all() {
        let missing: Vec<&Item> = obligation.items.iter().filter(|item| !available(item)).collect();
        if missing.is_empty() {
            rendered.push(obligation);
        } else {
            remaining.push(Remaining { obligation, missing });
        }
    }
    After { by_hand: Burden::of(remaining.iter().map(|row| row.obligation)), rendered, remaining }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::obligation::shipped::departments_2555;

    fn numbers<'a>(obligations: impl IntoIterator<Item = &'a Obligation>) -> Vec<u8> {
        obligations.into_iter().map(|o| o.number).collect()
    }

    #[test]
    fn a_department_sends_44_submissions_to_10_offices_today() {
        let burden = before(&departments_2555().unwrap());
        let expected =
            Burden { obligations: 21, scheduled: 18, named: 19, submissions: 44, offices: 10, inside_pa: 15 };
        assert_eq!(burden, expected);
    }

    #[test]
    fn reports_whose_facts_are_all_there_are_no_longer_sent() {
        let list = departments_2555().unwrap();
        let after = after(&list);
        // Law plan, anti-corruption, inspection and the self-assessment: three rounds each, twelve of 44.
        assert_eq!(numbers(after.rendered.iter().copied()), [7, 13, 18, 20]);
        let expected = Burden { obligations: 17, scheduled: 14, named: 15, submissions: 32, offices: 7, inside_pa: 6 };
        assert_eq!(after.by_hand, expected);
        let audit = after.remaining.iter().find(|row| row.obligation.number == 15).unwrap();
        assert_eq!(
            audit.why(),
            Text::new("ยังไม่มีข้อมูล: แผนการตรวจสอบภายในประจำปี", "no data yet: annual internal audit plan")
        );
    }

    #[test]
    fn every_obligation_is_rendered_once_all_sources_are_there() {
        let list = departments_2555().unwrap();
        let all = after_with(&list, |_| true);
        assert_eq!((all.rendered.len(), all.remaining.len()), (21, 0));
        let nothing = Burden { obligations: 0, scheduled: 0, named: 0, submissions: 0, offices: 0, inside_pa: 0 };
        assert_eq!(all.by_hand, nothing);
        let none = after_with(&list, |_| false);
        assert_eq!((none.by_hand, none.rendered.len()), (before(&list), 0));
    }

    #[test]
    fn one_more_source_frees_the_reports_that_waited_for_it_alone() {
        let list = departments_2555().unwrap();
        let with_audit = after_with(&list, |word| word.as_str() == "module:audit" || !word.as_str().contains(':'));
        assert_eq!(numbers(with_audit.rendered.iter().copied()), [7, 11, 13, 15, 18, 20]);
        assert_eq!(with_audit.by_hand.submissions, 44 - 12 - 8);
    }

    proptest::proptest! {
        #[test]
        fn rendered_and_remaining_make_up_the_whole(seed: u64) {
            thread_local! { static LIST: Obligations = departments_2555().unwrap(); }
            LIST.with(|list| {
                let bit = |word: &FactWord| {
                    let at = list.facts().iter().position(|source| source.word == *word).unwrap();
                    seed >> (at % 64) & 1 == 1
                };
                let after = after_with(list, bit);
                let rendered = Burden::of(after.rendered.iter().copied());
                assert_eq!(rendered.submissions + after.by_hand.submissions, 44);
                assert_eq!(rendered.obligations + after.by_hand.obligations, 21);
                assert_eq!(rendered.inside_pa + after.by_hand.inside_pa, 15);
                assert!(after.remaining.iter().all(|row| !row.missing.is_empty()));
            });
        }
    }
}
