//! `/threads`: what people of the agency say to each other about indicators, results, obstacles and documents.

mod opening;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::together::{Anchor, Thread};
use ges_web::page::{View, with_query};
use ges_web::ui::{self, Field, FieldError, FieldKind, Filter, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;

pub(super) use self::opening::{form, open};
use super::together::{self as room, Room, enter, frame};
use crate::app::Node;
use crate::service::Who;
use crate::service::notices::{beginning, opened};
use crate::service::rounds::Year;
use crate::service::threads::{self, Then, Written};
use crate::service::together::{Asked, Together, fresh};

/// Posts offered to be answered, the newest.
const OFFERED: usize = 50;

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct List {
    #[serde(default)]
    show: String,
    #[serde(default)]
    from: usize,
}

/// One thread in a list.
pub(super) struct ThreadRow {
    href: String,
    words: String,
    place: String,
    place_href: String,
    state: Html,
    posts: String,
    last: Html,
    who: String,
}

#[derive(Template)]
#[template(path = "node/threads.html")]
struct ThreadsPage {
    page: Page,
    ways: Html,
    filters: Html,
    rows: Vec<ThreadRow>,
    empty: Html,
    older: String,
}

/// The threads of a place beside its own page.
#[derive(Template)]
#[template(path = "node/thread_panel.html")]
struct Panel<'a> {
    lang: &'a Lang,
    rows: Vec<ThreadRow>,
    open: String,
    new: String,
    task: String,
}

/// Lists threads: one's own open ones, all open ones, all.
pub(super) async fn list(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<List>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let lang = &reader.lang;
    let all: Vec<&Thread> = room.known.together.threads.values().collect();
    let mine = |t: &&&Thread| t.is_open() && t.concerns(&room.who.author);
    let open = |t: &&&Thread| t.is_open();
    let counts = [all.iter().filter(mine).count(), all.iter().filter(open).count(), all.len()];
    let show = if ["mine", "open", "all"].contains(&asked.show.as_str()) { asked.show.as_str() } else { "open" };
    let mut shown: Vec<&Thread> = match show {
        "mine" => all.iter().filter(mine).copied().collect(),
        "open" => all.iter().filter(open).copied().collect(),
        _ => all,
    };
    shown.sort_by_key(|t| std::cmp::Reverse(t.posts.last().map(|p| p.at)));
    let filter = |(name, count): (&str, usize)| Filter {
        label: lang.tr(&format!("threads-{name}")),
        count: u64::try_from(count).ok(),
        href: format!("/threads?show={name}"),
        current: show == name,
    };
    let filters: Vec<Filter> = ["mine", "open", "all"].into_iter().zip(counts).map(filter).collect();
    let (shown, older) = room::slice(shown, asked.from, &reader.url);
    let rows: Vec<ThreadRow> = shown.into_iter().map(|t| row(&node, lang, &room, t)).collect();
    let empty = if rows.is_empty() {
        ui::empty_state(&lang.tr("threads-none-title"), &lang.tr("threads-none"), None, true)
    } else {
        Html::empty()
    };
    let page = frame(&node, &reader, lang.tr("threads-title"));
    let ways = room::ways(&reader, &room.who);
    Ok(View::ok(ThreadsPage { ways, filters: ui::filters(lang, &filters), rows, empty, older, page }).into_response())
}

fn row(node: &Node, lang: &Lang, room: &Room, thread: &Thread) -> ThreadRow {
    let last = thread.posts.last();
    ThreadRow {
        href: format!("/threads/{}", thread.id),
        words: thread.posts.first().map(|p| beginning(p.text.as_str())).unwrap_or_default(),
        place: room.place(lang, &thread.anchor),
        place_href: room::href(node, &thread.anchor),
        state: state(lang, thread),
        posts: lang.tr1("thread-posts", "n", thread.posts.len()),
        last: last.map(|p| at(lang, p.at)).unwrap_or_default(),
        who: last.map(|p| room.name(lang, &p.author)).unwrap_or_default(),
    }
}

fn state(lang: &Lang, thread: &Thread) -> Html {
    let (tone, key) = if thread.is_open() { (Tone::Act, "thread-open") } else { (Tone::Good, "thread-resolved") };
    ui::chip(tone, &lang.tr(key))
}

/// A moment in microseconds, as people read it.
pub(super) fn at(lang: &Lang, micros: i64) -> Html {
    Timestamp::from_microsecond(micros).map(|at| ui::date_time(lang, at)).unwrap_or_default()
}

/// Threads about a card: its indicator, its result and obstacle in this round, its evidence.
pub(super) async fn panel(node: &Node, signed: &Signed, reader: &Reader, found: &Year) -> Result<Html, Problem> {
    let (who, Some(card)) = (Who::from(signed), found.cards.first()) else { return Ok(Html::empty()) };
    if !who.may(Act::Comment) {
        return Ok(Html::empty());
    }
    let room = enter(node, signed, reader, Act::Comment).await?;
    let result = Anchor::Result(found.year, card.indicator.number.clone(), card.round);
    let evidence = card.newest().map(|f| f.report.evidence.as_slice()).unwrap_or_default();
    let about = about(&room.known.together, &result, |digest| evidence.iter().any(|e| e.digest == *digest));
    let open = about.iter().filter(|t| t.is_open()).count();
    let panel = Panel {
        lang: &reader.lang,
        open: reader.lang.tr2("thread-counts", "open", open, "all", about.len()),
        rows: about.into_iter().map(|t| row(node, &reader.lang, &room, t)).collect(),
        new: format!("/threads/new?anchor={result}"),
        task: if who.may(Act::GiveTask) { format!("/tasks/new?anchor={result}") } else { String::new() },
    };
    Ok(Html::render(&panel))
}

/// Threads about the same indicator in the same round, or none; and about documents that `evidence` names. Open first.
fn about<'a>(
    together: &'a Together,
    result: &Anchor,
    evidence: impl Fn(&ges_domain::ids::Digest) -> bool,
) -> Vec<&'a Thread> {
    let here = |anchor: &Anchor| match anchor {
        Anchor::Document(digest, _) => evidence(digest),
        other => other.indicator() == result.indicator() && other.round().is_none_or(|r| Some(r) == result.round()),
    };
    let mut found: Vec<&Thread> = together.threads.values().filter(|t| here(&t.anchor)).collect();
    found.sort_by_key(|t| (!t.is_open(), std::cmp::Reverse(t.posts.last().map(|p| p.at))));
    found
}

fn text(lang: &Lang, typed: &str, errors: &[FieldError]) -> Field {
    let label = lang.tr("together-field-text");
    Field::text("text", label, typed).kind(FieldKind::Area).hint(lang.tr("thread-text-hint")).errors(errors)
}

fn call(lang: &Lang, typed: &str, errors: &[FieldError]) -> Field {
    let mut field =
        Field::text("to", lang.tr("thread-call"), typed).hint(lang.tr("thread-call-hint")).optional().errors(errors);
    field.autocomplete = "off".into();
    field
}

struct PostRow {
    id: String,
    who: String,
    at: Html,
    text: String,
    called: String,
    answers: String,
    answers_href: String,
}

struct TaskRow {
    title: String,
    href: String,
    to: String,
}

#[derive(Template)]
#[template(path = "node/thread.html")]
struct ThreadPage {
    page: Page,
    summary: Html,
    state: Html,
    place: String,
    place_href: String,
    settled: String,
    posts: Vec<PostRow>,
    tasks: Vec<TaskRow>,
    action: String,
    act: String,
    is_open: bool,
    to: Field,
    text: Field,
    call: Field,
    people: Vec<(String, String)>,
    task: String,
    /// Under which name the browser keeps what is typed.
    keep: String,
    /// Not an answer to something sent: what the browser kept may be put in.
    fresh: bool,
    /// What has arrived and the browser need not keep any longer.
    forget: Vec<String>,
}

/// What is sent to a thread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Replying {
    act: String,
    answers: String,
    text: String,
    #[serde(rename = "to")]
    call: String,
    then: String,
}

/// What the form was about that opened the thread.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenedFrom {
    from: String,
}

fn find<'a>(room: &'a Room, id: &str) -> Result<&'a Thread, Problem> {
    room.known.together.threads.get(&room::case(id)?).ok_or_else(Problem::not_found)
}

/// The names under which a browser keeps what somebody types to a thread, oldest first: each post has its own, so that
/// what has arrived is not offered again.
fn kept(login: &str, thread: &Thread) -> Vec<String> {
    let own = thread.posts.iter().filter(|p| p.author == login).count();
    (own.saturating_sub(1)..=own).map(|n| format!("{login}/thread/{}/{n}", thread.id)).collect()
}

/// The name under which a browser kept the first post of a thread, on the form about `from` that opened it.
fn begun(login: &str, thread: &Thread, from: &str) -> Option<String> {
    let first = thread.posts.first().filter(|p| p.author == login && thread.posts.len() == 1);
    first.filter(|_| !from.is_empty()).map(|_| opening::keep(login, from))
}

/// Shows a thread; what concerns the reader in it counts as read.
pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
    Query(opened_from): Query<OpenedFrom>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let thread = find(&room, &id)?;
    opened(&node, &room.who, thread.id, node.env().clock.now()).await?;
    let mut view = view(&node, &reader, &room, thread, &Replying::default(), &[]);
    view.forget.extend(begun(&room.who.author, thread, &opened_from.from));
    Ok(View::ok(view).into_response())
}

/// Replies, resolves or reopens.
pub(super) async fn reply(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
    Form(form): Form<Replying>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let thread = find(&room, &id)?;
    let asked = Asked { case: thread.id, act: room::act(&form.act)? };
    let then = match form.then.as_str() {
        "resolve" => Then::Resolve,
        "reopen" => Then::Reopen,
        _ => Then::Stay,
    };
    let to = if form.answers.is_empty() { None } else { Some(room::case(&form.answers)?) };
    let written = Written { text: form.text.clone(), call: vec![form.call.clone()], to };
    let who = room.who.clone();
    let done =
        node.blocking(move |node| threads::reply(node, &who, asked, &written, then, node.env().clock.now())).await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/threads/{id}#post-{}", asked.act)).into_response()),
        Err(error) => {
            let errors = room::error(&reader.lang, error, "text")?;
            let room = enter(&node, &signed, &reader, Act::Comment).await?;
            let view = view(&node, &reader, &room, find(&room, &id)?, &form, &errors);
            Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
        }
    }
}

fn view(
    node: &Node,
    reader: &Reader,
    room: &Room,
    thread: &Thread,
    typed: &Replying,
    errors: &[FieldError],
) -> ThreadPage {
    let lang = &reader.lang;
    let tasks = room.known.together.tasks.values().filter(|t| t.thread == Some(thread.id));
    let whole = (String::new(), lang.tr("thread-answers-all"));
    let offered = thread.posts.iter().rev().take(OFFERED);
    let answers =
        offered.map(|p| (p.id.to_string(), format!("{}: {}", room.name(lang, &p.author), beginning(p.text.as_str()))));
    let mut names = kept(&room.who.author, thread);
    let keep = names.pop().unwrap_or_default();
    let title = thread.posts.first().map(|p| beginning(p.text.as_str())).unwrap_or_default();
    ThreadPage {
        summary: ui::error_summary(lang, errors),
        state: state(lang, thread),
        place: room.place(lang, &thread.anchor),
        place_href: room::href(node, &thread.anchor),
        settled: thread
            .resolved
            .as_ref()
            .map(|(who, _)| lang.tr1("thread-resolved-by", "who", room.name(lang, who)))
            .unwrap_or_default(),
        posts: thread.posts.iter().map(|p| post(lang, room, thread, p)).collect(),
        tasks: tasks
            .map(|t| TaskRow {
                title: t.title.to_string(),
                href: format!("/tasks/{}", t.id),
                to: room.name(lang, t.to.as_str()),
            })
            .collect(),
        action: format!("/threads/{}", thread.id),
        act: if typed.act.is_empty() { fresh(node).to_string() } else { typed.act.clone() },
        is_open: thread.is_open(),
        to: Field::text("answers", lang.tr("thread-answers"), &typed.answers)
            .kind(FieldKind::Select)
            .choices(std::iter::once(whole).chain(answers)),
        text: text(lang, &typed.text, errors),
        call: call(lang, &typed.call, errors),
        people: room.choices(),
        keep,
        fresh: typed.act.is_empty(),
        forget: names,
        task: if room.who.may(Act::GiveTask) {
            let anchor = thread.anchor.to_string();
            with_query(&with_query("/tasks/new", "anchor", Some(&anchor)), "thread", Some(&thread.id.to_string()))
        } else {
            String::new()
        },
        page: frame(node, reader, title).under(lang.tr("threads-title"), "/threads"),
    }
}

fn post(lang: &Lang, room: &Room, thread: &Thread, post: &ges_domain::together::Post) -> PostRow {
    let answered = post.to.and_then(|to| thread.posts.iter().find(|p| p.id == to));
    PostRow {
        id: post.id.to_string(),
        who: room.name(lang, &post.author),
        at: at(lang, post.at),
        text: post.text.to_string(),
        called: post.mentions.iter().map(|m| room.name(lang, m.as_str())).collect::<Vec<_>>().join(", "),
        answers: answered.map(|p| room.name(lang, &p.author)).unwrap_or_default(),
        answers_href: answered.map(|p| format!("#post-{}", p.id)).unwrap_or_default(),
    }
}
