//! `/attest`: the CIO reads the round's figures, gives reasons for what is missing, and signs.

use std::collections::BTreeMap;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use ges_domain::access::Act;
use ges_domain::agreement::Indicator;
use ges_domain::audience::Audience;
use ges_domain::calendar::{FiscalYear, Round};
use ges_domain::ids::{Digest, IndicatorNumber};
use ges_domain::workflow::Named as _;
use ges_figures::House as _;
use ges_journal::Hash;
use ges_ledger::read;
use ges_ledger::read::results::Recorded;
use ges_web::page::View;
use ges_web::ui::{self, Field, FieldError, FieldKind, Tone};
use ges_web::{Html, Lang, Page, Problem, Reader, Signed, Tab};
use http::StatusCode;
use jiff::Timestamp;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::sources;
use crate::app::Node;
use crate::feeds::{self, Values};
use crate::service::attestations::{Decision, Preparation, attest, has_key, prepare, title};
use crate::service::marks::{self, Mark};
use crate::service::opening::Opening;
use crate::service::{ServiceError, Who};

/// Which round.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Period {
    fiscal_year: Option<FiscalYear>,
    round: Option<Round>,
    signed: Option<u64>,
}

struct FigureRow {
    number: String,
    name: String,
    value: String,
    score: Html,
    marks: Vec<Html>,
    /// What the signature opens, and what stays internal.
    evidence: String,
    /// A mark where the source says something else.
    source: Html,
    href: String,
}

struct SignedRow {
    round: String,
    at: Html,
    closes: String,
    days: Html,
}

#[derive(Template)]
#[template(path = "node/attest.html")]
struct AttestPage {
    page: Page,
    statement: String,
    /// Figures that say something else than their sources.
    differing: Html,
    figures: Vec<FigureRow>,
    missing: Vec<Field>,
    others: Vec<Field>,
    summary: Html,
    passphrase: Field,
    /// Where figures come after the close: why.
    late: Option<Field>,
    key_note: Html,
    counts: String,
    signed: Vec<SignedRow>,
    mark: String,
    year: String,
    round: String,
    act: String,
}

fn must(node: &Node, signed: &Signed) -> Result<Who, Problem> {
    let who = Who::from(signed);
    if who.may(Act::AttestRound) {
        return Ok(who);
    }
    signed.must_have(node.kit(), &["cio"])?;
    Err(ServiceError::Forbidden(Act::AttestRound).into())
}

async fn find(node: &Node, who: &Who, period: &Period) -> Result<Preparation, ServiceError> {
    let (who, year, round) = (who.clone(), period.fiscal_year, period.round);
    node.blocking(move |node| {
        let own = node.own().clone();
        let newest = node.store().read(|tx| read::agreements::years(tx, &own))?.first().copied();
        let year = match year.or(newest) {
            Some(year) => year,
            None => FiscalYear::new(2555).map_err(|_| ServiceError::NothingRecorded)?,
        };
        if let Some(round) = round {
            return prepare(node, &who, year, round);
        }
        // The last round with a figure is the one to sign.
        for round in [Round::Twelve, Round::Nine] {
            let found = prepare(node, &who, year, round)?;
            if !found.figures.is_empty() {
                return Ok(found);
            }
        }
        prepare(node, &who, year, Round::Six)
    })
    .await
}

pub(super) async fn page(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Query(period): Query<Period>,
) -> Result<Response, Problem> {
    let who = must(&node, &signed)?;
    let prepared = find(&node, &who, &period).await?;
    let values = feeds::given(&node, prepared.year).await?;
    let mut view = view(&node, &reader, &signed, &prepared, &values, (&BTreeMap::new(), &[]));
    if let Some(sequence) = period.signed {
        let said = reader.lang.tr1("node-attest-done", "entry", sequence);
        view.page.banner = ui::notice(Tone::Good, &said, "", None);
    }
    Ok(View::ok(view).into_response())
}

pub(super) async fn sign(
    State(node): State<Node>,
    signed: Signed,
    reader: Reader,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response, Problem> {
    let who = must(&node, &signed)?;
    let (mut form, mut passphrase) = (form, Zeroizing::new(String::new()));
    if let Some(typed) = form.remove("passphrase") {
        *passphrase = typed;
    }
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let period =
        Period { fiscal_year: field("fiscal_year").parse().ok(), round: field("round").parse().ok(), signed: None };
    let prepared = find(&node, &who, &period).await?;
    let reasons = form.iter().filter_map(|(name, reason)| {
        let number: IndicatorNumber = name.strip_prefix("reason-")?.parse().ok()?;
        let reason = reason.replace('\r', "");
        (!reason.trim().is_empty()).then(|| (number, reason.trim().to_owned()))
    });
    let decision = Decision {
        year: prepared.year,
        round: prepared.round,
        exceptions: reasons.collect(),
        shown: Some(field("mark").to_owned()),
        late: Some(field("late").to_owned()),
    };
    let mut errors = missing_reasons(&reader, &prepared, &decision);
    if passphrase.is_empty() {
        errors.push(FieldError::new("passphrase", reader.tr("node-passphrase"), reader.tr("node-passphrase-needed")));
    }
    if errors.is_empty() {
        let (login, author) = (signed.login.clone(), who.clone());
        let done = node
            .blocking(move |node| attest(node, &author, &login, &passphrase, decision, node.env().clock.now()))
            .await;
        match done {
            Ok(recorded) => {
                let (year, round) = (prepared.year, prepared.round.months());
                let to = format!("/attest?fiscal_year={year}&round={round}&signed={}", recorded.sequence);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(error) if error.is_ours() => return Err(error.into()),
            Err(error) => {
                let said = reader.lang.of(&error.words()).to_owned();
                let place = match error {
                    ServiceError::ListChanged => "figures",
                    ServiceError::Transition(_) | ServiceError::Wording(_) => "late",
                    _ => "passphrase",
                };
                errors.push(FieldError::new(place, reader.tr("node-passphrase"), said));
            }
        }
    }
    let values = feeds::given(&node, prepared.year).await?;
    let view = view(&node, &reader, &signed, &prepared, &values, (&form, &errors));
    Ok(View(StatusCode::UNPROCESSABLE_ENTITY, view).into_response())
}

/// Indicators that have neither a figure nor a reason: the button is always there and names what is missing.
fn missing_reasons(reader: &Reader, prepared: &Preparation, decision: &Decision) -> Vec<FieldError> {
    let unexplained = |i: &&Indicator| !decision.exceptions.iter().any(|(n, _)| *n == i.number);
    let error = |i: &Indicator| {
        let label = format!("{} {}", i.number, reader.lang.of(&i.name));
        FieldError::new(format!("reason-{}", i.number), label, reader.tr("node-reason-needed"))
    };
    prepared.missing.iter().filter(unexplained).map(error).collect()
}

fn view(
    node: &Node,
    reader: &Reader,
    signed: &Signed,
    prepared: &Preparation,
    values: &Values,
    (typed, errors): (&BTreeMap<String, String>, &[FieldError]),
) -> AttestPage {
    let lang = &reader.lang;
    let (year, round) = (prepared.year, prepared.round);
    let mut page = node.page(reader, lang.of(&title(round, year)).to_owned());
    let choice = |r: &Round| {
        let mut tab = Tab::new(
            lang.tr1("node-round", "months", r.months()),
            format!("/attest?fiscal_year={year}&round={}", r.months()),
        );
        tab.current = *r == round;
        tab
    };
    let label = lang.tr1("node-round", "months", round.months());
    page.period = Some(ges_web::page::Period { label, choices: Round::ALL.iter().map(choice).collect() });
    let exception = |i: &Indicator| {
        let name = format!("reason-{}", i.number);
        let value = typed.get(&name).cloned().unwrap_or_default();
        let name_of = format!("{} {}", i.number, lang.of(&i.name));
        let waits = prepared.waiting.get(&i.number).map(|stage| super::rounds::named(lang, stage.word()));
        let title = waits.map_or_else(|| name_of.clone(), |stage| format!("{name_of} · {stage}"));
        Field::text(name, lang.tr1("node-reason-for", "indicator", title), value).kind(FieldKind::Area).errors(errors)
    };
    let compared = |(i, recorded, _): &(Indicator, Recorded, Hash)| {
        sources::compared(&prepared.agreement, i, round, Some(&recorded.report), values)
    };
    let sources: Vec<_> = prepared.figures.iter().map(|figure| (&figure.0, compared(figure))).collect();
    let figures = prepared.figures.iter().zip(&sources).map(|((i, recorded, _), (_, compared))| FigureRow {
        source: sources::chip(lang, compared),
        number: i.number.to_string(),
        name: lang.of(&i.name).to_owned(),
        value: recorded.report.value.map_or_else(
            || "–".to_owned(),
            |v| ges_web::format::value(reader.locale(), v, Some(i.decimals.into()), lang.of(&i.unit)),
        ),
        score: prepared.score(i, recorded).map_or_else(Html::empty, |s| ui::score_chip(lang, s.official)),
        marks: prepared.marks.get(&i.number).map(|marks| chips(lang, marks)).unwrap_or_default(),
        evidence: prepared.evidence.get(&i.number).map(|all| opened(lang, all)).unwrap_or_default(),
        href: format!("/indicators/{}?fiscal_year={year}&round={}", i.number, round.months()),
    });
    let key_note = if has_key(node.config(), &signed.login) {
        Html::empty()
    } else {
        let said = lang.tr1("node-no-key", "login", signed.login.as_str());
        ui::notice(Tone::Warn, &lang.tr("node-no-key-title"), &said, None)
    };
    AttestPage {
        counts: counts(lang, prepared),
        signed: prepared.signed.iter().map(|s| signed_row(reader, s)).collect(),
        statement: prepared.statement.clone(),
        differing: sources::summary(lang, &sources),
        figures: figures.collect(),
        missing: prepared.missing.iter().map(&exception).collect(),
        others: prepared.figures.iter().map(|(i, ..)| exception(i)).map(Field::optional).collect(),
        summary: ui::error_summary(lang, errors),
        passphrase: Field::text("passphrase", lang.tr("node-passphrase"), "")
            .kind(FieldKind::Password)
            .hint(lang.tr("node-passphrase-hint"))
            .autocomplete("off")
            .errors(errors),
        late: prepared.late.then(|| {
            let value = typed.get("late").cloned().unwrap_or_default();
            Field::text("late", lang.tr("node-late"), value)
                .kind(FieldKind::Area)
                .hint(lang.tr("node-late-hint"))
                .errors(errors)
        }),
        key_note,
        mark: prepared.mark(),
        year: year.to_string(),
        round: round.months().to_string(),
        act: lang.tr1("node-attest-act", "months", round.months()),
        page,
    }
}

fn chips(lang: &Lang, marks: &[Mark]) -> Vec<Html> {
    marks.iter().map(|mark| ui::chip(Tone::Warn, &lang.tr(&format!("node-mark-{}", mark.word())))).collect()
}

/// How many documents the signature opens, and how many stay internal.
fn opened(lang: &Lang, evidence: &[(Digest, Opening)]) -> String {
    let waits = evidence.iter().filter(|(_, opening)| opening.waits()).count();
    let stays = evidence.iter().filter(|(_, opening)| opening.ahead() == Audience::Internal).count();
    let said = [("documents-attest-opens", waits), ("documents-attest-stays", stays)];
    let said = said.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| lang.tr1(key, "n", n));
    said.collect::<Vec<_>>().join(" · ")
}

/// How many figures there are, and how many of them call for a look.
fn counts(lang: &Lang, prepared: &Preparation) -> String {
    let (here, all) = (prepared.figures.len(), prepared.figures.len() + prepared.missing.len());
    let looks = prepared.marks.values().filter(|marks| !marks.is_empty()).count();
    format!("{} · {}", lang.tr2("node-attest-whole", "n", here, "all", all), lang.tr1("node-attest-looks", "n", looks))
}

/// When a round was signed, and how many days before or after its last day.
fn signed_row(reader: &Reader, signed: &marks::Signed) -> SignedRow {
    let lang = &reader.lang;
    let days = signed.days.map(|days| match days {
        1.. => ui::chip(Tone::Warn, &lang.tr1("node-signed-late", "days", days)),
        _ => ui::chip(Tone::Good, &lang.tr1("node-signed-early", "days", -days)),
    });
    SignedRow {
        round: format!("{} · {}", signed.year, lang.tr1("node-round", "months", signed.round.months())),
        at: Timestamp::from_microsecond(signed.at).map(|at| ui::date_time(lang, at)).unwrap_or_default(),
        closes: signed.closes.map(|day| ges_web::format::civil(reader.locale(), day)).unwrap_or_default(),
        days: days.unwrap_or_default(),
    }
}
