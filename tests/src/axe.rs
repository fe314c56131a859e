//! Accessibility as the axe rules see it: WCAG 2.2, levels A and AA.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::browser::Browser;
use crate::place::python;

/// The rules that are asked.
const TAGS: &str = r#"["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]"#;

/// The script of axe, from the Python package of `tests/python/axe.txt`.
///
/// # Panics
/// When the package is not installed; `tests/run` does it.
pub fn source() -> &'static str {
    static SOURCE: OnceLock<String> = OnceLock::new();
    SOURCE.get_or_init(|| {
        let find =
            "import importlib.util as u; print(u.find_spec('axe_playwright_python').submodule_search_locations[0])";
        let said = Command::new(python()).args(["-c", find]).output().expect("python runs");
        let folder = String::from_utf8(said.stdout).expect("a path is text");
        let file = PathBuf::from(folder.trim()).join("axe.min.js");
        std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}: run tests/run", file.display()))
    })
}

/// What the rules find wrong with the page that is open: rule, place and remedy of each.
pub async fn violations(browser: &Browser) -> Vec<String> {
    browser.script(source()).await;
    let run = format!(
        "const done = arguments[0]; axe.run(document, {{ runOnly: {{ type: 'tag', values: {TAGS} }}, \
         resultTypes: ['violations'] }}).then(r => done(r.violations), e => done([{{ id: 'axe', help: String(e), nodes: [] }}]))"
    );
    let found = browser.script_async(&run).await;
    let Value::Array(found) = found else { panic!("axe gave {found}") };
    let words = |v: &Value| {
        let nodes = v["nodes"].as_array().into_iter().flatten().take(3);
        let places: Vec<_> = nodes.map(|n| format!("{} {}", n["html"], n["failureSummary"])).collect();
        format!("{} ({}): {}", v["id"], v["help"], places.join("; "))
    };
    found.iter().map(words).collect()
}
