//! Bytes of documents over HTTP: ranges (RFC 9110 §14), digests (RFC 9530), names in Thai, never run by a browser.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ges_domain::audience::Audience;
use ges_domain::ids::{Digest, OrganisationId};
use ges_ledger::read::documents::{self, Filed};
use ges_web::etag::Tag;
use ges_web::{Arg, Problem, Reader};
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, HeaderName, IF_RANGE, RANGE, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::access::{Asker, Failed, say};
use crate::house::House;

/// Answers a request for the bytes of a document of `agency`, or of whichever agency filed it.
pub(crate) async fn answer<H: House>(
    house: &H,
    reader: &Reader,
    agency: Option<&str>,
    digest: &str,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Problem> {
    let asker = Asker::of(house, reader);
    let digest: Digest = digest.parse().map_err(|_| asker.absent())?;
    let agency = agency.map(OrganisationId::parse).transpose().map_err(|_| asker.absent())?;
    let filings = house.store().read_async(move |tx| Ok::<_, Failed>(documents::by_digest(tx, &digest)?)).await?;
    let filed = choose(filings, agency.as_ref(), &asker).ok_or_else(|| asker.absent())?;
    if filed.document.audience != Audience::Public || filed.audience != Audience::Public {
        asker.may_open_documents()?;
        let login = reader.person.as_ref().map_or("", |p| p.login.as_str());
        tracing::info!(target: "ges::access", login, %digest, organisation = %filed.organisation, "opened a document");
    }
    let tag = Tag::new(&digest.to_string());
    if tag.matches(headers) {
        return Ok(describe(tag.answer(headers, || ()), &filed));
    }
    let size = filed.document.size;
    let (status, offset, length) = match range(headers, &digest, size) {
        Part::Whole => (StatusCode::OK, 0, size),
        Part::Range(first, last) => (StatusCode::PARTIAL_CONTENT, first, last - first + 1),
        Part::Beyond => return Ok(beyond(reader, size)),
    };
    let body = if *method == Method::HEAD || length == 0 {
        Body::empty()
    } else {
        let opened = house.open_document(filed.clone(), offset, Some(length)).await?;
        if opened.length != length {
            tracing::error!(%digest, expected = length, got = opened.length, "a document has another length than filed");
            return Err(Problem::internal());
        }
        opened.body
    };
    let mut response = describe(tag.answer(&HeaderMap::new(), || (status, body)), &filed);
    let answer = response.headers_mut();
    answer.insert(CONTENT_LENGTH, HeaderValue::from(length));
    if status == StatusCode::PARTIAL_CONTENT {
        let span = format!("bytes {offset}-{}/{size}", offset + length - 1);
        answer.extend(HeaderValue::from_str(&span).map(|v| (CONTENT_RANGE, v)));
    }
    Ok(response)
}

/// The first filing whose record and bytes are both for this reader.
fn choose(filings: Vec<Filed>, agency: Option<&OrganisationId>, asker: &Asker) -> Option<Filed> {
    filings.into_iter().find(|f| {
        agency.is_none_or(|id| f.organisation == *id)
            && asker.sees(&f.organisation, &f.audience)
            && asker.sees(&f.organisation, &f.document.audience)
    })
}

/// Headers that every answer about a document has.
fn describe(mut response: Response, filed: &Filed) -> Response {
    let document = &filed.document;
    let headers = response.headers_mut();
    let fallback = HeaderValue::from_static("application/octet-stream");
    headers.insert(CONTENT_TYPE, media_type(&document.media_type).unwrap_or(fallback));
    headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    let disposition = HeaderValue::from_str(&disposition(&document.name));
    headers.insert(CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    // Access may be taken away, so every use asks again; the entity tag makes that cheap.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    let digest = format!("sha-256=:{}:", BASE64_STANDARD.encode(document.digest.as_bytes()));
    headers.extend(HeaderValue::from_str(&digest).map(|v| (HeaderName::from_static("repr-digest"), v)));
    response
}

/// The media type as filed when it is a plain `type/subtype`; anything else is not repeated to a browser.
fn media_type(text: &str) -> Option<HeaderValue> {
    let token = |t: &str| {
        !t.is_empty() && t.len() <= 100 && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    let (kind, sub) = text.split_once('/')?;
    (token(kind) && token(sub)).then(|| HeaderValue::from_str(text).ok())?
}

/// `attachment` with the name in UTF-8 (RFC 8187) and without its special characters for old readers (RFC 6266).
fn disposition(name: &str) -> String {
    let name: String =
        name.chars().filter(|c| !c.is_control()).map(|c| if "/\\".contains(c) { '_' } else { c }).collect();
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || " .-_()".contains(c) { c } else { '_' }).collect();
    let mut encoded = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.extend(char::from_digit(u32::from(digit), 16).map(|c| c.to_ascii_uppercase()));
            }
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// First and last byte.
    Range(u64, u64),
    Beyond,
}

/// The part asked for. Several ranges, other units and unreadable ones give the whole, as RFC 9110 §14.2 allows.
fn range(headers: &HeaderMap, digest: &Digest, size: u64) -> Part {
    let text = |name| headers.get(name).and_then(|v: &HeaderValue| v.to_str().ok());
    let Some(wanted) = text(RANGE) else { return Part::Whole };
    if text(IF_RANGE).is_some_and(|tag| tag.trim() != format!("\"{digest}\"")) {
        return Part::Whole;
    }
    let Some((first, last)) = wanted.trim().strip_prefix("bytes=").and_then(|r| r.split_once('-')) else {
        return Part::Whole;
    };
    let number = |t: &str| t.bytes().all(|b| b.is_ascii_digit()).then(|| t.parse::<u64>().ok()).flatten();
    match (first.trim(), last.trim()) {
        ("", suffix) => match number(suffix) {
            None => Part::Whole,
            Some(0) => Part::Beyond,
            Some(_) if size == 0 => Part::Beyond,
            Some(n) => Part::Range(size.saturating_sub(n), size - 1),
        },
        (first, last) => match (number(first), if last.is_empty() { Some(u64::MAX) } else { number(last) }) {
            (Some(first), Some(last)) if first > last => Part::Whole,
            (Some(first), Some(_)) if first >= size => Part::Beyond,
            (Some(first), Some(last)) => Part::Range(first, last.min(size - 1)),
            _ => Part::Whole,
        },
    }
}

fn beyond(reader: &Reader, size: u64) -> Response {
    let title = say(reader, "figures-problem-range", &[]);
    let detail = say(reader, "figures-problem-range-detail", &[("size", Arg::from(ges_web::format::count(size)))]);
    let problem = Problem::new(StatusCode::RANGE_NOT_SATISFIABLE, "range-not-satisfiable", title).detail(detail);
    let mut response = problem.into_response();
    response.headers_mut().extend(HeaderValue::from_str(&format!("bytes */{size}")).map(|v| (CONTENT_RANGE, v)));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_rfc_says() {
        let digest = Digest([7; 32]);
        let tag = format!("\"{digest}\"");
        for (wanted, if_range, size, part) in [
            ("bytes=0-9", None, 100, Part::Range(0, 9)),
            ("bytes=90-", None, 100, Part::Range(90, 99)),
            ("bytes=90-900", None, 100, Part::Range(90, 99)),
            ("bytes=-10", None, 100, Part::Range(90, 99)),
            ("bytes=-900", None, 100, Part::Range(0, 99)),
            ("bytes=100-", None, 100, Part::Beyond),
            ("bytes=-0", None, 100, Part::Beyond),
            ("bytes=0-", None, 0, Part::Beyond),
            ("bytes=9-0", None, 100, Part::Whole),
            ("bytes=0-1,5-6", None, 100, Part::Whole),
            ("bytes=+1-2", None, 100, Part::Whole),
            ("lines=0-1", None, 100, Part::Whole),
            ("bytes=99999999999999999999-", None, 100, Part::Whole),
            ("bytes=0-9", Some(tag.as_str()), 100, Part::Range(0, 9)),
            ("bytes=0-9", Some("\"other\""), 100, Part::Whole),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RANGE, HeaderValue::from_str(wanted).unwrap());
            if let Some(tag) = if_range {
                headers.insert(IF_RANGE, HeaderValue::from_str(tag).unwrap());
            }
            assert_eq!(range(&headers, &digest, size), part, "{wanted} of {size}");
        }
        assert_eq!(range(&HeaderMap::new(), &digest, 5), Part::Whole);
    }

    #[test]
    fn names_cannot_break_out_of_their_header() {
        assert_eq!(
            disposition("รายงาน \"9\"\r\n../a.pdf"),
            "attachment; filename=\"______ _9_.._a.pdf\"; \
             filename*=UTF-8''%E0%B8%A3%E0%B8%B2%E0%B8%A2%E0%B8%87%E0%B8%B2%E0%B8%99%20%229%22.._a.pdf"
        );
        assert!(media_type("text/html; charset=x").is_none() && media_type("a\r\nb/c").is_none());
        assert_eq!(media_type("application/pdf").unwrap(), "application/pdf");
    }
}
