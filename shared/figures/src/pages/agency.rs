//! An agency's agreement of one year: every indicator with its three rounds, totals, attestations, documents, journal.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use ges_domain::agreement::Indicator;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::OrganisationId;
use ges_ledger::read::agreements::InForce;
use ges_ledger::read::documents::Filed;
use ges_web::page::{Period as Chosen, View};
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, Page, Problem, Product, Reader, Tab};

use super::shown::{self, CellView};
use super::sums::TotalView;
use super::{Period, organisation};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::places::Places;
use crate::read::signatures::{Judged, Signature};
use crate::read::{Agency, Cell, cells, total};

/// One indicator of the table.
struct Row {
    number: String,
    name: String,
    href: String,
    terms: String,
    weight: String,
    illustrative: bool,
    cells: Vec<CellView>,
}

/// Indicators of one dimension, in the order of the agreement.
struct Group {
    name: String,
    weight: String,
    rows: Vec<Row>,
}

/// One attestation in words.
struct Act {
    round: String,
    at: Html,
    chip: Html,
    words: String,
    exceptions: Vec<String>,
    href: String,
}

struct Erased {
    href: String,
    record: String,
}

#[derive(Template)]
#[template(path = "figures/agency.html")]
pub(crate) struct AgencyPage {
    page: Page,
    lead: String,
    source: String,
    newest: Option<TotalView>,
    totals: Vec<TotalView>,
    rounds: Vec<String>,
    groups: Vec<Group>,
    illustrative: bool,
    empty: Html,
    acts: Vec<Act>,
    erased: Vec<Erased>,
    documents: Vec<Html>,
    journal: Option<Journal>,
    api: String,
}

/// Head of the agency's journal.
struct Journal {
    origin: String,
    size: String,
    vkey: String,
    checkpoint: String,
}

pub(super) async fn own<H: House>(
    State(house): State<H>,
    reader: Reader,
    Query(period): Query<Period>,
) -> Result<View<AgencyPage>, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = house.own().clone();
    show(&house, &reader, &asker, id, &period).await
}

pub(super) async fn of<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(id): Path<String>,
    Query(period): Query<Period>,
) -> Result<View<AgencyPage>, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    show(&house, &reader, &asker, id, &period).await
}

async fn show<H: House>(
    house: &H,
    reader: &Reader,
    asker: &Asker,
    id: OrganisationId,
    period: &Period,
) -> Result<View<AgencyPage>, Problem> {
    let wanted: Option<FiscalYear> = Period::read(period.fiscal_year.as_deref());
    let known = asker.clone();
    let agency = house.store().read_async(move |tx| Ok::<_, Failed>(Agency::read(tx, &known, &id, wanted)?)).await?;
    let agency = agency.ok_or_else(|| asker.absent())?;
    Ok(View::ok(compose(house, reader, &agency)))
}

fn compose<H: House>(house: &H, reader: &Reader, agency: &Agency) -> AgencyPage {
    let lang = &reader.lang;
    let places = Places::of(H::PRODUCT, &agency.organisation.id);
    let now = house.kit().env().clock.now();
    let rows: Vec<(Indicator, Vec<Cell>)> = match &agency.agreement {
        Some(InForce { agreement: a, .. }) => {
            a.indicators.iter().map(|i| (i.clone(), cells(agency, a, i, now))).collect()
        }
        None => Vec::new(),
    };
    let agreement = agency.agreement.as_ref().map(|a| &a.agreement);
    let totals: Vec<_> =
        agreement.map_or_else(Vec::new, |a| Round::ALL.into_iter().filter_map(|r| total(a, &rows, r)).collect());
    let (newest, earlier) = totals.split_last().map_or((None, &[][..]), |(last, rest)| (Some(last), rest));
    let illustrative = rows
        .iter()
        .any(|(i, cells)| i.illustrative || cells.iter().flat_map(|c| &c.figure).any(|f| f.report.illustrative));
    AgencyPage {
        page: frame(house, reader, agency, &places),
        lead: lead(lang, agency),
        source: agency.agreement.as_ref().map_or_else(String::new, |a| a.agreement.source.clone()),
        newest: newest.map(|t| TotalView::of(lang, t, true, agency.whole)),
        totals: earlier.iter().map(|t| TotalView::of(lang, t, false, agency.whole)).collect(),
        rounds: Round::ALL.into_iter().map(|r| shown::round(lang, r)).collect(),
        groups: groups(lang, &places, agency.year, &rows),
        illustrative,
        empty: if rows.is_empty() { empty(lang, agency) } else { Html::empty() },
        acts: agency.attestations.iter().rev().map(|j| act(lang, &places, j)).collect(),
        erased: agency.erased.iter().map(|r| Erased { href: places.record(*r), record: r.to_string() }).collect(),
        documents: each_once(&agency.documents).map(|f| shown::evidence(lang, &places, f, "")).collect(),
        journal: agency.log.as_ref().map(|log| Journal {
            origin: log.id.to_string(),
            size: ges_web::format::count(log.size),
            vkey: log.verifier.to_string(),
            checkpoint: places.checkpoint(),
        }),
        api: format!("/api/v1/agencies/{}/indicators", agency.organisation.id),
    }
}

fn frame<H: House>(house: &H, reader: &Reader, agency: &Agency, places: &Places) -> Page {
    let lang = &reader.lang;
    let title = match H::PRODUCT {
        Product::Node => lang.tr("figures-title"),
        Product::Hub => lang.of(&agency.organisation.name).to_owned(),
    };
    let mut page = house.page(reader, title);
    if H::PRODUCT == Product::Hub {
        page = page.under(lang.tr("figures-agencies"), "/");
    }
    if let Some(year) = agency.year {
        let label = |year: FiscalYear| lang.tr1("figures-year", "year", year.to_string());
        let choices =
            agency.years.iter().map(|y| Tab { current: *y == year, ..Tab::new(label(*y), places.agency(Some(*y))) });
        page.period = Some(Chosen {
            label: label(year),
            choices: if agency.years.len() > 1 { choices.collect() } else { Vec::new() },
        });
    }
    page
}

fn lead(lang: &Lang, agency: &Agency) -> String {
    let mut parts = Vec::new();
    let parent = lang.of(&agency.organisation.parent);
    if !parent.is_empty() {
        parts.push(parent.to_owned());
    }
    if let (Some(agreement), Some(year)) = (&agency.agreement, agency.year) {
        parts.push(lang.tr1("figures-year", "year", year.to_string()));
        let agreement = &agreement.agreement;
        parts.push(lang.tr2("figures-agreement", "version", agreement.version, "n", agreement.indicators.len()));
    }
    parts.join(" · ")
}

fn groups(lang: &Lang, places: &Places, year: Option<FiscalYear>, rows: &[(Indicator, Vec<Cell>)]) -> Vec<Group> {
    let mut out: Vec<(Group, rust_decimal::Decimal)> = Vec::new();
    for (indicator, cells) in rows {
        let name = lang.of(&indicator.dimension).to_owned();
        if out.last().is_none_or(|(group, _)| group.name != name) {
            out.push((Group { name, weight: String::new(), rows: Vec::new() }, rust_decimal::Decimal::ZERO));
        }
        let Some((group, sum)) = out.last_mut() else { continue };
        *sum = sum.checked_add(indicator.weight).unwrap_or(*sum);
        group.rows.push(Row {
            number: indicator.number.to_string(),
            name: lang.of(&indicator.name).to_owned(),
            href: year.map_or_else(String::new, |year| places.indicator(&indicator.number, year, None)),
            terms: terms(lang, indicator),
            weight: shown::weight(indicator.weight),
            illustrative: indicator.illustrative,
            cells: cells.iter().map(|c| CellView::of(lang, indicator, c)).collect(),
        });
    }
    out.into_iter()
        .map(|(mut group, sum)| {
            group.weight = lang.tr1("figures-weight-of", "weight", shown::weight(sum));
            group
        })
        .collect()
}

/// Unit, level and host under the name.
fn terms(lang: &Lang, indicator: &Indicator) -> String {
    let mut parts =
        vec![lang.tr1("figures-unit-of", "unit", lang.of(&indicator.unit)), shown::tier(lang, indicator.tier)];
    if !indicator.host.th.is_empty() {
        parts.push(lang.tr1("figures-host", "host", lang.of(&indicator.host)));
    }
    parts.join(" · ")
}

/// Each content once, as it was filed last.
fn each_once(documents: &[Filed]) -> impl Iterator<Item = &Filed> {
    let mut seen = BTreeSet::new();
    documents.iter().filter(move |f| seen.insert(f.document.digest))
}

fn empty(lang: &Lang, agency: &Agency) -> Html {
    let text = match agency.year {
        Some(year) => lang.tr1("figures-empty-year", "year", year.to_string()),
        None => lang.tr("figures-empty"),
    };
    ui::empty_state(&lang.tr("figures-empty-title"), &text, None, false)
}

fn act(lang: &Lang, places: &Places, judged: &Judged) -> Act {
    let content = &judged.content;
    let (tone, key) = match judged.signature {
        Signature::Verified => (Tone::Good, "figures-signature-verified"),
        Signature::UnknownKey => (Tone::Warn, "figures-signature-unknown"),
        Signature::False => (Tone::Bad, "figures-signature-false"),
    };
    Act {
        round: shown::round(lang, content.round),
        at: shown::moment(lang, content.attested_at),
        chip: ui::chip(tone, &lang.tr(key)),
        words: lang.tr2("figures-attested-records", "n", content.records.len(), "statement", &content.statement),
        exceptions: content
            .exceptions
            .iter()
            .map(|(number, reason)| lang.tr2("figures-exception", "number", number, "reason", reason))
            .collect(),
        href: places.record(judged.attested.record_id),
    }
}
