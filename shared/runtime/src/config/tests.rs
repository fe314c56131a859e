//! Settings are merged in order, and whatever cannot be used is named with its place.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Settings {
    organisation: String,
    #[serde(default)]
    store: Store,
    #[serde(default)]
    agencies: Vec<Agency>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields, default)]
struct Store {
    url: String,
    readers: u16,
    durable: bool,
    cache: Size,
    patience: Period,
    listen: Option<SocketAddr>,
    mirrors: Vec<String>,
    mode: Mode,
}

impl Default for Store {
    fn default() -> Self {
        Self {
            url: "sqlite:ges.db".into(),
            readers: 4,
            durable: true,
            cache: Size(64 << 20),
            patience: Period(Duration::from_secs(30)),
            listen: None,
            mirrors: Vec::new(),
            mode: Mode::Careful,
        }
    }
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Careful,
    Fast,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Agency {
    id: String,
    address: String,
}

impl KnownKeys for Settings {
    const KEYS: &'static [&'static str] = &[
        "organisation",
        "store.url",
        "store.readers",
        "store.durable",
        "store.cache",
        "store.patience",
        "store.listen",
        "store.mirrors",
        "store.mode",
        "agencies.id",
        "agencies.address",
        "labels",
    ];
    const OTHER_VARIABLES: &'static [&'static str] = &["CONFIG"];
}

fn read(toml: &str, variables: &[(&str, &str)], flags: &[(&str, &str)]) -> Result<Settings, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("node.toml");
    std::fs::write(&path, toml).unwrap();
    let owned = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    load(Some(&path), "GES_NODE_", owned(variables).into_iter(), &owned(flags))
}

#[test]
fn flags_go_before_the_environment_and_that_before_the_file_and_that_before_the_defaults() {
    let toml = "organisation = 'dep'\n[store]\nurl = 'sqlite:file'\nreaders = 5\ncache = '1 GiB'\n";
    let variables = [("GES_NODE_STORE__URL", "sqlite:variable"), ("GES_NODE_STORE__READERS", "6"), ("PATH", "/bin")];
    let settings = read(toml, &variables, &[("store.readers", "7")]).unwrap();
    assert_eq!(settings.organisation, "dep");
    assert_eq!(settings.store.readers, 7);
    assert_eq!(settings.store.url, "sqlite:variable");
    assert_eq!(settings.store.cache, Size(1 << 30));
    assert_eq!(settings.store.patience, Period(Duration::from_secs(30)));
}

#[test]
fn text_from_the_environment_takes_the_type_of_its_setting() {
    let variables = [
        ("GES_NODE_ORGANISATION", "2555"),
        ("GES_NODE_STORE__DURABLE", "false"),
        ("GES_NODE_STORE__PATIENCE", "1h 30m"),
        ("GES_NODE_STORE__LISTEN", "127.0.0.1:8400"),
        ("GES_NODE_STORE__MIRRORS", "a, b"),
        ("GES_NODE_STORE__MODE", "fast"),
        ("GES_NODE_LABELS__REGION", "north"),
        ("GES_NODE_CONFIG", "not a setting"),
    ];
    let settings = read("", &variables, &[]).unwrap();
    assert_eq!(settings.organisation, "2555");
    assert!(!settings.store.durable);
    assert_eq!(settings.store.patience.length(), Duration::from_mins(90));
    assert_eq!(settings.store.listen, Some("127.0.0.1:8400".parse().unwrap()));
    assert_eq!(settings.store.mirrors, ["a", "b"]);
    assert_eq!(settings.store.mode, Mode::Fast);
    assert_eq!(settings.labels["region"], "north");
}

#[test]
fn an_unknown_key_is_refused_with_its_line_and_the_nearest_known_one() {
    let table = [
        ("organisation = 'dep'\n\n[store]\nurll = 'x'\n", "`store.urll`", "node.toml line 4", "`store.url`"),
        ("organization = 'dep'\n", "`organization`", "node.toml line 1", "`organisation`"),
        ("organisation = 'dep'\n[stor]\nurl = 'x'\n", "`stor`", "node.toml line 2", "`store.url`"),
        ("organisation = 'dep'\nreaders = 3\n", "`readers`", "node.toml line 2", "`store.readers`"),
        (
            "organisation = 'dep'\n[[agencies]]\nid = 'a'\nadress = 'b'\n",
            "`agencies.adress`",
            "line 4",
            "`agencies.address`",
        ),
        ("organisation = 'dep'\nstore = { urk = 'x' }\n", "`store.urk`", "line 2", "`store.url`"),
        ("organisation = 'dep'\nqqqq = 1\n", "`qqqq`", "line 2", "known are: `organisation`, `store.url`"),
    ];
    for (toml, key, place, hint) in table {
        let error = read(toml, &[], &[]).unwrap_err();
        assert!(matches!(error, ConfigError::Unknown { .. }), "{error}");
        let text = error.to_string();
        assert!(text.contains(key) && text.contains(place) && text.contains(hint), "{text}");
    }
}

#[test]
fn an_unknown_variable_or_flag_is_refused_in_its_own_words() {
    let error = read("organisation = 'dep'", &[("GES_NODE_STORE__URLL", "x")], &[]).unwrap_err().to_string();
    assert!(error.contains("GES_NODE_STORE__URLL") && error.contains("did you mean GES_NODE_STORE__URL?"), "{error}");
    let error = read("organisation = 'dep'", &[], &[("store.reader", "x")]).unwrap_err().to_string();
    assert!(error.contains("command line") && error.contains("did you mean `store.readers`?"), "{error}");
    assert!(read("organisation = 'dep'", &[("GES_NODE_STORE", "x")], &[]).is_err(), "a table is not a setting");
}

#[test]
fn a_value_of_the_wrong_form_is_named_with_its_place_and_never_repeated() {
    let table = [
        ("organisation = 'dep'\n[store]\nreaders = 'secret'\n", "store.readers", "line 3"),
        ("organisation = 'dep'\n[store]\ncache = 'secret'\n", "store.cache", "line 3"),
        ("organisation = 'dep'\n[store]\nreaders = 99999\n", "store.readers", "line 3"),
        ("organisation = 'dep'\nstore = 'secret'\n", "store", "line 2"),
        (
            "organisation = 'dep'\n[[agencies]]\nid = 'a'\naddress = 'b'\n[[agencies]]\nid = 3\n",
            "agencies[1].id",
            "line 6",
        ),
    ];
    for (toml, key, place) in table {
        let error = read(toml, &[], &[]).unwrap_err();
        assert!(matches!(error, ConfigError::Value { .. }), "{error}");
        let text = error.to_string();
        assert!(text.contains(key) && text.contains(place), "{text}");
        assert!(!text.contains("secret") && !text.contains("99999"), "{text}");
    }
    let error = read("organisation = 'dep'", &[("GES_NODE_STORE__READERS", "many")], &[]).unwrap_err().to_string();
    assert!(error.contains("GES_NODE_STORE__READERS") && !error.contains("many"), "{error}");
}

#[test]
fn a_missing_setting_is_named_with_the_variable_that_sets_it() {
    let error = read("", &[], &[]).unwrap_err().to_string();
    assert!(error.contains("`organisation`") && error.contains("GES_NODE_ORGANISATION"), "{error}");
    let error = read("organisation = 'dep'\n[[agencies]]\nid = 'a'\n", &[], &[]).unwrap_err().to_string();
    assert!(error.contains("agencies[0].address"), "{error}");
}

#[test]
fn a_file_that_is_missing_or_not_toml_is_refused() {
    let error = read("organisation = 'dep'\n[store\n", &[], &[]).unwrap_err();
    assert!(matches!(error, ConfigError::Syntax { line: 2, .. }), "{error}");
    let error =
        load::<Settings>(Some(Path::new("/nowhere/node.toml")), "GES_NODE_", std::iter::empty(), &[]).unwrap_err();
    assert!(matches!(error, ConfigError::File(FileError::Missing(_))), "{error}");
}

#[test]
fn sizes_and_periods_read_what_people_write() {
    let sizes = [("64 MiB", 64 << 20), ("10GB", 10_000_000_000), ("4096 b", 4096), ("1kb", 1000), ("0B", 0)];
    for (text, bytes) in sizes {
        assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
    }
    for text in ["", "64", "MiB", "-1 B", "1.5 GiB", "1 MiB 3", "๑ B"] {
        assert_eq!(text.parse::<Size>(), Err(UnitError::Size), "{text}");
    }
    assert_eq!("99999999 TiB".parse::<Size>(), Err(UnitError::TooLarge));
    for text in ["", "30", "s", "30 fortnights", "1h30"] {
        assert_eq!(text.parse::<Period>(), Err(UnitError::Period), "{text}");
    }
}

proptest! {
    #[test]
    fn sizes_and_periods_print_what_they_read(number: u64, milliseconds in 0_u64..u64::MAX / 2) {
        let size = Size(number);
        prop_assert_eq!(size.to_string().parse(), Ok(size));
        let period = Period(Duration::from_millis(milliseconds));
        prop_assert_eq!(period.to_string().parse(), Ok(period));
    }
}
