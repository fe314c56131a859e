//! Questions of the centre at a node: they arrive by themselves, somebody is named, and the answer goes back with evidence
//! that the centre may open.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use axum::Router;
use axum::body::Body;
use ges_domain::access::Role;
use ges_domain::audience::{Audience, Viewer};
use ges_domain::calendar::Round;
use ges_domain::ids::{Digest, RecordId};
use ges_domain::records::Fact;
use ges_domain::workflow::question::{About, QuestionCase, QuestionEvent, QuestionMoved, QuestionStage, Standing};
use ges_domain::workflow::round::RoundCase;
use ges_domain::workflow::{Actor, ActorRole, Line, Remark};
use ges_ledger::append::{self, Statement};
use ges_ledger::feed;
use ges_ledger::read::questions::{self, Asked};
use ges_node::app::{Node, own_log};
use ges_node::service::documents::{NewDocument, begin, file, finish_held};
use ges_node::service::questions::{NewAnswer, answer, assign};
use ges_node::service::reminders::pressing;
use ges_node::service::{ServiceError, Who};
use ges_proto::exchange::DeliverRequest;
use ges_proto::exchange::deliver_request::Item;
use ges_web::accounts::{NewPerson, NewToken};
use ges_web::{Locale, Translations};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use support::{HUB, Served, id, new_node, record, served, who, with_agreement, year};
use tower::ServiceExt as _;

const LONG_AGO: &str = "2012-07-04T07:20:00Z";

fn as_role(role: Role) -> Who {
    Who::new(role.as_str(), [role])
}

fn as_person(login: &str, role: Role) -> Who {
    Who::new(login, [role])
}

/// The centre takes a step in its own log.
fn says(served: &Served, question: RecordId, at: Timestamp, event: QuestionEvent) -> RecordId {
    let about =
        RoundCase { organisation: id("dep"), fiscal_year: year(), indicator: "1".parse().unwrap(), round: Round::Nine };
    let actor = Actor { organisation: id(HUB), role: ActorRole::Reviewer, person: Line::new("analyst").unwrap() };
    let fact = Fact::Question(QuestionMoved { case: QuestionCase { about, question }, actor, event });
    let audience = Audience::Named([id("dep")].into());
    let statements = [Statement { fact, audience, author: "analyst".into() }];
    let entropy = served.hub.env.entropy.clone();
    let recorded = served.hub.store.write(move |tx| {
        let log = append::own_log(tx)?.unwrap();
        append::record(tx, &log, &statements, at, &entropy)
    });
    recorded.unwrap()[0].record_id
}

fn asks(served: &Served, text: &str, at: Timestamp, due_at: Timestamp) -> (RecordId, RecordId) {
    let question = RecordId(served.hub.env.entropy.uuid_v7(at));
    let about = vec![About::Figure { field: Line::new("value").unwrap() }];
    let event = QuestionEvent::Ask { about, due_at: due_at.as_microsecond(), text: Remark::new(text).unwrap() };
    (question, says(served, question, at, event))
}

fn asks_now(served: &Served, text: &str) -> (RecordId, RecordId) {
    let now = served.hub.env.clock.now();
    asks(served, text, now, now + jiff::SignedDuration::from_hours(240))
}

/// Everything that the hub has written reaches the node.
async fn delivered(served: &Served, from: u64) -> u64 {
    let batch = served.hub.batch(from, "dep");
    let item = DeliverRequest { item: Some(Item::Batch(batch)) };
    let reply = served.client.clone().deliver(tokio_stream::iter([item])).await.unwrap();
    reply.into_inner().acknowledged.unwrap().next
}

async fn office() -> Served {
    let served = served().await;
    with_agreement(&served.node);
    record(&served.node, "1", "75");
    served
}

fn found(node: &Node, question: RecordId) -> Asked {
    node.store().read(|tx| questions::one(tx, &id("dep"), question)).unwrap().unwrap()
}

fn size(node: &Node) -> u64 {
    node.store().read(own_log).unwrap().size
}

fn person(node: &Node, login: &str, role: Role) -> String {
    let roles = vec![role.to_string()];
    let person = NewPerson { login: login.into(), roles: roles.clone(), ..NewPerson::default() };
    node.kit().accounts().create_person(person).unwrap();
    node.kit().accounts().create_token(NewToken { login: login.into(), roles, ..NewToken::default() }).unwrap().1
}

fn filed(node: &Node, name: &str, audience: Audience) -> Digest {
    let input = NewDocument { name: name.into(), media_type: "text/plain".into(), audience };
    file(node, &who(), &input, name.as_bytes(), node.env().clock.now()).unwrap().document.digest
}

fn says_yes(text: &str, evidence: Vec<Digest>) -> NewAnswer {
    NewAnswer { text: text.into(), evidence, seen: None }
}

fn code<T>(result: Result<T, ServiceError>) -> &'static str {
    result.err().map_or("done", |e| e.code())
}

/// Bodies of everything that a hub is sent.
fn at_the_hub(node: &Node) -> String {
    let batch = node.store().read(|tx| {
        let log = own_log(tx)?;
        feed::next_batch(tx, &log, 0, 1 << 20, &Viewer::Central(id(HUB)), node.signer())
    });
    batch.unwrap().unwrap().entries.iter().map(|e| String::from_utf8_lossy(&e.body).into_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_arrives_is_recorded_as_delivered_once_and_waits() {
    let served = office().await;
    let before = size(&served.node);
    let (question, asked) = asks_now(&served, "ตัวเลขนี้มาจากระบบใด");
    delivered(&served, 0).await;
    let here = found(&served.node, question);
    assert_eq!((here.stage(), here.waits_for_agency()), (QuestionStage::Delivered, true));
    assert_eq!((here.said_by_centre(), here.standing.refused.len()), (Some(asked), 0));
    assert_eq!((size(&served.node), served.node.questions_waiting()), (before + 1, 1));
    delivered(&served, 0).await;
    assert_eq!(size(&served.node), before + 1, "the same again is not delivered twice");
    assert!(at_the_hub(&served.node).contains(r#""type":"deliver""#));
    assert_eq!(served.other_process().questions_waiting(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_taken_back_before_it_arrived_waits_for_nobody() {
    let served = office().await;
    let (question, _) = asks_now(&served, "ถามผิด");
    let remark = Remark::new("ถามผิดหน่วยงาน").unwrap();
    says(&served, question, served.hub.env.clock.now(), QuestionEvent::Withdraw { remark, after: None });
    delivered(&served, 0).await;
    assert_eq!((found(&served.node, question).stage(), served.node.questions_waiting()), (QuestionStage::Withdrawn, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_prepares_the_answer_is_named_by_supervisor_or_pa_unit_and_stays_in_the_agency() {
    let served = office().await;
    let node = &served.node;
    let (question, _) = asks_now(&served, "ตัวเลขนี้มาจากระบบใด");
    delivered(&served, 0).await;
    person(node, "keeper-7", Role::DataKeeper);
    person(node, "chief", Role::Executive);
    let now = node.env().clock.now();
    let named = |role, to: &str| code(assign(node, &as_role(role), question, to, now));
    assert_eq!(named(Role::DataKeeper, "keeper-7"), "forbidden");
    assert_eq!(named(Role::Executive, "keeper-7"), "forbidden");
    assert_eq!((named(Role::PaUnit, "chief"), named(Role::PaUnit, "nobody")), ("cannot-prepare", "cannot-prepare"));
    assert_eq!((named(Role::Supervisor, "keeper-7"), named(Role::PaUnit, "keeper-7")), ("done", "done"));
    let here = found(node, question);
    assert_eq!(here.stage(), QuestionStage::Assigned);
    assert_eq!(here.standing.state.assigned_to().map(Line::as_str), Some("keeper-7"));
    assert!(!at_the_hub(node).contains("keeper-7"), "who prepares it is nobody else's business");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_presses_whoever_must_answer_from_three_days_before_it_is_due() {
    let served = office().await;
    let now = served.hub.env.clock.now();
    let due = now + jiff::SignedDuration::from_hours(240);
    let (question, _) = asks(&served, "มาจากที่ใด", now, due);
    delivered(&served, 0).await;
    let node = &served.node;
    let pressed = async |who: &Who, before: i64| {
        let at = due - jiff::SignedDuration::from_hours(before);
        let all = pressing(node, at).await.unwrap().of(who);
        all.into_iter().map(|r| (r.href, r.overdue)).collect::<Vec<_>>()
    };
    let (keeper, other) = (as_person("keeper", Role::DataKeeper), as_person("other", Role::DataKeeper));
    let (soon, late) = ((format!("/questions/{question}"), false), (format!("/questions/{question}"), true));
    assert_eq!(pressed(&keeper, 73).await, []);
    assert_eq!((pressed(&keeper, 72).await, pressed(&keeper, -1).await), (vec![soon.clone()], vec![late]));
    assert_eq!(pressed(&as_role(Role::Executive), 1).await, [], "who does not answer is left alone");
    person(node, "keeper", Role::DataKeeper);
    assign(node, &as_role(Role::PaUnit), question, "keeper", node.env().clock.now()).unwrap();
    assert_eq!((pressed(&keeper, 1).await, pressed(&other, 1).await), (vec![soon], vec![]));
    answer(node, &keeper, question, says_yes("จากระบบ", vec![]), node.env().clock.now()).unwrap();
    assert_eq!(pressed(&as_role(Role::PaUnit), -1).await, [], "what is answered presses nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_carries_only_evidence_that_the_centre_may_open() {
    let served = office().await;
    let node = &served.node;
    let (question, asked) = asks_now(&served, "ตัวเลขนี้มาจากระบบใด");
    delivered(&served, 0).await;
    let (internal, central) =
        (filed(node, "ภายใน.txt", Audience::Internal), filed(node, "หนังสือ.txt", Audience::Central));
    let other = filed(node, "ของเขา.txt", Audience::Named([id("cdd")].into()));
    let (now, keeper) = (node.env().clock.now(), as_person("keeper-7", Role::DataKeeper));
    let give = |who: &Who, new: NewAnswer| code(answer(node, who, question, new, now));
    let yes = |evidence: Vec<Digest>| says_yes("จากระบบ GFMIS", evidence);
    assert_eq!(give(&as_role(Role::Cio), yes(vec![])), "forbidden");
    assert_eq!(give(&keeper, says_yes(" ", vec![])), "text-missing");
    assert_eq!(give(&keeper, yes(vec![central, internal])), "evidence-hidden");
    assert_eq!(give(&keeper, yes(vec![Digest([9; 32])])), "evidence-not-filed");
    assert_eq!(give(&keeper, yes(vec![central; 101])), "list-count");
    assert_eq!(give(&keeper, NewAnswer { seen: Some(question), ..yes(vec![]) }), "overtaken");
    assert_eq!(found(node, question).stage(), QuestionStage::Delivered, "nothing of it was recorded");
    assert_eq!(give(&keeper, NewAnswer { seen: Some(asked), ..yes(vec![central, other]) }), "done");
    assert_eq!(give(&keeper, yes(vec![])), "event-not-possible-now");
    let here = found(node, question);
    assert_eq!((here.stage(), node.questions_waiting()), (QuestionStage::Answered, 0));
    let turn = &here.standing.state.turns()[1];
    assert_eq!((turn.evidence.as_slice(), turn.late), ([central, other].as_slice(), false));
    assert!(at_the_hub(node).contains("จากระบบ GFMIS"));
    assert_eq!(code(answer(node, &keeper, asked, yes(vec![]), now)), "unknown-question");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_opens_what_a_person_filed_for_it_and_not_before() {
    let served = office().await;
    let node = &served.node;
    let (question, _) = asks_now(&served, "ตัวเลขนี้มาจากระบบใด");
    delivered(&served, 0).await;
    let keeper = as_person("keeper-7", Role::DataKeeper);
    let held = |name: &str, audience| {
        let input = NewDocument { name: name.into(), media_type: "text/plain".into(), audience };
        let mut upload = begin(node.documents(), &keeper, &input).unwrap();
        upload.write(name.as_bytes()).unwrap();
        finish_held(node, &keeper, &input, upload, node.env().clock.now()).unwrap().document.digest
    };
    let (letter, minutes) = (held("หนังสือ.txt", Audience::Central), held("ภายใน.txt", Audience::Internal));
    assert!(!at_the_hub(node).contains("หนังสือ.txt"));
    let now = node.env().clock.now();
    let give = |evidence| code(answer(node, &keeper, question, says_yes("จากระบบ GFMIS", evidence), now));
    assert_eq!(give(vec![letter, minutes]), "evidence-hidden");
    assert!(!at_the_hub(node).contains("หนังสือ.txt"), "a refused answer opens nothing");
    assert_eq!(give(vec![letter]), "done");
    let sent = at_the_hub(node);
    assert!(sent.contains("หนังสือ.txt") && !sent.contains("ภายใน.txt"), "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_late_answer_counts_and_a_follow_up_waits_again() {
    let served = office().await;
    let node = &served.node;
    let then: Timestamp = LONG_AGO.parse().unwrap();
    let (question, _) = asks(&served, "ตัวเลขนี้มาจากระบบใด", then, then + jiff::SignedDuration::from_hours(1));
    let next = delivered(&served, 0).await;
    let now = node.env().clock.now();
    assert_eq!(found(node, question).at(now.as_microsecond()), Standing::Overdue);
    let keeper = as_role(Role::DataKeeper);
    answer(node, &keeper, question, says_yes("จากระบบ GFMIS", vec![]), now).unwrap();
    let here = found(node, question);
    assert!(here.standing.state.turns()[1].late);
    // By the centre's clock the follow-up comes before the answer it responds to; that changes nothing.
    let (text, due_at) = (Remark::new("ขอเอกสาร").unwrap(), i64::MAX);
    says(&served, question, then, QuestionEvent::FollowUp { due_at, text, after: here.said_by_agency() });
    delivered(&served, next).await;
    let here = found(node, question);
    assert_eq!((here.stage(), here.standing.state.turns().len()), (QuestionStage::FollowedUp, 3));
    assert_eq!(node.questions_waiting(), 1);
    answer(node, &keeper, question, says_yes("แนบแล้ว", vec![]), now).unwrap();
    assert_eq!(found(node, question).stage(), QuestionStage::Answered);
}

async fn send(router: &Router, request: Request<Body>) -> (StatusCode, String, String) {
    let (parts, body) = router.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let place = parts.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    (parts.status, String::from_utf8_lossy(&bytes).into_owned(), place)
}

fn with(request: http::request::Builder, token: &str) -> http::request::Builder {
    let request = request.header(header::ACCEPT_LANGUAGE, "th").header(header::ACCEPT, "text/html,application/json");
    request.header(header::AUTHORIZATION, format!("Bearer {token}"))
}

async fn get(router: &Router, path: &str, token: &str) -> (StatusCode, String) {
    let (status, page, _) = send(router, with(Request::get(path), token).body(Body::empty()).unwrap()).await;
    assert!(!page.contains('⟦'), "every word of {path} is there: {page}");
    (status, page)
}

fn multipart(fields: &[(&str, &str)], file: Option<(&str, &str)>) -> Body {
    let mut parts: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"))
        .collect();
    parts.extend(file.map(|(name, content)| {
        format!("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n")
    }));
    parts.push("--x--\r\n".into());
    Body::from(parts.concat())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_stands_first_in_somebodys_work_and_is_answered_on_its_page() {
    let served = office().await;
    let node = &served.node;
    let (question, _) = asks_now(&served, "ตัวเลข 75 มาจากระบบใด <script>");
    delivered(&served, 0).await;
    filed(node, "ภายใน.txt", Audience::Internal);
    let (keeper, unit, cio) = (
        person(node, "keeper-7", Role::DataKeeper),
        person(node, "pa-1", Role::PaUnit),
        person(node, "cio", Role::Cio),
    );
    let router = node.http_router();
    let place = format!("/questions/{question}");

    let (_, work) = get(&router, "/", &keeper).await;
    let (first, tasks) = (work.find(&place).unwrap(), work.find("/indicators/2/record").unwrap());
    assert!(first < tasks && work.contains("คำถามจากส่วนกลาง") && work.contains("&#60;script&#62;"), "{work}");
    assert!(work.contains("ตอบคำถาม"), "the act is there: {work}");
    let (_, looking_on) = get(&router, "/", &cio).await;
    assert!(!looking_on.contains(&place), "it is no task of the CIO");
    assert!(get(&router, "/executive", &cio).await.1.contains("รอตอบ 1 เรื่อง"));
    for path in ["/questions", "/questions?show=mine", "/indicators/1/approve?round=9", "/indicators/1?round=9"] {
        assert!(get(&router, path, &keeper).await.1.contains(&place), "{path}");
    }
    assert!(get(&router, "/questions?show=answered", &keeper).await.1.contains("ไม่มีคำถามในกลุ่มนี้"));

    let form = |to: &str| {
        let request = with(Request::post(format!("{place}/assign")), &unit);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        request.body(Body::from(format!("to={to}"))).unwrap()
    };
    let (status, page, _) = send(&router, form("nobody")).await;
    assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#to\""), "{page}");
    assert_eq!(send(&router, form("pa-1")).await.0, StatusCode::SEE_OTHER);
    assert!(!get(&router, "/", &keeper).await.1.contains(&place), "somebody else prepares it now");
    assert!(get(&router, "/", &unit).await.1.contains(&place));

    let (_, page) = get(&router, &place, &keeper).await;
    assert!(
        page.contains("75.00") && page.contains("/indicators/1/record?") && page.contains("name=\"text\""),
        "{page}"
    );
    assert!(!page.contains("name=\"to\""), "naming somebody is for supervisor and PA unit");
    assert!(page.contains("เอกสารอีก 1 รายการ"), "internal documents are not offered: {page}");
    assert!(!get(&router, &place, &cio).await.1.contains("name=\"text\""));

    let seen = found(node, question).said_by_centre().unwrap().to_string();
    let reply = |fields: &[(&str, &str)], file| {
        let request = with(Request::post(format!("{place}/answer")), &keeper);
        let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        request.body(multipart(fields, file)).unwrap()
    };
    let (status, page, _) = send(&router, reply(&[("text", " "), ("seen", &seen)], Some(("หนังสือ.txt", "เนื้อหา")))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("href=\"#text\"") && page.contains("หนังสือ.txt") && page.contains(" checked"), "{page}");
    let evidence = node.store().read(|tx| ges_ledger::read::documents::of(tx, &id("dep"))).unwrap();
    let evidence = evidence[0].document.digest.to_string();
    let fields = [("text", "จากระบบ GFMIS"), ("seen", seen.as_str()), ("evidence", evidence.as_str())];
    let (status, page, to) = send(&router, reply(&fields, None)).await;
    assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{place}?done=answer")), "{page}");
    let (_, page) = get(&router, &format!("{place}?done=answer"), &keeper).await;
    assert!(page.contains("จากระบบ GFMIS") && page.contains(&evidence) && page.contains("data-forget"), "{page}");
    assert!(!page.contains("name=\"text\""), "there is nothing to answer any more");
    assert_eq!(get(&router, &format!("/questions/{seen}"), &keeper).await.0, StatusCode::NOT_FOUND);
    assert_eq!(get(&router, "/questions/x", &keeper).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn systems_read_and_answer_over_rest() {
    let served = office().await;
    let node = &served.node;
    let (question, _) = asks_now(&served, "ตัวเลขนี้มาจากระบบใด");
    delivered(&served, 0).await;
    let (keeper, cio) = (person(node, "keeper-7", Role::DataKeeper), person(node, "cio", Role::Cio));
    let router = node.http_router();
    let list = "/api/v1/agencies/dep/questions";
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let all = json(&get(&router, list, &keeper).await.1);
    let one = &all["items"][0];
    assert_eq!((one["stage"].as_str(), one["standing"].as_str()), (Some("delivered"), Some("waiting")), "{all}");
    assert_eq!(one["id"], question.to_string());
    assert_eq!(get(&router, "/api/v1/agencies/cdd/questions", &keeper).await.0, StatusCode::NOT_FOUND);
    let anonymous = Request::get(list).header(header::ACCEPT, "application/json").body(Body::empty()).unwrap();
    assert_eq!(send(&router, anonymous).await.0, StatusCode::UNAUTHORIZED);
    let reply = |token: &str, body: serde_json::Value| {
        let request = with(Request::post(format!("{list}/{question}/answers")), token);
        request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string())).unwrap()
    };
    let good = serde_json::json!({ "text": "จากระบบ GFMIS", "seen": one["seen"] });
    assert_eq!(send(&router, reply(&cio, good.clone())).await.0, StatusCode::FORBIDDEN);
    let bad = serde_json::json!({ "text": "จากระบบ GFMIS", "evidence": ["x"] });
    assert_eq!(send(&router, reply(&keeper, bad)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(&router, reply(&keeper, good.clone())).await.0, StatusCode::CREATED);
    assert_eq!(send(&router, reply(&keeper, good)).await.0, StatusCode::CONFLICT);
    let read = json(&get(&router, &format!("{list}/{question}"), &keeper).await.1);
    assert_eq!((read["stage"].as_str(), read["turns"][1]["text"].as_str()), (Some("answered"), Some("จากระบบ GFMIS")));
    let (_, described) = get(&router, "/api/openapi.json", &keeper).await;
    assert!(described.contains("answerQuestion") && described.contains("listQuestions"));
}

#[tokio::test(flavor = "multi_thread")]
async fn before_anything_is_asked_the_pages_say_so() {
    let (_dir, node) = new_node("dep");
    let keeper = person(&node, "keeper-7", Role::DataKeeper);
    let router = node.http_router();
    let (status, page) = get(&router, "/questions", &keeper).await;
    assert!(status == StatusCode::OK && page.contains("ยังไม่มีคำถามจากส่วนกลาง"), "{page}");
    assert!(!get(&router, "/", &keeper).await.1.contains("คำถามจากส่วนกลาง"));
}

#[test]
fn both_languages_have_every_word() {
    let mut sources: Vec<(Locale, String)> = ges_figures::words();
    sources.push((Locale::Th, include_str!("../locales/th/questions.ftl").into()));
    sources.push((Locale::En, include_str!("../locales/en/questions.ftl").into()));
    let borrowed: Vec<(Locale, &str)> = sources.iter().map(|(l, s)| (*l, s.as_str())).collect();
    let words = Translations::new(&borrowed).unwrap();
    assert_eq!(words.missing_keys(), []);
    for kind in ["waiting", "mine", "answered", "all"] {
        assert!(words.has(&format!("answer-filter-{kind}")), "{kind}");
    }
}
