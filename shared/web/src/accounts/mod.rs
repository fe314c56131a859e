//! People and systems that may come in: passwords, passkeys, an identity provider, sessions, one-time links, API tokens,
//! roles given for a time.
//!
//! Everything here also works without a web server, for the command lines of both products. The functions without
//! `async` block the calling thread, and those that read must not be called on an async worker when the store is
//! PostgreSQL (its synchronous driver panics there): handlers use the `async` ones.

mod account_page;
mod agent;
mod audit;
mod challenges;
mod delegation_error;
mod delegation_panel;
mod delegations;
mod identify;
mod limit;
mod links;
mod manage;
mod oidc;
mod oidc_error;
mod oidc_pages;
mod pages;
mod passkey_error;
mod passkey_pages;
mod passkeys;
mod password;
mod people;
mod secret;
mod sessions;
mod sign_in;
mod tokens;
mod webauthn;

use std::sync::Arc;

use ges_domain::text::Text;
use ges_runtime::Env;
use ges_store::{Store, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::kit::Kit;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::store::{COMPONENT, MIGRATIONS};
use crate::translations::kit_text;

pub use audit::{CONSOLE, Change, Deed};
pub use delegation_error::DelegationError;
pub use delegation_panel::{DelegationForm, delegate_by_form, delegation_panel};
pub use delegations::{Delegation, DelegationState, MAX_DELEGATION_DAYS, MAX_DELEGATIONS, NewDelegation};
pub(crate) use identify::identify;
pub use links::link_path;
pub use manage::{Invitation, MAX_LABEL, MAX_PEOPLE, PersonError, Standing};
pub use oidc::{OidcClient, OidcSettings, OidcSettingsError, TokenDefect};
pub use oidc_error::OidcError;
pub use pages::{routes, sign_in_url};
pub use passkey_error::PasskeyError;
pub use passkeys::{MAX_PASSKEYS, Passkey};
pub use password::PasswordCost;
pub use people::{NewPerson, Person};
pub use sign_in::SignInError;
pub use tokens::{NewToken, Token};
pub use webauthn::{Refusal, RelyingParty};

/// How long things hold and how hard passwords are to guess.
#[derive(Debug, Clone)]
pub struct AccountOptions {
    /// A session ends after this long without a request.
    pub session_idle: SignedDuration,
    /// A session ends after this long in any case.
    pub session_life: SignedDuration,
    /// A one-time link holds this long.
    pub link_life: SignedDuration,
    /// Cost of one password hash.
    pub password_cost: PasswordCost,
    /// How many passwords are hashed at the same time; each takes about 19 MiB.
    pub hashing_at_once: usize,
    /// Wrong passwords for one login within 15 minutes before it has to wait.
    pub tries_per_login: u32,
    /// Wrong passwords from one address within 15 minutes before it has to wait. Whole offices share an address.
    pub tries_per_address: u32,
    /// Roles that their holders and administrators may give to another person for a time; none: no delegations.
    pub delegable: Vec<String>,
    /// The role that at least one active person keeps, whatever is changed on pages.
    pub keep_role: Option<String>,
    /// Whom passkeys are for; none: no passkeys. [`crate::Kit::open`] takes it from the address people use.
    pub relying_party: Option<RelyingParty>,
    /// The identity provider through which people may come in.
    pub oidc: Option<OidcClient>,
    /// This server sends mail: people say on their account page where to.
    pub mail: bool,
}

impl Default for AccountOptions {
    fn default() -> Self {
        Self {
            session_idle: SignedDuration::from_mins(30),
            session_life: SignedDuration::from_hours(12),
            link_life: SignedDuration::from_hours(24),
            password_cost: PasswordCost::default(),
            hashing_at_once: 2,
            tries_per_login: 10,
            tries_per_address: 100,
            delegable: Vec::new(),
            keep_role: None,
            relying_party: None,
            oidc: None,
            mail: false,
        }
    }
}

/// Why an account cannot be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Logins are small.
    #[error("`{0}` is not a login: use 2 to 64 of a-z, 0-9, `.`, `_`, `@` and `-`, beginning with a letter or digit")]
    Login(String),
    /// The login is taken.
    #[error("the login `{0}` is taken: choose another or change the existing one")]
    Taken(String),
    /// There is no such person.
    #[error("nobody has the login `{0}`: list the people to see the logins")]
    Unknown(String),
    /// Role names stand in lists separated by spaces.
    #[error("`{0}` is not a role name: use letters, digits and `-`")]
    Role(String),
    /// Too easy to guess, or too long to hash safely.
    #[error(
        "the password must have {MIN_PASSWORD} to {MAX_PASSWORD} characters, at least {MIN_DIFFERENT} of them \
         different, must not contain the login and not be among the first a guesser tries"
    )]
    WeakPassword,
    /// Not where mail could go.
    #[error("this is no mail address: write it as name@dep.go.th, or leave the field empty")]
    Email,
    /// All hashing places are taken.
    #[error("too many passwords are being checked at once: try again in a few seconds")]
    Busy,
    /// The hash function refused.
    #[error("the password cannot be hashed: {0}")]
    Hash(String),
    /// The tables cannot be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Sign-ins that may be begun from an address for each wrong password it is allowed.
const STARTS_PER_TRY: u32 = 10;
/// Fewest characters of a password.
pub const MIN_PASSWORD: usize = 10;
/// Fewest different characters of a password.
pub const MIN_DIFFERENT: usize = 5;
/// Most characters of a password.
pub const MAX_PASSWORD: usize = 256;

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::Store(error) => error.into(),
            AccountError::Busy => Self::unavailable(kit_text("problem-busy", &[])),
            AccountError::Hash(_) => {
                tracing::error!(%error, "a password could not be hashed");
                Self::internal()
            }
            AccountError::Taken(login) => Self::conflict(kit_text("account-taken", &[("login", login.into())])),
            AccountError::Unknown(login) => {
                Self::not_found().detail(kit_text("account-unknown", &[("login", login.into())]))
            }
            AccountError::Login(login) => Self::invalid(kit_text("account-login", &[("login", login.into())])),
            AccountError::Role(role) => Self::invalid(kit_text("account-role", &[("role", role.into())])),
            AccountError::WeakPassword => Self::invalid(weak_password()),
            AccountError::Email => Self::invalid(kit_text("account-email-wrong", &[])),
        }
    }
}

/// The rule for passwords, in words.
pub(crate) fn weak_password() -> Text {
    kit_text(
        "account-weak-password",
        &[("min", MIN_PASSWORD.into()), ("max", MAX_PASSWORD.into()), ("different", MIN_DIFFERENT.into())],
    )
}

/// How somebody proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// A browser session, or HTTP Basic with the account's password.
    Session,
    /// An API token, as Bearer or as the password of HTTP Basic.
    Token,
}

/// Somebody who has proved who they are. As an extractor it refuses everybody else: pages lead to the sign-in page,
/// programs get 401.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Stable name.
    pub login: String,
    /// How the person is called: by role, such as `ผู้จัดเก็บข้อมูล`. May be empty.
    pub name: Text,
    /// Roles; the domain decides what each may do.
    pub roles: Vec<String>,
    /// How they proved it.
    pub via: Via,
    /// The language the person chose for themself.
    pub locale: Option<Locale>,
}

impl Signed {
    /// Does the person have this role?
    pub fn has(&self, role: &str) -> bool {
        self.roles.iter().any(|own| own == role)
    }

    /// Refuses whoever has none of these roles, naming the roles that would do and the reader's own.
    ///
    /// # Errors
    /// 403.
    pub fn must_have(&self, kit: &Kit, roles: &[&str]) -> Result<(), Problem> {
        if roles.iter().any(|role| self.has(role)) {
            return Ok(());
        }
        let names = |locale, roles: &mut dyn Iterator<Item = &str>| {
            roles.map(|role| kit.role_label(locale, role)).collect::<Vec<_>>().join(", ")
        };
        let say = |locale: Locale| {
            let needed = names(locale, &mut roles.iter().copied());
            let own = names(locale, &mut self.roles.iter().map(String::as_str));
            kit.lang(locale).tr2("problem-role", "needed", needed, "own", own)
        };
        Err(Problem::forbidden(Text::new(say(Locale::Th), say(Locale::En))))
    }

    /// How the person is shown: own label, else the first role, else the login.
    pub fn label(&self, kit: &Kit, locale: Locale) -> String {
        let own = locale.of(&self.name);
        if !own.is_empty() {
            return own.to_owned();
        }
        self.roles.first().map_or_else(|| self.login.clone(), |role| kit.role_label(locale, role))
    }
}

/// All accounts of one product; cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    store: Store,
    env: Env,
    options: AccountOptions,
    hasher: password::Hasher,
    limiter: limit::Limiter,
    /// Begun sign-ins with a passkey or through the provider, by address: each takes a row for some minutes.
    starts: limit::Limiter,
    provider: Option<oidc::Provider>,
    /// Basic passwords that were right a moment ago, so that a program's hundred requests hash once.
    recent: identify::Recent,
}

impl std::fmt::Debug for Accounts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accounts").field("options", &self.0.options).finish_non_exhaustive()
    }
}

impl Accounts {
    /// Brings the tables up to date and makes the accounts ready.
    ///
    /// # Errors
    /// The tables cannot be migrated, or the password cost is outside what Argon2 allows.
    pub fn open(store: Store, env: Env, options: AccountOptions) -> Result<Self, AccountError> {
        store.migrate(COMPONENT, MIGRATIONS)?;
        let hasher = password::Hasher::new(options.password_cost, options.hashing_at_once, &env.entropy)?;
        let limiter = limit::Limiter::new(options.tries_per_login, options.tries_per_address);
        let starts = limit::Limiter::new(u32::MAX, options.tries_per_address.saturating_mul(STARTS_PER_TRY));
        let provider = options.oidc.clone().map(oidc::Provider::new);
        let recent = identify::Recent::new(&env.entropy);
        Ok(Self(Arc::new(Inner { store, env, options, hasher, limiter, starts, provider, recent })))
    }

    /// Whether people say on their account page where mail goes.
    pub fn sends_mail(&self) -> bool {
        self.0.options.mail
    }

    fn now(&self) -> Timestamp {
        self.0.env.clock.now()
    }

    /// Sessions last used at this moment or earlier have ended, in microseconds.
    fn used_after(&self) -> i64 {
        self.now().checked_sub(self.0.options.session_idle).unwrap_or(Timestamp::MIN).as_microsecond()
    }
}

fn roles_text(roles: &[String]) -> Result<String, AccountError> {
    let good = |role: &&String| {
        !role.is_empty() && role.len() <= 64 && role.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    match roles.iter().find(|role| !good(role)) {
        Some(bad) => Err(AccountError::Role(bad.clone())),
        None => Ok(roles.join(" ")),
    }
}

fn roles_of(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(ToOwned::to_owned).collect()
}

fn instant(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// `now + length` in microseconds; lengths that leave the calendar count as for ever.
fn later(now: Timestamp, length: SignedDuration) -> i64 {
    now.checked_add(length).unwrap_or(Timestamp::MAX).as_microsecond()
}
