//! What can be asked of a hub: one noun, one file.

pub mod frameworks;
pub mod nodes;
pub mod overview;
pub mod questions;
pub mod rebuild;
pub mod verify;
