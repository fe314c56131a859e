//! Which kind of browser a session was opened with: a family and a system, never the whole `User-Agent`.

use http::HeaderMap;
use http::header::USER_AGENT;

use crate::translations::Lang;

/// Only the beginning of a `User-Agent` is looked at; every browser names itself there.
const MAX_LOOKED_AT: usize = 512;

/// Marks of browsers, the most particular first: almost every browser also claims to be Chrome and Safari.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Line/", "LINE"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Marks of systems: Android also says Linux, iPhones also say Mac OS X.
const SYSTEMS: [(&str, &str); 7] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
];

/// `Chrome/Windows`; a part that is not recognised is empty. Nothing of the header itself is kept.
pub(super) fn family(headers: &HeaderMap) -> String {
    let said = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let said: String = said.chars().take(MAX_LOOKED_AT).collect();
    let known = |marks: &[(&str, &'static str)]| {
        marks.iter().find(|(mark, _)| said.contains(mark)).map_or("", |(_, name)| *name)
    };
    format!("{}/{}", known(&BROWSERS), known(&SYSTEMS))
}

/// The same in plain words: `Chrome บน Windows`.
pub(super) fn words(lang: &Lang, family: &str) -> String {
    match family.split_once('/').unwrap_or_default() {
        ("", "") => lang.tr("agent-unknown"),
        ("", system) => lang.tr1("agent-system", "system", system),
        (browser, "") => browser.to_owned(),
        (browser, system) => lang.tr2("agent-both", "browser", browser, "system", system),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn browsers_are_told_apart_although_each_claims_to_be_the_others() {
        for (said, kept) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36",
                "Chrome/Windows",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge/Windows"),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1.15", "Safari/macOS"),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/126.0 Safari/604.1", "Chrome/iPhone"),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox/Linux"),
            (
                "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0 Safari/537.36",
                "Samsung Internet/Android",
            ),
            ("curl/8.7.1", "/"),
            ("<script>alert(1)</script>", "/"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(USER_AGENT, HeaderValue::from_static(said));
            assert_eq!(family(&headers), kept, "{said}");
        }
        assert_eq!(family(&HeaderMap::new()), "/");
    }
}
