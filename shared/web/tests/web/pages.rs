//! The frame of pages: languages, assets, health, hostile input.

use http::StatusCode;

use crate::server::{PASSWORD, Server};

#[tokio::test]
async fn the_language_is_chosen_by_link_and_remembered() {
    let server = Server::new();
    assert!(server.get("/signin").send().await.body.contains("<html lang=\"th\""));
    let english = server.get("/signin?next=%2Fwho&lang=en").send().await;
    assert!(english.body.contains("<html lang=\"en\"") && english.body.contains("<h1>Sign in</h1>"));
    assert!(
        english.body.contains("href=\"/signin?next=%2Fwho&#38;lang=th\"")
            || english.body.contains("next=%2Fwho&amp;lang=th"),
        "{}",
        english.body
    );
    let kept = server.get("/signin").cookie(&english.cookies()).send().await;
    assert!(kept.body.contains("<html lang=\"en\""));
    assert!(server.get("/signin").header("accept-language", "en-GB").send().await.body.contains("lang=\"en\""));
    assert!(server.get("/signin?lang=xx").send().await.cookie_text().is_empty());
}

#[tokio::test]
async fn hostile_input_comes_back_as_text_and_leads_nowhere_else() {
    let server = Server::new();
    server.person("cio", &["cio"]);
    let attack = "\"><script>alert(1)</script>";
    let answer = server.post("/signin").form(&[("login", attack), ("password", "x"), ("next", attack)]).await;
    assert!(!answer.body.contains("<script>alert") && answer.body.contains("&#60;script&#62;"), "{}", answer.body);
    let link = server.get("/signin/link?token=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").send().await;
    assert!(!link.body.contains("<script>alert"));
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example"] {
        let fields = [("login", "cio"), ("password", PASSWORD), ("next", next)];
        let answer = server.post("/signin").form(&fields).await;
        assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/"), "{next}");
    }
}

#[tokio::test]
async fn assets_are_kept_for_ever_under_names_of_their_content() {
    let server = Server::new();
    let page = server.get("/signin").send().await.body;
    for (name, kind) in [
        ("kit.css", "text/css; charset=utf-8"),
        ("live.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
    ] {
        let url = server.kit.assets().url(name);
        assert!(page.contains(&url), "{name} is linked");
        let asset = server.get(&url).send().await;
        assert_eq!((asset.status, asset.headers["content-type"].to_str().unwrap()), (StatusCode::OK, kind));
        assert!(asset.headers["cache-control"].to_str().unwrap().contains("immutable"));
    }
    assert_eq!(server.get("/assets/kit.000000000000.css").send().await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_frame_has_landmarks_one_heading_and_a_skip_link() {
    let server = Server::new();
    let body = server.get("/missing").send().await.body;
    assert_eq!(body.matches("<h1").count(), 1);
    for part in
        ["class=\"skip\" href=\"#main\"", "<main id=\"main\"", "<header", "<footer", "<html lang=\"th\" class=\"node\""]
    {
        assert!(body.contains(part), "{part}");
    }
}

#[tokio::test]
async fn health_says_what_is_wrong() {
    let server = Server::new();
    assert_eq!(server.get("/livez").send().await.status, StatusCode::OK);
    let ready = server.get("/readyz").send().await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ready.json()["checks"][1], serde_json::json!({ "name": "journal", "ok": false, "note": "behind" }));
    let metrics = server.get("/metrics").send().await;
    assert!(metrics.headers["content-type"].to_str().unwrap().starts_with("application/openmetrics-text"));
}

#[tokio::test]
async fn the_account_page_names_roles_in_the_readers_language() {
    let server = Server::new();
    server.person("keeper", &["data-keeper"]);
    let cookie = server.cookie_of("keeper").await;
    let page = server.get("/account?lang=en").cookie(&cookie).send().await;
    assert!(page.body.contains("Data keeper") && page.body.contains("keeper"), "{}", page.body);
    assert!(server.get("/signin?next=%2Fwho").cookie(&cookie).send().await.location() == "/who", "already signed in");
}
