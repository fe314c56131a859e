//! What a digest says: how many things of each kind, what is due, which indicators, and where to read them.

use ges_domain::ids::IndicatorNumber;
use ges_web::{Html, Lang, format};

use crate::service::notices::{Notice, NoticeKind};
use crate::service::reminders::Reminder;

/// Indicators named in one mail.
const MAX_INDICATORS: usize = 20;

/// An indicator, or something that is due, as a mail names it.
pub(super) struct Named {
    /// Number and name, or what is due when.
    pub title: String,
    /// Its page.
    pub href: String,
}

/// Subject and body of a mail.
pub(super) struct Words {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// The digest of these notices and reminders. `name` gives an indicator's number and name.
pub(super) fn digest(
    lang: &Lang,
    base_url: &str,
    notices: &[Notice],
    reminders: &[Reminder],
    name: impl Fn(ges_domain::calendar::FiscalYear, &IndicatorNumber) -> String,
) -> Words {
    let mut indicators: Vec<Named> = Vec::new();
    let concerned = notices.iter().filter_map(|n| n.indicator.as_ref());
    for (year, number) in concerned.chain(reminders.iter().filter_map(|r| r.indicator.as_ref())) {
        let href = format!("{base_url}/indicators/{number}?fiscal_year={year}");
        if indicators.len() < MAX_INDICATORS && !indicators.iter().any(|i| i.href == href) {
            indicators.push(Named { title: name(*year, number), href });
        }
    }
    let count = |kind: NoticeKind| notices.iter().filter(|n| n.kind == kind).count();
    let counts: Vec<String> = NoticeKind::ALL
        .into_iter()
        .filter(|kind| count(*kind) > 0)
        .map(|kind| lang.tr2("mail-count", "what", lang.tr(&format!("notice-{}", kind.as_str())), "n", count(kind)))
        .collect();
    let due = reminders.iter().map(|r| Named { title: pressing(lang, r), href: format!("{base_url}{}", r.href) });
    let subject = match (notices.len(), reminders.len()) {
        (0, due) => lang.tr1("mail-subject-due", "n", due),
        (unread, 0) => lang.tr1("mail-subject", "n", unread),
        (unread, due) => lang.tr2("mail-subject-both", "n", unread, "due", due),
    };
    let (all, account) = (format!("{base_url}/notifications"), format!("{base_url}/account"));
    let told = Told { subject, counts, due: due.collect(), indicators, all, account };
    Words { text: text(lang, &told), html: html(lang, &told), subject: told.subject }
}

/// One thing that presses: what it is, until when, and whether that has passed.
fn pressing(lang: &Lang, reminder: &Reminder) -> String {
    let state = if reminder.overdue { "overdue" } else { "due" };
    let day = format::civil(lang.locale(), reminder.due);
    let number = reminder.indicator.as_ref().map(|(_, number)| lang.tr1("mail-due-of", "number", number.to_string()));
    let what = lang.tr1(&format!("mail-{}-{state}", reminder.kind.as_str()), "date", day);
    format!("{what} {}", number.unwrap_or_default()).trim_end().to_owned()
}

/// Everything that a digest tells.
struct Told {
    subject: String,
    counts: Vec<String>,
    due: Vec<Named>,
    indicators: Vec<Named>,
    all: String,
    account: String,
}

fn text(lang: &Lang, told: &Told) -> String {
    let Told { subject, counts, due, indicators, all, account } = told;
    let mut lines = vec![subject.clone(), String::new()];
    lines.extend(counts.iter().map(|line| format!("- {line}")));
    for (heading, named) in [("mail-due", due), ("mail-indicators", indicators)] {
        if !named.is_empty() {
            lines.extend([String::new(), lang.tr(heading)]);
            lines.extend(named.iter().map(|n| format!("- {}\n  {}", n.title, n.href)));
        }
    }
    lines.extend([
        String::new(),
        lang.tr("mail-open"),
        all.clone(),
        String::new(),
        lang.tr("mail-stop"),
        account.clone(),
    ]);
    lines.join("\n") + "\n"
}

fn html(lang: &Lang, told: &Told) -> String {
    let Told { subject, counts, due, indicators, all, account } = told;
    let e = |text: &str| Html::text(text).to_string();
    let link = |href: &str, words: &str| format!("<a href=\"{}\">{}</a>", e(href), e(words));
    let list = |items: Vec<String>| format!("<ul><li>{}</li></ul>", items.join("</li><li>"));
    let mut body = format!("<h1 style=\"font-size:18px\">{}</h1>", e(subject));
    if !counts.is_empty() {
        body.push_str(&list(counts.iter().map(|c| e(c)).collect()));
    }
    for (heading, named) in [("mail-due", due), ("mail-indicators", indicators)] {
        if !named.is_empty() {
            body = format!("{body}<p>{}</p>", e(&lang.tr(heading)));
            body.push_str(&list(named.iter().map(|n| link(&n.href, &n.title)).collect()));
        }
    }
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><body>{body}<p>{}</p><p>{}</p></body></html>",
        lang.locale().code(),
        link(all, &lang.tr("mail-open")),
        link(account, &lang.tr("mail-stop")),
    )
}
