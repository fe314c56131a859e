//! Style sheets and modules, compiled into the binary and served under names that change with their content.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use sha2::{Digest, Sha256};

use crate::kit::KitState;
use crate::problem::Problem;

/// One file: `Asset::new("node.css", include_str!("../assets/node.css"))`.
#[derive(Debug, Clone)]
pub struct Asset {
    name: String,
    body: Cow<'static, [u8]>,
}

impl Asset {
    /// A text file compiled in with `include_str!`.
    pub fn new(name: impl Into<String>, body: &'static str) -> Self {
        Self { name: name.into(), body: Cow::Borrowed(body.as_bytes()) }
    }

    /// A binary file compiled in with `include_bytes!`.
    pub fn binary(name: impl Into<String>, body: &'static [u8]) -> Self {
        Self { name: name.into(), body: Cow::Borrowed(body) }
    }

    /// Several files served as one, in order.
    pub fn joined(name: impl Into<String>, parts: &[&str]) -> Self {
        Self { name: name.into(), body: Cow::Owned(parts.join("\n").into_bytes()) }
    }
}

/// All served files of a product.
#[derive(Debug, Clone)]
pub struct Assets {
    urls: Arc<HashMap<String, String>>,
    files: Arc<HashMap<String, (&'static str, Bytes)>>,
}

impl Assets {
    /// The kit's own files and a product's.
    pub fn new(product: &[Asset]) -> Self {
        let mut urls = HashMap::new();
        let mut files = HashMap::new();
        for asset in own().iter().chain(product) {
            let hash = Sha256::digest(&asset.body);
            let hash = hash.iter().take(6).fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
            let (stem, extension) = asset.name.rsplit_once('.').unwrap_or((&asset.name, "bin"));
            let file = format!("{stem}.{hash}.{extension}");
            urls.insert(asset.name.clone(), format!("/assets/{file}"));
            files.insert(file, (media_type(extension), Bytes::from(asset.body.clone().into_owned())));
        }
        Self { urls: Arc::new(urls), files: Arc::new(files) }
    }

    /// Is there such a file?
    pub fn has(&self, name: &str) -> bool {
        self.urls.contains_key(name)
    }

    /// Address of a file by its plain name; a name nobody gave leads to a 404.
    pub fn url(&self, name: &str) -> String {
        self.urls.get(name).cloned().unwrap_or_else(|| format!("/assets/{name}"))
    }
}

/// Serves `/assets/{name}.{hash}.{ext}`, to be kept by browsers for a year.
pub fn routes<S: KitState>() -> Router<S> {
    Router::new().route("/assets/{file}", get(serve::<S>))
}

async fn serve<S: KitState>(State(state): State<S>, Path(file): Path<String>) -> Response {
    match state.kit().assets().files.get(&file) {
        Some((media_type, body)) => {
            ([(CONTENT_TYPE, *media_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")], body.clone())
                .into_response()
        }
        None => Problem::not_found().into_response(),
    }
}

fn media_type(extension: &str) -> &'static str {
    match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn own() -> Vec<Asset> {
    vec![
        Asset::joined(
            "kit.css",
            &[
                include_str!("../assets/tokens.css"),
                include_str!("../assets/base.css"),
                include_str!("../assets/frame.css"),
                include_str!("../assets/controls.css"),
                include_str!("../assets/chips.css"),
                include_str!("../assets/charts.css"),
                include_str!("../assets/panels.css"),
                include_str!("../assets/tables.css"),
                include_str!("../assets/print.css"),
            ],
        ),
        Asset::new("keys.js", include_str!("../assets/keys.js")),
        Asset::new("copy.js", include_str!("../assets/copy.js")),
        Asset::new("keep.js", include_str!("../assets/keep.js")),
        Asset::new("live.js", include_str!("../assets/live.js")),
        Asset::new("passkey.js", include_str!("../assets/passkey.js")),
        Asset::new("preview.js", include_str!("../assets/preview.js")),
        Asset::new("icon.svg", include_str!("../assets/icon.svg")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_change_with_content_only() {
        let one = Assets::new(&[Asset::new("a.css", "x")]);
        let two = Assets::new(&[Asset::new("a.css", "y")]);
        assert_eq!(one.url("kit.css"), two.url("kit.css"));
        assert_ne!(one.url("a.css"), two.url("a.css"));
        assert_eq!(one.url("a.css"), "/assets/a.2d711642b726.css");
        assert!(!one.has("b.css"));
    }

    #[test]
    fn no_style_sheet_fetches_anything() {
        for asset in own() {
            let text = String::from_utf8_lossy(&asset.body).into_owned();
            assert!(!text.contains("@import") && !text.contains("http://www.example"), "{}", asset.name);
            assert!(!text.contains("url(http"), "{}", asset.name);
        }
    }
}
