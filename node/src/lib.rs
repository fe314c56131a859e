//! An agency's node: its indicators, documents and journal, served to its people, to its hub and to its systems.
//!
//! [`app`] composes; [`service`] holds everything that changes state; [`exchange`] answers the hub; [`web`] answers
//! people and systems; [`cli`] is the command line over the same services.

pub mod app;
pub mod cli;
pub mod config;
pub mod enrolment;
mod evidence;
pub mod exchange;
pub mod feeds;
pub mod files;
pub mod import;
pub mod link;
pub mod mail;
pub mod reading;
pub mod service;
mod tables;
pub mod verify;
pub mod web;
