//! What every command shares: the folder, the language, how answers and errors are written.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ges_domain::text::Text;
use ges_ledger::LedgerError;
use ges_runtime::Env;
use ges_runtime::config::{ConfigError, environment};
use ges_store::StoreError;
use ges_web::accounts::AccountError;
use ges_web::kit::Kit;
use jiff::Timestamp;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::app::{Config, Hub, HubError, SettingError};
use crate::enrol::EnrolError;

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// ไทย.
    Th,
    /// English.
    En,
}

/// Documented exit codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Refused, or the input is invalid.
    Refused = 1,
    /// Wrong usage.
    Usage = 2,
    /// Not now: a file, a port, the store.
    Unavailable = 3,
    /// Something does not verify.
    NotVerified = 4,
}

/// Why a command did not do what was asked.
#[derive(Debug)]
pub struct CliError {
    /// Exit code.
    pub exit: Exit,
    /// Stable word for programs.
    pub code: String,
    /// What and what to do; Thai that nobody wrote is empty.
    pub said: Text,
}

impl CliError {
    /// A failure in words.
    pub fn new(exit: Exit, code: impl Into<String>, said: Text) -> Self {
        Self { exit, code: code.into(), said }
    }

    /// A failure that only has English words.
    pub fn plain(exit: Exit, code: impl Into<String>, error: &impl std::fmt::Display) -> Self {
        Self::new(exit, code, Text::new("", error.to_string()))
    }
}

impl From<HubError> for CliError {
    fn from(error: HubError) -> Self {
        match &error {
            HubError::NotMade(dir) => {
                let thai = format!("ยังไม่มีส่วนกลางใน {} กรุณาใช้ ges-hub init ก่อน หรือระบุโฟลเดอร์ด้วย --dir", dir.display());
                Self::new(Exit::Refused, "not-made", Text::new(thai, error.to_string()))
            }
            HubError::Config(_) | HubError::Setting(_) | HubError::AnotherHub { .. } => {
                Self::plain(Exit::Refused, "config", &error)
            }
            HubError::Ledger(LedgerError::Damaged { .. }) => Self::plain(Exit::NotVerified, "damaged", &error),
            _ => Self::plain(Exit::Unavailable, "unavailable", &error),
        }
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        Self::plain(Exit::Refused, "config", &error)
    }
}

impl From<SettingError> for CliError {
    fn from(error: SettingError) -> Self {
        Self::plain(Exit::Refused, "config", &error)
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::plain(Exit::Unavailable, error.code(), &error)
    }
}

impl From<LedgerError> for CliError {
    fn from(error: LedgerError) -> Self {
        HubError::from(error).into()
    }
}

impl From<AccountError> for CliError {
    fn from(error: AccountError) -> Self {
        let exit = if matches!(error, AccountError::Store(_)) { Exit::Unavailable } else { Exit::Refused };
        Self::plain(exit, "account", &error)
    }
}

impl From<EnrolError> for CliError {
    fn from(error: EnrolError) -> Self {
        let exit = if matches!(error, EnrolError::Ledger(_)) { Exit::Unavailable } else { Exit::Refused };
        let thai = match &error {
            EnrolError::UnknownAgency(id) => format!("ไม่มีหน่วยงาน {id} กรุณาเพิ่มด้วย ges-hub agency add ก่อน"),
            EnrolError::Fingerprint { .. } => "ลายนิ้วมือไม่ตรง กรุณาให้หน่วยงานอ่านอีกครั้ง ยังไม่ได้ยืนยัน".into(),
            EnrolError::State { id, status, .. } => format!("หน่วยงาน {id} อยู่ในสถานะ {status} จึงทำรายการนี้ไม่ได้"),
            EnrolError::Address(address) => format!("{address} ไม่ใช่ที่อยู่ กรุณาเขียนเป็น host:port"),
            _ => String::new(),
        };
        Self::new(exit, error.code(), Text::new(thai, error.to_string()))
    }
}

/// Folder, language and form of answers.
#[derive(Debug)]
pub struct Context {
    /// Data folder.
    pub dir: PathBuf,
    language: Language,
    json: bool,
    /// Clock and randomness.
    pub env: Env,
}

impl Context {
    pub(super) fn new(dir: PathBuf, language: Option<Language>, json: bool) -> Self {
        let language = language.unwrap_or_else(|| if thai_wanted() { Language::Th } else { Language::En });
        Self { dir, language, json, env: Env::system() }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.env.clock.now()
    }

    /// The settings of the folder.
    pub fn config(&self, flags: &[(String, String)]) -> Result<Config, CliError> {
        let config = Config::load(&self.dir, flags)?;
        config.check()?;
        Ok(config)
    }

    /// The hub of the folder.
    pub fn hub(&self) -> Result<Hub, CliError> {
        if !Config::file(&self.dir).exists() {
            return Err(HubError::NotMade(self.dir.clone()).into());
        }
        Ok(Hub::open(self.config(&[])?, self.env.clone())?)
    }

    /// The web kit of a hub: its people and tokens.
    pub fn kit(hub: &Hub) -> Result<Kit, CliError> {
        crate::web::kit(hub).map_err(|e| CliError::plain(Exit::Unavailable, "unavailable", &e))
    }

    /// Data is wanted as JSON.
    pub fn json(&self) -> bool {
        self.json
    }

    /// Who holds the machine, for the journal.
    pub fn operator() -> String {
        let user = variable(&["USER", "LOGNAME", "USERNAME"]);
        format!("console:{}", user.as_deref().unwrap_or("operator"))
    }

    /// The words in the reader's language; Thai that nobody wrote is read in English.
    pub fn words<'t>(&self, text: &'t Text) -> &'t str {
        match self.language {
            Language::Th if !text.th.is_empty() => &text.th,
            _ => &text.en,
        }
    }

    /// The answer of a command.
    pub fn answer(&self, said: &Text, data: &Value) {
        let line = if self.json { data.to_string() } else { self.words(said).to_owned() };
        // A reader that has gone away (`| head`) is no failure.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    }

    pub(super) fn failed(&self, error: &CliError) -> ExitCode {
        if self.json {
            let document = json!({ "error": error.code, "message": self.words(&error.said) });
            let _ = writeln!(std::io::stdout().lock(), "{document}");
        } else {
            let _ = writeln!(std::io::stderr().lock(), "{}", self.words(&error.said));
        }
        ExitCode::from(error.exit as u8)
    }

    /// A secret from a file, else the first line of standard input. Never an argument.
    pub fn secret(file: Option<&Path>) -> Result<Zeroizing<String>, CliError> {
        let unreadable = |e: std::io::Error| CliError::plain(Exit::Unavailable, "secret", &e);
        let mut text = Zeroizing::new(String::new());
        match file {
            Some(path) => {
                let file = std::fs::File::open(path).map_err(unreadable)?;
                file.take(4096).read_to_string(&mut text).map_err(unreadable)?;
            }
            None => {
                std::io::stdin().lock().take(4096).read_to_string(&mut text).map_err(unreadable)?;
            }
        }
        let line = text.lines().next().unwrap_or_default();
        if line.is_empty() {
            return Err(CliError::new(Exit::Refused, "empty-secret", Text::new("ไม่ได้ใส่รหัสผ่าน", "nothing was given")));
        }
        Ok(Zeroizing::new(line.to_owned()))
    }

    /// A runtime for commands that serve.
    pub fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
        let made = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        made.map_err(|e| CliError::plain(Exit::Unavailable, "runtime", &e))
    }
}

fn thai_wanted() -> bool {
    variable(&["LC_ALL", "LC_MESSAGES", "LANG"]).is_some_and(|value| value.starts_with("th"))
}

/// The first of these environment variables that is set.
fn variable(names: &[&str]) -> Option<String> {
    let all: Vec<_> =
        environment().filter(|(name, value)| names.contains(&name.as_str()) && !value.is_empty()).collect();
    names.iter().find_map(|name| all.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()))
}

/// `KEY=VALUE` as flags have it.
pub(super) fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write KEY=VALUE")?;
    Ok((key.to_owned(), value.to_owned()))
}
