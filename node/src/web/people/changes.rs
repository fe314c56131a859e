//! The changes that concern a person, in words, for the foot of the person's page.

use ges_web::accounts::{CONSOLE, Change, Deed};
use ges_web::format::{self, Moment};
use ges_web::kit::Kit;
use ges_web::{Html, Lang};
use jiff::civil::Date;

/// One line of the table.
pub(super) struct ChangeRow {
    pub at: Html,
    pub actor: String,
    pub deed: String,
    pub before: String,
    pub after: String,
}

pub(super) fn row(kit: &Kit, lang: &Lang, change: &Change) -> ChangeRow {
    let deed = change.deed.map_or("people-deed-unknown".to_owned(), |deed| format!("people-deed-{}", deed.name()));
    let other = change.other.as_deref().unwrap_or_default();
    ChangeRow {
        at: Moment::DateTime.html(lang.locale(), change.at),
        actor: if change.actor == CONSOLE { lang.tr("people-console") } else { change.actor.clone() },
        deed: lang.with(&deed, &[("subject", (&change.subject).into()), ("other", other.into())]),
        before: value(kit, lang, change.deed, &change.before),
        after: value(kit, lang, change.deed, &change.after),
    }
}

fn value(kit: &Kit, lang: &Lang, deed: Option<Deed>, kept: &str) -> String {
    let said = match deed {
        Some(Deed::Invited | Deed::Roles) => {
            kept.split_ascii_whitespace().map(|role| kit.role_label(lang.locale(), role)).collect::<Vec<_>>().join(", ")
        }
        Some(Deed::Label) => kept.split('\n').filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" · "),
        Some(Deed::Delegated | Deed::DelegationEnded) => delegation(kit, lang, kept).unwrap_or_else(|| kept.to_owned()),
        _ => kept.to_owned(),
    };
    if said.is_empty() { "–".to_owned() } else { said }
}

fn delegation(kit: &Kit, lang: &Lang, kept: &str) -> Option<String> {
    let mut parts = kept.split(' ');
    let role = kit.role_label(lang.locale(), parts.next()?);
    let (first, last): (Date, Date) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some(format!("{role} {}", format::span(lang.locale(), first, last)))
}
