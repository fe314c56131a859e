//! Documents: metadata at once, bytes when somebody opens them, over a line that may break, checked by digest.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::time::Duration;

use ges_tests::figures;
use ges_tests::wait;
use ges_tests::world::World;

const LARGE: usize = 12 << 20;

/// Something that happens to a file behind the node's back.
type Damage = fn(&std::path::Path);

/// Files a document as evidence on the command line and waits until the hub knows of it; returns its digest.
async fn file(world: &World, name: &str, bytes: &[u8]) -> String {
    let path = world.scratch().join(name);
    std::fs::write(&path, bytes).expect("a file");
    let evidence = format!("{}@หน้า 4", path.to_str().expect("text"));
    world
        .at(0)
        .json(&["result", "add", "--indicator", "1", "--round", "6", "--value", "75", "--evidence", &evidence])
        .await;
    world.caught_up(0).await;
    figures::sha256(bytes).to_string()
}

fn address(digest: &str) -> String {
    format!("/api/v1/agencies/dep/documents/{digest}")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_fetched_through_the_hub_when_somebody_opens_it_and_then_kept() {
    let mut world = World::with(&["dep"]).await;
    let bytes = figures::bytes(3 << 20, 2);
    let before = world.nodes[0].line.carried();
    let digest = file(&world, "รายงาน ผล.pdf", &bytes).await;
    assert!(world.nodes[0].line.carried() - before < 1 << 20, "the bytes travelled before anybody asked for them");
    let listed = world.hub.rest.get("/api/v1/agencies/dep/documents").await.good().json();
    assert!(listed["items"].as_array().is_some_and(|d| d.iter().any(|d| d["digest"] == digest)), "{listed}");

    let answer = world.hub.rest.get(&address(&digest)).await.good();
    assert_eq!(figures::sha256(&answer.body).to_string(), digest);
    assert!(answer.header("repr-digest").starts_with("sha-256=:"), "{:?}", answer.headers);
    assert!(answer.header("content-disposition").starts_with("attachment"), "{:?}", answer.headers);

    world.nodes[0].site.kill().await;
    let again = world.hub.rest.get(&address(&digest)).await.good();
    assert_eq!(again.body, answer.body, "kept by digest: the node is not needed any more");
    let request =
        world.hub.rest.request(reqwest::Method::GET, &address(&digest)).header("range", "bytes=1000000-1000099");
    let part = world.hub.rest.send(request).await.expect("an answer");
    assert_eq!((part.status.as_u16(), &part.body[..]), (206, &bytes[1_000_000..1_000_100]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_cut_in_the_middle_costs_the_rest_and_not_the_whole() {
    let world = World::with(&["dep"]).await;
    let bytes = figures::bytes(LARGE, 3);
    let digest = file(&world, "large.pdf", &bytes).await;
    let line = &world.nodes[0].line;
    let before = line.carried();
    line.break_after(5 << 20);
    let (answer, _) = wait::value_within("the document comes in spite of the cut", Duration::from_secs(90), || async {
        let answer = world.hub.rest.try_get(&address(&digest)).await?;
        if answer.status.is_success() { Ok(answer) } else { Err(format!("{} {}", answer.status, answer.text())) }
    })
    .await;
    assert!(!line.will_break(), "the line did break");
    assert_eq!(figures::sha256(&answer.body).to_string(), digest);
    let carried = usize::try_from(line.carried() - before).expect("small");
    assert!(carried < LARGE + LARGE / 3, "{carried} bytes for {LARGE}: it began anew after the cut");
    assert!(world.link("dep").await.expect("a link")["reconnects"].as_u64() > Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hub_killed_in_the_middle_goes_on_where_it_was() {
    let mut world = World::with(&["dep"]).await;
    let bytes = figures::bytes(LARGE, 4);
    let digest = file(&world, "large.pdf", &bytes).await;
    let before = world.nodes[0].line.carried();
    let rest = world.hub.rest.clone();
    let place = address(&digest);
    let asking = tokio::spawn({
        let (rest, place) = (rest.clone(), place.clone());
        async move { rest.try_get(&place).await.is_ok_and(|a| a.status.is_success()) }
    });
    wait::until("some of it has travelled", || async { world.nodes[0].line.carried() - before > 3 << 20 }).await;
    world.hub.kill_and_start().await;
    // Whether the first reader got it all before the kill is chance.
    let _ = asking.await;
    let (answer, _) = wait::value_within("the document comes after the restart", Duration::from_mins(1), || async {
        let answer = rest.try_get(&place).await?;
        if answer.status.is_success() { Ok(answer) } else { Err(format!("{} {}", answer.status, answer.text())) }
    })
    .await;
    assert_eq!(figures::sha256(&answer.body).to_string(), digest);
    let carried = usize::try_from(world.nodes[0].line.carried() - before).expect("small");
    assert!(carried < LARGE + LARGE / 2, "{carried} bytes for {LARGE}: it began anew after the restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_shrank_changed_or_went_away_is_named_and_never_shown() {
    let world = World::with(&["dep"]).await;
    let cases: [(&str, Damage); 3] = [
        ("shrank", |path| {
            std::fs::OpenOptions::new().write(true).open(path).expect("opened").set_len(100_000).expect("shorter");
        }),
        ("changed", |path| {
            let mut bytes = std::fs::read(path).expect("read");
            bytes[1_200_000] ^= 1;
            std::fs::write(path, bytes).expect("written");
        }),
        ("away", |path| std::fs::remove_file(path).expect("removed")),
    ];
    let size = 2 << 20;
    for (number, (what, damage)) in (5..).zip(cases) {
        let bytes = figures::bytes(size, number);
        let digest = file(&world, &format!("{what}.pdf"), &bytes).await;
        damage(&world.at(0).dir.join("documents").join(&digest[..2]).join(&digest[2..]));
        // The node itself notices while it sends, and breaks off: a reader never takes what came for the whole.
        if let Ok(answer) = world.at(0).rest.try_get(&address(&digest)).await {
            assert!(!answer.status.is_success(), "{what}: shown at the node as if nothing had happened");
        }
        let answer = world.hub.rest.get(&address(&digest)).await;
        assert!(answer.status.is_server_error() || answer.status.is_client_error(), "{what}: {}", answer.status);
        assert!(answer.header("content-type").starts_with("application/problem+json"), "{what}: {}", answer.text());
        assert!(
            !world.hub.dir.join("documents").join(&digest[..2]).join(&digest[2..]).exists(),
            "{what}: kept at the hub"
        );
        let said = world.at(0).cli(&["verify"]).await.refused();
        assert!(said.contains(&digest), "verify names the document: {said}");
        // Put it back for the next case.
        std::fs::write(world.at(0).dir.join("documents").join(&digest[..2]).join(&digest[2..]), &bytes)
            .expect("restored");
    }
    world.at(0).json(&["verify"]).await;
    world.report(0, 2, 6, "77").await.expect("recorded");
    world.shows("dep", 2, 6, "77").await;
}
