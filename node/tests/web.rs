//! Pages and REST over the node's router: record, journal, attest, writing through the API, health.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use axum::Router;
use axum::body::Body;
use ges_node::app::Node;
use ges_node::service::attestations::create_key;
use ges_web::accounts::{NewPerson, NewToken};
use ges_web::{Locale, Translations};
use http::{Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use support::{new_node, record, who, with_agreement};
use tempfile::TempDir;
use tower::ServiceExt as _;

const PASSPHRASE: &str = "ข้าวเหนียวมะม่วง 2555";

struct House {
    _dir: TempDir,
    node: Node,
    router: Router,
    keeper: String,
    cio: String,
}

/// A node with tokens for a data keeper and the CIO.
fn house() -> House {
    let (dir, node) = new_node("dep");
    with_agreement(&node);
    let token = |login: &str, role: &str| {
        let accounts = node.kit().accounts();
        accounts
            .create_person(NewPerson { login: login.into(), roles: vec![role.into()], ..NewPerson::default() })
            .unwrap();
        accounts
            .create_token(NewToken { login: login.into(), roles: vec![role.into()], ..NewToken::default() })
            .unwrap()
            .1
    };
    let (keeper, cio) = (token("keeper", "data_keeper"), token("cio", "cio"));
    let router = node.http_router();
    House { _dir: dir, node, router, keeper, cio }
}

impl House {
    async fn send(&self, request: Request<Body>) -> (StatusCode, String, Response<()>) {
        let (parts, body) = self.router.clone().oneshot(request).await.unwrap().into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let status = parts.status;
        (status, String::from_utf8_lossy(&bytes).into_owned(), Response::from_parts(parts, ()))
    }

    async fn get(&self, path: &str, token: &str) -> (StatusCode, String) {
        let (status, body, _) = self.send(with(Request::get(path), token).body(Body::empty()).unwrap()).await;
        (status, body)
    }

    async fn form(
        &self,
        path: &str,
        token: &str,
        fields: &[(&str, &str)],
        file: Option<(&str, &str)>,
    ) -> (StatusCode, String, Response<()>) {
        let mut parts = Vec::new();
        for (name, value) in fields {
            parts.push(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        }
        if let Some((name, content)) = file {
            parts.push(format!(
                "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n{content}\r\n"
            ));
        }
        parts.push("--x--\r\n".into());
        let body = parts.concat();
        let request = with(Request::post(path), token).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn json(&self, path: &str, token: &str, body: &Value) -> (StatusCode, Value) {
        let request = with(Request::post(path), token).header(header::CONTENT_TYPE, "application/json");
        let (status, body, _) = self.send(request.body(Body::from(body.to_string())).unwrap()).await;
        (status, serde_json::from_str(&body).unwrap_or(Value::Null))
    }
}

fn with(request: http::request::Builder, token: &str) -> http::request::Builder {
    let request = request.header(header::ACCEPT_LANGUAGE, "th").header(header::ACCEPT, "text/html,application/json");
    if token.is_empty() { request } else { request.header(header::AUTHORIZATION, format!("Bearer {token}")) }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_record_form_keeps_what_was_typed_and_filed_until_it_is_right() {
    let house = house();
    let path = "/indicators/2/record";
    let (status, page) = house.get("/indicators/2/record?round=9", &house.keeper).await;
    assert!(status == StatusCode::OK && page.contains("name=\"value\"") && page.contains("บันทึกผล"), "{page}");
    assert!(!page.contains('⟦'), "every word is there");
    let typed =
        [("fiscal_year", "2555"), ("round", "9"), ("value", "4,930 วัน"), ("note", "ทำครบแล้ว"), ("act", "record")];
    let (status, page, _) = house.form(path, &house.keeper, &typed, Some(("หลักฐาน.pdf", "%PDF-1.7 เนื้อหา"))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for kept in ["4,930 วัน", "ทำครบแล้ว", "หลักฐาน.pdf", "href=\"#value\"", "พบตัวอักษร “วัน”"]
    {
        assert!(page.contains(kept), "{kept}: {page}");
    }
    let start = page.find("name=\"evidence\" value=\"").unwrap() + "name=\"evidence\" value=\"".len();
    let evidence = page[start..].split('"').next().unwrap().to_owned();
    let typed = [
        ("fiscal_year", "2555"),
        ("round", "9"),
        ("value", "๔,๙๓๐"),
        ("note", "ทำครบแล้ว"),
        ("evidence", evidence.as_str()),
    ];
    let preview = [&typed[..], &[("act", "preview")]].concat();
    let (status, page, _) = house.form(path, &house.keeper, &preview, None).await;
    assert!(status == StatusCode::OK && page.contains("3.3500"), "{page}");
    let record = [&typed[..], &[("act", "record")]].concat();
    let (status, _, answer) = house.form(path, &house.keeper, &record, None).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let place = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
    let (status, page) = house.get(&place, &house.keeper).await;
    assert!(status == StatusCode::OK && page.contains("3.3500") && page.contains("หลักฐาน.pdf"), "{place}: {page}");
    let (status, page, _) = house.form(path, &house.keeper, &record, None).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("ใหม่กว่าแล้ว"),
        "an older form does not overwrite: {page}"
    );
    let (status, ..) = house.form(path, &house.cio, &record, None).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(house.get("/indicators/77/record", &house.keeper).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_on_one_form_see_each_others_change_and_overwrite_nothing_unseen() {
    let house = house();
    let path = "/indicators/1/record";
    let seen = |page: &str| {
        let start = page.find("name=\"seen\" value=\"").unwrap() + "name=\"seen\" value=\"".len();
        page[start..].split('"').next().unwrap().to_owned()
    };
    record(&house.node, "1", "70");
    let (_, first) = house.get(&format!("{path}?fiscal_year=2555&round=9"), &house.keeper).await;
    assert!(!first.contains("หลังจากท่านเปิดแบบนี้"), "nobody else has been here: {first}");
    record(&house.node, "1", "74.5");
    let old = seen(&first);
    let mine = |seen: &str, act: &'static str| {
        let typed = [("fiscal_year", "2555"), ("round", "9"), ("value", "72"), ("seen", seen), ("act", act)];
        typed.map(|(name, value)| (name, value.to_owned()))
    };
    let send = async |seen: &str, act| {
        let fields = mine(seen, act);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        house.form(path, &house.keeper, &fields, None).await
    };
    let (status, page, _) = send(&old, "preview").await;
    assert!(status == StatusCode::OK && page.contains("หลังจากท่านเปิดแบบนี้") && page.contains("74.5</ins>"), "{page}");
    let (status, page, _) = send(&old, "record").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#others\"") && page.contains("value=\"72\"") && page.contains("74.5"), "{page}");
    let newer = seen(&page);
    assert_ne!(newer, old, "whoever sends it again has seen the change");
    assert_eq!(send(&newer, "record").await.0, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn overview_journal_and_pages_open_for_people_and_lead_strangers_to_sign_in() {
    let house = house();
    record(&house.node, "1", "70");
    for (path, words) in
        [("/", "รอบ 9 เดือน"), ("/journal", "ges.local/dep/1"), ("/indicators", "ตัวชี้วัดที่ 1"), ("/?lang=en", "9 months")]
    {
        let (status, page) = house.get(path, &house.keeper).await;
        assert!(status == StatusCode::OK && page.contains(words), "{path}: {status} {page}");
        assert!(!page.contains('⟦'), "{path}: every word is there");
    }
    let (status, page) = house.get("/indicators/1", &house.keeper).await;
    assert!(status == StatusCode::OK && page.contains("/indicators/1/record"), "{page}");
    for path in ["/journal", "/attest", "/indicators/1/record"] {
        assert!(matches!(house.get(path, "").await.0, StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED), "{path}");
    }
    assert_eq!(house.get("/attest", &house.keeper).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cio_signs_on_the_page_once_every_gap_has_a_reason() {
    let house = house();
    record(&house.node, "1", "70");
    record(&house.node, "2", "4930");
    create_key(
        &house.node,
        &who(),
        "cio",
        &ges_domain::text::Text::default(),
        PASSPHRASE,
        house.node.env().clock.now(),
    )
    .unwrap();
    let (status, page) = house.get("/attest?fiscal_year=2555&round=9", &house.cio).await;
    assert!(status == StatusCode::OK && page.contains("ขอรับรองว่า") && page.contains("name=\"reason-3\""), "{page}");
    let start = page.find("name=\"mark\" value=\"").unwrap() + "name=\"mark\" value=\"".len();
    let mark = page[start..].split('"').next().unwrap().to_owned();
    let post = async |fields: &[(&str, &str)]| {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs([("fiscal_year", "2555"), ("round", "9"), ("mark", mark.as_str())]).extend_pairs(fields);
        let request = with(Request::post("/attest"), &house.cio)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        house.send(request.body(Body::from(form.finish())).unwrap()).await
    };
    let (status, page, _) = post(&[]).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY
            && page.contains("href=\"#reason-3\"")
            && page.contains("href=\"#passphrase\"")
    );
    let (status, page, _) = post(&[("reason-3", "รอผลสำรวจ"), ("passphrase", "wrong one")]).await;
    assert!(
        status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("รอผลสำรวจ") && !page.contains("wrong one"),
        "{page}"
    );
    let (status, _, answer) = post(&[("reason-3", "รอผลสำรวจ"), ("passphrase", PASSPHRASE)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, page) = house.get(answer.headers()[header::LOCATION].to_str().unwrap(), &house.cio).await;
    assert!(status == StatusCode::OK && page.contains("รับรองแล้ว"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn systems_write_results_and_documents_through_the_api() {
    let house = house();
    let results = "/api/v1/agencies/dep/results";
    let good = json!({ "fiscal_year": 2555, "indicator": "1", "round": 9, "value": "72.5" });
    let (status, body) = house.json(results, &house.keeper, &good).await;
    assert_eq!((status, body["score"].as_str()), (StatusCode::CREATED, Some("2.5000")), "{body}");
    let (status, proof) = house.get(body["proof"].as_str().unwrap(), &house.keeper).await;
    assert_eq!(status, StatusCode::OK, "{proof}");
    let table = [
        (
            &house.cio,
            json!({ "fiscal_year": 2555, "indicator": "1", "round": 9, "value": "72.5" }),
            StatusCode::FORBIDDEN,
            "forbidden",
        ),
        (
            &house.keeper,
            json!({ "fiscal_year": 2555, "indicator": "8", "round": 9, "value": "1" }),
            StatusCode::NOT_FOUND,
            "unknown-indicator",
        ),
        (
            &house.keeper,
            json!({ "fiscal_year": 2555, "indicator": "1", "round": 9, "value": "สิบ" }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
        ),
        (
            &house.keeper,
            json!({ "fiscal_year": 2012, "indicator": "1", "round": 9, "value": "1" }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid",
        ),
        (
            &house.keeper,
            json!({ "fiscal_year": 2555, "indicator": "1", "round": 9, "value": "1", "evidence": [{ "digest": "00".repeat(32) }] }),
            StatusCode::UNPROCESSABLE_ENTITY,
            "evidence-not-filed",
        ),
        (&house.keeper, json!({ "unknown": 1 }), StatusCode::BAD_REQUEST, "malformed"),
    ];
    for (token, body, expected, code) in table {
        let (status, problem) = house.json(results, token, &body).await;
        assert_eq!((status, problem["code"].as_str()), (expected, Some(code)), "{body} {problem}");
    }
    assert_eq!(house.json("/api/v1/agencies/cdd/results", &house.keeper, &good).await.0, StatusCode::NOT_FOUND);
    assert_eq!(house.json(results, "", &good).await.0, StatusCode::UNAUTHORIZED);

    let documents = "/api/v1/agencies/dep/documents";
    let raw = with(Request::post(format!("{documents}?name=a.txt")), &house.keeper)
        .header(header::CONTENT_TYPE, "text/plain");
    let (status, body, answer) = house.send(raw.body(Body::from("evidence")).unwrap()).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    let place = answer.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert_eq!(house.get(&place, &house.keeper).await, (StatusCode::OK, "evidence".into()));
    let (status, body, _) = house.form(documents, &house.keeper, &[], Some(("a.txt", "evidence"))).await;
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, body["known"].as_bool()), (StatusCode::CREATED, Some(true)), "{body}");
    let (status, ..) = house.form(documents, &house.keeper, &[("other", "x")], None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

    let (_, description) = house.get("/api/openapi.json", "").await;
    let description: Value = serde_json::from_str(&description).unwrap();
    let paths = &description["paths"];
    assert!(
        paths["/api/v1/agencies/{id}/results"]["post"].is_object()
            && paths["/api/v1/agencies/{id}/results"]["get"].is_object()
    );
}

#[test]
fn both_languages_have_every_word() {
    let mut sources: Vec<(Locale, String)> = ges_figures::words();
    sources.push((Locale::Th, include_str!("../locales/th/node.ftl").into()));
    sources.push((Locale::En, include_str!("../locales/en/node.ftl").into()));
    let borrowed: Vec<(Locale, &str)> = sources.iter().map(|(l, s)| (*l, s.as_str())).collect();
    assert_eq!(Translations::new(&borrowed).unwrap().missing_keys(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_round_is_filled_in_as_a_table_all_of_it_or_nothing() {
    let house = house();
    let (status, page) = house.get("/round-table?round=9", &house.keeper).await;
    assert!(status == StatusCode::OK && page.contains("/round-table/template?round=9"), "{page}");
    assert!(!page.contains('⟦'), "every word is there");
    let (status, _, answer) = {
        let request = with(Request::get("/round-table/template?round=9"), &house.keeper);
        house.send(request.body(Body::empty()).unwrap()).await
    };
    assert_eq!(status, StatusCode::OK);
    assert!(answer.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().contains("ges-dep-2555-9.xlsx"));

    let wrong = [("round", "9"), ("act", "keep"), ("grid", "ที่\tรหัสรายการ\tผล\n1\tvalue\t72\n2\tvalue\t4,9x0\n")];
    let (status, page, _) = house.form("/round-table", &house.keeper, &wrong, None).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.contains("บรรทัด 3 value") && page.contains("4,9x0"),
        "the cell is named, what was pasted stays: {page}"
    );
    let (_, page) = house.get("/indicators/1", &house.keeper).await;
    assert!(!page.contains("72.00"), "nothing was half kept: {page}");

    let good = |act| [("round", "9"), ("act", act), ("grid", "ที่\tรหัสรายการ\tผล\n1\tvalue\t72\n2\tvalue\t๔,๙๓๐\n")];
    let (status, page, _) = house.form("/round-table", &house.keeper, &good("preview"), None).await;
    assert!(status == StatusCode::OK && page.contains("3.3500") && page.contains("ยังไม่ได้บันทึก"), "{page}");
    let (status, _, answer) = house.form("/round-table", &house.keeper, &good("keep"), None).await;
    assert_eq!((status, &answer.headers()[header::LOCATION]), (StatusCode::SEE_OTHER, &"/?kept=2".parse().unwrap()));
    let (_, page) = house.get("/indicators/1", &house.keeper).await;
    assert!(page.contains("72.00"), "{page}");
    assert_eq!(house.get("/round-table", &house.cio).await.0, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_tells_before_and_after_and_draws_the_same_sample_again() {
    let house = house();
    record(&house.node, "1", "70");
    record(&house.node, "1", "74.5");
    record(&house.node, "2", "4930");
    let (status, page) = house.get("/audit?indicator=1", &house.cio).await;
    assert!(status == StatusCode::OK && !page.contains('⟦'), "every word is there: {page}");
    assert!(page.contains("<del>") && page.contains("74.5") && !page.contains("4,930"), "{page}");
    let (_, page) = house.get("/audit?indicator=ก", &house.cio).await;
    assert!(page.contains("ไม่พบรายการ"), "a number that is none finds nothing: {page}");
    let draw =
        |page: &str| page.split_once("ตัวอย่างที่สุ่มได้").and_then(|(_, p)| p.split("</table>").next()).map(str::to_owned);
    let (status, page) = house.get("/audit?indicator=&round=&sample=&seed=", &house.cio).await;
    assert!(status == StatusCode::OK && draw(&page).is_none(), "an empty form asks for everything and draws nothing");
    let (_, first) = house.get("/audit?sample=1&seed=2555", &house.cio).await;
    let (_, again) = house.get("/audit?sample=1&seed=2555", &house.cio).await;
    assert!(draw(&first).is_some() && draw(&first) == draw(&again));
    let seeds = ["a", "b", "c", "d", "e", "f", "g", "h"];
    let mut drawn = std::collections::BTreeSet::new();
    for seed in seeds {
        drawn.insert(draw(&house.get(&format!("/audit?sample=1&seed={seed}"), &house.cio).await.1));
    }
    assert!(drawn.len() > 1, "another word draws another figure");
    assert_ne!(house.get("/audit", "").await.0, StatusCode::OK);
}
