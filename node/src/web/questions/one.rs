//! `/questions/{id}`: one question with the figure it is about, what was said, and the form of the answer; works without
//! JavaScript, and nothing typed or uploaded is lost when something is wrong.

use std::collections::BTreeSet;

use askama::Template;
use axum::Form;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::{self, Act, Role};
use ges_domain::audience::Audience;
use ges_domain::ids::{Digest, RecordId};
use ges_domain::text::Text;
use ges_figures::House as _;
use ges_figures::questions::{self as shown, Names, Subject};
use ges_ledger::read;
use ges_ledger::read::documents::Filed;
use ges_ledger::read::questions::{self, Asked};
use ges_web::page::View;
use ges_web::ui::{self, Field, FieldError, FieldKind, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, format};
use http::StatusCode;
use serde::Deserialize;

use crate::app::Node;
use crate::service::documents::NewDocument;
use crate::service::opening::Opening;
use crate::service::questions::{NewAnswer, Options, answer as give, assign as name, opens, options};
use crate::service::rounds::{self, Frame};
use crate::service::{ServiceError, Who};
use crate::web::{rounds as cards, upload};

/// Documents offered as evidence, those of the indicator first.
const OFFERED: usize = 50;

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

/// Who is to prepare the answer.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    to: String,
}

/// What was typed, as it was typed.
#[derive(Debug, Default)]
struct Typed {
    text: String,
    evidence: Vec<Digest>,
    seen: String,
}

struct Offer {
    digest: String,
    name: String,
    href: String,
    checked: bool,
}

#[derive(Template)]
#[template(path = "node/question.html")]
struct QuestionPage {
    page: Page,
    place: String,
    chips: Html,
    due: String,
    summary: Html,
    forget: String,
    subjects: Vec<Subject>,
    value: String,
    score: Html,
    card: String,
    correct: String,
    thread: Html,
    preparing: String,
    assign: Option<Field>,
    answer: Option<Field>,
    offers: Vec<Offer>,
    hidden: String,
    file_error: Option<String>,
    seen: String,
    keep: String,
    fresh: bool,
    action: String,
}

/// What is read for the page.
struct Found {
    asked: Asked,
    year: Option<rounds::Year>,
    documents: Vec<Filed>,
    names: Names,
    /// Everybody who may prepare an answer: login and name.
    people: Vec<(String, String)>,
}

async fn find(node: &Node, lang: &Lang, id: &str) -> Result<Found, Problem> {
    let id: RecordId = id.parse().map_err(|_| Problem::not_found())?;
    let (own, frame) = (node.own().clone(), Frame::of(node));
    let read = node.store().read_async(move |tx| {
        let asked = questions::one(tx, &own, id)?.ok_or(ServiceError::UnknownQuestion(id))?;
        let year = match rounds::year(tx, &frame, asked.case.about.fiscal_year) {
            Ok(year) => Some(year),
            Err(ServiceError::NoAgreement(_)) => None,
            Err(error) => return Err(error),
        };
        let names = read::organisations::all(tx)?.into_iter().map(|o| (o.id, o.name)).collect();
        let documents = read::documents::of(tx, &own)?;
        Ok::<_, ServiceError>(Found { asked, year, documents, names, people: Vec::new() })
    });
    let mut found = read.await?;
    let kit = node.kit();
    for one in kit.accounts().standings_async().await? {
        let roles: Vec<Role> = one.person.roles.iter().filter_map(|r| r.parse().ok()).collect();
        if one.person.disabled_at.is_some() || !access::may(&roles, Act::AnswerQuestion) {
            continue;
        }
        let own = lang.of(&one.person.label);
        let role = one.person.roles.first().map(|role| kit.role_label(lang.locale(), role)).unwrap_or_default();
        let login = one.person.login.clone();
        found.people.push((login.clone(), format!("{} ({login})", if own.is_empty() { &role } else { own })));
    }
    Ok(found)
}

pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Result<Response, Problem> {
    let found = find(&node, &reader.lang, &id).await?;
    let typed =
        Typed { seen: found.asked.said_by_centre().map(|r| r.to_string()).unwrap_or_default(), ..Typed::default() };
    let mut view = view(&node, &reader, &Who::from(&signed), &found, &typed, &[]);
    view.fresh = true;
    if ["answer", "assign"].contains(&done.done.as_str()) {
        view.page.banner = ui::notice(Tone::Good, &reader.tr(&format!("answer-done-{}", done.done)), "", None);
        if done.done == "answer" {
            view.forget.clone_from(&view.keep);
        }
    }
    Ok(View::ok(view).into_response())
}

/// Names who prepares the answer.
pub(super) async fn assign(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
    Form(form): Form<Named>,
) -> Result<Response, Problem> {
    let who = Who::from(&signed);
    let question: RecordId = id.parse().map_err(|_| Problem::not_found())?;
    let (by, to) = (who.clone(), form.to.clone());
    let done = node.blocking(move |node| name(node, &by, question, &to, node.env().clock.now())).await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/questions/{question}?done=assign")).into_response()),
        Err(error) => {
            refused(&node, &reader, &who, &id, &Typed::default(), Err(("to", "answer-assign-to", error))).await
        }
    }
}

/// Answers with what was typed, ticked and uploaded.
pub(super) async fn answer(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Path(id): Path<String>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let who = Who::from(&signed);
    if !who.may(Act::AnswerQuestion) {
        return Err(ServiceError::Forbidden(Act::AnswerQuestion).into());
    }
    let question: RecordId = id.parse().map_err(|_| Problem::not_found())?;
    let form = form.map_err(|e| Problem::malformed(Text::new("อ่านแบบฟอร์มไม่ได้ กรุณาส่งใหม่", e.body_text())))?;
    let mut errors = Vec::new();
    let typed = read_form(&node, &who, &reader, form, &mut errors).await?;
    if !errors.is_empty() {
        return refused(&node, &reader, &who, &id, &typed, Ok(errors)).await;
    }
    let input = NewAnswer { text: typed.text.clone(), evidence: typed.evidence.clone(), seen: typed.seen.parse().ok() };
    let by = who.clone();
    let done = node.blocking(move |node| give(node, &by, question, input, node.env().clock.now())).await;
    match done {
        Ok(_) => Ok(Redirect::to(&format!("/questions/{question}?done=answer")).into_response()),
        Err(error) => refused(&node, &reader, &who, &id, &typed, Err(("text", "answer-text", error))).await,
    }
}

type Refusal = Result<Vec<FieldError>, (&'static str, &'static str, ServiceError)>;

/// The page again, with everything typed and the reason.
async fn refused(
    node: &Node,
    reader: &Reader,
    who: &Who,
    id: &str,
    typed: &Typed,
    refusal: Refusal,
) -> Result<Response, Problem> {
    let errors = match refusal {
        Ok(errors) => errors,
        Err((_, _, error)) if error.is_ours() || matches!(error, ServiceError::Forbidden(_)) => {
            return Err(error.into());
        }
        Err((field, label, error)) => {
            vec![FieldError::new(field, reader.tr(label), reader.lang.of(&error.words()))]
        }
    };
    let found = find(node, &reader.lang, id).await?;
    let view = view(node, reader, who, &found, typed, &errors);
    Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
}

/// Reads every field; an uploaded file is filed at once, so that it survives whatever else is wrong; the
/// answer opens it to the centre.
async fn read_form(
    node: &Node,
    who: &Who,
    reader: &Reader,
    mut form: Multipart,
    errors: &mut Vec<FieldError>,
) -> Result<Typed, Problem> {
    let mut typed = Typed::default();
    while let Some(field) = form.next_field().await.map_err(|e| upload::broken(&e))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let file_name = field.file_name().unwrap_or_default().to_owned();
            if file_name.is_empty() {
                continue;
            }
            let media_type = field.content_type().unwrap_or_default().to_owned();
            let input = NewDocument { name: file_name, media_type, audience: Audience::Central };
            match upload::held(node, who.clone(), input, field).await {
                Ok(filed) => typed.evidence.push(filed.document.digest),
                Err(error) => {
                    let said = reader.lang.of(&error.words()).to_owned();
                    errors.push(FieldError::new("file", reader.tr("node-file"), said));
                }
            }
            continue;
        }
        let text = upload::text(field).await?;
        match name.as_str() {
            "text" => typed.text = text.replace('\r', ""),
            "seen" => typed.seen = text,
            "evidence" => typed.evidence.extend(text.parse::<Digest>().ok()),
            _ => {}
        }
    }
    let mut once = BTreeSet::new();
    typed.evidence.retain(|digest| once.insert(*digest));
    Ok(typed)
}

fn view(node: &Node, reader: &Reader, who: &Who, found: &Found, typed: &Typed, errors: &[FieldError]) -> QuestionPage {
    let (lang, asked) = (&reader.lang, &found.asked);
    let (about, id) = (&asked.case.about, &asked.case.question);
    let Options { assign, answer } = options(who, asked);
    let card = found.year.as_ref().and_then(|y| y.card(&about.indicator, about.round));
    // The figure that was asked about is the one the centre sees.
    let figure = card.and_then(rounds::Card::released);
    let scored = card.zip(figure).and_then(|(card, figure)| {
        let agreement = &found.year.as_ref()?.agreement;
        agreement.score(&card.indicator, &figure.report).ok()
    });
    let title = card.map_or_else(
        || lang.tr("answer-title"),
        |card| format!("{} {}", card.indicator.number, lang.of(&card.indicator.name)),
    );
    let preparing = asked.standing.state.assigned_to();
    let login = preparing.map(ges_domain::workflow::Line::as_str).unwrap_or_default();
    let person = found.people.iter().find(|(known, _)| known == login).map_or(login, |(_, name)| name.as_str());
    let (offers, hidden) = offers(node, found, typed);
    QuestionPage {
        page: node.page(reader, title).under(lang.tr("answer-title"), "/questions"),
        place: shown::place(lang, asked),
        chips: shown::chips(lang, asked, node.env().clock.now().as_microsecond()),
        due: if asked.is_open() { shown::due(lang, asked) } else { String::new() },
        summary: ui::error_summary(lang, errors),
        forget: String::new(),
        subjects: shown::subjects(lang, asked, &found.documents),
        value: match (card, figure.and_then(|f| f.report.value)) {
            (Some(card), Some(value)) => {
                let indicator = &card.indicator;
                format::value(reader.locale(), value, Some(indicator.decimals.into()), lang.of(&indicator.unit))
            }
            _ => lang.tr("answer-no-figure"),
        },
        score: scored.map_or_else(Html::empty, |s| ui::score_chip(lang, s.official)),
        card: found.year.as_ref().zip(card).map_or_else(String::new, |(y, card)| cards::href(card, y.year)),
        correct: match found.year.as_ref().zip(card) {
            Some((y, card)) if answer && figure.is_some() => cards::record_href(card, y.year),
            _ => String::new(),
        },
        thread: shown::thread(lang, asked, &found.names, &found.documents),
        preparing: match person {
            _ if !asked.waits_for_agency() => String::new(),
            "" => lang.tr("answer-prepared-by-nobody"),
            _ if login == who.author => lang.tr("answer-prepared-by-you"),
            person => lang.tr1("answer-prepared-by", "who", person),
        },
        assign: assign.then(|| {
            Field::text("to", lang.tr("answer-assign-to"), login)
                .kind(FieldKind::Select)
                .choices(found.people.iter().cloned())
                .hint(lang.tr("answer-assign-hint"))
                .errors(errors)
        }),
        answer: answer.then(|| {
            Field::text("text", lang.tr("answer-text"), typed.text.clone())
                .kind(FieldKind::Area)
                .hint(lang.tr("answer-text-hint"))
                .errors(errors)
        }),
        offers,
        hidden: if hidden == 0 { String::new() } else { lang.tr1("answer-hidden", "n", hidden) },
        file_error: errors.iter().find(|e| e.field == "file").map(|e| e.message.clone()),
        seen: typed.seen.clone(),
        keep: format!(
            "{}/answer/{id}/{}",
            who.author,
            asked.said_by_centre().map(|r| r.to_string()).unwrap_or_default()
        ),
        fresh: false,
        action: format!("/questions/{id}"),
    }
}

/// Documents to choose from, those of the indicator first, and how many the centre could not open.
fn offers(node: &Node, found: &Found, typed: &Typed) -> (Vec<Offer>, usize) {
    let about = &found.asked.case.about;
    let cards = found.year.iter().flat_map(|y| &y.cards).filter(|c| c.indicator.number == about.indicator);
    let near: BTreeSet<Digest> =
        cards.flat_map(|c| &c.figures).flat_map(|f| &f.report.evidence).map(|e| e.digest).collect();
    let mut once = BTreeSet::new();
    let mut distinct: Vec<&Filed> = found.documents.iter().filter(|f| once.insert(f.document.digest)).collect();
    let all = distinct.len();
    let filings =
        |digest: &Digest| found.documents.iter().filter(|f| f.document.digest == *digest).cloned().collect::<Vec<_>>();
    distinct.retain(|f| opens(node.own(), &Opening::of(&filings(&f.document.digest)).ahead()));
    let hidden = all - distinct.len();
    // What is ticked stays on the page.
    distinct.sort_by_key(|f| (!typed.evidence.contains(&f.document.digest), !near.contains(&f.document.digest)));
    let offer = |f: &&Filed| Offer {
        digest: f.document.digest.to_string(),
        name: f.document.name.clone(),
        href: format!("/agencies/{}/documents/{}", node.own(), f.document.digest),
        checked: typed.evidence.contains(&f.document.digest),
    };
    (distinct.iter().take(OFFERED.max(typed.evidence.len())).map(offer).collect(), hidden)
}
