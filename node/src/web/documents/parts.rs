//! Words and fields that the library shares with the record form.

use ges_documents::Kind;
use ges_domain::audience::Audience;
use ges_web::ui::{self, Field, FieldKind, Tone};
use ges_web::{Html, Lang, Page};

use crate::app::Node;
use crate::service::library::{Bytes, Use};

/// Who may be chosen when a file is sent; named organisations only through the API.
const CHOICES: [&str; 3] = ["central", "internal", "public"];

/// What the module for uploads says, and which files it offers.
pub(in crate::web) struct Words {
    /// For `accept`.
    pub(in crate::web) accept: String,
    /// Name and text of each `data-word-…`.
    pub(in crate::web) said: Vec<(&'static str, String)>,
}

impl Words {
    pub(in crate::web) fn of(lang: &Lang) -> Self {
        const KEYS: [&str; 13] = [
            "waiting",
            "sending",
            "paused",
            "cut",
            "done",
            "known",
            "failed",
            "pause",
            "resume",
            "again",
            "discard",
            "unfinished",
            "open",
        ];
        let accept = Kind::EXTENSIONS.map(|(extension, _)| format!(".{extension}")).join(",");
        Self { accept, said: KEYS.map(|key| (key, lang.tr(&format!("documents-js-{key}")))).into() }
    }
}

/// Adds style sheet and module of uploads to a page.
pub(in crate::web) fn extend(node: &Node, page: &mut Page) {
    page.stylesheets.push(node.kit().assets().url("documents.css"));
    page.modules.push(node.kit().assets().url("upload.js"));
}

/// Who may open what is sent, each choice with the sentence that says so.
pub(in crate::web) fn audience_field(lang: &Lang, chosen: Option<&Audience>) -> Field {
    let chosen = chosen.unwrap_or(&Audience::Central).to_string();
    let choices = CHOICES.map(|name| (name, lang.tr(&format!("documents-choose-{name}"))));
    Field::text("audience", lang.tr("documents-audience"), chosen).kind(FieldKind::Radio).choices(choices)
}

/// One of the choices; anything else is left to the default.
pub(in crate::web) fn read_audience(text: &str) -> Option<Audience> {
    CHOICES.contains(&text).then(|| text.parse().ok()).flatten()
}

/// Who may open a document, in a plain sentence.
pub(super) fn audience_in_words(lang: &Lang, audience: &Audience) -> String {
    match audience {
        Audience::Public => lang.tr("documents-seen-public"),
        Audience::Central => lang.tr("documents-seen-central"),
        Audience::Internal => lang.tr("documents-seen-internal"),
        Audience::Named(list) => {
            let names = list.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            lang.tr1("documents-seen-named", "names", names)
        }
    }
}

/// Each figure that a document supports, with the places in it.
pub(in crate::web) fn uses_in_words(lang: &Lang, uses: &[Use]) -> Vec<String> {
    let words = |one: &Use| {
        let place = [
            ("number", ges_web::Arg::from(one.indicator.to_string())),
            ("months", ges_web::Arg::from(one.round.months())),
            ("year", ges_web::Arg::from(one.year.to_string())),
        ];
        let mut said = vec![lang.with("documents-use", &place)];
        said.extend(one.places.iter().cloned());
        said.join(" · ")
    };
    uses.iter().map(words).collect()
}

/// How the bytes are.
pub(super) fn state(lang: &Lang, bytes: Bytes) -> Html {
    let (tone, key) = match bytes {
        Bytes::Whole => (Tone::Good, "documents-bytes-whole"),
        Bytes::Missing => (Tone::Bad, "documents-bytes-missing"),
        Bytes::Differs => (Tone::Bad, "documents-bytes-differs"),
    };
    ui::chip(tone, &lang.tr(key))
}
