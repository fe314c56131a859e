//! A small product for tests: a store in memory, a clock that stands still until told otherwise.

use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use ges_domain::ids::OrganisationId;
use ges_domain::text::Text;
use ges_runtime::{Clock, Entropy, Env, ManualClock};
use ges_store::{Options, Store, StoreUrl};
use ges_web::accounts::{NewPerson, PasswordCost};
use ges_web::kit::RoleLabel;
use ges_web::{Kit, KitOptions, Problem, Product, Reader, Signed, accounts, assets, health, security};
use http::header::{COOKIE, HOST, LOCATION, SET_COOKIE};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use tower::ServiceExt;

pub const PASSWORD: &str = "ประโยคยาวที่จำง่าย";

pub struct Server {
    pub kit: Kit,
    pub store: Store,
    pub clock: ManualClock,
    router: Router,
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn location(&self) -> &str {
        self.headers[LOCATION].to_str().unwrap()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }

    /// All cookies set, as a browser would send them back.
    pub fn cookies(&self) -> String {
        let set = self.headers.get_all(SET_COOKIE).iter();
        set.map(|c| c.to_str().unwrap().split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
    }

    pub fn cookie_text(&self) -> String {
        self.headers.get_all(SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect::<Vec<_>>().join("\n")
    }
}

/// A request being put together.
pub struct Ask<'s> {
    server: &'s Server,
    request: http::request::Builder,
}

impl Ask<'_> {
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn cookie(self, value: &str) -> Self {
        self.header(COOKIE.as_str(), value)
    }

    pub async fn send(self) -> Answer {
        self.body(Body::empty()).await
    }

    pub async fn form(self, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        self.header("content-type", "application/x-www-form-urlencoded").body(Body::from(form.finish())).await
    }

    pub async fn json(self, value: &serde_json::Value) -> Answer {
        self.header("content-type", "application/json")
            .header("accept", "application/json")
            .body(Body::from(value.to_string()))
            .await
    }

    pub async fn body(self, body: Body) -> Answer {
        let response = self.server.router.clone().oneshot(self.request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }
}

impl Server {
    pub fn new() -> Self {
        Self::with(|_| {})
    }

    pub fn with(change: impl FnOnce(&mut KitOptions)) -> Self {
        Self::over(Store::open(&StoreUrl::memory(), Options::default()).unwrap(), change)
    }

    pub fn over(store: Store, change: impl FnOnce(&mut KitOptions)) -> Self {
        let (clock, manual) = Clock::manual("2012-07-04T02:00:00Z".parse().unwrap());
        let env = Env { clock, entropy: Entropy::seeded(7) };
        let id = OrganisationId::parse("dep").unwrap();
        let mut options = KitOptions::new(Product::Node, id, Text::new("กรมส่งเสริมการส่งออก", "Export Promotion"));
        options.accounts.password_cost = PasswordCost::least();
        options.body_limit = 1000;
        options.roles = vec![
            RoleLabel { role: "cio".to_owned(), label: Text::new("CIO", "CIO") },
            RoleLabel {
                role: "data-keeper".to_owned(), label: Text::new("ผู้จัดเก็บข้อมูล", "Data keeper")
            },
        ];
        change(&mut options);
        let kit = Kit::open(options, &store, &env).unwrap();
        let router = Router::new()
            .route("/", get(|reader: Reader| async move { reader.tr("home") }))
            .route("/who", get(who).post(who))
            .route("/cio", get(cio))
            .route("/boom", get(boom))
            .route("/api/boom", get(boom))
            .route("/api/who", get(who))
            .route("/api/cio", get(cio))
            .route("/api/echo", post(|Json(value): Json<Vec<u32>>| async move { Json(value) }))
            .route("/bad", get(|| async { Problem::invalid(Text::new("ช่อง <b>", "field <b>")) }))
            .merge(accounts::routes())
            .merge(assets::routes())
            .merge(health::routes(
                || async { vec![health::Check::good("store"), health::Check::bad("journal", "behind")] },
                || "# EOF\n".to_owned(),
            ))
            .with_state(kit.clone());
        Self { router: security::harden(&kit, router), kit, store, clock: manual }
    }

    pub fn ask(&self, method: Method, uri: &str) -> Ask<'_> {
        Ask { server: self, request: Request::builder().method(method).uri(uri).header(HOST, "ges.example") }
    }

    pub fn get(&self, uri: &str) -> Ask<'_> {
        self.ask(Method::GET, uri)
    }

    pub fn post(&self, uri: &str) -> Ask<'_> {
        self.ask(Method::POST, uri)
    }

    /// Adds a person with the test password.
    pub fn person(&self, login: &str, roles: &[&str]) {
        let roles = roles.iter().map(|r| (*r).to_owned()).collect();
        let person =
            NewPerson { login: login.to_owned(), roles, password: Some(PASSWORD.to_owned()), ..NewPerson::default() };
        self.kit.accounts().create_person(person).unwrap();
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Answer {
        self.post("/signin").form(&[("login", login), ("password", password)]).await
    }

    /// Signs in and gives the cookie.
    pub async fn cookie_of(&self, login: &str) -> String {
        let answer = self.sign_in(login, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        answer.cookies()
    }

    pub fn advance(&self, minutes: u64) {
        self.clock.advance(std::time::Duration::from_secs(minutes * 60));
    }
}

async fn who(signed: Signed) -> Response {
    Json(serde_json::json!({ "login": signed.login, "roles": signed.roles, "via": format!("{:?}", signed.via) }))
        .into_response()
}

async fn cio(State(kit): State<Kit>, signed: Signed) -> Result<&'static str, Problem> {
    signed.must_have(&kit, &["cio"])?;
    Ok("welcome")
}

async fn boom() -> &'static str {
    panic!("secret detail of a fault")
}
