//! `/signin`, `/signin/link`, `/signout`, `/account` and the sessions behind them.

use http::StatusCode;

use crate::server::{PASSWORD, Server};

#[tokio::test]
async fn the_right_password_opens_a_session_and_leads_back() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let refused = server.get("/who?a=b").send().await;
    assert_eq!((refused.status, refused.location()), (StatusCode::SEE_OTHER, "/signin?next=%2Fwho%3Fa%3Db"));
    let fields = [("login", " CIO "), ("password", PASSWORD), ("next", "/who?a=b")];
    let answer = server.post("/signin").form(&fields).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/who?a=b"));
    let set = answer.cookie_text();
    assert!(set.starts_with("ges_node_dep=") && set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    assert!(!set.contains("Secure"));
    let who = server.get("/who").cookie(&answer.cookies()).send().await.json();
    assert_eq!(who, serde_json::json!({ "login": "cio", "roles": ["cio"], "via": "Session" }));
}

#[tokio::test]
async fn over_https_the_cookie_is_bound_to_the_host() {
    let server = Server::with(|options| options.https = true);
    server.person("cio", &["cio"]);
    let set = server.sign_in("cio", PASSWORD).await.cookie_text();
    assert!(set.starts_with("__Host-ges_node_dep=") && set.ends_with("; Secure") && set.contains("Path=/;"), "{set}");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_login_look_the_same_and_keep_what_was_typed() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let wrong = server.sign_in("cio", "ผิดแน่นอนครับท่าน").await;
    let unknown = server.sign_in("cox", "ผิดแน่นอนครับท่าน").await;
    assert_eq!((wrong.status, unknown.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(wrong.body.replace("cio", "cox"), unknown.body);
    assert!(wrong.body.contains("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง") && wrong.body.contains("value=\"cio\""));
    assert!(!wrong.body.contains("ผิดแน่นอน"), "the password never comes back");
    assert!(wrong.cookie_text().is_empty());
}

#[tokio::test]
async fn guessing_is_stopped_for_a_quarter_of_an_hour_even_for_the_right_password() {
    let server = Server::with(|options| options.accounts.tries_per_login = 3);
    server.person("cio", &["cio"]);
    for _ in 0..3 {
        assert_eq!(server.sign_in("cio", "wrong wrong").await.status, StatusCode::UNAUTHORIZED);
    }
    let limited = server.sign_in("cio", PASSWORD).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(limited.body.contains("กรุณารอ"), "{}", limited.body);
    server.advance(16);
    assert_eq!(server.sign_in("cio", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_disabled_person_is_told_only_with_the_right_password_and_loses_the_session() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let cookie = server.cookie_of("cio").await;
    let accounts = server.kit.accounts();
    accounts.set_disabled("cio", true).unwrap();
    assert_eq!(server.get("/who").cookie(&cookie).send().await.status, StatusCode::SEE_OTHER);
    assert_eq!(server.sign_in("cio", PASSWORD).await.status, StatusCode::FORBIDDEN);
    assert_eq!(server.sign_in("cio", "wrong wrong").await.status, StatusCode::UNAUTHORIZED);
    accounts.set_disabled("cio", false).unwrap();
    assert_eq!(
        server.get("/who").cookie(&cookie).send().await.status,
        StatusCode::SEE_OTHER,
        "the old session is gone"
    );
    assert_eq!(server.sign_in("cio", PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_session_ends_when_unused_and_in_any_case_after_its_life() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let cookie = server.cookie_of("cio").await;
    let lives = async || server.get("/who").cookie(&cookie).send().await.status == StatusCode::OK;
    server.advance(29);
    assert!(lives().await);
    server.advance(29);
    assert!(lives().await, "use prolongs it");
    server.advance(30);
    assert!(!lives().await, "half an hour unused");
    let page = server.get("/signin").cookie(&cookie).send().await;
    assert!(page.body.contains("กรุณาเข้าสู่ระบบอีกครั้ง"), "{}", page.body);

    let cookie = server.cookie_of("cio").await;
    let lives = async || server.get("/who").cookie(&cookie).send().await.status == StatusCode::OK;
    for _ in 0..(12 * 60 / 20 - 1) {
        server.advance(20);
        assert!(lives().await);
    }
    server.advance(20);
    assert!(!lives().await, "twelve hours");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let cookie = server.cookie_of("cio").await;
    let out = server.post("/signout").cookie(&cookie).send().await;
    assert_eq!((out.status, out.location()), (StatusCode::SEE_OTHER, "/signin"));
    assert!(out.cookie_text().contains("Max-Age=0"));
    assert_eq!(server.get("/who").cookie(&cookie).send().await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn changed_roles_hold_from_the_next_request() {
    let server = Server::new();
    server.person("keeper", &["data-keeper"]);
    let cookie = server.cookie_of("keeper").await;
    let refused = server.get("/cio?lang=th").cookie(&cookie).send().await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("หน้านี้สำหรับCIO บทบาทของท่านคือผู้จัดเก็บข้อมูล"), "{}", refused.body);
    let refused = server.get("/api/cio?lang=en").cookie(&cookie).send().await.json();
    assert_eq!(refused["detail"], "This is for: CIO. Your role is: Data keeper.");
    server.kit.accounts().set_roles("keeper", &["cio".to_owned()]).unwrap();
    assert_eq!(server.get("/cio").cookie(&cookie).send().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let (here, elsewhere) = (server.cookie_of("cio").await, server.cookie_of("cio").await);
    let weak = server.post("/account").cookie(&here).form(&[("new", "short"), ("again", "short")]).await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(weak.body.contains("10 ถึง 256 ตัวอักษร") && weak.body.contains("aria-invalid"), "{}", weak.body);
    let differs = server.post("/account").cookie(&here).form(&[("new", "อีกประโยคหนึ่ง"), ("again", "x")]).await;
    assert!(differs.body.contains("ไม่ตรงกัน"));
    let mut fields = vec![("new", "อีกประโยคหนึ่ง"), ("again", "อีกประโยคหนึ่ง")];
    let unproved = server.post("/account").cookie(&here).form(&fields).await;
    assert_eq!(unproved.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unproved.body.contains("รหัสผ่านปัจจุบันไม่ถูกต้อง"));
    fields.push(("current", PASSWORD));
    let done = server.post("/account").cookie(&here).form(&fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!(server.get("/who").cookie(&done.cookies()).send().await.status, StatusCode::OK);
    for old in [here, elsewhere] {
        assert_eq!(server.get("/who").cookie(&old).send().await.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(server.sign_in("cio", PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.sign_in("cio", "อีกประโยคหนึ่ง").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_link_survives_being_looked_at_and_works_once() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let token = server.kit.accounts().create_link("cio").unwrap();
    let path = ges_web::accounts::link_path(&token);
    for _ in 0..3 {
        let seen = server.get(&path).send().await;
        assert_eq!(seen.status, StatusCode::OK);
        assert!(seen.cookie_text().is_empty(), "a preview signs nobody in");
    }
    let used = server.post("/signin/link").form(&[("token", &token)]).await;
    assert_eq!(used.status, StatusCode::SEE_OTHER, "{}", used.body);
    assert_eq!(server.get("/who").cookie(&used.cookies()).send().await.json()["login"], "cio");
    let fields = [("new", "อีกประโยคหนึ่ง"), ("again", "อีกประโยคหนึ่ง")];
    let replaced = server.post("/account").cookie(&used.cookies()).form(&fields).await;
    assert_eq!(replaced.status, StatusCode::SEE_OTHER, "a forgotten password is replaced without repeating it");
    let again = server.post("/signin/link").form(&[("token", &token)]).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert!(again.body.contains("ลิงก์นี้ใช้ไม่ได้แล้ว"));
}

#[tokio::test]
async fn two_who_use_a_link_at_once_are_one_who_comes_in() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let token = server.kit.accounts().create_link("cio").unwrap();
    let fields = [("token", token.as_str())];
    let (one, two) = tokio::join!(server.post("/signin/link").form(&fields), server.post("/signin/link").form(&fields));
    let mut statuses = [one.status, two.status];
    statuses.sort();
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::GONE]);
}

#[tokio::test]
async fn a_link_dies_after_a_day_with_its_account_and_with_a_new_password() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let accounts = server.kit.accounts();
    let stale = accounts.create_link("cio").unwrap();
    server.advance(24 * 60);
    assert_eq!(accounts.consume_link(&stale).await.unwrap(), None);
    let replaced = accounts.create_link("cio").unwrap();
    accounts.set_password("cio", "อีกประโยคหนึ่ง").unwrap();
    assert_eq!(accounts.consume_link(&replaced).await.unwrap(), None);
    let orphan = accounts.create_link("cio").unwrap();
    accounts.set_disabled("cio", true).unwrap();
    assert_eq!(accounts.consume_link(&orphan).await.unwrap(), None);
    assert!(accounts.create_link("cio").is_err(), "no link for a disabled account");
    assert!(accounts.create_link("nobody").is_err());
    assert_eq!(accounts.consume_link("").await.unwrap(), None);
}

#[tokio::test]
async fn no_secret_is_stored() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let cookie = server.cookie_of("cio").await;
    let cookie = cookie.split_once('=').unwrap().1;
    let link = server.kit.accounts().create_link("cio").unwrap();
    let new = ges_web::accounts::NewToken { login: "cio".to_owned(), ..Default::default() };
    let (_, token) = server.kit.accounts().create_token(new).unwrap();
    let store = server.store.clone();
    let dump = move |table: &'static str, key: &'static str| store.table_dump(table, &[key]).unwrap();
    for (table, key) in
        [("web_session", "digest"), ("web_link", "digest"), ("web_token", "id"), ("web_person", "login")]
    {
        let dump = dump.clone();
        let dump = tokio::task::spawn_blocking(move || dump(table, key)).await.unwrap();
        assert!(!dump.is_empty(), "{table} has rows");
        for secret in [cookie, &link, &token, PASSWORD] {
            assert!(!dump.windows(secret.len()).any(|w| w == secret.as_bytes()), "{table}");
        }
    }
}

#[test]
fn people_are_made_and_changed_without_a_web_server() {
    use ges_web::accounts::{AccountError, NewPerson};
    let server = Server::new();
    let accounts = server.kit.accounts();
    let new = |login: &str, password: &str| NewPerson {
        login: login.to_owned(),
        roles: vec!["cio".to_owned()],
        password: Some(password.to_owned()),
        ..NewPerson::default()
    };
    assert!(accounts.create_person(new("Chief.CIO", PASSWORD)).is_ok());
    assert_eq!(accounts.people().unwrap()[0].login, "chief.cio");
    assert!(matches!(accounts.create_person(new("chief.cio", PASSWORD)), Err(AccountError::Taken(_))));
    assert!(matches!(accounts.create_person(new("กข", PASSWORD)), Err(AccountError::Login(_))));
    assert!(matches!(accounts.create_person(new("x y", PASSWORD)), Err(AccountError::Login(_))));
    assert!(matches!(accounts.create_person(new("other", "short")), Err(AccountError::WeakPassword)));
    assert!(matches!(accounts.create_person(new("long.enough", "LONG.enough")), Err(AccountError::WeakPassword)));
    assert!(matches!(accounts.set_roles("chief.cio", &["a b".to_owned()]), Err(AccountError::Role(_))));
    assert!(matches!(accounts.set_password("nobody", PASSWORD), Err(AccountError::Unknown(_))));
    assert!(accounts.person("chief.cio").unwrap().unwrap().has_password);
}

#[tokio::test]
async fn guessing_the_current_password_is_counted_with_the_tries_of_signing_in() {
    let server = Server::with(|options| options.accounts.tries_per_login = 3);
    server.person("cio", &["cio"]);
    let cookie = server.cookie_of("cio").await;
    let new = [("new", "อีกประโยคหนึ่ง"), ("again", "อีกประโยคหนึ่ง")];
    let change = async |current: &str| {
        server.post("/account").cookie(&cookie).form(&[&new[..], &[("current", current)]].concat()).await
    };
    for _ in 0..2 {
        assert_eq!(change("wrong wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(server.sign_in("cio", "wrong wrong").await.status, StatusCode::UNAUTHORIZED);
    let limited = change(PASSWORD).await;
    assert_eq!(limited.status, StatusCode::TOO_MANY_REQUESTS, "{}", limited.body);
    assert!(limited.body.contains("href=\"#current\"") && limited.body.contains("กรุณารอ"), "{}", limited.body);
    assert_eq!(server.sign_in("cio", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    server.advance(16);
    assert_eq!(change(PASSWORD).await.location(), "/account?done=password");
}

#[tokio::test]
async fn a_new_password_is_another_one_and_hard_to_guess() {
    let server = Server::new();
    server.person("chief.cio", &["cio"]);
    let cookie = server.cookie_of("chief.cio").await;
    for (new, said) in [
        ("1234567890", "เดาง่าย"),
        ("my chief.cio 2555", "ไม่มีชื่อผู้ใช้"),
        ("aaaaaaaaaaaa", "ต่างกันอย่างน้อย 5"),
        (PASSWORD, "เหมือนรหัสผ่านปัจจุบัน"),
    ] {
        let fields = [("current", PASSWORD), ("new", new), ("again", new)];
        let answer = server.post("/account").cookie(&cookie).form(&fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert!(answer.body.contains(said) && answer.body.contains("href=\"#new\""), "{new}: {}", answer.body);
    }
}
