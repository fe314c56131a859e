//! What is true and what comes next: banners, empty states, the rare toast.

use askama::Template;

use super::{Tone, escape};
use crate::format::Given;
use crate::html::Html;
use crate::translations::Lang;

/// The one act offered with a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Verb with object: `ดูผลที่ส่งแล้ว`.
    pub label: String,
    /// Where it leads.
    pub href: String,
}

impl Act {
    /// An act that is a link.
    pub fn new(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { label: label.into(), href: href.into() }
    }
}

/// A banner: a title, a sentence, perhaps an act. Errors and warnings stand where they belong, never in a toast.
pub fn notice(tone: impl Given<Tone>, title: &str, text: &str, act: Option<&Act>) -> Html {
    let tone = tone.given();
    let text = if text.is_empty() { String::new() } else { format!("<p>{}</p>", escape(text)) };
    let act = act
        .map_or_else(String::new, |act| format!("<p><a href=\"{}\">{}</a></p>", escape(&act.href), escape(&act.label)));
    let role = if tone == Tone::Bad { " role=\"alert\"" } else { "" };
    Html::trusted(format!(
        "<div class=\"notice {}\"{role}><p class=\"strong\">{}</p>{text}{act}</div>",
        tone.class(),
        escape(title)
    ))
}

#[derive(Template)]
#[template(path = "kit/parts/empty.html")]
struct Empty<'a> {
    title: &'a str,
    text: &'a str,
    act: Option<&'a Act>,
    done: bool,
}

/// Nothing to show: what is true, what comes next, one act. `done` adds the ticked sheet of finished work.
pub fn empty_state(title: &str, text: &str, act: Option<&Act>, done: bool) -> Html {
    Html::render(&Empty { title, text, act, done })
}

/// Something that succeeded and can be undone; for nothing else. `undo` is the address a form posts to.
pub fn toast(lang: &Lang, text: &str, undo: &str) -> Html {
    Html::trusted(format!(
        "<div class=\"toast\" role=\"status\"><p>{}</p><form method=\"post\" action=\"{}\"><button class=\"link\">{}</button></form></div>",
        escape(text),
        escape(undo),
        escape(&lang.tr("undo"))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_say_what_and_what_next_and_stay_text() {
        let act = Act::new("ล้างคำค้น", "/a?b=\"c");
        let html = empty_state("ไม่พบ “<b>”", "ใกล้เคียงที่สุด", Some(&act), false);
        assert!(html.as_str().contains("ล้างคำค้น") && !html.as_str().contains("<b>"));
        assert!(!html.as_str().contains("b=\"c"));
        assert!(notice(Tone::Bad, "ผิด", "", None).as_str().contains("role=\"alert\""));
        assert!(!notice(Tone::Good, "<i>", "<u>", Some(&act)).as_str().contains("<i>"));
    }
}
