//! Journals in the store, tried over real databases.

#![expect(clippy::unwrap_used, reason = "tests")]
#![cfg_attr(feature = "postgres-tests", expect(clippy::expect_used, reason = "tests"))]

#[cfg(feature = "postgres-tests")]
mod engines;
mod houses;
mod mirror;
mod questions;
