//! `/`: what I have to do in the rounds of the year, how far they are, and the link to the hub.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{IndicatorNumber, RecordId};
use ges_domain::workflow::Named as _;
use ges_domain::workflow::round::RoundStage;
use ges_figures::House as _;
use ges_ledger::log::Receipt;
use ges_ledger::read::attestations::Attested;
use ges_ledger::{log, read};
use ges_web::format::{self, Moment};
use ges_web::page::View;
use ges_web::ui::{self, Act as Link, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;

use super::questions;
use super::rounds::{href, named, record_href, status};
use crate::app::{Node, own_log};
use crate::service::rounds::{self, Card, Frame, Shown, Verdict, decide, whose};
use crate::service::work::{self, Item, Task};
use crate::service::{ServiceError, Who};

/// What is read for the page.
#[derive(Default)]
struct Found {
    year: Option<rounds::Year>,
    attested: Vec<Attested>,
    receipt: Option<Receipt>,
    size: u64,
    /// Questions of the centre that wait.
    questions: Option<questions::Found>,
}

impl Found {
    fn settled(&self) -> Vec<Round> {
        self.attested.iter().map(|a| a.round).collect()
    }
}

/// A card with its task.
struct Row {
    number: String,
    name: String,
    href: String,
    /// Who has it and since when, or what is missing.
    about: String,
    /// Why it came back.
    remark: String,
    last: String,
    trend: Html,
    state: Html,
    due: String,
    act: String,
    act_href: String,
    /// Value of its tick for approving several at once; empty when it cannot be.
    tick: String,
    tick_label: String,
}

struct Section {
    title: String,
    count: String,
    tone: Tone,
    note: String,
    rows: Vec<Row>,
    bulk: bool,
}

struct RoundRow {
    name: String,
    recorded: String,
    progress: Html,
    closes: String,
    attested: Html,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    approved: Option<u32>,
    kept: Option<u32>,
}

#[derive(Template)]
#[template(path = "node/overview.html")]
struct OverviewPage {
    page: Page,
    empty: Html,
    summary: Html,
    /// Questions of the centre, before everything else.
    asked: Option<questions::Front>,
    sections: Vec<Section>,
    rounds: Vec<RoundRow>,
    /// Tasks given to the reader, and calls by name.
    together: Html,
    hub: Html,
    received: Html,
    waiting: String,
    certificate: String,
    year: String,
    may_record: bool,
}

pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let found = find(&node).await?;
    let mut view = view(&node, &reader, &Who::from(&signed), &found, Html::empty());
    view.together = super::notices::work(&node, &signed, &reader).await?;
    if let Some(n) = done.approved {
        view.page.banner = ui::notice(Tone::Good, &reader.lang.tr1("node-work-approved", "n", n), "", None);
    }
    if let Some(n) = done.kept {
        view.page.banner = ui::notice(Tone::Good, &reader.lang.tr1("node-table-kept", "n", n), "", None);
    }
    Ok(View::ok(view).into_response())
}

/// Approves every ticked card, all of them or none.
pub(super) async fn approve(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    let who = Who::from(&signed);
    let year = form.iter().find(|(name, _)| name == "fiscal_year").and_then(|(_, year)| year.parse().ok());
    let year: FiscalYear = year.ok_or_else(Problem::not_found)?;
    let ticked: Vec<Shown> = form.iter().filter(|(name, _)| name == "card").filter_map(|(_, t)| shown(t)).collect();
    let (by, count) = (who.clone(), ticked.len());
    let done =
        node.blocking(move |node| decide(node, &by, year, &ticked, &Verdict::Approve, node.env().clock.now())).await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/?approved={count}")).into_response()),
        Err(error) if error.is_ours() || matches!(error, ServiceError::Forbidden(_)) => Err(error.into()),
        Err(error) => {
            let title = reader.lang.tr1("error-summary", "n", 1);
            let summary = ui::notice(Tone::Bad, &title, reader.lang.of(&error.words()), None);
            let found = find(&node).await?;
            let mut view = view(&node, &reader, &who, &found, summary);
            view.together = super::notices::work(&node, &signed, &reader).await?;
            Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
        }
    }
}

/// The tick of a card: round, number and the record that was shown.
fn tick(card: &Card) -> String {
    let figure = card.submitted().map(|f| f.record_id.to_string()).unwrap_or_default();
    format!("{} {figure} {}", card.round.months(), card.indicator.number)
}

fn shown(tick: &str) -> Option<Shown> {
    let mut parts = tick.splitn(3, ' ');
    let round: Round = parts.next()?.parse().ok()?;
    let figure: RecordId = parts.next()?.parse().ok()?;
    let number: IndicatorNumber = parts.next()?.parse().ok()?;
    Some(Shown { round, number, figure })
}

async fn find(node: &Node) -> Result<Found, Problem> {
    let (own, frame) = (node.own().clone(), Frame::of(node));
    let server = node.clone();
    let found = node.store().read_async(move |tx| {
        let log = own_log(tx)?;
        let mut found = Found { size: log.size, receipt: log::receipts(tx, log.key, 1)?.pop(), ..Found::default() };
        if let Some(year) = read::agreements::years(tx, &own)?.first().copied() {
            found.year = Some(rounds::year(tx, &frame, year)?);
            found.attested = read::attestations::of(tx, &own, year)?;
        }
        found.questions = Some(questions::waiting(tx, &server)?);
        Ok::<_, ServiceError>(found)
    });
    Ok(found.await?)
}

fn view(node: &Node, reader: &Reader, who: &Who, found: &Found, summary: Html) -> OverviewPage {
    let (lang, frame, now) = (&reader.lang, Frame::of(node), node.env().clock.now());
    let mut page = node.page(reader, lang.tr("node-work-title"));
    page.live = Some("/live".into());
    let (hub, received, waiting) = link(node, reader, found);
    let items = found.year.as_ref().map(|y| work::of(y, &frame, who, &found.settled(), now)).unwrap_or_default();
    let sections = found.year.as_ref().map(|year| sections(lang, year, &items, who)).unwrap_or_default();
    let asked = found.questions.as_ref().and_then(|q| questions::front(lang, who, q, now.as_microsecond()));
    let chain = !access::acting(&who.roles).is_empty();
    let empty = match &found.year {
        None => ui::empty_state(&lang.tr("node-empty-title"), &lang.tr("node-empty"), None, false),
        Some(_) if chain && sections.is_empty() && asked.is_none() => {
            ui::empty_state(&lang.tr("node-work-done-title"), &lang.tr("node-work-done"), None, true)
        }
        Some(_) => Html::empty(),
    };
    OverviewPage {
        rounds: Round::ALL.iter().filter_map(|round| summary_of(reader, found, &frame, *round)).collect(),
        certificate: certificate(node, reader, now),
        year: found.year.as_ref().map(|y| y.year.to_string()).unwrap_or_default(),
        may_record: who.may(access::Act::RecordResult),
        page,
        empty,
        summary,
        asked,
        sections,
        together: Html::empty(),
        hub,
        received,
        waiting,
    }
}

fn sections(lang: &Lang, year: &rounds::Year, items: &[Item<'_>], who: &Who) -> Vec<Section> {
    let of = |wanted: fn(Task) -> bool, title: &str, tone: Tone, note: String| {
        let chosen: Vec<&Item<'_>> = items.iter().filter(|i| wanted(i.task)).collect();
        let bulk = chosen.iter().filter(|i| i.task == Task::Approve).count() > 1;
        let rows: Vec<Row> = chosen.into_iter().map(|item| row(lang, year, item, bulk)).collect();
        let count = lang.tr1("node-work-count", "n", rows.len());
        (!rows.is_empty()).then(|| Section { title: lang.tr(title), count, tone, note, rows, bulk })
    };
    let first = |t| matches!(t, Task::Correct | Task::Approve | Task::Attest);
    let record = |t| matches!(t, Task::Submit | Task::Record);
    let others = |t| matches!(t, Task::Wait(_));
    // Whoever has no part in the chain looks on: nothing waits for them to wait for.
    let watching = access::acting(&who.roles).is_empty();
    let others_note = if watching { String::new() } else { lang.tr("node-work-others-note") };
    [
        of(first, "node-work-first", Tone::Bad, String::new()),
        of(record, "node-work-record", Tone::Plain, String::new()),
        of(others, "node-work-others", Tone::Plain, others_note),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn row(lang: &Lang, year: &rounds::Year, item: &Item<'_>, bulk: bool) -> Row {
    let (card, indicator) = (item.card, &item.card.indicator);
    let returned = card.draft().and_then(|d| d.returned_for());
    let before = card.round.previous().and_then(|r| year.card(&indicator.number, r)).and_then(|c| c.newest());
    let unit = lang.of(&indicator.unit);
    let (act, act_href) = match item.task {
        Task::Correct => ("node-work-correct", record_href(card, year.year)),
        Task::Approve => ("node-work-approve", href(card, year.year)),
        Task::Attest => {
            ("node-work-attest", format!("/attest?fiscal_year={}&round={}", year.year, card.round.months()))
        }
        Task::Submit => ("node-work-submit", record_href(card, year.year)),
        Task::Record => ("node-work-record-act", record_href(card, year.year)),
        Task::Wait(_) => ("node-work-look", href(card, year.year)),
    };
    let round = lang.tr1("node-round", "months", card.round.months());
    Row {
        number: indicator.number.to_string(),
        name: lang.of(&indicator.name).to_owned(),
        href: href(card, year.year),
        about: about(lang, item),
        remark: match item.task {
            Task::Correct => returned.map(|r| r.remark.as_str().to_owned()).unwrap_or_default(),
            _ => String::new(),
        },
        last: before.and_then(|f| f.report.value).map_or_else(String::new, |v| {
            let value = format::value(lang.locale(), v, Some(indicator.decimals.into()), unit);
            format!("{} {value}", lang.tr("node-work-last"))
        }),
        trend: trend(year, card),
        state: if item.task == Task::Record {
            ui::chip(Tone::Plain, &lang.tr("node-stage-nothing"))
        } else {
            status(lang, card)
        },
        due: item.due.map_or(round.clone(), |day| {
            format!("{round} · {}", lang.tr1("node-closes", "date", format::civil(lang.locale(), day)))
        }),
        act: lang.tr(act),
        act_href,
        tick: if bulk && item.task == Task::Approve { tick(card) } else { String::new() },
        tick_label: lang.tr1("node-work-tick", "number", indicator.number.to_string()),
    }
}

fn about(lang: &Lang, item: &Item<'_>) -> String {
    let card = item.card;
    let since = card.standing.history.last().and_then(|step| Timestamp::from_microsecond(step.at).ok());
    let at = since.map(|at| Moment::DateTime.write(lang.locale(), at)).unwrap_or_default();
    match (item.task, whose(card.stage())) {
        (Task::Submit, _) => lang.tr("node-work-draft"),
        (Task::Record, _) => String::new(),
        (Task::Correct, _) => card.draft().and_then(|d| d.returned_for()).map_or_else(String::new, |r| {
            format!("{} {at}", lang.tr1("node-returned-by", "role", named(lang, r.role.word())))
        }),
        (_, Some(role)) => lang.tr2("node-work-since", "role", named(lang, role.word()), "at", at),
        (_, None) => String::new(),
    }
}

/// Scores of the rounds so far.
fn trend(year: &rounds::Year, card: &Card) -> Html {
    let score = |round: &Round| {
        let figure = year.card(&card.indicator.number, *round)?.newest()?;
        Some(year.agreement.score(&card.indicator, &figure.report).ok()?.official)
    };
    let values: Vec<_> = Round::ALL.iter().map(score).collect();
    if values.iter().flatten().count() < 2 { Html::empty() } else { ui::sparkline(&values, None) }
}

/// One round: how far its cards are, when it closes, whether the CIO has signed.
fn summary_of(reader: &Reader, found: &Found, frame: &Frame, round: Round) -> Option<RoundRow> {
    let year = found.year.as_ref()?;
    let lang = &reader.lang;
    let count = |wanted: &dyn Fn(&Card) -> bool| year.of(round).filter(|c| wanted(c)).count() as u64;
    let all = count(&|_| true);
    let parts = [
        (Tone::Good, "node-stage-released", count(&|c| whose(c.stage()).is_none())),
        (Tone::Act, "status-awaiting-cio", count(&|c| c.stage() == RoundStage::CioCheck)),
        (Tone::Plain, "status-pa-unit", count(&|c| c.stage() == RoundStage::WithPaUnit)),
        (Tone::Plain, "status-supervisor", count(&|c| c.stage() == RoundStage::WithSupervisor)),
        (Tone::Plain, "status-draft", count(&|c| c.stage() == RoundStage::Draft && c.newest().is_some())),
    ];
    let done = count(&|c| c.newest().is_some());
    let named: Vec<String> =
        parts.iter().filter(|(_, _, n)| *n > 0).map(|(_, key, n)| format!("{} {n}", lang.tr(key))).collect();
    let signed = found.attested.iter().rfind(|a| a.round == round);
    let attested = match signed {
        Some(a) => {
            let at = Timestamp::from_microsecond(a.recorded_at)
                .map(|t| Moment::DateTime.html(reader.locale(), t))
                .unwrap_or_default();
            Html::trusted(format!("{} {at}", ui::chip(Tone::Good, &lang.tr("node-attested"))))
        }
        None => Html::text(&lang.tr("node-not-attested")),
    };
    Some(RoundRow {
        name: lang.tr1("node-round", "months", round.months()),
        recorded: lang.tr2("node-round-recorded", "done", done, "all", all),
        progress: ui::progress(done, all, Tone::Good, &named.join(" · ")),
        closes: frame
            .closes(year.year, round)
            .map_or_else(String::new, |day| lang.tr1("node-closes", "date", format::civil(reader.locale(), day))),
        attested,
    })
}

/// The hub, whether it is connected now, and what it has received.
fn link(node: &Node, reader: &Reader, found: &Found) -> (Html, Html, String) {
    let lang = &reader.lang;
    let Some(link) = node.link() else {
        let act = Link::new(lang.tr("node-hub-none-act"), "/journal");
        return (
            ui::notice(Tone::Warn, &lang.tr("node-hub-none"), &lang.tr("node-hub-none-note"), Some(&act)),
            Html::empty(),
            String::new(),
        );
    };
    let connected = node.sessions().peers().iter().any(|p| p.organisation.as_ref() == Some(&link.hub));
    let (tone, word) = if connected { (Tone::Good, "node-hub-connected") } else { (Tone::Warn, "node-hub-away") };
    let hub = Html::trusted(format!("{} {}", ui::chip(tone, &lang.tr(word)), Html::text(link.hub.as_str())));
    let witnessed = found.receipt.as_ref().map_or(0, |r| r.size);
    let received = found.receipt.as_ref().map_or_else(
        || Html::text(&lang.tr("node-received-never")),
        |r| {
            Timestamp::from_microsecond(r.received_at)
                .map(|t| Moment::DateTime.html(reader.locale(), t))
                .unwrap_or_default()
        },
    );
    let waiting = match found.size.saturating_sub(witnessed) {
        0 => lang.tr("node-waiting-none"),
        n => lang.tr1("node-waiting", "n", n),
    };
    (hub, received, waiting)
}

fn certificate(node: &Node, reader: &Reader, now: Timestamp) -> String {
    let Some(peer) = node.hot().peer() else { return String::new() };
    let days = peer.not_after.duration_since(now).as_hours() / 24;
    reader.lang.tr1("node-certificate-days", "n", days)
}
