//! Form fields whose label, hint, echo and error belong together, and the summary that leads to what is wrong.

use askama::Template;

use crate::html::Html;
use crate::translations::Lang;

/// Something wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Name of the field, which is also its id.
    pub field: String,
    /// Its label.
    pub label: String,
    /// What is wrong and what to do: `พบตัวอักษร “ราย” ในช่องตัวเลข กรุณาใส่เฉพาะตัวเลข เช่น 2,486`.
    pub message: String,
}

impl FieldError {
    /// An error of one field.
    pub fn new(field: impl Into<String>, label: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), label: label.into(), message: message.into() }
    }
}

/// Kinds of field.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum FieldKind {
    /// One line of text.
    #[default]
    Text,
    /// A number; Thai digits are welcome, so it is a text field with a number pad.
    Number,
    /// A password; pasting is allowed.
    Password,
    /// A date.
    Date,
    /// Several lines.
    Area,
    /// One of several, all visible.
    Radio,
    /// One of many.
    Select,
    /// Yes or no.
    Check,
}

/// One of several answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

/// A form field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// Name in the form and id on the page.
    pub name: String,
    /// Its visible label; never only a placeholder.
    pub label: String,
    /// Kind.
    pub kind: FieldKind,
    /// What stands in it; nothing typed is ever thrown away, not even when it is wrong.
    pub value: String,
    /// A line under the label.
    pub hint: String,
    /// How the server understood it: `อ่านได้ว่า 2,486 ราย`.
    pub echo: String,
    /// What is wrong.
    pub error: Option<String>,
    /// Answers to choose from.
    pub choices: Vec<Choice>,
    /// May stay empty.
    pub optional: bool,
    /// Token for `autocomplete`.
    pub autocomplete: String,
    /// Unit behind the field.
    pub unit: String,
}

impl Field {
    /// A line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), label: label.into(), value: value.into(), ..Self::default() }
    }

    /// The same field of another kind.
    #[must_use]
    pub fn kind(mut self, kind: FieldKind) -> Self {
        self.kind = kind;
        self
    }

    /// With a hint under the label.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// With an echo of how the server understood it.
    #[must_use]
    pub fn echo(mut self, echo: impl Into<String>) -> Self {
        self.echo = echo.into();
        self
    }

    /// With what is wrong, if anything in `errors` is about this field.
    #[must_use]
    pub fn errors(mut self, errors: &[FieldError]) -> Self {
        self.error = errors.iter().find(|error| error.field == self.name).map(|error| error.message.clone());
        self
    }

    /// With answers to choose from: `(value, label)`.
    #[must_use]
    pub fn choices<V: Into<String>, L: Into<String>>(mut self, choices: impl IntoIterator<Item = (V, L)>) -> Self {
        self.choices =
            choices.into_iter().map(|(value, label)| Choice { value: value.into(), label: label.into() }).collect();
        self
    }

    /// May stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// With a unit behind it.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// With a token for `autocomplete`.
    #[must_use]
    pub fn autocomplete(mut self, token: impl Into<String>) -> Self {
        self.autocomplete = token.into();
        self
    }

    fn described_by(&self) -> String {
        let mut ids = Vec::new();
        if !self.hint.is_empty() {
            ids.push(format!("{}-hint", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("{}-error", self.name));
        }
        if !self.echo.is_empty() {
            ids.push(format!("{}-echo", self.name));
        }
        ids.join(" ")
    }
}

#[derive(Template)]
#[template(path = "kit/parts/field.html")]
struct FieldView<'a> {
    lang: &'a Lang,
    f: &'a Field,
    described: String,
    wrong: bool,
}

/// Draws a field.
pub fn field(lang: &Lang, field: &Field) -> Html {
    Html::render(&FieldView { lang, f: field, described: field.described_by(), wrong: field.error.is_some() })
}

#[derive(Template)]
#[template(path = "kit/parts/error_summary.html")]
struct Summary<'a> {
    title: String,
    errors: &'a [FieldError],
}

/// The box above a form that names every error and leads to its field; it takes the focus when the page opens.
pub fn error_summary(lang: &Lang, errors: &[FieldError]) -> Html {
    if errors.is_empty() {
        return Html::empty();
    }
    Html::render(&Summary { title: lang.tr1("error-summary", "n", errors.len()), errors })
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
    fn what_was_typed_stays_and_label_hint_and_error_are_tied_to_the_field() {
        let errors = [FieldError::new("done", "ดำเนินการแล้ว", "พบตัวอักษร “ราย” ในช่องตัวเลข")];
        let typed = Field::text("done", "ดำเนินการแล้ว", "2,486 ราย\"><script>")
            .kind(FieldKind::Number)
            .hint("นับรายธุรกิจไม่ซ้ำ")
            .errors(&errors);
        let html = field(&lang(), &typed).to_string();
        assert!(html.contains("<label for=\"done\">"), "{html}");
        assert!(html.contains("aria-describedby=\"done-hint done-error\"") && html.contains("aria-invalid=\"true\""));
        assert!(html.contains("inputmode=\"decimal\"") && html.contains("2,486 ราย"));
        assert!(!html.contains("<script>"));
        assert!(error_summary(&lang(), &errors).as_str().contains("href=\"#done\""));
        assert!(error_summary(&lang(), &[]).is_empty());
    }

    #[test]
    fn every_kind_has_its_own_control_with_a_label() {
        for (kind, control) in [
            (FieldKind::Text, "type=\"text\""),
            (FieldKind::Password, "type=\"password\""),
            (FieldKind::Date, "type=\"date\""),
            (FieldKind::Area, "<textarea"),
            (FieldKind::Radio, "type=\"radio\""),
            (FieldKind::Select, "<select"),
            (FieldKind::Check, "type=\"checkbox\""),
        ] {
            let html =
                field(&lang(), &Field::text("f", "ป้าย", "b").kind(kind).choices([("a", "ก"), ("b", "ข")])).to_string();
            assert!(html.contains(control) && html.contains("ป้าย"), "{kind:?}: {html}");
        }
        let chosen =
            field(&lang(), &Field::text("f", "ป้าย", "b").kind(FieldKind::Select).choices([("a", "ก"), ("b", "ข")]));
        assert!(chosen.as_str().contains("value=\"b\" selected"), "{chosen}");
    }
}
