//! Text that is already HTML: the type that keeps escaped and unescaped apart.

use std::fmt;

use askama::Template;
use askama::filters::HtmlSafe;

/// A piece of finished HTML; a template writes it as it is, everything else is escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// Nothing.
    pub const fn empty() -> Self {
        Self(String::new())
    }

    /// Escapes plain text.
    pub fn text(text: &str) -> Self {
        Self(escape(text))
    }

    /// Vouches for markup that this program itself wrote. Never call it with anything that came from outside.
    pub fn trusted(markup: impl Into<String>) -> Self {
        Self(markup.into())
    }

    /// Renders a template; its text is escaped by the template engine.
    pub fn render(template: &impl Template) -> Self {
        match template.render() {
            Ok(markup) => Self(markup),
            Err(error) => {
                // Writing into a String cannot fail; only a template that refuses itself comes here.
                tracing::error!(%error, "a template could not be rendered");
                Self::empty()
            }
        }
    }

    /// The markup.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True when there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl From<Html> for String {
    fn from(html: Html) -> Self {
        html.0
    }
}

/// Escapes text for element content and quoted attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_becomes_text() {
        assert_eq!(
            Html::text("<script>\"a\" & 'b'</script>").as_str(),
            "&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/script&gt;"
        );
    }
}
