//! The whole federation on one thread: kept failures first, then generated lists, each run twice with the same trace.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ges_tests::place::simulation_seeds;
use ges_tests::simulation::{List, generate, keep, kept, run, shrink};

/// Runs a list twice; what is wrong, if anything.
fn judge(list: &List) -> Result<usize, String> {
    let first = run(list).map_err(|f| f.to_string())?;
    let second = run(list).map_err(|f| format!("only in the second run: {f}"))?;
    first.difference(&second).map_or(Ok(first.len()), |d| Err(format!("two runs of one seed differ: {d}")))
}

#[test]
fn lists_that_once_failed_hold_now() {
    let failures: Vec<String> =
        kept().iter().filter_map(|(name, list)| judge(list).err().map(|what| format!("{name}: {what}"))).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn every_seed_holds_and_gives_the_same_trace_twice() {
    let seeds = simulation_seeds();
    let next = AtomicU64::new(1);
    let failures = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(4);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed > seeds {
                        return;
                    }
                    let list = generate(seed);
                    match judge(&list) {
                        Ok(events) => println!("seed {seed}: {} operations, {events} events", list.operations.len()),
                        Err(what) => failures.lock().unwrap().push((list, what)),
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    let mut told = Vec::new();
    for (list, what) in &failures {
        let mut short = shrink(list, 40, |shorter| run(shorter).is_err());
        short.found = what.lines().next().unwrap_or_default().to_owned();
        told.push(format!("seed {}: {what}\nkept in {}", list.seed, keep(&short).display()));
    }
    assert!(told.is_empty(), "{} of {seeds} seeds failed\n\n{}", told.len(), told.join("\n\n"));
}

#[test]
fn another_seed_gives_another_trace() {
    let (first, second) = (generate(1), generate(2));
    assert_ne!(first.operations, second.operations);
    let (first, second) = (run(&first).expect("seed 1"), run(&second).expect("seed 2"));
    assert!(first.difference(&second).is_some());
}
