//! Figures, states and people's words as the pages of this crate write them.

use ges_domain::agreement::{Indicator, Tier};
use ges_domain::calendar::Round;
use ges_domain::criteria::{Criteria, Direction};
use ges_domain::result::Report;
use ges_ledger::read::documents::Filed;
use ges_web::format;
use ges_web::html::escape;
use ges_web::ui::{self, DataState, Evidence, EvidenceState, Tone};
use ges_web::{Html, Lang};
use jiff::Timestamp;
use rust_decimal::Decimal;

use crate::places::Places;
use crate::read::{Cell, State};

pub(crate) use crate::bar::digits;

/// The value with its unit.
pub(crate) fn value(lang: &Lang, indicator: &Indicator, value: Decimal) -> String {
    let places = u32::from(indicator.decimals).max(value.normalize().scale());
    format::value(lang.locale(), value, Some(places), lang.of(&indicator.unit))
}

/// The reported value with its unit, or words for none.
pub(crate) fn figure(lang: &Lang, indicator: &Indicator, report: &Report) -> String {
    report.value.map_or_else(|| lang.tr("figures-no-value"), |v| value(lang, indicator, v))
}

/// What a node calls itself where it records something without being asked.
const SYSTEM: &str = "ges-node";

/// Who recorded something: people by what they sign in with; a command on a server and a system by what they are.
pub fn author(lang: &Lang, author: &str) -> String {
    match author.split_once(':') {
        Some(("console", user)) => lang.tr1("figures-author-console", "name", user),
        Some(("feed", name)) => lang.tr1("figures-author-feed", "name", name),
        None if author == SYSTEM => lang.tr("figures-author-system"),
        _ => author.to_owned(),
    }
}

/// `รอบ 9 เดือน`
pub(crate) fn round(lang: &Lang, round: Round) -> String {
    lang.tr1("figures-round", "months", round.months())
}

/// A weight without trailing zeros.
pub(crate) fn weight(weight: Decimal) -> String {
    format::decimal(weight.normalize(), None)
}

/// A time in microseconds since 1970 UTC.
pub(crate) fn moment(lang: &Lang, micros: i64) -> Html {
    let at = Timestamp::from_microsecond(micros).unwrap_or_default();
    format::Moment::DateTime.html(lang.locale(), at)
}

/// The same as plain text.
pub(crate) fn moment_text(lang: &Lang, micros: i64) -> String {
    format::date_time(lang.locale(), Timestamp::from_microsecond(micros).unwrap_or_default())
}

/// The chip of a cell's state.
pub(crate) fn state(lang: &Lang, state: State) -> Html {
    let words = lang.tr(&format!("figures-state-{}", state.as_str()));
    let hollow = |class: &str, sign: &str| {
        Html::trusted(format!(
            "<span class=\"chip {class}\"><span aria-hidden=\"true\">{sign}</span> {}</span>",
            escape(&words)
        ))
    };
    match state {
        State::NotDue => ui::data_state(lang, &DataState::NotYet),
        State::Cancelled => hollow("cancelled", "–"),
        State::Awaiting => hollow("awaiting", "…"),
        State::NotShown => hollow("notyet", "–"),
        State::Reported => ui::chip(Tone::Plain, &words),
        State::Claimed => ui::chip(Tone::Warn, &words),
        State::Attested => ui::chip(Tone::Good, &words),
    }
}

/// Marks synthetic figures.
pub(crate) fn illustrative(lang: &Lang) -> Html {
    Html::trusted(format!("<span class=\"chip notyet\">{}</span>", escape(&lang.tr("figures-illustrative"))))
}

/// What an indicator is measured at.
pub(crate) fn tier(lang: &Lang, tier: Tier) -> String {
    lang.tr(match tier {
        Tier::Ministry => "figures-tier-ministry",
        Tier::Ministries => "figures-tier-ministries",
        Tier::MissionGroup => "figures-tier-mission-group",
        Tier::Department => "figures-tier-department",
        Tier::Province => "figures-tier-province",
    })
}

/// How results become points: whether more or less is better, or the kind of criteria.
pub(crate) fn kind(lang: &Lang, criteria: &Criteria) -> String {
    match criteria.level_values() {
        Some(levels) => direction(lang, levels.direction()),
        None => lang.tr(&format!("figures-kind-{}", criteria.kind().replace('_', "-"))),
    }
}

/// Whether more or less is better.
pub(crate) fn direction(lang: &Lang, direction: Direction) -> String {
    lang.tr(match direction {
        Direction::Higher => "figures-higher",
        Direction::Lower => "figures-lower",
    })
}

/// Level, weight, direction and host in one line.
pub(crate) fn terms(lang: &Lang, indicator: &Indicator) -> String {
    let mut parts = vec![
        tier(lang, indicator.tier),
        lang.tr1("figures-weight-of", "weight", weight(indicator.weight)),
        kind(lang, indicator.criteria()),
    ];
    if !indicator.host.th.is_empty() {
        parts.push(lang.tr1("figures-host", "host", lang.of(&indicator.host)));
    }
    parts.join(" · ")
}

/// The card of an evidence file, with its digest under it.
pub(crate) fn evidence(lang: &Lang, places: &Places, filed: &Filed, about: &str) -> Html {
    let document = &filed.document;
    let kind = document.name.rsplit_once('.').map_or("", |(_, ext)| ext);
    let kind: String = kind.chars().filter(char::is_ascii_alphanumeric).take(4).collect();
    let card = ui::evidence_card(
        lang,
        &Evidence {
            kind: if kind.is_empty() { "–".to_owned() } else { kind.to_ascii_uppercase() },
            name: document.name.clone(),
            about: about.to_owned(),
            size: document.size,
            state: if places.holds_documents() { EvidenceState::Whole } else { EvidenceState::OnDemand },
            href: places.document(&document.digest),
        },
    );
    let words = escape(&lang.tr("figures-fingerprint"));
    let digest = ui::digest(lang, &document.digest.to_string());
    Html::trusted(format!(
        "<div class=\"file\">{card}<div class=\"note fingerprint\"><span>{words}</span> {digest}</div></div>"
    ))
}

/// One round in a row of the agency's table.
pub(crate) struct CellView {
    /// `รอบ 9 เดือน`, shown where the column head is not.
    pub(crate) round: String,
    /// Value with its unit.
    pub(crate) value: Option<String>,
    pub(crate) score: Html,
    pub(crate) state: Html,
    /// How many files, in words; empty without any.
    pub(crate) evidence: String,
    pub(crate) illustrative: bool,
}

impl CellView {
    pub(crate) fn of(lang: &Lang, indicator: &Indicator, cell: &Cell) -> Self {
        let report = cell.figure.as_ref().map(|f| &f.report);
        let files = report.map_or(0, |r| r.evidence.len());
        Self {
            round: round(lang, cell.round),
            value: report.and_then(|r| r.value).map(|v| value(lang, indicator, v)),
            score: cell.score().map_or_else(Html::empty, |s| ui::score_chip(lang, s.official)),
            state: state(lang, cell.state),
            evidence: if files == 0 { String::new() } else { lang.tr1("figures-evidence-count", "n", files) },
            illustrative: report.is_some_and(|r| r.illustrative),
        }
    }
}
