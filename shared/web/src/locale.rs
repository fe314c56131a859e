//! Which of the two languages a reader gets: chosen by link, remembered by cookie, else the browser's wish, else Thai.

use std::fmt;
use std::str::FromStr;

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE};
use serde::{Deserialize, Serialize};

/// Name of the cookie that remembers the reader's language for a year.
pub const COOKIE_NAME: &str = "ges_lang";

/// A language of the interface.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// Thai, the default.
    #[default]
    Th,
    /// English.
    En,
}

/// The text names no language of the interface.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language: use `th` or `en`")]
pub struct UnknownLocale;

impl Locale {
    /// Both languages, Thai first.
    pub const ALL: [Self; 2] = [Self::Th, Self::En];

    /// BCP 47 code, as in `<html lang>`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Th => "th",
            Self::En => "en",
        }
    }

    /// The language's own name, for the language switch.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Th => "ไทย",
            Self::En => "English",
        }
    }

    /// The other language.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Th => Self::En,
            Self::En => Self::Th,
        }
    }

    /// Thai?
    pub const fn is_thai(self) -> bool {
        matches!(self, Self::Th)
    }

    /// The words in this language; Thai stands in where English is missing.
    pub fn of(self, text: &ges_domain::text::Text) -> &str {
        match self {
            Self::Th => &text.th,
            Self::En => text.english(),
        }
    }

    /// Decides the language of one request: `?lang=`, cookie, `Accept-Language`, Thai.
    pub fn negotiate(query: Option<&str>, headers: &HeaderMap) -> Self {
        Self::from_query(query)
            .or_else(|| cookie(headers, COOKIE_NAME).and_then(|value| value.parse().ok()))
            .or_else(|| headers.get(ACCEPT_LANGUAGE).and_then(|value| accepted(value.to_str().ok()?)))
            .unwrap_or_default()
    }

    /// The language a link asked for with `?lang=th` or `?lang=en`.
    pub fn from_query(query: Option<&str>) -> Option<Self> {
        form_urlencoded::parse(query?.as_bytes())
            .filter(|(name, _)| name == "lang")
            .find_map(|(_, value)| value.parse().ok())
    }

    /// The `Set-Cookie` value that remembers this language for a year.
    pub fn cookie(self, https: bool) -> String {
        let secure = if https { "; Secure" } else { "" };
        format!("{COOKIE_NAME}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}", self.code())
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Locale {
    type Err = UnknownLocale;
    fn from_str(text: &str) -> Result<Self, UnknownLocale> {
        match text {
            "th" => Ok(Self::Th),
            "en" => Ok(Self::En),
            _ => Err(UnknownLocale),
        }
    }
}

/// The value of one cookie of a request (RFC 6265 §5.4).
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The best of `Accept-Language` (RFC 9110 §12.5.4); weights are compared as written thousandths, never as floats.
fn accepted(header: &str) -> Option<Locale> {
    header
        .split(',')
        .filter_map(|range| {
            let mut parts = range.split(';');
            let tag = parts.next()?.trim().to_ascii_lowercase();
            let primary = tag.split('-').next().unwrap_or_default();
            let locale = if primary == "*" { Locale::default() } else { primary.parse().ok()? };
            let weight = parts.find_map(|p| p.trim().strip_prefix("q=")).map_or(Some(1000), thousandths)?;
            (weight > 0).then_some((weight, locale))
        })
        // `max_by_key` keeps the last of equals; the first named must win.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, locale)| locale)
}

fn thousandths(weight: &str) -> Option<u32> {
    let (whole, part) = weight.trim().split_once('.').unwrap_or((weight.trim(), ""));
    if part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole: u32 = whole.parse().ok().filter(|w| *w <= 1)?;
    format!("{part:0<3}").parse::<u32>().ok().map(|part| (whole * 1000 + part).min(1000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(accept: Option<&'static str>, cookie: Option<&'static str>) -> HeaderMap {
        let mut map = HeaderMap::new();
        if let Some(value) = accept {
            map.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(value));
        }
        if let Some(value) = cookie {
            map.insert(COOKIE, HeaderValue::from_static(value));
        }
        map
    }

    #[test]
    fn link_beats_cookie_beats_browser_beats_thai() {
        let all = headers(Some("en"), Some("a=b; ges_lang=th"));
        assert_eq!(Locale::negotiate(Some("x=1&lang=en"), &all), Locale::En);
        assert_eq!(Locale::negotiate(Some("lang=fr"), &all), Locale::Th);
        assert_eq!(Locale::negotiate(None, &headers(Some("en-GB, th;q=0.5"), None)), Locale::En);
        assert_eq!(Locale::negotiate(None, &headers(None, None)), Locale::Th);
    }

    #[test]
    fn browser_wishes_are_weighed() {
        for (wish, got) in [
            ("fr, en;q=0.8, th;q=0.9", Some(Locale::Th)),
            ("en;q=0.8, th;q=0.8", Some(Locale::En)),
            ("en;q=0, th;q=0.001", Some(Locale::Th)),
            ("EN-us", Some(Locale::En)),
            ("de, *;q=0.1", Some(Locale::Th)),
            ("de", None),
            ("en;q=9", None),
            ("en;q=0.12345", None),
            ("", None),
        ] {
            assert_eq!(accepted(wish), got, "{wish}");
        }
    }

    #[test]
    fn language_cookie_is_secure_over_https() {
        assert!(Locale::En.cookie(true).ends_with("; Secure"));
        assert!(!Locale::En.cookie(false).contains("Secure"));
    }
}
