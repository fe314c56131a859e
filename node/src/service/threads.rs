//! Threads: opening, replying, resolving.

use ges_domain::access::Act;
use ges_domain::together::{Anchor, CaseId, Thread, ThreadEvent};
use ges_domain::workflow::Remark;
use jiff::Timestamp;

use super::together::{Asked, called, exists, take};
use super::{ServiceError, Who};
use crate::app::Node;

/// What somebody writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The text; `@login` calls somebody.
    pub text: String,
    /// Logins chosen beside the text.
    pub call: Vec<String>,
    /// The post that is answered.
    pub to: Option<CaseId>,
}

/// What becomes of the thread with a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It stays open.
    Stay,
    /// It is resolved.
    Resolve,
    /// It was resolved and is open again.
    Reopen,
}

/// Opens a thread.
pub fn open(
    node: &Node,
    who: &Who,
    case: CaseId,
    anchor: Anchor,
    written: &Written,
    now: Timestamp,
) -> Result<Thread, ServiceError> {
    who.must(Act::Comment)?;
    let (place, own) = (anchor.clone(), node.own().clone());
    let mentions = called(node, &written.text, &written.call)?;
    let event = ThreadEvent::Open { anchor, text: Remark::new(clean(&written.text))?, mentions };
    take(node, who, case, vec![(case, event)], move |tx, _, _| exists(tx, &own, &place), now)
}

/// Replies, and settles or reopens the thread with it; an empty text only settles or reopens.
pub fn reply(
    node: &Node,
    who: &Who,
    asked: Asked,
    written: &Written,
    then: Then,
    now: Timestamp,
) -> Result<Thread, ServiceError> {
    who.must(Act::Comment)?;
    let text = clean(&written.text);
    let mut steps = Vec::new();
    if !text.trim().is_empty() || then == Then::Stay {
        let mentions = called(node, &text, &written.call)?;
        steps.push((asked.act, ThreadEvent::Reply { to: written.to, text: Remark::new(text)?, mentions }));
    }
    // A step beside the reply is an act of its own, named after it: sent twice, it is the same one.
    let beside = asked.act.beside();
    match then {
        Then::Stay => {}
        Then::Resolve => steps.push((beside, ThreadEvent::Resolve {})),
        Then::Reopen => steps.insert(0, (beside, ThreadEvent::Reopen {})),
    }
    take(node, who, asked.case, steps, |_, _, _| Ok(()), now)
}

/// Browsers send line ends as two characters.
pub(super) fn clean(text: &str) -> String {
    text.replace('\r', "")
}
