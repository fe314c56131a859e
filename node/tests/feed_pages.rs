//! `/feeds` over the node's router, and figures beside their sources on the pages of the round.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::fs;

use axum::Router;
use axum::body::Body;
use ges_domain::access::Role;
use ges_domain::calendar::Round;
use ges_node::app::Node;
use ges_node::config::Approval;
use ges_node::feeds::Ended;
use ges_node::service::Who;
use ges_node::service::results::NewResult;
use ges_node::service::rounds::{Turn, put};
use ges_web::accounts::{NewPerson, NewToken};
use ges_web::{Locale, Translations};
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use support::{node_with, report, with_agreement};
use tempfile::TempDir;
use tower::ServiceExt as _;

const FEED: &str = r#"
[schedule]
every = "week"
on = 3
at = "06:30"

[source]
kind = "folder"
path = "FOLDER"
pattern = "*.csv"

[mapping]
era = "buddhist"
fiscal_year = { fixed = 2555 }
round = { fixed = 9 }

[[mapping.rows]]
where = { indicator = "1" }
indicator = "1"
path = "value"
column = "result"

[[mapping.rows]]
indicator = "2"
path = "value"
column = "result"
aggregate = { latest = { by = "indicator" } }
scale = 1000
"#;

const POSTGRES: &str = r#"
[source]
kind = "postgres"
host = "db.example"
database = "finance"
user = "ges"
tls = "off"
query = "SELECT total FROM payments WHERE password = 'hunter2'"

[mapping]
era = "christian"
fiscal_year = { column = "year" }
round = { column = "round" }

[[mapping.rows]]
indicator = "1"
path = "value"
column = "total"
"#;

struct House {
    dir: TempDir,
    node: Node,
    router: Router,
}

fn house() -> House {
    let (dir, node) = node_with("dep", Approval::Chain);
    with_agreement(&node);
    fs::create_dir_all(dir.path().join("exports")).unwrap();
    let house = House { router: node.http_router(), dir, node };
    house.write("indicator,result\n1,71.25\n2,4.93\n");
    house
}

impl House {
    fn write(&self, csv: &str) {
        fs::write(self.dir.path().join("exports/2012-06.csv"), csv).unwrap();
    }

    fn feed(&self, name: &str, text: &str) {
        let folder = self.node.config().dir.join("feeds");
        fs::create_dir_all(&folder).unwrap();
        let text = text.replace("FOLDER", self.dir.path().join("exports").to_str().unwrap());
        fs::write(folder.join(format!("{name}.toml")), text).unwrap();
    }

    fn token(&self, role: &str) -> String {
        let (accounts, roles) = (self.node.kit().accounts(), vec![role.to_owned()]);
        let login = role.replace('_', "-");
        let person = NewPerson { login: login.clone(), roles: roles.clone(), ..NewPerson::default() };
        accounts.create_person(person).unwrap();
        accounts.create_token(NewToken { login, roles, ..NewToken::default() }).unwrap().1
    }

    async fn ask(&self, method: Method, path: &str, token: &str, language: &str) -> (StatusCode, String, String) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::ACCEPT, "text/html")
            .header(header::ACCEPT_LANGUAGE, language)
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let to = answer.headers().get(header::LOCATION).map_or("", |to| to.to_str().unwrap()).to_owned();
        let (parts, body) = answer.into_parts();
        let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        assert!(!body.contains('⟦'), "{path}: every word is there");
        (parts.status, body, to)
    }

    async fn get(&self, path: &str, token: &str) -> (StatusCode, String) {
        let (status, thai, _) = self.ask(Method::GET, path, token, "th").await;
        let (_, english, _) = self.ask(Method::GET, path, token, "en").await;
        assert_ne!(thai, english);
        (status, thai)
    }

    /// Reads the feed and shows the page that follows.
    async fn run(&self, name: &str, token: &str) -> String {
        let (status, body, to) = self.ask(Method::POST, &format!("/feeds/{name}/run"), token, "th").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
        self.get(&to, token).await.1
    }

    fn type_in(&self, number: &str, value: &str, turn: Turn) {
        let input = NewResult::new(report(number, Round::Nine, value));
        let keeper = Who::new("keeper", [Role::DataKeeper]);
        put(&self.node, &keeper, input, turn, None, self.node.env().clock.now()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn feeds_are_for_the_pa_unit_and_administrators() {
    let house = house();
    house.feed("exports", FEED);
    for role in ["data_keeper", "supervisor", "pa_unit", "cio", "executive", "auditor", "administrator"] {
        let token = house.token(role);
        let open = ["pa_unit", "administrator"].contains(&role);
        for (method, path, allowed) in [
            (Method::GET, "/feeds", StatusCode::OK),
            (Method::GET, "/feeds/exports", StatusCode::OK),
            (Method::POST, "/feeds/exports/try", StatusCode::OK),
            (Method::POST, "/feeds/exports/run", StatusCode::SEE_OTHER),
            (Method::GET, "/feeds/nothing", StatusCode::NOT_FOUND),
            (Method::POST, "/feeds/nothing/run", StatusCode::NOT_FOUND),
            (Method::GET, "/feeds/..%2Fkeys", StatusCode::NOT_FOUND),
        ] {
            let (status, body, _) = house.ask(method.clone(), path, &token, "th").await;
            let expected = if open { allowed } else { StatusCode::FORBIDDEN };
            assert_eq!(status, expected, "{role} {method} {path}: {body}");
        }
        let (_, home, _) = house.ask(Method::GET, "/journal", &token, "th").await;
        assert_eq!(home.contains("href=\"/feeds\""), open, "{role}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_feed_tells_its_source_schedule_and_last_run_and_a_broken_file_stops_no_other() {
    let house = house();
    let token = house.token("pa_unit");
    let (_, page) = house.get("/feeds", &token).await;
    assert!(page.contains("ยังไม่มีแหล่งข้อมูล") && page.contains("keys/feed-"), "{page}");

    house.feed("exports", FEED);
    house.feed("finance", POSTGRES);
    house.feed("broken", "[source]\nkind = \"folder\"\npassword = \"hunter3\"\n");
    house.run("exports", &token).await;
    let (status, page) = house.get("/feeds", &token).await;
    assert_eq!(status, StatusCode::OK);
    for part in ["ทุกวันพุธ เวลา 06:30 น.", "“*.csv”", "บันทึกแล้ว", "อ่านครั้งถัดไป", "finance", "db.example:5432", "ไม่เข้ารหัส"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert!(page.contains("ไฟล์ตั้งค่าใช้ไม่ได้") && page.contains("password"), "{page}");
    let (_, finance) = house.get("/feeds/finance", &token).await;
    assert!(finance.contains("ค.ศ.") && finance.contains("“year”") && finance.contains("ไม่มีกำหนด"), "{finance}");
    let (_, broken) = house.get("/feeds/broken", &token).await;
    for page in [&page, &finance, &broken] {
        assert!(!page.contains("hunter"), "no line of a file and no query is shown: {page}");
    }
    let (status, _, _) = house.ask(Method::POST, "/feeds/broken/run", &token, "th").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (_, broken) = house.get("/feeds/broken", &token).await;
    assert!(broken.contains("อ่านไม่สำเร็จ") && broken.contains("pa-unit"), "the history tells it: {broken}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trial_shows_old_and_new_figures_or_every_error_and_keeps_nothing() {
    let house = house();
    house.feed("exports", FEED);
    let token = house.token("pa_unit");
    let (_, page) = house.get("/feeds/exports", &token).await;
    assert!(page.contains("indicator เป็น “1”") && page.contains("ตัวชี้วัดที่ 1") && page.contains("× 1000"), "{page}");
    assert!(page.contains("ยังไม่เคยอ่าน"), "{page}");

    let (status, page, _) = house.ask(Method::POST, "/feeds/exports/try", &token, "th").await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("จะบันทึก 2 ตัวชี้วัด") && page.contains("4,930"), "{page}");
    assert!(page.contains("ยังไม่เคยอ่าน"), "nothing is kept: {page}");

    let page = house.run("exports", &token).await;
    assert!(page.contains("อ่านและเก็บเป็นร่างแล้ว") && page.contains("pa-unit"), "{page}");
    house.write("indicator,result\n1,71.5\n2,4.93\n");
    let (_, page, _) = house.ask(Method::POST, "/feeds/exports/try", &token, "th").await;
    assert!(page.contains("71.25</del>") && page.contains("71.5</ins>") && page.contains("+0.25"), "{page}");
    assert!(page.contains("จะบันทึก 1 ตัวชี้วัด") && page.contains("เหมือนเดิม"), "{page}");

    house.write("indicator,result\n1,<b>\n2,many\n");
    let (status, page, _) = house.ask(Method::POST, "/feeds/exports/try", &token, "en").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("2 things to correct") && page.contains("many") && !page.contains("<b>"), "{page}");
    let page = house.run("exports", &token).await;
    assert!(page.contains("ไม่มีสิ่งใดถูกบันทึก") && page.contains("many"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_tells_its_source_and_a_difference_is_loud_until_it_is_signed() {
    let house = house();
    house.feed("exports", FEED);
    let [pa, keeper, cio] = ["pa_unit", "data_keeper", "cio"].map(|role| house.token(role));
    house.run("exports", &pa).await;
    let (record, card) =
        ("/indicators/1/record?fiscal_year=2555&round=9", "/indicators/1/approve?fiscal_year=2555&round=9");
    for path in [record, card] {
        let (_, page) = house.get(path, &keeper).await;
        assert!(page.contains("ตัวเลขตรงกับแหล่งข้อมูล") && page.contains("exports 71.25 (อ่านเมื่อ"), "{page}");
        assert!(!page.contains("ไม่ตรงกับแหล่งข้อมูล"), "{page}");
    }
    house.type_in("1", "72", Turn::Submit);
    for path in [record, card] {
        let (_, page) = house.get(path, &keeper).await;
        for part in ["notice warn", "ไม่ตรงกับแหล่งข้อมูล", "ในรายงาน 72", "exports 71.25", "ต่างกัน +0.75"]
        {
            assert!(page.contains(part), "{path} {part}: {page}");
        }
    }
    let (_, page) = house.get("/indicators/3/record?fiscal_year=2555&round=9", &keeper).await;
    assert!(!page.contains("แหล่งข้อมูล"), "no source, no word: {page}");

    // With the CIO.
    let attest = "/attest?fiscal_year=2555&round=9";
    let (_, page) = house.get(attest, &cio).await;
    assert!(!page.contains("ไม่ตรงกับแหล่งข้อมูล"), "what is not to be signed yet is not compared: {page}");
    approve(&house, "1");
    let (_, page) = house.get(attest, &cio).await;
    for part in ["มี 1 ตัวชี้วัดที่ตัวเลขไม่ตรงกับแหล่งข้อมูล", "ต่างกัน +0.75", "1 ตัวชี้วัดที่ 1 —"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_that_two_feeds_give_differently_is_asked_about_on_its_form_and_its_answer_is_shown() {
    let house = house();
    house.feed("exports", FEED);
    let [pa, keeper] = ["pa_unit", "data_keeper"].map(|role| house.token(role));
    house.run("exports", &pa).await;
    house.write("indicator,result\n1,80\n2,4.93\n");
    house.feed("finance", FEED);
    let page = house.run("finance", &pa).await;
    assert!(page.contains("กรุณาเลือกค่าที่ใช้") && page.contains("exports 71.25 · finance 80"), "{page}");
    let path = "/indicators/1/record?fiscal_year=2555&round=9";
    let (_, page) = house.get(path, &keeper).await;
    for part in [
        "แหล่งข้อมูลให้ค่าต่างกัน กรุณาตรวจสอบ",
        "exports 71.25 (อ่านเมื่อ",
        "finance 80 (อ่านเมื่อ",
        "(exports 71.25 · finance 80) ใช้ค่าใด",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (_, page) = house.get("/indicators/2/record?fiscal_year=2555&round=9", &keeper).await;
    assert!(page.contains("exports 4,930 (อ่าน") && page.contains("finance 4,930 (อ่าน"), "both sources: {page}");
    let (_, page) = house.get("/indicators/1/approve?fiscal_year=2555&round=9", &keeper).await;
    assert!(page.contains("(exports 71.25 · finance 80) ใช้ค่าใด"), "{page}");
}

/// Takes a card to the CIO.
fn approve(house: &House, number: &str) {
    use ges_node::service::rounds::{Frame, Shown, Verdict, card, decide};
    let node = &house.node;
    let number: ges_domain::ids::IndicatorNumber = number.parse().unwrap();
    let frame = Frame::of(node);
    for role in [Role::Supervisor, Role::PaUnit] {
        let found = node.store().read(|tx| card(tx, &frame, support::year(), &number, Round::Nine)).unwrap();
        let figure = found.submitted().unwrap().record_id;
        let shown = Shown { round: Round::Nine, number: number.clone(), figure };
        let who = Who::new(role.as_str(), [role]);
        decide(node, &who, support::year(), &[shown], &Verdict::Approve, node.env().clock.now()).unwrap();
    }
}

#[test]
fn both_languages_have_every_word() {
    let mut sources: Vec<(Locale, String)> = ges_figures::words();
    sources.push((Locale::Th, include_str!("../locales/th/feeds.ftl").into()));
    sources.push((Locale::En, include_str!("../locales/en/feeds.ftl").into()));
    let borrowed: Vec<(Locale, &str)> = sources.iter().map(|(l, s)| (*l, s.as_str())).collect();
    let words = Translations::new(&borrowed).unwrap();
    assert_eq!(words.missing_keys(), []);
    for ended in Ended::ALL {
        let has = |kind: &str| words.has(&format!("feeds-{kind}-{}", ended.word()));
        assert!(has("outcome") && has("done"), "{}", ended.word());
    }
    assert!((1..=7).all(|day| words.has(&format!("feeds-weekday-{day}"))));
}
