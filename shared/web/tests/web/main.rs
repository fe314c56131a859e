//! The kit as a product uses it: a small application behind `security::harden`, spoken to over HTTP.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside any test function")]

mod accounts;
mod pages;
mod problems;
mod security;
mod server;
mod tokens;
