//! `/notifications`: what concerns the reader, read or not.

use askama::Template;
use axum::Form;
use axum::extract::{Query, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_figures::House as _;
use ges_web::format::Moment;
use ges_web::page::View;
use ges_web::ui::{self, Filter, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use http::{Method, header};
use serde::Deserialize;

use super::tasks::{TaskRow, row as task_row};
use super::threads::at;
use super::together::{self as room, Room, SHOWN, enter};
use crate::app::Node;
use crate::service::notices::{Notice, NoticeKind, all_of, known, mark, unread};
use crate::service::tasks::today;
use crate::service::{ServiceError, Who, work};

/// Counts what the reader has not read before a page is made; a request for anything else passes untouched.
pub(super) async fn count(State(node): State<Node>, request: Request, next: Next) -> Response {
    let accept = request.headers().get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let path = request.uri().path();
    let page = request.method() == Method::GET
        && accept.contains("text/html")
        && !["/assets/", "/api/", "/log/"].iter().any(|p| path.starts_with(p));
    if !page {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    // Whoever cannot be read here is refused by the page itself, in its own words.
    if let Ok(mut reader) = Reader::from_head(node.kit(), &parts).await {
        if let Some(signed) = &reader.person {
            reader.waiting = waiting(&node, &Who::from(signed)).await;
        }
        parts.extensions.insert(reader);
    }
    next.run(Request::from_parts(parts, body)).await
}

async fn waiting(node: &Node, who: &Who) -> u64 {
    if !who.may(Act::Comment) {
        return 0;
    }
    match unread(node, who).await {
        Ok(unread) => u64::try_from(unread.len()).unwrap_or(u64::MAX),
        Err(error) => {
            // The page matters more than its badge.
            tracing::warn!(%error, "notices cannot be counted");
            0
        }
    }
}

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct List {
    #[serde(default)]
    show: String,
    #[serde(default)]
    from: usize,
}

struct NoticeRow {
    key: String,
    words: String,
    about: String,
    at: Html,
    unread: Html,
}

#[derive(Template)]
#[template(path = "node/notifications.html")]
struct NoticesPage {
    page: Page,
    filters: Html,
    rows: Vec<NoticeRow>,
    empty: Html,
    older: String,
    any_unread: bool,
}

/// Lists what concerns the reader.
pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<List>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let lang = &reader.lang;
    let all = all_of(&node, &room.who).await?;
    let open = all.iter().filter(|(_, read)| !read).count();
    let every = asked.show == "all";
    let filter = |name: &str, count: usize, current: bool| Filter {
        label: lang.tr(&format!("notices-{name}")),
        count: u64::try_from(count).ok(),
        href: format!("/notifications?show={name}"),
        current,
    };
    let filters = [filter("unread", open, !every), filter("all", all.len(), every)];
    let shown: Vec<(Notice, bool)> = all.into_iter().filter(|(_, read)| every || !read).collect();
    let (shown, older) = room::slice(shown, asked.from, &reader.url);
    let rows: Vec<NoticeRow> = shown.iter().map(|(n, read)| row(lang, &room, n, *read)).collect();
    let empty = if rows.is_empty() {
        ui::empty_state(&lang.tr("notices-none-title"), &lang.tr("notices-none"), None, true)
    } else {
        Html::empty()
    };
    let page = node.page(&reader, lang.tr("notices-title"));
    let filters = ui::filters(lang, &filters);
    Ok(View::ok(NoticesPage { page, filters, rows, empty, older, any_unread: open > 0 }).into_response())
}

/// The sentence of a notice.
fn words(lang: &Lang, kind: NoticeKind) -> String {
    lang.tr(&format!("notice-{}", kind.as_str()))
}

fn row(lang: &Lang, room: &Room, notice: &Notice, read: bool) -> NoticeRow {
    let indicator = notice.indicator.as_ref().map(|(year, number)| room.indicator(lang, *year, number));
    let about: Vec<String> =
        [Some(notice.words.clone()), indicator].into_iter().flatten().filter(|t| !t.is_empty()).collect();
    NoticeRow {
        key: notice.key.clone(),
        words: words(lang, notice.kind),
        about: about.join(" · "),
        at: at(lang, notice.at),
        unread: if read { Html::empty() } else { ui::chip(Tone::Act, &lang.tr("notice-unread")) },
    }
}

/// What is marked as read: one notice and the way to it, or all of them.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Read {
    key: String,
}

/// Marks as read; one notice leads to what it is about.
pub(super) async fn read(
    State(node): State<Node>,
    signed: Signed,
    Form(form): Form<Read>,
) -> Result<Response, Problem> {
    let (who, now) = (Who::from(&signed), node.env().clock.now());
    if !who.may(Act::Comment) {
        return Err(ServiceError::Forbidden(Act::Comment).into());
    }
    if form.key.is_empty() {
        mark(&node, &who, |_| true, now).await?;
        return Ok(Redirect::to("/notifications").into_response());
    }
    let all = all_of(&node, &who).await?;
    let href = all.into_iter().find(|(n, _)| n.key == form.key).map(|(n, _)| n.href);
    mark(&node, &who, |n| n.key == form.key, now).await?;
    Ok(Redirect::to(href.as_deref().unwrap_or("/notifications")).into_response())
}

/// One call by name of My work.
struct Call {
    words: String,
    about: String,
    href: String,
}

/// What colleagues want of the reader, for My work; nothing where nobody wants anything.
#[derive(Template)]
#[template(path = "node/work_together.html")]
struct WorkPanel<'a> {
    lang: &'a Lang,
    trouble: Html,
    tasks: Vec<TaskRow>,
    calls: Vec<Call>,
}

/// Open tasks of the reader, overdue ones first, and calls by name that were not read.
pub(super) async fn work(node: &Node, signed: &Signed, reader: &Reader) -> Result<Html, Problem> {
    let who = Who::from(signed);
    let trouble = if who.may(Act::Administer) { trouble(node, &reader.lang) } else { Html::empty() };
    if !who.may(Act::Comment) {
        return Ok(trouble);
    }
    let (lang, today) = (&reader.lang, today(node.env().clock.now()));
    let called = |n: &Notice| matches!(n.kind, NoticeKind::Mention | NoticeKind::Reply);
    let unread: Vec<Notice> = unread(node, &who).await?.into_iter().filter(called).take(SHOWN).collect();
    let known = known(node).await?;
    let mine = work::mine(&known.together, &who);
    if unread.is_empty() && mine.is_empty() {
        return Ok(trouble);
    }
    let room = enter(node, signed, reader, Act::Comment).await?;
    let call = |n: &Notice| Call { words: words(lang, n.kind), about: n.words.clone(), href: n.href.clone() };
    Ok(Html::render(&WorkPanel {
        lang,
        trouble,
        tasks: mine.into_iter().take(SHOWN).map(|t| task_row(lang, &room, t, today)).collect(),
        calls: unread.iter().map(call).collect(),
    }))
}

/// What keeps mail from being sent, for administrators.
fn trouble(node: &Node, lang: &Lang) -> Html {
    let told = |t: crate::mail::Trouble| {
        let at = Moment::DateTime.write(lang.locale(), t.at);
        ui::notice(Tone::Warn, &lang.tr1("mail-trouble", "at", at), &t.said, None)
    };
    node.mail_state().trouble().map(told).unwrap_or_default()
}
