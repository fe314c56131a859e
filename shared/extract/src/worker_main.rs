//! The worker as a program of its own: what node and hub do under a hidden subcommand, alone.

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::env::args().nth(1) {
        Some(order) => ges_extract::worker::main(&order),
        None => ExitCode::FAILURE,
    }
}
