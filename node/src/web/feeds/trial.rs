//! What a trial of a feed would bring: each figure old and new, or every error.

use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, format};

use super::{MAX_SHOWN, more, words};
use crate::feeds::{self, Fate, Planned, Step, Trial};

/// Most errors of a trial that are shown.
const MAX_ERRORS: usize = 100;

pub(super) struct PlannedRow {
    pub(super) title: String,
    pub(super) changes: Vec<Html>,
    /// What is known already.
    pub(super) same: Vec<String>,
    pub(super) state: Html,
    pub(super) said: String,
}

pub(super) struct Tried {
    pub(super) notice: Html,
    pub(super) errors: Vec<String>,
    pub(super) more: String,
    pub(super) planned: Vec<PlannedRow>,
}

/// A trial in words.
pub(super) fn tried(lang: &Lang, trial: &Trial) -> Tried {
    let rows = format::count(u64::try_from(trial.rows).unwrap_or(u64::MAX));
    match &trial.planned {
        Err(failure) => {
            let errors = failure.said();
            let all = errors.len();
            let title = lang.tr1("feeds-tried-errors", "n", all);
            Tried {
                notice: ui::notice(Tone::Bad, &title, &lang.tr1("feeds-tried-rows", "n", rows), None),
                more: more(lang, all, all.min(MAX_ERRORS)),
                errors: errors.iter().take(MAX_ERRORS).map(|e| lang.of(e).to_owned()).collect(),
                planned: Vec::new(),
            }
        }
        Ok(planned) => {
            let count = planned.iter().filter(|p| matches!(p.step, Step::Record(..))).count();
            let title = if count == 0 { lang.tr("feeds-tried-same") } else { lang.tr1("feeds-tried", "n", count) };
            Tried {
                notice: ui::notice(Tone::Good, &title, &lang.tr1("feeds-tried-rows", "n", rows), None),
                errors: Vec::new(),
                more: more(lang, planned.len(), planned.len().min(MAX_SHOWN)),
                planned: planned.iter().take(MAX_SHOWN).map(|p| planned_row(lang, p)).collect(),
            }
        }
    }
}

fn planned_row(lang: &Lang, planned: &Planned) -> PlannedRow {
    let (year, number, round) = &planned.place;
    let name = planned.indicator.as_ref().map_or("", |i| lang.of(&i.name));
    let round = lang.tr1("node-round", "months", round.months());
    let (tone, word, said) = match &planned.step {
        Step::Record(..) => (Tone::Good, "feeds-will-record", String::new()),
        Step::Same => (Tone::Plain, "feeds-will-same", String::new()),
        Step::Stands => (Tone::Warn, "feeds-will-stand", lang.tr("feeds-stands-note")),
        Step::Disputed => (Tone::Warn, "feeds-will-dispute", lang.tr("feeds-dispute-note")),
        Step::Refused(error) => (Tone::Bad, "feeds-will-refuse", lang.of(&error.words()).to_owned()),
    };
    let change = |c: &feeds::Change| {
        let label = lang.of(&c.label);
        let stands = c.fate == Fate::Stands;
        let label = match (&c.said, stands) {
            (Some(said), _) if c.open => lang.of(&said.differing()).to_owned(),
            (_, true) => format!("{label} ({})", lang.tr("feeds-stands")),
            _ => label.to_owned(),
        };
        let difference = c.before.as_ref().filter(|b| **b != c.after).map(|b| words::signed(&(&c.after - b)));
        let old = c.before.as_ref().map(words::number);
        ui::diff_row(lang, &ui::Change { label, old, new: Some(words::number(&c.after)), difference, by: None })
    };
    PlannedRow {
        title: format!("{number} {name} · {} {round}", lang.tr1("node-fiscal-year", "year", year.to_string())),
        changes: planned.changes.iter().filter(|c| c.fate != Fate::Same).map(change).collect(),
        same: planned
            .changes
            .iter()
            .filter(|c| c.fate == Fate::Same)
            .map(|c| format!("{}: {}", lang.of(&c.label), words::number(&c.after)))
            .collect(),
        state: ui::chip(tone, &lang.tr(word)),
        said,
    }
}
