//! Questions about a figure before it is submitted: asked once, answered or not, never a wall.

use ges_domain::explain::Explain as _;
use ges_domain::plausibility::{Answer, Answers, MAX_QUESTIONS, Question};
use ges_domain::workflow::Remark;
use ges_web::Lang;
use ges_web::ui::{Field, FieldError, FieldKind};

/// Before the number of a question in the names of its fields.
const ASKED: &str = "asked-";
const ANSWER: &str = "answer-";

/// A question that was on the form, and what was typed under it.
#[derive(Debug, Default, Clone)]
pub(super) struct Asked {
    fingerprint: String,
    answer: String,
}

/// One question of the form.
pub(super) struct Doubt {
    pub(super) name: String,
    pub(super) fingerprint: String,
    pub(super) field: Field,
}

/// Puts a field of the form where it belongs; `false` when it is another.
pub(super) fn put(asked: &mut Vec<Asked>, name: &str, text: &str) -> bool {
    let place = |prefix: &str| name.strip_prefix(prefix).and_then(|n| n.parse::<usize>().ok());
    let (at, is_answer) = match (place(ASKED), place(ANSWER)) {
        (Some(at), _) => (at, false),
        (_, Some(at)) => (at, true),
        _ => return false,
    };
    if at < MAX_QUESTIONS {
        if asked.len() <= at {
            asked.resize(at + 1, Asked::default());
        }
        if let Some(asked) = asked.get_mut(at) {
            if is_answer {
                asked.answer = text.replace('\r', "");
            } else {
                text.clone_into(&mut asked.fingerprint);
            }
        }
    }
    true
}

/// What was answered before about the same numbers.
pub(super) fn known(answers: &Answers) -> Vec<Asked> {
    let asked = |a: &Answer| Asked { fingerprint: a.fingerprint.clone(), answer: a.words.as_str().to_owned() };
    answers.all().iter().map(asked).collect()
}

/// Questions that nobody has seen on the form yet.
pub(super) fn unseen(questions: &[Question], asked: &[Asked]) -> bool {
    questions.iter().any(|q| !asked.iter().any(|a| a.fingerprint == q.fingerprint))
}

/// The answers to questions that still stand.
pub(super) fn answers(lang: &Lang, questions: &[Question], asked: &[Asked], errors: &mut Vec<FieldError>) -> Answers {
    let mut out = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let Some(asked) = asked.iter().find(|a| a.fingerprint == question.fingerprint) else { continue };
        if asked.answer.trim().is_empty() {
            continue;
        }
        match Remark::new(asked.answer.clone()) {
            Ok(words) => out.push(Answer { fingerprint: question.fingerprint.clone(), words }),
            Err(error) => {
                let said = lang.of(&error.explain().words()).to_owned();
                errors.push(FieldError::new(format!("{ANSWER}{at}"), lang.tr("node-doubts"), said));
            }
        }
    }
    Answers::new(out).unwrap_or_default()
}

/// The questions as they stand on the form.
pub(super) fn fields(lang: &Lang, questions: &[Question], asked: &[Asked], errors: &[FieldError]) -> Vec<Doubt> {
    let doubt = |(at, question): (usize, &Question)| {
        let typed = asked.iter().find(|a| a.fingerprint == question.fingerprint);
        let name = format!("{ANSWER}{at}");
        let field = Field::text(name, lang.of(&question.words), typed.map_or("", |a| a.answer.as_str()))
            .kind(FieldKind::Area)
            .optional()
            .errors(errors);
        Doubt { name: format!("{ASKED}{at}"), fingerprint: question.fingerprint.clone(), field }
    };
    questions.iter().enumerate().map(doubt).collect()
}
