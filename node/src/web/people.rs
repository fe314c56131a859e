//! `/people`: who may sign in at this node, in which roles; for administrators with a browser session.

mod changes;
mod invite;
mod person;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::routing::{get, post};
use ges_domain::access::{Act, Role};
use ges_domain::explain::Explain as _;
use ges_domain::text::Text;
use ges_figures::House as _;
use ges_web::accounts::{PersonError, Standing};
use ges_web::format::{self, Moment};
use ges_web::kit::Kit;
use ges_web::page::{View, with_query};
use ges_web::ui::{self, Field, FieldError, Filter, Tone};
use ges_web::{Html, Lang, Locale, Page, Problem, Reader, Signed, Via};
use serde::Deserialize;

use crate::app::Node;
use crate::service::{ServiceError, Who};

/// People on one page of the list.
const SHOWN: usize = 50;
/// Most characters that are searched for.
const MAX_SEARCH: usize = 100;

/// The pages under `/people`. `~` stands in no login, so that `~invite` is never a person's page.
pub(super) fn routes() -> Router<Node> {
    Router::new()
        .route("/people", get(page))
        .route("/people/~invite", get(invite::form).post(invite::invite))
        .route("/people/{login}", get(person::page).post(person::edit))
        .route("/people/{login}/link", post(person::link))
        .route("/people/{login}/off", post(person::off))
        .route("/people/{login}/on", post(person::on))
        .route("/people/{login}/sign-out", post(person::sign_out))
        .route("/people/{login}/passkeys/remove", post(person::remove_passkeys))
        .route("/people/{login}/delegations", post(person::delegate))
        .route("/people/{login}/delegations/end", post(person::end_delegation))
}

/// Roles of a node that may be given to somebody for some days. Who administers could make such a gift lasting: that
/// role is only ever given openly, by another administrator.
pub(super) fn delegable() -> Vec<String> {
    let lasting = |role: &Role| !ges_domain::access::may(&[*role], Act::Administer);
    Role::ALL.into_iter().filter(lasting).map(|role| role.to_string()).filter(|role| is_of_node(role)).collect()
}

fn is_of_node(role: &str) -> bool {
    super::roles().iter().any(|known| known.role == role)
}

/// Only administrators, and only as people: a token that leaks must not make itself an account.
fn must(node: &Node, signed: &Signed) -> Result<(), Problem> {
    if !Who::from(signed).may(Act::Administer) {
        signed.must_have(node.kit(), &[Role::Administrator.as_str()])?;
        return Err(ServiceError::Forbidden(Act::Administer).into());
    }
    if signed.via == Via::Session {
        return Ok(());
    }
    let lang = |locale: Locale| node.kit().lang(locale).tr("people-token");
    Err(Problem::forbidden(Text::new(lang(Locale::Th), lang(Locale::En))))
}

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    cursor: String,
}

struct PersonRow {
    href: String,
    name: String,
    login: String,
    roles: String,
    state: Html,
    signed_in: Html,
    sessions: String,
}

#[derive(Template)]
#[template(path = "node/people.html")]
pub(super) struct PeoplePage {
    page: Page,
    search: Field,
    state: String,
    searched: bool,
    filters: Html,
    rows: Vec<PersonRow>,
    empty: Html,
    pager: Html,
}

async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(asked): Query<Asked>,
) -> Result<View<PeoplePage>, Problem> {
    must(&node, &signed)?;
    let (lang, kit) = (&reader.lang, node.kit());
    let everybody = kit.accounts().standings_async().await?;
    let wanted: String = asked.q.trim().to_lowercase().chars().take(MAX_SEARCH).collect();
    let found: Vec<&Standing> = everybody.iter().filter(|one| matches(kit, one, &wanted)).collect();
    let off = found.iter().filter(|one| one.person.disabled_at.is_some()).count();
    let kept = |one: &&&Standing| match asked.state.as_str() {
        "active" => one.person.disabled_at.is_none(),
        "off" => one.person.disabled_at.is_some(),
        _ => true,
    };
    let kept: Vec<&Standing> = found.iter().filter(kept).copied().collect();
    let rest = kept.iter().filter(|one| one.person.login.as_str() > asked.cursor.as_str());
    let shown: Vec<&Standing> = rest.copied().take(SHOWN + 1).collect();
    let next = shown.get(SHOWN).and_then(|_| shown.get(SHOWN - 1)).map(|last| last.person.login.clone());
    let rows: Vec<PersonRow> = shown.iter().take(SHOWN).map(|one| row(kit, lang, one)).collect();
    let url = with_query(&reader.url, "cursor", None);
    let filter = |state: &str, count: usize| Filter {
        label: lang.tr(&format!("people-filter-{state}")),
        count: u64::try_from(count).ok(),
        href: with_query(&url, "state", (state != "all").then_some(state)),
        current: asked.state == state || (state == "all" && !["active", "off"].contains(&asked.state.as_str())),
    };
    let filters = [filter("all", found.len()), filter("active", found.len() - off), filter("off", off)];
    let empty = if rows.is_empty() {
        let all = ui::Act::new(lang.tr("people-show-all"), "/people");
        ui::empty_state(&lang.tr("people-none-found"), &lang.tr("people-none-found-note"), Some(&all), false)
    } else {
        Html::empty()
    };
    let counted = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    Ok(View::ok(PeoplePage {
        search: Field::text("q", lang.tr("people-search"), &asked.q).hint(lang.tr("people-search-hint")),
        searched: !asked.q.trim().is_empty(),
        state: asked.state.clone(),
        filters: ui::filters(lang, &filters),
        pager: ui::pager(lang, &reader.url, counted(rows.len()), Some(counted(kept.len())), next.as_deref()),
        rows,
        empty,
        page: node.page(&reader, lang.tr("people-title")),
    }))
}

/// Is what was searched for in the login, the name or the name of a role, in either language?
fn matches(kit: &Kit, one: &Standing, wanted: &str) -> bool {
    let person = &one.person;
    let mut places = vec![person.login.clone(), person.label.th.clone(), person.label.en.clone()];
    for role in person.roles.iter().chain(&one.acting) {
        places.extend([Locale::Th, Locale::En].map(|locale| kit.role_label(locale, role)));
    }
    wanted.is_empty() || places.iter().any(|place| place.to_lowercase().contains(wanted))
}

fn row(kit: &Kit, lang: &Lang, one: &Standing) -> PersonRow {
    PersonRow {
        href: format!("/people/{}", one.person.login),
        name: name(kit, lang, one),
        login: one.person.login.clone(),
        roles: roles_in_words(kit, lang, one),
        state: state(lang, one),
        signed_in: last_sign_in(lang, one),
        sessions: format::count(one.open_sessions),
    }
}

/// How the person is shown: own label, else the first role, else the login.
fn name(kit: &Kit, lang: &Lang, one: &Standing) -> String {
    let own = lang.of(&one.person.label);
    if !own.is_empty() {
        return own.to_owned();
    }
    let first = one.person.roles.first();
    first.map_or_else(|| one.person.login.clone(), |role| kit.role_label(lang.locale(), role))
}

fn roles_in_words(kit: &Kit, lang: &Lang, one: &Standing) -> String {
    let label = |role: &String| kit.role_label(lang.locale(), role);
    let acting = one.acting.iter().map(|role| lang.tr1("people-acting", "role", label(role)));
    one.person.roles.iter().map(label).chain(acting).collect::<Vec<_>>().join(", ")
}

fn state(lang: &Lang, one: &Standing) -> Html {
    let (tone, words) = match (one.person.disabled_at, one.person.signed_in_at) {
        (Some(_), _) => (Tone::Plain, "people-off"),
        (None, None) => (Tone::Act, "people-invited"),
        (None, Some(_)) => (Tone::Good, "people-active"),
    };
    ui::chip(tone, &lang.tr(words))
}

fn last_sign_in(lang: &Lang, one: &Standing) -> Html {
    let never = || Html::text(&lang.tr("people-never"));
    one.person.signed_in_at.map_or_else(never, |at| Moment::DateTime.html(lang.locale(), at))
}

struct RoleChoice {
    role: String,
    label: String,
    note: String,
    checked: bool,
}

#[derive(Template)]
#[template(path = "node/people_roles.html")]
struct RolesField<'a> {
    lang: &'a Lang,
    choices: Vec<RoleChoice>,
    error: Option<&'a str>,
}

/// The roles of a node, each to tick or not.
fn roles_field(lang: &Lang, ticked: &[String], errors: &[FieldError]) -> Html {
    let choice = |known: ges_web::kit::RoleLabel| RoleChoice {
        label: lang.of(&known.label).to_owned(),
        note: lang.tr(&format!("people-role-{}", known.role.replace('_', "-"))),
        checked: ticked.contains(&known.role),
        role: known.role,
    };
    let error = errors.iter().find(|error| error.field == "roles").map(|error| error.message.as_str());
    Html::render(&RolesField { lang, choices: super::roles().into_iter().map(choice).collect(), error })
}

/// What is typed about a person; `roles` comes once for each tick.
#[derive(Debug, Default)]
struct Typed {
    login: String,
    label: Text,
    roles: Vec<String>,
    seen: Vec<String>,
}

impl Typed {
    fn of(form: Vec<(String, String)>) -> Self {
        let mut typed = Self::default();
        for (name, value) in form {
            match name.as_str() {
                "login" => typed.login = value,
                "label_th" => typed.label.th = value,
                "label_en" => typed.label.en = value,
                "roles" if !typed.roles.contains(&value) => typed.roles.push(value),
                "seen" => typed.seen = value.split_ascii_whitespace().map(ToOwned::to_owned).collect(),
                _ => {}
            }
        }
        typed
    }

    /// Roles that this node does not have come from no form of ours.
    fn check_roles(&self, lang: &Lang) -> Vec<FieldError> {
        if self.roles.iter().all(|role| is_of_node(role)) {
            return Vec::new();
        }
        vec![FieldError::new("roles", lang.tr("people-roles"), lang.tr("people-role-unknown"))]
    }

    fn label_fields(&self, lang: &Lang, errors: &[FieldError]) -> [Field; 2] {
        let field = |name: &str, key: &str, value: &str| {
            Field::text(name, lang.tr(key), value).hint(lang.tr(&format!("{key}-hint"))).optional().errors(errors)
        };
        [field("label_th", "people-label-th", &self.label.th), field("label_en", "people-label-en", &self.label.en)]
    }
}

/// A refusal as an error of the field it is about.
fn field_error(lang: &Lang, error: &PersonError) -> FieldError {
    let said = error.explain();
    let (field, label) = match said.place.field.as_str() {
        "login" => ("login", "login"),
        "label_th" => ("label_th", "people-label-th"),
        _ => ("roles", "people-roles"),
    };
    let words = format!("{} {}", lang.of(&said.rule), lang.of(&said.remedy));
    FieldError::new(field, lang.tr(label), words.trim_end())
}
