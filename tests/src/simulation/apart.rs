//! A run in a process of its own, with nothing in it that differs between two runs: see `chance.c`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::operation::List;

/// What a run in its own process printed when it held; otherwise what was wrong.
///
/// # Panics
/// When the process cannot be started.
pub fn run_apart(program: &Path, list: &List) -> Result<String, String> {
    let mut command = Command::new(program);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).env("LD_PRELOAD", chance());
    let mut child = command.spawn().unwrap_or_else(|e| panic!("{}: {e}", program.display()));
    let input = serde_json::to_vec(list).expect("plain data");
    // A program that dies early says so by its status.
    let _ = child.stdin.take().expect("asked for").write_all(&input);
    let output = child.wait_with_output().expect("a child can be waited for");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    Err(format!(
        "{}{}",
        said.trim_end(),
        if errors.is_empty() { String::new() } else { format!("\n{}", errors.trim_end()) }
    ))
}

/// The library that stands in for the system's randomness, compiled once per process.
fn chance() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src/simulation/chance.c");
        let library = std::env::temp_dir().join(format!("ges-chance-{}.so", std::process::id()));
        let built = Command::new("cc").args(["-shared", "-fPIC", "-O1", "-o"]).arg(&library).arg(source).output();
        let built = built.unwrap_or_else(|e| panic!("cc: {e}; install a C compiler (tests/run does)"));
        assert!(built.status.success(), "cc: {}", String::from_utf8_lossy(&built.stderr));
        library
    })
}

/// Where two printed runs part, in words; `None` when they are the same.
pub fn difference(first: &str, second: &str) -> Option<String> {
    if first == second {
        return None;
    }
    let lines: Vec<&str> = first.lines().collect();
    let same = lines.iter().zip(second.lines()).take_while(|(a, b)| **a == *b).count();
    let before = lines[same.saturating_sub(4)..same].join("\n  ");
    let show = |text: &str| text.lines().nth(same).unwrap_or("(ended)").to_owned();
    Some(format!("event {same} differs, after\n  {before}\nfirst run:  {}\nsecond run: {}", show(first), show(second)))
}
