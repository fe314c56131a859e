//! Pages and REST resources of figures that node and hub share: agreements, indicators, results, documents,
//! provenance, proofs and logs.
//!
//! A server implements [`House`], merges [`routes`] into its router, passes [`words`] and [`assets`] to its kit and
//! merges [`openapi`] with the description of its own resources.

mod access;
pub mod bar;
mod download;
mod house;
mod logs;
mod pages;
mod places;
pub mod proof;
pub mod questions;
mod read;
mod rest;

use axum::Router;
use ges_web::Locale;
use ges_web::assets::Asset;

pub use house::{House, Opened};
pub use pages::{author, reading};
pub use rest::openapi;

/// Fluent sources of this crate: language and text.
pub const LOCALES: [(Locale, &str); 4] = [
    (Locale::Th, include_str!("../locales/th/figures.ftl")),
    (Locale::En, include_str!("../locales/en/figures.ftl")),
    (Locale::Th, include_str!("../locales/th/questions.ftl")),
    (Locale::En, include_str!("../locales/en/questions.ftl")),
];

/// Name of the style sheet among [`assets`]; list it in `KitOptions::stylesheets`.
pub const STYLESHEET: &str = "figures.css";

/// [`LOCALES`] as `KitOptions::words` takes them.
pub fn words() -> Vec<(Locale, String)> {
    LOCALES.iter().map(|(locale, text)| (*locale, (*text).to_owned())).collect()
}

/// Style sheet of these pages, for `KitOptions::assets`.
pub fn assets() -> Vec<Asset> {
    vec![Asset::new(STYLESHEET, include_str!("../assets/figures.css"))]
}

/// Pages, REST resources and logs.
pub fn routes<H: House>() -> Router<H> {
    Router::new().merge(pages::routes()).merge(rest::routes()).merge(logs::routes())
}
