//! Moving about: filters, next page, the other language, keys.

use std::fmt::Write;

use super::escape;
use crate::format::{self, Given};
use crate::html::Html;
use crate::page::{Page, with_query};
use crate::translations::Lang;

/// One filter of a list, as a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What it keeps: `เลยกำหนด`.
    pub label: String,
    /// How many that leaves.
    pub count: Option<u64>,
    /// Where it leads.
    pub href: String,
    /// In force now?
    pub current: bool,
}

/// Filters side by side; they are links and work without scripts.
pub fn filters(lang: &Lang, all: &[Filter]) -> Html {
    let mut html = format!("<nav class=\"filters\" aria-label=\"{}\"><ul>", escape(&lang.tr("filters")));
    for filter in all {
        let current = if filter.current { " aria-current=\"true\"" } else { "" };
        let count = filter.count.map_or_else(String::new, |n| format!(" <span>{}</span>", format::count(n)));
        let _ =
            write!(html, "<li><a href=\"{}\"{current}>{}{count}</a></li>", escape(&filter.href), escape(&filter.label));
    }
    html.push_str("</ul></nav>");
    Html::trusted(html)
}

/// The foot of a paged list: how many are shown, the way to the next and back to the beginning.
/// `url` is the address of the list; `next` the cursor of the next page.
pub fn pager(
    lang: &Lang,
    url: &str,
    shown: impl Given<u64>,
    total: impl Given<Option<u64>>,
    next: Option<&str>,
) -> Html {
    let shown = shown.given();
    let count = match total.given() {
        Some(total) => lang.tr2("pager-of", "shown", format::count(shown), "total", format::count(total)),
        None => lang.tr1("pager-shown", "shown", format::count(shown)),
    };
    let mut html =
        format!("<nav class=\"pager\" aria-label=\"{}\"><p>{}</p>", escape(&lang.tr("pager")), escape(&count));
    if url.contains("cursor=") {
        let first = with_query(url, "cursor", None);
        let _ = write!(html, "<a class=\"button\" href=\"{}\">{}</a>", escape(&first), escape(&lang.tr("pager-first")));
    }
    if let Some(next) = next {
        let next = with_query(url, "cursor", Some(next));
        let _ = write!(
            html,
            "<a class=\"button\" rel=\"next\" href=\"{}\">{}</a>",
            escape(&next),
            escape(&lang.tr("pager-next"))
        );
    }
    html.push_str("</nav>");
    Html::trusted(html)
}

/// The link to this very page in the other language.
pub fn language_switch(page: &Page) -> Html {
    let other = page.locale().other();
    Html::trusted(format!(
        "<a class=\"language\" href=\"{}\" lang=\"{code}\" hreflang=\"{code}\" rel=\"alternate\">{}</a>",
        escape(&page.switched_url()),
        other.name(),
        code = other.code()
    ))
}

/// A key as it is drawn beside its button: `J`.
pub fn key_hint(key: &str) -> Html {
    Html::trusted(format!("<kbd>{}</kbd>", escape(key)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use crate::translations::Translations;

    #[test]
    fn the_pager_keeps_filters_and_leads_back_to_the_beginning() {
        let lang = Lang::new(Locale::En, Translations::new(&[]).unwrap().into());
        let html = pager(&lang, "/rounds?late=yes&cursor=abc", 15, Some(26), Some("de\"f"));
        assert!(html.as_str().contains("href=\"/rounds?late=yes\""), "{html}");
        assert!(html.as_str().contains("/rounds?late=yes&amp;cursor=de%22f"));
        assert!(html.as_str().contains("15 of 26"));
        assert!(!pager(&lang, "/rounds", 3, None::<u64>, None).as_str().contains("<a "));
    }

    #[test]
    fn the_filter_in_force_says_so() {
        let lang = Lang::new(Locale::Th, Translations::new(&[]).unwrap().into());
        let all = [Filter { label: "<all>".to_owned(), count: Some(1026), href: "/x".to_owned(), current: true }];
        let html = filters(&lang, &all);
        assert!(html.as_str().contains("aria-current=\"true\">&lt;all&gt; <span>1,026</span>"), "{html}");
    }
}
