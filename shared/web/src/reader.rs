//! Who asks, in which language, from where: the extractor every handler begins with.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts, OriginalUri};
use http::HeaderMap;
use http::header::ACCEPT;
use http::request::Parts;

use crate::accounts::{Signed, identify};
use crate::kit::{Kit, KitState};
use crate::locale::Locale;
use crate::problem::Problem;
use crate::translations::Lang;

/// Number of a request, for the log and for the person who reports a fault; set by [`crate::security::harden`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(pub String);

/// The person or system behind a request, signed in or not.
#[derive(Debug, Clone)]
pub struct Reader {
    /// Who is signed in.
    pub person: Option<Signed>,
    /// Words in the reader's language.
    pub lang: Lang,
    /// Path and query as the reader sees them.
    pub url: String,
    /// Network address, as far as it is known.
    pub address: Option<IpAddr>,
    /// Number of this request in the log.
    pub request_id: Option<String>,
    /// How many things concern the reader and are unread; a product that counts them sets it before its pages.
    pub waiting: u64,
}

impl Reader {
    /// The reader's language.
    pub fn locale(&self) -> Locale {
        self.lang.locale()
    }

    /// A message without values.
    pub fn tr(&self, key: &str) -> String {
        self.lang.tr(key)
    }

    /// Path without the query.
    pub fn path(&self) -> &str {
        self.url.split('?').next().unwrap_or_default()
    }

    /// Reads everything from the head of a request; the session is looked up once per request.
    ///
    /// # Errors
    /// Credentials were presented but do not hold, or the account tables cannot be read.
    pub async fn from_head(kit: &Kit, parts: &Parts) -> Result<Self, Problem> {
        if let Some(known) = parts.extensions.get::<Self>() {
            return Ok(known.clone());
        }
        let mut reader = Self::nobody(kit, parts);
        reader.person = identify(kit, &parts.headers, reader.address).await?;
        Ok(reader)
    }

    /// The same without looking who it is.
    pub fn nobody(kit: &Kit, parts: &Parts) -> Self {
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
        let locale = Locale::negotiate(uri.query(), &parts.headers);
        Self {
            person: None,
            lang: kit.lang(locale),
            url: uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string),
            address: address(kit, parts),
            request_id: parts.extensions.get::<RequestId>().map(|id| id.0.clone()),
            waiting: 0,
        }
    }
}

impl<S: KitState> FromRequestParts<S> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let reader = Self::from_head(state.kit(), parts).await?;
        parts.extensions.insert(reader.clone());
        Ok(reader)
    }
}

impl<S: KitState> FromRequestParts<S> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let reader = <Reader as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        reader.person.ok_or_else(|| Problem::sign_in_needed(&parts.method, &reader.url))
    }
}

impl<S: KitState> OptionalFromRequestParts<S> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Problem> {
        Ok(<Reader as FromRequestParts<S>>::from_request_parts(parts, state).await?.person)
    }
}

/// The words alone, for handlers that need no person.
impl<S: KitState> FromRequestParts<S> for Lang {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        Ok(Reader::nobody(state.kit(), parts).lang)
    }
}

/// Where the request came from: the connection, or behind a proxy the last address that the proxy added.
fn address(kit: &Kit, parts: &Parts) -> Option<IpAddr> {
    let forwarded = || {
        let header = parts.headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        header.rsplit(',').next()?.trim().parse().ok()
    };
    let direct = || parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    if kit.behind_proxy() { forwarded().or_else(direct) } else { direct() }
}

/// Addresses that programs read: they get problem+json whatever they say they accept.
const PROGRAM_PATHS: [&str; 8] =
    ["/api/", "/sdmx/", "/log/", "/livez", "/readyz", "/metrics", "/assets/", "/public/api/"];

/// Should an error be a page (true) or problem+json?
pub(crate) fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    if PROGRAM_PATHS.iter().any(|prefix| path.starts_with(prefix)) || path.contains("/log/") {
        return false;
    }
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("text/html") || !(accept.contains("json") || accept.contains("text/event-stream"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn programs_get_json_and_people_get_pages() {
        let accepting = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT, HeaderValue::from_static(accept));
            headers
        };
        for (path, accept, page) in [
            ("/results/3", "text/html,application/xhtml+xml,*/*;q=0.8", true),
            ("/results/3", "*/*", true),
            ("/results/3", "application/json", false),
            ("/api/v1/results", "text/html", false),
            ("/agencies/dep/log/checkpoint", "text/html", false),
        ] {
            assert_eq!(wants_page(path, &accepting(accept)), page, "{path} {accept}");
        }
    }
}
