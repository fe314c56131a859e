//! A figure beside its source feed: where it comes from, and loudly where it says something else.

use askama::Template;
use ges_domain::agreement::{Agreement, Indicator};
use ges_domain::calendar::Round;
use ges_domain::plausibility::Question;
use ges_domain::result::Report;
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, Problem, format};

use super::feeds::words::{number, signed};
use crate::app::Node;
use crate::feeds::{self, Compared, Values};
use crate::service::rounds::{Card, Year};

#[derive(Template)]
#[template(path = "node/source.html")]
struct Notice {
    tone: &'static str,
    title: String,
    lines: Vec<String>,
}

/// A report beside the newest values of its sources; nothing where no feed gives any.
pub(super) fn compared(
    agreement: &Agreement,
    indicator: &Indicator,
    round: Round,
    report: Option<&Report>,
    values: &Values,
) -> Vec<Compared> {
    let given = values.get(&(indicator.number.clone(), round)).map(Vec::as_slice).unwrap_or_default();
    feeds::compare(agreement, indicator, report, given)
}

/// The notice about one figure.
pub(super) fn notice(lang: &Lang, compared: &[Compared]) -> Html {
    let differing: Vec<&Compared> = compared.iter().filter(|c| c.differs()).collect();
    let disputed: Vec<&Compared> = compared.iter().filter(|c| c.disputed || c.differs()).collect();
    let (tone, key, shown) = if compared.iter().any(|c| c.disputed) {
        ("warn", "feeds-disagree", disputed)
    } else if !differing.is_empty() {
        ("warn", "feeds-differs", differing)
    } else if compared.iter().any(|c| c.typed.is_none()) {
        ("act", "feeds-has-value", compared.iter().filter(|c| c.typed.is_none()).collect())
    } else if compared.is_empty() {
        return Html::empty();
    } else {
        ("plain", "feeds-agrees", compared.iter().collect())
    };
    Html::render(&Notice { tone, title: lang.tr(key), lines: shown.into_iter().map(|c| line(lang, c)).collect() })
}

/// One value: in the figure, at the source, and how far apart.
fn line(lang: &Lang, c: &Compared) -> String {
    let at = format::date_time(lang.locale(), c.given.at);
    let source = lang.with(
        "feeds-at-source",
        &[("value", number(&c.given.value).into()), ("feed", (&c.given.feed).into()), ("at", at.into())],
    );
    let label = lang.of(&c.label);
    match (&c.typed, &c.difference) {
        (Some(typed), Some(difference)) => {
            let reported = lang.tr1("feeds-reported", "value", number(typed));
            let apart = lang.tr1("feeds-apart", "difference", signed(difference));
            format!("{label}: {reported} · {source} · {apart}")
        }
        _ => format!("{label}: {source}"),
    }
}

/// What is asked where feeds differ about an indicator in a round.
pub(super) fn asked(agreement: &Agreement, indicator: &Indicator, round: Round, values: &Values) -> Vec<Question> {
    let given = values.get(&(indicator.number.clone(), round)).map(Vec::as_slice).unwrap_or_default();
    feeds::disputes(agreement, indicator, given).iter().map(feeds::Said::question).collect()
}

/// The notice of a card, about the figure that waits for somebody, or the newest one; and what is asked about it.
pub(super) async fn of_card(
    node: &Node,
    lang: &Lang,
    found: &Year,
    card: &Card,
) -> Result<(Html, Vec<Question>), Problem> {
    let values = feeds::given(node, found.year).await?;
    let report = card.submitted().or_else(|| card.newest()).map(|f| &f.report);
    let notice = notice(lang, &compared(&found.agreement, &card.indicator, card.round, report, &values));
    Ok((notice, asked(&found.agreement, &card.indicator, card.round, &values)))
}

/// Of many figures, those that say something else than their source: each with its name.
pub(super) fn summary(lang: &Lang, all: &[(&Indicator, Vec<Compared>)]) -> Html {
    let of = |(indicator, compared): &(&Indicator, Vec<Compared>)| {
        let name = format!("{} {}", indicator.number, lang.of(&indicator.name));
        let differing = compared.iter().filter(|c| c.differs());
        differing.map(|c| format!("{name} — {}", line(lang, c))).collect::<Vec<_>>()
    };
    let lines: Vec<String> = all.iter().flat_map(of).collect();
    if lines.is_empty() {
        return Html::empty();
    }
    let count = all.iter().filter(|(_, compared)| compared.iter().any(Compared::differs)).count();
    Html::render(&Notice { tone: "warn", title: lang.tr1("feeds-differ-many", "n", count), lines })
}

/// The mark in a row of figures.
pub(super) fn chip(lang: &Lang, compared: &[Compared]) -> Html {
    if compared.iter().any(Compared::differs) {
        ui::chip(Tone::Warn, &lang.tr("feeds-differs-chip"))
    } else {
        Html::empty()
    }
}
