//! `/documents`: the library of evidence of this agency; one page for each document, and filing new ones.

mod one;
mod parts;
mod readers;
mod said;
mod viewer;

use askama::Template;
use axum::Router;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use ges_documents::Kind;
use ges_domain::access::Act;
use ges_domain::ids::Digest;
use ges_domain::text::Text;
use ges_figures::House as _;
use ges_web::assets::Asset;
use ges_web::format::{self, Moment};
use ges_web::page::{View, with_query};
use ges_web::ui::{self, Field, FieldError, Filter, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;

use super::together::call_by_name;
use super::upload;
use crate::app::Node;
use crate::service::documents::{FiledDocument, NewDocument};
use crate::service::library::{self, Bytes, Entry};
use crate::service::uploads::{self, UnderWay};
use crate::service::{ServiceError, Who};

pub(super) use parts::{Words, extend, uses_in_words};
pub(super) use readers::{Chosen, Readers, refusal};
pub(super) use said::place_href;

/// Documents on one page of the list.
const SHOWN: usize = 50;
/// Most characters that are searched for.
const MAX_SEARCH: usize = 100;
/// A form without scripts may carry so many times the largest document.
const AT_ONCE: usize = 8;
/// Who may open evidence.
const READERS: [&str; 6] = ["data_keeper", "supervisor", "pa_unit", "cio", "executive", "auditor"];

/// The pages under `/documents`; `files` is the largest body with one file.
pub(super) fn routes(files: usize) -> Router<Node> {
    Router::new()
        .route("/documents", get(page).post(file))
        .route("/documents/{name}", get(one::page))
        .route("/documents/{name}/pages/{page}", get(viewer::picture))
        .layer(DefaultBodyLimit::max(files.saturating_mul(AT_ONCE)))
}

/// Style sheet and module of uploads.
pub(super) fn assets() -> Vec<Asset> {
    vec![
        Asset::new("upload.js", include_str!("../../assets/upload.js")),
        Asset::new("documents.css", include_str!("../../assets/documents.css")),
    ]
}

fn must(node: &Node, signed: &Signed) -> Result<Who, Problem> {
    let who = Who::from(signed);
    if !who.may(Act::ReadDocuments) {
        signed.must_have(node.kit(), &READERS)?;
        return Err(ServiceError::Forbidden(Act::ReadDocuments).into());
    }
    Ok(who)
}

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default, rename = "use")]
    used: String,
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    done: String,
    #[serde(default)]
    known: String,
}

struct Row {
    href: String,
    name: String,
    letters: &'static str,
    size: String,
    filed_at: Html,
    author: String,
    seen: String,
    uses: Vec<String>,
    state: Html,
    reading: Html,
}

/// An upload of this person that has not come to its end.
struct Waiting {
    id: String,
    name: String,
    size: u64,
    modified: String,
    bar: Html,
}

/// The place where files are dropped; the same on several pages.
pub(super) struct Area {
    words: Words,
    audience: Html,
    error: Option<String>,
    /// The document of which the next file is the new version.
    replaces: Option<Digest>,
    under_way: Vec<Waiting>,
}

#[derive(Template)]
#[template(path = "node/documents.html")]
struct DocumentsPage {
    page: Page,
    summary: Html,
    done: Html,
    area: Option<Area>,
    search: Field,
    used: String,
    searched: bool,
    hits: Option<said::Hits>,
    filters: Html,
    rows: Vec<Row>,
    empty: Html,
    pager: Html,
}

/// Everything the list needs, read at once.
struct Found {
    entries: Vec<(Entry, Bytes)>,
    under_way: Vec<UnderWay>,
    texts: said::Texts,
    readers: Readers,
}

async fn find(node: &Node, who: Who, q: String) -> Result<Found, Problem> {
    let found = node.blocking(move |node| {
        let own = node.own().clone();
        let (entries, texts, readers) = node.store().read(|tx| {
            let entries = library::read(tx, &own)?;
            let texts = said::Texts::read(tx, &entries, &q)?;
            Ok::<_, ServiceError>((entries, texts, Readers::read(tx, node)?))
        })?;
        let with_bytes = |entry: Entry| {
            let state = match entry.newest() {
                Some(filed) => library::bytes(node.documents(), &filed.document)?,
                None => Bytes::Missing,
            };
            Ok::<_, ServiceError>((entry, state))
        };
        let entries = entries.into_iter().map(with_bytes).collect::<Result<Vec<_>, _>>()?;
        let under_way =
            if who.may(Act::RecordResult) { uploads::of(node, &who, node.env().clock.now())? } else { Vec::new() };
        Ok::<_, ServiceError>(Found { entries, under_way, texts, readers })
    });
    Ok(found.await?)
}

async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let who = must(&node, &signed)?;
    let found = find(&node, who.clone(), asked.q.clone()).await?;
    let mut page = view(&node, &reader, &who, &asked, &found, &Filing::default());
    call_by_name(&node, &reader.lang, page.rows.iter_mut().map(|row| &mut row.author)).await?;
    Ok(View::ok(page).into_response())
}

/// What came of files sent with the form.
#[derive(Default)]
struct Filing {
    chosen: Chosen,
    replaces: Option<Digest>,
    filed: Vec<FiledDocument>,
    errors: Vec<FieldError>,
}

/// Files what the form carries; what is good is kept, whatever is wrong with the rest.
async fn file(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let who = must(&node, &signed)?;
    if !who.may(Act::RecordResult) {
        return Err(ServiceError::Forbidden(Act::RecordResult).into());
    }
    let form = form.map_err(|e| Problem::malformed(Text::new("อ่านแบบฟอร์มไม่ได้ กรุณาส่งใหม่", e.body_text())))?;
    let mut filing = receive(&node, &who, &reader, form).await?;
    if filing.filed.is_empty() && filing.errors.is_empty() {
        let said = reader.tr("documents-file-needed");
        filing.errors.push(FieldError::new("file", reader.tr("documents-file"), said));
    }
    if filing.errors.is_empty() {
        let known = filing.filed.iter().filter(|f| f.known).count();
        let to = match (filing.replaces, filing.filed.as_slice()) {
            (Some(_), [only]) => format!("/documents/{}?done=version", only.document.digest),
            (_, filed) => format!("/documents?done={}&known={known}", filed.len() - known),
        };
        return Ok(Redirect::to(&to).into_response());
    }
    let found = find(&node, who.clone(), String::new()).await?;
    let mut page = view(&node, &reader, &who, &Asked::default(), &found, &filing);
    call_by_name(&node, &reader.lang, page.rows.iter_mut().map(|row| &mut row.author)).await?;
    Ok(View(StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

async fn receive(node: &Node, who: &Who, reader: &Reader, mut form: Multipart) -> Result<Filing, Problem> {
    let mut filing = Filing::default();
    while let Some(field) = form.next_field().await.map_err(|e| upload::broken(&e))? {
        match field.name().unwrap_or_default() {
            name @ ("audience" | "reader") => {
                let name = name.to_owned();
                filing.chosen.put(&name, &upload::text(field).await?);
            }
            "replaces" => filing.replaces = upload::text(field).await?.parse().ok(),
            "file" => {
                let name = field.file_name().unwrap_or_default().to_owned();
                if name.is_empty() {
                    continue;
                }
                let filed = match filing.chosen.audience() {
                    Ok(audience) => {
                        let input = NewDocument { name, media_type: String::new(), audience };
                        upload::evidence(node, who.clone(), input, filing.replaces, field).await
                    }
                    Err(error) => Err(error.into()),
                };
                match filed {
                    Ok(filed) => filing.filed.push(filed),
                    Err(error) if error.is_ours() => return Err(error.into()),
                    Err(error) => filing.errors.push(refusal(&reader.lang, &error, "documents-file")),
                }
            }
            _ => {}
        }
    }
    Ok(filing)
}

fn kept(entry: &Entry, state: Bytes, used: &str) -> bool {
    match used {
        "used" => !entry.uses.is_empty(),
        "unused" => entry.uses.is_empty(),
        "missing" => state != Bytes::Whole,
        _ => true,
    }
}

fn view(node: &Node, reader: &Reader, who: &Who, asked: &Asked, found: &Found, filing: &Filing) -> DocumentsPage {
    let lang = &reader.lang;
    let wanted: String = asked.q.trim().to_lowercase().chars().take(MAX_SEARCH).collect();
    let named = |entry: &Entry| {
        entry.filings.iter().any(|f| f.document.name.to_lowercase().contains(&wanted) || wanted.is_empty())
    };
    let matching: Vec<&(Entry, Bytes)> =
        found.entries.iter().filter(|(entry, _)| named(entry) || found.texts.hit(entry)).collect();
    let chosen: Vec<&(Entry, Bytes)> =
        matching.iter().copied().filter(|(entry, state)| kept(entry, *state, &asked.used)).collect();
    let digest = |entry: &Entry| entry.newest().map(|f| f.document.digest.to_string()).unwrap_or_default();
    let begin = chosen.iter().position(|(entry, _)| digest(entry) == asked.cursor).map_or(0, |at| at + 1);
    let shown: Vec<&(Entry, Bytes)> = chosen.iter().copied().skip(begin).take(SHOWN).collect();
    let more = chosen.len() > begin + shown.len();
    let next = shown.last().filter(|_| more).map(|(entry, _)| digest(entry));
    let rows: Vec<Row> = shown.iter().filter_map(|(entry, state)| row(lang, entry, *state, found)).collect();
    let url = with_query(&with_query(&reader.url, "cursor", None), "done", None);
    let url = with_query(&url, "known", None);
    let filter = |name: &str| Filter {
        label: lang.tr(&format!("documents-use-{name}")),
        count: u64::try_from(matching.iter().filter(|(entry, state)| kept(entry, *state, name)).count()).ok(),
        href: with_query(&url, "use", (name != "all").then_some(name)),
        current: asked.used == name || (name == "all" && !["used", "unused", "missing"].contains(&asked.used.as_str())),
    };
    let filters = ui::filters(lang, &["all", "used", "unused", "missing"].map(filter));
    let counted = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let pager = ui::pager(lang, &url, counted(rows.len()), Some(counted(chosen.len())), next.as_deref());
    let mut page = node.page(reader, lang.tr("documents-title"));
    extend(node, &mut page);
    let writes = who.may(Act::RecordResult);
    let entries: Vec<&Entry> = found.entries.iter().map(|(entry, _)| entry).collect();
    DocumentsPage {
        summary: ui::error_summary(lang, &filing.errors),
        done: done(lang, asked, filing),
        area: writes.then(|| area(lang, filing, &found.under_way, &found.readers)),
        search: Field::text("q", lang.tr("documents-search"), &asked.q).hint(lang.tr("reading-search-hint")),
        used: asked.used.clone(),
        hits: said::hits(lang, &entries, &found.texts, &asked.q),
        searched: !asked.q.trim().is_empty(),
        empty: if rows.is_empty() { empty(lang, found.entries.is_empty(), writes) } else { Html::empty() },
        filters,
        rows,
        pager,
        page,
    }
}

fn empty(lang: &Lang, nothing: bool, writes: bool) -> Html {
    if !nothing {
        let all = ui::Act::new(lang.tr("documents-show-all"), "/documents");
        return ui::empty_state(
            &lang.tr("documents-none-found"),
            &lang.tr("documents-none-found-note"),
            Some(&all),
            false,
        );
    }
    let note = if writes { "documents-none-note" } else { "documents-none-wait" };
    ui::empty_state(&lang.tr("documents-none"), &lang.tr(note), None, false)
}

/// What was just filed, in words.
fn done(lang: &Lang, asked: &Asked, filing: &Filing) -> Html {
    let number = |text: &str| text.parse::<u16>().unwrap_or(0);
    let (mut new, mut known) = (number(&asked.done), number(&asked.known));
    if !filing.errors.is_empty() {
        let count = |of: bool| u16::try_from(filing.filed.iter().filter(|f| f.known == of).count()).unwrap_or(u16::MAX);
        (new, known) = (count(false), count(true));
    }
    let said: Vec<String> = [("documents-done", new), ("documents-done-known", known)]
        .into_iter()
        .filter(|(_, n)| *n > 0)
        .map(|(key, n)| lang.tr1(key, "n", n))
        .collect();
    if said.is_empty() { Html::empty() } else { ui::notice(Tone::Good, &said.join(" · "), "", None) }
}

fn area(lang: &Lang, filing: &Filing, under_way: &[UnderWay], readers: &Readers) -> Area {
    let waiting = |one: &UnderWay| {
        let words = [
            ("here", ges_web::Arg::from(format::bytes(one.offset))),
            ("size", ges_web::Arg::from(format::bytes(one.size))),
            ("until", ges_web::Arg::from(Moment::DateTime.write(lang.locale(), one.until))),
        ];
        let said = lang.with("documents-waiting-said", &words);
        Waiting {
            id: one.id.to_string(),
            name: one.name.clone(),
            size: one.size,
            modified: one.modified.map(|at| at.to_string()).unwrap_or_default(),
            bar: ui::progress(one.offset, one.size, Tone::Act, &said),
        }
    };
    Area {
        words: Words::of(lang),
        audience: readers.field(lang, &filing.chosen, &filing.errors),
        error: filing.errors.iter().find(|e| e.field == "file").map(|e| e.message.clone()),
        replaces: filing.replaces,
        under_way: under_way.iter().map(waiting).collect(),
    }
}

fn row(lang: &Lang, entry: &Entry, state: Bytes, found: &Found) -> Option<Row> {
    let filed = entry.newest()?;
    let document = &filed.document;
    let at = Timestamp::from_microsecond(filed.recorded_at).map(|at| Moment::Date.html(lang.locale(), at));
    Some(Row {
        href: format!("/documents/{}", document.digest),
        name: document.name.clone(),
        letters: Kind::of_name(&document.name).map_or("", Kind::letters),
        size: format::bytes(document.size),
        filed_at: at.unwrap_or_default(),
        author: filed.author.clone(),
        seen: found.readers.opening(lang, &entry.opening),
        uses: uses_in_words(lang, &entry.uses),
        state: parts::state(lang, state),
        reading: said::reading(lang, found.texts.readings.get(&document.digest), &document.name),
    })
}
