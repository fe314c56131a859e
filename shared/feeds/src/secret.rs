//! A password or token beside a source: it is sent to that source and shown nowhere.

use std::fmt;

use zeroize::Zeroizing;

/// Most characters of a secret.
const MAX_SECRET: usize = 4_096;

/// A password of a database or a bearer token. It has no text form, cannot be written to a file, and is wiped from
/// memory when it is dropped.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Keeps a secret; `None` when it is empty, longer than 4,096 bytes or holds control characters.
    pub fn new(text: String) -> Option<Self> {
        let text = Zeroizing::new(text);
        let good = !text.is_empty() && text.len() <= MAX_SECRET && !text.chars().any(char::is_control);
        good.then_some(Self(text))
    }

    /// The secret itself, for the one place that sends it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

/// Says only that there is one.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::new("s3cret".into()).unwrap();
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
        assert_eq!(secret.expose(), "s3cret");
    }

    #[test]
    fn what_cannot_be_sent_is_no_secret() {
        for bad in [String::new(), "a\nb".into(), "x".repeat(MAX_SECRET + 1)] {
            assert!(Secret::new(bad).is_none());
        }
        assert!(Secret::new("x".repeat(MAX_SECRET)).is_some());
    }
}
