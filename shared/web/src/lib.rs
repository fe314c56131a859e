//! The web kit both user interfaces share: layout, components, languages, sessions, sign-in, problems, security.
//!
//! A product builds one [`Kit`], keeps it in its own axum state ([`KitState`]), merges [`accounts::routes`],
//! [`assets::routes`] and [`health::routes`], and wraps the whole router with [`security::harden`].
//! Its templates extend `kit/base.html` and carry a [`Page`] in a field named `page`.

// Templates say `ges_web::…` whichever crate compiles them, this one included.
extern crate self as ges_web;

pub mod accounts;
pub mod assets;
pub mod cursor;
pub mod etag;
pub mod format;
pub mod health;
pub mod html;
pub mod kit;
pub mod live;
pub mod locale;
pub mod page;
pub mod problem;
mod problem_page;
pub mod reader;
pub mod security;
mod store;
mod tracing_layer;
pub mod translations;
pub mod ui;

pub use accounts::{Accounts, Signed, Via};
pub use html::Html;
pub use kit::{Kit, KitOptions, KitState, Product};
pub use locale::Locale;
pub use page::{Crumb, Page, Tab};
pub use problem::Problem;
pub use reader::Reader;
pub use translations::{Arg, Lang, Translations};
