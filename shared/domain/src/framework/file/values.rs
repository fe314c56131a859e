//! Taking values out of tables: each by its kind, and told at its line where it is of another.

use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::super::Slug;
use super::{Fields, FileProblem, Kind, Sheet, nearest, too_long, unfit};
use crate::number::parse_decimal;
use crate::text::Text;

impl<P: From<FileProblem>> Sheet<P> {
    /// Keys of a table that have not been taken.
    pub fn keys(fields: &Fields<'_>) -> Vec<String> {
        fields.values.keys().cloned().collect()
    }

    /// Takes a value that may be absent.
    pub fn take<'i>(fields: &mut Fields<'i>, key: &str) -> Option<Spanned<DeValue<'i>>> {
        fields.values.remove(key)
    }

    /// Takes a value that must be there.
    fn required<'i>(&mut self, fields: &mut Fields<'i>, key: &'static str) -> Option<Spanned<DeValue<'i>>> {
        let value = Self::take(fields, key);
        if value.is_none() {
            self.complain(fields, key, FileProblem::Missing(key));
        }
        value
    }

    fn kind<T>(&mut self, fields: &mut Fields<'_>, key: &str, expected: Kind, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.complain(fields, key, FileProblem::Kind(expected));
        }
        value
    }

    /// A text that must be there.
    pub fn text(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        let value = self.required(fields, key)?;
        let text = self.kind(fields, key, Kind::Text, value.get_ref().as_str().map(str::to_owned))?;
        if let Some(problem) = too_long(&text) {
            self.complain(fields, key, problem);
        }
        Some(text)
    }

    /// A text that may be absent.
    pub fn optional_text(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
        fields.values.contains_key(key).then(|| self.text(fields, key)).flatten()
    }

    /// A whole number that must be there.
    pub fn whole(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<u32> {
        let value = self.required(fields, key)?;
        let number = value.get_ref().as_integer().filter(|n| n.radix() == 10);
        self.kind(fields, key, Kind::Whole, number.and_then(|n| n.as_str().parse().ok()))
    }

    /// Yes or no; no where it is absent.
    pub fn flag(&mut self, fields: &mut Fields<'_>, key: &'static str) -> bool {
        let Some(value) = Self::take(fields, key) else { return false };
        self.kind(fields, key, Kind::Flag, value.get_ref().as_bool()).unwrap_or(false)
    }

    /// A decimal that may be absent, as text or as a number: TOML keeps the digits as they were typed.
    pub fn decimal(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Decimal> {
        let value = Self::take(fields, key)?;
        self.decimal_of(fields, key, value.get_ref())
    }

    fn decimal_of(&mut self, fields: &mut Fields<'_>, key: &str, value: &DeValue<'_>) -> Option<Decimal> {
        let typed = match value {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str().to_owned()),
            DeValue::Float(number) => Some(number.as_str().to_owned()),
            _ => None,
        };
        let typed = self.kind(fields, key, Kind::Decimal, typed)?;
        match parse_decimal(&typed) {
            Ok(number) => Some(number),
            Err(error) => {
                self.complain(fields, key, FileProblem::Number(error));
                None
            }
        }
    }

    /// Two decimals that may be absent.
    pub fn pair(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<[Decimal; 2]> {
        let value = Self::take(fields, key)?;
        let items = value.get_ref().as_array().filter(|items| items.len() == 2);
        let items = self.kind(fields, key, Kind::Pair, items)?;
        let numbers: Vec<Decimal> =
            items.iter().filter_map(|item| self.decimal_of(fields, key, item.get_ref())).collect();
        numbers.try_into().ok()
    }

    /// One of several words, which may be absent.
    pub fn word<T: Copy>(&mut self, fields: &mut Fields<'_>, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let given = self.optional_text(fields, key)?;
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == given) {
            return Some(*value);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let given: String = given.chars().take(40).collect();
        let nearest = nearest(&given, words.iter().copied()).map(str::to_owned);
        self.complain(fields, key, FileProblem::UnknownWord { given, nearest, known: words.join(", ") });
        None
    }

    /// One of several words, which must be there.
    pub fn required_word<T: Copy>(
        &mut self,
        fields: &mut Fields<'_>,
        key: &'static str,
        choices: &[(&str, T)],
    ) -> Option<T> {
        let value = self.word(fields, key, choices);
        self.must(fields, key, value)
    }

    /// An id that must be there.
    pub fn required_slug(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Slug> {
        let slug = self.slug(fields, key);
        self.must(fields, key, slug)
    }

    /// The `id` of an entry, which must be there and by which messages call it from now on.
    pub fn named(&mut self, fields: &mut Fields<'_>, what: &str) -> Option<Slug> {
        let id = self.required_slug(fields, "id")?;
        fields.name = format!("{what} {id}");
        Some(id)
    }

    /// What could not be read has been told; what is not there is told now.
    fn must<T>(&mut self, fields: &mut Fields<'_>, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.complain(fields, key, FileProblem::Missing(key));
        }
        value
    }

    /// An id that may be absent.
    pub fn slug(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Slug> {
        let given = self.optional_text(fields, key)?;
        self.slug_of(fields, key, &given)
    }

    fn slug_of(&mut self, fields: &mut Fields<'_>, key: &str, given: &str) -> Option<Slug> {
        match given.parse() {
            Ok(slug) => Some(slug),
            Err(error) => {
                self.complain(fields, key, FileProblem::Id(error));
                None
            }
        }
    }

    /// A list of ids under any key.
    pub fn slugs(&mut self, fields: &mut Fields<'_>, key: &str) -> Vec<Slug> {
        let Some(value) = Self::take(fields, key) else { return Vec::new() };
        let texts = value.get_ref().as_array().and_then(|items| {
            items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
        });
        let texts = self.kind(fields, key, Kind::Texts, texts).unwrap_or_default();
        texts.iter().filter_map(|text| self.slug_of(fields, key, text)).collect()
    }

    /// Words in Thai and English that must be there; Thai must not be empty and neither too long.
    pub fn words(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Text> {
        let value = self.required(fields, key)?;
        self.words_of(fields, key, value)
    }

    /// Words that may be absent.
    pub fn optional_words(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Option<Text> {
        let value = Self::take(fields, key)?;
        self.words_of(fields, key, value)
    }

    /// A list of words, empty where it is absent.
    pub fn words_list(&mut self, fields: &mut Fields<'_>, key: &'static str) -> Vec<Text> {
        let Some(value) = Self::take(fields, key) else { return Vec::new() };
        let DeValue::Array(items) = value.into_inner() else {
            self.complain(fields, key, FileProblem::Kind(Kind::WordsList));
            return Vec::new();
        };
        items.into_iter().filter_map(|item| self.words_of(fields, key, item)).collect()
    }

    fn words_of(&mut self, fields: &mut Fields<'_>, key: &str, value: Spanned<DeValue<'_>>) -> Option<Text> {
        let line = self.line_at(value.span().start);
        let DeValue::Table(table) = value.into_inner() else {
            self.complain(fields, key, FileProblem::Kind(Kind::Words));
            return None;
        };
        let mut inner = self.fields(table, line, &fields.field(key), &["th", "en"]);
        let th = self.text(&mut inner, "th");
        let en = self.optional_text(&mut inner, "en").unwrap_or_default();
        if th.is_none() || !inner.told.is_empty() {
            // Told inside; the words as a whole need no word of their own.
            fields.told.insert(key.to_owned());
        }
        let words = Text::new(th?, en);
        if let Some(problem) = unfit(&words) {
            self.complain(fields, key, problem);
        }
        Some(words)
    }

    /// A table that may be absent, with its line.
    pub fn table<'i>(&mut self, fields: &mut Fields<'i>, key: &'static str) -> Option<(usize, Spanned<DeTable<'i>>)> {
        let value = Self::take(fields, key)?;
        let (line, span) = (fields.line_of(key), value.span());
        let DeValue::Table(table) = value.into_inner() else {
            self.complain(fields, key, FileProblem::Kind(Kind::Table));
            return None;
        };
        Some((line, Spanned::new(span, table)))
    }

    /// The tables of a list such as `[[node]]`, each with its line; more than `most` are refused and not read.
    pub fn tables<'i>(&mut self, fields: &mut Fields<'i>, key: &'static str, most: usize) -> Vec<(usize, DeTable<'i>)> {
        let Some(value) = Self::take(fields, key) else { return Vec::new() };
        let DeValue::Array(items) = value.into_inner() else {
            self.complain(fields, key, FileProblem::Kind(Kind::Tables));
            return Vec::new();
        };
        let mut out = Vec::new();
        for (count, item) in items.into_iter().enumerate() {
            let line = self.line_at(item.span().start);
            if count == most {
                self.report(line, key, FileProblem::LongList(most));
                break;
            }
            match item.into_inner() {
                DeValue::Table(table) => out.push((line, table)),
                _ => self.complain(fields, key, FileProblem::Kind(Kind::Tables)),
            }
        }
        out
    }
}
