//! The viewer of a document: one page as picture and as text, with what was looked for highlighted.

use std::ops::Range;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use ges_domain::explain::Explain as _;
use ges_domain::ids::Digest;
use ges_extract::index::{self, Reading};
use ges_extract::{Folded, Query as Wanted, Unread};
use ges_ledger::read;
use ges_store::StoreError;
use ges_web::ui::{self, Field, FieldKind, Tone};
use ges_web::{Html, Lang, Problem, Signed};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Deserialize;

use super::{must, said};
use crate::app::Node;
use crate::reading::{DEFAULT_WIDTH, width};

/// Bytes of a page's text that are shown.
const SHOWN: usize = 100_000;
/// Places of one term that are highlighted.
const PLACES: usize = 500;

/// One page of a document.
pub(super) struct Viewer {
    pub(super) action: String,
    pub(super) number: Field,
    pub(super) query: Field,
    /// `หน้า 3 จาก 12`.
    pub(super) title: String,
    pub(super) picture: Option<Shown>,
    /// Why there is no picture, or that the page does not exist.
    pub(super) note: Html,
    pub(super) text: Html,
    pub(super) silent: bool,
    pub(super) cut: bool,
    pub(super) previous: Option<String>,
    pub(super) next: Option<String>,
}

pub(super) struct Shown {
    pub(super) src: String,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) words: String,
}

/// What is asked of the viewer.
pub(super) struct Asked<'a> {
    pub(super) digest: Digest,
    pub(super) name: &'a str,
    pub(super) page: &'a str,
    pub(super) query: &'a str,
}

/// The viewer of a document that was read.
pub(super) async fn viewer(
    node: &Node,
    lang: &Lang,
    reading: &Reading,
    asked: &Asked<'_>,
) -> Result<Option<Viewer>, Problem> {
    let index::State::Done { pages, .. } = reading.state else { return Ok(None) };
    let digest = asked.digest;
    let number = number(asked.page).clamp(1, pages.max(1));
    let missing = number_typed(asked.page).is_some_and(|typed| typed != number);
    let text = node.store().read_async(move |tx| index::page(tx, &digest, number)).await;
    let text = text.map_err(|error: StoreError| Problem::from(error))?.unwrap_or_default();
    let has_picture = reading.sniffed.is_some_and(|sniffed| sniffed.kind.has_images());
    let picture =
        if has_picture { node.picture(digest, number, width(DEFAULT_WIDTH)).await? } else { Err(Unread::NoImage) };
    let n_of = [("n", ges_web::Arg::from(number)), ("all", ges_web::Arg::from(pages))];
    let title = lang.with("reading-page-of", &n_of);
    let src = format!("/documents/{digest}/pages/{number}.png?width={DEFAULT_WIDTH}");
    let words =
        lang.with("reading-picture", &[("name", ges_web::Arg::from(asked.name)), ("n", ges_web::Arg::from(number))]);
    let mut note = match picture {
        Err(reason) if has_picture => ui::notice(Tone::Warn, &said::why(lang, reason), "", None),
        _ => Html::empty(),
    };
    if missing {
        note = ui::notice(Tone::Warn, &said::why(lang, Unread::NoSuchPage), "", None);
    }
    let short = cut(&text);
    let places = Wanted::parse(asked.query).map(|query| places(short, &query)).unwrap_or_default();
    let at = |page: u32| said::page_href(&digest, page, asked.query);
    Ok(Some(Viewer {
        action: format!("/documents/{digest}"),
        number: Field::text("page", lang.tr("reading-go"), number.to_string()).kind(FieldKind::Number),
        query: Field::text("q", lang.tr("reading-highlight"), asked.query).optional(),
        title,
        picture: picture.ok().map(|p| Shown { src, width: p.width, height: p.height, words }),
        note,
        silent: text.trim().is_empty(),
        cut: short.len() < text.len(),
        text: said::marked(short, &places),
        previous: (number > 1).then(|| at(number - 1)),
        next: (number < pages).then(|| at(number + 1)),
    }))
}

fn number_typed(text: &str) -> Option<u32> {
    text.trim().parse().ok()
}

/// The page that is asked for; the first when none is.
fn number(text: &str) -> u32 {
    number_typed(text).unwrap_or(1)
}

/// As much of a text as is shown.
fn cut(text: &str) -> &str {
    text.get(..text.floor_char_boundary(SHOWN)).unwrap_or(text)
}

/// Where the terms stand, in order and without overlap.
fn places(text: &str, query: &Wanted) -> Vec<Range<usize>> {
    let folded = Folded::of(text);
    let mut all: Vec<_> = query.terms().iter().flat_map(|term| folded.find(term, PLACES)).collect();
    all.sort_by_key(|place| (place.start, place.end));
    let mut kept: Vec<Range<usize>> = Vec::with_capacity(all.len());
    for place in all {
        match kept.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => kept.push(place),
        }
    }
    kept
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Width {
    #[serde(default)]
    width: String,
}

/// `GET /documents/{digest}/pages/{n}.png?width=800`.
pub(super) async fn picture(
    State(node): State<Node>,
    signed: Signed,
    Path((name, page)): Path<(String, String)>,
    Query(asked): Query<Width>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let digest: Digest = name.parse().map_err(|_| Problem::not_found())?;
    let page: u32 = page.strip_suffix(".png").and_then(|n| n.parse().ok()).ok_or_else(Problem::not_found)?;
    let asked = if asked.width.is_empty() { Some(DEFAULT_WIDTH) } else { asked.width.parse().ok() };
    let own = node.own().clone();
    let filed = node.store().read_async(move |tx| {
        let filed = read::documents::by_digest(tx, &digest)?;
        Ok::<_, crate::service::ServiceError>(filed.iter().any(|filed| filed.organisation == own))
    });
    if !filed.await? || !matches!(node.documents().has(&digest), Ok(Some(_))) {
        return Err(Problem::not_found());
    }
    match node.picture(digest, page, width(asked.unwrap_or(DEFAULT_WIDTH))).await? {
        // Asked for again each time: a document may be erased, and a browser shared.
        Ok(picture) => {
            Ok(([(CONTENT_TYPE, "image/png"), (CACHE_CONTROL, "private, no-cache")], picture.png.clone())
                .into_response())
        }
        Err(reason) => {
            let words = reason.explain().words();
            Err(match reason {
                Unread::NoSuchPage | Unread::NoImage => Problem::not_found().detail(words),
                Unread::Busy | Unread::Unstartable => Problem::unavailable(words),
                _ => Problem::invalid(words),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_letters() {
        let long = "ก".repeat(SHOWN / 3 + 1);
        assert_eq!(cut(&long).len(), SHOWN / 3 * 3);
        assert_eq!(cut("ก"), "ก");
    }

    #[test]
    fn places_of_several_terms_are_joined_where_they_touch() {
        let query = Wanted::parse("งบ บประ").unwrap();
        assert_eq!(places("งบประมาณ งบ", &query), [0.."งบประ".len(), "งบประมาณ ".len().."งบประมาณ งบ".len()]);
    }
}
