//! A real browser, driven as a person would use it, that reports what its console complained of.

use std::path::Path;

use tempfile::TempDir;
use thirtyfour::common::print::{PrintPage, PrintParameters};
use thirtyfour::prelude::*;
use thirtyfour::{BrowserLogEntry, ChromiumLikeCapabilities, LoggingPrefsLogLevel};
use tokio::process::Command;

use crate::place::free_address;
use crate::process::Running;
use crate::wait;
use crate::world::PASSWORD;

/// Width of a common phone in CSS pixels.
pub const PHONE: u32 = 390;

const FLAGS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
];

/// How the browser is set up.
#[derive(Debug, Clone, Copy, Default)]
pub struct Setup {
    /// As wide as a phone instead of a desk.
    pub phone: bool,
    /// Pages may not run scripts.
    pub without_scripts: bool,
}

/// A browser with a profile of its own.
#[derive(Debug)]
pub struct Browser {
    driver: WebDriver,
    base: String,
    /// The driver's own address, for what the library has no words for.
    server: String,
    _chromedriver: Running,
    _folder: TempDir,
}

fn installed(names: &[&str]) -> String {
    let places = ["/usr/bin", "/usr/local/bin", "/snap/bin"];
    let found = names.iter().flat_map(|n| places.map(|p| format!("{p}/{n}"))).find(|p| Path::new(p).exists());
    found.unwrap_or_else(|| {
        panic!("none of {names:?} is installed: apt-get install chromium chromium-driver (tests/run does)")
    })
}

impl Browser {
    /// Starts a browser for the pages at `base`.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(base: &str, setup: Setup) -> Self {
        let folder = tempfile::Builder::new().prefix("ges-browser-").tempdir().expect("a folder");
        let address = free_address();
        let mut command = Command::new(installed(&["chromedriver"]));
        command.args([format!("--port={}", address.port()), "--allowed-ips=127.0.0.1".into()]);
        let chromedriver = Running::spawn(command, &folder.path().join("chromedriver.log"));
        let mut wanted = DesiredCapabilities::chrome();
        let prepared = Self::prepare(&mut wanted, folder.path(), setup);
        prepared.expect("capabilities are plain data");
        let server = format!("http://{address}");
        let driver = wait::value("a browser starts", || async {
            WebDriver::new(&server, wanted.clone()).await.map_err(|e| format!("{e}\n{}", chromedriver.said()))
        })
        .await;
        Self { driver, base: base.to_owned(), server, _chromedriver: chromedriver, _folder: folder }
    }

    fn prepare(wanted: &mut thirtyfour::ChromeCapabilities, folder: &Path, setup: Setup) -> WebDriverResult<()> {
        wanted.set_binary(&installed(&["chromium", "google-chrome", "chromium-browser"]))?;
        for flag in FLAGS {
            wanted.add_arg(flag)?;
        }
        wanted.add_arg(&format!("--user-data-dir={}", folder.join("profile").display()))?;
        wanted.add_arg("--window-size=1280,900")?;
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
        if setup.phone {
            let phone = serde_json::json!({"deviceMetrics": {"width": PHONE, "height": 844, "pixelRatio": 2.0, "mobile": true, "touch": true}});
            wanted.add_experimental_option("mobileEmulation", phone)?;
        }
        let mut settings = serde_json::json!({"intl.accept_languages": "th-TH,th"});
        if setup.without_scripts {
            settings["profile.managed_default_content_settings.javascript"] = 2.into();
        }
        wanted.add_experimental_option("prefs", settings)?;
        Ok(())
    }

    /// Opens a page.
    ///
    /// # Panics
    /// When it cannot be opened.
    pub async fn open(&self, path: &str) {
        self.driver.goto(format!("{}{path}", self.base)).await.unwrap_or_else(|e| panic!("{path}: {e}"));
    }

    /// Signs in by the tests' password, as a person does.
    ///
    /// # Panics
    /// When the page does not let the person in.
    pub async fn sign_in(&self, login: &str) {
        self.sign_in_with(login, PASSWORD).await;
    }

    /// Signs in by password, as a person does.
    ///
    /// # Panics
    /// When the page does not let the person in.
    pub async fn sign_in_with(&self, login: &str, password: &str) {
        self.open("/signin").await;
        self.fill("login", login).await;
        self.fill("password", password).await;
        self.click("main form button").await;
        self.leaves("/signin").await;
    }

    /// Waits until the address no longer holds `part`.
    ///
    /// # Panics
    /// When it stays.
    pub async fn leaves(&self, part: &str) {
        wait::value(&format!("the browser leaves {part}"), || async {
            let url = self.url().await;
            if url.contains(part) {
                Err(format!("{url}\n{}", self.driver.source().await.unwrap_or_default()))
            } else {
                Ok(())
            }
        })
        .await;
    }

    /// Waits until there is an element of a CSS selector.
    ///
    /// # Panics
    /// When none appears.
    pub async fn appears(&self, selector: &str) {
        wait::until(&format!("{selector} appears"), || self.has(selector)).await;
    }

    /// Types into the field of that name.
    ///
    /// # Panics
    /// When there is none.
    pub async fn fill(&self, name: &str, text: &str) {
        let field = self.find(&format!("[name='{name}']")).await;
        field.clear().await.unwrap_or_else(|e| panic!("{name}: {e}"));
        field.send_keys(text).await.unwrap_or_else(|e| panic!("{name}: {e}"));
    }

    /// Clicks the first element of a CSS selector.
    ///
    /// # Panics
    /// When there is none or it cannot be clicked.
    pub async fn click(&self, selector: &str) {
        let element = self.find(selector).await;
        element.scroll_into_view().await.unwrap_or_else(|e| panic!("{selector}: {e}"));
        element.click().await.unwrap_or_else(|e| panic!("{selector}: {e}"));
    }

    /// The first element of a CSS selector.
    ///
    /// # Panics
    /// When there is none.
    pub async fn find(&self, selector: &str) -> WebElement {
        let found = self.driver.find(By::Css(selector)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!(
                "{selector} on {}: {error}\n{}",
                self.url().await,
                self.driver.source().await.unwrap_or_default()
            ),
        }
    }

    /// Whether there is an element of a CSS selector.
    pub async fn has(&self, selector: &str) -> bool {
        self.driver.find(By::Css(selector)).await.is_ok()
    }

    /// Visible text of an element.
    ///
    /// # Panics
    /// When there is none.
    pub async fn text(&self, selector: &str) -> String {
        self.find(selector).await.text().await.unwrap_or_else(|e| panic!("{selector}: {e}"))
    }

    /// Address of the page.
    ///
    /// # Panics
    /// When the browser is gone.
    pub async fn url(&self) -> String {
        self.driver.current_url().await.expect("an address").to_string()
    }

    /// All text of an element, also what is folded away.
    ///
    /// # Panics
    /// When there is none.
    pub async fn whole_text(&self, selector: &str) -> String {
        self.find(selector)
            .await
            .prop("textContent")
            .await
            .unwrap_or_else(|e| panic!("{selector}: {e}"))
            .unwrap_or_default()
    }

    /// What the field of that name holds now.
    ///
    /// # Panics
    /// When there is none.
    pub async fn holds(&self, name: &str) -> String {
        let field = self.find(&format!("[name='{name}']")).await;
        field.prop("value").await.unwrap_or_else(|e| panic!("{name}: {e}")).unwrap_or_default()
    }

    /// An attribute of the first element of a CSS selector, empty when absent.
    ///
    /// # Panics
    /// When there is no such element.
    pub async fn attribute(&self, selector: &str, name: &str) -> String {
        self.find(selector).await.attr(name).await.unwrap_or_else(|e| panic!("{selector}: {e}")).unwrap_or_default()
    }

    /// Gives files to a field that takes them, as choosing them does.
    ///
    /// # Panics
    /// When there is no such field.
    pub async fn choose(&self, selector: &str, files: &[&Path]) {
        let names: Vec<_> = files.iter().map(|f| f.to_str().expect("a path of ours is text")).collect();
        let field = self.find(selector).await;
        field.send_keys(names.join("\n")).await.unwrap_or_else(|e| panic!("{selector}: {e}"));
    }

    /// Drops files on an element, as dragging them there from a folder does.
    ///
    /// # Panics
    /// When there is no such element.
    pub async fn drop_files(&self, selector: &str, files: &[&Path]) {
        self.script(
            "const hand = document.createElement('input'); hand.type = 'file'; hand.multiple = true; \
             hand.id = 'hand'; document.body.append(hand)",
        )
        .await;
        self.choose("#hand", files).await;
        self.script(&format!(
            "const hand = document.getElementById('hand'), dataTransfer = new DataTransfer(); \
             for (const file of hand.files) dataTransfer.items.add(file); hand.remove(); \
             for (const type of ['dragover', 'drop']) document.querySelector(\"{selector}\") \
             .dispatchEvent(new DragEvent(type, {{ dataTransfer, bubbles: true, cancelable: true }}))"
        ))
        .await;
    }

    /// A command that only this browser's driver knows.
    async fn command(&self, path: &str, body: &serde_json::Value) {
        let url = format!("{}/session/{}/{path}", self.server, self.driver.session_id());
        let answer = reqwest::Client::new().post(url).json(body).send().await.expect("the driver answers");
        let (status, said) = (answer.status(), answer.text().await.unwrap_or_default());
        assert!(status.is_success(), "{path}: {said}");
    }

    /// The line lets so many bytes a second through from now on.
    pub async fn slow_line(&self, bytes: u32) {
        let line = serde_json::json!({"network_conditions": {
            "offline": false, "latency": 0, "download_throughput": bytes, "upload_throughput": bytes}});
        self.command("chromium/network_conditions", &line).await;
    }

    /// Everything is asked for anew from now on, as at a first visit.
    pub async fn forget_files(&self) {
        let command = serde_json::json!({"cmd": "Network.clearBrowserCache", "params": {}});
        self.command("goog/cdp/execute", &command).await;
    }

    /// Plugs in a device that keeps passkeys and whose owner says yes to everything.
    pub async fn add_authenticator(&self) {
        let device = serde_json::json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true, "isUserConsenting": true});
        self.command("webauthn/authenticator", &device).await;
    }

    /// Presses the tabulator until an element of a CSS selector has the focus.
    ///
    /// # Panics
    /// When it never has.
    pub async fn tab_to(&self, selector: &str) {
        let has = format!("return document.activeElement.matches({selector:?}) ? 1 : 0");
        for _ in 0..200 {
            if self.number(&has).await == 1 {
                return;
            }
            self.press("\u{e004}").await;
        }
        panic!("{selector} on {} cannot be reached by keyboard", self.url().await);
    }

    /// Presses keys wherever the focus is.
    ///
    /// # Panics
    /// When the browser is gone.
    pub async fn press(&self, keys: &str) {
        self.driver.action_chain().send_keys(keys).perform().await.expect("keys are pressed");
    }

    /// Presses Ctrl with a key.
    ///
    /// # Panics
    /// When the browser is gone.
    pub async fn press_ctrl(&self, key: &str) {
        let keys = self.driver.action_chain().key_down(Key::Control).send_keys(key).key_up(Key::Control);
        keys.perform().await.expect("keys are pressed");
    }

    /// How many sheets of A4 the page takes when it is printed with the margins of its own style.
    ///
    /// # Panics
    /// When it cannot be printed.
    pub async fn sheets(&self) -> usize {
        let page = PrintPage { width: 21.0, height: 29.7 };
        let pdf = self.driver.print_page(PrintParameters { page, ..PrintParameters::default() }).await;
        let pdf = pdf.expect("a printed page");
        // Page objects are written plainly; the tree above them is called Pages.
        pdf.windows(12).filter(|w| w.starts_with(b"/Type /Page") && w[11] != b's').count()
    }

    /// What a script gives back.
    ///
    /// # Panics
    /// When it fails.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        let said = self.driver.execute(script, Vec::new()).await;
        said.unwrap_or_else(|e| panic!("{}: {e}", &script[..script.len().min(200)])).json().clone()
    }

    /// What a script gives its last argument, a function, later.
    ///
    /// # Panics
    /// When it fails or never does.
    pub async fn script_async(&self, script: &str) -> serde_json::Value {
        let said = self.driver.execute_async(script, Vec::new()).await;
        said.unwrap_or_else(|e| panic!("{}: {e}", &script[..script.len().min(200)])).json().clone()
    }

    /// Makes the window so many CSS pixels wide.
    ///
    /// # Panics
    /// When the browser is gone.
    pub async fn resize(&self, width: u32, height: u32) {
        self.driver.set_window_rect(0, 0, width, height).await.expect("a window of that size");
    }

    /// A number that a script computes in the page.
    ///
    /// # Panics
    /// When it gives none.
    pub async fn number(&self, script: &str) -> i64 {
        let value = self.driver.execute(script, Vec::new()).await.unwrap_or_else(|e| panic!("{script}: {e}"));
        value.json().as_i64().unwrap_or_else(|| panic!("{script}: {:?}", value.json()))
    }

    /// Asserts that the page is no wider than the window.
    ///
    /// # Panics
    /// When it is: names the widest element.
    pub async fn assert_no_sideways_scrolling(&self, width: u32) {
        assert_eq!(self.number("return window.innerWidth").await, i64::from(width), "the window is as wide as a phone");
        let wide = self.number("return document.documentElement.scrollWidth").await;
        let script = "let w = null; for (const e of document.querySelectorAll('body *')) { const r = e.getBoundingClientRect(); \
                      if (r.right > window.innerWidth + 1 && (!w || r.right > w.getBoundingClientRect().right)) w = e; } \
                      return w ? w.outerHTML.slice(0, 300) : ''";
        let widest = self.driver.execute(script, Vec::new()).await.map(|v| v.json().to_string()).unwrap_or_default();
        assert!(wide <= i64::from(width), "{} is {wide} wide; the widest element is {widest}", self.url().await);
    }

    /// What the console complained of since the last call: errors, and whatever the content security policy stopped.
    ///
    /// # Panics
    /// When the browser gives no log.
    pub async fn complaints(&self) -> Vec<String> {
        let bad = |entry: &BrowserLogEntry| {
            let said = format!("{entry:?}").to_lowercase();
            said.contains("severe") || said.contains("content security policy")
        };
        let log = self.driver.browser_log().await.expect("a console log");
        log.iter().filter(|e| bad(e)).map(|e| format!("{e:?}")).collect()
    }

    /// Ends the browser.
    ///
    /// # Panics
    /// When it does not end.
    pub async fn quit(self) {
        self.driver.quit().await.expect("the browser ends");
    }
}
