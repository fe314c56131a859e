//! `/feeds`: where figures come from by themselves, when, and what came; trying a feed out and reading it now.

mod trial;
pub(super) mod words;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use ges_domain::access::Act;
use ges_domain::agreement::Agreement;
use ges_domain::explain::Explain as _;
use ges_figures::House as _;
use ges_ledger::read;
use ges_web::format;
use ges_web::page::View;
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use http::StatusCode;
use serde::Deserialize;

use super::together::call_by_name;
use crate::app::Node;
use crate::feeds::{self, Ended, Feed, Run, Standing, Trial};
use crate::service::{ServiceError, Who};

/// Runs on one page of the history.
const SHOWN: u32 = 20;
/// Most rules, and figures of a trial, that are shown.
const MAX_SHOWN: usize = 200;

/// The pages under `/feeds`.
pub(super) fn routes() -> Router<Node> {
    Router::new()
        .route("/feeds", get(list))
        .route("/feeds/{name}", get(page))
        .route("/feeds/{name}/try", post(rehearse))
        .route("/feeds/{name}/run", post(run))
}

fn must(node: &Node, signed: &Signed) -> Result<Who, Problem> {
    let who = Who::from(signed);
    if !who.may(Act::RunFeed) {
        signed.must_have(node.kit(), &["pa_unit", "administrator"])?;
        return Err(ServiceError::Forbidden(Act::RunFeed).into());
    }
    Ok(who)
}

/// A feed on the list.
struct Card {
    name: String,
    href: String,
    /// What is wrong with its file.
    broken: Html,
    facts: Vec<(String, Html)>,
}

#[derive(Template)]
#[template(path = "node/feeds.html")]
struct ListPage {
    page: Page,
    cards: Vec<Card>,
    empty: Html,
    folder: String,
}

async fn list(State(node): State<Node>, signed: Signed, reader: Reader) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let all = node.blocking(feeds::standings).await?;
    let lang = &reader.lang;
    let empty = if all.is_empty() {
        ui::empty_state(&lang.tr("feeds-none"), &lang.tr("feeds-none-note"), None, false)
    } else {
        Html::empty()
    };
    let page = node.page(&reader, lang.tr("feeds-title"));
    let folder = folder(&node);
    let cards = all.iter().map(|standing| card(lang, standing)).collect();
    Ok(View::ok(ListPage { page, cards, empty, folder }).into_response())
}

fn folder(node: &Node) -> String {
    node.config().dir.join("feeds").display().to_string()
}

fn card(lang: &Lang, standing: &Standing) -> Card {
    Card {
        name: standing.name.clone(),
        // A name that cannot be one has no page of its own.
        href: if feeds::is_name(&standing.name) { format!("/feeds/{}", standing.name) } else { String::new() },
        broken: broken(lang, standing),
        facts: facts(lang, standing),
    }
}

fn broken(lang: &Lang, standing: &Standing) -> Html {
    match &standing.file {
        Ok(_) => Html::empty(),
        Err(error) => ui::notice(Tone::Bad, &lang.tr("feeds-broken"), lang.of(&error.explain().words()), None),
    }
}

/// Where it reads, when, what came of it last, and when it reads next.
fn facts(lang: &Lang, standing: &Standing) -> Vec<(String, Html)> {
    let mut facts = Vec::new();
    if let Ok((feed, secret)) = &standing.file {
        facts.push((lang.tr("feeds-source"), Html::text(&words::source(lang, &feed.source, *secret))));
        facts.push((lang.tr("feeds-schedule"), Html::text(&words::schedule(lang, feed.schedule))));
    }
    let last = match &standing.last {
        Some(run) => ended(lang, run),
        None => Html::text(&lang.tr("feeds-never")),
    };
    facts.push((lang.tr("feeds-last"), last));
    if let Some((at, again)) = standing.next {
        let key = if again { "feeds-next-again" } else { "feeds-next" };
        facts.push((lang.tr(key), ui::date_time(lang, at)));
    }
    facts
}

/// When a run ended and how.
fn ended(lang: &Lang, run: &Run) -> Html {
    let chip = outcome(lang, run.outcome);
    Html::trusted(format!("{} {}", ui::date_time(lang, run.ended), chip))
}

fn outcome(lang: &Lang, ended: Ended) -> Html {
    let tone = match ended {
        Ended::Recorded => Tone::Good,
        Ended::Same => Tone::Plain,
        Ended::Stands | Ended::Disputed | Ended::Refused => Tone::Warn,
        Ended::Failed => Tone::Bad,
    };
    ui::chip(tone, &lang.tr(&format!("feeds-outcome-{}", ended.word())))
}

/// Which part of the history, and which run was just made.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    cursor: String,
    #[serde(default)]
    done: String,
}

struct RuleRow {
    column: String,
    conditions: Vec<String>,
    indicator: String,
    variable: String,
    how: String,
}

struct RunRow {
    started: Html,
    took: String,
    by: String,
    outcome: Html,
    detail: String,
    rows: String,
    recorded: String,
}

#[derive(Template)]
#[template(path = "node/feed.html")]
struct FeedPage {
    page: Page,
    name: String,
    broken: Html,
    facts: Vec<(String, Html)>,
    period: String,
    rules: Vec<RuleRow>,
    more_rules: String,
    tried: Option<trial::Tried>,
    runs: Vec<RunRow>,
    pager: Html,
    folder: String,
}

/// A feed, its history and the agreement its figures belong to.
struct Found {
    standing: Standing,
    runs: Vec<Run>,
    count: u64,
    agreement: Option<Agreement>,
}

fn find(node: &Node, name: &str, older: i64) -> Result<Option<Found>, ServiceError> {
    if !feeds::is_name(name) {
        return Ok(None);
    }
    let (runs, count) = feeds::history(node, name, older, SHOWN + 1)?;
    // A feed that is gone still has its history.
    if count == 0 && !feeds::names(node.config()).iter().any(|known| known == name) {
        return Ok(None);
    }
    let standing = feeds::standing(node, name)?;
    let own = node.own().clone();
    let agreement = node.store().read(|tx| {
        let Some(year) = read::agreements::years(tx, &own)?.first().copied() else { return Ok(None) };
        Ok::<_, ServiceError>(read::agreements::in_force(tx, &own, year)?.map(|a| a.agreement))
    })?;
    Ok(Some(Found { standing, runs, count, agreement }))
}

async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let older = asked.cursor.parse().unwrap_or(i64::MAX);
    let found = node.blocking(move |node| find(node, &name, older)).await?.ok_or_else(Problem::not_found)?;
    let mut view = view(&node, &reader, &found, None);
    call_by_name(&node, &reader.lang, view.runs.iter_mut().map(|run| &mut run.by)).await?;
    let done = asked.done.parse().ok().and_then(|id: i64| found.runs.iter().find(|run| run.id == id));
    if let Some(run) = done {
        view.page.banner = banner(&reader.lang, run);
    }
    Ok(View::ok(view).into_response())
}

/// What came of the run that was just made.
fn banner(lang: &Lang, run: &Run) -> Html {
    let title = lang.tr(&format!("feeds-done-{}", run.outcome.word()));
    let tone = match run.outcome {
        Ended::Recorded | Ended::Same => Tone::Good,
        Ended::Stands | Ended::Disputed | Ended::Refused => Tone::Warn,
        Ended::Failed => Tone::Bad,
    };
    ui::notice(tone, &title, lang.of(&run.detail), None)
}

/// Answers that somebody else is reading a feed now.
fn busy(node: &Node, reader: &Reader, found: &Found) -> Response {
    let mut view = view(node, reader, found, None);
    let lang = &reader.lang;
    view.page.banner = ui::notice(Tone::Warn, &lang.tr("feeds-busy"), &lang.tr("feeds-busy-note"), None);
    View(StatusCode::CONFLICT, view).into_response()
}

async fn rehearse(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let asked = name.clone();
    let found = node.blocking(move |node| find(node, &asked, i64::MAX)).await?.ok_or_else(Problem::not_found)?;
    let trial = node.blocking(move |node| node.feeds_turn_now().map(|_turn| feeds::rehearse(node, &name))).await;
    let Some(trial) = trial else { return Ok(busy(&node, &reader, &found)) };
    let status = if trial.planned.is_ok() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(View(status, view(&node, &reader, &found, Some(&trial))).into_response())
}

async fn run(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let who = must(&node, &signed)?;
    let asked = name.clone();
    let found = node.blocking(move |node| find(node, &asked, i64::MAX)).await?.ok_or_else(Problem::not_found)?;
    let to = format!("/feeds/{name}");
    let ran = node.blocking(move |node| node.feeds_turn_now().map(|_turn| feeds::run(node, &name, &who.author))).await;
    match ran {
        Some(ran) => Ok(Redirect::to(&format!("{to}?done={}", ran?.run.id)).into_response()),
        None => Ok(busy(&node, &reader, &found)),
    }
}

fn view(node: &Node, reader: &Reader, found: &Found, trial: Option<&Trial>) -> FeedPage {
    let (lang, standing) = (&reader.lang, &found.standing);
    let feed = standing.file.as_ref().ok().map(|(feed, _)| feed);
    let rules = feed.map(|feed| rules(lang, feed, found.agreement.as_ref())).unwrap_or_default();
    let all_rules = feed.map_or(0, |feed| feed.mapping.rules().len());
    let shown = usize::try_from(SHOWN).unwrap_or(usize::MAX);
    let next = found.runs.get(shown).and_then(|_| found.runs.get(shown - 1)).map(|run| run.id.to_string());
    let runs: Vec<RunRow> = found.runs.iter().take(shown).map(|run| row(lang, run)).collect();
    let counted = u64::try_from(runs.len()).unwrap_or(u64::MAX);
    let url = reader.path().trim_end_matches("/try").trim_end_matches("/run");
    let with_cursor = if reader.url.contains("cursor=") { reader.url.as_str() } else { url };
    FeedPage {
        page: node.page(reader, standing.name.clone()).under(lang.tr("feeds-tab"), "/feeds"),
        name: standing.name.clone(),
        broken: broken(lang, standing),
        facts: facts(lang, standing),
        period: feed.map(|feed| words::period(lang, feed.mapping.written())).unwrap_or_default(),
        more_rules: more(lang, all_rules, rules.len()),
        rules,
        tried: trial.map(|trial| trial::tried(lang, trial)),
        pager: ui::pager(lang, with_cursor, counted, Some(found.count), next.as_deref()),
        runs,
        folder: folder(node),
    }
}

/// That a list goes on.
fn more(lang: &Lang, all: usize, shown: usize) -> String {
    if all > shown { lang.tr1("feeds-more", "n", all - shown) } else { String::new() }
}

fn rules(lang: &Lang, feed: &Feed, agreement: Option<&Agreement>) -> Vec<RuleRow> {
    let row = |rule: &ges_feeds::Rule| {
        let indicator = agreement.and_then(|a| a.indicator(&rule.indicator));
        let named = agreement.zip(indicator).map(|(a, i)| feeds::label(a, i, &rule.path));
        RuleRow {
            column: rule.column.clone(),
            conditions: rule.conditions.iter().map(|(c, is)| lang.tr2("feeds-where", "column", c, "is", is)).collect(),
            indicator: indicator
                .map_or_else(|| rule.indicator.to_string(), |i| format!("{} {}", i.number, lang.of(&i.name))),
            variable: named.map_or_else(|| rule.path.clone(), |text| lang.of(&text).to_owned()),
            how: words::how(lang, rule),
        }
    };
    feed.mapping.rules().iter().take(MAX_SHOWN).map(row).collect()
}

fn row(lang: &Lang, run: &Run) -> RunRow {
    let seconds = run.ended.duration_since(run.started).as_secs().max(0);
    let by = if run.by == feeds::SCHEDULE { lang.tr("feeds-by-schedule") } else { run.by.clone() };
    RunRow {
        started: ui::date_time(lang, run.started),
        took: lang.tr1("feeds-seconds", "n", seconds),
        by,
        outcome: outcome(lang, run.outcome),
        detail: lang.of(&run.detail).to_owned(),
        rows: format::count(run.rows),
        recorded: format::count(run.recorded),
    }
}
