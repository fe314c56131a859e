//! `/questions`: what the centre asks, whose turn it is, and until when.

mod api;
mod one;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use ges_domain::access::Act;
use ges_domain::agreement::Agreement;
use ges_domain::calendar::FiscalYear;
use ges_domain::workflow::question::Standing;
use ges_figures::House as _;
use ges_figures::questions::{self as shown, Item};
use ges_ledger::read::questions::{self, Asked};
use ges_ledger::{LedgerError, read};
use ges_store::Tx;
use ges_web::page::{View, with_query};
use ges_web::ui::{self, Filter, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};
use serde::Deserialize;

use crate::app::Node;
use crate::service::questions::concerns;
use crate::service::{ServiceError, Who};

pub(super) use api::openapi;

/// Questions on one page of the list; whoever waits for an answer comes first.
const SHOWN: usize = 200;

/// Pages that need no room for files.
pub(super) fn routes() -> Router<Node> {
    Router::new()
        .route("/questions", get(page))
        .route("/questions/{id}", get(one::page))
        .route("/questions/{id}/assign", post(one::assign))
        .route("/api/v1/agencies/{id}/questions/{question}/answers", post(api::answer))
}

/// Pages that take files.
pub(super) fn uploads() -> Router<Node> {
    Router::new().route("/questions/{id}/answer", post(one::answer))
}

/// Which questions are listed.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asking {
    #[serde(default)]
    show: String,
}

#[derive(Template)]
#[template(path = "node/questions.html")]
pub(super) struct QuestionsPage {
    page: Page,
    filters: Html,
    list: Html,
    empty: Html,
    more: String,
}

/// Questions with the names of the indicators they are about.
pub(super) struct Found {
    asked: Vec<Asked>,
    agreements: Vec<(FiscalYear, Agreement)>,
}

impl Found {
    /// Reads the agreements that the questions speak of.
    pub(super) fn of(tx: &mut Tx<'_>, node: &Node, asked: Vec<Asked>) -> Result<Self, LedgerError> {
        let mut years: Vec<FiscalYear> = asked.iter().map(|a| a.case.about.fiscal_year).collect();
        years.sort_unstable();
        years.dedup();
        let mut agreements = Vec::with_capacity(years.len());
        for year in years {
            let found = read::agreements::in_force(tx, node.own(), year)?;
            agreements.extend(found.map(|a| (year, a.agreement)));
        }
        Ok(Self { asked, agreements })
    }

    fn name(&self, lang: &Lang, asked: &Asked) -> String {
        let about = &asked.case.about;
        let agreement = self.agreements.iter().find(|(year, _)| *year == about.fiscal_year);
        let indicator = agreement.and_then(|(_, a)| a.indicator(&about.indicator));
        let name = indicator.map(|i| lang.of(&i.name)).unwrap_or_default();
        format!("{} {name}", about.indicator).trim_end().to_owned()
    }

    fn item(&self, lang: &Lang, who: &Who, asked: &Asked, now: i64) -> Item {
        let act =
            if asked.waits_for_agency() && who.may(Act::AnswerQuestion) { "answer-act" } else { "questions-open" };
        let about = (self.name(lang, asked), shown::place(lang, asked));
        let preparing = asked.standing.state.assigned_to().filter(|_| asked.waits_for_agency());
        Item {
            preparing: match preparing {
                Some(to) if to.as_str() == who.author => lang.tr("answer-prepared-by-you"),
                Some(to) => lang.tr1("answer-prepared-by", "who", to.as_str()),
                None if asked.waits_for_agency() => lang.tr("answer-prepared-by-nobody"),
                None => String::new(),
            },
            ..shown::item(lang, asked, href(asked), about, act, now)
        }
    }
}

/// The page of a question.
pub(super) fn href(asked: &Asked) -> String {
    format!("/questions/{}", asked.case.question)
}

/// Overdue first, then what is due soonest, then the newest of the rest.
fn urgency(asked: &Asked, now: i64) -> (bool, bool, i64) {
    let due = asked.standing.state.due_at().unwrap_or(i64::MAX);
    (!asked.waits_for_agency(), asked.at(now) != Standing::Overdue, due)
}

/// What is shown at the top of somebody's work.
pub(super) struct Front {
    /// How many.
    pub(super) count: Html,
    /// The list.
    pub(super) list: Html,
}

/// Reads what [`front`] shows.
pub(super) fn waiting(tx: &mut Tx<'_>, node: &Node) -> Result<Found, LedgerError> {
    let mut asked = questions::of(tx, node.own())?;
    asked.retain(Asked::waits_for_agency);
    Found::of(tx, node, asked)
}

/// Questions that are somebody's tasks; `None` without any.
pub(super) fn front(lang: &Lang, who: &Who, found: &Found, now: i64) -> Option<Front> {
    let mut mine: Vec<&Asked> = found.asked.iter().filter(|a| concerns(who, a)).collect();
    mine.sort_by_key(|a| urgency(a, now));
    if mine.is_empty() {
        return None;
    }
    let overdue = mine.iter().any(|a| a.at(now) == Standing::Overdue);
    let count = lang.tr1("node-work-count", "n", mine.len());
    let mut items: Vec<Item> = mine.into_iter().take(SHOWN).map(|a| found.item(lang, who, a, now)).collect();
    if let Some(first) = items.first_mut() {
        first.first = true;
    }
    let tone = if overdue { Tone::Bad } else { Tone::Warn };
    Some(Front { count: ui::chip(tone, &count), list: shown::list(&items) })
}

/// Questions about one card, as a list; nothing when there are none.
pub(super) fn beside(lang: &Lang, who: &Who, found: &Found, now: i64) -> Html {
    if found.asked.is_empty() {
        return Html::empty();
    }
    let items: Vec<Item> = found.asked.iter().take(SHOWN).map(|a| found.item(lang, who, a, now)).collect();
    shown::list(&items)
}

async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asking): Query<Asking>,
) -> Result<View<QuestionsPage>, Problem> {
    let who = Who::from(&signed);
    let server = node.clone();
    let found = node.store().read_async(move |tx| {
        let asked = questions::of(tx, server.own())?;
        Found::of(tx, &server, asked)
    });
    let found = found.await.map_err(ServiceError::from)?;
    Ok(View::ok(list(&node, &reader, &who, &found, &asking.show)))
}

type Wanted = (&'static str, fn(&Who, &Asked) -> bool);

const KINDS: [Wanted; 4] = [
    ("waiting", |_, a| a.waits_for_agency()),
    ("mine", concerns),
    ("answered", |_, a| a.waits_for_asker()),
    ("all", |_, _| true),
];

fn list(node: &Node, reader: &Reader, who: &Who, found: &Found, show: &str) -> QuestionsPage {
    let (lang, now) = (&reader.lang, node.env().clock.now().as_microsecond());
    let chosen = KINDS.iter().find(|(name, _)| *name == show).unwrap_or(&KINDS[0]);
    let filter = |(name, wanted): &Wanted| Filter {
        label: lang.tr(&format!("answer-filter-{name}")),
        count: u64::try_from(found.asked.iter().filter(|a| wanted(who, a)).count()).ok(),
        href: with_query(&reader.url, "show", (*name != "waiting").then_some(*name)),
        current: *name == chosen.0,
    };
    let filters: Vec<Filter> = KINDS.iter().map(filter).collect();
    let mut kept: Vec<&Asked> = found.asked.iter().filter(|a| (chosen.1)(who, a)).collect();
    kept.sort_by_key(|a| urgency(a, now));
    let items: Vec<Item> = kept.iter().take(SHOWN).map(|a| found.item(lang, who, a, now)).collect();
    let empty = match items.is_empty() {
        true if found.asked.is_empty() => {
            ui::empty_state(&lang.tr("answer-none"), &lang.tr("answer-none-note"), None, false)
        }
        true => {
            let all = ui::Act::new(lang.tr("answer-show-all"), "/questions?show=all");
            ui::empty_state(&lang.tr("answer-none-here"), &lang.tr("answer-none-here-note"), Some(&all), true)
        }
        false => Html::empty(),
    };
    QuestionsPage {
        page: node.page(reader, lang.tr("answer-title")),
        filters: ui::filters(lang, &filters),
        list: if items.is_empty() { Html::empty() } else { shown::list(&items) },
        empty,
        more: if kept.len() > SHOWN { lang.tr1("answer-more", "n", SHOWN) } else { String::new() },
    }
}
