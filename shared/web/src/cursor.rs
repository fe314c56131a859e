//! Paging by opaque cursors: a page is fetched after the last row seen, so nothing is skipped while rows are added.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;
use crate::translations::kit_text;

/// Rows of a page when the reader names no number.
pub const DEFAULT_LIMIT: u32 = 50;
/// Most rows of a page.
pub const MAX_LIMIT: u32 = 500;
const MAX_CURSOR: usize = 1024;

/// Query fields of every paged address.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Where the previous page ended, as it was given there.
    pub cursor: Option<String>,
    /// How many rows, 1 to 500.
    pub limit: Option<u32>,
}

impl PageQuery {
    /// The number of rows to read, held between 1 and 500.
    pub fn limit(&self) -> u32 {
        self.limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_LIMIT)
    }

    /// The position to go on from; `None` at the beginning.
    ///
    /// # Errors
    /// 400 when the cursor is not one of ours.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        self.cursor.as_deref().filter(|c| !c.is_empty()).map(decode).transpose()
    }
}

/// One page of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Paged<T> {
    /// The rows.
    pub items: Vec<T>,
    /// Cursor of the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl<T> Paged<T> {
    /// Makes a page out of `limit + 1` rows read: one row more than asked tells that there is a next page.
    pub fn of<K: Serialize>(mut rows: Vec<T>, limit: u32, key: impl Fn(&T) -> K) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(|row| encode(&key(row)));
        Self { items: rows, next }
    }
}

/// Writes a position as an opaque cursor.
pub fn encode<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

fn decode<K: DeserializeOwned>(cursor: &str) -> Result<K, Problem> {
    Some(cursor)
        .filter(|c| c.len() <= MAX_CURSOR)
        .and_then(|c| URL_SAFE_NO_PAD.decode(c).ok())
        .and_then(|bytes| serde_json::from_slice(&bytes).ok())
        .ok_or_else(|| {
            Problem::malformed(kit_text("problem-cursor", &[])).defect(
                "cursor",
                kit_text("problem-cursor", &[]),
                kit_text("problem-cursor-remedy", &[]),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_without_a_gap() {
        let all: Vec<u32> = (0..7).collect();
        let mut seen = Vec::new();
        let mut query = PageQuery { cursor: None, limit: Some(3) };
        loop {
            let after: Option<u32> = query.after().unwrap();
            let rows = all.iter().copied().filter(|n| after.is_none_or(|a| *n > a)).take(4).collect();
            let page = Paged::of(rows, query.limit(), |n| *n);
            seen.extend(page.items);
            match page.next {
                Some(next) => query.cursor = Some(next),
                None => break,
            }
        }
        assert_eq!(seen, all);
    }

    #[test]
    fn foreign_cursors_are_refused_and_limits_held() {
        for bad in ["%%%", "bm90IGpzb24", &"a".repeat(5000)] {
            let query = PageQuery { cursor: Some((*bad).to_owned()), limit: None };
            assert_eq!(query.after::<u32>().unwrap_err().code, "malformed");
        }
        assert_eq!(PageQuery { cursor: None, limit: Some(0) }.limit(), 1);
        assert_eq!(PageQuery { cursor: None, limit: Some(u32::MAX) }.limit(), MAX_LIMIT);
    }
}
