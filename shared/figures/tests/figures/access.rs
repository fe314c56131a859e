//! Who may see what: nobody signed in, another organisation, a central agency, the agency itself.

use ges_domain::audience::{Audience, Viewer};
use ges_domain::ids::OrganisationId;

use crate::house::{PAGE, Server, bearer, get};
use crate::world::{World, build};

async fn status<const HUB: bool>(server: &Server<HUB>, url: &str, headers: &[(&str, &str)]) -> u16 {
    get(server, url, headers).await.status
}

fn other(world: &World) -> Server<true> {
    let mut server = world.hub.clone();
    server.as_viewer = Some(Viewer::Organisation(OrganisationId::parse("dpt").unwrap()));
    server
}

#[tokio::test]
async fn nothing_central_is_told_to_strangers() {
    let world = build(Audience::Central);
    let record = world.records["3/9"];
    let paths = [
        "/api/v1/agencies".to_owned(),
        "/api/v1/agencies/dep".to_owned(),
        "/api/v1/agencies/dep/indicators".to_owned(),
        "/api/v1/agencies/dep/indicators/3".to_owned(),
        "/api/v1/agencies/dep/results".to_owned(),
        format!("/api/v1/agencies/dep/results/{record}/proof"),
        "/api/v1/agencies/dep/documents".to_owned(),
        format!("/api/v1/agencies/dep/documents/{}", world.pdf),
        format!("/api/v1/documents/{}", world.pdf),
        "/api/v1/agencies/dep/attestations".to_owned(),
        "/api/v1/agencies/no-such".to_owned(),
    ];
    let token = bearer(&world.hub.token("analyst"));
    for path in &paths {
        let stranger = get(&world.hub, path, &[]).await;
        assert_eq!(stranger.status, 401, "{path}");
        assert_eq!(stranger.header("content-type"), "application/problem+json");
        let challenges: Vec<_> =
            stranger.headers.get_all("www-authenticate").iter().map(|v| v.to_str().unwrap().to_owned()).collect();
        assert!(
            challenges.iter().any(|c| c.starts_with("Bearer")) && challenges.iter().any(|c| c.starts_with("Basic"))
        );
        let expected = if path.contains("no-such") { 404 } else { 200 };
        assert_eq!(status(&world.hub, path, &[("authorization", &token)]).await, expected, "{path}");
    }
}

#[tokio::test]
async fn pages_lead_strangers_to_the_sign_in_page_and_back() {
    let world = build(Audience::Central);
    for url in ["/agencies/dep", "/agencies/dep/indicators/3?round=9", "/agencies/no-such"] {
        let answer = get(&world.hub, url, &[PAGE]).await;
        assert_eq!(answer.status, 303, "{url}");
        assert!(answer.header("location").contains("agencies%2F"), "{}", answer.header("location"));
    }
}

#[tokio::test]
async fn another_organisation_sees_public_things_only() {
    let world = build(Audience::Public);
    let other = other(&world);
    let token = bearer(&other.token("data_keeper"));
    let sign = [("authorization", token.as_str())];
    let results = get(&other, "/api/v1/agencies/dep/results", &sign).await.json();
    let records: Vec<_> = results["items"].as_array().unwrap().iter().map(|r| r["indicator"].clone()).collect();
    assert_eq!(records, ["5"], "only the public figure");
    for name in ["3/9", "4/6", "attestation nine", "appointment"] {
        let url = format!("/api/v1/agencies/dep/results/{}/proof", world.records[name]);
        assert_eq!(status(&other, &url, &sign).await, 404, "{name}");
    }
    let open = format!("/api/v1/documents/{}", world.open);
    assert_eq!(status(&other, &open, &sign).await, 200);
    assert_eq!(status(&other, &format!("/api/v1/documents/{}", world.pdf), &sign).await, 404);
    let attestations = get(&other, "/api/v1/agencies/dep/attestations", &sign).await.json();
    assert_eq!(attestations["items"].as_array().unwrap().len(), 0);
    let history = get(&other, "/api/v1/agencies/dep/indicators/3", &sign).await.json();
    assert_eq!(history["versions"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn what_is_public_needs_nobody_signed_in_and_hides_the_rest_without_telling() {
    let world = build(Audience::Public);
    let page = get(&world.hub, "/agencies/dep", &[PAGE]).await;
    assert_eq!(page.status, 200);
    let text = page.text();
    assert!(text.contains("ไม่มีผลให้แสดง") && !text.contains("รอข้อมูล"), "missing and kept back look alike");
    assert!(!text.contains("2,600") && !text.contains("3.6667") && text.contains("3.0000"));
    assert!(!text.contains("รายงานสรุปผล") && text.contains("&#60;b&#62;เปิดเผย"), "{text}");
    let indicator = get(&world.hub, "/agencies/dep/indicators/3", &[PAGE]).await.text();
    assert!(!indicator.contains("2,600") && indicator.contains("ไม่เปิดเผยต่อท่าน"));
    let agencies = get(&world.hub, "/api/v1/agencies", &[]).await.json();
    assert_eq!(agencies["items"][0]["id"], "dep");
    let rounds = get(&world.hub, "/api/v1/agencies/dep/indicators/3", &[]).await.json();
    assert_eq!(rounds["indicator"]["rounds"][1]["state"], "not_shown");
    assert_eq!(rounds["indicator"]["rounds"][2]["state"], "not_due");
}

#[tokio::test]
async fn internal_figures_are_seen_at_home_only() {
    let world = build(Audience::Central);
    let record = world.records["6/6"];
    let url = format!("/api/v1/agencies/dep/results/{record}/proof");
    let home = bearer(&world.node.token("data_keeper"));
    assert_eq!(status(&world.node, &url, &[("authorization", &home)]).await, 200);
    let central = bearer(&world.hub.token("analyst"));
    assert_eq!(status(&world.hub, &url, &[("authorization", &central)]).await, 404);
}

#[tokio::test]
async fn roles_that_run_the_system_open_no_evidence() {
    let world = build(Audience::Central);
    let operator = bearer(&world.hub.token("operator"));
    let sign = [("authorization", operator.as_str())];
    let refused = get(&world.hub, &format!("/api/v1/documents/{}", world.pdf), &sign).await;
    assert_eq!((refused.status, refused.json()["code"].as_str().unwrap()), (403, "forbidden"));
    assert_eq!(status(&world.hub, &format!("/api/v1/documents/{}", world.open), &sign).await, 200);
    let unknown = bearer(&world.hub.token("gardener"));
    let sign = [("authorization", unknown.as_str())];
    assert_eq!(
        status(&world.hub, "/api/v1/agencies/dep", &sign).await,
        404,
        "a role nobody knows sees what everybody sees"
    );
    assert_eq!(status(&world.hub, "/api/v1/agencies/dep", &[("authorization", "Bearer ges_false")]).await, 401);
}
