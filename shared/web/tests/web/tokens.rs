//! API tokens and HTTP Basic: how systems come in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ges_web::accounts::NewToken;
use http::StatusCode;
use http::header::WWW_AUTHENTICATE;

use crate::server::{Answer, PASSWORD, Server};

fn basic(login: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{login}:{password}")))
}

async fn who(server: &Server, authorization: &str) -> Answer {
    server.get("/api/who").header("authorization", authorization).send().await
}

fn token(server: &Server, login: &str, roles: &[&str], minutes: Option<i64>) -> (String, String) {
    let expires_at = minutes.map(|m| server.kit.env().clock.now() + jiff::SignedDuration::from_mins(m));
    let roles = roles.iter().map(|r| (*r).to_owned()).collect();
    let new = NewToken { login: login.to_owned(), label: "SDMX".to_owned(), roles, expires_at };
    let (token, secret) = server.kit.accounts().create_token(new).unwrap();
    (token.id, secret)
}

#[tokio::test]
async fn a_token_works_as_bearer_and_as_basic_password_until_it_ends() {
    let server = Server::new();
    let (_, secret) = token(&server, "bb-system", &["reader"], Some(10));
    assert!(secret.starts_with("ges_") && secret.len() > 40);
    for header in
        [format!("Bearer {secret}"), format!("bearer {secret}"), basic("anything", &secret), basic("", &secret)]
    {
        let answer = who(&server, &header).await;
        assert_eq!(answer.json()["login"], "bb-system", "{header}");
        assert_eq!((&answer.json()["via"], &answer.json()["roles"][0]), (&"Token".into(), &"reader".into()));
    }
    server.advance(10);
    assert_eq!(who(&server, &format!("Bearer {secret}")).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_revoked_token_stops_at_once_and_the_list_shows_its_last_use() {
    let server = Server::new();
    let (id, secret) = token(&server, "bb-system", &[], None);
    assert_eq!(server.kit.accounts().tokens_async().await.unwrap()[0].used_at, None);
    assert_eq!(who(&server, &format!("Bearer {secret}")).await.status, StatusCode::OK);
    assert_eq!(server.kit.accounts().tokens_async().await.unwrap()[0].used_at, Some(server.kit.env().clock.now()));
    assert!(server.kit.accounts().revoke_token(&id).unwrap());
    assert!(!server.kit.accounts().revoke_token(&id).unwrap());
    assert_eq!(who(&server, &format!("Bearer {secret}")).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_persons_token_never_has_more_than_the_person() {
    let server = Server::new();
    server.person("keeper", &["data-keeper"]);
    let (_, secret) = token(&server, "keeper", &["data-keeper", "cio"], None);
    let bearer = format!("Bearer {secret}");
    assert_eq!(who(&server, &bearer).await.json()["roles"], serde_json::json!(["data-keeper"]));
    server.kit.accounts().set_disabled("keeper", true).unwrap();
    assert_eq!(who(&server, &bearer).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn basic_takes_the_account_password_and_counts_wrong_ones() {
    let server = Server::with(|options| options.accounts.tries_per_login = 3);
    server.person("cio", &["cio"]);
    let right = basic("cio", PASSWORD);
    for _ in 0..20 {
        assert_eq!(who(&server, &right).await.status, StatusCode::OK, "right ones never run out");
    }
    for _ in 0..3 {
        assert_eq!(who(&server, &basic("cio", "wrong wrong")).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(who(&server, &basic("cio", "wrong wrong")).await.status, StatusCode::TOO_MANY_REQUESTS);
    server.advance(16);
    server.kit.accounts().set_password("cio", "อีกประโยคหนึ่ง").unwrap();
    assert_eq!(who(&server, &right).await.status, StatusCode::UNAUTHORIZED, "the old one is forgotten at once");
    assert_eq!(who(&server, &basic("cio", "อีกประโยคหนึ่ง")).await.status, StatusCode::OK);
    server.kit.accounts().set_disabled("cio", true).unwrap();
    assert_ne!(who(&server, &basic("cio", "อีกประโยคหนึ่ง")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn bad_credentials_are_refused_and_never_fall_back_to_the_cookie() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let cookie = server.cookie_of("cio").await;
    for bad in ["Bearer ges_nothing", "Bearer", "Basic %%%", "Basic Y2lv", "Digest x", &basic("cio", "wrong wrong")] {
        let answer = server.get("/api/who").cookie(&cookie).header("authorization", bad).send().await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{bad}");
        assert_eq!(answer.headers["content-type"], "application/problem+json");
        assert_eq!(answer.headers.get_all(WWW_AUTHENTICATE).iter().count(), 2);
    }
}

#[tokio::test]
async fn without_credentials_programs_get_401_and_no_redirect() {
    let server = Server::new();
    let answer = server.get("/api/who").header("accept", "text/html").send().await;
    assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::UNAUTHORIZED, &"sign-in-needed".into()));
    assert_eq!(server.get("/who").header("accept", "application/json").send().await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_cannot_set_a_password() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let (_, secret) = token(&server, "cio", &["cio"], None);
    let ask = server.post("/account").header("authorization", &format!("Bearer {secret}"));
    let answer = ask.form(&[("new", "อีกประโยคหนึ่ง"), ("again", "อีกประโยคหนึ่ง")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}
