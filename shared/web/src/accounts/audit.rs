//! Who changed what about whom, and when: written in the transaction of the change, read on the person's page.

use ges_store::{StoreError, Tx};
use jiff::Timestamp;

use super::{AccountError, Accounts, instant};
use crate::store::audit::{self as rows, AuditRow};

/// Stands as actor for whoever holds the machine and changes people by command.
pub const CONSOLE: &str = "console";

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A person was added; after: the roles.
    Invited,
    /// How the person is shown; before and after: Thai and English, on a line each.
    Label,
    /// Roles; before and after: role names separated by spaces.
    Roles,
    /// A one-time link was made; earlier ones ended.
    Link,
    /// The account was switched off; sessions and links ended.
    Off,
    /// The account was switched on again.
    On,
    /// All sessions were ended.
    SignedOut,
    /// One session was ended by its owner.
    SessionEnded,
    /// A password was set; which one is written nowhere.
    Password,
    /// A role was given to somebody for some days; after: role, first day, last day.
    Delegated,
    /// A delegation was ended; before: role, first day, last day.
    DelegationEnded,
    /// A passkey was registered; after: its name.
    PasskeyAdded,
    /// Passkeys were removed; before: their names, one on a line.
    PasskeyRemoved,
    /// A passkey's counter went back, so a copy of it may be about; nobody was let in. Before: its name.
    PasskeySuspect,
    /// An identity at the identity provider opens the account since; after: the provider.
    IdentityLinked,
    /// It does no longer; before: the provider.
    IdentityUnlinked,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Invited,
        Self::Label,
        Self::Roles,
        Self::Link,
        Self::Off,
        Self::On,
        Self::SignedOut,
        Self::SessionEnded,
        Self::Password,
        Self::Delegated,
        Self::DelegationEnded,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::PasskeySuspect,
        Self::IdentityLinked,
        Self::IdentityUnlinked,
    ];

    /// Stable name, as stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Label => "label",
            Self::Roles => "roles",
            Self::Link => "link",
            Self::Off => "off",
            Self::On => "on",
            Self::SignedOut => "signed-out",
            Self::SessionEnded => "session-ended",
            Self::Password => "password",
            Self::Delegated => "delegated",
            Self::DelegationEnded => "delegation-ended",
            Self::PasskeyAdded => "passkey-added",
            Self::PasskeyRemoved => "passkey-removed",
            Self::PasskeySuspect => "passkey-suspect",
            Self::IdentityLinked => "identity-linked",
            Self::IdentityUnlinked => "identity-unlinked",
        }
    }
}

/// One change as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Place in the order of changes.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Login of who did it, or [`CONSOLE`].
    pub actor: String,
    /// What; `None` for a deed of a newer program.
    pub deed: Option<Deed>,
    /// Whom it concerns.
    pub subject: String,
    /// The other person concerned: who was given the role.
    pub other: Option<String>,
    /// How it was.
    pub before: String,
    /// How it is since.
    pub after: String,
}

/// A change about to be written.
pub(super) struct Note<'a> {
    pub at: i64,
    pub actor: &'a str,
    pub deed: Deed,
    pub subject: &'a str,
    pub other: Option<&'a str>,
    pub before: &'a str,
    pub after: &'a str,
}

impl<'a> Note<'a> {
    /// A change that needs no before and after.
    pub(super) fn plain(at: i64, actor: &'a str, deed: Deed, subject: &'a str) -> Self {
        Self { at, actor, deed, subject, other: None, before: "", after: "" }
    }

    pub(super) fn write(self, tx: &mut Tx<'_>) -> Result<(), StoreError> {
        rows::insert(
            tx,
            &AuditRow {
                id: 0,
                at: self.at,
                actor: self.actor.to_owned(),
                deed: self.deed.name().to_owned(),
                subject: self.subject.to_owned(),
                other: self.other.map(ToOwned::to_owned),
                before: self.before.to_owned(),
                after: self.after.to_owned(),
            },
        )
    }
}

impl From<AuditRow> for Change {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id,
            at: instant(row.at),
            actor: row.actor,
            deed: Deed::ALL.into_iter().find(|deed| deed.name() == row.deed),
            subject: row.subject,
            other: row.other,
            before: row.before,
            after: row.after,
        }
    }
}

impl Accounts {
    /// The changes that concern a person, newest first, older than the change numbered `older`; and how many there are
    /// in all.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn changes_async(
        &self,
        login: &str,
        older: Option<i64>,
        limit: u32,
    ) -> Result<(Vec<Change>, u64), AccountError> {
        let login = login.to_owned();
        let read = move |tx: &mut Tx<'_>| {
            let found = rows::about(tx, &login, older.unwrap_or(i64::MAX), limit)?;
            Ok::<_, StoreError>((found, rows::count(tx, &login)?))
        };
        let (found, all) = self.0.store.read_async(read).await?;
        Ok((found.into_iter().map(Into::into).collect(), all))
    }
}
