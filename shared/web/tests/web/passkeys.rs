//! Passkeys from end to end: a device in software registers and signs in over HTTP; whatever is not as it must be is
//! refused with words of its own.

use ges_web::accounts::{Deed, MAX_PASSKEYS};
use http::StatusCode;
use serde_json::{Value, json};

use crate::authenticator::Authenticator;
use crate::server::{Answer, Server};

fn server() -> Server {
    let server = Server::with(|options| options.public_url = "https://ges.example".into());
    server.person("cio", &["cio"]);
    server
}

async fn begin(server: &Server, cookie: &str) -> Value {
    let answer = server.post("/account/passkeys/begin").cookie(cookie).json(&json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    answer.json()
}

async fn add(server: &Server, cookie: &str, body: &Value) -> Answer {
    server.post("/account/passkeys").cookie(cookie).json(body).await
}

/// A device that is registered for the person.
pub async fn registered(server: &Server, login: &str, name: u8) -> Authenticator {
    let cookie = server.cookie_of(login).await;
    let mut device = Authenticator::new(name);
    let body = device.create(&begin(server, &cookie).await, "โทรศัพท์");
    let answer = add(server, &cookie, &body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    device
}

pub async fn asked(server: &Server) -> Value {
    let answer = server.post("/signin/passkey/begin").json(&json!({})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    answer.json()
}

pub async fn sign_in(server: &Server, body: &Value) -> Answer {
    server.post("/signin/passkey").json(body).await
}

pub fn code(answer: &Answer) -> String {
    assert!(answer.cookie_text().is_empty(), "nobody is let in: {}", answer.cookie_text());
    answer.json()["code"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_registered_passkey_signs_in_like_a_password_and_is_shown_on_the_account() {
    let server = server();
    let page = server.get("/signin").send().await;
    assert!(page.body.contains("ลงชื่อเข้าใช้ด้วยพาสคีย์") && page.body.contains("/assets/passkey."), "{}", page.body);
    let mut device = registered(&server, "cio", 1).await;
    let answer = sign_in(&server, &device.get(&asked(&server).await, "/cio")).await;
    assert_eq!(answer.json()["next"], "/cio", "{}", answer.body);
    let cookie = answer.cookies();
    assert!(answer.cookie_text().contains("HttpOnly; SameSite=Lax"), "{}", answer.cookie_text());
    assert_eq!(server.get("/cio").cookie(&cookie).send().await.body, "welcome");
    let account = server.get("/account").cookie(&cookie).send().await;
    assert!(account.body.contains("โทรศัพท์") && account.body.contains("อยู่ในอุปกรณ์เดียว"), "{}", account.body);
    let own = server.kit.accounts().passkeys_async("cio").await.unwrap();
    assert!(own[0].used_at.is_some());

    let removed = server.post("/account/passkeys/remove").cookie(&cookie).form(&[("id", &own[0].id)]).await;
    assert_eq!(removed.location(), "/account?done=passkey-removed#passkeys");
    assert_eq!(code(&sign_in(&server, &device.get(&asked(&server).await, "/")).await), "passkey-unknown");
    let (changes, _) = server.kit.accounts().changes_async("cio", None, 9).await.unwrap();
    let told: Vec<_> = changes.iter().map(|c| (c.deed, &*c.before, &*c.after)).take(2).collect();
    assert_eq!(told, [(Some(Deed::PasskeyRemoved), "โทรศัพท์", ""), (Some(Deed::PasskeyAdded), "", "โทรศัพท์")]);
}

#[tokio::test]
async fn the_way_on_is_never_another_server() {
    let server = server();
    let mut device = registered(&server, "cio", 1).await;
    let answer = sign_in(&server, &device.get(&asked(&server).await, "https://evil.example")).await;
    assert_eq!(answer.json()["next"], "/");
}

#[tokio::test]
async fn an_answer_counts_once_and_for_five_minutes() {
    let server = server();
    let mut device = registered(&server, "cio", 1).await;
    let body = device.get(&asked(&server).await, "/");
    assert_eq!(sign_in(&server, &body).await.status, StatusCode::OK);
    assert_eq!(code(&sign_in(&server, &body).await), "passkey-used");

    let question = asked(&server).await;
    server.clock.advance(std::time::Duration::from_secs(299));
    assert_eq!(sign_in(&server, &device.get(&question, "/")).await.status, StatusCode::OK);
    let question = asked(&server).await;
    server.advance(5);
    assert_eq!(code(&sign_in(&server, &device.get(&question, "/")).await), "passkey-late");

    let never = json!({ "challenge": "bmV2ZXIgYXNrZWQ" });
    assert_eq!(code(&sign_in(&server, &device.get(&never, "/")).await), "passkey-used");
}

#[tokio::test]
async fn whatever_is_not_as_it_must_be_is_refused_with_its_own_words() {
    type Change = fn(&mut Authenticator);
    let cases: [(Change, &str, &str); 5] = [
        (|d| d.origin = "https://ges.example.evil".into(), "passkey-origin", "https://ges.example.evil"),
        (|d| d.rp_id = "evil.example".into(), "passkey-relying-party", "เว็บอื่น"),
        (|d| d.verified = false, "passkey-not-verified", "PIN"),
        (|d| d.present = false, "passkey-not-present", "ยืนยันที่อุปกรณ์"),
        (|d| d.handle = b"somebody else".to_vec(), "passkey-not-theirs", "ผู้ใช้อื่น"),
    ];
    for (change, expected, words) in cases {
        let server = server();
        let mut device = registered(&server, "cio", 1).await;
        let body = {
            change(&mut device);
            device.get(&asked(&server).await, "/")
        };
        let answer = sign_in(&server, &body).await;
        assert!(answer.body.contains(words), "{}", answer.body);
        assert_eq!((code(&answer).as_str(), answer.status), (expected, StatusCode::FORBIDDEN));
    }
}

#[tokio::test]
async fn another_device_does_not_sign_for_a_passkey() {
    let server = server();
    server.person("keeper", &["data-keeper"]);
    let device = registered(&server, "cio", 1).await;
    let mut other = registered(&server, "keeper", 2).await;
    // The keeper's device claims to hold the CIO's passkey.
    other.id.clone_from(&device.id);
    other.handle.clone_from(&device.handle);
    assert_eq!(code(&sign_in(&server, &other.get(&asked(&server).await, "/")).await), "passkey-signature");
}

#[tokio::test]
async fn a_counter_that_goes_back_lets_nobody_in_and_is_noted_as_a_warning() {
    let server = server();
    let mut device = registered(&server, "cio", 1).await;
    device.counter = 40;
    assert_eq!(sign_in(&server, &device.get(&asked(&server).await, "/")).await.status, StatusCode::OK);
    for counter in [40, 7] {
        device.counter = counter;
        // `get` counts up first: 41 is where it stands, 8 is behind it.
        assert_eq!(code(&sign_in(&server, &device.get(&asked(&server).await, "/")).await), "passkey-counter");
    }
    let (changes, _) = server.kit.accounts().changes_async("cio", None, 9).await.unwrap();
    assert_eq!(changes.iter().filter(|c| c.deed == Some(Deed::PasskeySuspect)).count(), 2);
    device.counter = 41;
    assert_eq!(sign_in(&server, &device.get(&asked(&server).await, "/")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_authenticator_without_a_counter_is_let_in_again_and_again() {
    let server = server();
    let mut device = registered(&server, "cio", 1).await;
    for _ in 0..2 {
        let body = device.sign(&asked(&server).await, "/");
        assert_eq!(sign_in(&server, &body).await.status, StatusCode::OK);
    }
    device.counter = 5;
    assert_eq!(sign_in(&server, &device.get(&asked(&server).await, "/")).await.status, StatusCode::OK);
    device.counter = 0;
    assert_eq!(code(&sign_in(&server, &device.sign(&asked(&server).await, "/")).await), "passkey-counter");
}

#[tokio::test]
async fn a_switched_off_account_is_opened_by_no_passkey() {
    let server = server();
    let mut device = registered(&server, "cio", 1).await;
    server.kit.accounts().set_disabled("cio", true).unwrap();
    assert_eq!(code(&sign_in(&server, &device.get(&asked(&server).await, "/")).await), "passkey-account-off");
}

#[tokio::test]
async fn an_administrator_removes_all_passkeys_of_a_person() {
    let server = server();
    let mut device = registered(&server, "cio", 1).await;
    registered(&server, "cio", 2).await;
    assert_eq!(server.kit.accounts().remove_passkeys("admin", "cio").await.unwrap(), 2);
    assert_eq!(server.kit.accounts().remove_passkeys("admin", "cio").await.unwrap(), 0);
    assert_eq!(code(&sign_in(&server, &device.get(&asked(&server).await, "/")).await), "passkey-unknown");
    let (changes, _) = server.kit.accounts().changes_async("cio", None, 1).await.unwrap();
    assert_eq!((&*changes[0].actor, &*changes[0].before), ("admin", "โทรศัพท์\nโทรศัพท์"));
}

#[tokio::test]
async fn registering_holds_to_the_same_rules() {
    let server = server();
    server.person("keeper", &["data-keeper"]);
    let (cio, keeper) = (server.cookie_of("cio").await, server.cookie_of("keeper").await);
    let mut device = Authenticator::new(1);

    let question = begin(&server, &cio).await;
    assert_eq!(code(&add(&server, &keeper, &device.create(&question, "x")).await), "passkey-another");
    assert_eq!(code(&add(&server, &cio, &device.create(&question, "x")).await), "passkey-used");
    let question = begin(&server, &cio).await;
    server.advance(5);
    assert_eq!(code(&add(&server, &cio, &device.create(&question, "x")).await), "passkey-late");
    device.verified = false;
    let unverified = device.create(&begin(&server, &cio).await, "x");
    assert_eq!(code(&add(&server, &cio, &unverified).await), "passkey-not-verified");
    device.verified = true;
    for (name, good) in [("", false), ("a\nb", false), (&*"ก".repeat(61), false), (&*"ก".repeat(60), true)] {
        let answer = add(&server, &cio, &device.create(&begin(&server, &cio).await, name)).await;
        assert_eq!(answer.status == StatusCode::OK, good, "{name}: {}", answer.body);
    }
    let again = device.create(&begin(&server, &keeper).await, "x");
    let answer = add(&server, &keeper, &again).await;
    assert_eq!((code(&answer).as_str(), answer.status), ("passkey-known", StatusCode::CONFLICT));
    let nobody = server.post("/account/passkeys/begin").json(&json!({})).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_person_has_at_most_twenty_passkeys_all_under_one_handle() {
    let server = server();
    let cookie = server.cookie_of("cio").await;
    let mut handles = std::collections::BTreeSet::new();
    for name in 0..MAX_PASSKEYS {
        let mut device = Authenticator::new(u8::try_from(name).unwrap());
        let question = begin(&server, &cookie).await;
        assert_eq!(question["exclude"].as_array().unwrap().len(), name);
        let answer = add(&server, &cookie, &device.create(&question, "x")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        handles.insert(device.handle);
    }
    assert_eq!(handles.len(), 1);
    let refused = server.post("/account/passkeys/begin").cookie(&cookie).json(&json!({})).await;
    assert_eq!(code(&refused), "too-many-passkeys");
}

#[tokio::test]
async fn guessing_at_passkeys_is_limited_and_leaves_the_password_usable() {
    let server = Server::with(|options| {
        options.public_url = "https://ges.example".into();
        options.accounts.tries_per_login = 3;
    });
    server.person("cio", &["cio"]);
    let mut device = registered(&server, "cio", 1).await;
    device.verified = false;
    for _ in 0..3 {
        assert_eq!(code(&sign_in(&server, &device.get(&asked(&server).await, "/")).await), "passkey-not-verified");
    }
    device.verified = true;
    let body = device.get(&asked(&server).await, "/");
    assert_eq!(sign_in(&server, &body).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(server.sign_in("cio", crate::server::PASSWORD).await.status, StatusCode::SEE_OTHER);
    server.advance(15);
    assert_eq!(sign_in(&server, &device.get(&asked(&server).await, "/")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_even_readable_is_refused_in_the_readers_language() {
    let server = server();
    for body in [json!([]), json!({ "credential": {} }), json!({ "credential": { "id": 1 } })] {
        let answer = server.post("/signin/passkey").header("accept-language", "en").json(&body).await;
        assert!(answer.body.contains("cannot be read"), "{}", answer.body);
        assert_eq!(code(&answer), "passkey-malformed");
    }
    let large = json!({ "next": "x".repeat(40_000) });
    assert_ne!(sign_in(&server, &large).await.status, StatusCode::OK);
}

#[tokio::test]
async fn where_browsers_offer_no_passkeys_none_are_offered() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let answer = server.post("/signin/passkey/begin").json(&json!({})).await;
    assert_eq!((code(&answer).as_str(), answer.status), ("passkeys-off", StatusCode::NOT_FOUND));
    assert!(!server.get("/signin").send().await.body.contains("passkey"));
    let cookie = server.cookie_of("cio").await;
    assert!(!server.get("/account").cookie(&cookie).send().await.body.contains("passkey"));
}
