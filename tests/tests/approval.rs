//! A reporting round in the browser: four people in four browsers, from the first figure to the centre's page.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use ges_tests::browser::{Browser, PHONE, Setup};
use ges_tests::world::{Site, World};

/// The key as WebDriver names it.
const ENTER: &str = "\u{e007}";
const PASSPHRASE: &str = "ข้าวเหนียวมะม่วง 2555";

async fn office() -> World {
    let world = World::approving(&["dep"]).await;
    let node = world.at(0);
    for (login, role) in
        [("keeper-1", "data_keeper"), ("supervisor-1", "supervisor"), ("pa-1", "pa_unit"), ("cio", "cio")]
    {
        node.person(login, &[role]).await;
    }
    node.json_with(&["cio", "create", "cio"], &format!("{PASSPHRASE}\n")).await;
    world
}

async fn desk(node: &Site, login: &str, setup: Setup) -> Browser {
    let browser = Browser::start(node.rest.base(), setup).await;
    browser.sign_in(login).await;
    browser.open("/").await;
    browser
}

async fn quiet(browser: &Browser, place: &str, setup: Setup) {
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "the console complains on {place}: {complaints:#?}");
    if setup.phone {
        browser.assert_no_sideways_scrolling(PHONE).await;
    }
}

/// Records an indicator from the list of tasks: the list, the form, done.
async fn record(keeper: &Browser, indicator: u16, value: &str, setup: Setup) {
    keeper.open("/").await;
    keeper.click(&format!(".work a.button[href*='/indicators/{indicator}/record'][href$='round=6']")).await;
    keeper.appears("[name='value']").await;
    keeper.fill("value", value).await;
    if !setup.without_scripts {
        // The server calculates while the keeper types.
        keeper.appears("[data-part='score'] p.strong").await;
    }
    quiet(keeper, "the form", setup).await;
    keeper.click("button[value='record']").await;
    keeper.leaves("/record").await;
    assert!(keeper.text("main").await.contains("ส่งให้ผู้กำกับดูแลแล้ว"), "{}", keeper.text("main").await);
    quiet(keeper, "the card", setup).await;
}

/// Ticks everything that waits and approves it in one act.
async fn approve_all(browser: &Browser, cards: usize) {
    browser.open("/").await;
    for n in 1..=cards {
        browser.click(&format!(".work li:nth-child({n}) input[name='card']")).await;
    }
    browser.click("form[action='/work'] button").await;
    browser.appears(".notice").await;
    assert!(browser.text("main").await.contains(&format!("เห็นชอบแล้ว {cards} เรื่อง")));
}

async fn round(setup: Setup) {
    let world = office().await;
    let node = world.at(0);
    let keeper = desk(node, "keeper-1", setup).await;
    quiet(&keeper, "my work", setup).await;
    for (indicator, value) in [(1, "๗๑.๕"), (2, "82"), (3, "64")] {
        record(&keeper, indicator, value, setup).await;
    }

    let supervisor = desk(node, "supervisor-1", setup).await;
    quiet(&supervisor, "the supervisor's work", setup).await;
    approve_all(&supervisor, 3).await;

    // The PA unit sends one back; the keeper finds the reason first of all, and mends it.
    let pa_unit = desk(node, "pa-1", setup).await;
    pa_unit.click(".work a.button[href*='/indicators/2/approve']").await;
    pa_unit.appears("[name='remark']").await;
    pa_unit.click("button[value='return']").await;
    pa_unit.appears("main .error").await;
    pa_unit.complaints().await;
    pa_unit.fill("remark", "ตัวเลขไม่ตรงกับหน้า 4").await;
    pa_unit.click("button[value='return']").await;
    pa_unit.appears(".notice").await;
    quiet(&pa_unit, "the returned card", setup).await;
    approve_all(&pa_unit, 2).await;

    keeper.open("/").await;
    assert!(keeper.text(".work").await.contains("ตัวเลขไม่ตรงกับหน้า 4"), "{}", keeper.text(".work").await);
    keeper.click(".work li:first-child a.button").await;
    keeper.appears("[name='value']").await;
    keeper.fill("value", "79.25").await;
    keeper.click("button[value='record']").await;
    keeper.leaves("/record").await;
    supervisor.open("/").await;
    supervisor.click(".work a.button[href*='/indicators/2/approve']").await;
    supervisor.click("button[value='approve']").await;
    supervisor.appears(".notice").await;
    pa_unit.open("/").await;
    pa_unit.click(".work a.button[href*='/indicators/2/approve']").await;
    pa_unit.click("button[value='approve']").await;
    pa_unit.appears(".notice").await;
    assert!(world.results("dep").await.expect("results").is_empty(), "nothing is with the centre before the CIO signs");

    let cio = desk(node, "cio", setup).await;
    cio.click(".work a.button[href^='/attest']").await;
    cio.appears("[name='passphrase']").await;
    quiet(&cio, "the attestation", setup).await;
    let statement = cio.text("main").await;
    assert!(statement.contains("ขอรับรองว่า") && statement.contains("79.25"), "{statement}");
    cio.fill("reason-4", "วัดผลปลายปี").await;
    cio.fill("late", "ข้อมูลจากต่างจังหวัดมาช้า").await;
    cio.fill("passphrase", PASSPHRASE).await;
    cio.click("form[action='/attest'] button.act").await;
    cio.appears(".notice").await;
    quiet(&cio, "the signed round", setup).await;
    for (indicator, value) in [(1, "71.5"), (2, "79.25"), (3, "64")] {
        world.shows("dep", indicator, 6, value).await;
    }
    let results = world.results("dep").await.expect("results");
    assert!(!results.iter().any(|r| r["value"] == "82"), "what was returned stays at the agency: {results:?}");

    // A released figure is corrected only with a reason.
    keeper.open("/indicators/1/record?fiscal_year=2555&round=6").await;
    keeper.fill("value", "72").await;
    keeper.click("button[value='record']").await;
    keeper.appears("main .error").await;
    keeper.complaints().await;
    keeper.fill("reason", "พบรายการซ้ำ").await;
    keeper.click("button[value='record']").await;
    keeper.leaves("/record").await;
    assert_eq!(world.results("dep").await.expect("results").len(), results.len(), "the release stands meanwhile");
    for browser in [keeper, supervisor, pa_unit, cio] {
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_found_again_after_the_page_was_left() {
    let world = office().await;
    let keeper = desk(world.at(0), "keeper-1", Setup::default()).await;
    let form = "/indicators/3/record?fiscal_year=2555&round=6";
    keeper.open(form).await;
    keeper.fill("value", "71.25").await;
    keeper.fill("note", "ยังเขียนไม่จบ").await;
    keeper.open("/").await;
    keeper.open(form).await;
    keeper.appears("form[data-keep] > p.note button").await;
    assert_eq!(keeper.holds("value").await, "71.25");
    keeper.click("button[value='keep']").await;
    keeper.leaves("/record").await;
    keeper.open(form).await;
    assert!(!keeper.has("form[data-keep] > p.note").await, "what has arrived is not offered again");
    assert_eq!(keeper.holds("value").await, "71.25");
    quiet(&keeper, "the form", Setup::default()).await;
    keeper.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_that_was_not_sent_is_found_again_and_one_that_was_is_not() {
    let world = office().await;
    let keeper = desk(world.at(0), "keeper-1", Setup::default()).await;
    let (offered, form) = ("form[data-keep] > p.note[role='status']", "/threads/new?anchor=result:2555:3:6");
    keeper.open(form).await;
    keeper.fill("text", "ตัวเลขนี้นับอย่างไร").await;
    keeper.open("/").await;
    keeper.open(form).await;
    keeper.appears(offered).await;
    assert_eq!(keeper.holds("text").await, "ตัวเลขนี้นับอย่างไร");
    keeper.click("form[data-keep] button.act").await;
    keeper.leaves("/threads/new").await;
    let thread = keeper.url().await;
    let thread = thread.split(['?', '#']).next().and_then(|url| url.find("/threads").map(|at| &url[at..]));
    let thread = thread.expect("the thread's page").to_owned();
    keeper.open(form).await;
    assert!(!keeper.has(offered).await, "what has arrived is not offered again");
    keeper.open(&thread).await;
    keeper.fill("text", "ยังเขียนไม่จบ").await;
    keeper.open("/").await;
    keeper.open(&thread).await;
    keeper.appears(offered).await;
    assert_eq!(keeper.holds("text").await, "ยังเขียนไม่จบ");
    keeper.click("button[value='stay']").await;
    keeper.appears("#main ol.thread li:nth-child(2)").await;
    keeper.open(&thread).await;
    assert!(
        !keeper.has(offered).await && keeper.holds("text").await.is_empty(),
        "what has arrived is not offered again"
    );
    quiet(&keeper, "the thread", Setup::default()).await;
    keeper.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_gone_through_with_j_and_k_and_opened_with_enter() {
    let world = office().await;
    let keeper = desk(world.at(0), "keeper-1", Setup::default()).await;
    let row =
        "return [...document.querySelectorAll('[data-keys-list] > li')].indexOf(document.activeElement.closest('li'))";
    for (key, at) in [("j", 0), ("j", 1), ("j", 2), ("k", 1), ("k", 0), ("k", 0)] {
        keeper.press(key).await;
        assert_eq!(keeper.number(row).await, at, "after {key}");
        assert_eq!(keeper.number("return document.activeElement.matches('a:focus-visible') ? 1 : 0").await, 1);
    }
    keeper.press("?").await;
    keeper.appears("#keys[open]").await;
    assert!(keeper.text("#keys").await.contains("ไปแถวถัดไป"), "{}", keeper.text("#keys").await);
    keeper.click("[data-keys-switch]").await;
    keeper.click("#keys button.act").await;
    keeper.press("j").await;
    assert_eq!(keeper.number(row).await, 0, "switched off they do nothing");
    keeper.script("localStorage.clear()").await;
    keeper.press("j").await;
    assert_eq!(keeper.number(row).await, 1);
    keeper.press(ENTER).await;
    keeper.appears("a[href*='/indicators/2/record']").await;
    keeper.open("/documents").await;
    keeper.fill("q", "jk").await;
    assert_eq!(keeper.holds("q").await, "jk", "fields get what is typed");
    quiet(&keeper, "the library", Setup::default()).await;
    keeper.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_keepers_on_one_form_see_each_others_change_while_they_type() {
    let world = office().await;
    let node = world.at(0);
    node.person("keeper-2", &["data_keeper"]).await;
    let (one, two) = (desk(node, "keeper-1", Setup::default()).await, desk(node, "keeper-2", Setup::default()).await);
    let form = "/indicators/3/record?fiscal_year=2555&round=6";
    one.open(form).await;
    one.fill("value", "71.25").await;
    two.open(form).await;
    two.fill("value", "64").await;
    two.click("button[value='keep']").await;
    two.leaves("/record").await;
    one.appears("#others .notice").await;
    assert!(one.text("#others").await.contains("keeper-2"), "{}", one.text("#others").await);
    assert_eq!(one.holds("value").await, "71.25", "what was typed is still there");
    quiet(&one, "the form", Setup::default()).await;
    one.click("button[value='keep']").await;
    one.appears("main a[href='#others']").await;
    one.complaints().await;
    one.click("button[value='keep']").await;
    one.leaves("/record").await;
    one.open("/audit?indicator=3").await;
    let history = one.text("main").await;
    assert!(history.contains("64") && history.contains("71.25"), "both stand in the history: {history}");
    for browser in [one, two] {
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_is_recorded_and_approved_with_the_keyboard_alone() {
    let world = office().await;
    let keeper = desk(world.at(0), "keeper-1", Setup::default()).await;
    keeper.tab_to(".work a.button[href*='/indicators/2/record'][href$='round=6']").await;
    keeper.press(ENTER).await;
    keeper.appears("[name='value']").await;
    keeper.tab_to("[name='value']").await;
    keeper.press("82").await;
    keeper.press_ctrl("s").await;
    keeper.leaves("/record").await;
    keeper.tab_to("a.button[href*='/record']").await;
    keeper.press(ENTER).await;
    keeper.appears("[name='value']").await;
    assert_eq!(keeper.holds("value").await, "82", "Ctrl S keeps a draft");
    keeper.tab_to("[name='note']").await;
    keeper.press_ctrl(ENTER).await;
    keeper.leaves("/record").await;
    assert!(keeper.text("main").await.contains("ส่งให้ผู้กำกับดูแลแล้ว"), "Ctrl Enter sends it on");
    let supervisor = desk(world.at(0), "supervisor-1", Setup::default()).await;
    supervisor.tab_to(".work a.button[href*='/indicators/2/approve']").await;
    supervisor.press(ENTER).await;
    supervisor.appears("button[value='approve']").await;
    supervisor.tab_to("button[value='approve']").await;
    supervisor.press(ENTER).await;
    supervisor.appears(".notice").await;
    assert!(supervisor.text("main").await.contains("เห็นชอบแล้ว"));
    for browser in [keeper, supervisor] {
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_people_take_a_round_from_the_first_figure_to_the_centre() {
    round(Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn they_do_so_on_phones_as_well() {
    round(Setup { phone: true, ..Setup::default() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn they_do_so_without_scripts() {
    round(Setup { without_scripts: true, ..Setup::default() }).await;
}
