//! Coming in through an identity provider, against a small real one: what leads in, and what does not, each with its
//! own words.

use std::path::{Path, PathBuf};
use std::time::Duration;

use ges_web::accounts::{Deed, OidcClient, OidcSettings};
use http::StatusCode;
use serde_json::{Value, json};

use crate::issuer::{Issuer, Plan, Signer, parameters};
use crate::server::{Answer, Server};

const NOW: &str = "2012-07-04T02:00:00Z";

pub fn now() -> i64 {
    NOW.parse::<jiff::Timestamp>().unwrap().as_second()
}

pub fn settings(issuer: &str) -> OidcSettings {
    OidcSettings {
        issuer: issuer.to_owned(),
        client_id: "ges-dep".to_owned(),
        login_claim: "preferred_username".to_owned(),
        button_th: "เข้าใช้ด้วย ThaID".to_owned(),
        ..OidcSettings::default()
    }
}

fn server_with(settings: &OidcSettings, patience: Duration) -> Server {
    let client = OidcClient::new(settings, Path::new(""), "https://ges.example").unwrap().unwrap();
    let server = Server::with(|options| {
        options.public_url = "https://ges.example".into();
        options.accounts.oidc = Some(client.patience(patience));
    });
    server.person("cio", &["cio"]);
    server
}

async fn both() -> (Issuer, Server) {
    let issuer = Issuer::start(now(), None).await;
    let server = server_with(&settings(issuer.url()), Duration::from_secs(10));
    (issuer, server)
}

async fn begin(server: &Server) -> Answer {
    let answer = server.get("/signin/oidc/begin?next=/who").header("accept", "text/html").send().await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer
}

async fn back(server: &Server, cookies: &str, query: &str) -> Answer {
    let ask = server.get(&format!("/signin/oidc?{query}")).header("accept", "text/html");
    if cookies.is_empty() { ask.send().await } else { ask.cookie(cookies).send().await }
}

/// Goes to the provider, agrees there, and comes back.
pub async fn whole_way(issuer: &Issuer, server: &Server) -> Answer {
    let left = begin(server).await;
    let query = issuer.agree(left.location());
    back(server, &left.cookies(), &query).await
}

/// The person stays outside and reads why, in Thai, without anything secret.
fn refused(answer: &Answer, status: StatusCode, words: &str) {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert!(answer.body.contains(words) && answer.body.contains("href=\"/signin\""), "{words}: {}", answer.body);
    assert!(!answer.body.contains("code-0") && !answer.body.contains("secret-access"), "{}", answer.body);
    assert!(!answer.cookie_text().contains("ges_node_dep="), "{}", answer.cookie_text());
}

#[tokio::test]
async fn a_person_known_by_the_claim_comes_in_and_is_linked_for_good() {
    let (issuer, server) = both().await;
    let page = server.get("/signin?next=/who").send().await;
    assert!(page.body.contains("เข้าใช้ด้วย ThaID") && page.body.contains("/signin/oidc/begin?next=%2Fwho"));
    let left = begin(&server).await;
    assert!(left.cookie_text().contains("HttpOnly; SameSite=Lax"), "{}", left.cookie_text());
    assert_eq!(parameters(left.location())["redirect_uri"], "https://ges.example/signin/oidc");
    let query = issuer.agree(left.location());
    let arrived = back(&server, &left.cookies(), &query).await;
    assert_eq!(arrived.location(), "/who", "{}", arrived.body);
    let who = server.get("/who").cookie(&arrived.cookies()).send().await;
    assert_eq!(who.json()["login"], "cio");

    // The provider may call the person otherwise from now on; somebody else may get the old name there.
    issuer.plan(Plan { claims: json!({ "preferred_username": "renamed" }), ..Plan::default() });
    assert_eq!(whole_way(&issuer, &server).await.location(), "/who");
    issuer.plan(Plan { claims: json!({ "sub": "subject-2" }), ..Plan::default() });
    refused(&whole_way(&issuer, &server).await, StatusCode::CONFLICT, "ผูกกับตัวตนอื่น");
    assert_eq!(issuer.keys_asked(), 1, "keys are kept");

    let out = server.post("/signout").cookie(&arrived.cookies()).form(&[]).await;
    assert_eq!(out.location(), "/signin?out=provider");
    let said = server.get(out.location()).send().await;
    assert!(said.body.contains("/out?client_id=ges-dep"), "{}", said.body);
    let (changes, _) = server.kit.accounts().changes_async("cio", None, 1).await.unwrap();
    assert_eq!((changes[0].deed, &*changes[0].after), (Some(Deed::IdentityLinked), issuer.url()));
}

#[tokio::test]
async fn an_answer_counts_once_for_ten_minutes_and_in_the_browser_that_left() {
    let (issuer, server) = both().await;
    let left = begin(&server).await;
    let query = issuer.agree(left.location());
    assert_eq!(back(&server, &left.cookies(), &query).await.location(), "/who");
    refused(&back(&server, &left.cookies(), &query).await, StatusCode::FORBIDDEN, "ใช้ไปแล้ว");
    refused(&back(&server, "", "code=code-0&state=guessed").await, StatusCode::FORBIDDEN, "ไม่รู้จัก");

    let left = begin(&server).await;
    let query = issuer.agree(left.location());
    refused(&back(&server, "", &query).await, StatusCode::FORBIDDEN, "เบราว์เซอร์อื่น");
    let (left, other) = (begin(&server).await, begin(&server).await);
    let query = issuer.agree(left.location());
    refused(&back(&server, &other.cookies(), &query).await, StatusCode::FORBIDDEN, "เบราว์เซอร์อื่น");

    let left = begin(&server).await;
    let query = issuer.agree(left.location());
    server.advance(10);
    refused(&back(&server, &left.cookies(), &query).await, StatusCode::FORBIDDEN, "เกินสิบนาที");
}

#[tokio::test]
async fn a_token_that_does_not_hold_lets_nobody_in_and_says_what_is_wrong_with_it() {
    let now = now();
    let claims = |claims: Value| Plan { claims, ..Plan::default() };
    let header = |header: Value, signed| Plan { header, signed, ..Plan::default() };
    let none = Plan { header: json!({ "alg": "none" }), signed: Signer::Nobody, ..Plan::default() };
    let cases = [
        ("another nonce", claims(json!({ "nonce": "another" })), "เป็นของคำขออื่น"),
        ("no nonce", claims(json!({ "nonce": null })), "เป็นของคำขออื่น"),
        ("another audience", claims(json!({ "aud": "other" })), "ออกให้ระบบอื่น"),
        ("two audiences, given to nobody", claims(json!({ "aud": ["ges-dep", "other"] })), "ออกให้ระบบอื่น"),
        ("given to another", claims(json!({ "azp": "other" })), "ออกให้ระบบอื่น"),
        ("no audience", claims(json!({ "aud": null })), "อ่านไม่ได้"),
        ("another issuer", claims(json!({ "iss": "https://evil.example" })), "ระบุผู้ให้บริการอื่น"),
        ("expired", claims(json!({ "exp": now - 60 })), "หมดอายุ"),
        ("no end", claims(json!({ "exp": null })), "อ่านไม่ได้"),
        ("from the future", claims(json!({ "iat": now + 61 })), "นาฬิกาไม่ตรงกัน"),
        ("not yet", claims(json!({ "nbf": now + 61 })), "นาฬิกาไม่ตรงกัน"),
        ("no subject", claims(json!({ "sub": "" })), "อ่านไม่ได้"),
        ("somebody else’s signature", header(json!({}), Signer::Stranger), "ลายเซ็นไม่ถูกต้อง"),
        ("no signature", header(json!({}), Signer::Nobody), "ลายเซ็นไม่ถูกต้อง"),
        ("alg none", none, "ลายเซ็นชนิดที่ไม่รับ"),
        ("a shared secret", header(json!({ "alg": "HS256" }), Signer::Issuer), "ลายเซ็นชนิดที่ไม่รับ"),
        ("a key nobody has", header(json!({ "kid": "k9" }), Signer::Issuer), "ไม่พบกุญแจ"),
        ("another kind of key", header(json!({ "alg": "RS256" }), Signer::Issuer), "ไม่พบกุญแจ"),
    ];
    for (name, plan, words) in cases {
        let (issuer, server) = both().await;
        issuer.plan(plan);
        let answer = whole_way(&issuer, &server).await;
        assert!(answer.body.contains(words), "{name}: {}", answer.body);
        refused(&answer, StatusCode::FORBIDDEN, words);
    }
}

#[tokio::test]
async fn tokens_at_the_edge_hold() {
    let now = now();
    for (name, claims) in [
        ("just not expired", json!({ "exp": now - 59 })),
        ("a clock a minute ahead", json!({ "iat": now + 60, "nbf": now + 60 })),
        ("one audience in a list", json!({ "aud": ["ges-dep"] })),
        ("several audiences, given to us", json!({ "aud": ["ges-dep", "other"], "azp": "ges-dep" })),
        ("a login in capitals", json!({ "preferred_username": " CIO " })),
    ] {
        let (issuer, server) = both().await;
        issuer.plan(Plan { claims, ..Plan::default() });
        let answer = whole_way(&issuer, &server).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{name}: {}", answer.body);
    }
    let (issuer, server) = both().await;
    issuer.plan(Plan { header: json!({ "kid": null }), ..Plan::default() });
    assert_eq!(whole_way(&issuer, &server).await.location(), "/who", "a token that names no key");
}

#[tokio::test]
async fn unknown_and_switched_off_people_stay_outside() {
    let (issuer, server) = both().await;
    issuer.plan(Plan { claims: json!({ "preferred_username": "stranger" }), ..Plan::default() });
    refused(&whole_way(&issuer, &server).await, StatusCode::FORBIDDEN, "ไม่พบผู้ใช้ชื่อ stranger");
    issuer.plan(Plan { claims: json!({ "preferred_username": null }), ..Plan::default() });
    refused(&whole_way(&issuer, &server).await, StatusCode::FORBIDDEN, "ยังไม่ได้ผูก");
    issuer.plan(Plan::default());
    server.kit.accounts().set_disabled("cio", true).unwrap();
    refused(&whole_way(&issuer, &server).await, StatusCode::FORBIDDEN, "ถูกระงับ");
    assert_eq!(server.kit.accounts().people_async().await.unwrap().len(), 1, "nobody was made");
    server.kit.accounts().set_disabled("cio", false).unwrap();
    assert_eq!(whole_way(&issuer, &server).await.location(), "/who");
    server.kit.accounts().set_disabled("cio", true).unwrap();
    refused(&whole_way(&issuer, &server).await, StatusCode::FORBIDDEN, "ถูกระงับ");
}

#[tokio::test]
async fn accounts_are_made_only_where_the_settings_say_so() {
    let issuer = Issuer::start(now(), None).await;
    let making = OidcSettings { create_people: true, roles: vec!["data-keeper".to_owned()], ..settings(issuer.url()) };
    let server = server_with(&making, Duration::from_secs(10));
    issuer.plan(Plan { claims: json!({ "preferred_username": "new.keeper" }), ..Plan::default() });
    let arrived = whole_way(&issuer, &server).await;
    let who = server.get("/who").cookie(&arrived.cookies()).send().await;
    assert_eq!((&who.json()["login"], &who.json()["roles"]), (&json!("new.keeper"), &json!(["data-keeper"])));
    issuer.plan(Plan {
        claims: json!({ "preferred_username": "ชื่อไทย", "sub": "subject-3" }), ..Plan::default()
    });
    let answer = whole_way(&issuer, &server).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
}

#[tokio::test]
async fn a_person_links_their_identity_themself_and_takes_the_link_away() {
    let issuer = Issuer::start(now(), None).await;
    let by_hand = OidcSettings { login_claim: String::new(), ..settings(issuer.url()) };
    let server = server_with(&by_hand, Duration::from_secs(10));
    server.person("keeper", &["data-keeper"]);
    refused(&whole_way(&issuer, &server).await, StatusCode::FORBIDDEN, "ยังไม่ได้ผูก");

    let (cio, keeper) = (server.cookie_of("cio").await, server.cookie_of("keeper").await);
    let link = async |cookie: &str, with: &str| {
        let left = server.get("/account/identity/link").cookie(cookie).send().await;
        let query = issuer.agree(left.location());
        back(&server, &format!("{with}; {}", left.cookies()), &query).await
    };
    // Begun by the CIO, come back as the keeper: nobody's account is opened.
    assert!(link(&cio, &keeper).await.body.contains("ไม่ได้เข้าสู่ระบบด้วยบัญชีที่เริ่ม"));
    assert_eq!(link(&cio, &cio).await.location(), "/account?done=identity#identity");
    assert!(link(&keeper, &keeper).await.body.contains("ผูกกับบัญชีอื่น"));
    let arrived = whole_way(&issuer, &server).await;
    assert_eq!(server.get("/who").cookie(&arrived.cookies()).send().await.json()["login"], "cio");
    let page = server.get("/account").cookie(&cio).send().await;
    assert!(page.body.contains("ผูกแล้วเมื่อ"), "{}", page.body);
    let gone = server.post("/account/identity/unlink").cookie(&cio).form(&[]).await;
    assert_eq!(gone.location(), "/account?done=identity-removed#identity");
    refused(&whole_way(&issuer, &server).await, StatusCode::FORBIDDEN, "ยังไม่ได้ผูก");
}

#[tokio::test]
async fn what_the_provider_refuses_or_cannot_say_is_told() {
    let (issuer, server) = both().await;
    let left = begin(&server).await;
    let state = &parameters(left.location())["state"];
    let query = format!("error=access_denied&error_description=%3Cb%3E&state={state}");
    refused(&back(&server, &left.cookies(), &query).await, StatusCode::FORBIDDEN, "ถูกยกเลิก");
    let left = begin(&server).await;
    let query = format!("{}&iss=https%3A%2F%2Fevil.example", issuer.agree(left.location()));
    refused(&back(&server, &left.cookies(), &query).await, StatusCode::FORBIDDEN, "ระบุผู้ให้บริการอื่น");
    for (answer, status, words) in [
        (
            (StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant" }).to_string()),
            StatusCode::FORBIDDEN,
            "invalid_grant",
        ),
        ((StatusCode::OK, "<html>".to_owned()), StatusCode::BAD_GATEWAY, "รูปแบบที่ไม่รู้จัก"),
        ((StatusCode::OK, json!({ "access_token": "x" }).to_string()), StatusCode::BAD_GATEWAY, "รูปแบบที่ไม่รู้จัก"),
        ((StatusCode::OK, " ".repeat((256 << 10) + 1)), StatusCode::BAD_GATEWAY, "รูปแบบที่ไม่รู้จัก"),
        ((StatusCode::FOUND, String::new()), StatusCode::BAD_GATEWAY, "รูปแบบที่ไม่รู้จัก"),
        ((StatusCode::OK, json!({ "id_token": "not.a.token" }).to_string()), StatusCode::FORBIDDEN, "ลายเซ็นชนิดที่ไม่รับ"),
    ] {
        issuer.plan(Plan { answer: Some(answer), ..Plan::default() });
        refused(&whole_way(&issuer, &server).await, status, words);
    }
}

#[tokio::test]
async fn a_provider_that_is_down_or_silent_is_told_and_passwords_still_work() {
    let issuer = Issuer::start(now(), None).await;
    let server = server_with(&settings(issuer.url()), Duration::from_millis(300));
    issuer.plan(Plan { silent: true, ..Plan::default() });
    refused(&whole_way(&issuer, &server).await, StatusCode::GATEWAY_TIMEOUT, "ตอบช้าเกินไป");

    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let server = server_with(&settings(&url), Duration::from_secs(10));
    let answer = server.get("/signin/oidc/begin").header("accept", "text/html").send().await;
    refused(&answer, StatusCode::BAD_GATEWAY, "ไม่ได้");
    assert_eq!(server.sign_in("cio", crate::server::PASSWORD).await.status, StatusCode::SEE_OTHER);
}

/// A file that goes with the test.
struct Secret(PathBuf);

impl Secret {
    fn new(text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("ges-web-oidc-{}", std::process::id()));
        std::fs::write(&path, text).unwrap();
        Self(path)
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[tokio::test]
async fn endpoints_and_a_secret_may_be_given_without_discovery() {
    let issuer = Issuer::start(now(), Some(("ges-dep", "s3cret"))).await;
    let at = |path: &str| format!("{}{path}", issuer.url());
    let secret = Secret::new("s3cret\n");
    let given = OidcSettings {
        authorization_endpoint: at("/elsewhere?tenant=1"),
        token_endpoint: at("/token"),
        jwks_uri: at("/keys"),
        client_secret_file: secret.0.clone(),
        scopes: vec!["pid".to_owned()],
        ..settings(issuer.url())
    };
    let server = server_with(&given, Duration::from_secs(10));
    let left = begin(&server).await;
    let asked = parameters(left.location());
    assert!(left.location().starts_with(&at("/elsewhere?tenant=1&")), "{}", left.location());
    assert_eq!((&*asked["scope"], &*asked["ui_locales"]), ("openid pid", "th"));
    let query = issuer.agree(left.location());
    assert_eq!(back(&server, &left.cookies(), &query).await.location(), "/who");

    let without = OidcSettings { client_secret_file: PathBuf::new(), ..given };
    let server = server_with(&without, Duration::from_secs(10));
    refused(&whole_way(&issuer, &server).await, StatusCode::FORBIDDEN, "invalid_client");
}
