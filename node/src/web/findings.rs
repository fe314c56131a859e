//! `/findings`: the internal auditor's log of findings, with the agency's answers.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::together::{Finding, FindingStage, Severity};
use ges_web::page::View;
use ges_web::ui::{self, Act as Link, Field, FieldError, FieldKind, Filter, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, format};
use http::StatusCode;
use serde::Deserialize;

use super::threads::at;
use super::together::{self as room, Room, enter, frame};
use crate::app::Node;
use crate::service::ServiceError;
use crate::service::findings::{self, NewFinding, Step};
use crate::service::notices::opened;
use crate::service::together::{Asked, fresh};

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct List {
    #[serde(default)]
    show: String,
    #[serde(default)]
    from: usize,
}

struct FindingRow {
    href: String,
    title: String,
    place: String,
    severity: Html,
    state: Html,
    opened: Html,
    until: String,
}

#[derive(Template)]
#[template(path = "node/findings.html")]
struct FindingsPage {
    page: Page,
    ways: Html,
    filters: Html,
    rows: Vec<FindingRow>,
    empty: Html,
    older: String,
    new: bool,
}

/// Lists findings: open ones, all of them; the heaviest first.
pub(super) async fn list(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<List>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::ReadFindings).await?;
    let lang = &reader.lang;
    let mut all: Vec<&Finding> = room.known.together.findings.values().collect();
    all.sort_by_key(|f| (f.stage, std::cmp::Reverse(f.severity), f.steps.first().map(|s| s.at)));
    let open = |f: &&&Finding| f.stage != FindingStage::Closed;
    let counts = [all.iter().filter(open).count(), all.len()];
    let show = if asked.show == "all" { "all" } else { "open" };
    let filter = |(name, count): (&str, usize)| Filter {
        label: lang.tr(&format!("findings-{name}")),
        count: u64::try_from(count).ok(),
        href: format!("/findings?show={name}"),
        current: show == name,
    };
    let filters: Vec<Filter> = ["open", "all"].into_iter().zip(counts).map(filter).collect();
    let shown = if show == "all" { all } else { all.iter().filter(open).copied().collect() };
    let (shown, older) = room::slice(shown, asked.from, &reader.url);
    let rows: Vec<FindingRow> = shown.into_iter().map(|f| row(lang, &room, f)).collect();
    let new = room.who.may(Act::AuditFinding);
    let empty = if rows.is_empty() {
        let act = Link::new(lang.tr("finding-new"), "/findings/new");
        ui::empty_state(&lang.tr("findings-none-title"), &lang.tr("findings-none"), new.then_some(&act), true)
    } else {
        Html::empty()
    };
    Ok(View::ok(FindingsPage {
        ways: room::ways(&reader, &room.who),
        filters: ui::filters(lang, &filters),
        page: frame(&node, &reader, lang.tr("findings-title")),
        rows,
        empty,
        older,
        new,
    })
    .into_response())
}

fn row(lang: &Lang, room: &Room, finding: &Finding) -> FindingRow {
    let until = finding.steps.iter().rev().find_map(|s| s.until);
    FindingRow {
        href: format!("/findings/{}", finding.id),
        title: finding.title.to_string(),
        place: finding.anchor.as_ref().map(|a| room.place(lang, a)).unwrap_or_default(),
        severity: severity(lang, finding.severity),
        state: state(lang, finding.stage),
        opened: finding.steps.first().map(|s| at(lang, s.at)).unwrap_or_default(),
        until: until.map(|d| lang.tr1("finding-until", "date", format::civil(lang.locale(), d))).unwrap_or_default(),
    }
}

fn severity(lang: &Lang, severity: Severity) -> Html {
    let tone = match severity {
        Severity::High => Tone::Bad,
        Severity::Medium => Tone::Warn,
        Severity::Low => Tone::Plain,
    };
    ui::chip(tone, &lang.tr(&format!("finding-severity-{}", severity.as_str())))
}

fn state(lang: &Lang, stage: FindingStage) -> Html {
    let (tone, key) = match stage {
        FindingStage::Open => (Tone::Act, "finding-open"),
        FindingStage::Answered => (Tone::Plain, "finding-answered"),
        FindingStage::Closed => (Tone::Good, "finding-closed"),
    };
    ui::chip(tone, &lang.tr(key))
}

/// What the form of a new finding begins with, or was sent with.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Opening {
    anchor: String,
    records: String,
    title: String,
    text: String,
    severity: String,
    act: String,
}

#[derive(Template)]
#[template(path = "node/finding_new.html")]
struct NewPage {
    page: Page,
    summary: Html,
    place: String,
    anchor: String,
    act: String,
    title: Field,
    text: Field,
    severity: Field,
    records: Field,
}

/// The form of a new finding.
pub(super) async fn form(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<Opening>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::AuditFinding).await?;
    Ok(View::ok(form_view(&node, &reader, &room, &asked, &[])?).into_response())
}

fn form_view(
    node: &Node,
    reader: &Reader,
    room: &Room,
    typed: &Opening,
    errors: &[FieldError],
) -> Result<NewPage, Problem> {
    let lang = &reader.lang;
    let anchor = room::anchor(&typed.anchor)?;
    let severities = Severity::ALL.map(|s| (s.as_str(), lang.tr(&format!("finding-severity-{}", s.as_str()))));
    Ok(NewPage {
        summary: ui::error_summary(lang, errors),
        place: anchor.as_ref().map(|a| room.place(lang, a)).unwrap_or_default(),
        anchor: typed.anchor.clone(),
        act: if typed.act.is_empty() { fresh(node).to_string() } else { typed.act.clone() },
        title: Field::text("title", lang.tr("together-field-title"), &typed.title)
            .hint(lang.tr("finding-title-hint"))
            .errors(errors),
        text: Field::text("text", lang.tr("finding-text"), &typed.text)
            .kind(FieldKind::Area)
            .hint(lang.tr("finding-text-hint"))
            .errors(errors),
        severity: Field::text("severity", lang.tr("together-field-severity"), &typed.severity)
            .kind(FieldKind::Radio)
            .choices(severities)
            .errors(errors),
        records: Field::text("records", lang.tr("together-field-records"), &typed.records)
            .kind(FieldKind::Area)
            .hint(lang.tr("finding-records-hint"))
            .optional()
            .errors(errors),
        page: frame(node, reader, lang.tr("finding-new")).under(lang.tr("findings-title"), "/findings"),
    })
}

/// Writes a finding down.
pub(super) async fn open(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Form(form): Form<Opening>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::AuditFinding).await?;
    let lang = &reader.lang;
    let case = room::act(&form.act)?;
    let anchor = room::anchor(&form.anchor)?;
    let refused = |errors: &[FieldError]| {
        let view = form_view(&node, &reader, &room, &form, errors)?;
        Ok::<_, Problem>(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
    };
    let mut errors = Vec::new();
    let severity = Severity::ALL.into_iter().find(|s| s.as_str() == form.severity);
    if severity.is_none() {
        errors.push(FieldError::new(
            "severity",
            lang.tr("together-field-severity"),
            lang.tr("finding-severity-needed"),
        ));
    }
    let mut records = Vec::new();
    for word in form.records.split_whitespace() {
        let Ok(record) = word.parse() else {
            let said = lang.tr1("finding-record-wrong", "text", word.chars().take(60).collect::<String>());
            errors.push(FieldError::new("records", lang.tr("together-field-records"), said));
            break;
        };
        records.push(record);
    }
    let Some(severity) = severity.filter(|_| errors.is_empty()) else { return refused(&errors) };
    let new = NewFinding { title: form.title.clone(), text: form.text.clone(), severity, anchor, records };
    let who = room.who.clone();
    match node.blocking(move |node| findings::open(node, &who, case, new, node.env().clock.now())).await {
        Ok(finding) => Ok(Redirect::to(&format!("/findings/{}", finding.id)).into_response()),
        Err(error) => {
            let field = match &error {
                ServiceError::Wording(_) if form.title.trim().is_empty() || form.title.chars().count() > 200 => "title",
                ServiceError::Body(_) => "records",
                _ => "text",
            };
            refused(&room::error(lang, error, field)?)
        }
    }
}

struct StepRow {
    what: String,
    who: String,
    at: Html,
    text: String,
    until: String,
}

struct RecordRow {
    id: String,
    href: String,
}

#[derive(Template)]
#[template(path = "node/finding.html")]
struct FindingPage {
    page: Page,
    summary: Html,
    row: FindingRow,
    place_href: String,
    records: Vec<RecordRow>,
    steps: Vec<StepRow>,
    action: String,
    act: String,
    text: Field,
    until: Field,
    answer: bool,
    close: bool,
    reopen: bool,
}

/// What is sent to a finding.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Going {
    act: String,
    text: String,
    due: String,
    step: String,
}

fn find<'a>(room: &'a Room, id: &str) -> Result<&'a Finding, Problem> {
    room.known.together.findings.get(&room::case(id)?).ok_or_else(Problem::not_found)
}

/// Shows a finding; what concerns the reader in it counts as read.
pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::ReadFindings).await?;
    let finding = find(&room, &id)?;
    opened(&node, &room.who, finding.id, node.env().clock.now()).await?;
    Ok(View::ok(view(&node, &reader, &room, finding, &Going::default(), &[])).into_response())
}

/// Answers, closes or reopens.
pub(super) async fn go_on(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
    Form(form): Form<Going>,
) -> Result<Response, Problem> {
    let room = enter(&node, &signed, &reader, Act::ReadFindings).await?;
    let asked = Asked { case: find(&room, &id)?.id, act: room::act(&form.act)? };
    let step = match form.step.as_str() {
        "answer" => Step::Answer,
        "close" => Step::Close,
        "reopen" => Step::Reopen,
        _ => return Err(Problem::not_found()),
    };
    let (who, text, until) = (room.who.clone(), form.text.clone(), form.due.clone());
    let done =
        node.blocking(move |node| findings::go_on(node, &who, asked, step, &text, &until, node.env().clock.now()));
    match done.await {
        Ok(_) => Ok(Redirect::to(&format!("/findings/{id}")).into_response()),
        Err(error) => {
            let errors = room::error(&reader.lang, error, "text")?;
            let room = enter(&node, &signed, &reader, Act::ReadFindings).await?;
            let view = view(&node, &reader, &room, find(&room, &id)?, &form, &errors);
            Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
        }
    }
}

fn view(
    node: &Node,
    reader: &Reader,
    room: &Room,
    finding: &Finding,
    typed: &Going,
    errors: &[FieldError],
) -> FindingPage {
    let lang = &reader.lang;
    let (audits, answers) = (room.who.may(Act::AuditFinding), room.who.may(Act::AnswerFinding));
    let step = |s: &ges_domain::together::FindingStep| StepRow {
        what: lang.tr(&format!("finding-step-{}", s.word)),
        who: room.name(lang, &s.author),
        at: at(lang, s.at),
        text: s.text.to_string(),
        until: s.until.map(|d| lang.tr1("finding-until", "date", format::civil(lang.locale(), d))).unwrap_or_default(),
    };
    let answer = answers && finding.stage == FindingStage::Open;
    FindingPage {
        summary: ui::error_summary(lang, errors),
        row: row(lang, room, finding),
        place_href: finding.anchor.as_ref().map(|a| room::href(node, a)).unwrap_or_default(),
        records: finding
            .records
            .iter()
            .map(|r| RecordRow { id: r.to_string(), href: format!("/records/{r}") })
            .collect(),
        steps: finding.steps.iter().map(step).collect(),
        action: format!("/findings/{}", finding.id),
        act: if typed.act.is_empty() { fresh(node).to_string() } else { typed.act.clone() },
        text: Field::text(
            "text",
            lang.tr(if answer { "finding-answer-text" } else { "finding-close-text" }),
            &typed.text,
        )
        .kind(FieldKind::Area)
        .errors(errors),
        until: Field::text("due", lang.tr("finding-until-field"), &typed.due)
            .kind(FieldKind::Date)
            .optional()
            .errors(errors),
        answer,
        close: audits && finding.stage != FindingStage::Closed,
        reopen: audits && finding.stage != FindingStage::Open,
        page: frame(node, reader, finding.title.to_string()).under(lang.tr("findings-title"), "/findings"),
    }
}
