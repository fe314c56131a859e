//! Every page keeps the same rules: no script errors, no axe violations, nothing moves while it loads, light, readable
//! at 320 pixels; in Thai and English.

use ges_tests::axe;
use ges_tests::browser::{Browser, Setup};
use ges_tests::demo::Demo;
use ges_tests::filled::{self, Places};

/// Most bytes of a first load, over the wire.
const FIRST_LOAD: i64 = 100_000;
/// The narrowest window that everything is readable in.
const NARROW: u32 = 320;

/// The pages of a node, by who opens them.
const NODE: &[(&str, &[&str])] = &[
    (
        "data_keeper",
        &[
            "/",
            "/indicators",
            "/indicators/3",
            "/indicators/3/record?fiscal_year=2555&round=12",
            "/indicators/10/record?fiscal_year=2555&round=12",
            "/indicators/3/approve?fiscal_year=2555&round=12",
            "/round-table",
            "/executive",
            "/audit?sample=3",
            "/journal",
            "/account",
        ],
    ),
    ("cio", &["/", "/attest"]),
    ("administrator", &["/people", "/"]),
];

/// The pages on which people of a node work together, and of what comes from elsewhere, by who opens them.
const TOGETHER: &[(&str, &[&str])] = &[
    (
        "data_keeper",
        &[
            "/documents",
            "/documents?q=ไม่มี",
            "/documents/{document}",
            "/questions",
            "/threads",
            "/threads/new?anchor=result:2555:3:9",
            "/threads/{thread}",
            "/tasks",
            "/tasks/new",
            "/tasks/{task}",
            "/notifications?show=all",
            "/obstacles?round=12",
        ],
    ),
    ("pa_unit", &["/feeds", "/feeds/{feed}", "/questions/{question}", "/findings/{finding}", "/notifications"]),
    ("auditor", &["/findings", "/findings/new", "/findings/{finding}"]),
    ("executive", &["/obstacles", "/tasks?show=all"]),
];

/// A question that is begun from a figure.
const ASK: &str = "/questions/ask?agency=dep&indicator=3&fiscal_year=2555&round=9";
/// The pages of the hub.
const HUB: &[(&str, &[&str])] = &[
    (
        "analyst",
        &[
            "/",
            "/agencies/dep",
            "/agencies/dep/indicators/3",
            "/account",
            "/questions",
            "/questions/ask",
            ASK,
            "/questions/{question}",
        ],
    ),
    ("operator", &["/nodes", "/nodes/dep"]),
];

/// What broke a rule, page by page.
#[derive(Default)]
struct Findings(Vec<String>);

impl Findings {
    fn add(&mut self, page: &str, what: impl std::fmt::Display) {
        self.0.push(format!("{page}: {what}"));
    }

    fn close(self) {
        assert!(self.0.is_empty(), "{} findings:\n{}", self.0.len(), self.0.join("\n"));
    }
}

/// Layout shift so far, in thousandths, as the browser measures it, and what moved.
const SHIFT: &str = "const done = arguments[0]; let sum = 0; const moved = []; const name = n => n && (n.id || n.className || n.nodeName); \
    new PerformanceObserver(l => { for (const e of l.getEntries()) { sum += e.value; moved.push(...e.sources.map(s => name(s.node))); } }) \
    .observe({ type: 'layout-shift', buffered: true }); \
    requestAnimationFrame(() => requestAnimationFrame(() => done([Math.round(sum * 1000), moved.join(', ')])))";
/// Bytes of the page and of everything it asked for.
const BYTES: &str = "return performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource')) \
    .filter(e => e.initiatorType !== 'fetch').reduce((n, e) => n + e.encodedBodySize, 0)";
/// The widest element that leaves the window, outside boxes that scroll by themselves.
const WIDE: &str = "const w = document.documentElement; return w.scrollWidth > w.clientWidth ? w.scrollWidth : 0";

/// How the page moved while it loaded.
async fn moved(browser: &Browser) -> Option<String> {
    let said = browser.script_async(SHIFT).await;
    let shift = said[0].as_i64().unwrap_or(i64::MAX);
    (shift > 0).then(|| format!("{shift}/1000, {}", said[1]))
}

async fn look(browser: &Browser, page: &str, lang: &str, findings: &mut Findings) {
    let with = |lang: &str| format!("{page}{}lang={lang}", if page.contains('?') { "&" } else { "?" });
    browser.open(&with(lang)).await;
    let name = format!("{page} ({lang})");
    if !browser.has("main h1").await {
        findings.add(&name, "is no page of its own");
        return;
    }
    let text = browser.whole_text("body").await;
    if text.contains('⟦') {
        findings.add(&name, "has words without a translation");
    }
    for violation in axe::violations(browser).await {
        findings.add(&name, violation);
    }
    // A machine that is busy with other things now and then paints a frame of its own: what moves, moves at the next
    // first visit too.
    if moved(browser).await.is_some() {
        browser.forget_files().await;
        browser.open(&with(lang)).await;
        if let Some(how) = moved(browser).await {
            findings.add(&name, format!("moves while it loads: {how}"));
        }
    }
    let bytes = browser.number(BYTES).await;
    assert!(bytes > 1_000, "{name}: the bytes of a load are counted");
    if bytes > FIRST_LOAD {
        findings.add(&name, format!("loads {bytes} bytes"));
    }
    for complaint in browser.complaints().await {
        findings.add(&name, complaint);
    }
}

async fn narrow(browser: &Browser, page: &str, findings: &mut Findings) {
    browser.open(page).await;
    assert_eq!(browser.number("return window.innerWidth").await, i64::from(NARROW), "the window is that narrow");
    let wide = browser.number(WIDE).await;
    if wide > 0 {
        findings.add(page, format!("is {wide} wide at {NARROW}"));
    }
}

/// Address of a page, `None` where what it is about was not made.
fn at(page: &str, places: &Places) -> Option<String> {
    let Some((room, word)) = page.split_once('{') else { return Some(page.to_owned()) };
    let made = places.iter().find(|(name, _)| name.trim_start_matches('{') == word)?;
    assert!(made.1.starts_with(room), "{page} is at {}", made.1);
    Some(made.1.clone())
}

async fn rules(demo: &Demo, id: &str, base: &str, pages: &[(&str, &[&str])], places: &Places) {
    let mut findings = Findings::default();
    for (role, pages) in pages {
        let browser = Browser::start(base, Setup::default()).await;
        look(&browser, "/signin", "th", &mut findings).await;
        let who = demo.login(id, role);
        browser.sign_in_with(&who.login, &who.password).await;
        let pages: Vec<String> = pages.iter().filter_map(|page| at(page, places)).collect();
        for page in &pages {
            for lang in ["th", "en"] {
                look(&browser, page, lang, &mut findings).await;
            }
        }
        browser.resize(NARROW, 700).await;
        for page in &pages {
            narrow(&browser, page, &mut findings).await;
        }
        browser.quit().await;
    }
    findings.close();
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_a_node_keeps_the_rules() {
    let demo = Demo::start(&[]).await;
    rules(&demo, "dep", demo.base("dep"), NODE, &Places::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_on_which_people_work_together_keep_them_too() {
    let demo = Demo::start(&[]).await;
    let places = filled::fill(&demo, "dep").await;
    rules(&demo, "dep", demo.base("dep"), TOGETHER, &places).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn they_do_so_before_anybody_has_begun() {
    let demo = Demo::start(&["--fresh"]).await;
    rules(&demo, "dep", demo.base("dep"), TOGETHER, &Places::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_a_node_with_nothing_reported_keep_them_too() {
    let demo = Demo::start(&["--fresh"]).await;
    rules(&demo, "dep", demo.base("dep"), NODE, &Places::new()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_hub_keeps_the_rules() {
    let demo = Demo::start(&[]).await;
    let places = filled::fill(&demo, "dep").await;
    rules(&demo, "", demo.hub(), HUB, &places).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_executives_page_prints_on_one_sheet() {
    let demo = Demo::start(&[]).await;
    let browser = Browser::start(demo.base("dep"), Setup::default()).await;
    let who = demo.login("dep", "executive");
    browser.sign_in_with(&who.login, &who.password).await;
    for round in [6, 9] {
        browser.open(&format!("/executive?round={round}")).await;
        assert_eq!(browser.sheets().await, 1, "{round} months");
    }
    browser.open("/journal").await;
    assert!(browser.sheets().await >= 1, "sheets are counted");
    browser.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_find_what_breaks_them() {
    let demo = Demo::start(&["--fresh"]).await;
    let browser = Browser::start(demo.hub(), Setup::default()).await;
    browser.open("/signin").await;
    assert!(axe::violations(&browser).await.is_empty());
    browser
        .script("document.querySelector('main').append(document.createElement('img'), document.createElement('input'))")
        .await;
    let found = axe::violations(&browser).await;
    assert!(["image-alt", "label"].iter().all(|rule| found.iter().any(|f| f.contains(rule))), "{found:#?}");
    assert_eq!(moved(&browser).await, None);
    browser.script("const p = document.createElement('p'); p.style.height = '300px'; document.querySelector('main').prepend(p)").await;
    assert!(moved(&browser).await.is_some(), "what moves is seen");
    browser.quit().await;
}
