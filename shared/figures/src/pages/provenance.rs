//! The panel behind a number: a verdict that claims only what was just checked, every check in words, all hashes, and
//! how to check it without us.

use askama::Template;
use ges_domain::ids::Digest;
use ges_web::format;
use ges_web::ui::{self, Fact, StepState, Tone};
use ges_web::{Arg, Html, Lang};

use super::shown;
use crate::house::House;
use crate::places::Places;
use crate::read::{Check, Inspection, Outcome, Step};

/// One check as it is listed.
struct Line {
    class: &'static str,
    sign: &'static str,
    /// The sign in words.
    outcome: String,
    title: String,
    words: String,
}

#[derive(Template)]
#[template(path = "figures/provenance.html")]
struct Panel<'a> {
    lang: &'a Lang,
    title: String,
    verdict: (&'static str, String),
    lines: Vec<Line>,
    facts: Vec<Fact>,
    statement: Option<Statement>,
    proof: String,
    file: String,
    command: Html,
    keys: Vec<(String, Html)>,
}

/// What the CIO signed, in the CIO's words.
struct Statement {
    words: String,
    by: String,
    exceptions: Vec<String>,
}

/// The whole panel of one record.
pub(crate) fn panel<H: House>(house: &H, lang: &Lang, places: &Places, title: String, record: &Inspection) -> Html {
    Html::render(&Panel {
        lang,
        title,
        verdict: verdict(lang, record),
        lines: record.checks.iter().map(|c| line(lang, record, c)).collect(),
        facts: facts(lang, record),
        statement: statement(lang, record),
        proof: places.proof(record.header.record_id),
        command: ui::verify_box(lang, &command(house, record)),
        file: proof_file(record),
        keys: public_keys(house, record)
            .into_iter()
            .map(|(label, key)| (lang.tr(label), copyable(lang, &key)))
            .collect(),
    })
}

/// The same in one line of steps, each leading to the panel.
pub(crate) fn strip(lang: &Lang, record: &Inspection) -> Html {
    let here = Some("#provenance".to_owned());
    let step = |key: &str, outcomes: &[Step]| {
        let of = |step: &Step| record.check(*step).map_or(Outcome::Open, |c| c.outcome);
        let state = if outcomes.iter().any(|s| of(s) == Outcome::Fails) {
            StepState::Attention
        } else if outcomes.iter().all(|s| of(s) == Outcome::Holds) {
            StepState::Done
        } else {
            StepState::Open
        };
        ui::Step { label: lang.tr(key), state, href: here.clone() }
    };
    ui::provenance_strip(
        lang,
        &[
            step("figures-strip-recorded", &[Step::Leaf, Step::Body]),
            step("figures-strip-journal", &[Step::Checkpoint, Step::Inclusion]),
            step("figures-strip-hub", &[Step::Cosignature]),
            step("figures-strip-cio", &[Step::Attestation]),
        ],
    )
}

fn verdict(lang: &Lang, record: &Inspection) -> (&'static str, String) {
    let (tone, key) = match record.verdict() {
        Outcome::Holds => (Tone::Good, "figures-verdict-holds"),
        Outcome::Open => (Tone::Plain, "figures-verdict-open"),
        Outcome::Fails => (Tone::Bad, "figures-verdict-fails"),
    };
    let words = lang.with(
        key,
        &[
            ("time", Arg::from(format::date_time(lang.locale(), record.checked_at))),
            ("held", Arg::from(record.count(Outcome::Holds))),
            ("failed", Arg::from(record.count(Outcome::Fails))),
            ("open", Arg::from(record.count(Outcome::Open))),
        ],
    );
    (tone.class(), words)
}

fn line(lang: &Lang, record: &Inspection, check: &Check) -> Line {
    let (class, sign, outcome) = match check.outcome {
        Outcome::Holds => ("done", "✓", "figures-outcome-holds"),
        Outcome::Fails => ("fails", "!", "figures-outcome-fails"),
        Outcome::Open => ("open", "", "figures-outcome-open"),
    };
    let title = lang.tr(match check.step {
        Step::Leaf => "figures-step-leaf",
        Step::Body => "figures-step-body",
        Step::Shown => "figures-step-shown",
        Step::Checkpoint => "figures-step-checkpoint",
        Step::Inclusion => "figures-step-inclusion",
        Step::Cosignature => "figures-step-cosignature",
        Step::Attestation => "figures-step-attestation",
    });
    let head = record.head.as_ref();
    let act = record.attestation.as_ref();
    let words = lang.with(
        &format!("figures-check-{}", check.what),
        &[
            ("log", Arg::from(record.log.id.to_string())),
            ("sequence", Arg::from(format::count(record.header.sequence))),
            ("size", Arg::from(format::count(head.map_or(0, |h| h.checkpoint.size)))),
            (
                "time",
                Arg::from(
                    head.and_then(|h| h.cosigned_at).map_or_else(String::new, |t| format::date_time(lang.locale(), t)),
                ),
            ),
            ("signer", Arg::from(act.map_or_else(String::new, |a| a.signer.clone()))),
            ("attested", Arg::from(act.map_or_else(String::new, |a| shown::moment_text(lang, a.content.attested_at)))),
        ],
    );
    Line { class, sign, outcome: lang.tr(outcome), title, words }
}

fn facts(lang: &Lang, record: &Inspection) -> Vec<Fact> {
    let hex = |hash: &[u8; 32]| Digest(*hash).to_string();
    let header = &record.header;
    let mut facts = vec![
        Fact::text(lang.tr("figures-fact-entry"), &format::count(header.sequence)),
        Fact::html(lang.tr("figures-fact-record"), Html::trusted(format!("<code>{}</code>", header.record_id))),
        Fact::text(lang.tr("figures-fact-log"), &record.log.id.to_string()),
        Fact::text(lang.tr("figures-fact-author"), &shown::author(lang, &header.author)),
        Fact::html(lang.tr("figures-fact-recorded"), shown::moment(lang, header.recorded_at)),
        Fact::text(lang.tr("figures-fact-audience"), &audience(lang, &header.audience)),
        Fact::digest(lang, lang.tr("figures-fact-leaf"), &hex(&record.leaf)),
        Fact::digest(lang, lang.tr("figures-fact-body"), &hex(&header.body_digest)),
    ];
    if let Some(head) = &record.head {
        let size = lang.tr1("figures-fact-entries", "n", head.checkpoint.size);
        facts.push(Fact::text(lang.tr("figures-fact-checkpoint"), &size));
        facts.push(Fact::digest(lang, lang.tr("figures-fact-root"), &hex(&head.checkpoint.root)));
        if let Some(at) = head.cosigned_at {
            let at = format::Moment::DateTime.html(lang.locale(), at);
            facts.push(Fact::html(lang.tr("figures-fact-cosigned"), at));
        }
    }
    if let Some(act) = &record.attestation {
        facts.push(Fact::text(lang.tr("figures-fact-attestor"), &act.signer));
        facts.push(Fact::html(lang.tr("figures-fact-attested"), shown::moment(lang, act.content.attested_at)));
    }
    facts
}

fn audience(lang: &Lang, audience: &ges_domain::audience::Audience) -> String {
    use ges_domain::audience::Audience;
    match audience {
        Audience::Public => lang.tr("figures-audience-public"),
        Audience::Central => lang.tr("figures-audience-central"),
        Audience::Internal => lang.tr("figures-audience-internal"),
        Audience::Named(list) => {
            let names: Vec<&str> = list.iter().map(ges_domain::ids::OrganisationId::as_str).collect();
            lang.tr1("figures-audience-named", "names", names.join(", "))
        }
    }
}

fn statement(lang: &Lang, record: &Inspection) -> Option<Statement> {
    let act = record.attestation.as_ref()?;
    Some(Statement {
        words: act.content.statement.clone(),
        by: lang.tr2(
            "figures-attested-by",
            "signer",
            &act.signer,
            "time",
            shown::moment_text(lang, act.content.attested_at),
        ),
        exceptions: act
            .content
            .exceptions
            .iter()
            .map(|(number, reason)| lang.tr2("figures-exception", "number", number, "reason", reason))
            .collect(),
    })
}

/// The keys that are public, to be compared with what the organisations publish elsewhere: message key and key.
fn public_keys<H: House>(house: &H, record: &Inspection) -> Vec<(&'static str, String)> {
    let mut keys = vec![("figures-key-journal", record.log.verifier.to_string())];
    if let Some(witness) = house.witness() {
        keys.push(("figures-key-hub", witness.to_string()));
    }
    if let Some(key) = record.attestation.as_ref().and_then(|a| a.key.as_ref()) {
        keys.push(("figures-key-cio", key.to_string()));
    }
    keys
}

/// Text in a box of its own with a button that copies it where scripts run.
pub(crate) fn copyable(lang: &Lang, text: &str) -> Html {
    let text = ges_web::html::escape(text);
    Html::trusted(format!(
        "<code class=\"vkey\">{text}</code> <button type=\"button\" class=\"button small\" hidden data-copy=\"{text}\" \
         data-copied=\"{}\">{}</button>",
        ges_web::html::escape(&lang.tr("copied")),
        ges_web::html::escape(&lang.tr("copy")),
    ))
}

/// The command that checks the downloaded proof without any server.
fn command<H: House>(house: &H, record: &Inspection) -> String {
    let keys: Vec<String> = public_keys(house, record).into_iter().map(|(_, key)| key).collect();
    house.verify_command(&proof_file(record), &keys)
}

/// Name under which the proof is saved.
fn proof_file(record: &Inspection) -> String {
    format!("proof-{}.json", record.header.record_id)
}
