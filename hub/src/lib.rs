//! The hub: pulls every node, verifies, projects and shows.
