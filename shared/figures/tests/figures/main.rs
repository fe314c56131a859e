//! Pages, resources and logs of figures over real journals, at a node and at the hub.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod access;
mod house;
mod pages;
mod rest;
mod tiles;
mod whatif;
mod world;
