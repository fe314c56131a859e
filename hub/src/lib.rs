//! The hub: pulls every agency's node, believes only what verifies, keeps it, and shows it.
//!
//! [`app::Hub`] composes everything; `pull` brings journals in, `enrol` lets nodes in, `documents` fetches bytes when
//! somebody opens them, `web` shows what is here.

pub mod app;
#[cfg(feature = "web")]
pub mod cli;
pub mod documents;
pub mod enrol;
pub mod pull;
pub mod service;
pub mod store;
#[cfg(feature = "web")]
pub mod web;
