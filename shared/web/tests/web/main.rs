//! The kit as a product uses it: a small application behind `security::harden`, spoken to over HTTP.
#![expect(clippy::unwrap_used, reason = "helpers of tests, outside any test function")]
#![cfg_attr(feature = "postgres-tests", expect(clippy::expect_used, reason = "helpers of tests"))]

mod accounts;
mod authenticator;
mod issuer;
mod oidc;
mod pages;
mod passkeys;
#[cfg(feature = "postgres-tests")]
mod postgres;
mod problems;
mod security;
mod server;
mod tokens;
