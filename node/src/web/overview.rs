//! `/`: my indicators by round with what is due, the link to the hub, and when it last received something.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::calendar::{FiscalYear, Round};
use ges_figures::House as _;
use ges_ledger::log::Receipt;
use ges_ledger::read::agreements::InForce;
use ges_ledger::read::attestations::Attested;
use ges_ledger::read::results::Recorded;
use ges_ledger::{LedgerError, log, read};
use ges_web::format::{self, Moment};
use ges_web::page::View;
use ges_web::ui::{self, Act as Link, Tone};
use ges_web::{Html, Page, Problem, Reader};
use jiff::Timestamp;
use jiff::civil::Date;

use crate::app::{Node, own_log};
use crate::service::ServiceError;

/// What is read for the page.
#[derive(Default)]
struct Found {
    year: Option<FiscalYear>,
    agreement: Option<InForce>,
    results: Vec<Recorded>,
    attested: Vec<Attested>,
    receipt: Option<Receipt>,
    size: u64,
}

struct Missing {
    label: String,
    href: String,
}

struct RoundRow {
    name: String,
    due: String,
    state: Html,
    recorded: String,
    attested: Html,
    missing: Vec<Missing>,
}

#[derive(Template)]
#[template(path = "node/overview.html")]
struct OverviewPage {
    page: Page,
    empty: Html,
    rounds: Vec<RoundRow>,
    hub: Html,
    received: Html,
    waiting: String,
    certificate: String,
    may_record: bool,
}

pub(super) async fn page(State(node): State<Node>, reader: Reader) -> Result<Response, Problem> {
    if reader.person.is_none() {
        return Ok(Redirect::to("/indicators").into_response());
    }
    let own = node.own().clone();
    let found = node.store().read_async(move |tx| {
        let log = own_log(tx)?;
        let mut found = Found { size: log.size, receipt: log::receipts(tx, log.key, 1)?.pop(), ..Found::default() };
        if let Some(year) = read::agreements::years(tx, &own)?.first().copied() {
            found.year = Some(year);
            found.agreement = read::agreements::in_force(tx, &own, year)?;
            found.results = read::results::newest(tx, &own, year)?;
            found.attested = read::attestations::of(tx, &own, year)?;
        }
        Ok::<_, LedgerError>(found)
    });
    let found = found.await.map_err(ServiceError::from)?;
    let title = match found.year {
        Some(year) => reader.lang.tr1("node-overview-title", "year", year.to_string()),
        None => reader.tr("node-overview-title-empty"),
    };
    let mut page = node.page(&reader, title);
    page.live = Some("/live".into());
    let may_record = super::may(&reader, Act::RecordResult);
    let (hub, received, waiting) = link(&node, &reader, &found);
    let empty = if found.agreement.is_none() {
        ui::empty_state(&reader.tr("node-empty-title"), &reader.tr("node-empty"), None, false)
    } else {
        Html::empty()
    };
    let now = node.env().clock.now();
    let view = OverviewPage {
        rounds: Round::ALL.iter().filter_map(|round| row(&reader, &found, *round, now, may_record)).collect(),
        certificate: certificate(&node, &reader, now),
        page,
        empty,
        hub,
        received,
        waiting,
        may_record,
    };
    Ok(View::ok(view).into_response())
}

/// One round: how much is recorded, what is missing, whether the CIO has signed.
fn row(reader: &Reader, found: &Found, round: Round, now: Timestamp, may_record: bool) -> Option<RoundRow> {
    let (agreement, year) = (found.agreement.as_ref()?, found.year?);
    let lang = &reader.lang;
    let (y, m, d) = round.last_day(year);
    let last = Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()?;
    let over = format::BANGKOK.to_datetime(now).date() > last;
    let of = |number: &_| found.results.iter().any(|r| r.report.round == round && r.report.indicator == *number);
    let due = agreement.agreement.indicators.iter().filter(|i| i.definition.schedule.in_force(round));
    let (done, missing): (Vec<_>, Vec<_>) = due.partition(|i| of(&i.number));
    let all = done.len() + missing.len();
    let (tone, word) = match (missing.is_empty(), over) {
        (true, _) => (Tone::Good, "node-round-complete"),
        (false, true) => (Tone::Warn, "node-round-due"),
        (false, false) => (Tone::Plain, "node-round-open"),
    };
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
    let link = |i: &&ges_domain::agreement::Indicator| Missing {
        label: format!("{} {}", i.number, lang.of(&i.name)),
        href: if may_record {
            format!("/indicators/{}/record?fiscal_year={year}&round={}", i.number, round.months())
        } else {
            format!("/indicators/{}?fiscal_year={year}&round={}", i.number, round.months())
        },
    };
    Some(RoundRow {
        name: lang.tr1("node-round", "months", round.months()),
        due: lang.tr1("node-round-until", "date", format::civil(reader.locale(), last)),
        state: ui::chip(tone, &lang.tr(word)),
        recorded: lang.tr2("node-round-recorded", "done", done.len(), "all", all),
        attested,
        missing: missing.iter().map(link).collect(),
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
