//! Passkeys in a browser: one is added, lets its owner in without a password, and is taken away again.

use ges_tests::browser::{Browser, Setup};
use ges_tests::world::World;

async fn sign_out(browser: &Browser) {
    browser.click("details.person summary").await;
    browser.click("form[action='/signout'] button").await;
    browser.appears("[name='login']").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passkey_is_added_lets_its_owner_in_and_is_taken_away() {
    let world = World::with(&["dep"]).await;
    let node = world.at(0);
    node.person("keeper-1", &["data_keeper"]).await;
    // Browsers keep passkeys for names, not for bare addresses.
    let base = format!("http://localhost:{}", node.http.port());
    let browser = Browser::start(&base, Setup::default()).await;
    browser.add_authenticator().await;
    browser.sign_in("keeper-1").await;

    browser.open("/account").await;
    browser.appears("[data-passkey='add']:not([hidden])").await;
    browser.fill("passkey-name", "เครื่องที่โต๊ะ").await;
    browser.click("[data-passkey='add'] button").await;
    browser.appears("#passkeys form[action='/account/passkeys/remove']").await;
    assert!(browser.text("#passkeys").await.contains("เครื่องที่โต๊ะ"));
    // The same device is told apart from a new one.
    browser.click("[data-passkey='add'] button").await;
    let refused = "return document.querySelector(\"[data-passkey='add'] [role=alert]\").textContent.length";
    ges_tests::wait::until("the second try is refused", || async { browser.number(refused).await > 0 }).await;

    for (next, place) in [("/", "/"), ("/documents", "/documents")] {
        sign_out(&browser).await;
        browser.appears("[data-passkey='sign-in']").await;
        browser.open(&format!("/signin?next={next}")).await;
        browser.appears("[data-passkey='sign-in']:not([hidden])").await;
        browser.click("[data-passkey='sign-in'] button").await;
        browser.leaves("/signin").await;
        assert!(browser.url().await.ends_with(place), "{}", browser.url().await);
        browser.appears("form[action='/signout']").await;
    }

    browser.open("/account").await;
    browser.click("#passkeys form[action='/account/passkeys/remove'] button").await;
    browser.appears("main").await;
    browser.open("/account").await;
    assert!(!browser.has("#passkeys form[action='/account/passkeys/remove']").await, "it is gone");
    browser.complaints().await;
    sign_out(&browser).await;
    browser.open("/signin").await;
    browser.click("[data-passkey='sign-in'] button").await;
    let said = "return document.querySelector(\"[data-passkey='sign-in'] [role=alert]\").textContent.length";
    ges_tests::wait::until("the door says why it stays shut", || async { browser.number(said).await > 0 }).await;
    assert!(browser.url().await.contains("/signin"), "a passkey that was taken away opens nothing");
    browser.quit().await;
}
