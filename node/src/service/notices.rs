//! What concerns a person: calls by name, replies, tasks, cards that wait or came back, findings. All of it follows from
//! the journal and is worked out once for each size of it; only what a person has read is kept beside.

use std::sync::{Arc, Mutex, PoisonError};

use ges_domain::access::{self, Act};
use ges_domain::calendar::FiscalYear;
use ges_domain::ids::IndicatorNumber;
use ges_domain::together::{Anchor, CaseId, Finding, FindingStage, Task, TaskStage, Thread};
use ges_domain::workflow::ActorRole;
use ges_domain::workflow::round::RoundStage;
use ges_ledger::read;
use jiff::Timestamp;

use super::rounds::{self, Frame, Year};
use super::together::{self, Together};
use super::{ServiceError, Who};
use crate::app::{Node, own_log};
use crate::tables;

/// Most notices of one person; older ones are left out.
pub const MAX_NOTICES: usize = 200;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// A card came back.
    Returned,
    /// A card waits for approval.
    Waiting,
    /// Called by name in a thread.
    Mention,
    /// A reply in a thread that the person opened.
    Reply,
    /// A task was given.
    Task,
    /// A task that the person gave is done.
    Finished,
    /// A finding to be answered.
    Finding,
    /// An answer to a finding.
    Answered,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Returned,
        Self::Waiting,
        Self::Mention,
        Self::Reply,
        Self::Task,
        Self::Finished,
        Self::Finding,
        Self::Answered,
    ];

    /// Stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Returned => "returned",
            Self::Waiting => "waiting",
            Self::Mention => "mention",
            Self::Reply => "reply",
            Self::Task => "task",
            Self::Finished => "finished",
            Self::Finding => "finding",
            Self::Answered => "answered",
        }
    }
}

/// Whom a notice concerns.
#[derive(Debug, Clone, PartialEq, Eq)]
enum To {
    Login(String),
    Acting(ActorRole),
    May(Act),
}

/// Something that concerns somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Names it, once and for all.
    pub key: String,
    /// What happened.
    pub kind: NoticeKind,
    /// When, microseconds since 1970 UTC.
    pub at: i64,
    /// The indicator it is about.
    pub indicator: Option<(FiscalYear, IndicatorNumber)>,
    /// Words of the task, thread or finding; for pages only, they leave the node in no mail.
    pub words: String,
    /// Where it is, within this server.
    pub href: String,
    author: String,
    to: To,
}

impl Notice {
    fn is_for(&self, who: &Who) -> bool {
        self.author != who.author
            && match &self.to {
                To::Login(login) => *login == who.author,
                To::Acting(role) => access::acting(&who.roles).contains(role),
                To::May(act) => who.may(*act),
            }
    }
}

/// Everything worked out from one size of the journal.
#[derive(Debug)]
pub struct Known {
    /// What people do together.
    pub together: Together,
    /// Notices of everybody, newest first.
    notices: Vec<Notice>,
}

/// Keeps what was last worked out.
#[derive(Debug, Default)]
pub(crate) struct Notices(Mutex<Option<(u64, Arc<Known>)>>);

/// What is known now; from memory while the journal has not grown.
pub async fn known(node: &Node) -> Result<Arc<Known>, ServiceError> {
    let seen = *node.head().borrow();
    if let Some(known) = node.notices().at(seen) {
        return Ok(known);
    }
    let inner = node.clone();
    node.store().read_async(move |tx| work_out(&inner, tx)).await
}

/// As [`known`], for the command line and jobs; must not be called on an async worker.
pub fn known_now(node: &Node) -> Result<Arc<Known>, ServiceError> {
    node.store().read(|tx| work_out(node, tx))
}

fn work_out(node: &Node, tx: &mut ges_store::Tx<'_>) -> Result<Arc<Known>, ServiceError> {
    let size = own_log(tx)?.size;
    if let Some(known) = node.notices().at(size) {
        return Ok(known);
    }
    let together = together::all(tx, node.own())?;
    let frame = Frame::of(node);
    let year = match read::agreements::years(tx, node.own())?.first() {
        Some(newest) => Some(rounds::year(tx, &frame, *newest)?),
        None => None,
    };
    let known = Arc::new(Known { notices: all(year.as_ref(), &together), together });
    *node.notices().0.lock().unwrap_or_else(PoisonError::into_inner) = Some((size, known.clone()));
    Ok(known)
}

impl Notices {
    fn at(&self, size: u64) -> Option<Arc<Known>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().filter(|(known, _)| *known == size).map(|(_, known)| known.clone())
    }
}

impl Known {
    /// What concerns somebody, newest first.
    pub fn of<'a>(&'a self, who: &'a Who) -> impl Iterator<Item = &'a Notice> {
        self.notices.iter().filter(|n| n.is_for(who)).take(MAX_NOTICES)
    }
}

/// What concerns a person and was not read.
pub async fn unread(node: &Node, who: &Who) -> Result<Vec<Notice>, ServiceError> {
    Ok(all_of(node, who).await?.into_iter().filter(|(_, read)| !read).map(|(notice, _)| notice).collect())
}

/// What concerns a person, each with whether it was read.
pub async fn all_of(node: &Node, who: &Who) -> Result<Vec<(Notice, bool)>, ServiceError> {
    let (known, login) = (known(node).await?, who.author.clone());
    let read = node.store().read_async(move |tx| tables::read_by(tx, &login)).await?;
    Ok(known.of(who).map(|n| (n.clone(), read.contains(&n.key))).collect())
}

/// Notes as read those of a person's notices that `of` chooses; gives how many.
pub async fn mark(node: &Node, who: &Who, of: impl Fn(&Notice) -> bool, now: Timestamp) -> Result<usize, ServiceError> {
    let keys: Vec<String> = unread(node, who).await?.into_iter().filter(|n| of(n)).map(|n| n.key).collect();
    let (login, count) = (who.author.clone(), keys.len());
    if count > 0 {
        let write = move |tx: &mut ges_store::Tx<'_>| tables::mark_read(tx, &login, &keys, now.as_microsecond());
        node.store().write_async(write).await?;
    }
    Ok(count)
}

/// Notes as read what concerns a person in one thread, task or finding, which they have just opened.
pub async fn opened(node: &Node, who: &Who, case: CaseId, now: Timestamp) -> Result<(), ServiceError> {
    let end = format!("/{case}");
    mark(node, who, |n| n.href.split('#').next().is_some_and(|h| h.ends_with(&end)), now).await.map(drop)
}

fn all(year: Option<&Year>, together: &Together) -> Vec<Notice> {
    let mut all: Vec<Notice> = year.into_iter().flat_map(cards).collect();
    all.extend(together.threads.values().flat_map(thread));
    all.extend(together.tasks.values().filter_map(task));
    all.extend(together.findings.values().filter_map(finding));
    all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.key.cmp(&b.key)));
    all
}

fn cards(year: &Year) -> impl Iterator<Item = Notice> {
    year.cards.iter().filter_map(|card| {
        let last = card.standing.history.last()?;
        let owner = rounds::whose(card.stage())?;
        let kind = match card.stage() {
            RoundStage::Draft if card.draft()?.returned_for().is_some() => NoticeKind::Returned,
            RoundStage::Draft => return None,
            _ => NoticeKind::Waiting,
        };
        let (number, months) = (&card.indicator.number, card.round.months());
        Some(Notice {
            key: format!("card:{}", last.record),
            kind,
            at: last.at,
            indicator: Some((year.year, number.clone())),
            words: String::new(),
            href: format!("/indicators/{number}/approve?fiscal_year={}&round={months}", year.year),
            author: last.actor.person.as_str().to_owned(),
            to: To::Acting(owner),
        })
    })
}

fn indicator(anchor: Option<&Anchor>) -> Option<(FiscalYear, IndicatorNumber)> {
    anchor.and_then(Anchor::indicator).map(|(year, number)| (year, number.clone()))
}

fn thread(thread: &Thread) -> Vec<Notice> {
    let opener = thread.posts.first().map(|p| p.author.clone()).unwrap_or_default();
    let notice = |post: &ges_domain::together::Post, kind, login: String| Notice {
        key: format!("{}:{}", NoticeKind::as_str(kind), post.id),
        kind,
        at: post.at,
        indicator: indicator(Some(&thread.anchor)),
        words: beginning(post.text.as_str()),
        href: format!("/threads/{}#post-{}", thread.id, post.id),
        author: post.author.clone(),
        to: To::Login(login),
    };
    let of_post = |(n, post): (usize, &ges_domain::together::Post)| {
        let mut all: Vec<Notice> =
            post.mentions.iter().map(|login| notice(post, NoticeKind::Mention, login.to_string())).collect();
        let called = post.mentions.iter().any(|m| m.as_str() == opener);
        if n > 0 && !called {
            all.push(notice(post, NoticeKind::Reply, opener.clone()));
        }
        all
    };
    thread.posts.iter().enumerate().flat_map(of_post).collect()
}

fn task(task: &Task) -> Option<Notice> {
    let step = task.steps.last()?;
    let (kind, login) = match task.stage {
        TaskStage::Open => (NoticeKind::Task, task.to.to_string()),
        TaskStage::Done => (NoticeKind::Finished, task.giver.clone()),
        TaskStage::Cancelled => return None,
    };
    Some(Notice {
        key: format!("task:{}:{}", task.id, task.steps.len()),
        kind,
        at: step.at,
        indicator: indicator(task.anchor.as_ref()),
        words: task.title.to_string(),
        href: format!("/tasks/{}", task.id),
        author: step.author.clone(),
        to: To::Login(login),
    })
}

fn finding(finding: &Finding) -> Option<Notice> {
    let step = finding.steps.last()?;
    let (kind, to) = match finding.stage {
        FindingStage::Open => (NoticeKind::Finding, To::May(Act::AnswerFinding)),
        FindingStage::Answered => (NoticeKind::Answered, To::May(Act::AuditFinding)),
        FindingStage::Closed => return None,
    };
    Some(Notice {
        key: format!("finding:{}:{}", finding.id, finding.steps.len()),
        kind,
        at: step.at,
        indicator: indicator(finding.anchor.as_ref()),
        words: finding.title.to_string(),
        href: format!("/findings/{}", finding.id),
        author: step.author.clone(),
        to,
    })
}

/// The beginning of a text, for lists.
pub fn beginning(text: &str) -> String {
    /// Characters shown.
    const SHOWN: usize = 120;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN { line } else { format!("{}…", line.chars().take(SHOWN).collect::<String>()) }
}

/// Who a person is, as far as notices go.
pub fn who(person: &ges_web::accounts::Person) -> Who {
    Who::new(person.login.clone(), together::roles(person))
}
