//! Errors in both forms and both languages.

use http::StatusCode;

use crate::server::Server;

#[tokio::test]
async fn a_missing_page_is_a_page_for_people_and_json_for_programs() {
    let server = Server::new();
    let page = server.get("/missing?lang=th").header("accept", "text/html").send().await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
    assert!(page.body.contains("<html lang=\"th\"") && page.body.contains("<h1>ไม่พบหน้าที่ท่านเปิด</h1>"), "{}", page.body);
    assert!(page.body.contains("กลับไปหน้าแรก"), "a way on");
    let english = server.get("/missing?lang=en").send().await;
    assert!(english.body.contains("<html lang=\"en\"") && english.body.contains("was not found</h1>"));
    let json = server.get("/api/v1/missing?token=secret&lang=en").send().await;
    assert_eq!(json.headers["content-type"], "application/problem+json");
    assert_eq!(json.headers["content-language"], "en");
    let document = json.json();
    assert_eq!(document["type"], "urn:ges:problem:not-found");
    assert_eq!(document["status"], 404);
    assert_eq!(document["title"], "The page you opened was not found");
    assert_eq!(document["instance"], "/api/v1/missing", "without the query, which may hold a secret");
    assert_eq!(server.get("/api/v1/missing").send().await.json()["title"], "ไม่พบหน้าที่ท่านเปิด");
}

#[tokio::test]
async fn a_panic_tells_the_number_of_the_request_and_nothing_else() {
    let server = Server::new();
    let page = server.get("/boom").send().await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    let number = page.headers["x-request-id"].to_str().unwrap();
    assert!(page.body.contains(number) && page.body.contains("ระบบขัดข้อง"), "{}", page.body);
    assert!(!page.body.contains("secret detail"));
    let json = server.get("/api/boom").send().await;
    assert_eq!(json.json()["code"], "internal");
    assert!(!json.body.contains("secret detail"));
}

#[tokio::test]
async fn a_frameworks_own_rejections_become_problems_with_their_reason() {
    let server = Server::new();
    let bad = server
        .post("/api/echo")
        .header("content-type", "application/json")
        .body(axum::body::Body::from("[1, \"x\"]"))
        .await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let document = bad.json();
    assert_eq!(document["code"], "invalid");
    assert!(document["detail"].as_str().unwrap().contains("line 1 column 7"), "{document}");
    let method = server.get("/api/echo").send().await;
    assert_eq!((method.status, &method.json()["code"]), (StatusCode::METHOD_NOT_ALLOWED, &"method-not-allowed".into()));
    assert_eq!(method.headers["allow"], "POST", "what the inner answer said is kept");
    let media = server.post("/api/echo").send().await;
    assert_eq!(media.json()["code"], "unsupported-media");
}

#[tokio::test]
async fn hostile_text_in_a_problem_stays_text() {
    let server = Server::new();
    let page = server.get("/bad").send().await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!page.body.contains("ช่อง <b>") && page.body.contains("ช่อง &#60;b&#62;"), "{}", page.body);
    assert_eq!(
        server.get("/bad?lang=en").header("accept", "application/json").send().await.json()["detail"],
        "field <b>"
    );
}
