//! `/tasks`: what people of the agency are asked to do until a day.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::together::{Task, TaskEvent, TaskStage};
use ges_web::page::View;
use ges_web::ui::{self, Act as Link, Field, FieldError, FieldKind, Filter, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, format};
use http::StatusCode;
use jiff::civil::Date;
use serde::Deserialize;

use super::threads::at;
use super::together::{self as room, Room, enter, frame};
use crate::app::Node;
use crate::service::notices::opened;
use crate::service::tasks::{self, NewTask, Step, in_order, today};
use crate::service::together::{Asked, fresh};

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct List {
    #[serde(default)]
    show: String,
    #[serde(default)]
    from: usize,
}

/// One task in a list.
pub(super) struct TaskRow {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) place: String,
    pub(super) state: Html,
    pub(super) due: String,
    pub(super) to: String,
    pub(super) giver: String,
}

#[derive(Template)]
#[template(path = "node/tasks.html")]
struct TasksPage {
    page: Page,
    ways: Html,
    filters: Html,
    rows: Vec<TaskRow>,
    empty: Html,
    older: String,
    new: String,
}

/// Lists tasks: one's own, those one gave, all; overdue ones first.
pub(super) async fn list(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<List>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let (lang, today) = (&reader.lang, today(node.env().clock.now()));
    let all = in_order(room.known.together.tasks.values());
    let login = room.who.author.as_str();
    let mine = |t: &&&Task| t.stage == TaskStage::Open && t.to.as_str() == login;
    let given = |t: &&&Task| t.giver == login;
    let counts = [all.iter().filter(mine).count(), all.iter().filter(given).count(), all.len()];
    let show = if ["given", "all"].contains(&asked.show.as_str()) { asked.show.as_str() } else { "mine" };
    let shown: Vec<&Task> = match show {
        "mine" => all.iter().filter(mine).copied().collect(),
        "given" => all.iter().filter(given).copied().collect(),
        _ => all,
    };
    let filter = |(name, count): (&str, usize)| Filter {
        label: lang.tr(&format!("tasks-{name}")),
        count: u64::try_from(count).ok(),
        href: format!("/tasks?show={name}"),
        current: show == name,
    };
    let filters: Vec<Filter> = ["mine", "given", "all"].into_iter().zip(counts).map(filter).collect();
    let (shown, older) = room::slice(shown, asked.from, &reader.url);
    let rows: Vec<TaskRow> = shown.into_iter().map(|t| row(lang, &room, t, today)).collect();
    let empty = if rows.is_empty() {
        let all = Link::new(lang.tr("tasks-all"), "/tasks?show=all");
        let act = (show != "all").then_some(&all);
        ui::empty_state(&lang.tr("tasks-none-title"), &lang.tr("tasks-none"), act, true)
    } else {
        Html::empty()
    };
    Ok(View::ok(TasksPage {
        ways: room::ways(&reader, &room.who),
        filters: ui::filters(lang, &filters),
        new: if room.who.may(Act::GiveTask) { "/tasks/new".into() } else { String::new() },
        page: frame(&node, &reader, lang.tr("tasks-title")),
        rows,
        empty,
        older,
    })
    .into_response())
}

/// A task as a row.
pub(super) fn row(lang: &Lang, room: &Room, task: &Task, today: Date) -> TaskRow {
    TaskRow {
        href: format!("/tasks/{}", task.id),
        title: task.title.to_string(),
        place: task.anchor.as_ref().map(|a| room.place(lang, a)).unwrap_or_default(),
        state: state(lang, task, today),
        due: lang.tr1("task-due", "date", format::civil(lang.locale(), task.due)),
        to: room.name(lang, task.to.as_str()),
        giver: lang.tr1("task-given-by", "who", room.name(lang, &task.giver)),
    }
}

fn state(lang: &Lang, task: &Task, today: Date) -> Html {
    let (tone, key) = match task.stage {
        TaskStage::Open if task.overdue(today) => (Tone::Warn, "task-overdue"),
        TaskStage::Open => (Tone::Act, "task-open"),
        TaskStage::Done => (Tone::Good, "task-done"),
        TaskStage::Cancelled => (Tone::Plain, "task-cancelled"),
    };
    ui::chip(tone, &lang.tr(key))
}

/// What the form of a new task begins with, or was sent with.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Giving {
    anchor: String,
    thread: String,
    title: String,
    to: String,
    due: String,
    act: String,
}

#[derive(Template)]
#[template(path = "node/task_new.html")]
struct NewPage {
    page: Page,
    summary: Html,
    place: String,
    anchor: String,
    thread: String,
    act: String,
    title: Field,
    to: Field,
    due: Field,
}

/// The form of a new task.
pub(super) async fn form(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<Giving>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::GiveTask).await?;
    Ok(View::ok(form_view(&node, &reader, &room, &asked, &[])?).into_response())
}

fn form_view(
    node: &Node,
    reader: &Reader,
    room: &Room,
    typed: &Giving,
    errors: &[FieldError],
) -> Result<NewPage, Problem> {
    let lang = &reader.lang;
    let anchor = room::anchor(&typed.anchor)?;
    Ok(NewPage {
        summary: ui::error_summary(lang, errors),
        place: anchor.as_ref().map(|a| room.place(lang, a)).unwrap_or_default(),
        anchor: typed.anchor.clone(),
        thread: typed.thread.clone(),
        act: if typed.act.is_empty() { fresh(node).to_string() } else { typed.act.clone() },
        title: Field::text("title", lang.tr("together-field-title"), &typed.title)
            .hint(lang.tr("task-title-hint"))
            .errors(errors),
        to: person(lang, room, &typed.to, "task-to", errors),
        due: Field::text("due", lang.tr("together-field-due"), &typed.due)
            .kind(FieldKind::Date)
            .hint(lang.tr("task-due-hint"))
            .errors(errors),
        page: frame(node, reader, lang.tr("task-new")).under(lang.tr("tasks-title"), "/tasks"),
    })
}

fn person(lang: &Lang, room: &Room, chosen: &str, key: &str, errors: &[FieldError]) -> Field {
    let nobody = (String::new(), lang.tr("together-choose"));
    Field::text("to", lang.tr(key), chosen)
        .kind(FieldKind::Select)
        .choices(std::iter::once(nobody).chain(room.choices()))
        .errors(errors)
}

/// Gives a task.
pub(super) async fn give(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Form(form): Form<Giving>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::GiveTask).await?;
    let case = room::act(&form.act)?;
    let thread = if form.thread.is_empty() { None } else { Some(room::case(&form.thread)?) };
    let anchor = room::anchor(&form.anchor)?;
    let new = NewTask { title: form.title.clone(), to: form.to.clone(), due: form.due.clone(), anchor, thread };
    let who = room.who.clone();
    match node.blocking(move |node| tasks::give(node, &who, case, new, node.env().clock.now())).await {
        Ok(task) => Ok(Redirect::to(&format!("/tasks/{}", task.id)).into_response()),
        Err(error) => {
            let errors = room::error(&reader.lang, error, "title")?;
            Ok(View(StatusCode::UNPROCESSABLE_ENTITY, form_view(&node, &reader, &room, &form, &errors)?)
                .into_response())
        }
    }
}

struct StepRow {
    what: String,
    who: String,
    at: Html,
    remark: String,
}

#[derive(Template)]
#[template(path = "node/task.html")]
struct TaskPage {
    page: Page,
    summary: Html,
    row: TaskRow,
    giver: String,
    place_href: String,
    thread: String,
    steps: Vec<StepRow>,
    action: String,
    act: String,
    text: Field,
    to: Field,
    finish: bool,
    cancel: bool,
    reopen: bool,
}

/// What is sent to a task.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Going {
    act: String,
    text: String,
    to: String,
    step: String,
}

fn find<'a>(room: &'a Room, id: &str) -> Result<&'a Task, Problem> {
    room.known.together.tasks.get(&room::case(id)?).ok_or_else(Problem::not_found)
}

/// Shows a task; what concerns the reader in it counts as read.
pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let task = find(&room, &id)?;
    opened(&node, &room.who, task.id, node.env().clock.now()).await?;
    Ok(View::ok(view(&node, &reader, &room, task, &Going::default(), &[])).into_response())
}

/// Finishes, hands over, cancels or reopens.
pub(super) async fn go_on(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
    Form(form): Form<Going>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::Comment).await?;
    let asked = Asked { case: find(&room, &id)?.id, act: room::act(&form.act)? };
    let step = match form.step.as_str() {
        "finish" => Step::Finish,
        "reopen" => Step::Reopen,
        "hand-over" => Step::HandOver(form.to.clone()),
        "cancel" => Step::Cancel,
        _ => return Err(Problem::not_found()),
    };
    let (who, text) = (room.who.clone(), form.text.clone());
    let done = node.blocking(move |node| tasks::go_on(node, &who, asked, &step, &text, node.env().clock.now())).await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/tasks/{id}")).into_response()),
        Err(error) => {
            let errors = room::error(&reader.lang, error, "text")?;
            let room = enter(&node, &signed, &reader, Act::Comment).await?;
            let view = view(&node, &reader, &room, find(&room, &id)?, &form, &errors);
            Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
        }
    }
}

fn view(node: &Node, reader: &Reader, room: &Room, task: &Task, typed: &Going, errors: &[FieldError]) -> TaskPage {
    let lang = &reader.lang;
    let who = &room.who;
    let may = |event: &TaskEvent| task.admits(event, &who.author, who.may(Act::DirectTasks)).is_ok();
    let open = task.stage == TaskStage::Open;
    let mine = may(&TaskEvent::Finish { remark: None });
    let step = |s: &ges_domain::together::TaskStep| StepRow {
        what: match &s.to {
            Some(to) => lang.tr1(&format!("task-step-{}", s.word), "to", room.name(lang, to.as_str())),
            None => lang.tr(&format!("task-step-{}", s.word)),
        },
        who: room.name(lang, &s.author),
        at: at(lang, s.at),
        remark: s.remark.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    TaskPage {
        summary: ui::error_summary(lang, errors),
        row: row(lang, room, task, today(node.env().clock.now())),
        giver: room.name(lang, &task.giver),
        place_href: task.anchor.as_ref().map(|a| room::href(node, a)).unwrap_or_default(),
        thread: task.thread.map(|t| format!("/threads/{t}")).unwrap_or_default(),
        steps: task.steps.iter().map(step).collect(),
        action: format!("/tasks/{}", task.id),
        act: if typed.act.is_empty() { fresh(node).to_string() } else { typed.act.clone() },
        text: Field::text("text", lang.tr("task-remark"), &typed.text)
            .kind(FieldKind::Area)
            .hint(if open { String::new() } else { lang.tr("task-remark-hint") })
            .optional()
            .errors(errors),
        to: person(lang, room, &typed.to, "task-hand-to", errors),
        finish: open && mine,
        cancel: open && may(&TaskEvent::Cancel { remark: None }),
        reopen: !open && mine,
        page: frame(node, reader, task.title.to_string()).under(lang.tr("tasks-title"), "/tasks"),
    }
}
