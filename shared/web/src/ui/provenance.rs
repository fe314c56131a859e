//! Where a number comes from: the strip of steps, the panel of facts, digests to compare and to copy.

use std::fmt::Write;

use askama::Template;

use super::{Tone, escape};
use crate::format;
use crate::html::Html;
use crate::translations::Lang;

/// How one step of a number's way stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Done and unchanged since.
    Done,
    /// Done, but something came after it that needs a look.
    Attention,
    /// Not yet.
    Open,
}

/// One step: `บันทึก`, `ผู้กำกับดูแล`, `กพร.`, `CIO`, `ส่วนกลางได้รับ`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who or what, with a date if there is one.
    pub label: String,
    /// How it stands.
    pub state: StepState,
    /// Where it is shown in full.
    pub href: Option<String>,
}

/// The steps in order, each with a shape and a word of its own.
pub fn provenance_strip(lang: &Lang, steps: &[Step]) -> Html {
    let mut html = format!("<ol class=\"steps\" aria-label=\"{}\">", escape(&lang.tr("provenance-strip")));
    for step in steps {
        let (class, word) = match step.state {
            StepState::Done => ("done", "step-done"),
            StepState::Attention => ("attention", "step-attention"),
            StepState::Open => ("open", "step-open"),
        };
        let label = match &step.href {
            Some(href) => format!("<a href=\"{}\">{}</a>", escape(href), escape(&step.label)),
            None => escape(&step.label),
        };
        let _ = write!(
            html,
            "<li class=\"{class}\">{}{label}<span class=\"sr\"> ({})</span></li>",
            step_sign(step.state),
            escape(&lang.tr(word))
        );
    }
    html.push_str("</ol>");
    Html::trusted(html)
}

fn step_sign(state: StepState) -> &'static str {
    match state {
        StepState::Done => {
            "<svg class=\"sign\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><circle cx=\"8\" cy=\"8\" r=\"8\"/><path d=\"M4.5 8.3 7 10.8l4.6-5\"/></svg>"
        }
        StepState::Attention => {
            "<svg class=\"sign\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><circle cx=\"8\" cy=\"8\" r=\"8\"/><path d=\"M8 3.6v5.2M8 11.4v.9\"/></svg>"
        }
        StepState::Open => {
            "<svg class=\"sign\" viewBox=\"0 0 16 16\" aria-hidden=\"true\"><circle cx=\"8\" cy=\"8\" r=\"7\"/></svg>"
        }
    }
}

/// One line of the provenance panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// What it is: `ผู้บันทึก`, `ลายนิ้วมือของรายการ`.
    pub label: String,
    /// The finished value: text ([`Html::text`]), a time, a link, a [`digest`].
    pub value: Html,
}

impl Fact {
    /// A fact in plain text.
    pub fn text(label: impl Into<String>, value: &str) -> Self {
        Self { label: label.into(), value: Html::text(value) }
    }

    /// A fact that is finished HTML.
    pub fn html(label: impl Into<String>, value: Html) -> Self {
        Self { label: label.into(), value }
    }

    /// A fact that is a digest in hexadecimal digits.
    pub fn digest(lang: &Lang, label: impl Into<String>, hex: &str) -> Self {
        Self { label: label.into(), value: digest(lang, hex) }
    }

    /// A fact with a link.
    pub fn link(label: impl Into<String>, href: &str, text: &str) -> Self {
        Self { label: label.into(), value: Html::trusted(format!("<a href=\"{}\">{}</a>", escape(href), escape(text))) }
    }
}

#[derive(Template)]
#[template(path = "kit/parts/provenance.html")]
struct Panel<'a> {
    title: &'a str,
    verdict: Option<(&'a str, &'a str)>,
    facts: &'a [Fact],
    verify: Html,
}

/// What the panel behind a number shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// `ตัวเลข 2,600 มาจากไหน`
    pub title: String,
    /// The outcome of a check in words; claim only what was just checked.
    pub verdict: Option<(Tone, String)>,
    /// The facts, in the order of the number's way.
    pub facts: Vec<Fact>,
    /// A command that checks it on the reader's own machine.
    pub verify_command: Option<String>,
}

/// The panel behind a number: the verdict, the facts, and how to check it oneself.
pub fn provenance_panel(lang: &Lang, provenance: &Provenance) -> Html {
    Html::render(&Panel {
        title: &provenance.title,
        verdict: provenance.verdict.as_ref().map(|(tone, words)| (tone.class(), words.as_str())),
        facts: &provenance.facts,
        verify: provenance.verify_command.as_deref().map_or_else(Html::empty, |command| verify_box(lang, command)),
    })
}

/// A digest: short in fours, all 64 digits on demand, with a button that copies them without the spaces.
pub fn digest(lang: &Lang, hex: &str) -> Html {
    if hex.chars().count() <= 16 {
        return Html::trusted(format!("<code class=\"digest\">{}</code>", escape(&format::groups(hex))));
    }
    Html::trusted(format!(
        "<details class=\"digest\"><summary><code>{}</code><span class=\"sr\"> {}</span></summary>\
         <code>{}</code> {}</details>",
        escape(&format::short(hex)),
        escape(&lang.tr("digest-whole")),
        escape(&format::groups(hex)),
        copy_button(lang, hex)
    ))
}

/// A command to run on one's own machine, ready to copy.
pub fn verify_box(lang: &Lang, command: &str) -> Html {
    Html::trusted(format!(
        "<div class=\"verify\"><h3>{}</h3><p>{}</p><pre tabindex=\"0\"><code>{}</code></pre>{}</div>",
        escape(&lang.tr("verify-title")),
        escape(&lang.tr("verify-text")),
        escape(command),
        copy_button(lang, command)
    ))
}

/// Shown only where scripts run; without them the text can be marked and copied as ever.
fn copy_button(lang: &Lang, text: &str) -> String {
    format!(
        "<button type=\"button\" class=\"button small\" hidden data-copy=\"{}\" data-copied=\"{}\">{}</button>",
        escape(text),
        escape(&lang.tr("copied")),
        escape(&lang.tr("copy"))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::translations::Translations;

    fn lang() -> Lang {
        Lang::new(Locale::Th, Translations::new(&[]).unwrap().into())
    }

    #[test]
    fn digests_show_fours_and_copy_without_spaces() {
        let hex = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb";
        let html = digest(&lang(), hex);
        assert!(html.as_str().contains("<code>ca97 8112 … 48bb</code>"));
        assert!(html.as_str().contains(&format!("data-copy=\"{hex}\"")));
    }

    #[test]
    fn the_panel_lists_facts_and_escapes_them() {
        let html = provenance_panel(
            &lang(),
            &Provenance {
                title: "ตัวเลขมาจากไหน".to_owned(),
                verdict: Some((Tone::Good, "ตรงกัน".to_owned())),
                facts: vec![Fact::text("ผู้บันทึก", "<script>"), Fact::link("นิยาม", "/d\"x", "ฉบับที่ 2")],
                verify_command: Some("ges-node verify <x>".to_owned()),
            },
        );
        assert!(html.as_str().contains("<dt>ผู้บันทึก</dt>"), "{html}");
        assert!(!html.as_str().contains("<script>") && !html.as_str().contains("/d\"x"));
        assert!(html.as_str().contains("ges-node verify &lt;x&gt;"));
    }

    #[test]
    fn steps_have_words_besides_shapes() {
        let steps = [
            Step { label: "บันทึก".to_owned(), state: StepState::Done, href: None },
            Step { label: "CIO".to_owned(), state: StepState::Open, href: Some("/p#cio".to_owned()) },
        ];
        let html = provenance_strip(&lang(), &steps);
        assert!(html.as_str().contains("(เสร็จแล้ว)") && html.as_str().contains("(ยังไม่ถึง)"));
    }
}
