//! `/people` and `/account` over the node's router: who may, invitations, roles, delegations by date, sessions.
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use ges_node::app::{Config, InitRequest, Node};
use ges_runtime::{Clock, Entropy, Env, ManualClock};
use ges_web::accounts::{NewPerson, NewToken};
use ges_web::{Locale, Translations};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use support::{id, organisation, with_agreement};
use tempfile::TempDir;
use tower::ServiceExt as _;

/// Wednesday 4 July 2012, nine o'clock in Bangkok.
const START: &str = "2012-07-04T02:00:00Z";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0";
/// Before and after of a change of roles, side by side in the table.
const FROM_KEEPER_TO_CIO: &str =
    "เดิม: </span>ผู้จัดเก็บข้อมูล</td><td class=\"wide\"><span class=\"only-phone\">ใหม่: </span>CIO<";
const ROLES: [&str; 7] = ["data_keeper", "supervisor", "pa_unit", "cio", "executive", "auditor", "administrator"];

struct House {
    _dir: TempDir,
    node: Node,
    router: Router,
    clock: ManualClock,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }
}

/// A node with one administrator and a clock that stands still.
fn house() -> House {
    let dir = tempfile::tempdir().unwrap();
    let (clock, hand) = Clock::manual(START.parse().unwrap());
    let env = Env { clock, entropy: Entropy::seeded(11) };
    let config = Config::new(dir.path().join("node"), id("dep"));
    let request = InitRequest { config, organisation: organisation("dep"), administrator: "admin".into() };
    let (node, _) = Node::init(request, env).unwrap();
    let router = node.http_router();
    House { _dir: dir, node, router, clock: hand }
}

impl House {
    fn person(&self, login: &str, roles: &[&str]) {
        let roles = roles.iter().map(|role| (*role).to_owned()).collect();
        let new = NewPerson { login: login.into(), roles, ..NewPerson::default() };
        self.node.kit().accounts().create_person(new).unwrap();
    }

    async fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], form: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "ges.example");
        for (name, value) in [("accept", "text/html"), ("accept-language", "th")].iter().chain(headers) {
            request = request.header(*name, *value);
        }
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = self.router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!body.contains('⟦'), "{path}: every word is there");
        Answer { status: parts.status, headers: parts.headers, body }
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.ask(Method::GET, path, &[("cookie", cookie)], &[]).await
    }

    async fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
        self.ask(Method::POST, path, &[("cookie", cookie)], form).await
    }

    async fn use_link(&self, token: &str, agent: &str) -> Answer {
        self.ask(Method::POST, "/signin/link", &[("user-agent", agent)], &[("token", token)]).await
    }

    /// Signs in by a one-time link of the command line and gives the cookie.
    async fn enter_with(&self, login: &str, agent: &str) -> String {
        let token = self.node.kit().accounts().create_link(login).unwrap();
        cookie_of(&self.use_link(&token, agent).await)
    }

    async fn enter(&self, login: &str) -> String {
        self.enter_with(login, FIREFOX).await
    }

    /// Moves the clock to a moment.
    fn at(&self, moment: &str) {
        self.clock.set(moment.parse().unwrap());
    }
}

fn cookie_of(answer: &Answer) -> String {
    let set = answer.headers.get(header::SET_COOKIE).unwrap().to_str().unwrap();
    set.split(';').next().unwrap().to_owned()
}

/// What stands between two marks.
fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let start = text.find(before).unwrap_or_else(|| panic!("{before}: {text}")) + before.len();
    text[start..].split(after).next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_route_is_open_to_its_roles_and_leads_strangers_to_sign_in() {
    let house = house();
    for role in ROLES {
        house.person(&role.replace('_', "-"), &[role]);
    }
    house.person("spare", &["auditor"]);
    let (get, post) = (Method::GET, Method::POST);
    let administrators_only = [
        (&get, "/people", StatusCode::OK),
        (&get, "/people/~invite", StatusCode::OK),
        (&post, "/people/~invite", StatusCode::UNPROCESSABLE_ENTITY),
        (&get, "/people/spare", StatusCode::OK),
        (&get, "/people/nobody", StatusCode::NOT_FOUND),
        (&post, "/people/spare", StatusCode::UNPROCESSABLE_ENTITY),
        (&post, "/people/spare/link", StatusCode::OK),
        (&post, "/people/spare/sign-out", StatusCode::SEE_OTHER),
        (&post, "/people/spare/passkeys/remove", StatusCode::SEE_OTHER),
        (&post, "/people/nobody/passkeys/remove", StatusCode::NOT_FOUND),
        (&post, "/people/spare/off", StatusCode::SEE_OTHER),
        (&post, "/people/spare/on", StatusCode::SEE_OTHER),
        (&post, "/people/spare/delegations", StatusCode::UNPROCESSABLE_ENTITY),
        (&post, "/people/spare/delegations/end", StatusCode::CONFLICT),
        (&post, "/people/nobody/off", StatusCode::NOT_FOUND),
    ];
    let everybody = [
        (&get, "/account", StatusCode::OK),
        (&post, "/account", StatusCode::UNPROCESSABLE_ENTITY),
        (&post, "/account/sessions/end", StatusCode::SEE_OTHER),
        (&post, "/account/passkeys/begin", StatusCode::OK),
        (&post, "/account/passkeys/remove", StatusCode::SEE_OTHER),
        (&post, "/account/delegations", StatusCode::UNPROCESSABLE_ENTITY),
        (&post, "/account/delegations/end", StatusCode::CONFLICT),
        (&post, "/account/sessions/end-all", StatusCode::SEE_OTHER),
    ];
    for role in ROLES {
        let cookie = house.enter(&role.replace('_', "-")).await;
        for (method, path, allowed) in administrators_only {
            let answer = house.ask(method.clone(), path, &[("cookie", &cookie)], &[]).await;
            let expected = if role == "administrator" { allowed } else { StatusCode::FORBIDDEN };
            assert_eq!(answer.status, expected, "{role} {method} {path}: {}", answer.body);
        }
        let home = house.get("/journal", &cookie).await;
        assert_eq!(home.body.contains("href=\"/people\""), role == "administrator", "{role}: the tab");
        for (method, path, allowed) in everybody {
            let answer = house.ask(method.clone(), path, &[("cookie", &cookie)], &[]).await;
            assert_eq!(answer.status, allowed, "{role} {method} {path}: {}", answer.body);
        }
    }
    for (method, path, _) in administrators_only.iter().chain(&everybody) {
        let answer = house.ask((*method).clone(), path, &[], &[]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{method} {path}");
        assert!(answer.location().starts_with("/signin"), "{method} {path}: {}", answer.location());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_and_forms_of_other_sites_change_no_people() {
    let house = house();
    let new = NewToken { login: "admin".into(), roles: vec!["administrator".into()], ..NewToken::default() };
    let (_, token) = house.node.kit().accounts().create_token(new).unwrap();
    let bearer = format!("Bearer {token}");
    let cookie = house.enter("admin").await;
    let good = [("login", "new.person"), ("roles", "auditor")];
    for path in ["/people", "/account"] {
        let answer = house.ask(Method::GET, path, &[("authorization", &bearer)], &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    let by_token = house.ask(Method::POST, "/people/~invite", &[("authorization", &bearer)], &good).await;
    assert_eq!(by_token.status, StatusCode::FORBIDDEN);
    for path in ["/people/~invite", "/people/admin/link", "/people/admin/sign-out", "/account/sessions/end-all"] {
        let foreign = [("cookie", cookie.as_str()), ("sec-fetch-site", "cross-site")];
        assert_eq!(house.ask(Method::POST, path, &foreign, &good).await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(house.node.kit().accounts().people().unwrap().len(), 1, "nobody was added");
    assert_eq!(house.get("/account", &cookie).await.status, StatusCode::OK, "nobody was signed out");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_person_comes_in_by_the_link_that_was_shown_once() {
    let house = house();
    let admin = house.enter("admin").await;
    let form =
        [("login", "Keeper.One"), ("label_th", "ผู้จัดเก็บกองแผนงาน"), ("roles", "data_keeper"), ("roles", "auditor")];
    let made = house.post("/people/~invite", &admin, &form).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.body);
    assert_eq!(made.headers[header::CACHE_CONTROL], "no-store");
    assert!(made.body.contains("5 ก.ค. 2555 09:00"), "it says until when: {}", made.body);
    let token = between(&made.body, "http://ges.example/signin/link?token=", "<").to_owned();
    for path in ["/people", "/people/keeper.one"] {
        let page = house.get(path, &admin).await;
        assert!(page.status == StatusCode::OK && !page.body.contains(&token), "{path}");
        assert!(page.body.contains("ผู้จัดเก็บกองแผนงาน") && page.body.contains("ยังไม่เคยเข้าใช้"), "{}", page.body);
    }
    let page = house.get("/people/keeper.one", &admin).await;
    for said in ["เพิ่มผู้ใช้ keeper.one", "ผู้จัดเก็บข้อมูล, ผู้ตรวจสอบภายใน", ">admin<"]
    {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let entered = house.use_link(&token, EDGE).await;
    assert_eq!((entered.status, entered.location()), (StatusCode::SEE_OTHER, "/account?done=link"));
    let account = house.get(entered.location(), &cookie_of(&entered)).await;
    assert!(account.body.contains("กรุณาตั้งรหัสผ่าน") && !account.body.contains("name=\"current\""));
    assert_eq!(house.use_link(&token, EDGE).await.status, StatusCode::GONE);

    let fresh = house.post("/people/keeper.one/link", &admin, &[]).await;
    let second = between(&fresh.body, "/signin/link?token=", "<").to_owned();
    let third = house.post("/people/keeper.one/link", &admin, &[]).await;
    assert_eq!(house.use_link(&second, EDGE).await.status, StatusCode::GONE, "a newer link replaces it");
    assert_eq!(
        house.use_link(between(&third.body, "/signin/link?token=", "<"), EDGE).await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_is_not_right_keeps_what_was_typed_and_names_each_field() {
    let house = house();
    let admin = house.enter("admin").await;
    let long = "ก".repeat(121);
    for (form, field, words) in [
        (vec![("login", "ชื่อไทย"), ("roles", "cio")], "login", "ใช้เป็นชื่อผู้ใช้ไม่ได้"),
        (vec![("login", "admin"), ("roles", "cio")], "login", "อยู่แล้ว"),
        (vec![("login", "cio")], "roles", "ยังไม่ได้เลือกบทบาท"),
        (vec![("login", "")], "roles", "มี 2 จุดที่ต้องแก้"),
        (vec![("login", "cio"), ("roles", "operator")], "roles", "ไม่มีในหน่วยงานนี้"),
        (vec![("login", "cio"), ("roles", "cio"), ("label_th", &long)], "label_th", "120"),
    ] {
        let answer = house.post("/people/~invite", &admin, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        let kept = format!("value=\"{}\"", form[0].1);
        for said in ["id=\"error-summary\"", &format!("href=\"#{field}\""), &format!("id=\"{field}\""), words, &kept] {
            assert!(answer.body.contains(said), "{form:?} {said}: {}", answer.body);
        }
    }
    assert_eq!(house.node.kit().accounts().people().unwrap().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_is_searched_and_filtered_by_address_alone() {
    let house = house();
    house.person("keeper", &["data_keeper"]);
    house.person("cio", &["cio"]);
    let admin = house.enter("admin").await;
    house.post("/people/cio/off", &admin, &[]).await;
    let escaped = form_urlencoded::byte_serialize("จัดเก็บ".as_bytes()).collect::<String>();
    for (query, shown) in [
        (String::new(), vec!["admin", "cio", "keeper"]),
        (format!("?q={escaped}"), vec!["keeper"]),
        ("?q=DATA+keeper".into(), vec!["keeper"]),
        ("?state=off".into(), vec!["cio"]),
        ("?state=active".into(), vec!["admin", "keeper"]),
        ("?state=active&q=cio".into(), vec![]),
        ("?cursor=admin".into(), vec!["cio", "keeper"]),
        ("?q=%3Cscript%3E".into(), vec![]),
    ] {
        let page = house.get(&format!("/people{query}"), &admin).await;
        for login in ["admin", "cio", "keeper"] {
            let link = format!("href=\"/people/{login}\"");
            assert_eq!(page.body.contains(&link), shown.contains(&login), "{query} {login}: {}", page.body);
        }
        assert_eq!(page.body.contains("ไม่พบผู้ใช้ตามที่ค้นหา"), shown.is_empty(), "{query}");
        assert!(!page.body.contains("<script>"), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_edited_with_before_and_after_and_nobody_is_overwritten() {
    let house = house();
    house.person("keeper", &["data_keeper"]);
    let (admin, keeper) = (house.enter("admin").await, house.enter("keeper").await);
    assert_eq!(house.get("/attest", &keeper).await.status, StatusCode::FORBIDDEN);
    let form = [("seen", "data_keeper"), ("label_th", "รองอธิบดี"), ("label_en", "Deputy"), ("roles", "cio")];
    let saved = house.post("/people/keeper", &admin, &form).await;
    assert_eq!((saved.status, saved.location()), (StatusCode::SEE_OTHER, "/people/keeper?done=saved"));
    assert_ne!(house.get("/attest", &keeper).await.status, StatusCode::FORBIDDEN, "from the next request");
    let page = house.get(saved.location(), &admin).await;
    for said in ["บันทึกแล้ว", "เปลี่ยนบทบาทของ keeper", FROM_KEEPER_TO_CIO, "รองอธิบดี · Deputy"]
    {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    // Another administrator still sees the earlier roles.
    let late = house.post("/people/keeper", &admin, &[("seen", "data_keeper"), ("roles", "auditor")]).await;
    assert!(late.status == StatusCode::UNPROCESSABLE_ENTITY && late.body.contains("มีผู้แก้ไขบทบาทก่อนท่าน"));
    assert!(late.body.contains("value=\"cio\" checked") && !late.body.contains("value=\"auditor\" checked"));
    let nothing = house.post("/people/keeper", &admin, &[("seen", "cio")]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let english = house.get("/people/keeper?lang=en", &admin).await;
    assert!(
        english.body.contains("Changed the roles of keeper") && english.body.contains("Deputy"),
        "{}",
        english.body
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_active_administrator_stays() {
    let house = house();
    let admin = house.enter("admin").await;
    let demote = [("seen", "administrator"), ("roles", "auditor")];
    let (off, roles) = ("/people/admin/off", "/people/admin");
    for (path, form) in [(off, &[][..]), (roles, &demote[..])] {
        let answer = house.post(path, &admin, form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.body.contains("ผู้ดูแลระบบที่ใช้งานอยู่คนสุดท้าย"), "{path}: {}", answer.body);
    }
    house.person("second", &["administrator"]);
    let second = house.enter("second").await;
    assert_eq!(house.post("/people/second/off", &admin, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/people", &second).await.status, StatusCode::SEE_OTHER, "the session has ended");
    assert_eq!(
        house.post(off, &admin, &[]).await.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "one that is switched off does not count"
    );
    assert_eq!(house.post("/people/second/on", &admin, &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.post(roles, &admin, &demote).await.status, StatusCode::SEE_OTHER);
    assert_eq!(house.get("/people", &admin).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn switching_off_and_signing_out_end_sessions_at_once() {
    let house = house();
    house.person("keeper", &["data_keeper"]);
    let admin = house.enter("admin").await;
    for (path, said) in [("/people/keeper/sign-out", "ออกจากระบบทุกเครื่อง"), ("/people/keeper/off", "ระงับบัญชี keeper")]
    {
        let (one, two) = (house.enter("keeper").await, house.enter_with("keeper", EDGE).await);
        let row = between(&house.get("/people", &admin).await.body, "/people/keeper", "</tr>").to_owned();
        assert!(row.contains("</span>2</td>"), "two open sessions: {row}");
        let done = house.post(path, &admin, &[]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}");
        for cookie in [one, two] {
            assert!(house.get("/account", &cookie).await.location().starts_with("/signin"), "{path}");
        }
        assert!(house.get(done.location(), &admin).await.body.contains(said), "{path}");
    }
    let refused = house.post("/people/keeper/link", &admin, &[]).await;
    assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && !refused.body.contains("/signin/link?token="));
}

fn days<'t>(role: &'t str, delegate: &'t str, first: &'t str, last: &'t str) -> [(&'t str, &'t str); 4] {
    [("role", role), ("delegate", delegate), ("first", first), ("last", last)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegate_acts_from_the_first_to_the_last_day_in_bangkok_and_no_longer() {
    let house = house();
    with_agreement(&house.node);
    house.person("cio", &["cio"]);
    house.person("deputy", &["executive"]);
    let cio = house.enter("cio").await;
    let given = house.post("/account/delegations", &cio, &days("cio", "deputy", "5 ก.ค. 2555", "6/7/2555")).await;
    assert_eq!((given.status, given.location()), (StatusCode::SEE_OTHER, "/account?done=delegated"), "{}", given.body);
    for (moment, may) in [
        ("2012-07-04T16:59:59Z", false),
        ("2012-07-04T17:00:00Z", true),
        ("2012-07-06T16:59:59Z", true),
        ("2012-07-06T17:00:00Z", false),
    ] {
        house.at(moment);
        let deputy = house.enter("deputy").await;
        let status = house.get("/attest", &deputy).await.status;
        assert_eq!(status, if may { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{moment}");
    }
    house.at("2012-07-05T03:00:00Z");
    let (deputy, admin) = (house.enter("deputy").await, house.enter("admin").await);
    let own = house.get("/account", &deputy).await.body;
    let sentence = "ท่านทำหน้าที่ CIO แทน CIO (cio) ตั้งแต่ 5 ก.ค. 2555 ถึง 6 ก.ค. 2555 รวมทั้งสองวัน";
    assert!(own.contains(sentence) && own.contains("มีผลวันนี้"), "{own}");
    let people = house.get("/people", &admin).await.body;
    assert!(people.contains("CIO (ทำแทน)"), "{people}");
    let page = house.get("/people/cio", &admin).await.body;
    for said in ["ทำหน้าที่ CIO แทน CIO (cio)", "ให้ deputy ทำหน้าที่แทน cio", "CIO 5 ก.ค. 2555 – 6 ก.ค. 2555"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
    // The holder's own right is what is lent: without it nothing is.
    house.post("/people/cio/off", &admin, &[]).await;
    assert_eq!(house.get("/attest", &deputy).await.status, StatusCode::FORBIDDEN);
    assert!(house.get("/account", &deputy).await.body.contains("ผู้มอบไม่มีบทบาทนี้แล้ว"));
}

#[tokio::test(flavor = "multi_thread")]
async fn delegations_that_cannot_be_meant_are_refused_in_words() {
    let house = house();
    for (login, roles) in
        [("cio", &["cio", "auditor"][..]), ("deputy", &["executive"]), ("other", &["cio"]), ("gone", &["auditor"])]
    {
        house.person(login, roles);
    }
    let (admin, cio) = (house.enter("admin").await, house.enter("cio").await);
    house.post("/people/gone/off", &admin, &[]).await;
    let first = house.post("/people/cio/delegations", &admin, &days("cio", "deputy", "4/7/2555", "10/7/2555")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "an administrator may as well: {}", first.body);
    for (form, field, words) in [
        (days("cio", "deputy", "10/7/2555", "12/7/2555"), "first", "ซ้อนกับที่มอบให้ deputy"),
        (days("cio", "deputy", "2/8/2555", "1/8/2555"), "last", "วันสุดท้ายมาก่อนวันแรก"),
        (days("cio", "deputy", "3/7/2555", "12/7/2555"), "first", "วันแรกผ่านไปแล้ว"),
        (days("cio", "deputy", "1/8/2555", "1/8/2557"), "last", "ยาวเกิน"),
        (days("cio", "deputy", "31/6/2555", "1/8/2555"), "first", "30"),
        (days("cio", "cio", "1/8/2555", "2/8/2555"), "delegate", "คนเดียวกัน"),
        (days("cio", "other", "1/8/2555", "2/8/2555"), "delegate", "มีบทบาทนี้อยู่แล้ว"),
        (days("cio", "gone", "1/8/2555", "2/8/2555"), "delegate", "ไม่พบผู้ใช้ที่ใช้งานอยู่"),
        (days("executive", "deputy", "1/8/2555", "2/8/2555"), "role", "ไม่ใช่ของ cio เอง"),
        (days("administrator", "deputy", "1/8/2555", "2/8/2555"), "role", "มอบให้ทำแทนชั่วคราวไม่ได้"),
        (days("", "", "1/8/2555", "2/8/2555"), "role", "กรุณาเลือกบทบาทที่มอบ"),
    ] {
        let answer = house.post("/account/delegations", &cio, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        let (link, kept) = (format!("href=\"#{field}\""), format!("value=\"{}\"", form[2].1));
        for said in [words, &link, &kept, "<details class=\"fold\" open>"] {
            assert!(answer.body.contains(said), "{form:?} {said}: {}", answer.body);
        }
    }
    let deputy = house.enter("deputy").await;
    let further = house.post("/account/delegations", &deputy, &days("cio", "other", "4/7/2555", "5/7/2555")).await;
    assert!(further.body.contains("ผู้ทำหน้าที่แทนมอบต่อไม่ได้"), "{}", further.body);
    let next = house.post("/account/delegations", &cio, &days("cio", "deputy", "11/7/2555", "11/7/2555")).await;
    assert_eq!(next.status, StatusCode::SEE_OTHER, "the day after is free");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delegation_is_ended_by_its_holder_or_an_administrator_and_by_nobody_else() {
    let house = house();
    house.person("cio", &["cio"]);
    house.person("deputy", &["executive"]);
    let (admin, cio, deputy) = (house.enter("admin").await, house.enter("cio").await, house.enter("deputy").await);
    for (path, cookie) in [("/account/delegations/end", &cio), ("/people/cio/delegations/end", &admin)] {
        house.post("/account/delegations", &cio, &days("cio", "deputy", "4/7/2555", "5/7/2555")).await;
        let page = house.get("/account", &cio).await.body;
        let id = between(&page, "name=\"id\" value=\"", "\"").to_owned();
        assert!(!house.get("/account", &deputy).await.body.contains(&id), "the delegate is offered no end");
        let stolen = house.post("/account/delegations/end", &deputy, &[("id", &id)]).await;
        assert_eq!(stolen.status, StatusCode::CONFLICT);
        assert_ne!(house.get("/attest", &deputy).await.status, StatusCode::FORBIDDEN);
        assert_eq!(house.post(path, cookie, &[("id", &id)]).await.status, StatusCode::SEE_OTHER, "{path}");
        assert_eq!(house.get("/attest", &deputy).await.status, StatusCode::FORBIDDEN, "{path}: at once");
        assert_eq!(house.post(path, cookie, &[("id", &id)]).await.status, StatusCode::CONFLICT, "{path}: once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn own_sessions_are_listed_in_plain_words_and_ended_one_by_one_or_all_at_once() {
    let house = house();
    house.person("keeper", &["data_keeper"]);
    house.person("other", &["auditor"]);
    let elsewhere = house.enter_with("keeper", EDGE).await;
    house.clock.advance(Duration::from_mins(10));
    let here = house.enter("keeper").await;
    let page = house.get("/account", &here).await.body;
    for said in ["Edge บน Windows", "Firefox บน Linux", "เข้าเมื่อ <time", "09:00", "09:10"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(page.matches(">เครื่องนี้<").count(), 1);
    let names: BTreeMap<bool, String> = page
        .split("<li>")
        .filter(|part| part.contains("name=\"session\""))
        .map(|part| (part.contains(">เครื่องนี้<"), between(part, "name=\"session\" value=\"", "\"").to_owned()))
        .collect();
    let other = house.enter("other").await;
    house.post("/account/sessions/end", &other, &[("session", &names[&false])]).await;
    assert_eq!(house.get("/account", &elsewhere).await.status, StatusCode::OK, "nobody ends another's session");
    let ended = house.post("/account/sessions/end", &here, &[("session", &names[&false])]).await;
    assert_eq!(ended.location(), "/account?done=session");
    assert!(house.get("/account", &elsewhere).await.location().starts_with("/signin"));
    let this = house.post("/account/sessions/end", &here, &[("session", &names[&true])]).await;
    assert_eq!(this.location(), "/signin");
    assert!(house.get("/account", &here).await.location().starts_with("/signin"));

    let both = [house.enter("keeper").await, house.enter_with("keeper", EDGE).await];
    let out = house.post("/account/sessions/end-all", &both[0], &[]).await;
    assert_eq!(out.location(), "/signin?out=everywhere");
    assert!(house.get(out.location(), "").await.body.contains("ออกจากระบบทุกเครื่องแล้ว"));
    for cookie in &both {
        assert!(house.get("/account", cookie).await.location().starts_with("/signin"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_other_sessions_and_is_on_record_without_itself() {
    let house = house();
    house.person("keeper", &["data_keeper"]);
    let (admin, elsewhere, here) =
        (house.enter("admin").await, house.enter_with("keeper", EDGE).await, house.enter("keeper").await);
    let sentence = "ประโยคยาวที่จำง่าย";
    let set = house.post("/account", &here, &[("new", sentence), ("again", sentence)]).await;
    assert_eq!((set.status, set.location()), (StatusCode::SEE_OTHER, "/account?done=password"), "{}", set.body);
    let fresh = cookie_of(&set);
    for (cookie, holds) in [(&here, false), (&elsewhere, false), (&fresh, true)] {
        assert_eq!(house.get("/account", cookie).await.status == StatusCode::OK, holds);
    }
    let page = house.get(set.location(), &fresh).await.body;
    assert!(page.contains("ตั้งรหัสผ่านใหม่แล้ว") && page.contains("name=\"current\""), "{page}");
    let again = house.post("/account", &fresh, &[("new", "อีกประโยคหนึ่ง"), ("again", "อีกประโยคหนึ่ง")]).await;
    assert!(again.status == StatusCode::UNPROCESSABLE_ENTITY && again.body.contains("href=\"#current\""));
    let record = house.get("/people/keeper", &admin).await.body;
    assert!(record.contains("ตั้งรหัสผ่านของ keeper") && !record.contains(sentence), "{record}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_command_line_does_is_on_record_too() {
    let house = house();
    house.person("keeper", &["data_keeper"]);
    let accounts = house.node.kit().accounts();
    accounts.set_roles("keeper", &["cio".to_owned()]).unwrap();
    accounts.set_disabled("keeper", true).unwrap();
    let admin = house.enter("admin").await;
    let page = house.get("/people/keeper", &admin).await.body;
    assert_eq!(page.matches("คำสั่งในเครื่องแม่ข่าย").count(), 3, "{page}");
    assert!(page.contains(FROM_KEEPER_TO_CIO) && page.contains("คืนสิทธิบัญชี"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_of_people_and_of_changes_is_read_page_by_page() {
    let house = house();
    for n in 0..51 {
        house.person(&format!("person{n:02}"), &["auditor"]);
    }
    let admin = house.enter("admin").await;
    let page = house.get("/people", &admin).await.body;
    assert!(page.contains("/people/person48") && !page.contains("/people/person49"), "admin and 49 others");
    let next = between(&page, "rel=\"next\" href=\"", "\"").replace("&amp;", "&");
    let page = house.get(&next, &admin).await.body;
    assert!(!page.contains("/people/person48") && page.contains("/people/person50"), "{next}: {page}");

    for _ in 0..30 {
        house.post("/people/person00/sign-out", &admin, &[]).await;
    }
    let page = house.get("/people/person00", &admin).await.body;
    assert!(!page.contains("เพิ่มผู้ใช้ person00"), "the oldest is on the next page");
    let next = between(&page, "rel=\"next\" href=\"", "\"").replace("&amp;", "&");
    let page = house.get(&next, &admin).await.body;
    assert!(page.contains("เพิ่มผู้ใช้ person00"), "{next}: {page}");
}

#[test]
fn both_languages_have_every_word() {
    let mut sources: Vec<(Locale, String)> = ges_figures::words();
    sources.push((Locale::Th, include_str!("../locales/th/people.ftl").into()));
    sources.push((Locale::En, include_str!("../locales/en/people.ftl").into()));
    let borrowed: Vec<(Locale, &str)> = sources.iter().map(|(l, s)| (*l, s.as_str())).collect();
    let words = Translations::new(&borrowed).unwrap();
    assert_eq!(words.missing_keys(), []);
    for role in ROLES {
        assert!(words.has(&format!("people-role-{}", role.replace('_', "-"))), "{role}");
    }
    for deed in ges_web::accounts::Deed::ALL {
        assert!(words.has(&format!("people-deed-{}", deed.name())), "{}", deed.name());
    }
}
