//! Questions of the centre as both sides show them: one line of a list, the whole conversation, and where it stands.

use std::collections::BTreeMap;

use askama::Template;
use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_domain::workflow::question::{About, QuestionEvent, QuestionStage, Standing};
use ges_domain::workflow::{Actor, Named as _, Word};
use ges_ledger::read::documents::Filed;
use ges_ledger::read::questions::Asked;
use ges_web::format::{self, Moment};
use ges_web::ui::{self, Tone};
use ges_web::{Html, Lang, Locale};
use jiff::Timestamp;

/// Characters of a question in a list.
const EXCERPT: usize = 160;

/// Names of organisations that speak in questions.
pub type Names = BTreeMap<OrganisationId, Text>;

/// One line of a list.
#[derive(Debug)]
pub struct Item {
    /// The page of the question.
    pub href: String,
    /// What it is about, or whom it was put to.
    pub title: String,
    /// A second line.
    pub about: String,
    /// The beginning of what was said last.
    pub text: String,
    /// Where it stands.
    pub chips: Html,
    /// When the answer is due.
    pub due: String,
    /// Who prepares the answer; empty where that is not known.
    pub preparing: String,
    /// Word of the button.
    pub act: String,
    /// The one filled button of its page.
    pub first: bool,
}

#[derive(Template)]
#[template(path = "figures/question_list.html")]
struct List<'a> {
    items: &'a [Item],
}

/// A list of questions for a panel of the class `work`.
pub fn list(items: &[Item]) -> Html {
    Html::render(&List { items })
}

/// A word of a process in the reader's language.
pub fn word(lang: &Lang, word: &'static Word) -> &'static str {
    if lang.locale() == Locale::Th { word.th } else { word.en }
}

/// One line; `title` and `about` are the caller's.
pub fn item(lang: &Lang, asked: &Asked, href: String, (title, about): (String, String), act: &str, now: i64) -> Item {
    let said = asked.standing.state.turns().last().map(|turn| turn.text.as_str()).unwrap_or_default();
    let short: String = said.chars().take(EXCERPT).collect();
    Item {
        href,
        title,
        about,
        text: if short.len() < said.len() { format!("{short}…") } else { short },
        chips: chips(lang, asked, now),
        due: if asked.is_open() { due(lang, asked) } else { String::new() },
        preparing: String::new(),
        act: lang.tr(act),
        first: false,
    }
}

/// `ตัวชี้วัดที่ 3 · รอบ 9 เดือน · ปีงบประมาณ 2555`
pub fn place(lang: &Lang, asked: &Asked) -> String {
    let about = &asked.case.about;
    let number = lang.tr1("figures-indicator-n", "number", about.indicator.to_string());
    let round = lang.tr1("figures-round", "months", about.round.months());
    let year = lang.tr1("figures-year", "year", about.fiscal_year.to_string());
    format!("{number} · {round} · {year}")
}

/// Stage, and whether it is due soon or overdue.
pub fn chips(lang: &Lang, asked: &Asked, now: i64) -> Html {
    let stage = asked.stage();
    let tone = match stage {
        QuestionStage::Answered => Tone::Act,
        QuestionStage::Resolved => Tone::Good,
        _ => Tone::Plain,
    };
    let stage = ui::chip(tone, word(lang, stage.word()));
    let standing = asked.at(now);
    let tone = match standing {
        Standing::Overdue => Tone::Bad,
        Standing::DueSoon => Tone::Warn,
        Standing::Waiting | Standing::NotWaiting => return stage,
    };
    Html::trusted(format!("{stage} {}", ui::chip(tone, word(lang, standing.word()))))
}

/// `ตอบภายใน 4 ก.ค. 2555`
pub fn due(lang: &Lang, asked: &Asked) -> String {
    let at = asked.standing.state.due_at().and_then(|at| Timestamp::from_microsecond(at).ok());
    at.map_or_else(String::new, |at| lang.tr1("questions-due", "date", format::date(lang.locale(), at)))
}

/// One thing a question is about; a page leads to its document.
#[derive(Debug)]
pub struct Subject {
    /// In words.
    pub words: String,
    /// The document; empty for a figure.
    pub href: String,
}

/// What a question is about.
pub fn subjects(lang: &Lang, asked: &Asked, documents: &[Filed]) -> Vec<Subject> {
    let agency = &asked.case.about.organisation;
    let subject = |about: &About| match about {
        About::Figure { field } if field.as_str() == "value" => {
            Subject { words: lang.tr("questions-about-value"), href: String::new() }
        }
        About::Figure { field } => {
            Subject { words: lang.tr1("questions-about-figure", "field", field.as_str()), href: String::new() }
        }
        About::Page { document, page } => {
            let filed = documents.iter().find(|f| f.document.digest == *document);
            let name = filed.map_or_else(|| document.to_string(), |f| f.document.name.clone());
            Subject {
                words: lang.tr2("questions-about-page", "page", page.get(), "name", name),
                href: format!("/agencies/{agency}/documents/{document}#page={page}"),
            }
        }
    };
    asked.standing.state.about().iter().map(subject).collect()
}

struct Turn {
    who: String,
    what: String,
    at: Html,
    text: String,
    late: Html,
    evidence: Vec<Subject>,
}

#[derive(Template)]
#[template(path = "figures/thread.html")]
struct Thread<'a> {
    lang: &'a Lang,
    turns: Vec<Turn>,
    end: Option<Turn>,
}

/// Everything that was said, in order, and how it ended.
pub fn thread(lang: &Lang, asked: &Asked, names: &Names, documents: &[Filed]) -> Html {
    let agency = &asked.case.about.organisation;
    let moment =
        |at: i64| Timestamp::from_microsecond(at).map(|t| Moment::DateTime.html(lang.locale(), t)).unwrap_or_default();
    let evidence = |digest: &ges_domain::ids::Digest| {
        let filed = documents.iter().find(|f| f.document.digest == *digest);
        let words = filed.map_or_else(|| digest.to_string(), |f| f.document.name.clone());
        Subject { words, href: format!("/agencies/{agency}/documents/{digest}") }
    };
    let turns = asked.standing.state.turns().iter().enumerate().map(|(n, turn)| Turn {
        who: speaker(lang, &turn.by, names),
        what: lang.tr(match (turn.by.organisation == *agency, n) {
            (true, _) => "questions-turn-answer",
            (false, 0) => "questions-turn-ask",
            (false, _) => "questions-turn-follow-up",
        }),
        at: moment(turn.at),
        text: turn.text.as_str().to_owned(),
        late: if turn.late { ui::chip(Tone::Warn, &lang.tr("questions-late")) } else { Html::empty() },
        evidence: turn.evidence.iter().map(evidence).collect(),
    });
    let turns = turns.collect();
    let last = asked.standing.history.last().filter(|_| !asked.is_open());
    let end = last.map(|step| Turn {
        who: speaker(lang, &step.actor, names),
        what: word(lang, step.to.word()).to_owned(),
        at: moment(step.at),
        text: asked
            .steps
            .iter()
            .find(|s| s.record_id == step.record)
            .map(|s| remark(&s.moved.event))
            .unwrap_or_default(),
        late: Html::empty(),
        evidence: Vec::new(),
    });
    Html::render(&Thread { lang, turns, end })
}

fn remark(event: &QuestionEvent) -> String {
    match event {
        QuestionEvent::Resolve { remark, .. } => remark.as_ref().map(|r| r.as_str().to_owned()).unwrap_or_default(),
        QuestionEvent::Withdraw { remark, .. } => remark.as_str().to_owned(),
        _ => String::new(),
    }
}

/// Function and organisation: people are shown by role.
pub fn speaker(lang: &Lang, actor: &Actor, names: &Names) -> String {
    let role = word(lang, actor.role.word());
    let organisation = names.get(&actor.organisation).map(|name| lang.of(name)).filter(|name| !name.is_empty());
    format!("{role} · {}", organisation.unwrap_or(actor.organisation.as_str()))
}
