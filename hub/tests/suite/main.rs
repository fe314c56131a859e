//! The hub against a node made of a real ledger log, served over real TLS on the loopback.
//!
//! Runs on SQLite; with the feature `postgres-tests` the same tests run on PostgreSQL (see `tests/postgres.sh`).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "cutting.rs"]
mod cutting;
#[path = "hub_fixture.rs"]
mod hub_fixture;
#[path = "node_fixture.rs"]
mod node_fixture;

mod documents;
mod enrolment;
mod grouping;
mod projections;
mod pulling;
mod questions;
mod receipts;
mod refusals;
mod verifying;
