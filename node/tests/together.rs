//! Working together at a node: threads, tasks, obstacles, findings and notifications, on their pages and in the journal.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use axum::Router;
use axum::body::Body;
use ges_domain::access::Role;
use ges_domain::audience::Viewer;
use ges_domain::calendar::Round;
use ges_domain::ids::OrganisationId;
use ges_domain::together::Severity;
use ges_ledger::{append, feed, log, rebuild};
use ges_node::app::Node;
use ges_node::config::Approval;
use ges_node::service::erasures::{NewErasure, erase};
use ges_node::service::notices::NoticeKind;
use ges_node::service::results::NewResult;
use ges_node::service::rounds::{Shown, Turn, Verdict, decide, put};
use ges_node::service::tasks::{self, NewTask};
use ges_node::service::together::fresh;
use ges_node::service::{ServiceError, Who};
use ges_web::accounts::{NewPerson, NewToken};
use ges_web::{Locale, Translations};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use support::{node_with, report, who, with_agreement, year};
use tempfile::TempDir;
use tower::ServiceExt as _;

const ROLES: [Role; 7] =
    [Role::DataKeeper, Role::Supervisor, Role::PaUnit, Role::Cio, Role::Executive, Role::Auditor, Role::Administrator];

struct House {
    _dir: TempDir,
    node: Node,
    router: Router,
    tokens: Vec<(Role, String)>,
}

/// A node with an agreement, a chain of approval, and one person in each role, whose login is the role's word.
fn house() -> House {
    let (dir, node) = node_with("dep", Approval::Chain);
    with_agreement(&node);
    let token = |role: Role| {
        let (login, roles) = (role.to_string(), vec![role.to_string()]);
        let person = NewPerson { login: login.clone(), roles: roles.clone(), ..NewPerson::default() };
        node.kit().accounts().create_person(person).unwrap();
        let new = NewToken { login, roles, ..NewToken::default() };
        (role, node.kit().accounts().create_token(new).unwrap().1)
    };
    let tokens = ROLES.map(token).to_vec();
    let router = node.http_router();
    House { _dir: dir, node, router, tokens }
}

impl House {
    async fn send(&self, role: Role, request: http::request::Builder, body: String) -> (StatusCode, String, String) {
        let token = &self.tokens.iter().find(|(r, _)| *r == role).unwrap().1;
        let request = request
            .header(header::ACCEPT, "text/html,application/json")
            .header(header::ACCEPT_LANGUAGE, "th")
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (status, place) = (answer.status(), answer.headers().get(header::LOCATION).cloned());
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let place = place.map(|p| p.to_str().unwrap().to_owned()).unwrap_or_default();
        (status, String::from_utf8_lossy(&bytes).into_owned(), place)
    }

    async fn get(&self, role: Role, path: &str) -> (StatusCode, String) {
        let (status, page, _) = self.send(role, Request::get(path), String::new()).await;
        assert!(!page.contains('⟦'), "{path}: every word is there: {page}");
        (status, page)
    }

    async fn page(&self, role: Role, path: &str) -> String {
        let (status, page) = self.get(role, path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page
    }

    async fn post(&self, role: Role, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(role, request, body).await
    }

    /// Opens a thread on the 9-month result of indicator 1; gives its address.
    async fn thread(&self, role: Role, text: &str) -> String {
        let form = self.page(role, "/threads/new?anchor=result:2555:1:9").await;
        let fields = [("act", hidden(&form, "act")), ("anchor", hidden(&form, "anchor")), ("text", text)];
        let (status, page, place) = self.post(role, "/threads", &fields).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        assert_eq!(place.split_once('?').map(|(_, from)| from), Some("from=result%3A2555%3A1%3A9"), "{place}");
        let page = self.page(role, &place).await;
        assert!(
            page.contains("data-forget=\"") && page.contains("/thread/new/result:2555:1:9"),
            "it has arrived: {page}"
        );
        place.split('?').next().unwrap().to_owned()
    }

    /// Everything a hub is sent: headers and bodies.
    fn at_the_hub(&self) -> String {
        let hub = Viewer::Central(OrganisationId::parse("opdc").unwrap());
        let batch = self.node.store().read(|tx| {
            let own = append::own_log(tx)?.unwrap();
            let log = log::get(tx, own.key)?;
            feed::next_batch(tx, &log, 0, 1 << 20, &hub, self.node.signer())
        });
        let entries = batch.unwrap().unwrap().entries;
        let told =
            |e: &ges_proto::exchange::Entry| format!("{}{}", e.header.escape_ascii(), String::from_utf8_lossy(&e.body));
        entries.iter().map(told).collect::<Vec<_>>().concat()
    }

    fn size(&self) -> u64 {
        self.node.store().read(append::own_log).unwrap().unwrap().size
    }
}

/// Records of a kind, oldest first.
fn records(node: &Node, kind: &str) -> Vec<String> {
    let stored = node.store().read(|tx| {
        let log = append::own_log(tx)?.unwrap();
        log::entries(tx, log.key, 0, 100, 1 << 20)
    });
    let of_kind = |s: &log::Stored| {
        let header = s.sealed.header()?.ok()?;
        (header.kind == kind).then(|| header.record_id.to_string())
    };
    stored.unwrap().iter().filter_map(of_kind).collect()
}

/// Value of a hidden field.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let mark = format!("name=\"{name}\" value=\"");
    page.split_once(&mark).unwrap_or_else(|| panic!("{name}: {page}")).1.split('"').next().unwrap()
}

/// The number in the tab of notifications.
fn badge(page: &str) -> u64 {
    let tab = page.split_once("href=\"/notifications\"").unwrap().1.split("</a>").next().unwrap();
    tab.split_once("class=\"count\">").map_or(0, |(_, n)| n.split('<').next().unwrap().parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_is_opened_answered_resolved_and_opened_again() {
    let house = house();
    let form = house.page(Role::PaUnit, "/threads/new?anchor=result:2555:1:9").await;
    let act = hidden(&form, "act").to_owned();
    let anchor = hidden(&form, "anchor").to_owned();
    let empty = [("act", act.as_str()), ("anchor", &anchor), ("text", " "), ("to", "supervisor")];
    let (status, page, _) = house.post(Role::PaUnit, "/threads", &empty).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#text\"") && page.contains("value=\"supervisor\""), "what was typed stays: {page}");
    assert_eq!(hidden(&page, "act"), act, "the form keeps its number");

    let typed = [
        ("act", act.as_str()),
        ("anchor", &anchor),
        ("text", "ขอหลักฐาน @data_keeper กับ @nobody\r\nบรรทัดสอง"),
        ("to", "supervisor"),
    ];
    let before = house.size();
    let (status, page, place) = house.post(Role::PaUnit, "/threads", &typed).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let again = house.post(Role::PaUnit, "/threads", &typed).await;
    assert_eq!((again.0, &again.2), (StatusCode::SEE_OTHER, &place), "a form sent twice");
    assert_eq!(house.size(), before + 1, "is recorded once");

    assert_eq!(badge(&house.page(Role::DataKeeper, "/").await), 1);
    assert_eq!(badge(&house.page(Role::Supervisor, "/").await), 1, "chosen beside the text");
    assert_eq!(badge(&house.page(Role::PaUnit, "/").await), 0, "nobody is told of their own words");
    let work = house.page(Role::DataKeeper, "/").await;
    assert!(work.contains("จากเพื่อนร่วมงาน") && work.contains("มีผู้เรียกถึงท่าน"), "{work}");
    let page = house.page(Role::DataKeeper, &place).await;
    assert!(page.contains("บรรทัดสอง") && page.contains("ตัวชี้วัดที่ 1") && page.contains("@nobody"), "{page}");
    assert!(page.contains("เรียกถึง ผู้จัดเก็บข้อมูล (data_keeper), ผู้กำกับดูแลตัวชี้วัด (supervisor)"), "{page}");
    assert_eq!(badge(&house.page(Role::DataKeeper, "/").await), 0, "opening it is reading it");

    let reply = [("act", hidden(&page, "act")), ("answers", &act), ("text", "แนบแล้ว"), ("then", "resolve")];
    assert_eq!(house.post(Role::DataKeeper, &place, &reply).await.0, StatusCode::SEE_OTHER);
    let page = house.page(Role::PaUnit, &place).await;
    assert!(page.contains("ยุติแล้ว") && page.contains("ตอบข้อความของ กลุ่มพัฒนาระบบบริหาร (กพร.) (pa_unit)"), "{page}");
    let late = [("act", hidden(&page, "act")), ("text", "ขออีกหน้า"), ("then", "stay")];
    let (status, refused, _) = house.post(Role::PaUnit, &place, &late).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("ขออีกหน้า") && refused.contains("ก่อนท่าน"), "nothing typed is lost: {refused}");
    let reopen = [("act", hidden(&refused, "act")), ("text", "ขออีกหน้า"), ("then", "reopen")];
    assert_eq!(house.post(Role::PaUnit, &place, &reopen).await.0, StatusCode::SEE_OTHER);
    let all = house.page(Role::Cio, "/threads?show=open").await;
    assert!(all.contains("3 ข้อความ") && all.contains("ขอหลักฐาน"), "{all}");
    let panel = house.page(Role::Cio, "/indicators/1/approve?fiscal_year=2555&round=9").await;
    assert!(panel.contains("ขอหลักฐาน") && panel.contains("ยังไม่ยุติ 1 จาก 1 เรื่อง"), "{panel}");
    let other = house.page(Role::Cio, "/indicators/2/approve?fiscal_year=2555&round=9").await;
    assert!(!other.contains("ขอหลักฐาน"), "{other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_are_about_places_that_exist_and_of_people_of_the_agency() {
    let house = house();
    let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let unknown = [format!("document:{digest}:4"), "result:2555:77:9".into(), "indicator:2560:1".into()];
    for anchor in &unknown {
        let act = fresh(&house.node).to_string();
        let fields = [("act", act.as_str()), ("anchor", anchor.as_str()), ("text", "ก")];
        assert_eq!(house.post(Role::PaUnit, "/threads", &fields).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{anchor}");
    }
    let fields = [("act", "1"), ("anchor", "result:2555:1:9"), ("text", "ก")];
    assert_eq!(house.post(Role::PaUnit, "/threads", &fields).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    for path in ["/threads", "/tasks", "/obstacles", "/notifications", "/findings"] {
        assert_eq!(house.get(Role::Administrator, path).await.0, StatusCode::FORBIDDEN, "{path}");
    }
    let place = house.thread(Role::PaUnit, "ก").await;
    for path in ["/threads/x", "/threads/00000000-0000-0000-0000-000000000000", "/tasks/x", "/threads/new"] {
        assert_eq!(house.get(Role::PaUnit, path).await.0, StatusCode::NOT_FOUND, "{path}");
    }
    let nobody = [("act", "00000000-0000-0000-0000-000000000009"), ("text", "ก"), ("to", "administrator")];
    let (status, page, _) = house.post(Role::PaUnit, &place, &nobody).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#to\""), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_given_handed_over_done_and_wanted_again() {
    let house = house();
    let thread = house.thread(Role::Supervisor, "ขาดเอกสาร").await;
    let id = thread.rsplit('/').next().unwrap();
    let form = house.page(Role::Supervisor, &format!("/tasks/new?anchor=result:2555:1:9&thread={id}")).await;
    let act = hidden(&form, "act").to_owned();
    let day = tasks::today(house.node.env().clock.now());
    let (today, yesterday) = (day.to_string(), day.yesterday().unwrap().to_string());
    let fields = |due: &str, to: &str| {
        [
            ("act", &*act),
            ("anchor", "result:2555:1:9"),
            ("thread", id),
            ("title", "ส่งเอกสารหน้า 2"),
            ("to", to),
            ("due", due),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    for (due, to, field) in
        [(&*yesterday, "data_keeper", "#due"), ("4 ก.ค.", "data_keeper", "#due"), (&*today, "", "#to")]
    {
        let typed = fields(due, to);
        let typed: Vec<_> = typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (status, page, _) = house.post(Role::Supervisor, "/tasks", &typed).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{due} {to}");
        assert!(page.contains(&format!("href=\"{field}\"")) && page.contains("ส่งเอกสารหน้า 2"), "{page}");
    }
    let typed = fields(&today, "data_keeper");
    let typed: Vec<_> = typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let (status, _, place) = house.post(Role::Supervisor, "/tasks", &typed).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(house.post(Role::Supervisor, "/tasks", &typed).await.2, place, "sent twice, given once");
    assert!(house.page(Role::DataKeeper, "/").await.contains("ส่งเอกสารหน้า 2"));
    assert!(house.page(Role::Supervisor, "/tasks?show=given").await.contains("ส่งเอกสารหน้า 2"));
    assert!(!house.page(Role::Supervisor, "/tasks").await.contains("ส่งเอกสารหน้า 2"));
    assert!(house.page(Role::Cio, &thread).await.contains("ส่งเอกสารหน้า 2"), "the thread leads to it");

    let step = async |role: Role, step: &str, text: &str, to: &str| {
        let act = fresh(&house.node).to_string();
        house.post(role, &place, &[("act", &act), ("step", step), ("text", text), ("to", to)]).await.0
    };
    assert_eq!(step(Role::Cio, "finish", "", "").await, StatusCode::FORBIDDEN, "not the CIO's");
    assert_eq!(step(Role::DataKeeper, "cancel", "", "").await, StatusCode::FORBIDDEN, "cancelling is the giver's");
    assert_eq!(step(Role::DataKeeper, "hand-over", "", "data_keeper").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(step(Role::DataKeeper, "hand-over", "ลาพัก", "cio").await, StatusCode::SEE_OTHER);
    assert_eq!(step(Role::DataKeeper, "finish", "", "").await, StatusCode::FORBIDDEN, "no longer theirs");
    assert_eq!(badge(&house.page(Role::Cio, "/").await), 1);
    assert_eq!(step(Role::Cio, "finish", "แนบแล้ว", "").await, StatusCode::SEE_OTHER);
    assert_eq!(step(Role::Cio, "finish", "", "").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(house.page(Role::Supervisor, "/notifications").await.contains("งานที่ท่านมอบหมายเสร็จแล้ว"));
    assert_eq!(step(Role::Supervisor, "reopen", "", "").await, StatusCode::UNPROCESSABLE_ENTITY, "without a reason");
    assert_eq!(step(Role::Supervisor, "reopen", "ขาดหน้า 3", "").await, StatusCode::SEE_OTHER);
    assert_eq!(step(Role::Executive, "cancel", "ไม่ต้องแล้ว", "").await, StatusCode::SEE_OTHER, "who directs tasks may");
    let page = house.page(Role::Cio, &place).await;
    for told in ["ส่งต่อให้ CIO (cio)", "ลาพัก", "แนบแล้ว", "ขาดหน้า 3", "ไม่ต้องแล้ว", "ยกเลิก"]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(house.get(Role::Auditor, "/tasks/new").await.0, StatusCode::FORBIDDEN);
}

#[test]
fn overdue_tasks_come_first_and_settled_ones_last() {
    let house = house();
    let now = house.node.env().clock.now();
    let day = tasks::today(now);
    let give = |title: &str, due: jiff::civil::Date| {
        let new = NewTask { title: title.into(), to: "cio".into(), due: due.to_string(), ..NewTask::default() };
        let by = Who::new("pa_unit", [Role::PaUnit]);
        tasks::give(&house.node, &by, fresh(&house.node), new, now).unwrap()
    };
    let all = [give("later", day.tomorrow().unwrap()), give("sooner", day)];
    let done = ges_domain::together::Task { stage: ges_domain::together::TaskStage::Done, ..all[1].clone() };
    let titles: Vec<_> =
        tasks::in_order([&done, &all[0], &all[1]]).iter().map(|t| (t.title.to_string(), t.stage)).collect();
    let words: Vec<_> = titles.iter().map(|(title, _)| title.as_str()).collect();
    assert_eq!(words, ["sooner", "later", "sooner"]);
    assert_eq!(titles[2].1, ges_domain::together::TaskStage::Done);
}

/// Writes a figure with an obstacle down.
fn obstacle(node: &Node, number: &str, value: &str, words: &str) {
    let mut report = report(number, Round::Nine, value);
    report.narrative.obstacles = words.into();
    report.narrative.remedies = format!("แก้{words}");
    let keeper = Who::new("data_keeper", [Role::DataKeeper]);
    put(node, &keeper, NewResult::new(report), Turn::Keep, None, node.env().clock.now()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_lists_obstacles_by_their_loss_with_who_sees_to_them() {
    let house = house();
    assert!(house.page(Role::Executive, "/obstacles").await.contains("ไม่มีอุปสรรคที่รายงานในรอบนี้"));
    obstacle(&house.node, "1", "84", "บุคลากรไม่พอ");
    obstacle(&house.node, "2", "5400", "น้ำท่วม");
    let page = house.page(Role::Executive, "/obstacles").await;
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}: {page}"));
    assert!(at("น้ำท่วม") < at("บุคลากรไม่พอ"), "weight 30 × 4 lost before weight 50 × 0.2");
    assert!(page.contains("1.2000") && page.contains("แก้น้ำท่วม"), "{page}");
    assert_eq!(page.matches("ยังไม่มีผู้รับผิดชอบ").count(), 2);

    let form = house.page(Role::Executive, "/threads/new?anchor=obstacle:2555:2:9").await;
    let fields = [("act", hidden(&form, "act")), ("anchor", "obstacle:2555:2:9"), ("text", "ขอแผนภายในสัปดาห์")];
    assert_eq!(house.post(Role::Executive, "/threads", &fields).await.0, StatusCode::SEE_OTHER);
    let form = house.page(Role::Executive, "/tasks/new?anchor=obstacle:2555:2:9").await;
    let day = tasks::today(house.node.env().clock.now()).to_string();
    let fields = [
        ("act", hidden(&form, "act")),
        ("anchor", "obstacle:2555:2:9"),
        ("title", "ทำแผน"),
        ("to", "supervisor"),
        ("due", day.as_str()),
    ];
    let (status, _, task) = house.post(Role::Executive, "/tasks", &fields).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let page = house.page(Role::Executive, "/obstacles?round=9").await;
    assert!(page.contains("มีผู้รับผิดชอบ") && page.contains("ทำแผน") && page.contains("ขอแผนภายในสัปดาห์"), "{page}");
    assert_eq!(page.matches("ยังไม่มีผู้รับผิดชอบ").count(), 1);
    let act = fresh(&house.node).to_string();
    let done = house.post(Role::Supervisor, &task, &[("act", &act), ("step", "finish")]).await;
    assert_eq!(done.0, StatusCode::SEE_OTHER);
    assert!(house.page(Role::Executive, "/obstacles").await.contains("ดำเนินการแล้ว"));
    assert!(!house.page(Role::Executive, "/obstacles?round=6").await.contains("น้ำท่วม"), "another round");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_is_the_auditors_and_the_agency_answers_it() {
    let house = house();
    obstacle(&house.node, "1", "70", "ก");
    let record =
        house.node.store().read(|tx| ges_ledger::read::results::newest(tx, &support::id("dep"), year())).unwrap();
    let record = record[0].record_id.to_string();
    let form = house.page(Role::Auditor, "/findings/new?anchor=result:2555:1:9").await;
    let act = hidden(&form, "act").to_owned();
    let fields = |records: &'static str, severity: &'static str| {
        [
            ("act", act.clone()),
            ("anchor", "result:2555:1:9".into()),
            ("title", "หลักฐานไม่ตรงรอบ".into()),
            ("text", "พบเอกสารหลังสิ้นรอบ".into()),
            ("severity", severity.to_owned()),
            ("records", records.replace("REAL", &record)),
        ]
    };
    let send = async |role: Role, fields: &[(&str, String)]| {
        let fields: Vec<_> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        house.post(role, "/findings", &fields).await
    };
    for (records, severity, field) in [
        ("", "", "#severity"),
        ("abc", "high", "#records"),
        ("00000000-0000-0000-0000-000000000000", "high", "#records"),
    ] {
        let (status, page, _) = send(Role::Auditor, &fields(records, severity)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains(&format!("href=\"{field}\"")) && page.contains("พบเอกสารหลังสิ้นรอบ"), "{page}");
    }
    assert_eq!(send(Role::PaUnit, &fields("", "high")).await.0, StatusCode::FORBIDDEN);
    let (status, page, place) = send(Role::Auditor, &fields("REAL", "high")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    assert_eq!(house.get(Role::DataKeeper, &place).await.0, StatusCode::FORBIDDEN);
    assert!(!house.page(Role::DataKeeper, "/threads").await.contains("/findings"));
    assert!(house.page(Role::Executive, &place).await.contains(&record));
    let told = records(&house.node, "finding.moved").remove(0);
    for path in [format!("/records/{told}"), format!("/api/v1/agencies/dep/results/{told}/proof")] {
        let seen =
            [Role::Auditor, Role::PaUnit, Role::DataKeeper, Role::Administrator].map(|role| house.get(role, &path));
        let mut statuses = Vec::new();
        for answer in seen {
            statuses.push(answer.await.0.as_u16());
        }
        assert_eq!(statuses, [200, 200, 404, 404], "{path}");
    }
    assert_eq!([badge(&house.page(Role::Cio, "/").await), badge(&house.page(Role::Executive, "/").await)], [1, 0]);

    let step = async |role: Role, step: &str, text: &str, due: &str| {
        let act = fresh(&house.node).to_string();
        house.post(role, &place, &[("act", &act), ("step", step), ("text", text), ("due", due)]).await.0
    };
    assert_eq!(step(Role::Auditor, "answer", "ก", "").await, StatusCode::FORBIDDEN);
    assert_eq!(step(Role::PaUnit, "close", "ก", "").await, StatusCode::FORBIDDEN);
    assert_eq!(step(Role::PaUnit, "answer", " ", "").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(step(Role::PaUnit, "answer", "แก้ไขแล้ว", "2570-13-01").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(step(Role::PaUnit, "answer", "แก้ไขแล้ว", "2012-08-01").await, StatusCode::SEE_OTHER);
    assert_eq!(badge(&house.page(Role::Auditor, "/").await), 1);
    assert_eq!(step(Role::Auditor, "reopen", "ยังไม่พบ", "").await, StatusCode::SEE_OTHER);
    assert_eq!(step(Role::Cio, "answer", "ส่งเพิ่ม", "").await, StatusCode::SEE_OTHER);
    assert_eq!(step(Role::Auditor, "close", "พบแล้ว", "").await, StatusCode::SEE_OTHER);
    assert_eq!(step(Role::PaUnit, "answer", "ก", "").await, StatusCode::UNPROCESSABLE_ENTITY);
    let page = house.page(Role::Auditor, &place).await;
    assert!(page.contains("ปิดแล้ว") && page.contains("1 ส.ค. 2555") && page.contains("ยังไม่พบ"), "{page}");
    assert!(!house.page(Role::Auditor, "/findings").await.contains("หลักฐานไม่ตรงรอบ"));
    assert!(house.page(Role::Auditor, "/findings?show=all").await.contains("หลักฐานไม่ตรงรอบ"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_it_leaves_the_node() {
    let house = house();
    let thread = house.thread(Role::PaUnit, "ความลับหนึ่ง").await;
    let id = thread.rsplit('/').next().unwrap();
    let day = tasks::today(house.node.env().clock.now()).to_string();
    let act = fresh(&house.node).to_string();
    let task = [("act", &*act), ("title", "ความลับสอง"), ("to", "cio"), ("due", &*day), ("thread", id)];
    assert_eq!(house.post(Role::PaUnit, "/tasks", &task).await.0, StatusCode::SEE_OTHER);
    let act = fresh(&house.node).to_string();
    let finding = [("act", &*act), ("title", "ความลับสาม"), ("text", "ก"), ("severity", "low")];
    assert_eq!(house.post(Role::Auditor, "/findings", &finding).await.0, StatusCode::SEE_OTHER);
    let sent = house.at_the_hub();
    assert!(sent.contains("agreement.signed"), "the hub is sent what is for it");
    for secret in ["ความลับ", "thread.moved", "task.moved", "finding.moved", id] {
        assert!(!sent.contains(secret), "{secret}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tables_are_made_anew_and_what_is_erased_by_order_is_gone() {
    let house = house();
    let place = house.thread(Role::PaUnit, "ข้อมูลส่วนบุคคล").await;
    let page = house.page(Role::Cio, &place).await;
    let reply = [("act", hidden(&page, "act")), ("text", "รับทราบ"), ("then", "resolve")];
    assert_eq!(house.post(Role::Cio, &place, &reply).await.0, StatusCode::SEE_OTHER);
    let before = rebuild::dump(house.node.store()).unwrap();
    assert!(before.iter().any(|(table, rows)| *table == "together_moved" && !rows.is_empty()));
    house.node.store().write(rebuild::all).unwrap();
    assert_eq!(rebuild::dump(house.node.store()).unwrap(), before);

    let record = records(&house.node, "thread.moved")[0].parse().unwrap();
    let order = NewErasure {
        record, order: "1/2555".into(), reason: "ตามคำขอของเจ้าของข้อมูล".into()
    };
    erase(&house.node, &who(), &order, house.node.env().clock.now()).unwrap();
    assert_eq!(house.get(Role::Cio, &place).await.0, StatusCode::NOT_FOUND);
    assert!(!house.page(Role::Cio, "/threads?show=all").await.contains("ข้อมูลส่วนบุคคล"));
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_that_wait_or_came_back_are_told_to_whose_turn_it_is() {
    let house = house();
    let node = &house.node;
    let keeper = Who::new("data_keeper", [Role::DataKeeper]);
    let now = || node.env().clock.now();
    let recorded =
        put(node, &keeper, NewResult::new(report("1", Round::Nine, "70")), Turn::Submit, None, now()).unwrap();
    assert_eq!(
        [badge(&house.page(Role::Supervisor, "/").await), badge(&house.page(Role::DataKeeper, "/").await)],
        [1, 0]
    );
    let shown = [Shown { round: Round::Nine, number: "1".parse().unwrap(), figure: recorded.record_id }];
    let by = Who::new("supervisor", [Role::Supervisor]);
    decide(node, &by, year(), &shown, &Verdict::Return("แนบหลักฐาน".into()), now()).unwrap();
    assert_eq!(
        [badge(&house.page(Role::Supervisor, "/").await), badge(&house.page(Role::DataKeeper, "/").await)],
        [0, 1]
    );
    let list = house.page(Role::DataKeeper, "/notifications").await;
    assert!(list.contains("ตัวชี้วัดถูกส่งกลับ") && list.contains("ตัวชี้วัดที่ 1"), "{list}");
    let (status, _, place) = house.post(Role::DataKeeper, "/notifications", &[("key", hidden(&list, "key"))]).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(place.starts_with("/indicators/1/approve"), "{place}");
    assert_eq!(badge(&house.page(Role::DataKeeper, "/").await), 0);
    assert!(house.page(Role::DataKeeper, "/notifications?show=all").await.contains("ตัวชี้วัดถูกส่งกลับ"));
    house.thread(Role::Supervisor, "@data_keeper ก").await;
    house.thread(Role::Supervisor, "@data_keeper ข").await;
    assert_eq!(badge(&house.page(Role::DataKeeper, "/tasks").await), 2);
    assert_eq!(house.post(Role::DataKeeper, "/notifications", &[]).await.0, StatusCode::SEE_OTHER);
    assert_eq!(badge(&house.page(Role::DataKeeper, "/tasks").await), 0);
    let strange = house.post(Role::DataKeeper, "/notifications", &[("key", "card:1")]).await;
    assert_eq!((strange.0, strange.2.as_str()), (StatusCode::SEE_OTHER, "/notifications"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_speaks_thai_and_english() {
    let house = house();
    let pages = [
        ("/threads", "เรื่องหารือ", "Threads"),
        ("/threads/new?anchor=indicator:2555:1", "ตัวชี้วัดที่ 1", "Indicator 1"),
        ("/tasks", "มอบหมายงาน", "Give a task"),
        ("/tasks/new", "กำหนดเสร็จ", "Due"),
        ("/obstacles", "อุปสรรค", "Obstacles"),
        ("/findings", "ข้อตรวจพบ", "Findings"),
        ("/notifications", "ไม่มีเรื่องที่ยังไม่อ่าน", "Nothing is unread"),
    ];
    for (path, thai, english) in pages {
        assert!(house.page(Role::PaUnit, path).await.contains(thai), "{path}");
        let joint = if path.contains('?') { '&' } else { '?' };
        let page = house.page(Role::PaUnit, &format!("{path}{joint}lang=en")).await;
        assert!(page.contains(english) && page.contains("lang=\"en\""), "{path}: {page}");
    }
    assert!(house.page(Role::Auditor, "/findings/new?lang=en").await.contains("recommendation"));
}

#[test]
fn whoever_has_no_part_in_it_is_refused_by_the_services_too() {
    let house = house();
    let now = house.node.env().clock.now();
    let admin = Who::new("administrator", [Role::Administrator]);
    let anchor: ges_domain::together::Anchor = "indicator:2555:1".parse().unwrap();
    let written = ges_node::service::threads::Written { text: "ก".into(), ..Default::default() };
    let opened = ges_node::service::threads::open(&house.node, &admin, fresh(&house.node), anchor, &written, now);
    assert!(matches!(opened, Err(ServiceError::Forbidden(_))));
    let auditor = Who::new("auditor", [Role::Auditor]);
    let given = tasks::give(&house.node, &auditor, fresh(&house.node), NewTask::default(), now);
    assert!(matches!(given, Err(ServiceError::Forbidden(_))));
}

#[test]
fn both_languages_have_every_word() {
    let mut sources: Vec<(Locale, String)> = ges_figures::words();
    sources.push((Locale::Th, include_str!("../locales/th/together.ftl").into()));
    sources.push((Locale::En, include_str!("../locales/en/together.ftl").into()));
    let borrowed: Vec<(Locale, &str)> = sources.iter().map(|(l, s)| (*l, s.as_str())).collect();
    let words = Translations::new(&borrowed).unwrap();
    assert_eq!(words.missing_keys(), []);
    let kinds = NoticeKind::ALL.map(|kind| format!("notice-{}", kind.as_str()));
    let steps = ["give", "finish", "reopen", "hand-over", "cancel"].map(|step| format!("task-step-{step}"));
    let found = ["open", "answer", "close", "reopen"].map(|step| format!("finding-step-{step}"));
    let weights = Severity::ALL.map(|s| format!("finding-severity-{}", s.as_str()));
    let fields = ["text", "to", "due", "title", "records"].map(|field| format!("together-field-{field}"));
    for key in kinds.iter().chain(&steps).chain(&found).chain(&weights).chain(&fields) {
        assert!(words.has(key), "{key}");
    }
}
