//! People and tokens of the demonstration: made once, written beside the data, printed at every start.

use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use ges_runtime::Env;
use ges_web::accounts::{Accounts, NewPerson, NewToken};
use serde::{Deserialize, Serialize};

const FILE: &str = "demo-access.json";

/// A person of the demonstration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// Role, which is also the login.
    pub role: String,
    /// Login.
    pub login: String,
    /// Password.
    pub password: String,
}

/// A token of the demonstration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RoleToken {
    /// Role.
    pub role: String,
    /// Secret.
    pub token: String,
}

/// Who may come in, with secrets that are good for this demonstration only.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Access {
    /// People.
    pub users: Vec<User>,
    /// Tokens, one per role.
    pub tokens: Vec<RoleToken>,
    /// Passphrase of the CIO's key; nodes only.
    pub passphrase: String,
    /// One-time sign-in link of the first person, made at every start.
    #[serde(skip)]
    pub link: String,
}

impl Access {
    /// Reads who may come in, or makes one person and one token per role.
    pub fn open(folder: &Path, accounts: &Accounts, roles: &[&str], env: &Env) -> Result<Self> {
        let file = folder.join(FILE);
        let mut access: Self = if file.exists() {
            serde_json::from_str(&std::fs::read_to_string(&file)?)
                .with_context(|| format!("{} is damaged: remove the folder and start again", file.display()))?
        } else {
            let made = Self::make(accounts, roles, env)?;
            std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(&file)?
                .write_all(serde_json::to_string_pretty(&made)?.as_bytes())?;
            made
        };
        let first = access.users.first().context("nobody may come in")?;
        access.link = ges_web::accounts::link_path(&accounts.create_link(&first.login)?);
        Ok(access)
    }

    fn make(accounts: &Accounts, roles: &[&str], env: &Env) -> Result<Self> {
        let secret = || env.entropy.token().chars().take(16).collect::<String>();
        let mut access = Self { users: Vec::new(), tokens: Vec::new(), passphrase: secret(), link: String::new() };
        for role in roles {
            let (login, password) = (role.replace('_', "-"), secret());
            if accounts.person(&login)?.is_none() {
                accounts.create_person(NewPerson {
                    login: login.clone(),
                    roles: vec![(*role).to_owned()],
                    password: Some(password.clone()),
                    ..NewPerson::default()
                })?;
            } else {
                accounts.set_password(&login, &password)?;
            }
            let (_, token) = accounts.create_token(NewToken {
                login: format!("demo-{login}"),
                label: "demo".into(),
                roles: vec![(*role).to_owned()],
                expires_at: None,
            })?;
            access.users.push(User { role: (*role).to_owned(), login, password });
            access.tokens.push(RoleToken { role: (*role).to_owned(), token });
        }
        Ok(access)
    }
}
