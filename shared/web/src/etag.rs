//! Conditional answers: nothing is sent twice to a reader who has it (RFC 9110 §13).

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode};

/// A strong entity tag; made from a revision, a digest or anything else that changes with the bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag(HeaderValue);

impl Tag {
    /// Makes a tag. Characters that may not stand in a tag (RFC 9110 §8.8.3) are replaced by `-`.
    pub fn new(text: &str) -> Self {
        let safe: String = text.chars().map(|c| if c == '!' || ('#'..='~').contains(&c) { c } else { '-' }).collect();
        Self(HeaderValue::from_str(&format!("\"{safe}\"")).unwrap_or(HeaderValue::from_static("\"-\"")))
    }

    /// Does the reader already have it? `*` and weak comparison as RFC 9110 §13.1.2 asks.
    pub fn matches(&self, headers: &HeaderMap) -> bool {
        let own = self.0.to_str().unwrap_or_default();
        headers
            .get_all(IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == own)
    }

    /// Answers 304 when the reader has it, otherwise makes the answer and tags it. `making` runs only when needed.
    pub fn answer<R: IntoResponse>(&self, headers: &HeaderMap, making: impl FnOnce() -> R) -> Response {
        let mut response =
            if self.matches(headers) { StatusCode::NOT_MODIFIED.into_response() } else { making().into_response() };
        if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
            response.headers_mut().insert(ETAG, self.0.clone());
            response.headers_mut().entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(tags: &'static str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(IF_NONE_MATCH, HeaderValue::from_static(tags));
        headers
    }

    #[test]
    fn a_reader_who_has_it_gets_304_and_nothing_is_made() {
        let tag = Tag::new("rev 7\"");
        let answer = tag.answer(&asking("\"other\", W/\"rev-7-\""), || -> &str { unreachable!("must not be made") });
        assert_eq!(answer.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(answer.headers()[ETAG], "\"rev-7-\"");
    }

    #[test]
    fn others_get_the_bytes_and_the_tag() {
        let answer = Tag::new("8").answer(&asking("\"7\""), || "body");
        assert_eq!((answer.status(), &answer.headers()[ETAG]), (StatusCode::OK, &HeaderValue::from_static("\"8\"")));
        let failed = Tag::new("8").answer(&HeaderMap::new(), || StatusCode::NOT_FOUND);
        assert!(!failed.headers().contains_key(ETAG));
    }
}
