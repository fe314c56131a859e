//! Pages in a real browser: what a reviewer and a data keeper do, at a desk, on a phone and without scripts.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use ges_tests::browser::{Browser, PHONE, Setup};
use ges_tests::world::World;

async fn federation() -> World {
    let world = World::with(&["dep"]).await;
    world.hub.person("reviewer", &["analyst"]).await;
    world.hub.person("operator-1", &["operator"]).await;
    world.at(0).person("keeper-1", &["data_keeper"]).await;
    for (indicator, value) in [(1, "72.5"), (2, "81"), (3, "64")] {
        world.report(0, indicator, 6, value).await.expect("recorded");
    }
    world.caught_up(0).await;
    world.shows("dep", 3, 6, "64").await;
    world
}

async fn assert_quiet(browser: &Browser, place: &str) {
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "the console complains on {place}: {complaints:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_signs_in_finds_an_indicator_and_its_provenance_in_both_languages() {
    let world = federation().await;
    let browser = Browser::start(world.hub.rest.base(), Setup::default()).await;
    browser.open("/agencies/dep").await;
    assert!(browser.url().await.contains("/signin"), "nothing of an agency is shown before signing in");
    // The page that says so is a refusal, which the console notes; what counts is what comes after.
    browser.complaints().await;
    browser.sign_in("reviewer").await;
    browser.open("/").await;
    assert_quiet(&browser, "the overview").await;
    assert!(browser.text("main").await.contains("หน่วยงาน dep"), "{}", browser.text("main").await);
    browser.click("main a[href^='/agencies/dep']").await;
    browser.appears("main a[href*='/agencies/dep/indicators/1']").await;
    assert_quiet(&browser, "the agency").await;
    assert!(browser.text("main").await.contains("ร้อยละความสำเร็จของงานที่ 1"));
    browser.click("main a[href*='/agencies/dep/indicators/1']").await;
    browser.appears("#provenance").await;
    assert_quiet(&browser, "the indicator").await;
    let page = browser.text("main").await;
    assert!(page.contains("72.5"), "{page}");

    // The panel says where the figure stands and how to verify it.
    let panel = browser.whole_text("#provenance").await;
    for word in ["ges.local/dep/1", "ges.local/opdc/witness"] {
        assert!(panel.contains(word), "the panel names {word}: {panel}");
    }
    assert_eq!(browser.attribute("html", "lang").await, "th", "Thai first");
    browser.click("a.language").await;
    browser.appears("html[lang='en']").await;
    assert_eq!(browser.attribute("html", "lang").await, "en");
    assert!(browser.text("main").await.contains("Success of task 1"));
    browser.open("/").await;
    assert_eq!(browser.attribute("html", "lang").await, "en", "the choice is remembered");
    assert_quiet(&browser, "the English pages").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_figure_typed_at_the_node_appears_on_the_hubs_page() {
    let world = federation().await;
    let node = Browser::start(world.at(0).rest.base(), Setup::default()).await;
    node.sign_in("keeper-1").await;
    for path in ["/", "/indicators", "/indicators/4", "/journal"] {
        node.open(path).await;
        assert_quiet(&node, path).await;
    }
    node.open("/indicators/4/record").await;
    // What was typed survives a mistake.
    node.fill("value", "เก้าสิบ").await;
    node.fill("note", "บันทึกจากเบราว์เซอร์").await;
    node.click("button[value='record']").await;
    node.appears("main .error").await;
    assert_eq!(node.attribute("[name='value']", "value").await, "เก้าสิบ");
    node.complaints().await;
    node.fill("value", "๘๓.๒๕").await;
    node.click("button[value='record']").await;
    node.leaves("/record").await;
    assert_quiet(&node, "recording").await;
    world.shows("dep", 4, 6, "83.25").await;
    node.quit().await;

    let hub = Browser::start(world.hub.rest.base(), Setup::default()).await;
    hub.sign_in("reviewer").await;
    hub.open("/agencies/dep/indicators/4").await;
    let page = hub.text("main").await;
    assert!(page.contains("83.25") && page.contains("บันทึกจากเบราว์เซอร์"), "{page}");
    hub.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn recording_works_without_scripts() {
    let world = federation().await;
    let browser = Browser::start(world.at(0).rest.base(), Setup { without_scripts: true, ..Setup::default() }).await;
    browser.sign_in("keeper-1").await;
    browser.open("/indicators/4/record").await;
    browser.fill("value", "77.75").await;
    browser.click("button[value='record']").await;
    world.shows("dep", 4, 6, "77.75").await;
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_scrolls_sideways_on_a_phone() {
    let world = federation().await;
    let setup = Setup { phone: true, ..Setup::default() };
    for (base, login, pages) in [
        (world.hub.rest.base(), "reviewer", &["/", "/agencies/dep", "/agencies/dep/indicators/1", "/account"][..]),
        (world.hub.rest.base(), "operator-1", &["/nodes", "/nodes/dep"][..]),
        (
            world.at(0).rest.base(),
            "keeper-1",
            &[
                "/",
                "/indicators",
                "/indicators/1",
                "/indicators/1/record",
                "/round-table",
                "/executive",
                "/audit",
                "/journal",
            ][..],
        ),
    ] {
        let browser = Browser::start(base, setup).await;
        browser.open("/signin").await;
        browser.assert_no_sideways_scrolling(PHONE).await;
        browser.sign_in(login).await;
        for page in pages {
            browser.open(page).await;
            assert!(browser.has("main h1").await, "{page} is a page of its own");
            browser.assert_no_sideways_scrolling(PHONE).await;
            assert_quiet(&browser, page).await;
        }
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_lets_nobody_in_and_says_so() {
    let world = federation().await;
    let browser = Browser::start(world.hub.rest.base(), Setup::default()).await;
    browser.open("/signin").await;
    browser.fill("login", "reviewer").await;
    browser.fill("password", "ไม่ใช่รหัสนี้แน่นอน").await;
    browser.click("main form button").await;
    browser.appears("[role='alert']").await;
    assert!(browser.url().await.contains("/signin"));
    browser.quit().await;
}
