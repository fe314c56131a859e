//! Harness, end-to-end, simulation, browser tests and benches.
