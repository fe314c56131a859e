//! Thai and English text together: whoever shows a name chooses the reader's language late.

use serde::{Deserialize, Serialize};

/// The same words in Thai and English. Thai is always there; English may be empty and then Thai stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Thai.
    pub th: String,
    /// English; empty when nobody has translated it yet.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Text {
    /// Both languages.
    pub fn new(th: impl Into<String>, en: impl Into<String>) -> Self {
        Self { th: th.into(), en: en.into() }
    }

    /// English where it exists, otherwise Thai.
    pub fn english(&self) -> &str {
        if self.en.is_empty() { &self.th } else { &self.en }
    }
}
