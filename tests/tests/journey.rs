//! The Department of Export Promotion takes the six-month round of all its indicators by clicking only: four people in
//! four browsers, from the first figure to the centre's page; and how much one result costs a data keeper.
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

use ges_tests::browser::{Browser, PHONE, Setup};
use ges_tests::demo::Demo;
use ges_tests::wait;

/// What is typed for each indicator: a value, or base variables by their place on the form.
const FIGURES: [(u16, &[&str]); 13] = [
    (1, &["9.20"]),
    (2, &["2"]),
    (3, &["๑,๙๐๕"]),
    (4, &["1.80"]),
    (5, &["2"]),
    (6, &["3"]),
    (7, &["78.5"]),
    (8, &["74"]),
    (9, &["5,150"]),
    (10, &["1051.25", "1250"]),
    (11, &["1100", "1250"]),
    (12, &["0.94"]),
    (13, &["2"]),
];
/// Milliseconds for a key, for pointing and clicking, and for making up one's mind (keystroke-level model).
const KEY: usize = 280;
const CLICK: usize = 1_200;
const MIND: usize = 1_350;

struct Desk {
    browser: Browser,
    phone: bool,
}

impl Desk {
    async fn of(demo: &Demo, role: &str, phone: bool) -> Self {
        let browser = Browser::start(demo.base("dep"), Setup { phone, ..Setup::default() }).await;
        let who = demo.login("dep", role);
        browser.sign_in_with(&who.login, &who.password).await;
        Self { browser, phone }
    }

    async fn quiet(&self, place: &str) {
        let complaints = self.browser.complaints().await;
        assert!(complaints.is_empty(), "the console complains on {place}: {complaints:#?}");
        if self.phone {
            self.browser.assert_no_sideways_scrolling(PHONE).await;
        }
    }

    /// Back to one's work by the page's own link.
    async fn home(&self) {
        self.browser.click("a.logo").await;
        self.browser.appears(".work").await;
    }

    /// Fills in the form of an indicator from the list of tasks and sends it on; tells how many keys were pressed.
    async fn record(&self, indicator: u16, typed: &[&str]) -> usize {
        let browser = &self.browser;
        browser.click(&format!(".work a.button[href*='/indicators/{indicator}/record'][href$='round=6']")).await;
        browser.appears("button[value='record']").await;
        let mut keys = 0;
        // Months in which a variable may be given instead are folded away.
        let fields = "[...document.querySelectorAll(\"main form section:first-of-type input[inputmode]\")]\
                      .filter(field => !field.closest('details'))";
        assert_eq!(
            browser.number(&format!("return {fields}.length")).await,
            i64::try_from(typed.len()).expect("few"),
            "indicator {indicator} asks for what is measured and nothing else"
        );
        for (at, text) in typed.iter().enumerate() {
            let name =
                browser.script(&format!("return {fields}[{at}].name")).await.as_str().expect("a name").to_owned();
            browser.fill(&name, text).await;
            keys += text.chars().count();
        }
        // The server calculates while the keeper types.
        browser.appears("[data-part='score'] p.strong").await;
        self.quiet("the form").await;
        browser.click("button[value='record']").await;
        // What the history makes doubtful is asked once; an answer is enough.
        wait::until("it is sent on, or a question is asked", || async {
            !browser.url().await.contains("/record") || browser.has(".doubts textarea").await
        })
        .await;
        if browser.has(".doubts textarea").await {
            println!("indicator {indicator}: {}", browser.text(".doubts").await);
            let name = browser.attribute(".doubts textarea", "name").await;
            browser.fill(&name, "ตรวจกับทะเบียนแล้ว").await;
            browser.click("button[value='record']").await;
            browser.leaves("/record").await;
        }
        assert!(browser.text("main").await.contains("ส่งให้ผู้กำกับดูแลแล้ว"), "{}", browser.text("main").await);
        keys
    }

    /// Ticks everything that waits and approves it in one act.
    async fn approve(&self, cards: usize) {
        let browser = &self.browser;
        for n in 1..=cards {
            browser.click(&format!(".work li:nth-child({n}) input[name='card']")).await;
        }
        browser.click("form[action='/work'] button").await;
        browser.appears(".notice").await;
        assert!(browser.text("main").await.contains(&format!("เห็นชอบแล้ว {cards} เรื่อง")));
        self.quiet("the approval").await;
    }
}

async fn six_months(phone: bool) {
    let demo = Demo::start(&["--fresh"]).await;
    let keeper = Desk::of(&demo, "data_keeper", phone).await;
    keeper.quiet("my work").await;
    for (at, (indicator, typed)) in FIGURES.into_iter().enumerate() {
        let before = keeper.browser.number("return history.length").await;
        let keys = keeper.record(indicator, typed).await;
        if at == 0 {
            // From signing in: the list of tasks, the form, and the card that says it is on its way.
            let pages = keeper.browser.number("return history.length").await - before + 1;
            let signing_in = demo.login("dep", "data_keeper");
            let typed = keys + signing_in.login.chars().count() + signing_in.password.chars().count();
            let seconds = (typed * KEY + 4 * CLICK + 4 * MIND) / 1_000;
            println!("a result from sign-in: {pages} pages, {typed} keys, 4 clicks: {seconds} s");
            assert!(pages <= 3, "{pages} pages from sign-in to a recorded result");
            assert!(seconds < 60, "{seconds} s from sign-in to a recorded result");
        }
        keeper.home().await;
    }
    assert!(
        !keeper.browser.has(".work a.button[href*='/record'][href$='round=6']").await,
        "nothing of the round is left to do"
    );

    let supervisor = Desk::of(&demo, "supervisor", phone).await;
    supervisor.approve(FIGURES.len()).await;
    let pa_unit = Desk::of(&demo, "pa_unit", phone).await;
    pa_unit.approve(FIGURES.len()).await;

    let cio = Desk::of(&demo, "cio", phone).await;
    cio.browser.click(".work a.button[href^='/attest']").await;
    cio.browser.appears("[name='passphrase']").await;
    cio.quiet("the attestation").await;
    cio.browser.fill("passphrase", &demo.login("dep", "cio").passphrase).await;
    cio.browser.click("form[action='/attest'] button.act").await;
    cio.browser.appears(".notice").await;
    cio.quiet("the signed round").await;

    let hub = Browser::start(demo.hub(), Setup { phone, ..Setup::default() }).await;
    let analyst = demo.login("", "analyst");
    hub.sign_in_with(&analyst.login, &analyst.password).await;
    wait::value("the round is at the hub", || async {
        hub.open("/agencies/dep").await;
        let page = hub.text("main").await;
        let missing: Vec<_> =
            ["9.20", "1,905", "84.10", "88.00", "5,150"].into_iter().filter(|v| !page.contains(v)).collect();
        if missing.is_empty() { Ok(()) } else { Err(format!("{missing:?} in {page}")) }
    })
    .await;
    for browser in [keeper.browser, supervisor.browser, pa_unit.browser, cio.browser, hub] {
        browser.quit().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_people_take_all_thirteen_indicators_to_the_hub() {
    six_months(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn they_do_so_on_phones() {
    six_months(true).await;
}
