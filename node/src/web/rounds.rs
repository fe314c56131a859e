//! `/indicators/{number}/approve`: one card of a round with where it stands, what was done, and the next step.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access;
use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::change::{Change, Difference, Reported, Shown, reports};
use ges_domain::ids::{Digest, IndicatorNumber, RecordId};
use ges_domain::plausibility::{Question, questions};
use ges_domain::result::Report;
use ges_domain::workflow::round::{RoundEvent, RoundStage};
use ges_domain::workflow::{ActorRole, Named as _};
use ges_figures::House as _;
use ges_ledger::read::results::Recorded as Figure;
use ges_ledger::{LedgerError, read};
use ges_web::page::View;
use ges_web::ui::{self, Field, FieldError, FieldKind, Tone, WorkStatus};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, format};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;

use super::documents::{Readers, place_href};
use super::{months, narrative, questions as asking, sources};
use crate::app::Node;
use crate::service::opening::{Opening, behind};
use crate::service::rounds::{self, Card, Frame, Verdict, decide, whose};
use crate::service::{ServiceError, Who};

/// Which card, and what was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Place {
    fiscal_year: Option<FiscalYear>,
    round: Option<Round>,
    done: Option<String>,
}

/// What was decided on the page.
#[derive(Debug, Deserialize)]
pub(super) struct Decided {
    fiscal_year: FiscalYear,
    round: Round,
    figure: String,
    act: String,
    #[serde(default)]
    remark: String,
}

struct StepRow {
    what: String,
    who: String,
    at: Html,
    remark: String,
}

/// What changed, in one line and field by field.
struct Changes {
    counts: String,
    rows: Vec<Html>,
}

struct EvidenceRow {
    name: String,
    href: String,
    /// Who may open it, and who will.
    seen: String,
}

#[derive(Template)]
#[template(path = "node/approve.html")]
struct ApprovePage {
    page: Page,
    terms: String,
    state: Html,
    next: String,
    returned: Html,
    /// What its source says.
    source: Html,
    summary: Html,
    value: String,
    score: Html,
    bar: Html,
    reading: String,
    /// What single months brought.
    monthly: Vec<String>,
    note: String,
    narrative: Vec<(String, String)>,
    answered: Vec<String>,
    evidence: Vec<EvidenceRow>,
    since_submission: Option<Changes>,
    since_round: Option<Changes>,
    /// Questions of the centre about this card.
    questions: Html,
    steps: Vec<StepRow>,
    /// Threads about the card.
    threads: Html,
    action: String,
    year: String,
    round: String,
    figure: String,
    remark: Field,
    /// The word on the approving button; empty when approving is somebody else's or another page's.
    approve: String,
    may_return: bool,
    attest: String,
    record: String,
    record_act: String,
    /// What the browser need not keep any longer.
    forget: String,
    back: String,
}

/// The chip of a card.
pub(super) fn status(lang: &Lang, card: &Card) -> Html {
    let returned = card.draft().is_some_and(|d| d.returned_for().is_some());
    let status = match card.stage() {
        RoundStage::Draft if returned => WorkStatus::Returned,
        RoundStage::Draft => WorkStatus::Draft,
        RoundStage::WithSupervisor => WorkStatus::Supervisor,
        RoundStage::WithPaUnit => WorkStatus::PaUnit,
        RoundStage::CioCheck => WorkStatus::AwaitingCio,
        stage => {
            let word = stage.word();
            return ui::chip(Tone::Good, named(lang, word));
        }
    };
    ui::work_status(lang, status)
}

/// A role or event by its name.
pub(super) fn named(lang: &Lang, word: &'static ges_domain::workflow::Word) -> &'static str {
    if lang.locale() == ges_web::Locale::Th { word.th } else { word.en }
}

/// Where a card of the chain is shown.
pub(super) fn href(card: &Card, year: FiscalYear) -> String {
    format!("/indicators/{}/approve?fiscal_year={year}&round={}", card.indicator.number, card.round.months())
}

/// The page of the record form.
pub(super) fn record_href(card: &Card, year: FiscalYear) -> String {
    format!("/indicators/{}/record?fiscal_year={year}&round={}", card.indicator.number, card.round.months())
}

/// The year and round asked for, or the newest year and its last round.
async fn period(node: &Node, year: Option<FiscalYear>, round: Option<Round>) -> Result<(FiscalYear, Round), Problem> {
    let round = round.unwrap_or(Round::Twelve);
    if let Some(year) = year {
        return Ok((year, round));
    }
    let own = node.own().clone();
    let years =
        node.store().read_async(move |tx| read::agreements::years(tx, &own)).await.map_err(ServiceError::from)?;
    years.first().map(|year| (*year, round)).ok_or_else(Problem::not_found)
}

async fn find(node: &Node, number: &str, year: FiscalYear, round: Round) -> Result<rounds::Year, Problem> {
    let number: IndicatorNumber = number.parse().map_err(|_| Problem::not_found())?;
    let frame = Frame::of(node);
    let mut found = node.store().read_async(move |tx| rounds::year(tx, &frame, year)).await?;
    found.cards.retain(|c| c.indicator.number == number);
    // The card itself first; those of the other rounds stand beside it for comparison.
    found.cards.sort_by_key(|c| c.round != round);
    if found.cards.first().is_some_and(|c| c.round == round) { Ok(found) } else { Err(Problem::not_found()) }
}

/// Shows the card.
pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(number): Path<String>,
    Query(place): Query<Place>,
) -> Result<Response, Problem> {
    let (year, round) = period(&node, place.fiscal_year, place.round).await?;
    let found = find(&node, &number, year, round).await?;
    let done = place.done.as_deref().filter(|word| ["submit", "keep", "approve", "return"].contains(word));
    let mut view = view(&node, &reader, &Who::from(&signed), &found, "", &[])?;
    view.questions = beside(&node, &reader, &Who::from(&signed), &found, year, round).await?;
    beside_sources(&node, &reader, &found, &mut view).await?;
    view.evidence = evidence(&node, &reader.lang, &found).await?;
    view.threads = super::threads::panel(&node, &signed, &reader, &found).await?;
    if let Some(done) = done {
        view.page.banner = ui::notice(Tone::Good, &reader.tr(&format!("node-done-{done}")), "", None);
        if done == "submit" || done == "keep" {
            let number = &found.cards.first().ok_or_else(Problem::not_found)?.indicator.number;
            view.forget = super::record::keep(&signed.login, number, year, &round.months().to_string());
        }
    }
    Ok(View::ok(view).into_response())
}

/// Questions of the centre about the card.
async fn beside(
    node: &Node,
    reader: &Reader,
    who: &Who,
    found: &rounds::Year,
    year: FiscalYear,
    round: Round,
) -> Result<Html, Problem> {
    let number = found.cards.first().ok_or_else(Problem::not_found)?.indicator.number.clone();
    let server = node.clone();
    let read = node.store().read_async(move |tx| {
        let asked = read::questions::about(tx, server.own(), year, &number, Some(round))?;
        asking::Found::of(tx, &server, asked)
    });
    let asked = read.await.map_err(ServiceError::from)?;
    Ok(asking::beside(&reader.lang, who, &asked, node.env().clock.now().as_microsecond()))
}

/// Approves or returns it.
pub(super) async fn act(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(number): Path<String>,
    Form(form): Form<Decided>,
) -> Result<Response, Problem> {
    let who = Who::from(&signed);
    let found = find(&node, &number, form.fiscal_year, form.round).await?;
    let card = found.cards.first().ok_or_else(Problem::not_found)?;
    let figure: RecordId = form.figure.parse().map_err(|_| Problem::not_found())?;
    let shown = vec![rounds::Shown { round: form.round, number: card.indicator.number.clone(), figure }];
    let verdict = if form.act == "return" { Verdict::Return(form.remark.clone()) } else { Verdict::Approve };
    let (by, year) = (who.clone(), form.fiscal_year);
    let done = node.blocking(move |node| decide(node, &by, year, &shown, &verdict, node.env().clock.now())).await;
    match done {
        Ok(_) => {
            let word = if form.act == "return" { "return" } else { "approve" };
            Ok(Redirect::to(&format!("{}&done={word}", href(card, year))).into_response())
        }
        Err(error) if error.is_ours() || matches!(error, ServiceError::Forbidden(_)) => Err(error.into()),
        Err(error) => {
            let said = reader.lang.of(&error.words()).to_owned();
            let errors = [FieldError::new("remark", reader.tr("node-remark"), said)];
            let found = find(&node, &number, form.fiscal_year, form.round).await?;
            let mut view = view(&node, &reader, &who, &found, &form.remark, &errors)?;
            beside_sources(&node, &reader, &found, &mut view).await?;
            view.evidence = evidence(&node, &reader.lang, &found).await?;
            view.threads = super::threads::panel(&node, &signed, &reader, &found).await?;
            Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
        }
    }
}

/// Puts the figure of the card beside its sources, with what was answered where these differ.
async fn beside_sources(
    node: &Node,
    reader: &Reader,
    found: &rounds::Year,
    view: &mut ApprovePage,
) -> Result<(), Problem> {
    let card = found.cards.first().ok_or_else(Problem::not_found)?;
    let (source, asked) = sources::of_card(node, &reader.lang, found, card).await?;
    view.source = source;
    if let Some(figure) = card.submitted().or_else(|| card.newest()) {
        view.answered.extend(asked.iter().map(|question| told(&reader.lang, question, figure)));
    }
    Ok(())
}

fn view(
    node: &Node,
    reader: &Reader,
    who: &Who,
    found: &rounds::Year,
    remark: &str,
    errors: &[FieldError],
) -> Result<ApprovePage, Problem> {
    let card = found.cards.first().ok_or_else(Problem::not_found)?;
    let (lang, indicator, year) = (&reader.lang, &card.indicator, found.year);
    let stage = card.stage();
    let owner = whose(stage);
    let mine = owner.is_some_and(|owner| access::acting(&who.roles).contains(&owner));
    let figure = card.submitted().or_else(|| card.newest());
    let scored = figure.and_then(|f| found.agreement.score(indicator, &f.report).ok());
    let mark = figure.zip(scored.as_ref()).map(|(f, s)| ges_figures::bar::mark(indicator, f.report.value, s));
    let unit = lang.of(&indicator.unit).to_owned();
    let title = format!("{} {}", indicator.number, lang.of(&indicator.name));
    let round = lang.tr1("node-round", "months", card.round.months());
    let before = card.round.previous().and_then(|r| found.card(&indicator.number, r)).and_then(Card::newest);
    let closes = Frame::of(node).closes(year, card.round);
    let due =
        closes.map_or_else(String::new, |day| lang.tr1("node-closes", "date", format::civil(reader.locale(), day)));
    let returned = card.draft().and_then(|d| d.returned_for());
    let deciding = mine && matches!(stage, RoundStage::WithSupervisor | RoundStage::WithPaUnit | RoundStage::CioCheck);
    let may_record = mine && stage == RoundStage::Draft;
    Ok(ApprovePage {
        page: node.page(reader, title).under(reader.tr("node-tab-work"), "/"),
        terms: format!("{round} · {due}"),
        state: status(lang, card),
        next: owner.map_or_else(String::new, |role| next(lang, role, mine)),
        returned: returned.map_or_else(Html::empty, |r| {
            let by = lang.tr1("node-returned-by", "role", named(lang, r.role.word()));
            ui::notice(Tone::Bad, &by, r.remark.as_str(), None)
        }),
        source: Html::empty(),
        summary: ui::error_summary(lang, errors),
        value: figure.and_then(|f| f.report.value).map_or_else(
            || lang.tr("node-no-value"),
            |v| format::value(reader.locale(), v, Some(indicator.decimals.into()), &unit),
        ),
        score: scored.as_ref().map_or_else(Html::empty, |s| ui::score_large(lang, s.official)),
        bar: ges_figures::bar::bar(lang, indicator, mark, None),
        reading: scored.as_ref().map(|s| ges_figures::reading(lang, s)).unwrap_or_default(),
        monthly: figure.map(|f| months::written(lang, indicator, &found.agreement, &f.report)).unwrap_or_default(),
        note: figure.map(|f| f.report.note.clone()).unwrap_or_default(),
        narrative: figure.map(|f| narrative::written(lang, &f.report.narrative)).unwrap_or_default(),
        answered: figure.map(|f| answered(lang, found, card, f)).unwrap_or_default(),
        since_submission: figure.and_then(|now| {
            let before = card.submissions().into_iter().rfind(|f| f.record_id != now.record_id)?;
            Some(changes(lang, &found.agreement, indicator, before, now))
        }),
        since_round: figure.zip(before).map(|(now, before)| changes(lang, &found.agreement, indicator, before, now)),
        evidence: Vec::new(),
        steps: card.standing.history.iter().rev().map(|step| row(lang, card, step)).collect(),
        questions: Html::empty(),
        threads: Html::empty(),
        action: format!("/indicators/{}/approve", indicator.number),
        year: year.to_string(),
        round: card.round.months().to_string(),
        figure: figure.map(|f| f.record_id.to_string()).unwrap_or_default(),
        remark: Field::text("remark", lang.tr("node-remark"), remark)
            .kind(FieldKind::Area)
            .hint(lang.tr("node-remark-hint"))
            .optional()
            .errors(errors),
        approve: match stage {
            RoundStage::WithSupervisor if mine => lang.tr("node-approve-supervisor"),
            RoundStage::WithPaUnit if mine => lang.tr("node-approve-pa-unit"),
            _ => String::new(),
        },
        may_return: deciding,
        attest: if mine && stage == RoundStage::CioCheck {
            format!("/attest?fiscal_year={year}&round={}", card.round.months())
        } else {
            String::new()
        },
        record: if may_record || (card.locked() && who.may(access::Act::RecordResult)) {
            record_href(card, year)
        } else {
            String::new()
        },
        forget: String::new(),
        record_act: lang.tr(if card.locked() { "node-correct-act" } else { "node-continue-act" }),
        back: format!("/indicators/{}?fiscal_year={year}&round={}", indicator.number, card.round.months()),
    })
}

/// Questions about the figure, each with its answer.
fn answered(lang: &Lang, found: &rounds::Year, card: &Card, figure: &Figure) -> Vec<String> {
    let earlier = found.cards.iter().filter_map(Card::newest).map(|f| &f.report);
    let asked = questions(&card.indicator, &figure.report, earlier);
    asked.iter().map(|question| told(lang, question, figure)).collect()
}

/// A question, with its answer where there is one.
fn told(lang: &Lang, question: &Question, figure: &Figure) -> String {
    let words = lang.of(&question.words).to_owned();
    let answer = figure.report.answers.all().iter().find(|a| a.fingerprint == question.fingerprint);
    answer.map_or(words.clone(), |a| format!("{words} — {}", a.words.as_str()))
}

fn changes(lang: &Lang, agreement: &Agreement, indicator: &Indicator, before: &Figure, now: &Figure) -> Changes {
    let score = |f: &Figure| agreement.score(indicator, &f.report).ok().map(|s| s.exact);
    let (old, new) = (score(before), score(now));
    // Which rounds are compared is said in the heading.
    let after = Report { round: before.report.round, ..now.report.clone() };
    let difference = reports(
        indicator,
        &agreement.policies,
        Reported { report: &before.report, score: old.as_ref() },
        Reported { report: &after, score: new.as_ref() },
    );
    Changes { counts: lang.of(&difference.words()).to_owned(), rows: rows(lang, &difference) }
}

/// Each change with what stood there before and after.
pub(super) fn rows(lang: &Lang, difference: &Difference) -> Vec<Html> {
    let shown = |s: &Option<Shown>| s.as_ref().map(|s| lang.of(&s.words()).to_owned());
    let row = |c: &Change| {
        let (label, old, new) = (lang.of(&c.label).to_owned(), shown(&c.before), shown(&c.after));
        ui::diff_row(lang, &ui::Change { label, old, new, difference: None, by: None })
    };
    difference.changes.iter().map(row).collect()
}

/// Whose turn it is, in a sentence.
fn next(lang: &Lang, role: ActorRole, mine: bool) -> String {
    let name = named(lang, role.word());
    lang.tr1(if mine { "node-next-you" } else { "node-next-other" }, "role", name)
}

/// The evidence of the card's figure, each with who may open it.
async fn evidence(node: &Node, lang: &Lang, found: &rounds::Year) -> Result<Vec<EvidenceRow>, Problem> {
    let card = found.cards.first().ok_or_else(Problem::not_found)?;
    let Some(report) = card.submitted().or_else(|| card.newest()).map(|f| f.report.clone()) else {
        return Ok(Vec::new());
    };
    let (server, own, named) = (node.clone(), node.own(), report.clone());
    let read = node.store().read_async(move |tx| {
        let behind: BTreeMap<Digest, Opening> = behind(tx, server.own(), &named)?.into_iter().collect();
        Ok::<_, LedgerError>((behind, Readers::read(tx, &server)?))
    });
    let (behind, readers) = read.await.map_err(ServiceError::from)?;
    let row = |e: &ges_domain::result::Evidence| EvidenceRow {
        name: if e.place.is_empty() { e.digest.to_string().chars().take(12).collect() } else { e.place.clone() },
        href: place_href(&e.digest, &e.place, format!("/agencies/{own}/documents/{}", e.digest)),
        seen: behind.get(&e.digest).map(|opening| readers.opening(lang, opening)).unwrap_or_default(),
    };
    Ok(report.evidence.iter().map(row).collect())
}

type Taken = ges_domain::workflow::Step<<RoundEvent as ges_domain::workflow::machine::Event>::Name, RoundStage>;

/// What was said with a step.
pub(super) fn remark(event: &RoundEvent) -> Option<&str> {
    match event {
        RoundEvent::SupervisorReject { remark }
        | RoundEvent::PaUnitReject { remark }
        | RoundEvent::Return { remark }
        | RoundEvent::Correct { reason: remark }
        | RoundEvent::Attest { late_remark: Some(remark), .. } => Some(remark.as_str()),
        _ => None,
    }
}

fn row(lang: &Lang, card: &Card, step: &Taken) -> StepRow {
    let event = card.steps.iter().find(|s| s.record_id == step.record).map(|s| &s.moved.event);
    let remark = event.and_then(remark).unwrap_or_default().to_owned();
    StepRow {
        what: named(lang, step.event.word()).to_owned(),
        who: named(lang, step.actor.role.word()).to_owned(),
        at: Timestamp::from_microsecond(step.at).map(|at| ui::date_time(lang, at)).unwrap_or_default(),
        remark,
    }
}
