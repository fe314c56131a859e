//! Pages and REST of a node.

mod numbers;

pub use numbers::Numbers;

use axum::Router;
use ges_domain::text::Text;
use ges_web::kit::{KitOptions, Product};

use crate::app::Node;
use crate::config::Config;

pub(crate) fn kit_options(config: &Config, name: Text) -> KitOptions {
    KitOptions::new(Product::Node, config.organisation.clone(), name)
}

impl Node {
    /// Everything over HTTP.
    pub fn http_router(&self) -> Router {
        Router::new()
    }
}
