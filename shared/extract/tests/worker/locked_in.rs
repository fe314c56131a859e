//! What a worker that reads can still do, seen from outside.

use std::io::Write;
use std::process::{Child, Command, Stdio};

/// A worker that waits for its document; ended with the test.
struct Waiting(Child);

impl Drop for Waiting {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

#[test]
fn a_worker_that_reads_has_no_rights_left() {
    let child = Command::new(env!("CARGO_BIN_EXE_ges-document-worker"))
        .arg("text/512/7/1000/1000")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut worker = Waiting(child);
    let about = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", worker.0.id())).unwrap();
    let limit = |name: &str| {
        let limits = about("limits");
        let line = limits.lines().find(|line| line.starts_with(name)).unwrap().to_owned();
        line[name.len()..].split_whitespace().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    // The limit on processes is the last step before the document is read.
    while limit("Max processes") != ["0", "0"] {
        std::thread::yield_now();
    }
    for name in ["Max file size", "Max open files", "Max core file size"] {
        assert_eq!(limit(name), ["0", "0"], "{name}");
    }
    assert_eq!(limit("Max cpu time"), ["7", "8"]);
    let memory: u64 = limit("Max address space")[1].parse().unwrap();
    assert!((512 << 20..2 << 30).contains(&memory), "{memory}");
    assert!(about("status").lines().any(|line| line == "NoNewPrivs:\t1"));
    worker.0.stdin.take().unwrap().write_all(b"text").unwrap();
    assert!(worker.0.wait().unwrap().success());
}

#[test]
fn an_order_that_is_none_reads_nothing() {
    for order in [&["html/1/1/1/1"][..], &[]] {
        let status = Command::new(env!("CARGO_BIN_EXE_ges-document-worker")).args(order).status().unwrap();
        assert!(!status.success());
    }
}
