//! Where tests find programs and room: binaries of this build, free ports, the independent Python.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, Ordering};

/// The root of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository")
}

/// A program of this build, next to the running test.
///
/// # Panics
/// When it was not built: a test of whole programs cannot build them itself.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let folder = test.ancestors().nth(2).expect("tests run in target/<profile>/deps");
    let path = folder.join(name);
    assert!(
        path.exists(),
        "{} is not built: run `cargo build --workspace --bins` first (tests/run does)",
        path.display()
    );
    path
}

/// The interpreter with the packages of `tests/python/requirements.txt`.
///
/// # Panics
/// When there is none; `tests/run` makes it.
#[expect(clippy::disallowed_methods, reason = "tests/run names the interpreter; a test has no settings file")]
pub fn python() -> PathBuf {
    let named = std::env::var("GES_TEST_PYTHON").map(PathBuf::from);
    let usual = || std::env::home_dir().unwrap_or_default().join(".cache/ges/venv/bin/python");
    let path = named.unwrap_or_else(|_| usual());
    assert!(path.exists(), "{} is missing: tests/run makes it from tests/python/requirements.txt", path.display());
    path
}

/// How many seeds the simulation tries: `GES_SIM_SEEDS`, or 50.
#[expect(clippy::disallowed_methods, reason = "asked for on the command line of the test")]
pub fn simulation_seeds() -> u64 {
    std::env::var("GES_SIM_SEEDS").ok().map_or(50, |n| n.parse().expect("GES_SIM_SEEDS is a number"))
}

static NEXT: AtomicU16 = AtomicU16::new(0);

/// Ports of one test that runs beside others.
const SHARE: u32 = 1_250;

/// Which share of the ports is this process's: tests that run at the same time have different slots under nextest.
#[expect(clippy::disallowed_methods, reason = "nextest tells by an environment variable")]
fn share() -> u32 {
    let slot = std::env::var("NEXTEST_TEST_GLOBAL_SLOT").ok().and_then(|slot| slot.parse().ok());
    slot.unwrap_or_else(std::process::id) % 16
}

/// The file under a folder in which the bytes stand, if they stand in any.
pub fn anywhere(folder: &Path, needle: &[u8]) -> Option<String> {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            if let Some(found) = anywhere(&path, needle) {
                return Some(found);
            }
        } else if std::fs::read(&path).is_ok_and(|bytes| bytes.windows(needle.len()).any(|w| w == needle)) {
            return Some(path.display().to_string());
        }
    }
    None
}

/// A loopback address nobody uses, below the range the system takes for outgoing connections, so that a server killed
/// on it finds it free again.
///
/// # Panics
/// When there is none.
pub fn free_address() -> SocketAddr {
    let begin = std::process::id().wrapping_mul(97);
    for _ in 0..SHARE {
        let step = u32::from(NEXT.fetch_add(1, Ordering::Relaxed));
        let port = 10_000 + share() * SHARE + begin.wrapping_add(step) % SHARE;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, u16::try_from(port).expect("at most 30,000")));
        if TcpListener::bind(address).is_ok() {
            return address;
        }
    }
    panic!("no free loopback port");
}
