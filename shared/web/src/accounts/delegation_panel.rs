//! The panel that shows a person's delegations and gives new ones: on the own account and on the administrator's page.

use askama::Template;
use ges_domain::calendar::{EraRule, parse_date};
use ges_domain::explain::Explain as _;
use jiff::civil::Date;
use serde::Deserialize;

use super::{Delegation, DelegationError, DelegationState, NewDelegation, Person};
use crate::format::civil;
use crate::html::Html;
use crate::kit::Kit;
use crate::locale::Locale;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::translations::{Arg, Lang};
use crate::ui::{self, Field, FieldError, FieldKind, Tone};

/// What is typed to give a role for some days.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct DelegationForm {
    /// The role.
    #[serde(default)]
    pub role: String,
    /// Login of who is given it.
    #[serde(default)]
    pub delegate: String,
    /// First day, as people write it.
    #[serde(default)]
    pub first: String,
    /// Last day.
    #[serde(default)]
    pub last: String,
}

/// How a person is shown: own label, else the first role, else the login.
pub(super) fn label(kit: &Kit, locale: Locale, person: &Person) -> String {
    let own = locale.of(&person.label);
    if !own.is_empty() {
        return own.to_owned();
    }
    person.roles.first().map_or_else(|| person.login.clone(), |role| kit.role_label(locale, role))
}

/// Several people may bear one label: the login tells them apart.
fn name_of(kit: &Kit, locale: Locale, people: &[Person], login: &str) -> String {
    match people.iter().find(|person| person.login == login) {
        Some(person) => format!("{} ({login})", label(kit, locale, person)),
        None => login.to_owned(),
    }
}

/// Gives the role as the form says; what is wrong with which field comes back, empty when it is done.
///
/// # Errors
/// The store or the accounts fail.
pub async fn delegate_by_form(
    kit: &Kit,
    lang: &Lang,
    actor: &str,
    holder: &str,
    form: &DelegationForm,
) -> Result<Vec<FieldError>, Problem> {
    let mut errors = Vec::new();
    let mut wrong = |field: &str, words: String| {
        errors.push(FieldError::new(field, lang.tr(&format!("delegation-{field}")), words));
    };
    if form.role.is_empty() {
        wrong("role", lang.tr("delegation-role-needed"));
    }
    if form.delegate.is_empty() {
        wrong("delegate", lang.tr("delegation-delegate-needed"));
    }
    let mut day = |field: &str, typed: &str| match parse_date(typed, EraRule::Plain) {
        Ok(day) => Some(day),
        Err(error) => {
            wrong(field, lang.of(&error.explain().words()).to_owned());
            None
        }
    };
    let (first, last) = (day("first", &form.first), day("last", &form.last));
    let (Some(first), Some(last), true) = (first, last, errors.is_empty()) else { return Ok(errors) };
    let new = NewDelegation {
        holder: holder.to_owned(),
        delegate: form.delegate.clone(),
        role: form.role.clone(),
        first,
        last,
    };
    match kit.accounts().delegate(actor, new).await {
        Ok(()) => Ok(Vec::new()),
        Err(error) if error.is_ours() => Err(error.into()),
        Err(error) => Ok(vec![field_error(lang, &error)]),
    }
}

fn field_error(lang: &Lang, error: &DelegationError) -> FieldError {
    let said = error.explain();
    let field = if said.place.field.is_empty() { "delegate".to_owned() } else { said.place.field.clone() };
    let label = lang.tr(&format!("delegation-{field}"));
    FieldError::new(field, label, lang.of(&said.words()))
}

struct Line {
    id: String,
    sentence: String,
    chip: Html,
    may_end: bool,
    end: String,
}

#[derive(Template)]
#[template(path = "kit/parts/delegations.html")]
struct Panel<'a> {
    lang: &'a Lang,
    base: &'a str,
    lines: Vec<Line>,
    fields: Vec<Field>,
    nothing: String,
    note: String,
    others: bool,
    open: bool,
}

/// The panel of one person. `own`: the reader looks at themself. `base` is the address before `/delegations`.
/// Empty where the product gives no roles for a time.
///
/// # Errors
/// The store cannot be read.
pub async fn delegation_panel(
    kit: &Kit,
    reader: &Reader,
    person: &Person,
    own: bool,
    base: &str,
    typed: &DelegationForm,
    errors: &[FieldError],
) -> Result<Html, Problem> {
    if kit.accounts().delegable().is_empty() {
        return Ok(Html::empty());
    }
    let people = kit.accounts().people_async().await?;
    let shown = kit.accounts().delegations_async(&person.login).await?;
    let (lang, locale) = (&reader.lang, reader.locale());
    let lines = shown.iter().map(|one| line(kit, lang, &people, person, own, one)).collect();
    let roles: Vec<&String> = person.roles.iter().filter(|role| kit.accounts().delegable().contains(role)).collect();
    let may_give = person.disabled_at.is_none() && !roles.is_empty();
    let others: Vec<&Person> =
        people.iter().filter(|other| other.disabled_at.is_none() && other.login != person.login).collect();
    let choose = || [(String::new(), lang.tr("delegation-choose"))];
    let roles = roles.into_iter().map(|role| (role.clone(), kit.role_label(locale, role)));
    let names = others.iter().map(|other| (other.login.clone(), name_of(kit, locale, &people, &other.login)));
    let role = Field::text("role", lang.tr("delegation-role"), &typed.role).kind(FieldKind::Select);
    let delegate = Field::text("delegate", lang.tr("delegation-delegate"), &typed.delegate).kind(FieldKind::Select);
    let day = |name: &str, hint: &str, typed: &str| {
        Field::text(name, lang.tr(&format!("delegation-{name}")), typed).hint(lang.tr(hint)).errors(errors)
    };
    let fields = vec![
        role.choices(choose().into_iter().chain(roles)).errors(errors),
        delegate.choices(choose().into_iter().chain(names)).errors(errors),
        day("first", "delegation-day-hint", &typed.first),
        day("last", "delegation-last-hint", &typed.last),
    ];
    Ok(Html::render(&Panel {
        lang,
        base,
        lines,
        fields: if may_give && !others.is_empty() { fields } else { Vec::new() },
        nothing: lang.tr("delegation-nothing"),
        note: lang.tr(if own { "delegation-note-own" } else { "delegation-note" }),
        others: !others.is_empty(),
        open: !errors.is_empty(),
    }))
}

fn line(kit: &Kit, lang: &Lang, people: &[Person], person: &Person, own: bool, one: &Delegation) -> Line {
    let locale = lang.locale();
    let given = one.holder == person.login;
    let key = match (own, given) {
        (false, _) => "delegation-sentence",
        (true, true) => "delegation-sentence-given",
        (true, false) => "delegation-sentence-received",
    };
    let day = |day: Date| civil(locale, day);
    let sentence = lang.with(
        key,
        &[
            ("holder", Arg::from(name_of(kit, locale, people, &one.holder))),
            ("delegate", Arg::from(name_of(kit, locale, people, &one.delegate))),
            ("role", Arg::from(kit.role_label(locale, &one.role))),
            ("first", Arg::from(day(one.first))),
            ("last", Arg::from(day(one.last))),
        ],
    );
    let (tone, state) = match one.state {
        DelegationState::InForce => (Tone::Good, "delegation-in-force"),
        DelegationState::Upcoming => (Tone::Plain, "delegation-upcoming"),
        DelegationState::Resting => (Tone::Warn, "delegation-resting"),
    };
    Line {
        id: one.id.clone(),
        end: lang.tr1("delegation-end-of", "delegate", name_of(kit, locale, people, &one.delegate)),
        sentence,
        chip: ui::chip(tone, &lang.tr(state)),
        may_end: given,
    }
}
