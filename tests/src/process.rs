//! Real programs under test: started, asked, killed, and heard out when something goes wrong.

use std::ffi::OsStr;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::process::{Child, Command};

use crate::place::program;

/// How long a command line may take.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a finished command said.
#[derive(Debug, Clone)]
pub struct Said {
    /// How it ended.
    pub status: ExitStatus,
    /// What it was.
    pub command: String,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Said {
    /// Standard output of a command that had to succeed.
    ///
    /// # Panics
    /// When it failed.
    pub fn good(self) -> String {
        assert!(self.status.success(), "`{}` ended with {}\n{}\n{}", self.command, self.status, self.out, self.err);
        self.out
    }

    /// Everything said by a command that had to fail by itself, not by a panic or a signal.
    ///
    /// # Panics
    /// When it succeeded or crashed.
    pub fn refused(self) -> String {
        let both = format!("{}{}", self.out, self.err);
        assert!(!self.status.success(), "`{}` should have been refused but said\n{both}", self.command);
        let crashed = self.status.code().is_none_or(|code| code == 101) || both.contains("panicked at");
        assert!(!crashed, "`{}` crashed with {}\n{both}", self.command, self.status);
        both
    }
}

/// Runs a program of this build to its end.
pub async fn run<S: AsRef<OsStr>>(name: &str, arguments: &[S]) -> Said {
    run_with(name, arguments, None).await
}

/// Runs a program of this build to its end, with something on its standard input.
pub async fn run_with<S: AsRef<OsStr>>(name: &str, arguments: &[S], input: Option<&str>) -> Said {
    let mut command = Command::new(program(name));
    command.args(arguments);
    ended(command, input).await
}

/// Runs any command to its end.
///
/// # Panics
/// When it does not start or not end.
pub async fn ended(mut command: Command, input: Option<&str>) -> Said {
    let words: Vec<_> = command.as_std().get_args().map(|a| a.to_string_lossy().into_owned()).collect();
    let name = format!("{} {}", command.as_std().get_program().to_string_lossy(), words.join(" "));
    clean(&mut command);
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn().unwrap_or_else(|e| panic!("`{name}` does not start: {e}"));
    if let Some(input) = input {
        let mut pipe = child.stdin.take().expect("asked for");
        // A program that refuses at once does not read its input.
        let _ = tokio::io::AsyncWriteExt::write_all(&mut pipe, input.as_bytes()).await;
    }
    let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
    let output = output.unwrap_or_else(|_| panic!("`{name}` did not end within {PATIENCE:?}")).expect("output is read");
    Said {
        status: output.status,
        command: name,
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Settings of whoever runs the tests must not reach the programs under test.
fn clean(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("GES_NODE_") || text.starts_with("GES_HUB_") {
            command.env_remove(&name);
        }
    }
}

/// A program that runs until it is stopped. It is killed when dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts a program of this build; what it says goes to `log`, after what earlier runs said.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start<S: AsRef<OsStr>>(name: &str, arguments: &[S], log: &Path) -> Self {
        let mut command = Command::new(program(name));
        command.args(arguments);
        Self::spawn(command, log)
    }

    /// Starts any command.
    ///
    /// # Panics
    /// When it does not start.
    pub fn spawn(mut command: Command, log: &Path) -> Self {
        clean(&mut command);
        let file = File::options().create(true).append(true).open(log).expect("log file");
        let again = file.try_clone().expect("log file");
        command.stdin(Stdio::null()).stdout(file).stderr(again).kill_on_drop(true);
        let child = command.spawn().unwrap_or_else(|e| panic!("{command:?} does not start: {e}"));
        Self { child, log: log.to_owned() }
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id().expect("still running")
    }

    /// Whether it has ended by itself, and how.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be asked")
    }

    /// Ends it at once, as a power cut would: SIGKILL.
    pub async fn kill(&mut self) {
        // Killing what has ended already is no harm.
        let _ = self.child.kill().await;
    }

    /// Asks it to end as systemd does, and waits until it has.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn stop(&mut self) -> ExitStatus {
        let id = self.id().to_string();
        let asked = Command::new("kill").args(["-TERM", &id]).status().await.expect("kill runs");
        assert!(asked.success(), "process {id} cannot be asked to end");
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        ended
            .unwrap_or_else(|_| panic!("process {id} did not end within {PATIENCE:?}; it said\n{}", self.said()))
            .expect("status")
    }

    /// The last it said, for the message of a failed test.
    pub fn said(&self) -> String {
        let all = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = all.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }
}
