//! Parts of a source that are checked when they are written down: addresses, queries, patterns, pointers.

use std::fmt;

use ges_domain::explain::{Explain, Explanation, Place};
use serde::{Deserialize, Serialize};
use url::Url;

/// Most bytes of a query.
pub const MAX_QUERY: usize = 20_000;
/// Most bytes of a URL.
pub const MAX_URL: usize = 2_000;
/// Most characters of a pattern of file names.
pub const MAX_PATTERN: usize = 200;
/// Most steps of a JSON pointer.
pub const MAX_POINTER_STEPS: usize = 16;
/// Names of URL parameters that hold secrets in practice.
const SECRET_PARAMETERS: [&str; 9] =
    ["password", "passwd", "secret", "token", "access_token", "api_key", "apikey", "api-key", "auth"];

/// Why a part of a source is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    /// Not a URL.
    #[error("the address is not a URL: write it as https://host/path, within 2,000 bytes")]
    UrlMalformed,
    /// Neither http nor https.
    #[error("`{0}` is no way to fetch a file: use an https:// or http:// address")]
    UrlScheme(String),
    /// A user name or password in the URL.
    #[error(
        "the address holds a user name or password before `@`: take them out and give the secret beside the source"
    )]
    UrlUserinfo,
    /// A secret as a parameter of the URL.
    #[error("the address holds a secret in its parameter `{0}`: take it out and give it as a bearer token")]
    UrlSecret(String),
    /// No query, or one too long.
    #[error("a query has 1 to 20,000 bytes: write one SELECT statement")]
    Query,
    /// A pattern that is more than a file name.
    #[error("`{0}` is no pattern of a file name: use a name with * and ?, without / or \\, within 200 characters")]
    Pattern(String),
    /// Not a JSON pointer.
    #[error("`{0}` is no JSON pointer: write / before each name, as in /data/rows, at most 16 names")]
    Pointer(String),
}

impl Explain for SettingError {
    fn explain(&self) -> Explanation {
        let (code, field, rule, remedy) = match self {
            Self::UrlMalformed => {
                ("feed-url-malformed", "url", "ที่อยู่ไม่ใช่ URL".into(), "กรุณาเขียนในรูป https://โฮสต์/เส้นทาง ไม่เกิน 2,000 ไบต์")
            }
            Self::UrlScheme(scheme) => (
                "feed-url-scheme",
                "url",
                format!("ดึงไฟล์ด้วย “{scheme}” ไม่ได้"),
                "กรุณาใช้ที่อยู่ที่ขึ้นต้นด้วย https:// หรือ http://",
            ),
            Self::UrlUserinfo => (
                "feed-url-userinfo",
                "url",
                "ที่อยู่มีชื่อผู้ใช้หรือรหัสผ่านอยู่หน้าเครื่องหมาย @".into(),
                "กรุณานำออก แล้วให้ความลับแยกจากแหล่งข้อมูล",
            ),
            Self::UrlSecret(name) => (
                "feed-url-secret",
                "url",
                format!("ที่อยู่มีความลับในพารามิเตอร์ “{name}”"),
                "กรุณานำออก แล้วให้เป็นโทเค็นแยกจากแหล่งข้อมูล",
            ),
            Self::Query => {
                ("feed-query-length", "query", "คำสั่งค้นต้องมี 1 ถึง 20,000 ไบต์".into(), "กรุณาเขียนคำสั่ง SELECT หนึ่งคำสั่ง")
            }
            Self::Pattern(text) => (
                "feed-pattern",
                "pattern",
                format!("“{text}” ไม่ใช่รูปแบบชื่อไฟล์"),
                "กรุณาใช้ชื่อไฟล์ที่มี * และ ? ได้ ไม่มี / หรือ \\ ไม่เกิน 200 ตัวอักษร",
            ),
            Self::Pointer(text) => (
                "feed-pointer",
                "rows",
                format!("“{text}” ไม่ใช่ตัวชี้ JSON"),
                "กรุณาเขียน / หน้าทุกชื่อ เช่น /data/rows ไม่เกิน 16 ชื่อ",
            ),
        };
        Explanation::of(self, code, Place::field(field), rule, remedy)
    }
}

fn clip(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Makes a checked text read from and written to files.
macro_rules! as_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = SettingError;
            fn try_from(text: String) -> Result<Self, SettingError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.as_str().to_owned()
            }
        }
    };
}

/// An `http` or `https` URL without secrets.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address(Url);

impl Address {
    /// Checks an address; a refusal never repeats it.
    pub fn new(text: &str) -> Result<Self, SettingError> {
        if text.len() > MAX_URL {
            return Err(SettingError::UrlMalformed);
        }
        let url = Url::parse(text.trim()).map_err(|_| SettingError::UrlMalformed)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(SettingError::UrlScheme(clip(url.scheme())));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SettingError::UrlUserinfo);
        }
        if let Some((name, _)) =
            url.query_pairs().find(|(name, _)| SECRET_PARAMETERS.contains(&name.to_lowercase().as_str()))
        {
            return Err(SettingError::UrlSecret(clip(&name)));
        }
        if url.host_str().is_none() {
            return Err(SettingError::UrlMalformed);
        }
        Ok(Self(url))
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

/// Without its parameters.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0.origin().ascii_serialization(), self.0.path())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

as_text!(Address);

/// One `SELECT` statement; whether it is one is for the database to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Query(String);

impl Query {
    /// Checks the length; a semicolon at the end is dropped.
    pub fn new(text: &str) -> Result<Self, SettingError> {
        let text = text.trim().trim_end_matches(';').trim_end();
        if text.is_empty() || text.len() > MAX_QUERY || text.contains('\0') {
            return Err(SettingError::Query);
        }
        Ok(Self(text.to_owned()))
    }

    /// The statement.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

as_text!(Query);

/// A pattern of file names: `*` stands for any characters, `?` for one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(String);

impl Pattern {
    /// Checks that it names files of one folder and nothing else.
    pub fn new(text: &str) -> Result<Self, SettingError> {
        let characters = text.chars().count();
        let good = (1..=MAX_PATTERN).contains(&characters)
            && !text.contains(['/', '\\', '\0'])
            && !text.chars().any(char::is_control)
            && !matches!(text, "." | "..");
        if good { Ok(Self(text.to_owned())) } else { Err(SettingError::Pattern(clip(text))) }
    }

    /// The pattern.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a file name fits; in time proportional to the product of the lengths at most.
    pub fn fits(&self, name: &str) -> bool {
        let (pattern, name): (Vec<char>, Vec<char>) = (self.0.chars().collect(), name.chars().collect());
        let (mut p, mut n) = (0, 0);
        let mut star = None;
        while let Some(letter) = name.get(n) {
            match pattern.get(p) {
                Some('*') => {
                    star = Some((p + 1, n));
                    p += 1;
                }
                Some(expected) if *expected == '?' || expected == letter => (p, n) = (p + 1, n + 1),
                _ => match &mut star {
                    // The last star takes one letter more.
                    Some((after, taken)) => {
                        *taken += 1;
                        (p, n) = (*after, *taken);
                    }
                    None => return false,
                },
            }
        }
        pattern.iter().skip(p).all(|rest| *rest == '*')
    }
}

as_text!(Pattern);

/// A JSON pointer (RFC 6901); empty means the whole document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pointer(String);

impl Pointer {
    /// Checks the form.
    pub fn new(text: &str) -> Result<Self, SettingError> {
        let steps = text.split('/').count() - 1;
        let escapes = text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
        let good = (text.is_empty() || text.starts_with('/')) && steps <= MAX_POINTER_STEPS && escapes;
        if good && text.len() <= MAX_URL { Ok(Self(text.to_owned())) } else { Err(SettingError::Pointer(clip(text))) }
    }

    /// The pointer as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its steps, escapes undone.
    pub(crate) fn steps(&self) -> impl Iterator<Item = String> {
        self.0.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~"))
    }
}

as_text!(Pointer);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_secret_is_refused_without_repeating_it() {
        for (text, error) in [
            ("https://u:s3cret@host/x.csv", SettingError::UrlUserinfo),
            ("https://s3cret@host/x.csv", SettingError::UrlUserinfo),
            ("https://:s3cret@host/x.csv", SettingError::UrlUserinfo),
            ("https://host/x.csv?Token=s3cret", SettingError::UrlSecret("Token".into())),
            ("s3cret", SettingError::UrlMalformed),
            ("ftp://host/x.csv", SettingError::UrlScheme("ftp".into())),
            ("file:///etc/passwd", SettingError::UrlScheme("file".into())),
        ] {
            assert_eq!(Address::new(text), Err(error.clone()), "{text}");
            assert!(!error.to_string().contains("s3cret"));
        }
        let address = Address::new("https://host.example/a/b?year=2568").unwrap();
        assert_eq!(format!("{address} {address:?}"), "https://host.example/a/b Address(https://host.example/a/b)");
        assert_eq!(address.as_str(), "https://host.example/a/b?year=2568");
        let longest = format!("https://h/{}", "a".repeat(MAX_URL - 10));
        assert!(Address::new(&longest).is_ok() && Address::new(&format!("{longest}a")).is_err());
    }

    #[test]
    fn a_pattern_names_files_of_one_folder_only() {
        for bad in ["", "../*.csv", "a/b.csv", "..\\x.csv", ".", "..", "/etc/passwd", "a\0.csv", "a\n.csv"] {
            assert!(Pattern::new(bad).is_err(), "{bad}");
        }
        assert!(Pattern::new(&"*".repeat(MAX_PATTERN)).is_ok() && Pattern::new(&"*".repeat(MAX_PATTERN + 1)).is_err());
    }

    #[test]
    fn stars_and_question_marks_stand_for_letters() {
        for (pattern, name, fits) in [
            ("*.csv", "a.csv", true),
            ("*.csv", ".csv", true),
            ("*.csv", "a.csv.bak", false),
            ("เบิกจ่าย-????.xlsx", "เบิกจ่าย-2568.xlsx", true),
            ("เบิกจ่าย-????.xlsx", "เบิกจ่าย-68.xlsx", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-b-b", false),
            ("?", "", false),
            ("**", "", true),
            ("a", "b", false),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().fits(name), fits, "{pattern} {name}");
        }
        let name = "a".repeat(255);
        assert!(!Pattern::new(&format!("{}b", "a*".repeat(99))).unwrap().fits(&name));
    }

    #[test]
    fn pointers_and_queries_have_a_form() {
        assert_eq!(Pointer::new("/a~1b/~0/0").unwrap().steps().collect::<Vec<_>>(), ["a/b", "~", "0"]);
        assert!(Pointer::new("").is_ok() && Pointer::new(&"/x".repeat(16)).is_ok());
        for bad in ["data", "/a~2", "/a~", &"/x".repeat(17)] {
            assert!(Pointer::new(bad).is_err(), "{bad}");
        }
        assert_eq!(Query::new(" SELECT 1 ; \n").unwrap().as_str(), "SELECT 1");
        let longest = "x".repeat(MAX_QUERY);
        assert!(Query::new(" ; ").is_err() && Query::new(&longest).is_ok() && Query::new(&(longest + "x")).is_err());
    }

    #[test]
    fn refusals_speak_both_languages() {
        crate::speaks_both_languages(&[
            SettingError::UrlMalformed,
            SettingError::UrlScheme("ftp".into()),
            SettingError::UrlUserinfo,
            SettingError::UrlSecret("token".into()),
            SettingError::Query,
            SettingError::Pattern("../x".into()),
            SettingError::Pointer("x".into()),
        ]);
    }
}
