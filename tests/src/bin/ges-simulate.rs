//! Runs one simulated list of operations from standard input and prints its trace: `ges-simulate < regression.json`.
//! `ges-simulate SEED` prints the list of a seed; `GES_SIM_LOG` is not needed: `ges-simulate --log debug` tells more.

use std::io::Read as _;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU32, Ordering};

use ges_tests::simulation::{List, generate, run};

static PANICS: AtomicU32 = AtomicU32::new(0);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [] => {}
        [flag, level] if flag == "--log" => {
            if let Err(error) = ges_runtime::telemetry::init(false, level) {
                eprintln!("{error}");
                return ExitCode::from(2);
            }
        }
        [seed] if seed.parse::<u64>().is_ok() => {
            let list = generate(seed.parse().unwrap_or_default());
            println!("{}", serde_json::to_string_pretty(&list).unwrap_or_default());
            return ExitCode::SUCCESS;
        }
        _ => {
            eprintln!("usage: ges-simulate [SEED | --log FILTER] < list.json");
            return ExitCode::from(2);
        }
    }
    let mut text = String::new();
    let read = std::io::stdin().read_to_string(&mut text).map_err(|e| e.to_string());
    let list: List = match read.and_then(|_| serde_json::from_str(&text).map_err(|e| e.to_string())) {
        Ok(list) => list,
        Err(error) => {
            eprintln!("not a list of operations: {error}");
            return ExitCode::from(2);
        }
    };
    // A task that panics takes nothing down with it: count, or nobody would notice.
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |what| {
        PANICS.fetch_add(1, Ordering::SeqCst);
        usual(what);
    }));
    match run(&list) {
        Ok(trace) => println!("{trace}"),
        Err(failure) => {
            println!("{failure}");
            return ExitCode::FAILURE;
        }
    }
    match PANICS.load(Ordering::SeqCst) {
        0 => ExitCode::SUCCESS,
        count => {
            println!("{count} tasks panicked");
            ExitCode::FAILURE
        }
    }
}
