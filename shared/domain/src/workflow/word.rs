//! Stable words for programs, with what people read for them.

use crate::text::Text;

/// A stable word, and the same in Thai and English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word {
    /// Stable word in `snake_case`, as in records and columns; it never changes.
    pub code: &'static str,
    /// Thai.
    pub th: &'static str,
    /// English.
    pub en: &'static str,
}

impl Word {
    /// Both languages.
    pub fn text(&self) -> Text {
        Text::new(self.th, self.en)
    }
}

/// One of a fixed set of named things.
pub trait Named: Copy + Ord + std::fmt::Debug + 'static {
    /// All of them.
    const ALL: &'static [Self];

    /// Its name.
    fn word(self) -> &'static Word;
}

/// An enum whose variants have a stable word, Thai and English; serde uses the stable word.
macro_rules! named {
    ($(#[$meta:meta])* $vis:vis enum $name:ident {
        $($(#[$doc:meta])* $variant:ident = $code:literal, $th:literal, $en:literal;)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        $vis enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant,)+
        }

        impl $crate::workflow::word::Named for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn word(self) -> &'static $crate::workflow::word::Word {
                match self {
                    $(Self::$variant => &$crate::workflow::word::Word { code: $code, th: $th, en: $en },)+
                }
            }
        }
    };
}
pub(super) use named;
