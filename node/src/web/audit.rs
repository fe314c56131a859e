//! `/audit`: who changed what and when, before and after, with the digests of the evidence; and samples for a test that
//! anybody can draw again. Nothing can be changed here.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use ges_domain::agreement::Agreement;
use ges_domain::calendar::Round;
use ges_domain::change::{Reported, reports};
use ges_domain::ids::{IndicatorNumber, RecordId};
use ges_domain::workflow::Named as _;
use ges_domain::workflow::machine::Event as _;
use ges_figures::House as _;
use ges_ledger::read::results::Recorded as Figure;
use ges_web::page::View;
use ges_web::ui::{self, Field, FieldKind};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use jiff::Timestamp;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::rounds::{named, remark, rows};
use crate::app::Node;
use crate::service::rounds::{self, Card, Frame, Year};

/// Entries on one page.
const SHOWN: usize = 50;
/// Most figures of a sample.
const MAX_SAMPLE: usize = 100;

/// What is looked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    indicator: String,
    #[serde(default)]
    round: String,
    #[serde(default)]
    from: usize,
    /// How many figures to draw; an empty field draws none.
    #[serde(default)]
    sample: String,
    /// What the draw depends on: the same word draws the same figures.
    #[serde(default)]
    seed: String,
}

/// One thing that was done.
struct Entry {
    at: i64,
    place: String,
    what: String,
    who: String,
    remark: String,
    counts: String,
    changes: Vec<Html>,
    digests: Vec<String>,
    href: String,
}

struct EntryRow {
    at: Html,
    entry: Entry,
}

struct Drawn {
    number: String,
    name: String,
    round: String,
    value: String,
    record: String,
    href: String,
}

#[derive(Template)]
#[template(path = "node/audit.html")]
struct AuditPage {
    page: Page,
    indicator: Field,
    round: Field,
    sample: Field,
    seed: Field,
    entries: Vec<EntryRow>,
    drawn: Vec<Drawn>,
    shown: String,
    older: String,
    empty: Html,
}

pub(super) async fn page(
    State(node): State<Node>,
    _: Signed,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let frame = Frame::of(&node);
    let found = node.store().read_async(move |tx| rounds::newest(tx, &frame));
    let found = found.await?;
    Ok(View::ok(view(&node, &reader, found.as_ref(), &asked)).into_response())
}

fn view(node: &Node, reader: &Reader, found: Option<&Year>, asked: &Asked) -> AuditPage {
    let lang = &reader.lang;
    let mut entries = found.map(|year| entries(lang, year, asked)).unwrap_or_default();
    let all = entries.len();
    let from = asked.from.min(all);
    let end = from.saturating_add(SHOWN).min(all);
    let rest = entries.split_off(end);
    let row = |entry: Entry| EntryRow {
        at: Timestamp::from_microsecond(entry.at).map(|at| ui::date_time(lang, at)).unwrap_or_default(),
        entry,
    };
    let rounds = Round::ALL.map(|r| (r.months().to_string(), lang.tr1("node-round", "months", r.months())));
    let any = (String::new(), lang.tr("node-audit-any"));
    let older = if rest.is_empty() {
        String::new()
    } else {
        ges_web::page::with_query(&reader.url, "from", Some(&end.to_string()))
    };
    AuditPage {
        page: node.page(reader, lang.tr("node-audit")),
        indicator: Field::text("indicator", lang.tr("node-audit-indicator"), asked.indicator.clone()).optional(),
        round: Field::text("round", lang.tr("node-round-field"), asked.round.clone())
            .kind(FieldKind::Select)
            .choices(std::iter::once(any).chain(rounds)),
        sample: Field::text("sample", lang.tr("node-audit-sample"), asked.sample.clone())
            .kind(FieldKind::Number)
            .optional(),
        seed: Field::text("seed", lang.tr("node-audit-seed"), asked.seed.clone())
            .hint(lang.tr("node-audit-seed-hint"))
            .optional(),
        empty: if all == 0 { ui::empty_state(&lang.tr("node-audit-none"), "", None, false) } else { Html::empty() },
        shown: lang.tr2("node-audit-shown", "n", end, "all", all),
        entries: entries.into_iter().skip(from).map(row).collect(),
        drawn: found.map(|year| drawn(reader, year, asked)).unwrap_or_default(),
        older,
    }
}

/// The cards that are asked for.
fn cards<'a>(year: &'a Year, asked: &Asked) -> Vec<&'a Card> {
    let number = asked.indicator.trim().parse::<IndicatorNumber>().ok();
    let round = asked.round.parse::<Round>().ok();
    let wanted = |card: &&Card| {
        number.as_ref().is_none_or(|n| card.indicator.number == *n) && round.is_none_or(|r| card.round == r)
    };
    // A number that is none finds nothing, rather than everything.
    let unknown = number.is_none() && !asked.indicator.trim().is_empty();
    if unknown { Vec::new() } else { year.cards.iter().filter(wanted).collect() }
}

/// Figures and steps, newest first.
fn entries(lang: &Lang, year: &Year, asked: &Asked) -> Vec<Entry> {
    let mut out = Vec::new();
    for card in cards(year, asked) {
        let round = lang.tr1("node-round", "months", card.round.months());
        let place = format!("{} {} · {round}", card.indicator.number, lang.of(&card.indicator.name));
        for (at, figure) in card.figures.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|at| card.figures.get(at));
            out.push(recorded(lang, &year.agreement, card, &place, before, figure));
        }
        for step in &card.steps {
            let event = &step.moved.event;
            out.push(Entry {
                at: step.recorded_at,
                place: place.clone(),
                what: named(lang, event.name().word()).to_owned(),
                who: format!(
                    "{} · {}",
                    named(lang, step.moved.actor.role.word()),
                    ges_figures::author(lang, step.moved.actor.person.as_str())
                ),
                remark: remark(event).unwrap_or_default().to_owned(),
                counts: String::new(),
                changes: Vec::new(),
                digests: Vec::new(),
                href: href(step.record_id),
            });
        }
    }
    out.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    out
}

fn href(record: RecordId) -> String {
    format!("/records/{record}")
}

fn recorded(
    lang: &Lang,
    agreement: &Agreement,
    card: &Card,
    place: &str,
    before: Option<&Figure>,
    figure: &Figure,
) -> Entry {
    let released = figure.audience != ges_domain::audience::Audience::Internal;
    let what = match (before, released) {
        (_, true) => "node-audit-released",
        (None, false) => "node-audit-first",
        (Some(_), false) => "node-audit-changed",
    };
    let indicator = &card.indicator;
    let difference = before.map(|before| {
        let (old, new) =
            (Reported { report: &before.report, score: None }, Reported { report: &figure.report, score: None });
        reports(indicator, &agreement.policies, old, new)
    });
    let value = figure.report.value.map_or_else(String::new, |v| ges_figures::bar::digits(indicator, v));
    Entry {
        at: figure.recorded_at,
        place: place.to_owned(),
        what: format!("{} {value}", lang.tr(what)).trim_end().to_owned(),
        who: ges_figures::author(lang, &figure.author),
        remark: String::new(),
        counts: difference.as_ref().map(|d| lang.of(&d.words()).to_owned()).unwrap_or_default(),
        changes: difference.map(|d| rows(lang, &d)).unwrap_or_default(),
        digests: figure.report.evidence.iter().map(|e| e.digest.to_string()).collect(),
        href: href(figure.record_id),
    }
}

/// Figures drawn for a test: those whose digest with the seed is smallest. Whoever has the seed draws the same again.
fn drawn(reader: &Reader, year: &Year, asked: &Asked) -> Vec<Drawn> {
    let (lang, Ok(wanted)) = (&reader.lang, asked.sample.trim().parse::<usize>()) else { return Vec::new() };
    let figures = cards(year, asked).into_iter().filter_map(|card| Some((card, card.newest()?)));
    let lot = |record: RecordId| -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(asked.seed.trim());
        hash.update([0]);
        hash.update(record.to_string());
        hash.finalize().into()
    };
    let mut lots: Vec<_> = figures.map(|(card, figure)| (lot(figure.record_id), card, figure)).collect();
    lots.sort_by_key(|(lot, ..)| *lot);
    let row = |(_, card, figure): (_, &Card, &Figure)| Drawn {
        number: card.indicator.number.to_string(),
        name: lang.of(&card.indicator.name).to_owned(),
        round: lang.tr1("node-round", "months", card.round.months()),
        value: figure.report.value.map_or_else(|| "–".to_owned(), |v| ges_figures::bar::digits(&card.indicator, v)),
        record: figure.record_id.to_string(),
        href: href(figure.record_id),
    };
    lots.into_iter().take(wanted.min(MAX_SAMPLE)).map(row).collect()
}
