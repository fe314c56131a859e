//! The name of a log: whose it is, and which life of it.

use std::{fmt, str::FromStr};

use ges_domain::ids::{IdError, OrganisationId};
use thiserror::Error;

use crate::lines::plain_number;

/// A log's identity, such as `ges.local/dep/1`: the federation's domain, the organisation, the
/// epoch.
///
/// The text is at once the origin line of the log's checkpoints and the name of its key. A log
/// restored from a backup goes on under the next epoch, so no sequence number ever means two
/// different records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId {
    domain: String,
    organisation: OrganisationId,
    epoch: u32,
}

/// Why a text is not a log's name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LogIdError {
    /// It has not three parts.
    #[error("a log's name has the form domain/organisation/epoch, such as ges.local/dep/1")]
    Form,
    /// The domain is not a host name in small letters.
    #[error("the domain of a log's name is a host name in small letters, such as ges.local")]
    Domain,
    /// The organisation is not an id.
    #[error(transparent)]
    Organisation(#[from] IdError),
    /// The epoch is not a number from 1.
    #[error("the epoch of a log's name is a number from 1 without leading zeroes")]
    Epoch,
}

impl LogId {
    /// The name of one life of an organisation's log; the first epoch is 1.
    ///
    /// # Errors
    /// [`LogIdError::Domain`] and [`LogIdError::Epoch`].
    pub fn new(domain: &str, organisation: OrganisationId, epoch: u32) -> Result<Self, LogIdError> {
        let label = |label: &str| {
            let mark = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| mark(byte) || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if domain.len() > 253 || !domain.split('.').all(label) {
            return Err(LogIdError::Domain);
        }
        if epoch == 0 {
            return Err(LogIdError::Epoch);
        }
        Ok(Self { domain: domain.to_owned(), organisation, epoch })
    }

    /// Reads a name such as `ges.local/dep/1`.
    ///
    /// # Errors
    /// [`LogIdError`] naming the part that is wrong.
    pub fn parse(text: &str) -> Result<Self, LogIdError> {
        let mut parts = text.split('/');
        let (Some(domain), Some(organisation), Some(epoch), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(LogIdError::Form);
        };
        let epoch = plain_number(epoch).ok_or(LogIdError::Epoch)?;
        Self::new(domain, OrganisationId::parse(organisation)?, epoch)
    }

    /// The federation's domain.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Whose log it is.
    pub fn organisation(&self) -> &OrganisationId {
        &self.organisation
    }

    /// Which life of the log, from 1.
    pub fn epoch(&self) -> u32 {
        self.epoch
    }

    /// The name under which the log goes on after it was restored.
    #[must_use]
    pub fn next_epoch(&self) -> Self {
        Self { epoch: self.epoch.saturating_add(1), ..self.clone() }
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.domain, self.organisation, self.epoch)
    }
}

impl FromStr for LogId {
    type Err = LogIdError;

    fn from_str(text: &str) -> Result<Self, LogIdError> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LogId, LogIdError};

    #[test]
    fn a_name_reads_as_it_prints_and_counts_its_epochs() {
        let log = LogId::parse("ges.local/dep/9").unwrap();
        assert_eq!(log.to_string(), "ges.local/dep/9");
        assert_eq!((log.domain(), log.organisation().as_str(), log.epoch()), ("ges.local", "dep", 9));
        assert_eq!(log.next_epoch().to_string(), "ges.local/dep/10");
    }

    #[test]
    fn each_wrong_part_is_named() {
        for form in ["", "ges.local", "ges.local/dep", "ges.local/dep/1/"] {
            assert_eq!(LogId::parse(form), Err(LogIdError::Form), "{form}");
        }
        for domain in ["/dep/1", "GES/dep/1", "ges..th/dep/1", "a b/dep/1", "-a/dep/1", "a+b/dep/1"] {
            assert_eq!(LogId::parse(domain), Err(LogIdError::Domain), "{domain}");
        }
        for epoch in ["x/dep/0", "x/dep/01", "x/dep/", "x/dep/-1", "x/dep/+1", "x/dep/4294967296"] {
            assert_eq!(LogId::parse(epoch), Err(LogIdError::Epoch), "{epoch}");
        }
        assert!(matches!(LogId::parse("x/D/1"), Err(LogIdError::Organisation(_))));
    }

    proptest! {
        #[test]
        fn reading_any_text_never_panics_and_keeps_the_spelling(text in "([a-z.]{1,8}/[a-z0-9-]{2,5}/[0-9]{1,11})|.{0,30}") {
            if let Ok(log) = LogId::parse(&text) {
                prop_assert_eq!(log.to_string(), text);
            }
        }
    }
}
