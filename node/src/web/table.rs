//! `/round-table`: a whole round as one table, out as a workbook and back as a workbook or pasted; checked cell by cell,
//! kept all or none.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::result::{Report, Source};
use ges_domain::text::Text;
use ges_figures::House as _;
use ges_web::page::{Period, View};
use ges_web::ui::{self, Field, FieldKind, Tone};
use ges_web::{Html, Page, Problem, Reader, Signed, Tab, format};
use http::{StatusCode, header};
use serde::Deserialize;

use super::upload;
use crate::app::Node;
use crate::config::Approval;
use crate::import::round::{self, Filled, Known};
use crate::import::{Defect, MAX_FILE};
use crate::service::results::{NewResult, settle};
use crate::service::rounds::{self, Card, Frame, Turn, Year, put_all};
use crate::service::{ServiceError, Who};

/// Which round.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    round: Option<Round>,
}

struct DefectRow {
    place: String,
    said: String,
}

struct FoundRow {
    number: String,
    name: String,
    value: String,
    score: Html,
}

#[derive(Template)]
#[template(path = "node/table.html")]
struct TablePage {
    page: Page,
    notice: Html,
    template: String,
    round: String,
    defects: Vec<DefectRow>,
    found: Vec<FoundRow>,
    grid: Field,
}

fn must(node: &Node, signed: &Signed) -> Result<Who, Problem> {
    let who = Who::from(signed);
    if !who.may(Act::RecordResult) {
        signed.must_have(node.kit(), &["data_keeper", "supervisor", "pa_unit"])?;
        return Err(ServiceError::Forbidden(Act::RecordResult).into());
    }
    Ok(who)
}

/// The newest year, and the round asked for or the first one with something to fill in.
async fn find(node: &Node, round: Option<Round>) -> Result<(Year, Round), Problem> {
    let frame = Frame::of(node);
    let found = node.store().read_async(move |tx| rounds::newest(tx, &frame));
    let found = found.await?.ok_or_else(|| {
        Problem::not_found()
            .detail(Text::new("ยังไม่มีคำรับรองฯ กรุณานำเข้าก่อน", "there is no agreement yet: import it first"))
    })?;
    let open = Round::ALL.into_iter().find(|r| found.of(*r).all(|c| c.newest().is_none()));
    let round = round.or(open).unwrap_or(Round::Twelve);
    Ok((found, round))
}

/// The newest report of each indicator in a round.
fn known(found: &Year, round: Option<Round>) -> Known<'_> {
    let of = |round| found.of(round).filter_map(|c| Some((c.indicator.number.clone(), &c.newest()?.report)));
    round.map(|round| of(round).collect()).unwrap_or_default()
}

/// The empty form.
pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let (_, round) = find(&node, asked.round).await?;
    Ok(View::ok(view(&node, &reader, round, String::new())).into_response())
}

/// The template with what is known filled in.
pub(super) async fn template(
    State(node): State<Node>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    must(&node, &signed)?;
    let (found, round) = find(&node, asked.round).await?;
    let book = round::workbook(&found.agreement, round, &known(&found, Some(round)), &known(&found, round.previous()));
    let bytes = book.map_err(|error| {
        tracing::error!(%error, "a template cannot be written");
        Problem::internal()
    })?;
    let name = format!("attachment; filename=\"ges-{}-{}-{}.xlsx\"", node.own(), found.year, round.months());
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(([(header::CONTENT_TYPE, kind), (header::CONTENT_DISPOSITION, name.as_str())], bytes).into_response())
}

/// What came with the form.
#[derive(Default)]
struct Sent {
    round: Option<Round>,
    file: Vec<u8>,
    grid: String,
    keep: bool,
}

async fn read_form(mut form: Multipart) -> Result<Sent, Problem> {
    let mut sent = Sent::default();
    while let Some(field) = form.next_field().await.map_err(|e| upload::broken(&e))? {
        match field.name().unwrap_or_default() {
            "round" => sent.round = upload::text(field).await?.parse().ok(),
            "act" => sent.keep = upload::text(field).await? == "keep",
            "file" => {
                let bytes = field.bytes().await.map_err(|e| upload::broken(&e))?;
                if bytes.len() as u64 > MAX_FILE {
                    return Err(Problem::too_large(MAX_FILE));
                }
                sent.file = bytes.into();
            }
            "grid" => {
                let text = field.text().await.map_err(|e| upload::broken(&e))?;
                if text.len() as u64 > MAX_FILE {
                    return Err(Problem::too_large(MAX_FILE));
                }
                sent.grid = text;
            }
            _ => {}
        }
    }
    Ok(sent)
}

/// Checks the table, and keeps it when asked to and nothing is wrong.
pub(super) async fn submit(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let who = must(&node, &signed)?;
    let form = form.map_err(|e| Problem::malformed(Text::new("อ่านแบบฟอร์มไม่ได้ กรุณาส่งใหม่", e.body_text())))?;
    let sent = read_form(form).await?;
    let (found, round) = find(&node, sent.round).await?;
    let rows = if sent.file.is_empty() { round::of_text(&sent.grid) } else { round::of_workbook(&sent.file) };
    let grid = match &rows {
        Ok(rows) if !sent.file.is_empty() => round::grid(rows),
        _ => sent.grid.clone(),
    };
    let read = rows.and_then(|rows| round::filled(&found.agreement, round, &known(&found, Some(round)), &rows));
    let checked = read.and_then(|filled| reports(&found, round, filled));
    let mut view = view(&node, &reader, round, grid);
    let (lang, mut status) = (&reader.lang, StatusCode::UNPROCESSABLE_ENTITY);
    match checked {
        Err(defects) => refuse(&reader, &mut view, &defects),
        Ok(filled) if filled.is_empty() => {
            view.notice = ui::notice(Tone::Warn, &lang.tr("node-table-nothing"), "", None);
        }
        Ok(filled) if sent.keep => {
            let count = filled.len();
            let inputs =
                filled.into_iter().map(|(_, report)| NewResult { report, audience: Audience::Central, seen: None });
            let inputs: Vec<NewResult> = inputs.collect();
            let turn = match node.config().rounds.approval {
                Approval::Chain => Turn::Keep,
                Approval::None => Turn::Submit,
            };
            let done = node.blocking(move |node| put_all(node, &who, inputs, turn, None, node.env().clock.now())).await;
            match done {
                Ok(_) => return Ok(Redirect::to(&format!("/?kept={count}")).into_response()),
                Err(error) if error.is_ours() => return Err(error.into()),
                Err(error) => {
                    view.notice =
                        ui::notice(Tone::Bad, &lang.tr1("node-table-defects", "n", 1), lang.of(&error.words()), None);
                }
            }
        }
        Ok(filled) => {
            status = StatusCode::OK;
            view.notice = ui::notice(Tone::Good, &lang.tr1("node-table-found", "n", filled.len()), "", None);
            view.found = filled.iter().filter_map(|(_, report)| shown(&reader, &found, report)).collect();
        }
    }
    Ok(View(status, view).into_response())
}

/// A report for each indicator of the table, calculated by the agreement; what cannot be is told at its cell.
fn reports(found: &Year, round: Round, filled: Vec<Filled>) -> Result<Vec<(String, Report)>, Vec<Defect>> {
    let (mut out, mut defects) = (Vec::new(), Vec::new());
    for entry in filled {
        let before = found.card(&entry.number, round).and_then(Card::newest).map(|f| f.report.clone());
        let known = before.as_ref();
        let report = Report {
            fiscal_year: found.year,
            indicator: entry.number,
            round,
            value: None,
            inputs: entry.inputs,
            note: entry.note.or_else(|| known.map(|r| r.note.clone())).unwrap_or_default(),
            narrative: known.map(|r| r.narrative.clone()).unwrap_or_default(),
            evidence: known.map(|r| r.evidence.clone()).unwrap_or_default(),
            answers: known.map(|r| r.answers.clone()).unwrap_or_default(),
            source: Source::Imported,
            illustrative: false,
        };
        let settled = settle(&found.agreement, report).and_then(|r| r.checked().map_err(ServiceError::from));
        match settled {
            Ok(report) => out.push((entry.place, report)),
            Err(error) => defects.push(Defect::new(entry.place, error.words())),
        }
    }
    if defects.is_empty() { Ok(out) } else { Err(defects) }
}

fn refuse(reader: &Reader, view: &mut TablePage, defects: &[Defect]) {
    let lang = &reader.lang;
    view.notice = ui::notice(Tone::Bad, &lang.tr1("node-table-defects", "n", defects.len()), "", None);
    view.defects =
        defects.iter().map(|d| DefectRow { place: d.place.clone(), said: lang.of(&d.said).to_owned() }).collect();
}

fn shown(reader: &Reader, found: &Year, report: &Report) -> Option<FoundRow> {
    let (lang, indicator) = (&reader.lang, found.agreement.indicator(&report.indicator)?);
    let scored = found.agreement.score(indicator, report).ok();
    let value = report
        .value
        .map(|v| format::value(reader.locale(), v, Some(indicator.decimals.into()), lang.of(&indicator.unit)));
    Some(FoundRow {
        number: indicator.number.to_string(),
        name: lang.of(&indicator.name).to_owned(),
        value: value.unwrap_or_else(|| lang.tr("node-no-value")),
        score: scored.map_or_else(Html::empty, |s| ui::score_chip(lang, s.official)),
    })
}

fn view(node: &Node, reader: &Reader, round: Round, grid: String) -> TablePage {
    let lang = &reader.lang;
    let mut page = node.page(reader, lang.tr("node-table")).under(lang.tr("node-tab-work"), "/");
    let choice = |r: &Round| {
        let label = lang.tr1("node-round", "months", r.months());
        Tab { current: *r == round, ..Tab::new(label, format!("/round-table?round={}", r.months())) }
    };
    let label = lang.tr1("node-round", "months", round.months());
    page.period = Some(Period { label, choices: Round::ALL.iter().map(choice).collect() });
    TablePage {
        page,
        notice: Html::empty(),
        template: format!("/round-table/template?round={}", round.months()),
        round: round.months().to_string(),
        defects: Vec::new(),
        found: Vec::new(),
        grid: Field::text("grid", lang.tr("node-table-grid"), grid)
            .kind(FieldKind::Area)
            .hint(lang.tr("node-table-grid-hint"))
            .optional(),
    }
}
