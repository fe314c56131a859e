//! A thread: what people say to each other about one place, until it is resolved.

use serde::{Deserialize, Serialize};

use super::{Anchor, By, Case, CaseId, Login, MAX_MENTIONS, TogetherError};
use crate::workflow::Remark;
use crate::workflow::body::{BodyError, Bounded};

/// Most posts of one thread.
pub const MAX_POSTS: usize = 500;

/// What can happen to a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ThreadEvent {
    /// It begins with a post.
    Open {
        /// What it is about.
        anchor: Anchor,
        /// The post.
        text: Remark,
        /// Who is called by name, at most 20.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<Login>,
    },
    /// Somebody says more; only while it is open.
    Reply {
        /// The post that is answered; without one, the thread as a whole.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<CaseId>,
        /// The post.
        text: Remark,
        /// Who is called by name, at most 20.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<Login>,
    },
    /// It is settled.
    Resolve {},
    /// It is not settled after all.
    Reopen {},
}

impl Bounded for ThreadEvent {
    fn bounds(&self) -> Result<(), BodyError> {
        match self {
            Self::Open { mentions, .. } | Self::Reply { mentions, .. } if mentions.len() > MAX_MENTIONS => {
                Err(BodyError::Count { field: "mentions", count: mentions.len(), most: MAX_MENTIONS })
            }
            _ => Ok(()),
        }
    }
}

/// One post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The act that posted it.
    pub id: CaseId,
    /// Who.
    pub author: String,
    /// When, microseconds since 1970 UTC.
    pub at: i64,
    /// The text.
    pub text: Remark,
    /// Who is called by name.
    pub mentions: Vec<Login>,
    /// The post it answers.
    pub to: Option<CaseId>,
}

/// A thread as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Its id.
    pub id: CaseId,
    /// What it is about.
    pub anchor: Anchor,
    /// Its posts, oldest first, at least one.
    pub posts: Vec<Post>,
    /// Who resolved it and when; open without.
    pub resolved: Option<(String, i64)>,
}

impl Thread {
    /// Whether it waits for somebody.
    pub fn is_open(&self) -> bool {
        self.resolved.is_none()
    }

    /// Whether somebody wrote in it or is called by name.
    pub fn concerns(&self, login: &str) -> bool {
        self.posts.iter().any(|p| p.author == login || p.mentions.iter().any(|m| m.as_str() == login))
    }
}

impl Case for Thread {
    type Event = ThreadEvent;

    fn open(id: CaseId, event: &ThreadEvent, by: &By<'_>) -> Result<Self, TogetherError> {
        let ThreadEvent::Open { anchor, text, mentions } = event else { return Err(TogetherError::NotOpened) };
        let post = post(id, text, mentions, None, by);
        Ok(Self { id, anchor: anchor.clone(), posts: vec![post], resolved: None })
    }

    fn take(&mut self, act: CaseId, event: &ThreadEvent, by: &By<'_>) -> Result<(), TogetherError> {
        match event {
            ThreadEvent::Open { .. } => return Err(TogetherError::Opened),
            ThreadEvent::Reply { to, text, mentions } => {
                if !self.is_open() {
                    return Err(TogetherError::NotNow);
                }
                if to.is_some_and(|to| !self.posts.iter().any(|p| p.id == to)) {
                    return Err(TogetherError::UnknownPost);
                }
                if self.posts.len() >= MAX_POSTS {
                    return Err(TogetherError::Full(MAX_POSTS));
                }
                self.posts.push(post(act, text, mentions, *to, by));
            }
            ThreadEvent::Resolve {} if self.is_open() => self.resolved = Some((by.author.to_owned(), by.at)),
            ThreadEvent::Reopen {} if !self.is_open() => self.resolved = None,
            ThreadEvent::Resolve {} | ThreadEvent::Reopen {} => return Err(TogetherError::NotNow),
        }
        Ok(())
    }
}

fn post(id: CaseId, text: &Remark, mentions: &[Login], to: Option<CaseId>, by: &By<'_>) -> Post {
    Post { id, author: by.author.to_owned(), at: by.at, text: text.clone(), mentions: mentions.to_vec(), to }
}
