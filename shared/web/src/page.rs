//! What `kit/base.html` needs to know: every page template carries one [`Page`] in a field named `page`.

use std::fmt;

use askama::Template;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::html::Html;
use crate::kit::{Kit, Product};
use crate::locale::Locale;
use crate::reader::Reader;
use crate::translations::{Arg, Lang};

/// One entry of the main navigation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tab {
    /// What it leads to, in the reader's language.
    pub label: String,
    /// Address within this server.
    pub href: String,
    /// How many things wait there.
    pub count: Option<u64>,
    /// Is this page under it?
    pub current: bool,
    /// Used now and then: it stands in the menu behind the others.
    pub rare: bool,
}

impl Tab {
    /// A tab without a count; [`Page::new`] marks the current one by address.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into(), count: None, current: false, rare: false }
    }

    /// The same tab in the menu behind the others.
    #[must_use]
    pub fn rare(self) -> Self {
        Self { rare: true, ..self }
    }

    /// The same tab with a count of waiting things; zero shows none.
    #[must_use]
    pub fn waiting(mut self, count: u64) -> Self {
        self.count = (count > 0).then_some(count);
        self
    }
}

/// One step of the path to this page; the last has no link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Name of the place.
    pub label: String,
    /// Where it is; `None` for this page.
    pub href: Option<String>,
}

/// Fiscal year and round that the page speaks of, with the others to choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Period {
    /// `ปีงบประมาณ 2555 · รอบ 9 เดือน`
    pub label: String,
    /// The periods to choose from; empty: nothing to choose.
    pub choices: Vec<Tab>,
}

/// The search box of the header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Search {
    /// Where the form goes (`GET`, field `q`).
    pub action: String,
    /// Its label, which is also its hint: `ค้นหาตัวชี้วัด หลักฐาน`.
    pub label: String,
    /// What was searched for.
    pub value: String,
}

/// The frame around a page's own content.
///
/// A template that `{% extends "kit/base.html" %}` has a field `page: Page` and may fill these blocks: `lead` (under
/// the title), `actions` (right of the title), `content` (required), `aside` (the narrow column), `foot` (sticky act
/// on phones), `main` (replaces title and content altogether; keep one `h1`), `head` and `scripts`.
#[derive(Clone)]
pub struct Page {
    /// Words in the reader's language.
    pub lang: Lang,
    /// Node or hub: the colour of the header.
    pub product: Product,
    /// Who runs this server, in the reader's language.
    pub organisation: String,
    /// The `h1` and the window title.
    pub title: String,
    /// Main navigation.
    pub tabs: Vec<Tab>,
    /// Role of the signed-in person, for example `ผู้จัดเก็บข้อมูล`; `None` when nobody is signed in.
    pub person: Option<String>,
    /// The way here.
    pub breadcrumb: Vec<Crumb>,
    /// Marks the page as showing synthetic data.
    pub demo: bool,
    /// Fiscal year and round.
    pub period: Option<Period>,
    /// Search box of the header.
    pub search: Option<Search>,
    /// A short fact at the right of the header: `ส่วนกลางได้รับล่าสุด 09:14 น.`
    pub status: Option<String>,
    /// Path and query of this page, for the language switch and for coming back after signing in.
    pub url: String,
    /// Address of server-sent events; when one named `change` arrives the page refreshes its `data-live` parts.
    pub live: Option<String>,
    /// A finished banner above the title (see [`crate::ui::notice`]), for example what was just done.
    pub banner: Html,
    /// Style sheets, in order.
    pub stylesheets: Vec<String>,
    /// Modules, in order.
    pub modules: Vec<String>,
    /// Address of the icon.
    pub icon: String,
    /// Uses the whole width without the usual margins (review room).
    pub wide: bool,
}

impl fmt::Debug for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Page").field("title", &self.title).field("url", &self.url).finish_non_exhaustive()
    }
}

impl Page {
    /// Tabs that stand in the bar itself, or those in the menu behind it.
    pub fn tabs(&self, rare: bool) -> impl Iterator<Item = &Tab> {
        self.tabs.iter().filter(move |tab| tab.rare == rare)
    }

    /// Whether this page is under a tab of the menu.
    pub fn under_rare(&self) -> bool {
        self.tabs(true).any(|tab| tab.current)
    }

    /// The frame for one reader: product, organisation, tabs and person are filled in.
    pub fn new(kit: &Kit, reader: &Reader, title: impl Into<String>) -> Self {
        let mut tabs = kit.tabs(reader);
        mark_current(&mut tabs, reader.path());
        Self {
            lang: reader.lang.clone(),
            product: kit.product(),
            organisation: reader.lang.of(kit.organisation()).to_owned(),
            title: title.into(),
            tabs,
            person: reader.person.as_ref().map(|signed| signed.label(kit, reader.locale())),
            breadcrumb: Vec::new(),
            demo: kit.is_demo(),
            period: None,
            search: None,
            status: None,
            url: reader.url.clone(),
            live: None,
            banner: Html::empty(),
            stylesheets: kit.stylesheet_urls(),
            modules: kit.module_urls(),
            icon: kit.assets().url("icon.svg"),
            wide: false,
        }
    }

    /// Adds one step of the way here.
    #[must_use]
    pub fn under(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.breadcrumb.push(Crumb { label: label.into(), href: Some(href.into()) });
        self
    }

    /// Sets how many things wait under the tab with this address.
    #[must_use]
    pub fn waiting(mut self, href: &str, count: u64) -> Self {
        for tab in self.tabs.iter_mut().filter(|tab| tab.href == href) {
            tab.count = (count > 0).then_some(count);
        }
        self
    }

    /// The language of the page.
    pub fn locale(&self) -> Locale {
        self.lang.locale()
    }

    /// A message without values.
    pub fn tr(&self, key: &str) -> String {
        self.lang.tr(key)
    }

    /// A message with one value.
    pub fn tr1<'a>(&self, key: &str, name: &str, value: impl Into<Arg<'a>>) -> String {
        self.lang.tr1(key, name, value)
    }

    /// This page in the other language: same path, same query, `lang` replaced.
    pub fn switched_url(&self) -> String {
        with_query(&self.url, "lang", Some(self.locale().other().code()))
    }

    /// Where signing in leads back to this page.
    pub fn sign_in_url(&self) -> String {
        crate::accounts::sign_in_url(&self.url)
    }
}

/// The same address with one query field replaced, or removed with `None`.
pub fn with_query(url: &str, name: &str, value: Option<&str>) -> String {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let mut out = form_urlencoded::Serializer::new(String::new());
    for (key, kept) in form_urlencoded::parse(query.as_bytes()).filter(|(key, _)| key != name) {
        out.append_pair(&key, &kept);
    }
    if let Some(value) = value {
        out.append_pair(name, value);
    }
    let query = out.finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// The tab whose address is the longest beginning of the path is the current one.
fn mark_current(tabs: &mut [Tab], path: &str) {
    if tabs.iter().any(|tab| tab.current) {
        return;
    }
    let covers = |href: &str| {
        let href = href.split('?').next().unwrap_or_default();
        path == href || (href != "/" && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
    };
    if let Some(tab) = tabs.iter_mut().filter(|tab| covers(&tab.href)).max_by_key(|tab| tab.href.len()) {
        tab.current = true;
    }
}

/// A rendered template as a response: `View(template)`, or `View::status(StatusCode, template)`.
#[derive(Debug, Clone)]
pub struct View<T>(pub StatusCode, pub T);

impl<T: Template> View<T> {
    /// A page that succeeded.
    pub fn ok(template: T) -> Self {
        Self(StatusCode::OK, template)
    }
}

impl<T: Template> IntoResponse for View<T> {
    fn into_response(self) -> Response {
        match self.1.render() {
            Ok(body) => (self.0, [(CONTENT_TYPE, "text/html; charset=utf-8")], body).into_response(),
            Err(error) => {
                tracing::error!(%error, "a page could not be rendered");
                crate::problem::Problem::internal().into_response()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_switch_keeps_the_rest_of_the_address() {
        assert_eq!(with_query("/a?x=1&lang=th&y=ก", "lang", Some("en")), "/a?x=1&y=%E0%B8%81&lang=en");
        assert_eq!(with_query("/a?lang=th", "lang", None), "/a");
    }

    #[test]
    fn the_longest_matching_tab_is_current() {
        let mut tabs = ["/", "/results", "/results/evidence", "/res"].map(|href| Tab::new(href, href));
        mark_current(&mut tabs, "/results/evidence/3");
        assert_eq!(
            tabs.iter().filter(|t| t.current).map(|t| t.href.as_str()).collect::<Vec<_>>(),
            ["/results/evidence"]
        );
        let mut tabs = ["/", "/results"].map(|href| Tab::new(href, href));
        mark_current(&mut tabs, "/");
        assert!(tabs[0].current && !tabs[1].current);
        mark_current(&mut tabs, "/results");
        assert!(!tabs[1].current, "a tab that a handler marked stays");
    }
}
