//! Files behind a figure, and what changed between two versions of it.

use askama::Template;

use crate::format;
use crate::html::Html;
use crate::translations::Lang;

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EvidenceState {
    /// Arriving: percent so far.
    Sending(u8),
    /// Complete and checked.
    Whole,
    /// The line broke; it goes on from where it stopped.
    Interrupted,
    /// The bytes are not those that were signed for.
    Differs,
    /// Its description is here, its bytes are fetched when opened.
    OnDemand,
}

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// `PDF`, `XLSX`: at most four letters.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Which figure stands on which page: `หน้า 4 รองรับตัวเลข 2,486 และ 114`.
    pub about: String,
    /// Size in bytes.
    pub size: u64,
    /// How it stands.
    pub state: EvidenceState,
    /// Where it opens.
    pub href: String,
}

#[derive(Template)]
#[template(path = "kit/parts/evidence.html")]
struct Card<'a> {
    file: &'a Evidence,
    size: String,
    tone: &'static str,
    state: String,
}

/// The card of one file.
pub fn evidence_card(lang: &Lang, file: &Evidence) -> Html {
    let (tone, state) = match file.state {
        EvidenceState::Sending(percent) => ("act", lang.tr1("evidence-sending", "percent", percent)),
        EvidenceState::Whole => ("good", lang.tr("evidence-whole")),
        EvidenceState::Interrupted => ("warn", lang.tr("evidence-interrupted")),
        EvidenceState::Differs => ("bad", lang.tr("evidence-differs")),
        EvidenceState::OnDemand => ("plain", lang.tr("evidence-on-demand")),
    };
    Html::render(&Card { file, size: format::bytes(file.size), tone, state })
}

/// One field of two versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Which field.
    pub label: String,
    /// Before, as written; `None` when it is new.
    pub old: Option<String>,
    /// After, as written; `None` when it was taken away.
    pub new: Option<String>,
    /// The difference, as written: `+55`. Changes of values have no colour.
    pub difference: Option<String>,
    /// Who, by role, and when.
    pub by: Option<String>,
}

#[derive(Template)]
#[template(path = "kit/parts/diff.html")]
struct Diff<'a> {
    change: &'a Change,
    old: String,
    new: String,
    nothing: String,
}

/// Old struck through, new in bold, then the difference, who and when.
pub fn diff_row(lang: &Lang, change: &Change) -> Html {
    Html::render(&Diff { change, old: lang.tr("diff-old"), new: lang.tr("diff-new"), nothing: lang.tr("diff-nothing") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::translations::Translations;

    #[test]
    fn files_and_changes_say_their_state_in_words() {
        let lang = Lang::new(Locale::Th, Translations::new(&[]).unwrap().into());
        let file = Evidence {
            kind: "PDF".to_owned(),
            name: "รายงาน <1>.pdf".to_owned(),
            about: String::new(),
            size: 1_400_000,
            state: EvidenceState::Sending(62),
            href: "/files/x".to_owned(),
        };
        let html = evidence_card(&lang, &file).to_string();
        assert!(html.contains("กำลังส่ง 62%") && html.contains("1.4\u{a0}MB") && !html.contains("<1>"), "{html}");
        let change = Change {
            label: "ดำเนินการแล้ว".to_owned(),
            old: Some("2,431".to_owned()),
            new: Some("2,486".to_owned()),
            difference: Some("+55".to_owned()),
            by: None,
        };
        let html = diff_row(&lang, &change).to_string();
        assert!(html.contains("<del>") && html.contains("<ins>") && html.contains("(+55)"), "{html}");
    }
}
