//! Every version of a figure with what changed from one to the next; nothing is overwritten.

use std::collections::BTreeSet;

use ges_domain::agreement::Indicator;
use ges_domain::result::Report;
use ges_ledger::read::results::Recorded;
use ges_web::format;
use ges_web::ui::{self, Change};
use ges_web::{Html, Lang};

use super::shown;
use crate::places::Places;

/// One version.
pub(crate) struct Version {
    pub(crate) round: String,
    pub(crate) number: usize,
    pub(crate) at: Html,
    pub(crate) author: String,
    pub(crate) source: String,
    pub(crate) href: String,
    pub(crate) newest: bool,
    pub(crate) changes: Vec<Html>,
}

/// Versions of all rounds, newest first. `versions` come by round, oldest first, as far as the reader may see them.
pub(crate) fn versions(lang: &Lang, places: &Places, indicator: &Indicator, versions: &[Recorded]) -> Vec<Version> {
    let mut out: Vec<Version> = Vec::with_capacity(versions.len());
    let mut number = 0;
    let mut before: Option<&Recorded> = None;
    for version in versions {
        if before.is_none_or(|b| b.report.round != version.report.round) {
            number = 0;
            before = None;
        } else if let Some(last) = out.last_mut() {
            last.newest = false;
        }
        number += 1;
        out.push(Version {
            round: shown::round(lang, version.report.round),
            number,
            at: shown::moment(lang, version.recorded_at),
            author: shown::author(lang, &version.author),
            source: lang.tr(&format!("figures-source-{}", version.report.source.as_str())),
            href: places.record(version.record_id),
            newest: true,
            changes: changes(lang, indicator, before.map(|b| &b.report), &version.report),
        });
        before = Some(version);
    }
    out.reverse();
    out
}

fn changes(lang: &Lang, indicator: &Indicator, old: Option<&Report>, new: &Report) -> Vec<Html> {
    let row = |label: &str, old: Option<String>, new: Option<String>, difference: Option<String>| {
        ui::diff_row(lang, &Change { label: lang.tr(label), old, new, difference, by: None })
    };
    let mut out = Vec::new();
    if old.is_none_or(|o| o.value != new.value) {
        let difference = old
            .and_then(|o| new.value?.checked_sub(o.value?))
            .map(|d| format::signed(d, Some(u32::from(indicator.decimals).max(d.normalize().scale()))));
        let before = old.and_then(|o| o.value).map(|v| shown::digits(indicator, v));
        out.push(row("figures-value", before, new.value.map(|v| shown::digits(indicator, v)), difference));
    }
    let note = |r: &Report| Some(r.note.clone()).filter(|n| !n.is_empty());
    let (note_before, note_now) = (old.and_then(note), note(new));
    if note_before != note_now {
        out.push(row("figures-note", note_before, note_now, None));
    }
    let files = |r: &Report| r.evidence.iter().map(|e| (e.digest, e.place.clone())).collect::<BTreeSet<_>>();
    let (files_before, files_now) = (old.map(files).unwrap_or_default(), files(new));
    if files_before != files_now {
        let added = files_now.difference(&files_before).count();
        let gone = files_before.difference(&files_now).count();
        let count = |n: usize| lang.tr1("figures-evidence-count", "n", n);
        let difference =
            (added > 0 && gone > 0).then(|| lang.tr2("figures-evidence-difference", "added", added, "gone", gone));
        out.push(row(
            "figures-evidence",
            old.map(|_| count(files_before.len())),
            Some(count(files_now.len())),
            difference,
        ));
    }
    if old.is_some_and(|o| o.illustrative != new.illustrative) {
        let mark = |yes: bool| Some(lang.tr(if yes { "figures-illustrative" } else { "figures-real" }));
        out.push(row("figures-kind", mark(!new.illustrative), mark(new.illustrative), None));
    }
    out
}
