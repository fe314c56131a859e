//! Administering people from a page: every change is checked, done and noted in one transaction.

use ges_domain::explain::{Explain, Explanation, Place};
use ges_domain::text::Text;
use ges_store::{StoreError, Tx};
use jiff::Timestamp;

use super::audit::{Deed, Note};
use super::people::{Person, check_login};
use super::{AccountError, Accounts, instant, later, roles_of, roles_text, secret};
use crate::problem::Problem;
use crate::store::people::{self as rows, Column, PersonRow};
use crate::store::{delegations, links, sessions};
use crate::translations::kit_text;

/// Most people of one server.
pub const MAX_PEOPLE: u64 = 5_000;
/// Most characters of how a person is shown, in each language.
pub const MAX_LABEL: usize = 120;

/// Why a change of a person is refused; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum PersonError {
    /// Without a role nothing can be done.
    #[error("no role is chosen: tick at least one")]
    NoRole,
    /// Too long, or not plain text.
    #[error("the name is longer than {MAX_LABEL} characters or has control characters: shorten it to plain words")]
    Label,
    /// The door would be locked from outside.
    #[error("`{0}` is the last active administrator: give the role to another active person first")]
    LastKeeper(String),
    /// A switched-off account comes in by no link.
    #[error("`{0}` is switched off: switch the account on first")]
    Off(String),
    /// Two administrators at once.
    #[error("somebody has changed the roles meanwhile: check the present roles and choose again")]
    Changed,
    /// Enough.
    #[error("there are {MAX_PEOPLE} people already: reuse an account that is switched off")]
    TooMany,
    /// What any account can be refused for.
    #[error(transparent)]
    Account(#[from] AccountError),
}

impl From<StoreError> for PersonError {
    fn from(error: StoreError) -> Self {
        Self::Account(error.into())
    }
}

impl PersonError {
    /// Ours to mend, not the administrator's.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Account(AccountError::Store(_) | AccountError::Busy | AccountError::Hash(_)))
    }
}

impl Explain for PersonError {
    fn explain(&self) -> Explanation {
        let of = |code, field: &str, rule: &str, remedy: &str| {
            Explanation::of(self, code, Place::field(field), rule.to_owned(), remedy)
        };
        match self {
            Self::NoRole => of("no-role", "roles", "ยังไม่ได้เลือกบทบาท", "กรุณาเลือกอย่างน้อยหนึ่งบทบาท"),
            Self::Label => {
                of("label-too-long", "label_th", "ชื่อที่แสดงยาวเกิน 120 ตัวอักษรหรือมีอักขระควบคุม", "กรุณาย่อให้เป็นข้อความธรรมดา")
            }
            Self::LastKeeper(login) => of(
                "last-administrator",
                "roles",
                &format!("{login} เป็นผู้ดูแลระบบที่ใช้งานอยู่คนสุดท้าย"),
                "กรุณาให้บทบาทผู้ดูแลระบบแก่ผู้ใช้อื่นที่ใช้งานอยู่ก่อน",
            ),
            Self::Off(login) => of("account-off", "", &format!("บัญชี {login} ถูกระงับอยู่"), "กรุณาคืนสิทธิบัญชีก่อน"),
            Self::Changed => of("roles-changed", "roles", "มีผู้แก้ไขบทบาทก่อนท่าน", "กรุณาตรวจบทบาทปัจจุบันแล้วเลือกใหม่"),
            Self::TooMany => {
                of("too-many-people", "login", &format!("มีผู้ใช้ครบ {MAX_PEOPLE} คนแล้ว"), "กรุณาใช้บัญชีที่ระงับไว้แล้วแทน")
            }
            Self::Account(error) => error.explain(),
        }
    }
}

impl From<PersonError> for Problem {
    fn from(error: PersonError) -> Self {
        match error {
            PersonError::Account(error) => error.into(),
            error => Self::conflict(error.explain().words()),
        }
    }
}

impl Explain for AccountError {
    fn explain(&self) -> Explanation {
        let (code, field, thai) = match self {
            Self::Login(login) => ("login-malformed", "login", kit_text("account-login", &[("login", login.into())])),
            Self::Taken(login) => ("login-taken", "login", kit_text("account-taken", &[("login", login.into())])),
            Self::Unknown(login) => ("login-unknown", "login", kit_text("account-unknown", &[("login", login.into())])),
            Self::Role(role) => ("role-malformed", "roles", kit_text("account-role", &[("role", role.into())])),
            Self::WeakPassword => ("password-weak", "new", super::weak_password()),
            Self::Email => ("email-malformed", "email", kit_text("account-email-wrong", &[])),
            Self::Busy => ("accounts-busy", "", kit_text("problem-busy", &[])),
            Self::Hash(_) => ("password-hash", "", kit_text("problem-internal", &[])),
            Self::Store(_) => ("accounts-store", "", kit_text("problem-unavailable", &[])),
        };
        // The kit's own sentences hold rule and remedy together.
        Explanation { code, place: Place::field(field), rule: thai, remedy: Text::default() }
    }
}

/// A one-time link just made. The token is shown once and stored nowhere.
#[derive(Debug)]
pub struct Invitation {
    /// Whose link it is.
    pub login: String,
    /// To be put into [`super::link_path`].
    pub token: String,
    /// When it stops working, if it has not been used.
    pub expires_at: Timestamp,
}

/// A person with what an administrator asks about first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The person.
    pub person: Person,
    /// Browsers signed in now.
    pub open_sessions: u64,
    /// Roles that others have given the person for today.
    pub acting: Vec<String>,
}

impl Accounts {
    /// Everybody with sessions and delegated roles, by login.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn standings_async(&self) -> Result<Vec<Standing>, AccountError> {
        let (now, used_after, today) = (self.now().as_microsecond(), self.used_after(), self.today());
        let read = move |tx: &mut Tx<'_>| {
            let people = rows::all(tx)?;
            let open = sessions::counts(tx, now, used_after)?;
            Ok::<_, StoreError>((people, open, delegations::of_day(tx, None, &today.to_string())?))
        };
        let (people, open, lent) = self.0.store.read_async(read).await?;
        let standing = |row: PersonRow| {
            let given = lent.iter().filter(|d| d.delegate == row.login);
            let acting = self.acting_roles(&roles_of(&row.roles), given);
            let open_sessions = if row.disabled_at.is_some() { 0 } else { open.get(&row.login).copied().unwrap_or(0) };
            Standing { open_sessions, acting, person: row.into() }
        };
        Ok(people.into_iter().map(standing).collect())
    }

    /// Adds a person who comes in by a one-time link.
    ///
    /// # Errors
    /// [`PersonError`].
    pub async fn invite(
        &self,
        actor: &str,
        login: &str,
        label: Text,
        roles: &[String],
    ) -> Result<Invitation, PersonError> {
        let login = check_login(login)?;
        let label = checked(&label)?;
        if roles.is_empty() {
            return Err(PersonError::NoRole);
        }
        let (token, digest, now, expires) = self.new_link();
        let row = PersonRow {
            login: login.clone(),
            label_th: label.th,
            label_en: label.en,
            roles: roles_text(roles)?,
            password: None,
            locale: None,
            created_at: now,
            disabled_at: None,
            signed_in_at: None,
            email: None,
        };
        let actor = actor.to_owned();
        self.change(move |tx| {
            if rows::count(tx)? >= MAX_PEOPLE {
                return Err(PersonError::TooMany);
            }
            if !rows::insert(tx, &row)? {
                return Err(AccountError::Taken(row.login.clone()).into());
            }
            links::insert(tx, &digest, &row.login, now, expires)?;
            let note = Note::plain(now, &actor, Deed::Invited, &row.login);
            Ok(Note { after: &row.roles, ..note }.write(tx)?)
        })
        .await?;
        Ok(Invitation { login, token, expires_at: instant(expires) })
    }

    /// Replaces how a person is shown and the roles; effective with the next request. `seen` are the roles that the
    /// administrator had before their eyes: when they are no longer the present ones, nothing is overwritten.
    ///
    /// # Errors
    /// [`PersonError`].
    pub async fn edit(
        &self,
        actor: &str,
        login: &str,
        label: Text,
        roles: &[String],
        seen: &[String],
    ) -> Result<(), PersonError> {
        let label = checked(&label)?;
        if roles.is_empty() {
            return Err(PersonError::NoRole);
        }
        let (wanted, seen) = (roles_text(roles)?, roles_text(seen)?);
        let (actor, login, now) = (actor.to_owned(), login.to_owned(), self.now().as_microsecond());
        let keep = self.0.options.keep_role.clone();
        self.change(move |tx| {
            let row = found(tx, &login)?;
            if row.roles != seen {
                return Err(PersonError::Changed);
            }
            if (&row.label_th, &row.label_en) != (&label.th, &label.en) {
                rows::set_label(tx, &login, &label.th, &label.en)?;
                let before = format!("{}\n{}", row.label_th, row.label_en);
                let after = format!("{}\n{}", label.th, label.en);
                let note = Note::plain(now, &actor, Deed::Label, &login);
                Note { before: &before, after: &after, ..note }.write(tx)?;
            }
            if row.roles != wanted {
                keep_one(tx, keep.as_deref(), &row, &roles_of(&wanted))?;
                rows::set(tx, &login, Column::Roles, wanted.as_str().into())?;
                let note = Note::plain(now, &actor, Deed::Roles, &login);
                Note { before: &row.roles, after: &wanted, ..note }.write(tx)?;
            }
            Ok(())
        })
        .await
    }

    /// Makes a new one-time link; unused earlier ones of the person stop working.
    ///
    /// # Errors
    /// [`PersonError`].
    pub async fn renew_link(&self, actor: &str, login: &str) -> Result<Invitation, PersonError> {
        let (token, digest, now, expires) = self.new_link();
        let (actor, whose) = (actor.to_owned(), login.to_owned());
        self.change(move |tx| {
            if found(tx, &whose)?.disabled_at.is_some() {
                return Err(PersonError::Off(whose.clone()));
            }
            links::delete_of(tx, &whose)?;
            links::insert(tx, &digest, &whose, now, expires)?;
            Ok(Note::plain(now, &actor, Deed::Link, &whose).write(tx)?)
        })
        .await?;
        Ok(Invitation { login: login.to_owned(), token, expires_at: instant(expires) })
    }

    /// Switches an account off (sessions, unused links and tokens end at once) or on again.
    ///
    /// # Errors
    /// [`PersonError`].
    pub async fn switch(&self, actor: &str, login: &str, on: bool) -> Result<(), PersonError> {
        let (actor, login, now) = (actor.to_owned(), login.to_owned(), self.now().as_microsecond());
        let keep = self.0.options.keep_role.clone();
        self.change(move |tx| {
            let row = found(tx, &login)?;
            if row.disabled_at.is_none() == on {
                return Ok(());
            }
            if !on {
                keep_one(tx, keep.as_deref(), &row, &[])?;
                sessions::delete_of(tx, &login)?;
                links::delete_of(tx, &login)?;
            }
            let at = (!on).then_some(now);
            rows::set(tx, &login, Column::DisabledAt, at.into())?;
            let deed = if on { Deed::On } else { Deed::Off };
            Ok(Note::plain(now, &actor, deed, &login).write(tx)?)
        })
        .await
    }

    /// Ends all sessions of a person; how many there were.
    ///
    /// # Errors
    /// [`PersonError`].
    pub async fn sign_out_everywhere(&self, actor: &str, login: &str) -> Result<u64, PersonError> {
        let (actor, login, now) = (actor.to_owned(), login.to_owned(), self.now().as_microsecond());
        self.change(move |tx| {
            found(tx, &login)?;
            let ended = sessions::delete_of(tx, &login)?;
            Note::plain(now, &actor, Deed::SignedOut, &login).write(tx)?;
            Ok(ended)
        })
        .await
    }

    /// One change, checked against the latest state; on PostgreSQL two at once cannot both pass the same check.
    pub(super) async fn change<T, E>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        self.0.store.write_serializable_async(work).await
    }

    fn new_link(&self) -> (String, [u8; 32], i64, i64) {
        let (token, digest) = secret::new(&self.0.env.entropy, "");
        let now = self.now();
        (token, digest, now.as_microsecond(), later(now, self.0.options.link_life))
    }
}

fn found(tx: &mut Tx<'_>, login: &str) -> Result<PersonRow, PersonError> {
    rows::find(tx, login)?.ok_or_else(|| AccountError::Unknown(login.to_owned()).into())
}

/// Refuses to take the role `keep` from the last active person who has it.
fn keep_one(tx: &mut Tx<'_>, keep: Option<&str>, row: &PersonRow, after: &[String]) -> Result<(), PersonError> {
    let Some(keep) = keep else { return Ok(()) };
    let has = |row: &PersonRow| row.disabled_at.is_none() && roles_of(&row.roles).iter().any(|role| role == keep);
    if !has(row) || after.iter().any(|role| role == keep) {
        return Ok(());
    }
    let another = rows::all(tx)?.iter().any(|other| other.login != row.login && has(other));
    if another { Ok(()) } else { Err(PersonError::LastKeeper(row.login.clone())) }
}

fn checked(label: &Text) -> Result<Text, PersonError> {
    let label = Text::new(label.th.trim(), label.en.trim());
    let good = |text: &str| text.chars().count() <= MAX_LABEL && !text.chars().any(char::is_control);
    if good(&label.th) && good(&label.en) { Ok(label) } else { Err(PersonError::Label) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_says_in_both_languages_what_to_do() {
        let all = [
            PersonError::NoRole,
            PersonError::Label,
            PersonError::LastKeeper("admin".into()),
            PersonError::Off("cio".into()),
            PersonError::Changed,
            PersonError::TooMany,
            AccountError::Login("x".into()).into(),
            AccountError::Taken("x".into()).into(),
            AccountError::Unknown("x".into()).into(),
            AccountError::Role("x".into()).into(),
            AccountError::WeakPassword.into(),
            AccountError::Busy.into(),
            AccountError::Hash("x".into()).into(),
        ];
        let mut codes = std::collections::BTreeSet::new();
        for error in all {
            let said = error.explain();
            assert!(said.rule.th.chars().any(|c| ('ก'..='๛').contains(&c)), "{said:?}");
            assert!(!said.rule.en.is_empty() && codes.insert(said.code), "{said:?}");
        }
    }

    #[test]
    fn names_are_plain_words_of_bounded_length() {
        for (name, good) in [
            (" ผู้ดูแลระบบ ", true),
            (&*"ก".repeat(MAX_LABEL), true),
            (&*"ก".repeat(MAX_LABEL + 1), false),
            ("a\nb", false),
        ] {
            assert_eq!(checked(&Text::new(name, "")).is_ok(), good, "{name}");
        }
        assert_eq!(checked(&Text::new(" a ", "")).unwrap().th, "a");
    }
}
