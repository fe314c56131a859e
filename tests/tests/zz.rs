//! Scratch.
use ges_tests::simulation::{List, run};
#[test]
fn one() {
    let list = List { seed: 1, operations: vec![], found: String::new() };
    match run(&list) { Ok(t) => println!("{} {}", t.len(), t.tail(10)), Err(f) => println!("{f}") }
}
