//! `/`: every agency in one round.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use ges_domain::access::Act;
use ges_domain::calendar::{FiscalYear, Round};
use ges_web::page::{Page, Period, View};
use ges_web::ui::{self, HeatCell, HeatState, LinkHealth, Part, Tone};
use ges_web::{Html, Lang, Problem, Reader, Signed, Tab, format};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::{allow, say};
use crate::app::Hub;
use crate::pull::board::LinkState;
use crate::service::overview::{self, Overview, Row, Vouched};
use crate::store::agencies::Status;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    fiscal_year: Option<String>,
    round: Option<String>,
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewPage {
    page: Page,
    lead: String,
    summary: Html,
    totals: Vec<TileFigure>,
    legend: Html,
    groups: Vec<GroupView>,
    empty: Option<Html>,
    most: usize,
}

struct TileFigure {
    label: String,
    figure: String,
    note: String,
}

struct GroupView {
    name: String,
    count: String,
    rows: Vec<RowView>,
}

struct RowView {
    name: String,
    href: String,
    rounds: Vec<Html>,
    status: Html,
    total: Html,
    delta: Html,
    base: String,
    heat: Html,
    link: Html,
    link_words: String,
    last: Html,
}

pub(super) async fn page(
    State(hub): State<Hub>,
    reader: Reader,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    allow(&reader, &signed, Act::ReadFigures)?;
    let bad = |_| Problem::malformed(say(&reader, "hub-bad-period"));
    let year = asked.fiscal_year.as_deref().map(str::parse::<FiscalYear>).transpose().map_err(bad)?;
    let round = asked.round.as_deref().map(str::parse::<Round>).transpose().map_err(bad)?;
    let overview = overview::read(&hub, year, round).await.map_err(super::nodes::failed)?;
    Ok(View::ok(view(&hub, &reader, &overview)).into_response())
}

fn view(hub: &Hub, reader: &Reader, overview: &Overview) -> OverviewPage {
    let lang = &reader.lang;
    let round = overview.round;
    let label = period_label(lang, overview.year, round);
    let title = match overview.year {
        Some(year) => lang.tr2("hub-overview-title", "months", round.months().to_string(), "year", year.to_string()),
        None => lang.tr("hub-overview-title-empty"),
    };
    let mut page = Page::new(hub.kit(), reader, title);
    page.live = Some("/events".into());
    page.period = overview.year.map(|year| Period {
        label,
        choices: Round::ALL
            .into_iter()
            .map(|r| {
                let mut tab =
                    Tab::new(period_label(lang, Some(year), r), format!("/?fiscal_year={year}&round={}", r.months()));
                tab.current = r == round;
                tab
            })
            .collect(),
    });
    let rows: Vec<_> = overview.rows().collect();
    let connected = rows.iter().filter(|r| r.link.connected).count();
    page.status = Some(lang.tr2("hub-connected-of", "n", connected, "of", rows.len()));
    let indicators: usize = rows.iter().map(|r| r.cells.len()).sum();
    let now = format::date_time(reader.locale(), hub.env().clock.now());
    let lead = format!(
        "{} · {} · {}",
        lang.tr1("hub-agencies-n", "n", rows.len()),
        lang.tr1("hub-indicators-n", "n", indicators),
        lang.tr1("hub-as-of", "at", &now)
    );
    let empty = rows.is_empty().then(|| {
        ui::empty_state(&lang.tr("hub-empty-title"), &lang.tr("hub-empty"), None, false)
    });
    OverviewPage {
        lead,
        summary: summary(lang, &rows, round),
        totals: totals(lang, &rows, round),
        legend: ui::heat_legend(lang),
        most: rows.iter().map(|r| r.cells.len()).max().unwrap_or(0),
        groups: overview
            .groups
            .iter()
            .map(|g| GroupView {
                name: Some(lang.of(&g.parent)).filter(|n| !n.is_empty()).map_or_else(|| lang.tr("hub-no-ministry"), ToOwned::to_owned),
                count: lang.tr1("hub-agencies-n", "n", g.rows.len()),
                rows: g.rows.iter().map(|r| row(lang, r, overview)).collect(),
            })
            .collect(),
        empty,
        page,
    }
}

fn period_label(lang: &Lang, year: Option<FiscalYear>, round: Round) -> String {
    let year = year.map_or_else(|| "–".to_owned(), |y| y.to_string());
    lang.tr2("hub-period", "year", year, "months", round.months().to_string())
}

fn summary(lang: &Lang, rows: &[&Row], round: Round) -> Html {
    let count = |f: &dyn Fn(&Row) -> bool| rows.iter().filter(|r| f(r)).count() as u64;
    let reported = |r: &Row| r.in_round(round).is_some_and(|s| s.reported > 0);
    let fully = |r: &Row| r.in_round(round).is_some_and(|s| s.vouched == Vouched::Fully);
    ui::stacked(&[
        Part { label: lang.tr("hub-attested"), count: count(&fully), tone: Tone::Good },
        Part { label: lang.tr("hub-under-way"), count: count(&|r| reported(r) && !fully(r)), tone: Tone::Plain },
        Part { label: lang.tr("hub-nothing-yet"), count: count(&|r| !reported(r)), tone: Tone::Warn },
    ])
}

fn totals(lang: &Lang, rows: &[&Row], round: Round) -> Vec<TileFigure> {
    let due: usize = rows.iter().filter_map(|r| r.in_round(round)).map(|s| s.due).sum();
    let reported: usize = rows.iter().filter_map(|r| r.in_round(round)).map(|s| s.reported).sum();
    let mut scores: Vec<Decimal> = rows.iter().filter_map(|r| r.total.as_ref()).map(|t| t.score).collect();
    scores.sort_unstable();
    let median = match scores.len() {
        0 => None,
        n if n % 2 == 1 => Some(scores[n / 2]),
        n => Some((scores[n / 2 - 1] + scores[n / 2]) / Decimal::TWO),
    };
    vec![
        TileFigure {
            label: lang.tr("hub-median"),
            figure: median.map_or_else(|| "–".into(), format::score),
            note: lang.tr1("hub-median-note", "n", scores.len()),
        },
        TileFigure {
            label: lang.tr("hub-reported"),
            figure: lang.tr2("hub-n-of", "n", reported, "of", due),
            note: lang.tr("hub-reported-note"),
        },
    ]
}

fn row(lang: &Lang, row: &Row, overview: &Overview) -> RowView {
    let id = &row.organisation.id;
    let query = overview.year.map_or(String::new(), |y| format!("?fiscal_year={y}"));
    let dash = || Html::text("–");
    let cells: Vec<_> = row
        .cells
        .iter()
        .map(|c| HeatCell {
            number: c.number.to_string(),
            state: c.level.map_or(HeatState::NotYet, HeatState::Level),
            href: overview.year.map(|y| {
                format!("/agencies/{id}/indicators/{}?fiscal_year={y}&round={}", c.number, overview.round.months())
            }),
        })
        .collect();
    let delta = match (&row.total, &row.before) {
        (Some(now), Some(before)) => ui::delta(lang, now.score - before.score),
        _ => dash(),
    };
    RowView {
        name: lang.of(&row.organisation.name).to_owned(),
        href: format!("/agencies/{id}{query}"),
        rounds: row
            .rounds
            .iter()
            .map(|r| {
                let text = lang.tr2("hub-round-of", "n", r.reported, "of", r.due);
                let tone = match r.vouched {
                    Vouched::Fully => Tone::Good,
                    Vouched::Partly => Tone::Warn,
                    Vouched::No => Tone::Plain,
                };
                ui::chip(tone, &format!("{}: {text}", r.round.months()))
            })
            .collect(),
        status: status(lang, row, overview.round),
        total: row.total.as_ref().map_or_else(dash, |t| ui::score_chip(lang, t.score)),
        base: row.total.as_ref().map_or_else(String::new, |t| {
            lang.tr1("hub-base", "base", &format::decimal(t.base.normalize(), None))
        }),
        delta,
        heat: if cells.is_empty() { dash() } else { ui::heat_strip(lang, &cells) },
        link: link_chip(lang, &row.link, row.size),
        link_words: row.link.trouble.as_ref().map_or_else(String::new, |t| lang.of(&t.words).to_owned()),
        last: row.last_data.map_or_else(dash, |at| ui::date_time(lang, at)),
    }
}

fn status(lang: &Lang, row: &Row, round: Round) -> Html {
    match (row.status, row.in_round(round)) {
        (Status::Invited, _) => ui::chip(Tone::Plain, &lang.tr("hub-status-invited")),
        (Status::Waiting, _) => ui::chip(Tone::Act, &lang.tr("hub-status-waiting")),
        (Status::Revoked, _) => ui::chip(Tone::Bad, &lang.tr("hub-status-revoked")),
        (Status::Active, Some(state)) => match (state.vouched, state.reported) {
            (Vouched::Fully, _) => ui::chip(Tone::Good, &lang.tr("hub-attested-chip")),
            (Vouched::Partly, _) => ui::chip(Tone::Warn, &lang.tr("hub-partly-chip")),
            (Vouched::No, 0) => ui::chip(Tone::Plain, &lang.tr("hub-nothing-chip")),
            (Vouched::No, _) => ui::chip(Tone::Act, &lang.tr("hub-reported-chip")),
        },
        (Status::Active, None) => ui::chip(Tone::Plain, &lang.tr("hub-nothing-chip")),
    }
}

/// The link in a chip: what a person has to know first.
pub(super) fn link_chip(lang: &Lang, link: &LinkState, size: u64) -> Html {
    let zone = lang.locale();
    let at = |t: Option<jiff::Timestamp>| t.map_or_else(|| "–".into(), |t| format::date_time(zone, t));
    let health = if link.trouble.as_ref().is_some_and(|t| t.alarm) {
        LinkHealth::Diverged
    } else if link.connected && link.head > size {
        LinkHealth::Behind(link.head - size)
    } else if link.connected {
        LinkHealth::Live(link.last_contact.map_or_else(|| "–".into(), |t| format::clock_time(zone, t)))
    } else if link.last_contact.is_none() {
        LinkHealth::Never
    } else {
        LinkHealth::Lost(at(link.last_contact))
    };
    ui::link_health(lang, &health)
}
