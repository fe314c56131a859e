//! Who may go where: for every role and every route of node and hub, allowed or denied; and what is internal never
//! leaves the node.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::collections::{BTreeMap, BTreeSet};

use ges_runtime::Clock;
use ges_tests::place::{anywhere, repository};
use ges_tests::rest::{Answer, Rest};
use ges_tests::wait;
use ges_tests::world::{Site, World};
use reqwest::Method;

/// Who is let in.
#[derive(Debug, Clone, Copy)]
enum Open {
    /// Everybody, signed in or not.
    Anyone,
    /// Whoever is signed in.
    People,
    /// These roles.
    Only(&'static [&'static str]),
}

use Open::{Anyone, Only, People};

/// What is sent.
#[derive(Debug, Clone, Copy)]
enum Sent {
    Get,
    Form(&'static str),
    Patch,
    Delete,
    Multipart,
    Json(&'static str),
}

use Sent::{Delete, Form, Get, Json, Multipart, Patch};

/// Route, what is sent, who is let in.
type Row = (&'static str, Sent, Open);

const NODE_ROLES: [&str; 7] = ["data_keeper", "supervisor", "pa_unit", "cio", "executive", "auditor", "administrator"];
const HUB_ROLES: [&str; 5] = ["analyst", "host", "committee", "executive", "operator"];

const READERS: Open =
    Only(&["data_keeper", "supervisor", "pa_unit", "cio", "executive", "auditor", "analyst", "host", "committee"]);
const RECORDERS: Open = Only(&["data_keeper", "supervisor", "pa_unit"]);
const ASKERS: Open = Only(&["analyst", "host", "committee"]);
const FEEDERS: Open = Only(&["pa_unit", "administrator"]);
const TOGETHER: Open = Only(&["data_keeper", "supervisor", "pa_unit", "cio", "executive", "auditor"]);
const GIVERS: Open = Only(&["data_keeper", "supervisor", "pa_unit", "cio", "executive"]);
const FINDINGS: Open = Only(&["pa_unit", "cio", "executive", "auditor"]);
const QUESTION: &str = r#"{"fiscal_year":2555,"indicator":"1","round":6,"text":"ที่มาของตัวเลข","due":"2030-01-01"}"#;
const CIO: Open = Only(&["cio"]);
const ADMINISTRATOR: Open = Only(&["administrator"]);
const OPERATOR: Open = Only(&["operator"]);
const CHAIN: Open = Only(&["data_keeper", "supervisor", "pa_unit", "cio"]);
const RESULT: &str = r#"{"fiscal_year":2555,"indicator":"1","round":6,"value":"70"}"#;
const CARD: &str = "fiscal_year=2555&round=6&figure=0192f7a2-0000-7000-8000-000000000000&act=approve";

/// What both products serve from the shared crates.
const SHARED: &[Row] = &[
    ("/livez", Get, Anyone),
    ("/readyz", Get, Anyone),
    ("/metrics", Get, Anyone),
    ("/assets/{file}", Get, Anyone),
    ("/signin", Get, Anyone),
    ("/signin", Form("login=&password=&next=/"), Anyone),
    ("/signin/link", Get, Anyone),
    ("/signin/link", Form("token=x&password=&again="), Anyone),
    ("/signin/oidc/begin", Get, Anyone),
    ("/signin/oidc", Get, Anyone),
    ("/signin/passkey/begin", Json("{}"), Anyone),
    ("/signin/passkey", Json("{}"), Anyone),
    ("/account/identity/link", Get, People),
    ("/account/identity/unlink", Form(""), People),
    ("/account/passkeys/begin", Json("{}"), People),
    ("/account/passkeys", Json("{}"), People),
    ("/account/passkeys/remove", Form("id=x"), People),
    ("/account/email", Form("email="), People),
    ("/account", Get, People),
    ("/account", Form("current=x&password=y&again=y"), People),
    ("/account/sessions/end", Form("session=1"), People),
    ("/account/delegations", Form("to=nobody&role=cio&from=2026-01-01&until=2026-01-02"), People),
    ("/account/delegations/end", Form("id=1"), People),
    ("/account/sessions/end-all", Form(""), People),
    ("/signout", Form(""), Anyone),
    ("/log/checkpoint", Get, Anyone),
    ("/log/tile/{*path}", Get, Anyone),
    ("/agencies/{id}/documents/{digest}", Get, READERS),
    ("/api/v1/agencies", Get, People),
    ("/api/v1/agencies/{id}", Get, People),
    ("/api/v1/agencies/{id}/indicators", Get, People),
    ("/api/v1/agencies/{id}/indicators/{number}", Get, People),
    ("/api/v1/agencies/{id}/results", Get, People),
    ("/api/v1/agencies/{id}/results/{record_id}/proof", Get, People),
    ("/api/v1/agencies/{id}/documents", Get, People),
    ("/api/v1/agencies/{id}/documents/{digest}", Get, READERS),
    ("/api/v1/documents/{digest}", Get, READERS),
    ("/api/v1/agencies/{id}/attestations", Get, People),
    ("/api/v1/agencies/{id}/questions", Get, People),
    ("/api/v1/agencies/{id}/questions/{question}", Get, People),
    ("/api/v1/score", Json("{}"), Anyone),
    ("/api/v1/targets", Json("{}"), Anyone),
    ("/api/v1/rollup", Json("{}"), Anyone),
    ("/api/openapi.json", Get, Anyone),
];

/// What a node serves besides.
const NODE: &[Row] = &[
    ("/", Get, People),
    ("/work", Form("fiscal_year=2555"), CHAIN),
    ("/indicators", Get, People),
    ("/indicators/{number}", Get, People),
    ("/records/{record_id}", Get, People),
    ("/indicators/{number}/record", Get, RECORDERS),
    ("/indicators/{number}/record", Multipart, RECORDERS),
    ("/indicators/{number}/approve", Get, People),
    ("/indicators/{number}/approve", Form(CARD), CHAIN),
    ("/round-table", Get, RECORDERS),
    ("/round-table", Multipart, RECORDERS),
    ("/round-table/template", Get, RECORDERS),
    ("/executive", Get, People),
    ("/audit", Get, People),
    ("/journal", Get, People),
    ("/live", Get, People),
    ("/attest", Get, CIO),
    ("/attest", Form("fiscal_year=2555&round=6"), CIO),
    ("/api/v1/agencies/{id}/results", Json(RESULT), RECORDERS),
    ("/api/v1/agencies/{id}/documents", Multipart, RECORDERS),
    ("/questions", Get, People),
    ("/questions/{question}", Get, People),
    ("/questions/{question}/assign", Form("to=as-data-keeper"), Only(&["supervisor", "pa_unit"])),
    ("/questions/{question}/answer", Multipart, RECORDERS),
    ("/api/v1/agencies/{id}/questions/{question}/answers", Json(r#"{"text":"คำตอบ"}"#), RECORDERS),
    ("/documents", Get, READERS),
    ("/documents", Multipart, RECORDERS),
    ("/documents/{digest}", Get, READERS),
    ("/documents/{digest}/pages/{page}", Get, READERS),
    ("/uploads", Get, People),
    ("/uploads", Json(r#"{"name":"a.pdf","size":9,"audience":"central"}"#), RECORDERS),
    ("/uploads/{upload}", Get, RECORDERS),
    ("/uploads/{upload}", Patch, RECORDERS),
    ("/uploads/{upload}", Delete, RECORDERS),
    ("/uploads/{upload}/discard", Form(""), RECORDERS),
    ("/feeds", Get, FEEDERS),
    ("/feeds/{feed}", Get, FEEDERS),
    ("/feeds/{feed}/try", Form(""), FEEDERS),
    ("/feeds/{feed}/run", Form(""), FEEDERS),
    ("/threads", Get, TOGETHER),
    ("/threads", Form(""), TOGETHER),
    ("/threads/new", Get, TOGETHER),
    ("/threads/{case}", Get, TOGETHER),
    ("/threads/{case}", Form(""), TOGETHER),
    ("/tasks", Get, TOGETHER),
    ("/tasks", Form(""), GIVERS),
    ("/tasks/new", Get, GIVERS),
    ("/tasks/{case}", Get, TOGETHER),
    ("/tasks/{case}", Form("step=done"), TOGETHER),
    ("/obstacles", Get, TOGETHER),
    ("/findings", Get, FINDINGS),
    ("/findings", Form(""), Only(&["auditor"])),
    ("/findings/new", Get, Only(&["auditor"])),
    ("/findings/{case}", Get, FINDINGS),
    ("/findings/{case}", Form("step=answer&text=x"), FINDINGS),
    ("/notifications", Get, TOGETHER),
    ("/notifications", Form(""), TOGETHER),
    ("/people/{login}/passkeys/remove", Form(""), ADMINISTRATOR),
    ("/people", Get, ADMINISTRATOR),
    ("/people/~invite", Get, ADMINISTRATOR),
    ("/people/~invite", Form("login=x"), ADMINISTRATOR),
    ("/people/{login}", Get, ADMINISTRATOR),
    ("/people/{login}", Form("role=auditor"), ADMINISTRATOR),
    ("/people/{login}/link", Form(""), ADMINISTRATOR),
    ("/people/{login}/off", Form(""), ADMINISTRATOR),
    ("/people/{login}/on", Form(""), ADMINISTRATOR),
    ("/people/{login}/sign-out", Form(""), ADMINISTRATOR),
    ("/people/{login}/delegations", Form("to=x&role=cio&from=2026-01-01&until=2026-01-02"), ADMINISTRATOR),
    ("/people/{login}/delegations/end", Form("id=1"), ADMINISTRATOR),
];

/// What the hub serves besides.
const HUB: &[Row] = &[
    ("/", Get, People),
    ("/events", Get, People),
    ("/agencies/{id}", Get, People),
    ("/agencies/{id}/indicators/{number}", Get, People),
    ("/agencies/{id}/records/{record_id}", Get, People),
    ("/agencies/{id}/log/checkpoint", Get, Anyone),
    ("/agencies/{id}/log/tile/{*path}", Get, Anyone),
    ("/questions", Get, People),
    ("/questions", Form("fiscal_year=2555&indicator=1&round=6&text=x&due=2030-01-01&agency=dep"), ASKERS),
    ("/questions/ask", Get, ASKERS),
    ("/questions/{question}", Get, People),
    ("/questions/{question}", Form("act=withdraw&text=x"), ASKERS),
    ("/api/v1/agencies/{id}/questions", Json(QUESTION), ASKERS),
    ("/api/v1/agencies/{id}/questions/{question}/steps", Json(r#"{"step":"follow_up","text":"x"}"#), ASKERS),
    ("/nodes", Get, People),
    ("/nodes/{id}", Get, People),
    ("/nodes/{id}/confirm", Form("fingerprint=x"), OPERATOR),
    ("/api/v1/nodes", Get, People),
    ("/api/v1/nodes/{id}", Get, People),
];

/// Routes that end the session they are called in.
const LEAVING: [&str; 4] = ["/signout", "/account/sessions/end-all", "/people/{login}/off", "/people/{login}/sign-out"];

/// The path of a call, as it stands there or as a constant of the same crate.
fn literal(call: &str, text: &str) -> String {
    let first = call.trim_start();
    let quoted = |text: &str| text.split('"').nth(1).expect("a route has a path").to_owned();
    if first.starts_with('"') {
        return quoted(first);
    }
    let name = first.split([',', ')']).next().unwrap_or_default();
    match text.split_once(&format!("const {name}: &str = ")) {
        Some((_, value)) => quoted(value),
        None => {
            CONSTANTS.iter().find(|(n, _)| *n == name).unwrap_or_else(|| panic!("a path called {name}")).1.to_owned()
        }
    }
}

/// Paths that other modules name as well.
const CONSTANTS: [(&str, &str); 1] = [("BACK", "/signin/oidc")];

/// Every `.route("…")` in the sources under a folder, with its methods.
fn routes(folder: &str) -> BTreeSet<(String, &'static str)> {
    let mut found = BTreeSet::new();
    let mut folders = vec![repository().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).expect("text");
                let text = text.split("#[cfg(test)]").next().unwrap_or_default();
                for call in text.split(".route(").skip(1) {
                    let path = literal(call, text);
                    let depth = call.char_indices().scan(1_i32, |depth, (at, c)| {
                        *depth += match c {
                            '(' => 1,
                            ')' => -1,
                            _ => 0,
                        };
                        Some((*depth, at))
                    });
                    let end = depth.into_iter().find(|(depth, _)| *depth == 0).map_or(call.len(), |(_, at)| at);
                    for method in ["get", "post", "put", "patch", "delete", "head"] {
                        let called =
                            |text: &str| text.contains(&format!("{method}(")) || text.contains(&format!("{method}::"));
                        if called(&call[..end]) {
                            found.insert((shape(&path), method));
                        }
                    }
                }
            }
        }
    }
    found
}

fn method_of(send: Sent) -> &'static str {
    match send {
        Get => "get",
        Patch => "patch",
        Delete => "delete",
        Form(_) | Multipart | Json(_) => "post",
    }
}

/// A path whose place holders have no names.
fn shape(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') { "{}" } else { part }).collect::<Vec<_>>().join("/")
}

fn listed(rows: &[Row]) -> BTreeSet<(String, &'static str)> {
    rows.iter().map(|(path, send, _)| (shape(path), method_of(*send))).collect()
}

#[test]
fn every_route_of_the_sources_is_in_the_table() {
    for (folders, rows) in [
        (&["node/src"][..], NODE),
        (&["hub/src"], HUB),
        (&["node/src", "hub/src", "shared/figures/src", "shared/web/src"], &[SHARED, NODE, HUB].concat()),
    ] {
        let found: BTreeSet<_> = folders.iter().flat_map(|folder| routes(folder)).collect();
        let listed: BTreeSet<_> = listed(rows).union(&listed(SHARED)).cloned().collect();
        let missing: Vec<_> = found.difference(&listed).collect();
        assert!(missing.is_empty(), "routes under {folders:?} without a row in the table: {missing:?}");
    }
    let all = ["node/src", "hub/src", "shared/figures/src", "shared/web/src"];
    let found: BTreeSet<_> = all.iter().flat_map(|folder| routes(folder)).collect();
    assert!(found.len() > 60, "the sources are read: {}", found.len());
    let rows = listed(&[SHARED, NODE, HUB].concat());
    let gone: Vec<_> = rows.difference(&found).collect();
    assert!(gone.is_empty(), "rows of routes that are no more: {gone:?}");
}

/// What stands in a path's place holders.
fn filled(path: &str, places: &BTreeMap<&str, String>) -> String {
    let mut path = path.to_owned();
    for (name, value) in places {
        path = path.replace(&format!("{{{name}}}"), value);
    }
    assert!(!path.contains('{'), "{path}: a place holder has no value");
    path
}

async fn ask(client: &Rest, path: &str, send: Sent) -> Answer {
    let own =
        |method| client.request(method, path).header("origin", client.base()).header("sec-fetch-site", "same-origin");
    let request = match send {
        // A stream of events begins with its headers and does not end.
        Get if path == "/live" || path == "/events" => {
            let answer = own(Method::GET).send().await.unwrap_or_else(|e| panic!("{path}: {e}"));
            return Answer::head(&answer, path);
        }
        Get => own(Method::GET),
        Form(fields) => own(Method::POST).header("content-type", "application/x-www-form-urlencoded").body(fields),
        Multipart => {
            own(Method::POST).multipart(reqwest::multipart::Form::new().text("act", "preview").part("file", file()))
        }
        Patch => own(Method::PATCH).header("upload-offset", "0").body(""),
        Delete => own(Method::DELETE),
        Json(body) => own(Method::POST).header("content-type", "application/json").body(body),
    };
    client.send(request.header("accept", "application/json")).await.unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn file() -> reqwest::multipart::Part {
    reqwest::multipart::Part::bytes(b"%PDF-1.4\n%%EOF\n".to_vec()).file_name("หลักฐาน.pdf")
}

fn short(text: &str) -> String {
    text.chars().take(200).collect()
}

/// Whether an answer keeps somebody out.
fn denied(path: &str, answer: &Answer) -> bool {
    // A wrong password is answered on a page that is open to everybody; whoever leaves ends at the same page.
    if path == "/signin" || LEAVING.contains(&path) && answer.status.is_redirection() {
        return false;
    }
    let to_sign_in = answer.header("location").starts_with("/signin") && answer.status.is_redirection();
    matches!(answer.status.as_u16(), 401 | 403) || to_sign_in
}

async fn visitor(site: &Site, role: &str) -> Rest {
    let client = Rest::new_like(&site.rest);
    client.sign_in(&format!("as-{}", role.replace('_', "-"))).await;
    client
}

async fn table(site: &Site, roles: &[&str], rows: &[Row], places: &BTreeMap<&str, String>) {
    for role in roles {
        site.person(&format!("as-{}", role.replace('_', "-")), &[role]).await;
    }
    let stranger = Rest::new_like(&site.rest);
    let mut wrong = Vec::new();
    for role in roles {
        let mut client = visitor(site, role).await;
        for (path, send, open) in rows {
            // Each role is turned away from somebody else's place, never from its own.
            let answer = ask(&client, &filled(path, places), *send).await;
            let may = match open {
                Anyone | People => true,
                Only(roles) => roles.contains(role),
            };
            if answer.status.is_server_error() {
                wrong.push(format!("{role} {path}: {}", answer.status));
            } else if denied(path, &answer) == may {
                let expected = if may { "allowed" } else { "denied" };
                wrong.push(format!(
                    "{role} {path} {send:?}: {expected} by the table, answered {}: {}",
                    answer.status,
                    short(&answer.text())
                ));
            }
            if LEAVING.contains(path) {
                client = visitor(site, role).await;
            }
        }
    }
    for (path, send, open) in rows {
        let answer = ask(&stranger, &filled(path, places), *send).await;
        if denied(path, &answer) == matches!(open, Anyone) {
            wrong.push(format!("a stranger {path} {send:?}: {open:?} by the table, answered {}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

async fn places(world: &World) -> BTreeMap<&'static str, String> {
    let recorded = world.report(0, 1, 6, "72").await.expect("recorded");
    let filed =
        world.at(0).rest.multipart("/api/v1/agencies/dep/documents", &[], Some(("หลักฐาน.pdf", b"%PDF-1.4"))).await;
    let due =
        jiff::tz::Offset::UTC.to_datetime(Clock::system().now()).date().saturating_add(jiff::Span::new().days(14));
    let mut body: serde_json::Value = serde_json::from_str(QUESTION).expect("JSON");
    body["due"] = due.to_string().into();
    let asked = world.hub.rest.post("/api/v1/agencies/dep/questions", &body).await;
    let question = asked.good().json()["id"].as_str().expect("an id").to_owned();
    wait::until("the question is at the node", || async {
        world.at(0).rest.get(&format!("/api/v1/agencies/dep/questions/{question}")).await.status.is_success()
    })
    .await;
    world.caught_up(0).await;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    BTreeMap::from([
        ("id", "dep".to_owned()),
        ("number", "1".to_owned()),
        ("login", "somebody".to_owned()),
        ("question", question),
        ("page", "1.png".to_owned()),
        ("upload", "00000000000000000000000000000000".to_owned()),
        ("feed", "gfmis".to_owned()),
        ("case", "0192f7a2-0000-7000-8000-000000000000".to_owned()),
        ("record_id", text(&recorded["record_id"])),
        ("digest", text(&filed.good().json()["digest"])),
        ("file", "kit.css".to_owned()),
        ("*path", "0/000".to_owned()),
    ])
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_lets_in_whom_the_table_names() {
    let world = World::with(&["dep"]).await;
    let places = places(&world).await;
    world.at(0).person("somebody", &["auditor"]).await;
    table(world.at(0), &NODE_ROLES, &[SHARED, NODE].concat(), &places).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_hub_lets_in_whom_the_table_names() {
    let world = World::with(&["dep"]).await;
    let places = places(&world).await;
    table(&world.hub, &HUB_ROLES, &[SHARED, HUB].concat(), &places).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_internal_is_nowhere_at_the_hub() {
    const WORDS: &str = "ข้อความภายในที่ห้ามออกจากหน่วยงาน";
    let world = World::approving(&["dep"]).await;
    let node = world.at(0);
    node.person("as-data-keeper", &["data_keeper"]).await;
    let keeper = visitor(node, "data_keeper").await;
    let typed = [("fiscal_year", "2555"), ("round", "6"), ("value", "71"), ("note", WORDS), ("act", "record")];
    let answer = keeper.multipart("/indicators/1/record", &typed, None).await;
    assert!(answer.status.is_redirection(), "{}", answer.text());
    world.caught_up(0).await;
    assert!(anywhere(&node.dir, WORDS.as_bytes()).is_some(), "the node itself keeps it");
    assert_eq!(anywhere(&world.hub.dir, WORDS.as_bytes()), None, "the hub holds a bare hash");
    assert!(world.results("dep").await.expect("results").is_empty());
}
