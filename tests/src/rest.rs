//! A client of the REST interface, with a token, as another system would use it.

use std::net::SocketAddr;

use bytes::Bytes;
use reqwest::header::{AUTHORIZATION, HeaderMap};
use reqwest::{Method, StatusCode};
use serde_json::Value;

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Header fields.
    pub headers: HeaderMap,
    /// Content.
    pub body: Bytes,
    what: String,
}

impl Answer {
    /// An answer of which only the beginning is looked at.
    pub fn head(answer: &reqwest::Response, what: &str) -> Self {
        Self { status: answer.status(), headers: answer.headers().clone(), body: Bytes::new(), what: what.to_owned() }
    }

    /// Content as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Content as JSON.
    ///
    /// # Panics
    /// When it is not.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|e| panic!("{}: {} is not JSON ({e})", self.what, self.text()))
    }

    /// The answer to a request that had to succeed.
    ///
    /// # Panics
    /// When it did not.
    #[must_use]
    pub fn good(self) -> Self {
        assert!(self.status.is_success(), "{} was answered {}: {}", self.what, self.status, self.text());
        self
    }

    /// The problem document of a request that had to be refused with `status`.
    ///
    /// # Panics
    /// When it was not, or not with a problem document (RFC 9457) that says what to do.
    pub fn problem(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{} was answered {}", self.what, self.text());
        let media = self.header("content-type").to_owned();
        assert!(media.starts_with("application/problem+json"), "{}: {media} {}", self.what, self.text());
        let problem = self.json();
        assert_eq!(problem["status"], status, "{problem}");
        assert!(problem["title"].as_str().is_some_and(|t| !t.is_empty()), "{problem}");
        problem
    }

    /// A header field, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

/// A client of one server.
#[derive(Debug, Clone)]
pub struct Rest {
    base: String,
    token: Option<String>,
    client: reqwest::Client,
}

impl Rest {
    /// A client without a token: the public.
    ///
    /// # Panics
    /// Never in practice: a client without TLS has nothing to load.
    pub fn new(address: SocketAddr) -> Self {
        let client = reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none());
        Self { base: format!("http://{address}"), token: None, client: client.build().expect("a plain client") }
    }

    /// The same with a token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..Self::new_like(self) }
    }

    /// The same with cookies of its own and nothing in them.
    #[must_use]
    pub fn new_like(other: &Self) -> Self {
        let client = reqwest::Client::builder().cookie_store(true).redirect(reqwest::redirect::Policy::none());
        Self { base: other.base.clone(), token: None, client: client.build().expect("a plain client") }
    }

    /// Address of the server, such as `http://127.0.0.1:8400`.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Begins a request.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let request = self.client.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.header(AUTHORIZATION, format!("Bearer {token}")),
            None => request,
        }
    }

    /// Sends a request; an error tells that nobody answered.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Result<Answer, String> {
        let request = request.build().map_err(|e| e.to_string())?;
        let what = format!("{} {}", request.method(), request.url());
        let answer = self.client.execute(request).await.map_err(|e| format!("{what}: {e:?}"))?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = answer.bytes().await.map_err(|e| format!("{what}: {e:?}"))?;
        Ok(Answer { status, headers, body, what })
    }

    /// Gets a resource from a server that may be down.
    pub async fn try_get(&self, path: &str) -> Result<Answer, String> {
        self.send(self.request(Method::GET, path)).await
    }

    /// Gets a resource.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn get(&self, path: &str) -> Answer {
        self.try_get(path).await.unwrap_or_else(|e| panic!("{e}"))
    }

    /// Sends JSON to a server that may be down.
    pub async fn try_post(&self, path: &str, body: &Value) -> Result<Answer, String> {
        self.send(self.request(Method::POST, path).json(body)).await
    }

    /// Sends JSON.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.try_post(path, body).await.unwrap_or_else(|e| panic!("{e}"))
    }

    /// Sends a form of a page, as a browser on the same origin does.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request =
            self.request(Method::POST, path).header("origin", &self.base).header("sec-fetch-site", "same-origin");
        self.send(request.form(&fields)).await.unwrap_or_else(|e| panic!("{e}"))
    }
}

impl Rest {
    /// Sends a multipart form of a page, as a browser on the same origin does; `file` is name and bytes.
    ///
    /// # Panics
    /// When nobody answers.
    pub async fn multipart(&self, path: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Answer {
        let mut form = reqwest::multipart::Form::new();
        for (name, value) in fields {
            form = form.text((*name).to_owned(), (*value).to_owned());
        }
        if let Some((name, bytes)) = file {
            form = form.part("file", reqwest::multipart::Part::bytes(bytes.to_vec()).file_name(name.to_owned()));
        }
        let request =
            self.request(Method::POST, path).header("origin", &self.base).header("sec-fetch-site", "same-origin");
        self.send(request.multipart(form)).await.unwrap_or_else(|e| panic!("{e}"))
    }

    /// Signs a person in by password; later requests of this client carry the session.
    ///
    /// # Panics
    /// When the password is not accepted.
    pub async fn sign_in(&self, login: &str) {
        let answer =
            self.form("/signin", &[("login", login), ("password", crate::world::PASSWORD), ("next", "/")]).await;
        assert!(answer.status.is_redirection(), "signing in as {login}: {} {}", answer.status, answer.text());
    }
}
