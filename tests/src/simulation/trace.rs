//! Everything observable in the order it happened, folded into one hash: two runs of a seed must give the same.

use std::fmt::Write as _;

use ges_domain::ids::Digest;
use sha2::{Digest as _, Sha256};

/// A running hash, with the last lines in words for a person who looks for the first difference.
#[derive(Debug, Clone)]
pub struct Trace {
    hash: Sha256,
    lines: Vec<String>,
}

impl Default for Trace {
    fn default() -> Self {
        Self { hash: Sha256::new(), lines: Vec::new() }
    }
}

impl Trace {
    /// Adds an event.
    pub fn event(&mut self, micros: u64, what: &str) {
        let mut line = String::new();
        let _ = write!(line, "{micros} {what}");
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
        self.lines.push(line);
    }

    /// The hash of everything so far.
    pub fn digest(&self) -> Digest {
        Digest(self.hash.clone().finalize().into())
    }

    /// How many events there were.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there was none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The last events.
    pub fn tail(&self, count: usize) -> String {
        self.lines[self.lines.len().saturating_sub(count)..].join("\n")
    }
}

impl std::fmt::Display for Trace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        write!(f, "{} events, trace {}", self.len(), self.digest())
    }
}
