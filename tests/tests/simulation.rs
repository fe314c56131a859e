//! The whole federation on one thread: kept failures first, then generated lists, each run twice with the same trace.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use ges_tests::place::simulation_seeds;
use ges_tests::simulation::{List, difference, generate, keep, kept, run_apart, shrink};

fn run(list: &List) -> Result<String, String> {
    run_apart(Path::new(env!("CARGO_BIN_EXE_ges-simulate")), list)
}

/// Runs a list twice; what is wrong, if anything.
fn judge(list: &List) -> Result<String, String> {
    let first = run(list)?;
    let second = run(list).map_err(|what| format!("only in the second run: {what}"))?;
    match difference(&first, &second) {
        None => Ok(first.lines().last().unwrap_or_default().to_owned()),
        Some(difference) => Err(format!("two runs of one list differ: {difference}")),
    }
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
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(8);
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
                        Ok(told) => println!("seed {seed}: {} operations, {told}", list.operations.len()),
                        Err(what) => failures.lock().unwrap().push((list, what)),
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().unwrap();
    failures.sort_by_key(|(list, _)| list.seed);
    let mut told = Vec::new();
    for (number, (list, what)) in failures.iter().enumerate() {
        // Shortening takes long: the first few are enough to work with.
        let budget = if number < 3 { 30 } else { 0 };
        let differs = what.contains("differ");
        let mut short =
            shrink(list, budget, |shorter| if differs { judge(shorter).is_err() } else { run(shorter).is_err() });
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
    assert!(difference(&first, &second).is_some());
}
