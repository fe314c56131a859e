//! Evidence in a browser: files that are dropped arrive by themselves, whole, whatever happens to the line, the node or
//! the browser in between.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use std::path::{Path, PathBuf};

use ges_tests::browser::{Browser, Setup};
use ges_tests::figures::sha256;
use ges_tests::wait;
use ges_tests::world::World;

/// Bytes of a file that takes a while.
const LARGE: usize = 12 << 20;
/// Bytes a second of a line on which it does.
const SLOW: u32 = 2 << 20;
/// Bytes a second of a line that holds nobody up.
const FAST: u32 = 200 << 20;
/// Where files are dropped.
const DROP: &str = "[data-drop]";

async fn office() -> World {
    let world = World::with(&["dep"]).await;
    world.at(0).person("keeper-1", &["data_keeper"]).await;
    world
}

async fn desk(world: &World) -> Browser {
    let browser = Browser::start(world.at(0).rest.base(), Setup::default()).await;
    browser.sign_in("keeper-1").await;
    browser
}

/// A file that looks like a PDF, and its fingerprint.
fn file(world: &World, name: &str, size: usize) -> (PathBuf, String) {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let seed = name.len();
    bytes.extend((bytes.len()..size).map(|n| u8::try_from((n * 31 + n / 251 + seed) % 251).unwrap_or_default()));
    let path = world.scratch().join(name);
    std::fs::write(&path, &bytes).expect("a file");
    (path, sha256(&bytes).to_string())
}

/// How many lines of files are in that state.
async fn lines(browser: &Browser, state: &str) -> i64 {
    browser.number(&format!("return document.querySelectorAll('[data-sending] > li.{state}').length")).await
}

async fn all_done(browser: &Browser, files: i64) {
    wait::value(&format!("{files} files are there"), || async {
        let done = lines(browser, "done").await;
        if done == files { Ok(()) } else { Err(browser.text("[data-sending]").await) }
    })
    .await;
}

/// Waits until part of the only file that is under way has arrived.
async fn has_begun(browser: &Browser) {
    let share = "const bar = document.querySelector('[data-sending] progress'); return bar ? bar.value : 0";
    wait::until("a piece has arrived", || async { browser.number(share).await > 0 }).await;
    assert_eq!(lines(browser, "done").await, 0, "and it is still under way");
}

/// The centre reads what was sent, byte for byte.
async fn is_whole(world: &World, path: &Path, digest: &str) {
    let answer = world.at(0).rest.get(&format!("/api/v1/agencies/dep/documents/{digest}")).await.good();
    assert!(answer.body == std::fs::read(path).expect("a file"), "{} is whole", path.display());
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_dropped_are_sent_at_once_and_a_wrong_kind_is_refused_in_words() {
    let world = office().await;
    let browser = desk(&world).await;
    browser.open("/documents").await;
    let files = [file(&world, "one.pdf", 3 << 20), file(&world, "two.pdf", 20_000), file(&world, "three.pdf", 5_000)];
    let paths: Vec<&Path> = files.iter().map(|(path, _)| path.as_path()).collect();
    browser.drop_files(DROP, &paths).await;
    all_done(&browser, 3).await;
    let said = browser.text("[data-sending]").await;
    for name in ["one.pdf", "two.pdf", "three.pdf", "เก็บแล้ว"] {
        assert!(said.contains(name), "{name}: {said}");
    }
    for (path, digest) in &files {
        is_whole(&world, path, digest).await;
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());

    // A program, and a program that calls itself a document.
    for (name, bytes) in [("tool.exe", &b"MZ\x90\x00"[..]), ("letter.pdf", &b"MZ\x90\x00 not a document"[..])] {
        let path = world.scratch().join(name);
        std::fs::write(&path, bytes).expect("a file");
        browser.open("/documents").await;
        browser.choose("#file", &[&path]).await;
        browser.appears("[data-sending] > li.failed").await;
        let said = browser.text("[data-sending] > li.failed .said").await;
        assert!(said.contains("กรุณา"), "{name}: what is wrong and what to do: {said}");
    }
    browser.open("/documents").await;
    let list = browser.text("main table").await;
    assert!(list.contains("one.pdf") && !list.contains("letter.pdf"), "{list}");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_on_by_itself_when_the_node_comes_back() {
    let mut world = office().await;
    let browser = desk(&world).await;
    let (path, digest) = file(&world, "large.pdf", LARGE);
    browser.open("/documents").await;
    browser.slow_line(SLOW).await;
    browser.drop_files(DROP, &[&path]).await;
    has_begun(&browser).await;
    world.nodes[0].site.kill().await;
    browser.appears("[data-sending] > li.cut").await;
    assert!(browser.text("[data-sending] .said").await.contains("จะส่งต่อเอง"));
    browser.slow_line(FAST).await;
    world.nodes[0].site.start().await;
    all_done(&browser, 1).await;
    is_whole(&world, &path, &digest).await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_on_where_it_stopped_in_another_browser() {
    let world = office().await;
    let (path, digest) = file(&world, "large.pdf", LARGE);
    let first = desk(&world).await;
    first.open("/documents").await;
    first.slow_line(SLOW).await;
    first.drop_files(DROP, &[&path]).await;
    has_begun(&first).await;
    first.quit().await;

    let second = desk(&world).await;
    second.open("/documents").await;
    assert!(second.text("[data-waiting]").await.contains("large.pdf"), "what was begun is told");
    second.slow_line(SLOW).await;
    second.choose("#file", &[&path]).await;
    let share = "const bar = document.querySelector('[data-sending] progress'); return bar ? bar.value : 0";
    wait::until("it stands where it stopped", || async { second.number(share).await > 0 }).await;
    assert!(!second.has("[data-upload]").await, "it waits no more");
    second.slow_line(FAST).await;
    all_done(&second, 1).await;
    is_whole(&world, &path, &digest).await;
    assert_eq!(second.complaints().await, Vec::<String>::new());
    second.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_dropped_on_the_record_form_stands_behind_the_figure() {
    let world = office().await;
    let browser = desk(&world).await;
    let (path, digest) = file(&world, "letter.pdf", 40_000);
    browser.open("/indicators/1/record?fiscal_year=2555&round=9").await;
    browser.fill("value", "71.5").await;
    browser.drop_files(DROP, &[&path]).await;
    browser.appears("[data-evidence] input[name='evidence']:checked").await;
    browser.fill("place-0", "หน้า 4").await;
    browser.click("button[value='record']").await;
    browser.leaves("/record").await;
    is_whole(&world, &path, &digest).await;
    browser.open(&format!("/documents/{digest}")).await;
    let page = browser.text("main").await;
    assert!(page.contains("ตัวชี้วัดที่ 1") && page.contains("หน้า 4"), "{page}");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.quit().await;
}
