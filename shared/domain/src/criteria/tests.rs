//! Criteria: what is accepted, what is refused and why, and the form in files.

mod hybrids;
mod nesting;
mod ranks;
mod refusals;
mod wire;

use super::{Composite, Criteria, CriteriaError, Measurement, Part, Weighting};
use crate::exact::Exact;
use crate::text::Text;

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn read(json: &str) -> Result<Criteria, String> {
    serde_json::from_str(json).map_err(|e| e.to_string())
}

fn criteria(json: &str) -> Criteria {
    read(json).unwrap()
}

fn five_values() -> Criteria {
    criteria(r#"{"kind":"levels","values":[1,2,3,4,5]}"#)
}

fn part(id: &str, weight: &str, criteria: Criteria) -> Part {
    Part { id: id.into(), name: Text::default(), weight: exact(weight), measurement: Measurement::of(criteria) }
}

fn share(parts: Vec<Part>) -> Result<Composite, CriteriaError> {
    Composite::new(Weighting::Share, parts)
}
