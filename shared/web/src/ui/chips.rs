//! Small labelled marks: whose turn it is, why there is no number, whether an agency is connected.

use super::escape;
use crate::format::Given;
use crate::html::Html;
use crate::translations::Lang;

/// Colour of a chip; the words carry the meaning, the colour only helps to find it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Grey: somebody else's turn.
    Plain,
    /// Blue: calls for an act.
    Act,
    /// Green: correct, complete.
    Good,
    /// Amber: look at it.
    Warn,
    /// Red: wrong, missing, lost.
    Bad,
}

impl Tone {
    /// Class in the style sheet.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Act => "act",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
        }
    }
}

/// A chip with any words.
pub fn chip(tone: impl Given<Tone>, text: &str) -> Html {
    Html::trusted(format!("<span class=\"chip {}\">{}</span>", tone.given().class(), escape(text)))
}

/// Where a result stands on its way from the officer's desk to the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WorkStatus {
    /// Being written.
    Draft,
    /// With the supervisor of the indicator.
    Supervisor,
    /// With the PA unit (กพร.).
    PaUnit,
    /// Sent back for correction.
    Returned,
    /// Waits for the CIO.
    AwaitingCio,
    /// The CIO has attested it.
    Attested,
    /// Past its date, by days.
    Overdue(u32),
    /// The agency cannot be reached.
    Lost,
}

/// The status chip of a piece of work.
pub fn work_status(lang: &Lang, status: impl Given<WorkStatus>) -> Html {
    let (tone, words) = match status.given() {
        WorkStatus::Draft => (Tone::Act, lang.tr("status-draft")),
        WorkStatus::Supervisor => (Tone::Plain, lang.tr("status-supervisor")),
        WorkStatus::PaUnit => (Tone::Plain, lang.tr("status-pa-unit")),
        WorkStatus::Returned => (Tone::Bad, lang.tr("status-returned")),
        WorkStatus::AwaitingCio => (Tone::Act, lang.tr("status-awaiting-cio")),
        WorkStatus::Attested => (Tone::Good, lang.tr("status-attested")),
        WorkStatus::Overdue(days) => (Tone::Warn, lang.tr1("status-overdue", "days", days)),
        WorkStatus::Lost => (Tone::Bad, lang.tr("status-lost")),
    };
    chip(tone, &words)
}

/// Why there is no number. Never shown as zero, never left blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DataState {
    /// This round does not ask for it yet.
    NotYet,
    /// It comes from elsewhere and has not arrived.
    Awaiting {
        /// Who sends it: `GFMIS`.
        source: String,
        /// Expected date as written, if known.
        expected: Option<String>,
    },
    /// It should have been reported; counts as the lowest score.
    NotReported {
        /// Days past the date.
        days_late: u32,
    },
    /// Taken out of the agreement.
    Cancelled {
        /// Address of the decision.
        decision: Option<String>,
    },
}

/// The chip for a missing number, with what the reader needs to know beside it.
pub fn data_state(lang: &Lang, state: &DataState) -> Html {
    let build = |class: &str, sign: &str, name: &str, note: &str| {
        let note =
            if note.is_empty() { String::new() } else { format!(" <span class=\"note\">{}</span>", escape(note)) };
        format!(
            "<span class=\"state\"><span class=\"chip {class}\"><span aria-hidden=\"true\">{sign}</span> {}</span>{note}</span>",
            escape(name)
        )
    };
    Html::trusted(match state {
        DataState::NotYet => build("notyet", "–", &lang.tr("data-not-yet"), ""),
        DataState::Awaiting { source, expected } => {
            let note = match expected {
                Some(date) => lang.tr2("data-awaiting-until", "source", source, "date", date),
                None => lang.tr1("data-awaiting-from", "source", source),
            };
            build("awaiting", "…", &lang.tr("data-awaiting"), &note)
        }
        DataState::NotReported { days_late } => {
            build("missing", "✕", &lang.tr("data-missing"), &lang.tr1("data-missing-note", "days", days_late))
        }
        DataState::Cancelled { decision } => {
            let name = lang.tr("data-cancelled");
            let chip = format!("<span class=\"chip cancelled\"><s>{}</s></span>", escape(&name));
            match decision {
                Some(href) => format!(
                    "<span class=\"state\">{chip} <a href=\"{}\">{}</a></span>",
                    escape(href),
                    escape(&lang.tr("data-cancelled-decision"))
                ),
                None => format!("<span class=\"state\">{chip}</span>"),
            }
        }
    })
}

/// How well the centre and an agency hear each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkHealth {
    /// Everything has arrived; time of the last contact as written.
    Live(String),
    /// Connected, but this many records have not arrived yet.
    Behind(u64),
    /// Out of contact since then.
    Lost(String),
    /// The copies differ: the agency's journal no longer continues what was received.
    Diverged,
    /// Enrolled, never heard of.
    Never,
}

/// The chip for the connection to an agency (or, at a node, to the centre).
pub fn link_health(lang: &Lang, health: &LinkHealth) -> Html {
    let (tone, sign, words) = match health {
        LinkHealth::Live(at) => (Tone::Good, "●", lang.tr1("link-live", "at", at)),
        LinkHealth::Behind(count) => (Tone::Warn, "◐", lang.tr1("link-behind", "n", count)),
        LinkHealth::Lost(since) => (Tone::Bad, "○", lang.tr1("link-lost", "since", since)),
        LinkHealth::Diverged => (Tone::Bad, "!", lang.tr("link-diverged")),
        LinkHealth::Never => (Tone::Plain, "○", lang.tr("link-never")),
    };
    Html::trusted(format!(
        "<span class=\"chip {}\"><span aria-hidden=\"true\">{sign}</span> {}</span>",
        tone.class(),
        escape(&words)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::translations::Translations;

    fn thai() -> Lang {
        Lang::new(Locale::Th, Translations::new(&[]).unwrap().into())
    }

    #[test]
    fn a_missing_number_is_never_zero_and_never_blank() {
        for state in [
            DataState::NotYet,
            DataState::Awaiting { source: "GFMIS".to_owned(), expected: Some("8 ก.ค. 2555".to_owned()) },
            DataState::NotReported { days_late: 3 },
            DataState::Cancelled { decision: None },
        ] {
            let html = data_state(&thai(), &state).to_string();
            assert!(html.contains("chip") && !html.contains(">0<"), "{html}");
        }
        assert!(data_state(&thai(), &DataState::NotReported { days_late: 3 }).as_str().contains("1.0000"));
    }

    #[test]
    fn hostile_sources_and_links_stay_text() {
        let state = DataState::Cancelled { decision: Some("\"><script>".to_owned()) };
        assert!(!data_state(&thai(), &state).as_str().contains("<script>"));
        assert!(!chip(Tone::Bad, "<b>").as_str().contains("<b>"));
    }

    #[test]
    fn status_words_follow_the_glossary() {
        assert!(work_status(&thai(), WorkStatus::PaUnit).as_str().contains("กพร."));
        assert!(work_status(&thai(), WorkStatus::Overdue(2)).as_str().contains("เลยกำหนด 2 วัน"));
    }
}
