//! `/executive`: where the agency stands before a meeting, on one page that prints on one sheet.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use ges_domain::calendar::Round;
use ges_domain::exact::Exact;
use ges_domain::explain::Explain as _;
use ges_domain::rollup::PerRound;
use ges_domain::standing::{Loss, Marked, Moment, Overview, Projection, Scores, Slice, overview};
use ges_figures::House as _;
use ges_web::page::{Period, View};
use ges_web::ui::{self, HeatCell, HeatState};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, Tab, format};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::rounds::href;
use crate::app::Node;
use crate::service::rounds::{self, Frame, Year};

/// Which round.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    round: Option<Round>,
}

struct SliceRow {
    name: String,
    score: String,
    base: String,
    issues: Vec<SliceRow>,
}

struct LossRow {
    number: String,
    name: String,
    href: String,
    value: String,
    score: Html,
    trend: Html,
    points: String,
    sum: String,
}

struct Line {
    number: String,
    name: String,
    words: String,
}

#[derive(Template)]
#[template(path = "node/executive.html")]
struct ExecutivePage {
    page: Page,
    lead: String,
    empty: Html,
    total: Html,
    delta: Html,
    base: String,
    slices: Vec<SliceRow>,
    projections: Vec<String>,
    cells: Html,
    losses: Vec<LossRow>,
    awaited: Vec<Line>,
    obstacles: Vec<Line>,
    /// How many questions of the centre wait; empty when none does.
    questions: String,
}

pub(super) async fn page(
    State(node): State<Node>,
    _: Signed,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let frame = Frame::of(&node);
    let found = node.store().read_async(move |tx| rounds::newest(tx, &frame));
    let Some(found) = found.await? else {
        let lang = &reader.lang;
        let page = node.page(&reader, lang.tr("node-executive"));
        let empty = ui::empty_state(&lang.tr("node-empty-title"), &lang.tr("node-empty"), None, false);
        return Ok(View::ok(ExecutivePage { empty, ..blank(page) }).into_response());
    };
    let newest = Round::ALL.into_iter().rfind(|r| found.of(*r).any(|c| c.newest().is_some()));
    let round = asked.round.or(newest).unwrap_or(Round::Six);
    Ok(View::ok(view(&node, &reader, &found, round)?).into_response())
}

fn blank(page: Page) -> ExecutivePage {
    ExecutivePage {
        page,
        lead: String::new(),
        empty: Html::empty(),
        total: Html::empty(),
        delta: Html::empty(),
        base: String::new(),
        slices: Vec::new(),
        projections: Vec::new(),
        cells: Html::empty(),
        losses: Vec::new(),
        awaited: Vec::new(),
        obstacles: Vec::new(),
        questions: String::new(),
    }
}

/// The points of every card that has a figure, drafts included: the page is for those inside.
pub(super) fn scores(found: &Year) -> Scores {
    let of = |round: Round| -> BTreeMap<_, _> {
        let marked = found.of(round).filter_map(|card| {
            let scored = found.agreement.score(&card.indicator, &card.newest()?.report).ok()?;
            Some((card.indicator.number.clone(), Marked::from(&scored)))
        });
        marked.collect()
    };
    PerRound { six: of(Round::Six), nine: of(Round::Nine), twelve: of(Round::Twelve) }
}

fn view(node: &Node, reader: &Reader, found: &Year, round: Round) -> Result<ExecutivePage, Problem> {
    let lang = &reader.lang;
    let now = node.env().clock.now();
    let closes = Frame::of(node).closes(found.year, round).ok_or_else(Problem::not_found)?;
    let moment = Moment { round, closes, today: format::BANGKOK.to_datetime(now).date() };
    let scores = scores(found);
    let stands = overview(&found.agreement, &scores, moment).map_err(|e| Problem::invalid(e.explain().words()))?;
    let mut page = node.page(reader, lang.tr("node-executive"));
    let choice = |r: &Round| {
        let label = lang.tr1("node-round", "months", r.months());
        Tab { current: *r == round, ..Tab::new(label, format!("/executive?round={}", r.months())) }
    };
    let label = lang.tr1("node-round", "months", round.months());
    page.period = Some(Period { label: label.clone(), choices: Round::ALL.iter().map(choice).collect() });
    let total = stands.total.now.mean.official().and_then(Exact::to_decimal);
    let year = lang.tr1("node-fiscal-year", "year", found.year.to_string());
    let as_of = lang.tr1("node-as-of", "at", format::Moment::DateTime.write(lang.locale(), now));
    Ok(ExecutivePage {
        questions: match node.questions_waiting() {
            0 => String::new(),
            n => lang.tr1("answer-waiting", "n", n),
        },
        lead: format!("{label} · {year} · {as_of}"),
        total: total.map_or_else(|| Html::text(&lang.tr("node-no-total")), |t| ui::score_large(lang, t)),
        delta: stands
            .total
            .movement
            .as_ref()
            .and_then(Exact::to_decimal)
            .map_or_else(Html::empty, |d| ui::delta(lang, d)),
        base: lang.tr2("node-base", "base", four(&stands.total.now.base), "whole", four(&stands.total.now.whole)),
        slices: stands
            .dimensions
            .iter()
            .map(|d| {
                let issues = d.issues.iter().map(|issue| slice(lang, issue, Vec::new())).collect();
                slice(lang, &d.whole, issues)
            })
            .collect(),
        projections: [&stands.kept, &stands.continued].into_iter().filter_map(|p| projected(lang, p)).collect(),
        cells: ui::heat_strip(lang, &cells(found, &stands, round)),
        losses: stands.losses.iter().map(|loss| lost(lang, found, &stands, loss, round)).collect(),
        awaited: stands
            .awaited
            .iter()
            .map(|a| Line {
                number: a.number.to_string(),
                name: lang.of(&a.name).to_owned(),
                words: lang.of(&a.words()).to_owned(),
            })
            .collect(),
        obstacles: obstacles(lang, found, round),
        ..blank(page)
    })
}

/// A weight without needless zeros, or the nearest four decimals.
fn four(number: &Exact) -> String {
    number.to_decimal().map_or_else(|| number.shown(4), |d| format::decimal(d.normalize(), None))
}

fn slice(lang: &Lang, slice: &Slice, issues: Vec<SliceRow>) -> SliceRow {
    let official = slice.official.as_ref().and_then(Exact::to_decimal);
    SliceRow {
        name: lang.of(&slice.name).to_owned(),
        score: official.map_or_else(|| "–".to_owned(), format::score),
        base: lang.tr2("node-base", "base", four(&slice.base), "whole", four(&slice.whole)),
        issues,
    }
}

fn projected(lang: &Lang, projection: &Projection) -> Option<String> {
    projection.official.as_ref().map(|_| lang.of(&projection.words).to_owned())
}

fn cells(found: &Year, stands: &Overview, round: Round) -> Vec<HeatCell> {
    let scale = found.agreement.policies.scale();
    let cell = |series: &ges_domain::standing::Series| {
        let card = found.card(&series.number, round);
        let state = match (series.scores.at(round), card) {
            (Some(points), _) => HeatState::Level(scale.level(points)),
            (None, Some(_)) => HeatState::Awaiting,
            (None, None) => HeatState::NotYet,
        };
        HeatCell { number: series.number.to_string(), state, href: card.map(|c| href(c, found.year)) }
    };
    stands.series.iter().map(cell).collect()
}

fn lost(lang: &Lang, found: &Year, stands: &Overview, loss: &Loss, round: Round) -> LossRow {
    let card = found.card(&loss.number, round);
    let value = card.and_then(|c| {
        let value = c.newest()?.report.value?;
        let indicator = &c.indicator;
        Some(format::value(lang.locale(), value, Some(indicator.decimals.into()), lang.of(&indicator.unit)))
    });
    let series = stands.series.iter().find(|s| s.number == loss.number);
    let points: Vec<Option<Decimal>> = series.map_or_else(Vec::new, |s| {
        Round::ALL.iter().map(|r| s.scores.at(*r).as_ref().and_then(|p| p.round_half_up(4).to_decimal())).collect()
    });
    let score = loss.score.round_half_up(4).to_decimal();
    let highest = found.agreement.policies.scale().highest();
    LossRow {
        number: loss.number.to_string(),
        name: lang.of(&loss.name).to_owned(),
        href: card.map(|c| href(c, found.year)).unwrap_or_default(),
        value: value.unwrap_or_else(|| "–".to_owned()),
        score: score.map_or_else(Html::empty, |s| ui::score_chip(lang, s)),
        trend: if points.iter().flatten().count() > 1 { ui::sparkline(&points, None) } else { Html::empty() },
        points: loss.points.round_half_up(4).to_decimal().map(format::score).unwrap_or_default(),
        sum: format!("{} × ({} − {}) ÷ 100", four(&loss.weight), four(highest), loss.score.shown(4)),
    }
}

/// What officers wrote under obstacles in this round.
fn obstacles(lang: &Lang, found: &Year, round: Round) -> Vec<Line> {
    let line = |card: &rounds::Card| {
        let words = card.newest()?.report.narrative.obstacles.clone();
        (!words.is_empty()).then(|| Line {
            number: card.indicator.number.to_string(),
            name: lang.of(&card.indicator.name).to_owned(),
            words,
        })
    };
    found.of(round).filter_map(line).collect()
}
