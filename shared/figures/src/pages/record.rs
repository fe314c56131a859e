//! One record of a journal: what it is, whether it is still whole, and everything that proves it.

use askama::Template;
use axum::extract::{Path, State};
use ges_domain::ids::{OrganisationId, RecordId};
use ges_domain::records::Fact;
use ges_ledger::read::{agreements, organisations};
use ges_web::page::View;
use ges_web::ui::{self, Act, Tone};
use ges_web::{Html, Page, Problem, Product, Reader};

use super::{organisation, provenance, shown};
use crate::access::{Asker, Failed};
use crate::house::House;
use crate::places::Places;
use crate::read::Inspection;

#[derive(Template)]
#[template(path = "figures/record.html")]
pub(crate) struct RecordPage {
    page: Page,
    lead: String,
    erased: Html,
    figure: Option<Figure>,
    text: String,
    panel: Html,
}

/// The figure that a record states.
struct Figure {
    href: String,
    name: String,
    value: String,
    note: String,
}

pub(super) async fn own<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path(record): Path<String>,
) -> Result<View<RecordPage>, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = house.own().clone();
    show(&house, &reader, &asker, id, &record).await
}

pub(super) async fn of<H: House>(
    State(house): State<H>,
    reader: Reader,
    Path((id, record)): Path<(String, String)>,
) -> Result<View<RecordPage>, Problem> {
    let asker = Asker::of(&house, &reader);
    let id = organisation(&asker, &id)?;
    show(&house, &reader, &asker, id, &record).await
}

async fn show<H: House>(
    house: &H,
    reader: &Reader,
    asker: &Asker,
    id: OrganisationId,
    record: &str,
) -> Result<View<RecordPage>, Problem> {
    let record: RecordId = record.parse().map_err(|_| asker.absent())?;
    let (server, known, owner) = (house.clone(), asker.clone(), id.clone());
    let found = house
        .store()
        .read_async(move |tx| {
            let Some(inspection) = Inspection::make(tx, &server, &known, &owner, record, None)? else {
                return Ok::<_, Failed>(None);
            };
            let fact = inspection
                .content
                .as_ref()
                .and_then(|c| Fact::decode(&inspection.header.kind, inspection.header.schema_version, &c.body).ok());
            let indicator = match &fact {
                Some(Fact::Result(r)) => agreements::indicator(tx, &owner, r.fiscal_year, &r.indicator)?,
                _ => None,
            };
            Ok(Some((inspection, fact, indicator, organisations::one(tx, &owner)?)))
        })
        .await?;
    let (inspection, fact, indicator, organisation) = found.ok_or_else(|| asker.absent())?;
    let lang = &reader.lang;
    let places = Places::of(H::PRODUCT, &id);
    let title = lang.tr1("figures-record-n", "n", ges_web::format::count(inspection.header.sequence));
    let mut page = house.page(reader, title);
    let agency = match H::PRODUCT {
        Product::Node => lang.tr("figures-title"),
        Product::Hub => organisation.map_or_else(|| id.to_string(), |o| lang.of(&o.name).to_owned()),
    };
    page = page.under(agency, places.agency(None));
    let figure = match (&fact, &indicator) {
        (Some(Fact::Result(r)), Some(indicator)) => Some(Figure {
            href: places.indicator(&r.indicator, r.fiscal_year, Some(r.round)),
            name: format!(
                "{} · {}",
                lang.tr1("figures-indicator-n", "number", r.indicator.to_string()),
                lang.of(&indicator.name)
            ),
            value: format!("{} · {}", shown::figure(lang, indicator, r), shown::round(lang, r.round)),
            note: r.note.clone(),
        }),
        _ => None,
    };
    let erased = if inspection.content.is_none() {
        let act = Act::new(lang.tr("figures-erased-proof"), places.proof(record));
        ui::notice(Tone::Warn, &lang.tr("figures-erased-title"), &lang.tr("figures-erased-text"), Some(&act))
    } else {
        Html::empty()
    };
    Ok(View::ok(RecordPage {
        lead: kind(reader, &inspection.header.kind),
        erased,
        figure,
        text: match fact {
            Some(Fact::Attestation(text) | Fact::Erasure(text) | Fact::Discontinuity(text)) => text,
            _ => String::new(),
        },
        panel: provenance::panel(house, lang, &places, lang.tr("figures-provenance-record"), &inspection),
        page,
    }))
}

/// What kind of fact, in words; unknown kinds show their own name.
fn kind(reader: &Reader, kind: &str) -> String {
    let key = format!("figures-kind-{}", kind.replace('.', "-"));
    if reader.lang.words().has(&key) { reader.tr(&key) } else { kind.to_owned() }
}
