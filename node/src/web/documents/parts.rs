//! Words and fields that the library shares with the record form.

use ges_documents::Kind;
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, Page};

use crate::app::Node;
use crate::service::library::{Bytes, Use};

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
