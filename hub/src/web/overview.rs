//! The first page: every agency in one round.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use ges_domain::access::Act;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::exact::Exact;
use ges_figures::House as _;
use ges_web::page::{Period, Tab, View};
use ges_web::ui::{HeatCell, HeatState, LinkHealth, Part, Tone, WorkStatus};
use ges_web::{Html, Page, Problem, Reader, Signed, format, ui};
use serde::Deserialize;

use super::state::{House, demand, health_of, trouble};
use crate::service::nodes::{self, Node};
use crate::service::overview::{self, Overview, RoundState, Row};

/// Which round to show.
#[derive(Debug, Deserialize)]
pub(super) struct Wish {
    year: Option<String>,
    round: Option<String>,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    page: Page,
    empty: Option<Html>,
    lead: String,
    attested: Html,
    median: Option<String>,
    levels: Html,
    links: String,
    legend: Html,
    groups: Vec<(String, String, Vec<Line>)>,
}

struct Line {
    href: String,
    name: String,
    rounds: Vec<Html>,
    status: Html,
    score: Option<Html>,
    base: String,
    delta: Option<Html>,
    heat: Html,
    evidence: String,
    health: Html,
}

pub(super) async fn page(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
    Query(wish): Query<Wish>,
) -> Result<Response, Problem> {
    demand(&house, &signed, Act::ReadFigures)?;
    let year = wish.year.as_deref().and_then(|y| y.parse::<FiscalYear>().ok());
    let round = wish.round.as_deref().and_then(|r| r.parse::<Round>().ok());
    let found = house.hub().store().read_async(move |tx| overview::read(tx, year, round)).await.map_err(trouble)?;
    let links = nodes::all(house.hub()).await.map_err(trouble)?;
    Ok(render(&house, &reader, found.as_ref(), &links).into_response())
}

fn render(house: &House, reader: &Reader, found: Option<&Overview>, links: &[Node]) -> View<OverviewPage> {
    let lang = &reader.lang;
    let Some(o) = found else {
        let act = ui::Act::new(lang.tr("hub-to-nodes"), "/nodes");
        let empty = ui::empty_state(&lang.tr("hub-empty"), &lang.tr("hub-empty-note"), Some(&act), false);
        let page = house.page(reader, lang.tr("hub-overview"));
        return View::ok(OverviewPage {
            page,
            empty: Some(empty),
            lead: String::new(),
            attested: Html::empty(),
            median: None,
            levels: Html::empty(),
            links: String::new(),
            legend: Html::empty(),
            groups: Vec::new(),
        });
    };
    let title = lang.tr2("hub-overview-of", "months", u64::from(o.round.months()), "year", o.year.to_string());
    let mut page = house.page(reader, title);
    page.period = Some(period(reader, o));
    let agencies = o.rows().count() as u64;
    let indicators: u64 = o.rows().map(|r| r.cells.len() as u64).sum();
    let connected = links.iter().filter(|n| n.link.connected).count() as u64;
    let states: Vec<&RoundState> = o.rows().map(|r| r.round(o.round)).collect();
    let vouched = states.iter().filter(|s| s.attested && s.reported > 0).count() as u64;
    let begun = states.iter().filter(|s| !s.attested && s.reported > 0).count() as u64;
    let parts = [
        Part { label: lang.tr("hub-attested"), count: vouched, tone: Tone::Good },
        Part { label: lang.tr("hub-under-way"), count: begun, tone: Tone::Plain },
        Part { label: lang.tr("hub-nothing-yet"), count: agencies - vouched - begun, tone: Tone::Warn },
    ];
    let now = house.hub().env().clock.now();
    let groups = o
        .groups
        .iter()
        .map(|(name, rows)| {
            let lines = rows.iter().map(|r| line(reader, o, r, links, now)).collect();
            let count = lang.tr1("hub-agencies", "n", rows.len() as u64);
            (lang.of(name).to_owned(), count, lines)
        })
        .collect();
    View::ok(OverviewPage {
        page,
        empty: None,
        lead: lang.tr2("hub-overview-lead", "agencies", agencies, "indicators", indicators),
        attested: ui::stacked(&parts),
        median: o.median().map(format::score),
        levels: distribution(reader, &states),
        links: lang.tr2("hub-linked", "n", connected, "of", links.len() as u64),
        legend: ui::heat_legend(lang),
        groups,
    })
}

fn period(reader: &Reader, o: &Overview) -> Period {
    let lang = &reader.lang;
    let label = |year: FiscalYear, round: Round| {
        lang.tr2("hub-period", "year", year.to_string(), "months", u64::from(round.months()))
    };
    let mut choices = Vec::new();
    for year in &o.years {
        for round in Round::ALL {
            let mut tab = Tab::new(label(*year, round), format!("/?year={year}&round={round}"));
            tab.current = *year == o.year && round == o.round;
            choices.push(tab);
        }
    }
    Period { label: label(o.year, o.round), choices }
}

fn line(reader: &Reader, o: &Overview, row: &Row, links: &[Node], now: jiff::Timestamp) -> Line {
    let lang = &reader.lang;
    let id = &row.organisation.id;
    let state = row.round(o.round);
    let node = links.iter().find(|n| n.agency.id == *id);
    let health = node.map_or(LinkHealth::Never, |n| health_of(lang, n, now));
    let status = if matches!(health, LinkHealth::Lost(_)) {
        ui::work_status(lang, WorkStatus::Lost)
    } else if state.reported == 0 {
        ui::chip(Tone::Plain, &lang.tr("hub-nothing-yet"))
    } else if state.attested {
        ui::work_status(lang, WorkStatus::Attested)
    } else {
        ui::work_status(lang, WorkStatus::AwaitingCio)
    };
    let score = state.score.as_ref().and_then(Exact::official);
    let before = o.round.previous().and_then(|r| row.round(r).score.as_ref().and_then(Exact::official));
    let cells: Vec<HeatCell> = row
        .cells
        .iter()
        .map(|c| HeatCell {
            number: c.number.to_string(),
            state: c.level.map_or(HeatState::Awaiting, HeatState::Level),
            href: Some(format!("/agencies/{id}/indicators/{}?fiscal_year={}", c.number, o.year)),
        })
        .collect();
    Line {
        href: format!("/agencies/{id}?fiscal_year={}", o.year),
        name: lang.of(&row.organisation.name).to_owned(),
        rounds: Round::ALL.iter().map(|r| round_chip(reader, *r, row.round(*r))).collect(),
        status,
        score: score.map(|s| ui::score_chip(lang, s)),
        base: if state.base == Exact::whole(100) || state.base.is_zero() {
            String::new()
        } else {
            lang.tr1("hub-base", "base", state.base.shown(4))
        },
        delta: score.zip(before).map(|(s, b)| ui::delta(lang, s - b)),
        heat: ui::heat_strip(lang, &cells),
        evidence: format::count(row.evidence as u64),
        health: ui::link_health(lang, &health),
    }
}

fn round_chip(reader: &Reader, round: Round, state: &RoundState) -> Html {
    let words = reader.lang.with(
        "hub-round",
        &[
            ("months", u64::from(round.months()).into()),
            ("reported", (state.reported as u64).into()),
            ("due", (state.due as u64).into()),
        ],
    );
    let tone = match (state.reported, state.attested) {
        (0, _) => Tone::Plain,
        (_, true) => Tone::Good,
        _ => Tone::Act,
    };
    let words = if state.attested && state.reported > 0 { format!("{words} ✓") } else { words };
    ui::chip(tone, &words)
}

/// How many agencies reached which level, as a list of bars with their counts.
fn distribution(reader: &Reader, states: &[&RoundState]) -> Html {
    let cells: Vec<Part> = (1..=5u8)
        .map(|level| {
            let count = states.iter().filter(|s| s.level == Some(level)).count();
            let tone = match level {
                1 | 2 => Tone::Warn,
                3 => Tone::Plain,
                _ => Tone::Act,
            };
            Part { label: reader.lang.tr1("level-n", "n", u64::from(level)), count: count as u64, tone }
        })
        .collect();
    ui::stacked(&cells)
}
