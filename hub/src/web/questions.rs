//! `/questions`: what the centre has asked, whose turn it is, and until when.

mod api;
mod ask;
mod one;

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use ges_domain::access::{Act, Role, may};
use ges_domain::explain::Explain as _;
use ges_domain::workflow::question::Standing;
use ges_figures::House as _;
use ges_figures::questions::{self as shown, Item, Names};
use ges_ledger::read::questions::{self, Asked};
use ges_ledger::{LedgerError, read};
use ges_web::page::{View, with_query};
use ges_web::ui::{self, Filter};
use ges_web::{Html, Page, Problem, Reader, Signed};
use serde::Deserialize;

use super::state::{House, demand, trouble};
use crate::service::questions::{QuestionError, Who, is_asker};

pub(super) use api::openapi;

/// Questions on one page of the list.
const SHOWN: usize = 200;

pub(super) fn routes() -> Router<House> {
    Router::new()
        .route("/questions", get(page).post(ask::send))
        .route("/questions/ask", get(ask::form))
        .route("/questions/{id}", get(one::page).post(one::act))
        .route("/api/v1/agencies/{id}/questions", post(api::ask))
        .route("/api/v1/agencies/{id}/questions/{question}/steps", post(api::step))
}

impl From<&Signed> for Who {
    fn from(signed: &Signed) -> Self {
        Self { author: signed.login.clone(), roles: signed.roles.iter().filter_map(|r| r.parse().ok()).collect() }
    }
}

impl From<QuestionError> for Problem {
    fn from(error: QuestionError) -> Self {
        let said = error.explain();
        let mut problem = match error {
            QuestionError::Ledger(error) => return trouble(error),
            QuestionError::Forbidden => Self::forbidden(said.words()),
            QuestionError::Unknown(_) => Self::not_found().detail(said.words()),
            QuestionError::Transition(_) | QuestionError::Overtaken => Self::conflict(said.words()),
            _ => {
                let place = said.place.field.clone();
                Self::invalid(said.words()).defect(place, said.rule.clone(), said.remedy.clone())
            }
        };
        said.code.clone_into(&mut problem.code);
        problem.type_ = format!("urn:ges:problem:{}", said.code);
        problem
    }
}

/// Whether the reader may ask.
pub(super) fn may_ask(reader: &Reader) -> bool {
    let roles = |signed: &Signed| signed.roles.iter().filter_map(|r| r.parse().ok()).collect::<Vec<Role>>();
    reader.person.as_ref().is_some_and(|signed| may(&roles(signed), Act::AskQuestion))
}

/// Which questions are listed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asking {
    #[serde(default)]
    show: String,
}

#[derive(Template)]
#[template(path = "questions.html")]
pub(super) struct QuestionsPage {
    page: Page,
    may_ask: bool,
    filters: Html,
    list: Html,
    empty: Html,
    more: String,
}

/// Names of everybody who speaks.
fn names(tx: &mut ges_store::Tx<'_>) -> Result<Names, LedgerError> {
    Ok(read::organisations::all(tx)?.into_iter().map(|o| (o.id, o.name)).collect::<BTreeMap<_, _>>())
}

const KINDS: [&str; 5] = ["mine", "waiting", "overdue", "answered", "all"];

async fn page(
    State(house): State<House>,
    reader: Reader,
    signed: Signed,
    Query(asking): Query<Asking>,
) -> Result<View<QuestionsPage>, Problem> {
    demand(&house, &signed, Act::ReadFigures)?;
    let read = house.hub().store().read_async(|tx| Ok::<_, LedgerError>((questions::all(tx)?, names(tx)?)));
    let (asked, names) = read.await.map_err(trouble)?;
    Ok(View::ok(list(&house, &reader, &Who::from(&signed), &asked, &names, &asking.show)))
}

fn list(house: &House, reader: &Reader, who: &Who, asked: &[Asked], names: &Names, show: &str) -> QuestionsPage {
    let (lang, hub) = (&reader.lang, house.hub());
    let now = hub.env().clock.now().as_microsecond();
    let wanted = |kind: &str, a: &Asked| match kind {
        "mine" => a.is_open() && is_asker(hub, who, a),
        "waiting" => a.waits_for_agency(),
        "overdue" => a.at(now) == Standing::Overdue,
        "answered" => a.waits_for_asker(),
        _ => true,
    };
    let usual = if may_ask(reader) { "mine" } else { "all" };
    let chosen = KINDS.iter().copied().find(|kind| *kind == show).unwrap_or(usual);
    let filter = |kind: &&str| Filter {
        label: lang.tr(&format!("ask-filter-{kind}")),
        count: u64::try_from(asked.iter().filter(|a| wanted(kind, a)).count()).ok(),
        href: with_query(&reader.url, "show", Some(kind)),
        current: *kind == chosen,
    };
    let filters: Vec<Filter> = KINDS.iter().map(filter).collect();
    let mut kept: Vec<&Asked> = asked.iter().filter(|a| wanted(chosen, a)).collect();
    // An answer to be read first, then what is overdue, then by due date; what has ended comes last.
    kept.sort_by_key(|a| {
        let due = a.standing.state.due_at().unwrap_or(i64::MAX);
        (!a.is_open(), !a.waits_for_asker(), a.at(now) != Standing::Overdue, due)
    });
    let item = |a: &&Asked| {
        let agency = &a.case.about.organisation;
        let name = names.get(agency).map_or(agency.as_str(), |name| lang.of(name)).to_owned();
        let act = if a.waits_for_asker() && is_asker(hub, who, a) { "ask-read-act" } else { "questions-open" };
        let place = shown::place(lang, a);
        shown::item(lang, a, format!("/questions/{}", a.case.question), (name, place), act, now)
    };
    let items: Vec<Item> = kept.iter().take(SHOWN).map(item).collect();
    let empty = match items.is_empty() {
        true if asked.is_empty() => ui::empty_state(&lang.tr("ask-none"), &lang.tr("ask-none-note"), None, false),
        true => {
            let all = ui::Act::new(lang.tr("ask-show-all"), "/questions?show=all");
            ui::empty_state(&lang.tr("ask-none-here"), &lang.tr("ask-none-here-note"), Some(&all), false)
        }
        false => Html::empty(),
    };
    QuestionsPage {
        page: house.page(reader, lang.tr("ask-title")),
        may_ask: may_ask(reader),
        filters: ui::filters(lang, &filters),
        list: if items.is_empty() { Html::empty() } else { shown::list(&items) },
        empty,
        more: if kept.len() > SHOWN { lang.tr1("ask-more", "n", SHOWN) } else { String::new() },
    }
}

#[cfg(test)]
mod tests {
    use ges_web::{Locale, Translations};

    use super::KINDS;

    #[test]
    fn both_languages_have_every_word() {
        let mut sources = ges_figures::LOCALES.to_vec();
        sources.push((Locale::Th, include_str!("../../locales/th/questions.ftl")));
        sources.push((Locale::En, include_str!("../../locales/en/questions.ftl")));
        let words = Translations::new(&sources).unwrap();
        assert_eq!(words.missing_keys(), []);
        for kind in KINDS {
            assert!(words.has(&format!("ask-filter-{kind}")), "{kind}");
        }
        for field in ["agency", "due", "about", "text", "remark", "reason", "page", "indicator", "round", "fiscal-year"]
        {
            assert!(words.has(&format!("ask-{field}")), "{field}");
        }
    }
}
