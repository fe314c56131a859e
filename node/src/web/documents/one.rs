//! `/documents/{digest or record}`: one document with its readers, its versions and every figure it supports.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use ges_documents::Kind;
use ges_domain::access::Act;
use ges_domain::ids::Digest;
use ges_extract::index;
use ges_figures::House as _;
use ges_web::format::{self, Moment};
use ges_web::page::View;
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use jiff::Timestamp;
use serde::Deserialize;

use super::super::together::call_by_name;
use super::viewer::{self, Viewer, viewer};
use super::{Area, Chosen, Filing, Readers, area, extend, must, parts, said};
use crate::app::Node;
use crate::service::library::{self, Bytes, Entry};
use crate::service::{ServiceError, Who};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    done: String,
    #[serde(default)]
    page: String,
    #[serde(default)]
    q: String,
}

struct Filed {
    name: String,
    at: Html,
    author: String,
    seen: String,
    record: String,
}

struct Version {
    href: String,
    name: String,
    at: Html,
    note: String,
    current: bool,
}

struct Figure {
    href: String,
    record: String,
    what: String,
    name: String,
    places: Vec<Place>,
}

/// A place in the document, with its page in the viewer where it names one.
struct Place {
    said: String,
    href: Option<String>,
}

#[derive(Template)]
#[template(path = "node/documents_one.html")]
pub(super) struct DocumentPage {
    page: Page,
    done: Html,
    newer: Html,
    state: Html,
    missing: Html,
    kind: String,
    size: String,
    seen: String,
    digest: Html,
    download: Option<String>,
    filings: Vec<Filed>,
    versions: Vec<Version>,
    figures: Vec<Figure>,
    writes: bool,
    area: Option<Area>,
    reading: Html,
    viewer: Option<Viewer>,
}

pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let who = must(&node, &signed)?;
    let found = node.blocking(move |node| {
        let own = node.own().clone();
        let (all, readers) =
            node.store().read(|tx| Ok::<_, ServiceError>((library::read(tx, &own)?, Readers::read(tx, node)?)))?;
        let Some(at) = library::find(&all, &name) else { return Ok(None) };
        let bytes = match all.get(at).and_then(Entry::newest) {
            Some(filed) => library::bytes(node.documents(), &filed.document)?,
            None => Bytes::Missing,
        };
        let reading = match all.get(at).and_then(Entry::newest) {
            Some(filed) => node.store().read(|tx| index::state(tx, &filed.document.digest))?,
            None => None,
        };
        Ok::<_, ServiceError>(Some((all, at, bytes, reading, readers)))
    });
    let (all, at, bytes, reading, readers) = found.await?.ok_or_else(Problem::not_found)?;
    let document = all.get(at).and_then(Entry::newest).map(|filed| &filed.document).ok_or_else(Problem::not_found)?;
    let wanted = viewer::Asked { digest: document.digest, name: &document.name, page: &asked.page, query: &asked.q };
    let shown = match reading.as_ref().filter(|_| bytes == Bytes::Whole) {
        Some(reading) => viewer(&node, &reader.lang, reading, &wanted).await?,
        None => None,
    };
    let mut page =
        view(&node, &reader, &who, &asked, (all.as_slice(), at, bytes), &readers).ok_or_else(Problem::not_found)?;
    page.reading = said::reading(&reader.lang, reading.as_ref(), &document.name);
    page.viewer = shown;
    call_by_name(&node, &reader.lang, page.filings.iter_mut().map(|filed| &mut filed.author)).await?;
    Ok(View::ok(page).into_response())
}

fn moment(lang: &Lang, micros: i64) -> Html {
    Timestamp::from_microsecond(micros).map(|at| Moment::DateTime.html(lang.locale(), at)).unwrap_or_default()
}

fn view(
    node: &Node,
    reader: &Reader,
    who: &Who,
    asked: &Asked,
    (all, at, bytes): (&[Entry], usize, Bytes),
    readers: &Readers,
) -> Option<DocumentPage> {
    let (lang, entry) = (&reader.lang, all.get(at)?);
    let document = &entry.newest()?.document;
    let writes = who.may(Act::RecordResult);
    let newer = all.iter().find(|e| e.newest().is_some_and(|f| entry.replaced_by.contains(&f.document.digest)));
    let newer = newer.and_then(Entry::newest).map_or_else(Html::empty, |filed| {
        let act = ui::Act::new(filed.document.name.clone(), format!("/documents/{}", filed.document.digest));
        ui::notice(Tone::Warn, &lang.tr("documents-newer"), &lang.tr("documents-newer-note"), Some(&act))
    });
    let missing = match bytes {
        Bytes::Whole => Html::empty(),
        _ => ui::notice(Tone::Bad, &lang.tr("documents-missing"), &lang.tr("documents-missing-note"), None),
    };
    let mut page = node.page(reader, document.name.clone()).under(lang.tr("documents-title"), "/documents");
    extend(node, &mut page);
    let filing =
        Filing { chosen: Chosen::of(&document.audience), replaces: Some(document.digest), ..Filing::default() };
    Some(DocumentPage {
        done: if asked.done == "version" {
            ui::notice(Tone::Good, &lang.tr("documents-done-version"), "", None)
        } else {
            Html::empty()
        },
        newer,
        missing,
        state: parts::state(lang, bytes),
        kind: Kind::of_name(&document.name)
            .map_or_else(|| document.media_type.clone(), |kind| kind.letters().to_owned()),
        size: format::bytes(document.size),
        seen: readers.opening(lang, &entry.opening),
        digest: ui::digest(lang, &document.digest.to_string()),
        download: (bytes == Bytes::Whole).then(|| format!("/agencies/{}/documents/{}", node.own(), document.digest)),
        filings: filings(lang, readers, entry),
        versions: versions(lang, all, at),
        figures: figures(lang, entry),
        area: writes.then(|| area(lang, &filing, &[], readers)),
        writes,
        reading: Html::empty(),
        viewer: None,
        page,
    })
}

fn filings(lang: &Lang, readers: &Readers, entry: &Entry) -> Vec<Filed> {
    let filed = |f: &ges_ledger::read::documents::Filed| Filed {
        name: f.document.name.clone(),
        at: moment(lang, f.recorded_at),
        author: f.author.clone(),
        seen: readers.filing(lang, f),
        record: format!("/records/{}", f.record_id),
    };
    entry.filings.iter().map(filed).collect()
}

/// Versions of this document, the newest first; none when it is the only one.
fn versions(lang: &Lang, all: &[Entry], at: usize) -> Vec<Version> {
    let places = library::versions(all, at);
    if places.len() < 2 {
        return Vec::new();
    }
    let version = |place: usize| {
        let filed = all.get(place)?.newest()?;
        Some(Version {
            href: format!("/documents/{}", filed.document.digest),
            name: filed.document.name.clone(),
            at: moment(lang, filed.recorded_at),
            note: lang.tr(if place == at { "documents-this-version" } else { "documents-other-version" }),
            current: place == at,
        })
    };
    places.into_iter().filter_map(version).collect()
}

fn place(digest: Option<Digest>, place: &str) -> Place {
    let href = digest.zip(said::page_in(place)).map(|(digest, page)| said::page_href(&digest, page, ""));
    Place { said: place.to_owned(), href }
}

fn figures(lang: &Lang, entry: &Entry) -> Vec<Figure> {
    let digest = entry.newest().map(|filed| filed.document.digest);
    let figure = |one: &library::Use| {
        let query = format!("fiscal_year={}&round={}", one.year, one.round.months());
        let bare = library::Use { places: Vec::new(), ..one.clone() };
        Figure {
            href: format!("/indicators/{}?{query}", one.indicator),
            record: format!("/indicators/{}/record?{query}", one.indicator),
            what: parts::uses_in_words(lang, &[bare]).concat(),
            name: lang.of(&one.name).to_owned(),
            places: one.places.iter().map(|place| self::place(digest, place)).collect(),
        }
    };
    entry.uses.iter().map(figure).collect()
}
