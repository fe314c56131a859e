//! `/questions/ask`: the form that asks one or several agencies about a figure or a page of a document.

use std::num::NonZeroU32;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::explain::Explain as _;
use ges_domain::ids::{Digest, IndicatorNumber, OrganisationId};
use ges_domain::text::Text;
use ges_domain::workflow::Line;
use ges_domain::workflow::question::About;
use ges_figures::House as _;
use ges_ledger::read::documents::Filed;
use ges_ledger::{LedgerError, read};
use ges_web::page::View;
use ges_web::ui::{self, Field, FieldError, FieldKind};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, format};
use http::StatusCode;
use jiff::Span;
use jiff::civil::Date;

use super::super::state::{House, demand, trouble};
use crate::service::questions::{NewQuestion, QuestionError, Who, ask};
use crate::store::agencies::{self, Status};

/// Documents offered, those that support the figure first.
const OFFERED: usize = 100;
/// Days for an answer unless another date is chosen.
const USUAL_DAYS: i64 = 14;
/// The figure as it was reported.
const VALUE: &str = "value";

/// What was typed, as it was typed; a link to the form fills it the same way.
#[derive(Debug, Default, Clone)]
struct Typed {
    agencies: Vec<String>,
    year: String,
    indicator: String,
    round: String,
    about: String,
    page: String,
    due: String,
    text: String,
}

impl Typed {
    fn of(form: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in form {
            match name.as_str() {
                "agency" if !typed.agencies.contains(&value) => typed.agencies.push(value),
                "fiscal_year" => typed.year = value,
                "indicator" => typed.indicator = value,
                "round" => typed.round = value,
                "about" => typed.about = value,
                "page" => typed.page = value,
                "due" => typed.due = value,
                "text" => typed.text = value.replace('\r', ""),
                _ => {}
            }
        }
        typed
    }
}

struct Agency {
    id: String,
    name: String,
    checked: bool,
}

#[derive(Template)]
#[template(path = "ask.html")]
struct AskPage {
    page: Page,
    summary: Html,
    indicator_name: String,
    figure: String,
    figure_href: String,
    year: Field,
    indicator: Field,
    round: Field,
    agencies: Vec<Agency>,
    agency_error: Option<String>,
    about: Field,
    page_number: Field,
    due: Field,
    text: Field,
}

/// What is read for the form.
#[derive(Default)]
struct Found {
    agencies: Vec<(OrganisationId, Text)>,
    documents: Vec<Filed>,
    indicator: Text,
    figure: String,
}

/// The form as a link fills it.
pub(super) async fn form(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
    Query(link): Query<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    demand(&house, &signed, Act::AskQuestion)?;
    let mut typed = Typed::of(link);
    if typed.due.is_empty() {
        let today = format::BANGKOK.to_datetime(house.hub().env().clock.now()).date();
        typed.due = today.checked_add(Span::new().days(USUAL_DAYS)).map(|d| d.to_string()).unwrap_or_default();
    }
    if typed.year.is_empty()
        && let Some(agency) = typed.agencies.first().and_then(|id| OrganisationId::parse(id).ok())
    {
        let years = house.hub().store().read_async(move |tx| read::agreements::years(tx, &agency));
        typed.year = years.await.map_err(trouble)?.first().map(ToString::to_string).unwrap_or_default();
    }
    let found = find(&house, &reader.lang, &typed).await?;
    Ok(View::ok(view(&house, &reader, &found, &typed, &[])).into_response())
}

/// Asks what was typed.
pub(super) async fn send(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Response, Problem> {
    demand(&house, &signed, Act::AskQuestion)?;
    let typed = Typed::of(form);
    let mut errors = Vec::new();
    if let Some(new) = read_form(&reader.lang, &typed, &mut errors) {
        match ask(house.hub(), &Who::from(&signed), new).await {
            Ok(asked) => {
                let to = match asked.as_slice() {
                    [one] => format!("/questions/{one}?done=ask"),
                    _ => "/questions?show=waiting".to_owned(),
                };
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error @ (QuestionError::Ledger(_) | QuestionError::Forbidden)) => return Err(error.into()),
            Err(error) => errors.push(field_error(&reader.lang, &error)),
        }
    }
    let found = find(&house, &reader.lang, &typed).await?;
    Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view(&house, &reader, &found, &typed, &errors)).into_response())
}

/// A refusal at the field it is about.
fn field_error(lang: &Lang, error: &QuestionError) -> FieldError {
    let said = error.explain();
    let field = match said.place.field.as_str() {
        "agency" => "agency",
        "due" | "due_at" => "due",
        "about" => "about",
        _ => "text",
    };
    FieldError::new(field, lang.tr(&format!("ask-{field}")), lang.of(&said.words()))
}

fn read_form(lang: &Lang, typed: &Typed, errors: &mut Vec<FieldError>) -> Option<NewQuestion> {
    let mut wrong = |field: &str, key: &str| {
        errors.push(FieldError::new(field, lang.tr(&format!("ask-{}", field.replace('_', "-"))), lang.tr(key)));
    };
    let year = typed.year.trim().parse::<FiscalYear>().map_err(|_| wrong("fiscal_year", "ask-year-needed")).ok();
    let indicator: Option<IndicatorNumber> =
        typed.indicator.trim().parse().map_err(|_| wrong("indicator", "ask-indicator-needed")).ok();
    let round = typed.round.parse::<Round>().map_err(|_| wrong("round", "ask-round-needed")).ok();
    let due = typed.due.trim().parse::<Date>().map_err(|_| wrong("due", "ask-due-needed")).ok();
    let agencies: Vec<OrganisationId> = typed.agencies.iter().filter_map(|id| OrganisationId::parse(id).ok()).collect();
    if agencies.is_empty() {
        wrong("agency", "ask-agency-needed");
    }
    let about = match typed.about.parse::<Digest>() {
        Ok(document) => {
            let page = typed.page.trim().parse::<NonZeroU32>().map_err(|_| wrong("page", "ask-page-needed")).ok();
            page.map(|page| About::Page { document, page })
        }
        Err(_) => Line::new(VALUE).map(|field| About::Figure { field }).ok(),
    };
    Some(NewQuestion {
        agencies: Some(agencies).filter(|a| !a.is_empty())?,
        year: year?,
        indicator: indicator?,
        round: round?,
        about: vec![about?],
        due: due?,
        text: typed.text.clone(),
    })
}

async fn find(house: &House, lang: &Lang, typed: &Typed) -> Result<Found, Problem> {
    let (year, number) = (typed.year.parse::<FiscalYear>().ok(), typed.indicator.parse::<IndicatorNumber>().ok());
    let round = typed.round.parse::<Round>().ok();
    let only = match typed.agencies.as_slice() {
        [one] => OrganisationId::parse(one).ok(),
        _ => None,
    };
    let lang = lang.clone();
    let read = house.hub().store().read_async(move |tx| {
        let mut found = Found::default();
        for agency in agencies::all(tx)?.into_iter().filter(|a| a.status == Status::Active) {
            let agreement = match (year, &number) {
                (Some(year), Some(_)) => read::agreements::in_force(tx, &agency.id, year)?,
                _ => None,
            };
            let indicator = number.as_ref().zip(agreement.as_ref()).and_then(|(n, a)| a.agreement.indicator(n));
            if number.is_some() && indicator.is_none() {
                continue;
            }
            if only.as_ref().is_some_and(|only| *only == agency.id)
                && let (Some(indicator), Some(year)) = (indicator, year)
            {
                found.indicator = indicator.name.clone();
                let results = read::results::newest(tx, &agency.id, year)?;
                let result = results
                    .into_iter()
                    .find(|r| r.report.indicator == indicator.number && Some(r.report.round) == round);
                let near: Vec<Digest> = result.iter().flat_map(|r| &r.report.evidence).map(|e| e.digest).collect();
                found.figure = result.and_then(|r| r.report.value).map_or_else(String::new, |value| {
                    let places = Some(indicator.decimals.into());
                    format::value(lang.locale(), value, places, lang.of(&indicator.unit))
                });
                found.documents = read::documents::of(tx, &agency.id)?;
                found.documents.sort_by_key(|f| !near.contains(&f.document.digest));
            }
            found.agencies.push((agency.id, agency.name));
        }
        Ok::<_, LedgerError>(found)
    });
    read.await.map_err(trouble)
}

fn view(house: &House, reader: &Reader, found: &Found, typed: &Typed, errors: &[FieldError]) -> AskPage {
    let lang = &reader.lang;
    let rounds = Round::ALL.map(|r| (r.months().to_string(), lang.tr1("figures-round", "months", r.months())));
    let mut about = vec![(VALUE.to_owned(), lang.tr("questions-about-value"))];
    about
        .extend(found.documents.iter().take(OFFERED).map(|f| (f.document.digest.to_string(), f.document.name.clone())));
    let agency = |(id, name): &(OrganisationId, Text)| Agency {
        id: id.to_string(),
        name: lang.of(name).to_owned(),
        checked: typed.agencies.iter().any(|a| a == id.as_str()),
    };
    AskPage {
        page: house.page(reader, lang.tr("ask-new")).under(lang.tr("ask-title"), "/questions"),
        summary: ui::error_summary(lang, errors),
        indicator_name: lang.of(&found.indicator).to_owned(),
        figure: found.figure.clone(),
        figure_href: match typed.agencies.as_slice() {
            [one] if !found.indicator.th.is_empty() => {
                format!(
                    "/agencies/{one}/indicators/{}?fiscal_year={}&round={}",
                    typed.indicator, typed.year, typed.round
                )
            }
            _ => String::new(),
        },
        year: Field::text("fiscal_year", lang.tr("ask-fiscal-year"), &typed.year)
            .kind(FieldKind::Number)
            .errors(errors),
        indicator: Field::text("indicator", lang.tr("ask-indicator"), &typed.indicator)
            .hint(lang.tr("ask-indicator-hint"))
            .errors(errors),
        round: Field::text("round", lang.tr("ask-round"), &typed.round)
            .kind(FieldKind::Select)
            .choices(rounds)
            .errors(errors),
        agencies: found.agencies.iter().map(agency).collect(),
        agency_error: errors.iter().find(|e| e.field == "agency").map(|e| e.message.clone()),
        about: Field::text("about", lang.tr("ask-about"), &typed.about)
            .kind(FieldKind::Select)
            .choices(about)
            .hint(lang.tr("ask-about-hint"))
            .errors(errors),
        page_number: Field::text("page", lang.tr("ask-page"), &typed.page)
            .kind(FieldKind::Number)
            .optional()
            .hint(lang.tr("ask-page-hint"))
            .errors(errors),
        due: Field::text("due", lang.tr("ask-due"), &typed.due)
            .kind(FieldKind::Date)
            .hint(lang.tr("ask-due-hint"))
            .errors(errors),
        text: Field::text("text", lang.tr("ask-text"), &typed.text)
            .kind(FieldKind::Area)
            .hint(lang.tr("ask-text-hint"))
            .errors(errors),
    }
}
