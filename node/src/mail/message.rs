//! What a digest says: how many things of each kind, which indicators, and where to read them.

use ges_domain::ids::IndicatorNumber;
use ges_web::{Html, Lang};

use crate::service::notices::{Notice, NoticeKind};

/// Indicators named in one mail.
const MAX_INDICATORS: usize = 20;

/// An indicator as a mail names it.
pub(super) struct Named {
    /// Number and name.
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

/// The digest of these notices. `name` gives an indicator's number and name.
pub(super) fn digest(
    lang: &Lang,
    base_url: &str,
    notices: &[Notice],
    name: impl Fn(ges_domain::calendar::FiscalYear, &IndicatorNumber) -> String,
) -> Words {
    let mut indicators: Vec<Named> = Vec::new();
    for (year, number) in notices.iter().filter_map(|n| n.indicator.as_ref()) {
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
    let subject = lang.tr1("mail-subject", "n", notices.len());
    let (all, account) = (format!("{base_url}/notifications"), format!("{base_url}/account"));
    Words {
        text: text(lang, &subject, &counts, &indicators, &all, &account),
        html: html(lang, &subject, &counts, &indicators, &all, &account),
        subject,
    }
}

fn text(lang: &Lang, subject: &str, counts: &[String], indicators: &[Named], all: &str, account: &str) -> String {
    let mut lines = vec![subject.to_owned(), String::new()];
    lines.extend(counts.iter().map(|line| format!("- {line}")));
    if !indicators.is_empty() {
        lines.extend([String::new(), lang.tr("mail-indicators")]);
        lines.extend(indicators.iter().map(|i| format!("- {}\n  {}", i.title, i.href)));
    }
    lines.extend([
        String::new(),
        lang.tr("mail-open"),
        all.to_owned(),
        String::new(),
        lang.tr("mail-stop"),
        account.to_owned(),
    ]);
    lines.join("\n") + "\n"
}

fn html(lang: &Lang, subject: &str, counts: &[String], indicators: &[Named], all: &str, account: &str) -> String {
    let e = |text: &str| Html::text(text).to_string();
    let link = |href: &str, words: &str| format!("<a href=\"{}\">{}</a>", e(href), e(words));
    let list = |items: Vec<String>| format!("<ul><li>{}</li></ul>", items.join("</li><li>"));
    let mut body =
        format!("<h1 style=\"font-size:18px\">{}</h1>{}", e(subject), list(counts.iter().map(|c| e(c)).collect()));
    if !indicators.is_empty() {
        body = format!("{body}<p>{}</p>", e(&lang.tr("mail-indicators")));
        body.push_str(&list(indicators.iter().map(|i| link(&i.href, &i.title)).collect()));
    }
    format!(
        "<!DOCTYPE html><html lang=\"{}\"><body>{body}<p>{}</p><p>{}</p></body></html>",
        lang.locale().code(),
        link(all, &lang.tr("mail-open")),
        link(account, &lang.tr("mail-stop")),
    )
}
