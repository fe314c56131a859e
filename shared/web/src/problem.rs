//! Errors as people and programs receive them: RFC 9457 problem documents, bilingual until the reader is known.

use std::ops::{Deref, DerefMut};

use axum::response::{IntoResponse, Response};
use ges_domain::text::Text;
use ges_store::StoreError;
use http::header::{CONTENT_TYPE, LOCATION, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Method, StatusCode};
use serde::{Deserialize, Serialize};

use crate::locale::Locale;
use crate::translations::{Arg, kit_text};

/// One thing that is wrong with what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Defect {
    /// Where: a field name, a JSON pointer, `row 3, column value`. On pages the field with this id is linked.
    pub place: String,
    /// What is not as it must be.
    pub rule: Text,
    /// What to do about it.
    pub remedy: Text,
}

/// What a [`Problem`] says. All words are in both languages until the answer is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProblemBody {
    /// A URI naming the kind of problem: `urn:ges:problem:{code}`.
    pub type_: String,
    /// The kind in words; the same for every problem of the kind.
    pub title: Text,
    /// HTTP status.
    pub status: StatusCode,
    /// What happened here and where.
    pub detail: Text,
    /// What to do; empty when there is nothing to do.
    pub remedy: Text,
    /// The request this is about; filled in by [`crate::security::harden`] when empty.
    pub instance: Option<String>,
    /// Stable short name for programs: `not-found`.
    pub code: String,
    /// What exactly is wrong with the input.
    pub errors: Vec<Defect>,
    /// Where a page leads on: address and words.
    pub link: Option<(String, Text)>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<u64>,
}

/// A problem document (RFC 9457). Boxed, so that `Result<_, Problem>` stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem(Box<ProblemBody>);

impl Deref for Problem {
    type Target = ProblemBody;
    fn deref(&self) -> &ProblemBody {
        &self.0
    }
}

impl DerefMut for Problem {
    fn deref_mut(&mut self) -> &mut ProblemBody {
        &mut self.0
    }
}

impl Problem {
    /// A problem of a product's own kind.
    pub fn new(status: StatusCode, code: impl Into<String>, title: Text) -> Self {
        let code = code.into();
        Self(Box::new(ProblemBody {
            type_: format!("urn:ges:problem:{code}"),
            title,
            status,
            detail: Text::default(),
            remedy: Text::default(),
            instance: None,
            code,
            errors: Vec::new(),
            link: None,
            retry_after: None,
        }))
    }

    /// A kind that the kit itself knows: title and remedy are messages of the kit.
    fn known(status: StatusCode, code: &str) -> Self {
        let mut problem = Self::new(status, code, kit_text(&format!("problem-{code}"), &[]));
        problem.remedy = kit_text(&format!("problem-{code}-remedy"), &[]);
        problem
    }

    /// 404: no such thing, or nothing the reader may know of.
    pub fn not_found() -> Self {
        Self::known(StatusCode::NOT_FOUND, "not-found")
    }

    /// 403: signed in, but not entitled. Say in the detail who is.
    pub fn forbidden(detail: Text) -> Self {
        Self::known(StatusCode::FORBIDDEN, "forbidden").detail(detail)
    }

    /// 403: a form came from another site.
    pub fn foreign_form() -> Self {
        Self::known(StatusCode::FORBIDDEN, "foreign-form")
    }

    /// 422: what was sent breaks rules; add each with [`Self::defect`].
    pub fn invalid(detail: Text) -> Self {
        Self::known(StatusCode::UNPROCESSABLE_ENTITY, "invalid").detail(detail)
    }

    /// 400: not even readable.
    pub fn malformed(detail: Text) -> Self {
        Self::known(StatusCode::BAD_REQUEST, "malformed").detail(detail)
    }

    /// 409: somebody else was faster, or the state does not allow it.
    pub fn conflict(detail: Text) -> Self {
        Self::known(StatusCode::CONFLICT, "conflict").detail(detail)
    }

    /// 413: more bytes than the limit.
    pub fn too_large(limit: u64) -> Self {
        let limit = crate::format::bytes(limit);
        Self::known(StatusCode::PAYLOAD_TOO_LARGE, "too-large")
            .detail(kit_text("problem-too-large-detail", &[("limit", Arg::from(&limit))]))
    }

    /// 429: too many attempts.
    pub fn too_many(retry_after: u64) -> Self {
        let mut problem = Self::known(StatusCode::TOO_MANY_REQUESTS, "too-many");
        let minutes = retry_after.div_ceil(60).max(1);
        problem.detail = kit_text("problem-too-many-detail", &[("minutes", Arg::from(minutes))]);
        problem.retry_after = Some(retry_after);
        problem
    }

    /// 503: not now; what was typed is not lost by trying again.
    pub fn unavailable(detail: Text) -> Self {
        let mut problem = Self::known(StatusCode::SERVICE_UNAVAILABLE, "unavailable").detail(detail);
        problem.retry_after = Some(5);
        problem
    }

    /// 500: our fault; the log has the reason under the request's number.
    pub fn internal() -> Self {
        Self::known(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    /// 401: nobody is signed in. For pages this becomes the sign-in page, which leads back here.
    pub fn sign_in_needed(method: &Method, url: &str) -> Self {
        let back = if *method == Method::GET || *method == Method::HEAD { url } else { "/" };
        let href = crate::accounts::sign_in_url(back);
        Self::known(StatusCode::UNAUTHORIZED, "sign-in-needed").link(href, kit_text("sign-in", &[]))
    }

    /// 401: a token, password or cookie was presented and does not hold.
    pub fn bad_credentials() -> Self {
        Self::known(StatusCode::UNAUTHORIZED, "bad-credentials")
            .link(crate::accounts::sign_in_url("/"), kit_text("sign-in", &[]))
    }

    /// A problem for a bare HTTP status that some layer answered without words.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::FORBIDDEN => Self::forbidden(Text::default()),
            StatusCode::UNAUTHORIZED => Self::bad_credentials(),
            StatusCode::METHOD_NOT_ALLOWED => Self::known(status, "method-not-allowed"),
            StatusCode::CONFLICT => Self::conflict(Text::default()),
            StatusCode::PAYLOAD_TOO_LARGE => Self::known(status, "too-large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::known(status, "unsupported-media"),
            StatusCode::UNPROCESSABLE_ENTITY => Self::invalid(Text::default()),
            StatusCode::TOO_MANY_REQUESTS => Self::too_many(60),
            StatusCode::SERVICE_UNAVAILABLE => Self::unavailable(Text::default()),
            status if status.is_client_error() => {
                let mut problem = Self::malformed(Text::default());
                problem.status = status;
                problem
            }
            status => {
                let mut problem = Self::internal();
                problem.status = status;
                problem
            }
        }
    }

    /// Sets what happened and where.
    #[must_use]
    pub fn detail(mut self, detail: Text) -> Self {
        self.0.detail = detail;
        self
    }

    /// Sets what to do.
    #[must_use]
    pub fn remedy(mut self, remedy: Text) -> Self {
        self.0.remedy = remedy;
        self
    }

    /// Sets where a page leads on.
    #[must_use]
    pub fn link(mut self, href: impl Into<String>, label: Text) -> Self {
        self.0.link = Some((href.into(), label));
        self
    }

    /// Adds one thing that is wrong.
    #[must_use]
    pub fn defect(mut self, place: impl Into<String>, rule: Text, remedy: Text) -> Self {
        self.0.errors.push(Defect { place: place.into(), rule, remedy });
        self
    }

    /// The document in one language, as it is sent.
    pub fn document(&self, locale: Locale) -> ProblemDocument {
        let say = |text: &Text| Some(locale.of(text)).filter(|t| !t.is_empty()).map(ToOwned::to_owned);
        ProblemDocument {
            type_: self.0.type_.clone(),
            title: locale.of(&self.0.title).to_owned(),
            status: self.0.status.as_u16(),
            detail: say(&self.0.detail),
            remedy: say(&self.0.remedy),
            instance: self.0.instance.clone(),
            code: self.0.code.clone(),
            errors: self
                .0
                .errors
                .iter()
                .map(|defect| ProblemDefect {
                    place: defect.place.clone(),
                    rule: locale.of(&defect.rule).to_owned(),
                    remedy: locale.of(&defect.remedy).to_owned(),
                })
                .collect(),
        }
    }

    /// The answer for programs in one language.
    pub fn json(self, locale: Locale) -> Response {
        let body = serde_json::to_vec(&self.document(locale)).unwrap_or_default();
        let mut response = (
            self.0.status,
            [
                (CONTENT_TYPE, HeaderValue::from_static("application/problem+json")),
                (http::header::CONTENT_LANGUAGE, HeaderValue::from_static(locale.code())),
            ],
            body,
        )
            .into_response();
        self.headers(&mut response);
        if self.0.status == StatusCode::UNAUTHORIZED {
            let headers = response.headers_mut();
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"GES\""));
            headers.append(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"GES\", charset=\"UTF-8\""));
        }
        // Kept beside the bytes so that the outer layer can write it again for people.
        response.extensions_mut().insert(self);
        response
    }

    /// Headers that belong to both forms.
    pub(crate) fn headers(&self, response: &mut Response) {
        if let Some(seconds) = self.0.retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
    }

    /// For pages: does this problem lead straight to signing in?
    pub(crate) fn redirect(&self) -> Option<Response> {
        let (href, _) = self.0.link.as_ref().filter(|_| self.0.code == "sign-in-needed")?;
        let location = HeaderValue::from_str(href).ok()?;
        Some((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
    }
}

/// Thai, until [`crate::security::harden`] writes it again in the reader's language and form.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        self.json(Locale::Th)
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the store refused");
        match error {
            StoreError::Full { .. } => Self::unavailable(kit_text("problem-disk-full", &[])),
            StoreError::Busy { .. } => Self::unavailable(kit_text("problem-busy", &[])),
            _ => Self::internal(),
        }
    }
}

/// A problem document as it travels (RFC 9457 §3.1) with the extension members `code`, `remedy` and `errors`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDocument {
    /// URI naming the kind of problem.
    #[serde(rename = "type")]
    #[schema(example = "urn:ges:problem:not-found")]
    pub type_: String,
    /// The kind in the reader's language.
    pub title: String,
    /// HTTP status.
    #[schema(example = 404)]
    pub status: u16,
    /// What happened and where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The request this is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Stable short name for programs.
    #[schema(example = "not-found")]
    pub code: String,
    /// What exactly is wrong with the input.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemDefect>,
}

/// One thing that is wrong with the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProblemDefect {
    /// Where.
    #[schema(example = "/rows/3/value")]
    pub place: String,
    /// What is not as it must be.
    pub rule: String,
    /// What to do.
    pub remedy: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(th: &str, en: &str) -> Text {
        Text::new(th, en)
    }

    #[test]
    fn documents_speak_both_languages() {
        let problem = Problem::invalid(text("ยังส่งไม่ได้", "Cannot be sent yet")).defect(
            "/value",
            text("พบตัวอักษร “ราย” ในช่องตัวเลข", "found “ราย” in a number"),
            text("กรุณาใส่เฉพาะตัวเลข", "use digits only"),
        );
        let english = serde_json::to_value(problem.document(Locale::En)).unwrap();
        assert_eq!(english["type"], "urn:ges:problem:invalid");
        assert_eq!(english["status"], 422);
        assert_eq!(english["detail"], "Cannot be sent yet");
        assert_eq!(english["errors"][0]["place"], "/value");
        assert_eq!(english["errors"][0]["remedy"], "use digits only");
        assert_eq!(problem.document(Locale::Th).errors[0].remedy, "กรุณาใส่เฉพาะตัวเลข");
        assert!(english.get("instance").is_none());
    }

    #[test]
    fn every_helper_has_its_own_words() {
        let empty = Text::default;
        let all = [
            Problem::not_found(),
            Problem::forbidden(empty()),
            Problem::foreign_form(),
            Problem::invalid(empty()),
            Problem::malformed(empty()),
            Problem::conflict(empty()),
            Problem::too_large(1),
            Problem::too_many(61),
            Problem::unavailable(empty()),
            Problem::internal(),
            Problem::sign_in_needed(&Method::GET, "/a?b=c"),
            Problem::bad_credentials(),
            Problem::of_status(StatusCode::METHOD_NOT_ALLOWED),
            Problem::of_status(StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ];
        for problem in &all {
            for words in [&problem.title, &problem.remedy] {
                assert!(!words.th.is_empty() && !words.th.contains('⟦'), "{}: {}", problem.code, words.th);
                assert!(!words.en.is_empty() && !words.en.contains('⟦'), "{}: {}", problem.code, words.en);
            }
        }
        let codes: std::collections::BTreeSet<_> = all.iter().map(|p| p.code.clone()).collect();
        assert_eq!(codes.len(), all.len());
        assert!(all[7].detail.en.contains("2 minutes"), "{}", all[7].detail.en);
    }

    #[test]
    fn waiting_times_and_challenges_are_headers() {
        let response = Problem::too_many(90).into_response();
        assert_eq!(response.headers()[RETRY_AFTER], "90");
        assert_eq!(response.headers()[CONTENT_TYPE], "application/problem+json");
        let challenged = Problem::bad_credentials().into_response();
        assert_eq!(challenged.headers().get_all(WWW_AUTHENTICATE).iter().count(), 2);
    }
}
