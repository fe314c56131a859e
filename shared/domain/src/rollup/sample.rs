//! Trees as one line of text, for the tests of this folder.
//!
//! `id<parent=weight:outcome@starts!cancelled`, each part but the id optional, for example `3.1<3=4:4.5@9`. Weight `a|b|c`
//! is one per round; `=~` declares internal weights below. Outcomes hold in every round: `4` reported, `f4` final, `x`
//! not reported, `n` not due, `?` awaiting.

use super::item::{Cancellation, Children, Item, ItemId, Weight};
use super::per_round::PerRound;
use super::standing::Outcome;
use super::total::{RollUp, roll_up};
use super::tree::{Assessor, Tree};
use crate::calendar::Round;
use crate::exact::Exact;
use crate::policy::Policies;
use crate::text::Text;

pub(super) fn id(text: &str) -> ItemId {
    ItemId::parse(text).unwrap()
}

pub(super) fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

pub(super) fn items(text: &str) -> Vec<Item> {
    text.split_whitespace().map(item).collect()
}

fn item(word: &str) -> Item {
    let (word, cancelled) = split(word, '!');
    let (word, starts) = split(word, '@');
    let (word, outcome) = split(word, ':');
    let (word, weight) = split(word, '=');
    let (name, parent) = split(word, '<');
    let round = |text: &str| text.parse::<Round>().unwrap();
    Item {
        parent: parent.map(id),
        weight: weight.map(|w| w.trim_start_matches('~')).filter(|w| !w.is_empty()).map(weights),
        children: if weight.is_some_and(|w| w.starts_with('~')) { Children::Internal } else { Children::Shares },
        outcomes: outcome.map(outcomes).unwrap_or_default(),
        starts: starts.map_or(Round::Six, round),
        cancelled: cancelled.map(|since| Cancellation {
            since: round(since), reason: Text::new("มติคณะรัฐมนตรี", "")
        }),
        ..Item::node(id(name))
    }
}

fn split(word: &str, at: char) -> (&str, Option<&str>) {
    word.split_once(at).map_or((word, None), |(before, after)| (before, Some(after)))
}

fn weights(text: &str) -> Weight {
    match text.split('|').map(exact).collect::<Vec<_>>().as_slice() {
        [six, nine, twelve] => {
            Weight::PerRound(PerRound { six: six.clone(), nine: nine.clone(), twelve: twelve.clone() })
        }
        [one, ..] => Weight::Same(one.clone()),
        [] => unreachable!("a split gives at least one part"),
    }
}

fn outcomes(text: &str) -> PerRound<Outcome> {
    PerRound::same(match text {
        "x" => Outcome::NotReported,
        "n" => Outcome::NotDue,
        "?" => Outcome::AwaitingData,
        scored => match scored.strip_prefix('f') {
            Some(score) => Outcome::Final(exact(score)),
            None => Outcome::Reported(exact(scored)),
        },
    })
}

pub(super) fn agreement(text: &str) -> Tree {
    Tree::agreement(Assessor::Own, &items(text)).unwrap()
}

pub(super) fn free(text: &str) -> Tree {
    Tree::free(Assessor::Own, &items(text)).unwrap()
}

/// The twelve-month round, still open, under the policies of FY2555.
pub(super) fn rolled(text: &str) -> RollUp {
    roll_up(&free(text), Round::Twelve, false, &Policies::default())
}
