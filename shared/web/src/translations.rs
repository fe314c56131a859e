//! Words of the interface: Fluent files of the kit and of the product, merged, with both languages complete.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, LazyLock};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use ges_domain::text::Text;
use unic_langid::LanguageIdentifier;

use crate::locale::Locale;

const THAI: &str = include_str!("../locales/th/kit.ftl");
const ENGLISH: &str = include_str!("../locales/en/kit.ftl");

/// Why a set of Fluent files cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TranslationError {
    /// A file is not Fluent syntax.
    #[error("the {locale} words are not valid Fluent near byte {position}: {reason}")]
    Syntax {
        /// Language of the file.
        locale: Locale,
        /// Byte offset of the first error.
        position: usize,
        /// What the parser says.
        reason: String,
    },
    /// The same key stands twice in one language.
    #[error("the {locale} words define `{key}` twice: rename one of them")]
    Twice {
        /// Language of the files.
        locale: Locale,
        /// The key.
        key: String,
    },
}

/// A value put into a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg<'a> {
    /// Words or an already formatted number.
    Text(Cow<'a, str>),
    /// A count that chooses the plural form.
    Count(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}
impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
macro_rules! counts {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Arg<'_> {
            fn from(count: $kind) -> Self {
                Self::Count(i64::try_from(count).unwrap_or(i64::MAX))
            }
        }
        impl From<&$kind> for Arg<'_> {
            fn from(count: &$kind) -> Self {
                Self::from(*count)
            }
        }
    )*};
}
counts!(i32, i64, u8, u16, u32, u64, usize);

/// All words of one product in both languages.
pub struct Translations {
    thai: FluentBundle<FluentResource>,
    english: FluentBundle<FluentResource>,
    keys: [BTreeSet<String>; 2],
}

impl fmt::Debug for Translations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Translations").field("keys", &self.keys[0].len()).finish_non_exhaustive()
    }
}

impl Translations {
    /// Merges the kit's own words with a product's: `(language, Fluent source)`, any number of files.
    ///
    /// # Errors
    /// A file that does not parse, or a key defined twice in one language.
    pub fn new(product: &[(Locale, &str)]) -> Result<Self, TranslationError> {
        let mut all = Self { thai: bundle(Locale::Th), english: bundle(Locale::En), keys: Default::default() };
        all.add(Locale::Th, THAI)?;
        all.add(Locale::En, ENGLISH)?;
        for (locale, source) in product {
            all.add(*locale, source)?;
        }
        Ok(all)
    }

    fn add(&mut self, locale: Locale, source: &str) -> Result<(), TranslationError> {
        let resource = FluentResource::try_new(source.to_owned()).map_err(|(_, errors)| {
            let first = errors.first();
            TranslationError::Syntax {
                locale,
                position: first.map_or(0, |e| e.pos.start),
                reason: first.map_or_else(String::new, ToString::to_string),
            }
        })?;
        for entry in resource.entries() {
            if let fluent_syntax::ast::Entry::Message(message) = entry {
                let key = message.id.name.to_owned();
                if !self.keys[index(locale)].insert(key.clone()) {
                    return Err(TranslationError::Twice { locale, key });
                }
            }
        }
        let bundle = if locale.is_thai() { &mut self.thai } else { &mut self.english };
        bundle.add_resource(resource).map_err(|errors| TranslationError::Twice {
            locale,
            key: errors.first().map_or_else(String::new, ToString::to_string),
        })
    }

    /// The message in one language. A key nobody wrote comes back as `⟦key⟧`, visibly and without a panic.
    pub fn tr(&self, locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let bundle = if locale.is_thai() { &self.thai } else { &self.english };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::error!(key, %locale, "a message is missing");
            return format!("⟦{key}⟧");
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value {
                Arg::Text(text) => values.set(*name, FluentValue::from(text.as_ref())),
                Arg::Count(count) => values.set(*name, FluentValue::from(*count)),
            }
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
        if let Some(error) = errors.first() {
            tracing::error!(key, %locale, %error, "a message lacks a value");
        }
        text.into_owned()
    }

    /// The message in both languages.
    pub fn text(&self, key: &str, args: &[(&str, Arg<'_>)]) -> Text {
        Text::new(self.tr(Locale::Th, key, args), self.tr(Locale::En, key, args))
    }

    /// Is there such a message?
    pub fn has(&self, key: &str) -> bool {
        self.keys.iter().any(|keys| keys.contains(key))
    }

    /// Keys that one language has and the other lacks, with the language that lacks them. A product's tests assert
    /// that this is empty.
    pub fn missing_keys(&self) -> Vec<(Locale, String)> {
        let [thai, english] = &self.keys;
        let lacking = |locale, have: &BTreeSet<String>, lack: &BTreeSet<String>| {
            have.difference(lack).map(|key| (locale, key.clone())).collect::<Vec<_>>()
        };
        let mut all = lacking(Locale::Th, english, thai);
        all.extend(lacking(Locale::En, thai, english));
        all
    }
}

fn index(locale: Locale) -> usize {
    usize::from(!locale.is_thai())
}

fn bundle(locale: Locale) -> FluentBundle<FluentResource> {
    // Both codes are valid; the default language would only lose the plural forms.
    let language: LanguageIdentifier = locale.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    // Isolation marks are for mixed writing directions; in Thai and English they only break copying and tests.
    bundle.set_use_isolating(false);
    bundle
}

/// The words in one reader's language; cheap to clone.
#[derive(Debug, Clone)]
pub struct Lang {
    locale: Locale,
    words: Arc<Translations>,
}

impl Lang {
    /// One language of a set of words.
    pub fn new(locale: Locale, words: Arc<Translations>) -> Self {
        Self { locale, words }
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The same words in another language.
    #[must_use]
    pub fn switched(&self, locale: Locale) -> Self {
        Self { locale, words: Arc::clone(&self.words) }
    }

    /// A message without values.
    pub fn tr(&self, key: &str) -> String {
        self.words.tr(self.locale, key, &[])
    }

    /// A message with one value: `lang.tr1("rows", "n", 3)`.
    pub fn tr1<'a>(&self, key: &str, name: &str, value: impl Into<Arg<'a>>) -> String {
        self.words.tr(self.locale, key, &[(name, value.into())])
    }

    /// A message with two values.
    pub fn tr2<'a>(
        &self,
        key: &str,
        name: &str,
        value: impl Into<Arg<'a>>,
        other: &str,
        other_value: impl Into<Arg<'a>>,
    ) -> String {
        self.words.tr(self.locale, key, &[(name, value.into()), (other, other_value.into())])
    }

    /// A message with any number of values.
    pub fn with(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.words.tr(self.locale, key, args)
    }

    /// The reader's half of a bilingual text.
    pub fn of<'t>(&self, text: &'t Text) -> &'t str {
        self.locale.of(text)
    }

    /// All words, both languages.
    pub fn words(&self) -> &Arc<Translations> {
        &self.words
    }
}

/// The kit's own words, for texts that must exist before any product is known.
static KIT: LazyLock<Option<Translations>> = LazyLock::new(|| Translations::new(&[]).ok());

/// One of the kit's own messages in both languages.
pub(crate) fn kit_text(key: &str, args: &[(&str, Arg<'_>)]) -> Text {
    KIT.as_ref().map_or_else(|| Text::new(key, key), |words| words.text(key, args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_every_key() {
        assert_eq!(Translations::new(&[]).unwrap().missing_keys(), []);
    }

    #[test]
    fn a_key_of_one_language_alone_is_reported() {
        let words = Translations::new(&[(Locale::Th, "only-thai = ก"), (Locale::En, "only-english = a")]).unwrap();
        assert_eq!(
            words.missing_keys(),
            [(Locale::Th, "only-english".to_owned()), (Locale::En, "only-thai".to_owned())]
        );
        assert_eq!(words.tr(Locale::En, "only-thai", &[]), "⟦only-thai⟧");
    }

    #[test]
    fn product_words_may_not_replace_the_kits() {
        let refused = Translations::new(&[(Locale::Th, "sign-in = x")]).unwrap_err();
        assert_eq!(refused, TranslationError::Twice { locale: Locale::Th, key: "sign-in".to_owned() });
    }

    #[test]
    fn broken_fluent_is_refused_with_its_place() {
        assert!(matches!(
            Translations::new(&[(Locale::En, "good = a\nbad = { $x\n")]).unwrap_err(),
            TranslationError::Syntax { locale: Locale::En, .. }
        ));
    }

    #[test]
    fn counts_choose_the_plural_and_values_are_not_wrapped() {
        let words =
            Translations::new(&[(Locale::En, "n = { $n ->\n [one] one item\n *[other] { $n } items\n}")]).unwrap();
        assert_eq!(words.tr(Locale::En, "n", &[("n", 1.into())]), "one item");
        assert_eq!(words.tr(Locale::En, "n", &[("n", 3.into())]), "3 items");
    }
}
