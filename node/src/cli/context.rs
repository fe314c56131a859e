//! What every command shares: the folder, the language, how results and errors are written.

use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use ges_domain::text::Text;
use ges_ledger::LedgerError;
use ges_runtime::Env;
use ges_runtime::config::ConfigError;
use ges_store::StoreError;
use ges_web::accounts::AccountError;
use jiff::Timestamp;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::app::{Config, Node, NodeError};
use crate::enrolment::EnrolError;
use crate::import::{Defect, ImportError};
use crate::service::{ServiceError, Who};

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
    /// Not now: a file, a port, the hub.
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
    /// What and what to do.
    pub said: Text,
    /// Places, when there are many things wrong.
    pub defects: Vec<Defect>,
}

impl CliError {
    /// A failure in words.
    pub fn new(exit: Exit, code: impl Into<String>, said: Text) -> Self {
        Self { exit, code: code.into(), said, defects: Vec::new() }
    }

    /// A failure that only has English words.
    pub fn plain(exit: Exit, code: impl Into<String>, error: &impl std::fmt::Display) -> Self {
        Self::new(exit, code, Text::new("", error.to_string()))
    }

    /// Invalid input with its defects.
    pub fn defects(defects: Vec<Defect>) -> Self {
        let count = defects.len();
        let said = Text::new(
            format!("พบข้อผิดพลาด {count} รายการ ยังไม่มีสิ่งใดถูกบันทึก"),
            format!("{count} defects found; nothing was recorded"),
        );
        Self { exit: Exit::Refused, code: "defects".into(), said, defects }
    }
}

impl From<ServiceError> for CliError {
    fn from(error: ServiceError) -> Self {
        let exit = match &error {
            ServiceError::Ledger(LedgerError::Damaged { .. }) => Exit::NotVerified,
            e if e.is_ours() => Exit::Unavailable,
            _ => Exit::Refused,
        };
        let mut words = error.words();
        if error.is_ours() {
            // The operator needs what the system said, in whatever language it says it.
            words = Text::new(format!("{} ({error})", words.th), error.to_string());
        }
        Self::new(exit, error.code(), words)
    }
}

impl From<NodeError> for CliError {
    fn from(error: NodeError) -> Self {
        match &error {
            NodeError::NotInitialised(dir) => {
                let dir = dir.display();
                let said = Text::new(
                    format!("ยังไม่มีเครื่องใน {dir} กรุณาใช้ ges-node init ก่อน หรือระบุโฟลเดอร์ด้วย --dir"),
                    error.to_string(),
                );
                Self::new(Exit::Refused, "not-initialised", said)
            }
            NodeError::AlreadyInitialised(dir) => {
                let said = Text::new(format!("มีเครื่องอยู่แล้วใน {} กรุณาเลือกโฟลเดอร์อื่น", dir.display()), error.to_string());
                Self::new(Exit::Refused, "already-initialised", said)
            }
            NodeError::Config(_) => Self::plain(Exit::Refused, "config", &error),
            NodeError::Ledger(LedgerError::Damaged { .. }) | NodeError::AnotherSeed { .. } => {
                Self::plain(Exit::NotVerified, "damaged", &error)
            }
            _ => Self::plain(Exit::Unavailable, "unavailable", &error),
        }
    }
}

impl From<ConfigError> for CliError {
    fn from(error: ConfigError) -> Self {
        Self::plain(Exit::Refused, "config", &error)
    }
}

impl From<AccountError> for CliError {
    fn from(error: AccountError) -> Self {
        let exit = if matches!(error, AccountError::Store(_)) { Exit::Unavailable } else { Exit::Refused };
        Self::plain(exit, "account", &error)
    }
}

impl From<StoreError> for CliError {
    fn from(error: StoreError) -> Self {
        Self::plain(Exit::Unavailable, error.code(), &error)
    }
}

impl From<LedgerError> for CliError {
    fn from(error: LedgerError) -> Self {
        ServiceError::from(error).into()
    }
}

impl From<ImportError> for CliError {
    fn from(error: ImportError) -> Self {
        let thai = match &error {
            ImportError::TooLarge => "ไฟล์ใหญ่เกิน 10 MB กรุณาแบ่งไฟล์".to_owned(),
            ImportError::Unreadable(path, _) => format!("อ่าน {path} ไม่ได้"),
            ImportError::Form(name) => format!("{name} ไม่ใช่ .json, .xlsx หรือ .csv"),
        };
        Self::new(Exit::Refused, "import", Text::new(thai, error.to_string()))
    }
}

impl From<EnrolError> for CliError {
    fn from(error: EnrolError) -> Self {
        let (exit, code) = match &error {
            EnrolError::Refused { reason, transient, .. } => {
                (if *transient { Exit::Unavailable } else { Exit::Refused }, reason.clone())
            }
            EnrolError::Dial(_) | EnrolError::Stopped => (Exit::Unavailable, "hub-unreachable".into()),
            _ => (Exit::Refused, "enrol".into()),
        };
        let thai = match code.as_str() {
            "token-expired" => "โทเคนหมดอายุแล้ว กรุณาขอโทเคนใหม่จากผู้ดูแลส่วนกลาง",
            "token-used" => "โทเคนถูกใช้ไปแล้ว กรุณาขอโทเคนใหม่จากผู้ดูแลส่วนกลาง",
            "token-unknown" => "ส่วนกลางไม่รู้จักโทเคนนี้ กรุณาตรวจสอบว่าคัดลอกครบ หรือขอใหม่",
            "hub-unreachable" => "ติดต่อส่วนกลางไม่ได้",
            _ => "เชื่อมกับส่วนกลางไม่สำเร็จ",
        };
        Self::new(exit, code, Text::new(format!("{thai} ({error})"), error.to_string()))
    }
}

fn line(text: &str) {
    // A reader that has gone away (`| head`) is no failure.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A variable that says something of the person, not of the node.
fn variable(name: &str) -> Option<String> {
    ges_runtime::config::environment().find(|(known, _)| known == name).map(|(_, value)| value)
}

/// Folder, language and form of answers.
#[derive(Debug)]
pub struct Context {
    /// Data folder.
    pub dir: PathBuf,
    /// Language.
    pub language: Language,
    /// Data as JSON.
    pub json: bool,
    /// Clock and randomness.
    pub env: Env,
}

impl Context {
    pub(super) fn new(dir: PathBuf, language: Option<Language>, json: bool) -> Self {
        let thai = || {
            let set =
                ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(|name| variable(name).filter(|v| !v.is_empty()));
            set.is_some_and(|value| value.starts_with("th"))
        };
        let language = language.unwrap_or_else(|| if thai() { Language::Th } else { Language::En });
        Self { dir, language, json, env: Env::system() }
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.env.clock.now()
    }

    /// The settings of the folder.
    pub fn config(&self, flags: &[(String, String)]) -> Result<Config, CliError> {
        if !self.dir.join(crate::config::FILE).exists() {
            return Err(NodeError::NotInitialised(self.dir.clone()).into());
        }
        Ok(Config::load(&self.dir, flags)?)
    }

    /// The node of the folder.
    pub fn node(&self) -> Result<Node, CliError> {
        Ok(Node::open(self.config(&[])?, self.env.clone())?)
    }

    /// Whoever holds the machine.
    pub fn who(&self) -> Who {
        let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| variable(name));
        Who::console(user.as_deref().unwrap_or("operator"))
    }

    /// The words in the reader's language; Thai that nobody wrote is read in English.
    pub fn words<'t>(&self, text: &'t Text) -> &'t str {
        match self.language {
            Language::Th if !text.th.is_empty() => &text.th,
            _ => text.english(),
        }
    }

    /// The answer of a command.
    pub fn answer(&self, said: &Text, data: &Value) {
        if self.json { line(&data.to_string()) } else { line(self.words(said)) }
    }

    /// One line to people only; silent with `--json`.
    pub fn tell(&self, said: &Text) {
        if !self.json {
            line(self.words(said));
        }
    }

    /// A remark that is no part of the answer.
    pub fn remark(&self, said: &Text) {
        let _ = writeln!(std::io::stderr().lock(), "{}", self.words(said));
    }

    pub(super) fn failed(&self, error: &CliError) -> ExitCode {
        if self.json {
            let place = |d: &Defect| json!({ "place": d.place, "said": self.words(&d.said) });
            let defects: Vec<Value> = error.defects.iter().map(place).collect();
            line(&json!({ "error": error.code, "message": self.words(&error.said), "defects": defects }).to_string());
        } else {
            for defect in &error.defects {
                self.remark(&Text::new(
                    format!("{}: {}", defect.place, defect.said.th),
                    format!("{}: {}", defect.place, defect.said.english()),
                ));
            }
            self.remark(&error.said);
        }
        ExitCode::from(error.exit as u8)
    }

    /// A secret from a file, else typed unseen, else the first line of standard input. Never an argument.
    pub fn secret(&self, file: Option<&Path>, prompt: &Text) -> Result<Zeroizing<String>, CliError> {
        let unreadable = |e: std::io::Error| CliError::plain(Exit::Unavailable, "secret", &e);
        let text = if let Some(path) = file {
            let shown = |e| CliError::plain(Exit::Unavailable, "secret", &format!("{}: {e}", path.display()));
            Zeroizing::new(std::fs::read_to_string(path).map_err(shown)?)
        } else if std::io::stdin().is_terminal() {
            Zeroizing::new(rpassword::prompt_password(format!("{}: ", self.words(prompt))).map_err(unreadable)?)
        } else {
            let mut text = Zeroizing::new(String::new());
            std::io::stdin().lock().take(4096).read_to_string(&mut text).map_err(unreadable)?;
            text
        };
        let line = text.lines().next().unwrap_or_default();
        if line.is_empty() {
            let said = Text::new("ไม่ได้ใส่รหัสผ่าน", "nothing was typed");
            return Err(CliError::new(Exit::Refused, "empty-secret", said));
        }
        Ok(Zeroizing::new(line.to_owned()))
    }

    /// A runtime for commands that talk to others.
    pub fn runtime() -> Result<tokio::runtime::Runtime, CliError> {
        let made = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        made.map_err(|e| CliError::plain(Exit::Unavailable, "runtime", &e))
    }
}
