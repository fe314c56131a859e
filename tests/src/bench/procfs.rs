//! Processor time and memory of a process and its threads, from procfs.

use std::collections::BTreeMap;
use std::path::Path;

/// Linux counts processor time in hundredths of a second on every architecture.
const TICKS: f64 = 100.0;

/// Processor seconds of a process so far.
#[derive(Debug, Clone, Default)]
pub struct Spent {
    /// Of all threads, also of those that have ended.
    pub total: f64,
    /// By name of the thread, of those that live.
    pub threads: BTreeMap<String, f64>,
    /// Seconds that threads of a name could have run but waited for a processor.
    pub delayed: BTreeMap<String, f64>,
}

impl Spent {
    /// What process `pid` has spent so far.
    ///
    /// # Panics
    /// When there is no such process.
    pub fn of(pid: u32) -> Self {
        let own = Path::new("/proc").join(pid.to_string());
        let (_, total, _) = stat(&own.join("stat")).expect("a process to measure");
        let (mut threads, mut delayed) = (BTreeMap::new(), BTreeMap::new());
        for task in std::fs::read_dir(own.join("task")).into_iter().flatten().flatten() {
            // A thread may end between listing and reading.
            if let Some((name, seconds, _)) = stat(&task.path().join("stat")) {
                *delayed.entry(name.clone()).or_insert(0.0) += delay(&task.path().join("schedstat"));
                *threads.entry(name).or_insert(0.0) += seconds;
            }
        }
        Self { total, threads, delayed }
    }

    /// What this process has spent so far.
    pub fn here() -> Self {
        Self::of(std::process::id())
    }

    /// What was spent since `before`.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        let apart = |now: &BTreeMap<String, f64>, then: &BTreeMap<String, f64>| {
            let earlier = |name: &String| then.get(name).copied().unwrap_or(0.0);
            now.iter().map(|(name, s)| (name.clone(), (s - earlier(name)).max(0.0))).collect()
        };
        Self {
            total: self.total - before.total,
            threads: apart(&self.threads, &before.threads),
            delayed: apart(&self.delayed, &before.delayed),
        }
    }

    /// Seconds of the threads whose name begins so.
    pub fn named(&self, begin: &str) -> f64 {
        self.threads.iter().filter(|(name, _)| name.starts_with(begin)).map(|(_, s)| s).sum()
    }

    /// Seconds that the threads whose name begins so waited for a processor.
    pub fn delay_of(&self, begin: &str) -> f64 {
        self.delayed.iter().filter(|(name, _)| name.starts_with(begin)).map(|(_, s)| s).sum()
    }
}

/// Processor seconds of a process and all its children, living and ended: a PostgreSQL server.
pub fn family(pid: u32) -> f64 {
    let mut sum = 0.0;
    for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(number) = process.file_name().to_string_lossy().parse::<u32>() else { continue };
        let path = process.path().join("stat");
        if number == pid {
            sum += stat(&path).map_or(0.0, |(_, own, _)| own) + ended_children(&path);
        } else if stat(&path).is_some_and(|(_, _, parent)| parent == pid) {
            sum += stat(&path).map_or(0.0, |(_, own, _)| own);
        }
    }
    sum
}

/// Name, processor seconds and parent.
fn stat(path: &Path) -> Option<(String, f64, u32)> {
    let text = std::fs::read_to_string(path).ok()?;
    // The name is in brackets and may hold blanks and brackets itself.
    let (begin, end) = (text.find('(')?, text.rfind(')')?);
    let fields: Vec<&str> = text[end + 1..].split_whitespace().collect();
    let ticks = |n: usize| fields.get(n)?.parse::<f64>().ok();
    Some((text[begin + 1..end].to_owned(), (ticks(11)? + ticks(12)?) / TICKS, fields.get(1)?.parse().ok()?))
}

/// Seconds a thread waited for a processor; nothing where the kernel does not count them.
fn delay(path: &Path) -> f64 {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.split_whitespace().nth(1).and_then(|n| n.parse::<f64>().ok()).unwrap_or(0.0) / 1e9
}

fn ended_children(path: &Path) -> f64 {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let fields: Vec<f64> =
        text.rsplit(')').next().unwrap_or("").split_whitespace().map(|f| f.parse().unwrap_or(0.0)).collect();
    (fields.get(13).unwrap_or(&0.0) + fields.get(14).unwrap_or(&0.0)) / TICKS
}

/// Resident memory of a process in KiB: now, and at its greatest.
pub fn memory(pid: u32) -> (f64, f64) {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = text.lines().find_map(|l| l.strip_prefix(name));
        line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
    };
    (field("VmRSS:"), field("VmHWM:"))
}
