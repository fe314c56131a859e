//! Documents: metadata at once, bytes when somebody opens them, over a line that may break, checked by digest.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::time::Duration;

use ges_tests::figures;
use ges_tests::place::anywhere;
use ges_tests::rest::Rest;
use ges_tests::wait;
use ges_tests::world::{PASSPHRASE, World};

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

/// The first value of a field of a page.
fn value(page: &str, name: &str) -> String {
    let rest = page.split(&format!("name=\"{name}\" value=\"")).nth(1).expect("a field");
    rest.split('"').next().expect("a value").to_owned()
}

fn good(answer: &ges_tests::rest::Answer) {
    assert!(answer.status.is_redirection(), "{} {}", answer.status, answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_people_file_is_nowhere_at_the_hub_until_the_cio_signs_the_figure_that_names_it() {
    const CARD: &str = "/indicators/1/approve?fiscal_year=2555&round=6";
    let world = World::approving(&["dep"]).await;
    let node = world.at(0);
    let desk = async |login: &str, role: &str| {
        node.person(login, &[role]).await;
        let desk = Rest::new_like(&node.rest);
        desk.sign_in(login).await;
        desk
    };
    let passphrase = format!("{PASSPHRASE}\n");
    node.json_with(&["cio", "create", "cio"], &passphrase).await;
    let keeper = desk("keeper-1", "data_keeper").await;
    let mut digests = Vec::new();
    for (name, audience) in [("หนังสือยืนยันยอด.pdf", "central"), ("บันทึกภายใน.pdf", "internal"), ("ยังไม่ใช้.pdf", "public")]
    {
        let bytes = format!("%PDF-1.7 {name}");
        good(&keeper.multipart("/documents", &[("audience", audience)], Some((name, bytes.as_bytes()))).await);
        digests.push((name, figures::sha256(bytes.as_bytes()), bytes));
    }
    let named: Vec<String> = digests.iter().map(|(_, digest, _)| digest.to_string()).collect();
    let typed = [("fiscal_year", "2555"), ("round", "6"), ("value", "71.5"), ("act", "record")];
    let typed = [&typed[..], &[("library", named[0].as_str()), ("library", named[1].as_str())]].concat();
    good(&keeper.multipart("/indicators/1/record", &typed, None).await);
    for (login, role) in [("supervisor-1", "supervisor"), ("pa-1", "pa_unit")] {
        let desk = desk(login, role).await;
        let page = desk.get(CARD).await.good().text();
        assert!(page.contains("จะเปิดให้ส่วนกลางเมื่อ CIO รับรองผล") && page.contains("เห็นเพียงลายนิ้วมือ"), "{page}");
        let figure = value(&page, "figure");
        let fields = [("fiscal_year", "2555"), ("round", "6"), ("figure", figure.as_str()), ("act", "approve")];
        good(&desk.form("/indicators/1/approve", &fields).await);
    }

    world.caught_up(0).await;
    let held = |name: &str, digest: &str, raw: &[u8]| {
        [name.as_bytes(), digest.as_bytes(), raw].map(|needle| anywhere(&world.hub.dir, needle).is_some())
    };
    for (name, digest, _) in &digests {
        assert_eq!(held(name, &digest.to_string(), digest.as_bytes()), [false; 3], "{name} at the hub");
        assert!(anywhere(&node.dir, name.as_bytes()).is_some(), "the node itself keeps {name}");
        assert_eq!(world.hub.rest.get(&address(&digest.to_string())).await.status.as_u16(), 404, "{name}");
    }
    let cio = desk("cio", "cio").await;
    let page = cio.get("/attest?fiscal_year=2555&round=6").await.good().text();
    assert!(page.contains("เปิดหลักฐาน 1 รายการ") && page.contains("หลักฐานภายใน 1 รายการ"), "{page}");
    let mut sign = vec!["attest", "--fiscal-year", "2555", "--round", "6", "--yes", "--late", "ข้อมูลมาช้า"];
    for except in ["2=รอผล", "3=รอผล", "4=รอผล"] {
        sign.extend(["--except", except]);
    }
    node.json_with(&sign, &passphrase).await;

    world.shows("dep", 1, 6, "71.5").await;
    let answer = world.hub.rest.get(&address(&named[0])).await.good();
    assert_eq!(answer.body, digests[0].2.as_bytes(), "the centre opens what the figure names");
    let listed = world.hub.rest.get("/api/v1/agencies/dep/documents").await.good().json();
    let listed = listed["items"].as_array().expect("a list").clone();
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!((&listed[0]["digest"], &listed[0]["audience"]), (&named[0].as_str().into(), &"central".into()));
    let [name, ..] = held(digests[1].0, &named[1], digests[1].1.as_bytes());
    assert!(!name, "of the internal one the figure's fingerprint is all there is");
    assert_eq!(held(digests[2].0, &named[2], digests[2].1.as_bytes()), [false; 3], "what no figure names stays");
    for internal in &named[1..] {
        assert_eq!(world.hub.rest.get(&address(internal)).await.status.as_u16(), 404);
    }
    let page = keeper.get(&format!("/documents/{}", named[0])).await.good().text();
    assert!(page.contains("ส่วนกลางเปิดดูได้ตั้งแต่"), "{page}");
    node.json(&["verify"]).await;
}
