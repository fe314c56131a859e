//! `/indicators/{number}/record`: recording a figure with its note and evidence; works without JavaScript, and nothing
//! typed or uploaded is lost when something is wrong.

mod evidence;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::change::{Reported, reports};
use ges_domain::explain::Explain as _;
use ges_domain::ids::{IndicatorNumber, RecordId};
use ges_domain::number::parse_decimal;
use ges_domain::plausibility::{MAX_QUESTIONS, Question, questions};
use ges_domain::result::{Narrative, Report, Source};
use ges_domain::score::{Inputs, MAX_INPUTS, Scored};
use ges_domain::text::Text;
use ges_figures::House as _;
use ges_ledger::read;
use ges_ledger::read::documents::Filed;
use ges_ledger::read::results::Recorded;
use ges_web::page::View;
use ges_web::ui::{self, Field, FieldError, FieldKind, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use http::StatusCode;
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::months::Given;
use super::rounds::rows;
use super::{documents, doubts, inputs, months, narrative, sources, upload};
use crate::app::Node;
use crate::config::Approval;
use crate::feeds::{self, Values};
use crate::service::results::{NewResult, settle};
use crate::service::rounds::{self, Card, Frame, Turn, put};
use crate::service::{ServiceError, Who};

/// Which round is recorded.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Period {
    fiscal_year: Option<String>,
    round: Option<String>,
}

/// What was typed, as it was typed.
#[derive(Debug, Default, Clone)]
pub(super) struct Typed {
    year: String,
    pub(super) round: String,
    value: String,
    /// Base variables, events and steps by their paths.
    pub(super) inputs: BTreeMap<String, String>,
    /// Months of base variables.
    pub(super) months: months::Texts,
    note: String,
    evidence: evidence::Attached,
    seen: String,
    act: String,
    /// Why a released figure is corrected.
    reason: String,
    narrative: Narrative,
    /// Questions about the figure that were on the form, with their answers.
    asked: Vec<doubts::Asked>,
}

/// What the journal knows of the place to be filled.
pub(super) struct Found {
    pub(super) year: FiscalYear,
    pub(super) indicator: Indicator,
    pub(super) agreement: Agreement,
    history: Vec<Recorded>,
    documents: Vec<Filed>,
    readers: documents::Readers,
    /// The cards of its rounds.
    cards: Vec<Card>,
    /// The newest values of the year's sources.
    given: Values,
}

/// What somebody else recorded since this form was opened.
struct Others {
    said: Html,
    rows: Vec<Html>,
}

#[derive(Template)]
#[template(path = "node/record.html")]
struct RecordPage {
    page: Page,
    terms: String,
    action: String,
    summary: Html,
    others: Option<Others>,
    doubts: Vec<doubts::Doubt>,
    bar: Html,
    reading: String,
    /// What its source says.
    source: Html,
    round: Field,
    value: Field,
    /// The months of the value, where they may be given instead.
    months: Option<months::Months>,
    inputs: Vec<inputs::Entry>,
    note: Field,
    narrative: Vec<Field>,
    evidence: evidence::Part,
    year: String,
    seen: String,
    /// Where a released figure is corrected: why.
    reason: Option<Field>,
    /// Under which name the browser keeps what is typed.
    keep: String,
    /// Not an answer to something sent: what the browser kept may be put in.
    fresh: bool,
    submit: String,
    foot: String,
    chain: bool,
}

async fn find(node: &Node, number: &str, year: Option<FiscalYear>) -> Result<Found, Problem> {
    let number: IndicatorNumber = number.parse().map_err(|_| Problem::not_found())?;
    let (own, frame, approval) = (node.own().clone(), Frame::of(node), node.config().rounds.approval);
    let read = node.store().read_async(move |tx| {
        let year = match year {
            Some(year) => year,
            None => match read::agreements::years(tx, &own)?.first() {
                Some(year) => *year,
                None => return Ok(None),
            },
        };
        let Some(agreement) = read::agreements::in_force(tx, &own, year)?.map(|a| a.agreement) else { return Ok(None) };
        let Some(indicator) = agreement.indicator(&number).cloned() else { return Ok(None) };
        let history = read::results::history(tx, &own, year, &number)?;
        let documents = read::documents::of(tx, &own)?;
        let readers = documents::Readers::of(tx, &own, approval)?;
        let mut cards = rounds::year(tx, &frame, year)?.cards;
        cards.retain(|c| c.indicator.number == number);
        let given = Values::new();
        Ok::<_, ServiceError>(Some(Found { year, indicator, agreement, history, documents, readers, cards, given }))
    });
    let found = read.await?.ok_or_else(Problem::not_found)?;
    Ok(Found { given: feeds::given(node, found.year).await?, ..found })
}

fn must(node: &Node, signed: &Signed) -> Result<Who, Problem> {
    let who = Who::from(signed);
    if !who.may(Act::RecordResult) {
        signed.must_have(node.kit(), &["data_keeper", "supervisor", "pa_unit"])?;
    }
    Ok(who)
}

fn newest(found: &Found, round: Round) -> Option<&Recorded> {
    found.history.iter().rfind(|r| r.report.round == round)
}

/// The empty form, or the newest figure to be corrected; text and evidence of the last round are offered again.
pub(super) async fn form(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(number): Path<String>,
    Query(period): Query<Period>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let found = find(&node, &number, period.fiscal_year.as_deref().and_then(|y| y.parse().ok())).await?;
    let open = Round::ALL.into_iter().find(|r| newest(&found, *r).is_none()).unwrap_or(Round::Twelve);
    let round = period.round.as_deref().and_then(|r| r.parse().ok()).unwrap_or(open);
    let known = newest(&found, round);
    let before = round.previous().and_then(|r| newest(&found, r));
    let typed = Typed {
        year: found.year.to_string(),
        round: round.months().to_string(),
        // What was given by its months is shown in them.
        value: known
            .filter(|r| r.report.inputs.months_at(months::VALUE).is_none())
            .and_then(|r| r.report.value)
            .map(|v| v.to_string())
            .unwrap_or_default(),
        inputs: known.map(|r| inputs::typed(&found.indicator, &found.agreement, &r.report)).unwrap_or_default(),
        // Rounds are cumulative: the months of the last one are the first of this one.
        months: known
            .or(before)
            .map(|r| months::typed(&found.indicator, &found.agreement, &r.report))
            .unwrap_or_default(),
        note: known.or(before).map(|r| r.report.note.clone()).unwrap_or_default(),
        narrative: known.map(|r| r.report.narrative.clone()).unwrap_or_default(),
        asked: known.map(|r| doubts::known(&r.report.answers)).unwrap_or_default(),
        evidence: known.map(|r| evidence::Attached::of(&r.report.evidence)).unwrap_or_default(),
        seen: known.map(|r| r.record_id.to_string()).unwrap_or_default(),
        ..Typed::default()
    };
    Ok(View::ok(view(&node, &reader, &found, &typed, &[])).into_response())
}

/// Checks, previews or records what was typed.
pub(super) async fn submit(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(number): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let who = must(&node, &signed)?;
    let form = form.map_err(|e| Problem::malformed(Text::new("อ่านแบบฟอร์มไม่ได้ กรุณาส่งใหม่", e.body_text())))?;
    let mut errors = Vec::new();
    let typed = read_form(&node, &who, &reader, form, &mut errors).await?;
    let found = find(&node, &number, typed.year.parse().ok()).await?;
    if typed.evidence.only(&typed.act) {
        // Adding evidence judges nothing else that is typed.
        let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        return Ok(View(status, view(&node, &reader, &found, &typed, &errors)).into_response());
    }
    let mut report = report(&reader, &found, &typed, &mut errors);
    let questions = doubted(&reader, &found, &typed);
    if let Some(report) = &mut report {
        report.answers = doubts::answers(&reader.lang, &questions, &typed.asked, &mut errors);
    }
    // A question is asked once, before the figure leaves the keeper's hands.
    let asks = typed.act == "record" && doubts::unseen(&questions, &typed.asked);
    if let Some(report) = report
        && errors.is_empty()
        && typed.act != "preview"
        && !asks
    {
        let seen = typed.seen.parse::<RecordId>().ok();
        let input = NewResult { report, audience: Audience::Central, seen: Some(seen) };
        let turn = if typed.act == "keep" { Turn::Keep } else { Turn::Submit };
        let reason = (!typed.reason.trim().is_empty()).then(|| typed.reason.clone());
        let done =
            node.blocking(move |node| put(node, &who, input, turn, reason.as_deref(), node.env().clock.now())).await;
        match done {
            Ok(_) => {
                let (year, number) = (found.year, &found.indicator.number);
                let round = &typed.round;
                let to = match (node.config().rounds.approval, turn) {
                    (Approval::None, _) => format!("/indicators/{number}?fiscal_year={year}&round={round}"),
                    (Approval::Chain, turn) => {
                        let done = if turn == Turn::Keep { "keep" } else { "submit" };
                        format!("/indicators/{number}/approve?fiscal_year={year}&round={round}&done={done}")
                    }
                };
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error @ ServiceError::Locked(_)) => {
                errors.push(FieldError::new("reason", reader.tr("node-reason"), reader.lang.of(&error.words())));
            }
            Err(error @ ServiceError::Overtaken { .. }) => {
                errors.push(FieldError::new("others", reader.tr("node-others"), reader.lang.of(&error.words())));
            }
            Err(error) if error.is_ours() => return Err(error.into()),
            Err(error) => {
                errors.push(FieldError::new("value", reader.tr("node-value"), reader.lang.of(&error.words())));
            }
        }
    }
    let found = find(&node, &number, Some(found.year)).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(View(status, view(&node, &reader, &found, &typed, &errors)).into_response())
}

/// Reads every field; an uploaded file is filed at once, so that it survives whatever else is wrong.
async fn read_form(
    node: &Node,
    who: &Who,
    reader: &Reader,
    mut form: Multipart,
    errors: &mut Vec<FieldError>,
) -> Result<Typed, Problem> {
    let mut typed = Typed::default();
    while let Some(field) = form.next_field().await.map_err(|e| upload::broken(&e))? {
        let name = field.name().unwrap_or_default().to_owned();
        match name.as_str() {
            "file" => typed.evidence.file(node, who, reader, field, errors).await,
            other => {
                let text = upload::text(field).await?;
                match other {
                    "fiscal_year" => typed.year = text,
                    "round" => typed.round = text,
                    "value" => typed.value = text,
                    "note" => typed.note = text.replace('\r', ""),
                    "seen" => typed.seen = text,
                    "act" => typed.act = text,
                    "reason" => typed.reason = text.replace('\r', ""),
                    other if narrative::put(&mut typed.narrative, other, &text) => {}
                    other if typed.evidence.put(other, &text) => {}
                    other if doubts::put(&mut typed.asked, other, &text) => {}
                    other if months::put(&mut typed.months, other, &text) => {}
                    // Names beyond those asked for are left aside when the inputs are read.
                    other if other.starts_with(inputs::PREFIX) && typed.inputs.len() < MAX_INPUTS => {
                        typed.inputs.insert(other[inputs::PREFIX.len()..].to_owned(), text);
                    }
                    _ => {}
                }
            }
        }
    }
    typed.evidence.settle();
    if typed.act.is_empty() {
        // Enter in a field.
        "record".clone_into(&mut typed.act);
    }
    Ok(typed)
}

/// The figure that was typed, with every error named at its field.
fn report(reader: &Reader, found: &Found, typed: &Typed, errors: &mut Vec<FieldError>) -> Option<Report> {
    let lang = &reader.lang;
    let round = typed.round.parse::<Round>().ok();
    if round.is_none() {
        errors.push(FieldError::new("round", lang.tr("node-round-field"), lang.tr("node-round-needed")));
    }
    let before = errors.len();
    let inputs = inputs::read(lang, found, typed, errors).or_else(|| by_months(lang, found, typed, errors));
    let value = match &inputs {
        Some(_) => None,
        None if errors.len() > before => None,
        None => match parse_decimal(&typed.value) {
            Ok(value) => Some(value),
            Err(error) => {
                errors.push(FieldError::new("value", lang.tr("node-value"), lang.of(&error.explain().words())));
                None
            }
        },
    };
    if errors.len() > before {
        return None;
    }
    let report = Report {
        fiscal_year: found.year,
        indicator: found.indicator.number.clone(),
        round: round?,
        value,
        inputs: inputs.unwrap_or_default(),
        note: typed.note.clone(),
        evidence: typed.evidence.list(),
        narrative: typed.narrative.clone(),
        answers: ges_domain::plausibility::Answers::default(),
        source: Source::Typed,
        illustrative: false,
    };
    match report.checked() {
        Ok(report) => Some(report),
        Err(error) => {
            let field = if matches!(error, ges_domain::result::ReportError::Note(_)) { "note" } else { "value" };
            let words = error.explain().words();
            errors.push(FieldError::new(field, lang.tr("node-value"), lang.of(&words)));
            None
        }
    }
}

/// The value by its months, where it is given by them.
fn by_months(lang: &Lang, found: &Found, typed: &Typed, errors: &mut Vec<FieldError>) -> Option<Inputs> {
    if !months::value_offered(&found.indicator) {
        return None;
    }
    let Given::Months(months) = months::read(lang, found.year, typed, months::VALUE, errors) else { return None };
    if let Some(said) = months::differs(lang, &typed.value, &months) {
        errors.push(FieldError::new("value", lang.tr("node-value"), said));
    }
    let mut inputs = Inputs::default();
    inputs.put_months(months::VALUE, months);
    Some(inputs)
}

/// What to ask about the figure that is typed.
fn doubted(reader: &Reader, found: &Found, typed: &Typed) -> Vec<Question> {
    let Some(report) = report(reader, found, typed, &mut Vec::new()) else { return Vec::new() };
    let Ok(report) = settle(&found.agreement, report) else { return Vec::new() };
    let mut all = questions(&found.indicator, &report, found.history.iter().map(|r| &r.report));
    all.extend(sources::asked(&found.agreement, &found.indicator, report.round, &found.given));
    all.truncate(MAX_QUESTIONS);
    all
}

/// The name under which a browser keeps what somebody types about an indicator and round.
pub(super) fn keep(login: &str, number: &IndicatorNumber, year: FiscalYear, round: &str) -> String {
    format!("{login}/record/{number}/{year}/{round}")
}

fn view(node: &Node, reader: &Reader, found: &Found, typed: &Typed, errors: &[FieldError]) -> RecordPage {
    let (lang, indicator) = (&reader.lang, &found.indicator);
    let unit = lang.of(&indicator.unit).to_owned();
    let number = &indicator.number;
    let title = format!("{number} {}", lang.of(&indicator.name));
    let round = typed.round.parse::<Round>().ok();
    let now = scored(reader, found, typed);
    let value = now.as_ref().and_then(|(value, _)| *value);
    let last = round.and_then(Round::previous).and_then(|r| newest(found, r));
    let last = last.and_then(|r| {
        let scored = found.agreement.score(indicator, &r.report).ok()?;
        Some(ges_figures::bar::mark(indicator, r.report.value, &scored))
    });
    let mark = now.as_ref().map(|(value, scored)| ges_figures::bar::mark(indicator, *value, scored));
    let bar = ges_figures::bar::bar(lang, indicator, mark, last);
    let echo =
        value.map(|v| lang.tr1("node-read-as", "value", ges_web::format::value(reader.locale(), v, None, &unit)));
    let reading = now.as_ref().map(|(_, scored)| ges_figures::reading(lang, scored)).unwrap_or_default();
    let chain = node.config().rounds.approval == Approval::Chain;
    let others = overtaken(found, typed);
    let locked = found.cards.iter().any(|c| Some(c.round) == round && c.locked());
    let rounds = Round::ALL.map(|r| (r.months().to_string(), lang.tr1("node-round", "months", r.months())));
    let mut page = node.page(reader, title).under(lang.tr("node-tab-indicators"), "/indicators");
    page.banner = Html::empty();
    documents::extend(node, &mut page);
    RecordPage {
        page,
        terms: lang.tr2("node-record-terms", "weight", indicator.weight.to_string(), "unit", unit.as_str()),
        action: format!("/indicators/{number}/record"),
        summary: ui::error_summary(lang, errors),
        doubts: doubts::fields(lang, &doubted(reader, found, typed), &typed.asked, errors),
        bar,
        reading,
        source: source(reader, found, typed),
        months: months::value_offered(indicator)
            .then(|| months::fields(lang, found.year, typed, months::VALUE, errors)),
        inputs: inputs::fields(lang, found, typed, errors),
        round: Field::text("round", lang.tr("node-round-field"), typed.round.clone())
            .kind(FieldKind::Select)
            .choices(rounds)
            .errors(errors),
        value: Field::text("value", lang.tr("node-value"), typed.value.clone())
            .kind(FieldKind::Number)
            .unit(unit)
            .hint(lang.tr("node-value-hint"))
            .echo(echo.unwrap_or_default())
            .errors(errors),
        note: Field::text("note", lang.tr("node-note"), typed.note.clone())
            .kind(FieldKind::Area)
            .optional()
            .errors(errors),
        narrative: narrative::fields(lang, &typed.narrative, errors),
        evidence: evidence::part(lang, &found.documents, &found.readers, &typed.evidence, errors),
        year: found.year.to_string(),
        // Whoever sends this page on has had the other change before their eyes.
        seen: others.map_or_else(|| typed.seen.clone(), |newer| newer.record_id.to_string()),
        others: others.map(|newer| told(reader, found, typed, newer)),
        reason: locked.then(|| {
            Field::text("reason", lang.tr("node-correct-reason"), typed.reason.clone())
                .kind(FieldKind::Area)
                .hint(lang.tr("node-correct-reason-hint"))
                .errors(errors)
        }),
        keep: keep(
            &reader.person.as_ref().map(|p| p.login.clone()).unwrap_or_default(),
            number,
            found.year,
            &typed.round,
        ),
        fresh: typed.act.is_empty(),
        submit: lang.tr(if chain { "node-submit-act" } else { "node-record-act" }),
        foot: lang.tr(if chain { "node-submit-note" } else { "node-record-note" }),
        chain,
    }
}

/// The figure of this round that is newer than the one this form began with.
fn overtaken<'a>(found: &'a Found, typed: &Typed) -> Option<&'a Recorded> {
    newest(found, typed.round.parse().ok()?).filter(|newest| newest.record_id.to_string() != typed.seen)
}

/// Who recorded it and when, and what changed by it.
fn told(reader: &Reader, found: &Found, typed: &Typed, newer: &Recorded) -> Others {
    let lang = &reader.lang;
    let at = Timestamp::from_microsecond(newer.recorded_at).map(|at| ges_web::format::date_time(reader.locale(), at));
    let said =
        lang.tr2("node-others-said", "who", ges_figures::author(lang, &newer.author), "at", at.unwrap_or_default());
    let before = found.history.iter().find(|r| r.record_id.to_string() == typed.seen);
    let rows = if let Some(before) = before {
        let (before, after) =
            (Reported { report: &before.report, score: None }, Reported { report: &newer.report, score: None });
        rows(lang, &reports(&found.indicator, &found.agreement.policies, before, after))
    } else {
        let value = newer.report.value.map(|v| ges_figures::bar::digits(&found.indicator, v));
        let label = lang.tr("node-value");
        vec![ui::diff_row(lang, &ui::Change { label, old: None, new: value, difference: None, by: None })]
    };
    let said = ui::notice(Tone::Warn, &said, &lang.tr("node-others-note"), None);
    Others { said, rows }
}

/// What is typed beside what its source says.
fn source(reader: &Reader, found: &Found, typed: &Typed) -> Html {
    let Ok(round) = typed.round.parse::<Round>() else { return Html::empty() };
    let report = report(reader, found, typed, &mut Vec::new());
    let compared = sources::compared(&found.agreement, &found.indicator, round, report.as_ref(), &found.given);
    sources::notice(&reader.lang, &compared)
}

/// The figure and score of what is typed so far, where it gives one.
fn scored(reader: &Reader, found: &Found, typed: &Typed) -> Option<(Option<Decimal>, Scored)> {
    // Before a round is chosen the figure can be calculated already.
    let round = typed.round.parse().unwrap_or(Round::Six).months().to_string();
    let typed = Typed { round, ..typed.clone() };
    let report = settle(&found.agreement, report(reader, found, &typed, &mut Vec::new())?).ok()?;
    let scored = found.agreement.score(&found.indicator, &report).ok()?;
    Some((report.value, scored))
}
