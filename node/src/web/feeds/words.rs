//! Feeds in words: where, when, which column becomes what. No query, parameter or secret is shown.

use ges_domain::calendar::Era;
use ges_domain::exact::Exact;
use ges_feeds::{Aggregate, RoundFrom, Rule, Source, Tls, WrittenMapping, YearFrom};
use ges_web::{Lang, format};

use crate::feeds::{Every, Schedule};

/// Where a feed reads.
pub(super) fn source(lang: &Lang, source: &Source, secret: bool) -> String {
    let sheet = |name: &Option<String>| name.as_ref().map(|name| lang.tr1("feeds-sheet", "name", name));
    let token = |bearer: bool| {
        let key = if secret { "feeds-token-kept" } else { "feeds-token-missing" };
        bearer.then(|| lang.tr(key))
    };
    let parts = match source {
        Source::Postgres { host, port, database, user, tls, .. } => {
            let tls = if *tls == Tls::Off { "feeds-tls-off" } else { "feeds-tls-on" };
            vec![
                Some(lang.tr2("feeds-postgres", "database", database, "place", format!("{host}:{port}"))),
                Some(lang.tr1("feeds-user", "name", user)),
                Some(lang.tr(tls)),
            ]
        }
        Source::Sqlite { path, .. } => vec![Some(lang.tr1("feeds-sqlite", "path", path.display().to_string()))],
        Source::Folder { path, pattern, sheet: name, .. } => vec![
            Some(lang.tr2("feeds-folder", "pattern", pattern.as_str(), "path", path.display().to_string())),
            sheet(name),
        ],
        Source::HttpFile { url, sheet: name, bearer, .. } => {
            vec![Some(lang.tr1("feeds-http", "url", url.to_string())), sheet(name), token(*bearer)]
        }
        Source::Rest { url, bearer, .. } => {
            vec![Some(lang.tr1("feeds-rest", "url", url.to_string())), token(*bearer)]
        }
    };
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// When it reads by itself.
pub(super) fn schedule(lang: &Lang, schedule: Option<Schedule>) -> String {
    let Some(schedule) = schedule else { return lang.tr("feeds-by-hand") };
    let at = schedule.at();
    let minutes = format!("{:02}", at.minute());
    let time = format!("{:02}:{minutes}", at.hour());
    match schedule.every() {
        Every::Hour => lang.tr1("feeds-every-hour", "minutes", minutes),
        Every::Day => lang.tr1("feeds-every-day", "time", time),
        Every::Week => {
            let day = lang.tr(&format!("feeds-weekday-{}", schedule.on()));
            lang.tr2("feeds-every-week", "day", day, "time", time)
        }
        Every::Month => lang.tr2("feeds-every-month", "day", schedule.on().to_string(), "time", time),
    }
}

/// Which year and round the figures belong to.
pub(super) fn period(lang: &Lang, mapping: &WrittenMapping) -> String {
    let era = lang.tr(if mapping.era == Era::Buddhist { "feeds-era-buddhist" } else { "feeds-era-christian" });
    let year = match &mapping.fiscal_year {
        YearFrom::Fixed(year) => lang.tr2("feeds-year-fixed", "year", year.to_string(), "era", era),
        YearFrom::Column(column) => lang.tr2("feeds-year-column", "column", column, "era", era),
    };
    let round = match &mapping.round {
        RoundFrom::Fixed(round) => lang.tr1("node-round", "months", round.months()),
        RoundFrom::Column(column) => lang.tr1("feeds-round-column", "column", column),
    };
    format!("{year} · {round}")
}

/// How rows become one figure.
pub(super) fn how(lang: &Lang, rule: &Rule) -> String {
    let how = match &rule.aggregate {
        Aggregate::Only => lang.tr("feeds-only"),
        Aggregate::Sum => lang.tr("feeds-sum"),
        Aggregate::Latest { by } => lang.tr1("feeds-latest", "column", by),
    };
    match &rule.scale {
        Some(scale) => format!("{how} × {scale}"),
        None => how,
    }
}

/// A number of a source in full: grouped like others, or as the fraction it is.
pub(in crate::web) fn number(number: &Exact) -> String {
    number.to_decimal().map_or_else(|| number.to_string(), |n| format::decimal(n, None))
}

/// A difference with its sign.
pub(in crate::web) fn signed(number: &Exact) -> String {
    number.to_decimal().map_or_else(|| number.to_string(), |n| format::signed(n, None))
}
