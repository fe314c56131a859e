//! The `[policies]` table of a framework file.

use std::borrow::Cow;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, Deserializer, ValueDeserializer};

use super::FrameworkProblem;
use super::file::{FileProblem, Sheet};
use crate::exact::Exact;
use crate::explain::Explain;
use crate::policy::{Policies, Scale, Written};

/// Reads the policies; every key that is wrong is told at its line. What is not written has its default.
pub(super) fn read(sheet: &mut Sheet<FrameworkProblem>, line: usize, table: Spanned<DeTable<'_>>) -> Option<Policies> {
    let names = known();
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    let span = table.span();
    let mut fields = sheet.fields(table.into_inner(), line, "policies", &known);
    let mut whole = DeTable::new();
    let mut scale = None;
    for key in Sheet::<FrameworkProblem>::keys(&fields) {
        let Some(value) = Sheet::<FrameworkProblem>::take(&mut fields, &key) else { continue };
        // Each key alone first, so that all that are wrong are told.
        let outcome = if key == "scale" {
            points(value).map(|points| scale = Some(points))
        } else {
            let name = || Spanned::new(value.span(), Cow::Owned(key.clone()));
            let mut alone = DeTable::new();
            alone.insert(name(), value.clone());
            let outcome = written(Spanned::new(span.clone(), alone)).map(|_| ());
            if outcome.is_ok() {
                whole.insert(name(), value);
            }
            outcome
        };
        if let Err(problem) = outcome {
            sheet.complain(&mut fields, &key, problem);
        }
    }
    let mut written = written(Spanned::new(span, whole)).ok()?;
    if let Some(scale) = scale {
        written.scale = scale;
    }
    match Policies::try_from(written) {
        Ok(policies) => Some(policies),
        Err(error) => {
            sheet.complain(&mut fields, &error.explain().place.field, error);
            None
        }
    }
}

/// Names of all policies, as the policies themselves write them.
fn known() -> Vec<String> {
    let all = serde_json::to_value(Written::default()).unwrap_or_default();
    all.as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect()
}

fn points(value: Spanned<toml::de::DeValue<'_>>) -> Result<Scale, FrameworkProblem> {
    let points = Vec::<Exact>::deserialize(ValueDeserializer::from(value)).map_err(|e| unusable(&e))?;
    Ok(Scale::try_from(points)?)
}

fn written(table: Spanned<DeTable<'_>>) -> Result<Written, FrameworkProblem> {
    Written::deserialize(Deserializer::from(table)).map_err(|e| unusable(&e))
}

fn unusable(error: &toml::de::Error) -> FrameworkProblem {
    FileProblem::Value(error.message().chars().take(200).collect()).into()
}
