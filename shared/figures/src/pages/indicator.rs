//! One indicator: the figure first, then its levels, rounds, evidence, history, and where the figure comes from.

use askama::Template;
use axum::extract::{Path, Query, State};
use ges_domain::agreement::Indicator;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{IndicatorNumber, OrganisationId};
use ges_ledger::read::questions::{self as asking, Asked};
use ges_ledger::read::results::{self, Recorded};
use ges_web::page::View;
use ges_web::ui::{self, Mark, Tone};
use ges_web::{Html, Lang, Page, Problem, Product, Reader};

use super::computation::{self, Computation, Level};
use super::history::{self, Version};
use super::shown::{self, CellView};
use super::{Period, organisation, provenance};
use crate::access::{Asker, Failed};
use crate::bar;
use crate::house::House;
use crate::places::Places;
use crate::read::{Agency, Cell, Inspection, State as RoundState, cells};

/// One round of the rounds table.
struct RoundRow {
    cell: CellView,
    due: String,
    recorded: Html,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "figures/indicator.html")]
pub(crate) struct IndicatorPage {
    page: Page,
    terms: String,
    dimension: String,
    round: String,
    value: Option<String>,
    score: Html,
    delta: Html,
    state: Html,
    state_words: String,
    illustrative: bool,
    agreed_illustrative: bool,
    bar: Html,
    computation: Option<Computation>,
    criteria: Vec<Level>,
    note: String,
    changed: Html,
    rounds: Vec<RoundRow>,
    evidence: Vec<Html>,
    missing: Vec<String>,
    versions: Vec<Version>,
    /// Questions of the centre about this indicator.
    questions: Html,
    strip: Html,
    panel: Html,
    api: String,
}

/// Everything read for the page.
struct Found {
    agency: Agency,
    indicator: Indicator,
    year: FiscalYear,
    cells: Vec<Cell>,
    current: usize,
    versions: Vec<Recorded>,
    inspection: Option<Inspection>,
    questions: Vec<Asked>,
}

pub(super) async fn own<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(number): Path<String>,
    Query(period): Query<Period>,
) -> Result<View<IndicatorPage>, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = house.own().clone();
    show(&house, &reader, &asker, id, &number, &period).await
}

pub(super) async fn of<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path((id, number)): Path<(String, String)>,
    Query(period): Query<Period>,
) -> Result<View<IndicatorPage>, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    show(&house, &reader, &asker, id, &number, &period).await
}

async fn show<H: House>(
    house: &H,
    reader: &Reader,
    asker: &Asker,
    id: OrganisationId,
    number: &str,
    period: &Period,
) -> Result<View<IndicatorPage>, Problem> {
    let number: IndicatorNumber = number.parse().map_err(|_| asker.absent())?;
    let wanted = (Period::read(period.fiscal_year.as_deref()), Period::read(period.round.as_deref()));
    let (server, known) = (house.clone(), asker.clone());
    let found = house.store().read_async(move |tx| find(tx, &server, &known, &id, &number, wanted)).await?;
    let found = found.ok_or_else(|| asker.absent())?;
    Ok(View::ok(compose(house, reader, &found)))
}

fn find<H: House>(
    tx: &mut ges_store::Tx,
    house: &H,
    asker: &Asker,
    id: &OrganisationId,
    number: &IndicatorNumber,
    (year, round): (Option<FiscalYear>, Option<Round>),
) -> Result<Option<Found>, Failed> {
    let Some(agency) = Agency::read(tx, asker, id, year)? else { return Ok(None) };
    let (Some(agreement), Some(year)) = (&agency.agreement, agency.year) else { return Ok(None) };
    let agreement = &agreement.agreement;
    let Some(indicator) = agreement.indicators.iter().find(|i| i.number == *number).cloned() else { return Ok(None) };
    let cells = cells(&agency, agreement, &indicator, house.kit().env().clock.now());
    // The round asked for, else the newest with a figure, else the first.
    let current = round
        .and_then(|wanted| cells.iter().position(|c| c.round == wanted))
        .or_else(|| cells.iter().rposition(|c| c.figure.is_some()))
        .unwrap_or(0);
    let mut versions = results::history(tx, id, year, number)?;
    versions.retain(|v| asker.sees(id, &v.audience));
    let inspection = match cells.get(current).and_then(|c| c.figure.as_ref()) {
        Some(figure) => Inspection::make(tx, house, asker, id, figure.record_id, Some(&figure.report))?,
        None => None,
    };
    let mut questions = Vec::new();
    if asker.reads_questions(id) {
        questions = asking::about(tx, id, year, number, None)?;
    }
    Ok(Some(Found { agency, indicator, year, cells, current, versions, inspection, questions }))
}

fn compose<H: House>(house: &H, reader: &Reader, found: &Found) -> IndicatorPage {
    let lang = &reader.lang;
    let indicator = &found.indicator;
    let places = Places::of(H::PRODUCT, &found.agency.organisation.id);
    let cell = found.cells.get(found.current);
    let before = found.current.checked_sub(1).and_then(|i| found.cells.get(i));
    let figure = cell.and_then(|c| c.figure.as_ref());
    let scored = cell.and_then(|c| c.scored.as_ref());
    let delta = match (cell.and_then(Cell::score), before.and_then(Cell::score)) {
        (Some(now), Some(then)) => ui::delta(lang, now.official - then.official),
        _ => Html::empty(),
    };
    let state = cell.map_or(RoundState::NotDue, |c| c.state);
    let (evidence, missing) = evidence(lang, &places, found, figure);
    let title = figure.and_then(|f| f.report.value).map(|v| shown::digits(indicator, v));
    IndicatorPage {
        page: frame(house, reader, found, &places),
        terms: shown::terms(lang, indicator),
        dimension: lang.of(&indicator.dimension).to_owned(),
        round: cell.map_or_else(String::new, |c| shown::round(lang, c.round)),
        value: figure.map(|f| shown::figure(lang, indicator, &f.report)),
        score: cell.and_then(Cell::score).map_or_else(Html::empty, |s| ui::score_large(lang, s.official)),
        delta,
        state: shown::state(lang, state),
        state_words: lang.tr2(
            &format!("figures-about-{}", state.as_str()),
            "agency",
            lang.of(&found.agency.organisation.name),
            "due",
            cell.map_or_else(String::new, |c| due(lang, c.round, found.year)),
        ),
        illustrative: figure.is_some_and(|f| f.report.illustrative),
        agreed_illustrative: indicator.illustrative,
        bar: bar::bar(lang, indicator, cell.and_then(|c| mark(indicator, c)), before.and_then(|c| mark(indicator, c))),
        computation: scored.map(|s| Computation::of(lang, s)),
        criteria: computation::criteria(lang, indicator),
        note: figure.map_or_else(String::new, |f| f.report.note.clone()),
        changed: changed(lang, found, figure),
        rounds: rounds(lang, &places, found),
        evidence,
        missing,
        versions: history::versions(lang, &places, indicator, &found.versions),
        questions: questions(lang, found, house.kit().env().clock.now().as_microsecond()),
        strip: found.inspection.as_ref().map_or_else(Html::empty, |i| provenance::strip(lang, i)),
        panel: found.inspection.as_ref().map_or_else(Html::empty, |i| {
            let title = lang.tr1("figures-provenance-of", "value", title.unwrap_or_default());
            provenance::panel(house, lang, &places, title, i)
        }),
        api: format!(
            "/api/v1/agencies/{}/indicators/{}?fiscal_year={}",
            found.agency.organisation.id, indicator.number, found.year
        ),
    }
}

fn frame<H: House>(house: &H, reader: &Reader, found: &Found, places: &Places) -> Page {
    let lang = &reader.lang;
    let mut page = house.page(reader, lang.of(&found.indicator.name).to_owned());
    let agency = match H::PRODUCT {
        Product::Node => lang.tr("figures-title"),
        Product::Hub => {
            page = page.under(lang.tr("figures-agencies"), "/");
            lang.of(&found.agency.organisation.name).to_owned()
        }
    };
    page = page.under(agency, places.agency(Some(found.year)));
    page.breadcrumb.push(ges_web::Crumb {
        label: lang.tr1("figures-indicator-n", "number", found.indicator.number.to_string()),
        href: None,
    });
    page.period = Some(ges_web::page::Period {
        label: lang.tr1("figures-year", "year", found.year.to_string()),
        choices: Vec::new(),
    });
    page
}

/// Questions about the indicator, newest first; nothing without any.
fn questions(lang: &Lang, found: &Found, now: i64) -> Html {
    let item = |asked: &Asked| {
        let title = shown::round(lang, asked.case.about.round);
        let href = format!("/questions/{}", asked.case.question);
        crate::questions::item(lang, asked, href, (title, String::new()), "questions-open", now)
    };
    let items: Vec<_> = found.questions.iter().map(item).collect();
    if items.is_empty() { Html::empty() } else { crate::questions::list(&items) }
}

/// `30 มิ.ย. 2555`, the last day of a round.
fn due(lang: &Lang, round: Round, year: FiscalYear) -> String {
    crate::read::figure::last_day(round, year)
        .map_or_else(String::new, |day| ges_web::format::civil(lang.locale(), day))
}

fn mark(indicator: &Indicator, cell: &Cell) -> Option<Mark> {
    Some(bar::mark(indicator, cell.figure.as_ref()?.report.value, cell.score()?))
}

/// Says so when the CIO vouched for an earlier version of the figure and not for this one.
fn changed(lang: &Lang, found: &Found, figure: Option<&Recorded>) -> Html {
    let Some(figure) = figure else { return Html::empty() };
    let covered = |r: &Recorded| found.agency.signature_over(r.record_id).is_some();
    let earlier = found
        .versions
        .iter()
        .any(|v| v.report.round == figure.report.round && v.record_id != figure.record_id && covered(v));
    if covered(figure) || !earlier {
        return Html::empty();
    }
    ui::notice(Tone::Warn, &lang.tr("figures-changed-title"), &lang.tr("figures-changed"), None)
}

fn rounds(lang: &Lang, places: &Places, found: &Found) -> Vec<RoundRow> {
    found
        .cells
        .iter()
        .enumerate()
        .map(|(place, cell)| RoundRow {
            due: due(lang, cell.round, found.year),
            recorded: cell.figure.as_ref().map_or_else(Html::empty, |f| shown::moment(lang, f.recorded_at)),
            href: places.indicator(&found.indicator.number, found.year, Some(cell.round)),
            current: place == found.current,
            cell: CellView::of(lang, &found.indicator, cell),
        })
        .collect()
}

/// Cards of the files behind a figure, and digests of files that are named but not filed (or not for this reader).
fn evidence(lang: &Lang, places: &Places, found: &Found, figure: Option<&Recorded>) -> (Vec<Html>, Vec<String>) {
    let (mut cards, mut missing) = (Vec::new(), Vec::new());
    for evidence in figure.iter().flat_map(|f| &f.report.evidence) {
        match found.agency.documents.iter().find(|d| d.document.digest == evidence.digest) {
            Some(filed) => cards.push(shown::evidence(lang, places, filed, &evidence.place)),
            None => missing.push(evidence.digest.to_string()),
        }
    }
    (cards, missing)
}
