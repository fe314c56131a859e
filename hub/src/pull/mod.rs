//! Pulling: one task per active agency, started and stopped as agencies come and go.

pub mod board;
mod commit;
mod deliver;
mod hello;
pub(crate) mod link;
mod prepare;
mod supervisor;
pub mod trouble;

pub use link::Target;
pub(crate) use link::client;
pub use supervisor::supervise;
