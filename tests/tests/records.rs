//! A figure recorded at an agency, by whatever way, is at the hub without any action by anyone.

use std::time::Duration;

use ges_tests::figures;
use ges_tests::rest::Rest;
use ges_tests::world::World;

/// Far beyond what is normal (below a second): a loaded machine is slow, but nobody had to do anything.
const SOON: Duration = Duration::from_secs(10);

fn told(way: &str, took: Duration) {
    println!("{way}: at the hub after {} ms", took.as_millis());
    assert!(took < SOON, "{way} took {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_recorded_on_the_command_line_reaches_the_hub() {
    let world = World::with(&["dep"]).await;
    let said = world.at(0).json(&["result", "add", "--indicator", "1", "--round", "6", "--value", "๗๒.๕"]).await;
    assert_eq!(said["value"], "72.5");
    told("command line", world.shows("dep", 1, 6, "72.5").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_recorded_over_rest_reaches_the_hub_with_its_proof() {
    let world = World::with(&["dep"]).await;
    let recorded = world.report(0, 2, 9, "81.25").await.expect("recorded");
    told("REST", world.shows("dep", 2, 9, "81.25").await);
    let proof = format!("/api/v1/agencies/dep/results/{}/proof", recorded["record_id"].as_str().expect("an id"));
    let (here, there) =
        (world.at(0).rest.get(&proof).await.good().json(), world.hub.rest.get(&proof).await.good().json());
    for field in ["leaf_hash", "body_digest", "header_base64", "index"] {
        assert!(!here[field].is_null(), "{here}");
        assert_eq!(here[field], there[field], "the same record has another {field} at the hub");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_recorded_in_the_form_of_the_page_reaches_the_hub_with_its_evidence() {
    let world = World::with(&["dep"]).await;
    let node = world.at(0);
    node.person("keeper-1", &["data_keeper"]).await;
    let browser = Rest::new(node.http);
    browser.sign_in("keeper-1").await;
    let form = browser.get("/indicators/3/record").await.good();
    assert!(form.text().contains("name=\"value\""), "{}", form.text());
    let evidence = [&b"%PDF-1.7\n"[..], &figures::bytes(5_000, 1)].concat();
    let year = figures::YEAR.to_string();
    let fields = [
        ("fiscal_year", year.as_str()),
        ("round", "6"),
        ("value", "๘๐"),
        ("note", "ตามรายงาน"),
        ("act", "record"),
        ("seen", ""),
    ];
    let answer = browser.multipart("/indicators/3/record", &fields, Some(("รายงาน.pdf", &evidence))).await;
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.text());
    told("page form", world.shows("dep", 3, 6, "80").await);
    let results = world.results("dep").await.expect("results");
    let digest = figures::sha256(&evidence).to_string();
    assert!(results.iter().any(|r| r["evidence"][0]["digest"] == digest), "{results:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_or_without_a_session_records_nothing() {
    let world = World::with(&["dep"]).await;
    let node = world.at(0);
    node.person("keeper-1", &["data_keeper"]).await;
    node.person("auditor-1", &["auditor"]).await;
    let size = world.caught_up(0).await;
    let body = serde_json::json!({"fiscal_year": figures::YEAR, "indicator": "1", "round": 6, "value": "70"});
    let path = "/api/v1/agencies/dep/results";
    Rest::new(node.http).post(path, &body).await.problem(401);
    node.rest_as("auditor").await.post(path, &body).await.problem(403);
    node.rest.with_token("ไม่ใช่โทเคน").post(path, &body).await.problem(401);

    let browser = Rest::new(node.http);
    browser.sign_in("keeper-1").await;
    let foreign = browser.request(reqwest::Method::POST, path).header("origin", "https://evil.example").json(&body);
    let answer = browser.send(foreign.header("sec-fetch-site", "cross-site")).await.expect("an answer");
    assert_eq!(answer.status.as_u16(), 403, "{}", answer.text());
    assert_eq!(world.caught_up(0).await, size, "nothing was recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn several_agencies_are_at_the_hub_side_by_side_and_see_only_their_own() {
    let world = World::with(&["dep", "cdd"]).await;
    world.report(0, 1, 6, "71").await.expect("recorded");
    world.report(1, 1, 6, "84").await.expect("recorded");
    world.shows("dep", 1, 6, "71").await;
    world.shows("cdd", 1, 6, "84").await;
    let agencies = world.hub.rest.get("/api/v1/agencies").await.good().json();
    let ids: Vec<_> = agencies["items"].as_array().expect("a list").iter().filter_map(|a| a["id"].as_str()).collect();
    assert!(ids.contains(&"dep") && ids.contains(&"cdd"), "{agencies}");
    world.at(1).rest.get("/api/v1/agencies/dep/results").await.problem(404);
    assert!(Rest::new(world.hub.http).get("/api/v1/agencies/dep/results").await.status.is_client_error(), "not public");
}
