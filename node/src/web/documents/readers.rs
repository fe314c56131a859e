//! Who may open what is filed: the field that asks, what was chosen, and the sentences that say who opens it and when.

use std::collections::BTreeSet;

use askama::Template;
use ges_domain::audience::Audience;
use ges_domain::ids::{Digest, OrganisationId};
use ges_ledger::LedgerError;
use ges_ledger::read::documents::Filed;
use ges_store::Tx;
use ges_web::format::Moment;
use ges_web::ui::{Field, FieldError, FieldKind};
use ges_web::{Arg, Html, Lang};
use jiff::Timestamp;

use crate::app::Node;
use crate::config::Approval;
use crate::service::ServiceError;
use crate::service::evidence::{EvidenceError, MOST_NAMED, Nameable, nameable, named};
use crate::service::opening::Opening;

/// What can be chosen.
const CHOICES: [&str; 4] = ["central", "internal", "named", "public"];
/// Organisations that are offered to be named.
const OFFERED: usize = 200;
/// Most characters of a ticked name.
const MAX_NAME: usize = 100;

/// Who is to open what is sent, as it was chosen; nothing chosen means the centre.
#[derive(Debug, Default, Clone)]
pub(in crate::web) struct Chosen {
    choice: Option<&'static str>,
    named: BTreeSet<String>,
}

impl Chosen {
    /// The choice that gives this audience.
    pub(in crate::web) fn of(audience: &Audience) -> Self {
        let choice = match audience {
            Audience::Central => "central",
            Audience::Internal => "internal",
            Audience::Named(_) => "named",
            Audience::Public => "public",
        };
        let named = match audience {
            Audience::Named(list) => list.iter().map(ToString::to_string).collect(),
            _ => BTreeSet::new(),
        };
        Self { choice: Some(choice), named }
    }

    /// Takes a field of a form if it is about readers.
    pub(in crate::web) fn put(&mut self, name: &str, text: &str) -> bool {
        match name {
            "audience" => self.choice = CHOICES.into_iter().find(|choice| *choice == text),
            "reader" => {
                // Those that are not in the list are typed; one more than is allowed, so that the refusal says so.
                let typed = text.split([',', ' ']).map(str::trim).filter(|id| !id.is_empty());
                let room = (MOST_NAMED + 1).saturating_sub(self.named.len());
                self.named.extend(typed.take(room).map(|id| id.chars().take(MAX_NAME).collect::<String>()));
            }
            _ => return false,
        }
        true
    }

    /// Whom that is.
    pub(in crate::web) fn audience(&self) -> Result<Audience, EvidenceError> {
        match self.choice {
            Some("internal") => Ok(Audience::Internal),
            Some("public") => Ok(Audience::Public),
            Some("named") => named(self.named.iter().map(String::as_str)),
            _ => Ok(Audience::Central),
        }
    }
}

/// A refused file as an error at the field it is about.
pub(in crate::web) fn refusal(lang: &Lang, error: &ServiceError, file: &'static str) -> FieldError {
    let said = lang.of(&error.words()).to_owned();
    match error {
        ServiceError::Evidence(error) if error.about_readers() => {
            FieldError::new("audience", lang.tr("documents-audience"), said)
        }
        _ => FieldError::new("file", lang.tr(file), said),
    }
}

struct Offer {
    id: String,
    name: String,
    checked: bool,
}

#[derive(Template)]
#[template(path = "node/readers.html")]
struct Asking<'a> {
    lang: &'a Lang,
    audience: Field,
    offers: Vec<Offer>,
    /// For those that are not in the list.
    others: Option<Field>,
}

/// What is known of possible readers: how they are called, and what releases a figure here.
#[derive(Debug, Clone, Default)]
pub(in crate::web) struct Readers {
    organisations: Vec<Nameable>,
    chain: bool,
}

impl Readers {
    pub(in crate::web) fn read(tx: &mut Tx<'_>, node: &Node) -> Result<Self, LedgerError> {
        Self::of(tx, node.own(), node.config().rounds.approval)
    }

    /// The same where the node cannot be taken along.
    pub(in crate::web) fn of(tx: &mut Tx<'_>, own: &OrganisationId, approval: Approval) -> Result<Self, LedgerError> {
        Ok(Self { organisations: nameable(tx, own)?, chain: approval == Approval::Chain })
    }

    fn when(&self, lang: &Lang) -> String {
        lang.tr(if self.chain { "documents-when-chain" } else { "documents-when-direct" })
    }

    /// The field that asks, with the organisations that can be named.
    pub(in crate::web) fn field(&self, lang: &Lang, chosen: &Chosen, errors: &[FieldError]) -> Html {
        let offer = |o: &Nameable| Offer {
            id: o.id.to_string(),
            name: format!("{} ({})", lang.of(&o.name), o.id),
            checked: chosen.named.contains(o.id.as_str()),
        };
        let mut offers: Vec<Offer> = self.organisations.iter().map(offer).collect();
        let cut = offers.len() > OFFERED;
        // Those that are ticked stay on the page.
        let mut place = 0;
        offers.retain(|o| {
            place += 1;
            place <= OFFERED || o.checked
        });
        let when = self.when(lang);
        let choices = CHOICES.into_iter().filter(|choice| *choice != "named" || !offers.is_empty());
        let choices = choices.map(|name| (name, lang.tr1(&format!("documents-choose-{name}"), "when", when.as_str())));
        let audience = Field::text("audience", lang.tr("documents-audience"), chosen.choice.unwrap_or("central"))
            .kind(FieldKind::Radio)
            .hint(lang.tr("documents-audience-hint"))
            .choices(choices)
            .errors(errors);
        let others = Field::text("reader", lang.tr("documents-readers-others"), "").optional();
        let others = cut.then(|| others.hint(lang.tr1("documents-readers-cut", "n", OFFERED)));
        Html::render(&Asking { lang, audience, offers, others })
    }

    fn whom(&self, lang: &Lang, audience: &Audience) -> String {
        let name = |id: &OrganisationId| {
            let known = self.organisations.iter().find(|o| o.id == *id);
            known.map_or_else(|| id.to_string(), |o| lang.of(&o.name).to_owned())
        };
        match audience {
            Audience::Public => lang.tr("documents-whom-public"),
            Audience::Central => lang.tr("documents-whom-central"),
            Audience::Named(list) => {
                lang.tr1("documents-whom-named", "names", list.iter().map(name).collect::<Vec<_>>().join(", "))
            }
            Audience::Internal => lang.tr("documents-whom-internal"),
        }
    }

    /// Who may open a content, and who will once a figure that names it is released, in plain sentences.
    pub(in crate::web) fn opening(&self, lang: &Lang, opening: &Opening) -> String {
        let mut said = Vec::new();
        if opening.now != Audience::Internal {
            let since = opening.since.and_then(|at| Timestamp::from_microsecond(at).ok());
            let since = since.map(|at| Moment::Date.write(lang.locale(), at)).unwrap_or_default();
            let words = [("whom", Arg::from(self.whom(lang, &opening.now))), ("since", Arg::from(since))];
            said.push(lang.with("documents-open-since", &words));
        }
        if opening.waits() {
            let words = [("whom", Arg::from(self.whom(lang, &opening.meant))), ("when", Arg::from(self.when(lang)))];
            said.push(lang.with("documents-waits", &words));
        }
        if opening.narrowed() {
            said.push(lang.tr("documents-stays"));
        }
        if said.is_empty() { lang.tr("documents-seen-internal") } else { said.join(" · ") }
    }

    /// The same of one digest among the filings of this agency, newest first; nothing when it is not filed.
    pub(in crate::web) fn opening_of(&self, lang: &Lang, filed: &[Filed], digest: &Digest) -> String {
        let filings: Vec<Filed> = filed.iter().filter(|f| f.document.digest == *digest).cloned().collect();
        if filings.is_empty() { String::new() } else { self.opening(lang, &Opening::of(&filings)) }
    }

    /// What one filing did.
    pub(in crate::web) fn filing(&self, lang: &Lang, filed: &Filed) -> String {
        let whom = self.whom(lang, &filed.document.audience);
        match (&filed.audience, &filed.document.audience) {
            (_, Audience::Internal) => whom,
            (Audience::Internal, _) => lang.tr1("documents-filing-held", "whom", whom),
            _ => lang.tr1("documents-filing-opens", "whom", whom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(fields: &[(&str, &str)]) -> Result<String, EvidenceError> {
        let mut chosen = Chosen::default();
        for (name, text) in fields {
            assert!(chosen.put(name, text), "{name}");
        }
        chosen.audience().map(|audience| audience.to_string())
    }

    #[test]
    fn organisations_count_only_where_readers_are_chosen_by_name() {
        assert_eq!(chosen(&[]), Ok("central".into()));
        assert_eq!(chosen(&[("audience", "everybody")]), Ok("central".into()));
        assert_eq!(chosen(&[("audience", "internal"), ("reader", "cdd")]), Ok("internal".into()));
        assert_eq!(chosen(&[("reader", "moi"), ("audience", "named"), ("reader", "cdd")]), Ok("named:cdd,moi".into()));
        assert_eq!(chosen(&[("audience", "named"), ("reader", "moi, cdd oag")]), Ok("named:cdd,moi,oag".into()));
        assert_eq!(chosen(&[("audience", "named"), ("reader", " ")]), Err(EvidenceError::NobodyNamed));
        let many: Vec<String> = (0..500).map(|n| format!("org{n}")).collect();
        let many: Vec<(&str, &str)> =
            many.iter().map(|id| ("reader", id.as_str())).chain([("audience", "named")]).collect();
        assert_eq!(chosen(&many), Err(EvidenceError::TooManyNamed(MOST_NAMED + 1)));
        for text in ["central", "internal", "public", "named:cdd,moi"] {
            assert_eq!(Chosen::of(&text.parse().unwrap()).audience().unwrap().to_string(), text);
        }
        assert!(!Chosen::default().put("file", ""));
    }
}
