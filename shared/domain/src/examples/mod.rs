//! Worked-examples files: the year's rules as cases, run against this library.
//!
//! A file states inputs and the result the rules give; agencies check the year's rules with it before the year opens.
//! Every figure here is computed by the functions that compute it for agreements; nothing is calculated twice.

mod case;
mod json;
mod kinds;

use serde::Serialize;

pub use json::{Json, JsonError};

use crate::exact::Exact;
use case::Case;

/// Largest file.
pub const MAX_FILE: usize = 16 * 1024 * 1024;
/// Most examples in one file.
pub const MAX_EXAMPLES: usize = 100_000;

/// Why a file cannot be run at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// Not JSON, or not JSON that is read here.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// Too large.
    #[error("the file is larger than 16 MiB: split it")]
    TooLarge,
    /// Not version 1.
    #[error("version {0} of worked-examples files is not known: use version 1")]
    Version(String),
    /// A key that is missing or of another kind.
    #[error("`{0}` is missing or not {1}: see the description of worked-examples files")]
    Shape(String, &'static str),
    /// An id given twice.
    #[error("example id `{0}` is given twice: give each its own")]
    Duplicate(String),
    /// Too many.
    #[error("{0} examples are more than 100000: split the file")]
    Count(usize),
}

/// What differs from what was expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mismatch {
    /// Key in `expected`.
    pub key: String,
    /// As the file says.
    pub expected: String,
    /// As computed.
    pub computed: String,
}

/// How one example went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// Its id.
    pub id: String,
    /// Its kind.
    pub kind: String,
    /// Whether everything expected was computed.
    pub pass: bool,
    /// What was not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mismatches: Vec<Mismatch>,
    /// Why it could not be run, for example an unknown kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// Runs every example of a file, in its order.
pub fn run(text: &str) -> Result<Vec<Outcome>, FileError> {
    if text.len() > MAX_FILE {
        return Err(FileError::TooLarge);
    }
    let file = Json::parse(text)?;
    match file.get("version") {
        Some(Json::Number(n)) if *n == Exact::one() => {}
        Some(other) => return Err(FileError::Version(other.to_string())),
        None => return Err(FileError::Shape("version".into(), "a number")),
    }
    let defaults = match file.get("default_policies") {
        None => Json::Object(Vec::new()),
        Some(object @ Json::Object(_)) => object.clone(),
        Some(_) => return Err(FileError::Shape("default_policies".into(), "an object")),
    };
    let Some(Json::List(examples)) = file.get("examples") else {
        return Err(FileError::Shape("examples".into(), "a list"));
    };
    if examples.len() > MAX_EXAMPLES {
        return Err(FileError::Count(examples.len()));
    }
    let mut seen = std::collections::BTreeSet::new();
    let mut out = Vec::with_capacity(examples.len());
    for (place, example) in examples.iter().enumerate() {
        let at = |key: &str| format!("examples[{place}].{key}");
        let Some(Json::Text(id)) = example.get("id") else { return Err(FileError::Shape(at("id"), "a text")) };
        let Some(Json::Text(kind)) = example.get("kind") else { return Err(FileError::Shape(at("kind"), "a text")) };
        if !seen.insert(id.clone()) {
            return Err(FileError::Duplicate(id.clone()));
        }
        let empty = Json::Object(Vec::new());
        let case = Case::new(example.get("inputs").unwrap_or(&empty), &defaults);
        let tolerance = match example.get("tolerance") {
            None => Exact::zero(),
            Some(Json::Number(n)) => n.clone(),
            Some(_) => return Err(FileError::Shape(at("tolerance"), "a number")),
        };
        let Some(expected @ Json::Object(_)) = example.get("expected") else {
            return Err(FileError::Shape(at("expected"), "an object"));
        };
        let (mismatches, trouble) = match kinds::compute(kind, &case, expected) {
            Ok(computed) => (compare(expected, &computed, &tolerance), None),
            Err(trouble) => (Vec::new(), Some(trouble.to_string())),
        };
        let pass = mismatches.is_empty() && trouble.is_none();
        out.push(Outcome { id: id.clone(), kind: kind.clone(), pass, mismatches, trouble });
    }
    Ok(out)
}

/// Keys of `expected` that were not computed as they should.
fn compare(expected: &Json, computed: &Json, tolerance: &Exact) -> Vec<Mismatch> {
    let Json::Object(members) = expected else { return Vec::new() };
    let is_error = |json: &Json| json.get("error").is_some();
    if is_error(computed) && !is_error(expected) {
        return vec![Mismatch { key: "error".into(), expected: "none".into(), computed: computed.to_string() }];
    }
    let differs = |(key, value): &(String, Json)| {
        // Advice is text for people.
        if key == "advice" {
            return None;
        }
        let found = computed.get(key);
        let same = found.is_some_and(|found| equal(key, value, found, tolerance));
        let computed = || found.map_or_else(|| "not computed".to_owned(), ToString::to_string);
        (!same).then(|| Mismatch { key: key.clone(), expected: value.to_string(), computed: computed() })
    };
    members.iter().filter_map(differs).collect()
}

fn equal(key: &str, expected: &Json, computed: &Json, tolerance: &Exact) -> bool {
    match (expected, computed) {
        (Json::Number(e), Json::Number(c)) => (c - e).abs() <= *tolerance,
        // A reduced fraction in a text is equal as a rational, whatever the tolerance.
        (Json::Text(text), Json::Number(c)) if key == "exact" => text.parse::<Exact>().is_ok_and(|e| e == *c),
        (Json::List(e), Json::List(c)) => {
            e.len() == c.len() && e.iter().zip(c).all(|(e, c)| equal("", e, c, tolerance))
        }
        (Json::Object(e), Json::Object(_)) => {
            e.iter().all(|(key, e)| computed.get(key).is_some_and(|c| equal(key, e, c, tolerance)))
        }
        _ => expected == computed,
    }
}
