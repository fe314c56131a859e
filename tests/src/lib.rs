//! Harness for tests of whole systems: the real programs, a network that fails, a browser, and a simulation of all of
//! it on one thread. Nothing here is part of the product.
#![expect(clippy::expect_used, reason = "a harness panics where a test should fail, with what went wrong")]
#![expect(clippy::missing_panics_doc, reason = "a harness panics where a test should fail, with what went wrong")]

pub mod axe;
pub mod bench;
pub mod browser;
pub mod database;
pub mod demo;
pub mod exchange;
pub mod figures;
pub mod filled;
pub mod impostor;
pub mod place;
pub mod process;
pub mod proxy;
pub mod rest;
pub mod simulation;
pub mod wait;
pub mod world;
