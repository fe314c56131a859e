//! What the pages of threads, tasks, obstacles and findings share: who takes part, what things are called, the frame.

use std::collections::BTreeMap;
use std::sync::Arc;

use ges_domain::access::Act;
use ges_domain::calendar::FiscalYear;
use ges_domain::ids::{Digest, IndicatorNumber};
use ges_domain::text::Text;
use ges_domain::together::{Anchor, CaseId};
use ges_figures::House as _;
use ges_ledger::{LedgerError, read};
use ges_web::accounts::Person;
use ges_web::ui::{self, FieldError, Filter};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed};

use crate::app::Node;
use crate::service::notices::{Known, known};
use crate::service::together::takes_part;
use crate::service::{ServiceError, Who};

/// Rows on one page of a list.
pub(super) const SHOWN: usize = 50;

/// What a page about working together needs to know.
pub(super) struct Room {
    pub(super) who: Who,
    pub(super) known: Arc<Known>,
    people: BTreeMap<String, (String, bool)>,
    indicators: BTreeMap<(FiscalYear, IndicatorNumber), Text>,
    documents: BTreeMap<Digest, String>,
}

/// Lets in whoever may do `act`, and reads what there is.
pub(super) async fn enter(node: &Node, signed: &Signed, reader: &Reader, act: Act) -> Result<Room, Problem> {
    let who = Who::from(signed);
    if !who.may(act) {
        return Err(ServiceError::Forbidden(act).into());
    }
    let known = known(node).await?;
    let everybody = node.kit().accounts().people_async().await?;
    let people = everybody.iter().map(|p| (p.login.clone(), (named(node, &reader.lang, p), takes_part(p)))).collect();
    let own = node.own().clone();
    let (indicators, documents) = node
        .store()
        .read_async(move |tx| {
            let mut indicators = BTreeMap::new();
            for year in read::agreements::years(tx, &own)? {
                let agreement = read::agreements::in_force(tx, &own, year)?.map(|a| a.agreement);
                let all = agreement.into_iter().flat_map(|a| a.indicators);
                indicators.extend(all.map(|i| ((year, i.number), i.name)));
            }
            let filed = read::documents::of(tx, &own)?.into_iter();
            Ok::<_, LedgerError>((indicators, filed.map(|f| (f.document.digest, f.document.name)).collect()))
        })
        .await
        .map_err(ServiceError::from)?;
    Ok(Room { who, known, people, indicators, documents })
}

/// Puts how people are called in the place of their logins; commands and systems are called what they are.
pub(super) async fn call_by_name(
    node: &Node,
    lang: &Lang,
    logins: impl Iterator<Item = &mut String>,
) -> Result<(), Problem> {
    let everybody = node.kit().accounts().people_async().await?;
    let names: BTreeMap<&str, &Person> = everybody.iter().map(|p| (p.login.as_str(), p)).collect();
    for login in logins {
        *login = match names.get(login.as_str()) {
            Some(person) => named(node, lang, person),
            None => ges_figures::author(lang, login),
        };
    }
    Ok(())
}

/// How a person is called: own label or first role, with the login.
fn named(node: &Node, lang: &Lang, person: &Person) -> String {
    let own = lang.of(&person.label);
    let role = || person.roles.first().map(|role| node.kit().role_label(lang.locale(), role)).unwrap_or_default();
    let name = if own.is_empty() { role() } else { own.to_owned() };
    if name.is_empty() { person.login.clone() } else { format!("{name} ({})", person.login) }
}

impl Room {
    /// How the author of something is called.
    pub(super) fn name(&self, lang: &Lang, login: &str) -> String {
        self.people.get(login).map_or_else(|| ges_figures::author(lang, login), |(name, _)| name.clone())
    }

    /// Everybody who takes part: login and name.
    pub(super) fn choices(&self) -> Vec<(String, String)> {
        let part = self.people.iter().filter(|(_, (_, part))| *part);
        part.map(|(login, (name, _))| (login.clone(), name.clone())).collect()
    }

    /// Number and name of an indicator.
    pub(super) fn indicator(&self, lang: &Lang, year: FiscalYear, number: &IndicatorNumber) -> String {
        let name = self.indicators.get(&(year, number.clone())).map(|name| lang.of(name)).unwrap_or_default();
        format!("{number} {name}").trim_end().to_owned()
    }

    /// What an anchor is called.
    pub(super) fn place(&self, lang: &Lang, anchor: &Anchor) -> String {
        let indicator = anchor.indicator().map(|(year, number)| self.indicator(lang, year, number)).unwrap_or_default();
        let round = anchor.round().map(|r| r.months().to_string()).unwrap_or_default();
        match anchor {
            Anchor::Indicator(year, _) => lang.tr2("together-indicator", "name", indicator, "year", year.to_string()),
            Anchor::Result(..) => lang.tr2("together-result", "name", indicator, "months", round),
            Anchor::Obstacle(..) => lang.tr2("together-obstacle", "name", indicator, "months", round),
            Anchor::Document(digest, page) => {
                let short = || digest.to_string().chars().take(12).collect();
                let name = self.documents.get(digest).cloned().unwrap_or_else(short);
                match page {
                    None => lang.tr1("together-document", "name", name),
                    Some(page) => lang.tr2("together-page", "name", name, "page", page.get()),
                }
            }
        }
    }
}

/// Where an anchor is.
pub(super) fn href(node: &Node, anchor: &Anchor) -> String {
    match anchor {
        Anchor::Indicator(year, number) => format!("/indicators/{number}?fiscal_year={year}"),
        Anchor::Result(year, number, round) => {
            format!("/indicators/{number}/approve?fiscal_year={year}&round={}", round.months())
        }
        Anchor::Obstacle(_, number, round) => format!("/obstacles?round={}#obstacle-{number}", round.months()),
        Anchor::Document(digest, page) => {
            let page = page.map_or_else(String::new, |page| format!("#page={page}"));
            format!("/agencies/{}/documents/{digest}{page}", node.own())
        }
    }
}

/// The frame of a page of this room: its tab is the current one, with the way to the others under it.
pub(super) fn frame(node: &Node, reader: &Reader, title: impl Into<String>) -> Page {
    let mut page = node.page(reader, title.into());
    for tab in page.tabs.iter_mut().filter(|tab| tab.href == "/threads") {
        tab.current = true;
    }
    page
}

/// The way to threads, tasks, obstacles and findings.
pub(super) fn ways(reader: &Reader, who: &Who) -> Html {
    let way = |key: &str, href: &str| Filter {
        label: reader.tr(key),
        count: None,
        href: href.to_owned(),
        current: reader.path() == href,
    };
    let mut ways = vec![way("threads-title", "/threads"), way("tasks-title", "/tasks")];
    ways.push(way("obstacles-title", "/obstacles"));
    if who.may(Act::ReadFindings) {
        ways.push(way("findings-title", "/findings"));
    }
    ui::filters(&reader.lang, &ways)
}

/// A case by its address.
pub(super) fn case(id: &str) -> Result<CaseId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

/// The number a form carried; one that was tampered with is a form of nobody.
pub(super) fn act(text: &str) -> Result<CaseId, Problem> {
    text.parse().map_err(|_| {
        Problem::invalid(Text::new("แบบฟอร์มไม่ครบ กรุณาเปิดหน้าอีกครั้ง", "the form is incomplete: open the page again"))
    })
}

/// An anchor in a form or address; empty is none.
pub(super) fn anchor(text: &str) -> Result<Option<Anchor>, Problem> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| Problem::not_found()) }
}

/// A refusal as an error of the field it is about; what is ours, or nobody's business here, is a problem.
pub(super) fn error(lang: &Lang, error: ServiceError, text: &str) -> Result<Vec<FieldError>, Problem> {
    let field = match error.code() {
        "forbidden" | "not-yours" | "not-opened" => return Err(error.into()),
        _ if error.is_ours() => return Err(error.into()),
        "unknown-person" | "same-person" => "to",
        "day-over" | "not-a-day" => "due",
        "unknown-record" => "records",
        _ => text,
    };
    Ok(vec![FieldError::new(field, lang.tr(&format!("together-field-{field}")), lang.of(&error.words()))])
}

/// One page of a list from `from` on, and the address of the next.
pub(super) fn slice<T>(mut all: Vec<T>, from: usize, url: &str) -> (Vec<T>, String) {
    let from = from.min(all.len());
    let mut rest = all.split_off(from);
    let more = rest.len() > SHOWN;
    rest.truncate(SHOWN);
    let older = from.saturating_add(SHOWN).to_string();
    (rest, if more { ges_web::page::with_query(url, "from", Some(&older)) } else { String::new() })
}
