//! Base variables given month by month on the record form: the server adds them up, and says what is wrong where.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;

use axum::Router;
use axum::body::Body;
use ges_domain::audience::Audience;
use ges_domain::calendar::Round;
use ges_domain::definition::Definition;
use ges_domain::result::Report;
use ges_domain::text::Text;
use ges_node::app::Node;
use ges_node::config::Approval;
use ges_node::service;
use ges_node::service::rounds::{Frame, card};
use ges_web::accounts::{NewPerson, NewToken};
use ges_web::{Locale, Translations};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use support::{agreement, node_with, who, year};
use tempfile::TempDir;
use tower::ServiceExt as _;

const MEASUREMENT: &str = r#"{"variables":[
    {"name":"paid","label":{"th":"เบิกจ่ายสะสม","en":"Paid"},"unit":"ล้านบาท","decimals":2},
    {"name":"plan","label":{"th":"แผน","en":"Plan"},"unit":"ล้านบาท","decimals":2},
    {"name":"share","label":{"th":"สัดส่วน","en":"Share"},"unit":"ร้อยละ","decimals":2}],
    "formula":"percent(paid, plan) * share / 100","criteria":{"kind":"levels","values":[65,70,75,80,85]}}"#;

struct House {
    _dir: TempDir,
    node: Node,
    router: Router,
    keeper: String,
}

fn house() -> House {
    let (dir, node) = node_with("dep", Approval::Chain);
    let mut agreed = agreement("dep", 1);
    let measurement = serde_json::from_str(MEASUREMENT).unwrap();
    agreed.indicators[2].unit = Text::new("ล้านบาท", "million baht");
    let definition = agreed.indicators[0].definition.clone();
    agreed.indicators[0].definition = Definition { measurement, ..definition };
    service::agreements::import(&node, &who(), agreed, Audience::Central, node.env().clock.now()).unwrap();
    let (accounts, roles) = (node.kit().accounts(), vec!["data_keeper".to_owned()]);
    accounts.create_person(NewPerson { login: "keeper".into(), roles: roles.clone(), ..NewPerson::default() }).unwrap();
    let keeper = accounts.create_token(NewToken { login: "keeper".into(), roles, ..NewToken::default() }).unwrap().1;
    House { _dir: dir, router: node.http_router(), node, keeper }
}

impl House {
    async fn send(&self, request: Request<Body>) -> (StatusCode, String) {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = answer.into_parts();
        let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        assert!(!body.contains('⟦'), "every word is there");
        (parts.status, body)
    }

    fn request(&self, builder: http::request::Builder, language: &str) -> http::request::Builder {
        builder
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, language)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.keeper))
    }

    async fn get(&self, path: &str, language: &str) -> String {
        let (status, body) = self.send(self.request(Request::get(path), language).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body
    }

    /// Sends the form of indicator 1 with a plan of 200 and a share of 100, and `fields` beside or instead.
    async fn form(&self, act: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let usual = [("in:var/plan", "200"), ("in:var/share", "100")];
        let all: Vec<_> = usual.into_iter().chain(fields.iter().copied()).collect();
        self.form_of("1", act, &all).await
    }

    async fn form_of(&self, number: &str, act: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let usual = [("fiscal_year", "2555"), ("round", "6"), ("act", act)];
        let all: BTreeMap<&str, &str> = usual.into_iter().chain(fields.iter().copied()).collect();
        let part = |(name, value): (&&str, &&str)| {
            format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = all.iter().map(part).chain(["--x--\r\n".to_owned()]).collect::<String>();
        let request = self.request(Request::post(format!("/indicators/{number}/record")), "th");
        let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    fn newest(&self, round: Round) -> Option<Report> {
        self.newest_of("1", round)
    }

    fn newest_of(&self, number: &str, round: Round) -> Option<Report> {
        let frame = Frame::of(&self.node);
        let found = self.node.store().read(|tx| card(tx, &frame, year(), &number.parse().unwrap(), round)).unwrap();
        found.newest().map(|f| f.report.clone())
    }
}

const SEVEN: [&str; 7] = [
    "mo:01:var/paid",
    "mo:02:var/paid",
    "mo:03:var/paid",
    "mo:04:var/paid",
    "mo:05:var/paid",
    "mo:06:var/paid",
    "mo:07:var/paid",
];
const FORM: &str = "/indicators/1/record?fiscal_year=2555&round=6";

#[tokio::test(flavor = "multi_thread")]
async fn months_are_offered_where_figures_add_up_and_named_with_their_year() {
    let house = house();
    let page = house.get(FORM, "th").await;
    for part in ["mo:01:var/paid", "mo:06:var/plan", "ต.ค. 2554", "มี.ค. 2555", "กรอกรายเดือน"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(
        !page.contains("mo:07:") && !page.contains("mo:01:var/share"),
        "six months, and percents do not add up: {page}"
    );
    assert!(house.get(FORM, "en").await.contains("Oct B.E. 2554"));
    let page = house.get("/indicators/1/record?fiscal_year=2555&round=12", "th").await;
    assert!(page.contains("mo:12:var/paid") && page.contains("ก.ย. 2555"), "{page}");
    let page = house.get("/indicators/2/record?fiscal_year=2555&round=6", "th").await;
    assert!(!page.contains("mo:01"), "a percent is read off anew each time: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_months_are_added_up_live_and_kept_with_the_figure() {
    let house = house();
    let months = [("mo:01:var/paid", "100.1"), ("mo:02:var/paid", "๕๐.๒"), ("in:var/paid", "")];
    let (status, page) = house.form("preview", &months).await;
    assert!(status == StatusCode::OK && page.contains("รวม 2 เดือน = 150.3"), "{page}");
    assert!(page.contains("3.0300") && house.newest(Round::Six).is_none(), "75.15 % and nothing kept: {page}");

    let (status, page) = house.form("keep", &months).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let report = house.newest(Round::Six).unwrap();
    assert_eq!(report.value.unwrap().to_string(), "75.15");
    let kept: Vec<String> = report.inputs.months_at("var/paid").unwrap().iter().map(ToString::to_string).collect();
    assert_eq!((kept, report.inputs.months_at("var/plan")), (vec!["100.1".into(), "50.2".to_owned()], None));

    let page = house.get(FORM, "th").await;
    assert!(page.contains("value=\"100.1\"") && page.contains("<details class=\"fold\" open>"), "{page}");
    assert!(!page.contains("value=\"150.3\""), "the sum is not typed a second time: {page}");
    let page = house.get("/indicators/1/approve?fiscal_year=2555&round=6", "th").await;
    assert!(page.contains("เบิกจ่ายสะสม: ต.ค. 100.1 · พ.ย. 50.2"), "{page}");

    let page = house.get("/indicators/1/record?fiscal_year=2555&round=9", "th").await;
    assert!(page.contains("value=\"100.1\"") && page.contains("mo:09:var/paid"), "nobody types October twice: {page}");
    let seen = between(&house.get(FORM, "th").await, "name=\"seen\" value=\"", "\"");
    let (status, page) = house.form("keep", &[("in:var/paid", "151"), ("seen", &seen)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert!(!house.newest(Round::Six).unwrap().inputs.has_months(), "a sum alone has no months");
}

fn between(text: &str, before: &str, after: &str) -> String {
    text.split_once(before).unwrap().1.split(after).next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_told_at_the_month_and_nothing_typed_is_lost() {
    let house = house();
    for (fields, said) in [
        (vec![("mo:01:var/paid", "1"), ("mo:03:var/paid", "3")], "เดือนนี้ว่าง"),
        (vec![("mo:01:var/paid", "1x"), ("mo:02:var/paid", "3")], "พบตัวอักษร “x”"),
        (vec![("mo:01:var/paid", "1"), ("in:var/paid", "2")], "ผลรวมรายเดือน 1 "),
        (SEVEN.map(|name| (name, "1")).to_vec(), "เดือนนี้อยู่หลังรอบ"),
    ] {
        let (status, page) = house.form("keep", &fields).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{fields:?}");
        assert!(page.contains(said) && page.contains("id=\"mo:01:var/paid\""), "{said}: {page}");
        let (name, value) = fields[fields.len() - 1];
        assert!(page.contains(&format!("name=\"{name}\"")) && page.contains(&format!("value=\"{value}\"")), "{page}");
    }
    assert!(house.newest(Round::Six).is_none());
    let same = [("mo:01:var/paid", "1.50"), ("in:var/paid", "1.5")];
    assert_eq!(house.form("keep", &same).await.0, StatusCode::SEE_OTHER, "the same twice contradicts nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_that_is_reported_as_it_is_may_be_given_by_its_months_where_its_unit_adds_up() {
    let house = house();
    let form = "/indicators/3/record?fiscal_year=2555&round=6";
    let page = house.get(form, "th").await;
    assert!(page.contains("mo:01:value") && page.contains("mo:06:value") && !page.contains("mo:07:"), "{page}");

    let months = [("mo:01:value", "1.25"), ("mo:02:value", "๐.๕")];
    let (status, page) = house.form_of("3", "preview", &months).await;
    assert!(status == StatusCode::OK && page.contains("รวม 2 เดือน = 1.75"), "{page}");
    let (status, page) = house.form_of("3", "keep", &[months[0], ("mo:03:value", "1")]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("เดือนนี้ว่าง"), "{page}");
    let (status, page) = house.form_of("3", "keep", &[months[0], months[1], ("value", "1.76")]).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("ผลรวมรายเดือน 1.75"), "{page}");
    assert!(house.newest_of("3", Round::Six).is_none());

    let (status, page) = house.form_of("3", "keep", &months).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let report = house.newest_of("3", Round::Six).unwrap();
    let kept: Vec<String> = report.inputs.months_at("value").unwrap().iter().map(ToString::to_string).collect();
    assert_eq!((report.value.unwrap().to_string().as_str(), kept), ("1.75", vec!["1.25".into(), "0.5".to_owned()]));

    let page = house.get(form, "th").await;
    assert!(page.contains("value=\"1.25\"") && !page.contains("value=\"1.75\""), "the sum is typed nowhere: {page}");
    let page = house.get("/indicators/3/approve?fiscal_year=2555&round=6", "th").await;
    assert!(page.contains("ผล: ต.ค. 1.25 · พ.ย. 0.5"), "{page}");
    let page = house.get("/indicators/3/record?fiscal_year=2555&round=9", "th").await;
    assert!(page.contains("value=\"1.25\"") && page.contains("mo:09:value"), "nobody types October twice: {page}");

    let seen = between(&house.get(form, "th").await, "name=\"seen\" value=\"", "\"");
    let (status, page) = house.form_of("3", "keep", &[("value", "2"), ("seen", &seen)]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let report = house.newest_of("3", Round::Six).unwrap();
    assert!(!report.inputs.has_months() && report.value.unwrap().to_string() == "2", "a figure alone has no months");
}

#[test]
fn both_languages_have_every_word() {
    let mut sources: Vec<(Locale, String)> = ges_figures::words();
    sources.push((Locale::Th, include_str!("../locales/th/months.ftl").into()));
    sources.push((Locale::En, include_str!("../locales/en/months.ftl").into()));
    let borrowed: Vec<(Locale, &str)> = sources.iter().map(|(l, s)| (*l, s.as_str())).collect();
    assert_eq!(Translations::new(&borrowed).unwrap().missing_keys(), []);
}
