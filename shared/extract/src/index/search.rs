//! Finds pages.

use std::fmt::Write as _;

use ges_domain::ids::Digest;
use ges_store::{Engine, StoreError, Tx, V};

use super::snippet::Snippet;
use crate::{Query, bigrams};

/// Hits of one search.
pub const MAX_HITS: usize = 200;
/// Pages that are found before it is asked who may see them.
pub const MAX_CANDIDATES: u32 = 5_000;
/// Hits in one document.
pub const PAGES_OF_A_DOCUMENT: usize = 5;

/// A page that says what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The document.
    pub digest: Digest,
    /// The page, counted from 1.
    pub page: u32,
    /// The words around the first place, as they stand in the document.
    pub snippet: Snippet,
}

/// What a search gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hits {
    /// The document asked for last in front, its pages in order, at most [`PAGES_OF_A_DOCUMENT`] of each.
    pub hits: Vec<Hit>,
    /// Whether there is more than is given here.
    pub more: bool,
}

/// Pages on which all terms stand, in documents that are `allowed`: nothing of other documents shows, not even a number.
pub fn search(
    tx: &mut Tx<'_>,
    query: &Query,
    mut allowed: impl FnMut(&Digest) -> bool,
    limit: usize,
) -> Result<Hits, StoreError> {
    let limit = limit.min(MAX_HITS);
    let mut found = Found::default();
    candidates(tx, query, &mut |id, digest, page| found.take(id, digest, page, &mut allowed, limit))?;
    let mut hits = Vec::with_capacity(found.pages.len());
    for (id, digest, page) in found.pages {
        let text = tx.one("SELECT text FROM document_text WHERE id = $1", &[id.into()], |row| row.text(0))?;
        let snippet = Snippet::of(&text.unwrap_or_default(), query);
        hits.push(Hit { digest, page, snippet });
    }
    Ok(Hits { hits, more: found.more })
}

/// Pages that are kept, in the order of the candidates.
#[derive(Default)]
struct Found {
    pages: Vec<(i64, Digest, u32)>,
    /// The document of the last candidate, whether it may be seen, and how many of its pages were kept.
    last: Option<(Digest, bool, usize)>,
    more: bool,
}

impl Found {
    fn take(&mut self, id: i64, digest: Digest, page: u32, allowed: &mut impl FnMut(&Digest) -> bool, limit: usize) {
        let known = self.last.filter(|(last, ..)| *last == digest);
        let (_, visible, kept) = known.unwrap_or_else(|| (digest, allowed(&digest), 0));
        let room = visible && kept < PAGES_OF_A_DOCUMENT && self.pages.len() < limit;
        if room {
            self.pages.push((id, digest, page));
        }
        self.more |= visible && !room;
        self.last = Some((digest, visible, kept + usize::from(room)));
    }
}

fn candidates(tx: &mut Tx<'_>, query: &Query, take: &mut dyn FnMut(i64, Digest, u32)) -> Result<(), StoreError> {
    let (sql, params) = match tx.engine() {
        Engine::Sqlite => sqlite(query),
        Engine::Postgres => postgres(query),
    };
    tx.each(&sql, &params, &mut |row| {
        take(row.get_i64(0)?, Digest(row.array(1)?), u32::try_from(row.get_u64(2)?).unwrap_or(u32::MAX));
        Ok(())
    })
}

/// Each term is a phrase of pairs: they stand behind each other as the letters do.
fn sqlite(query: &Query) -> (String, Vec<V<'static>>) {
    let phrases: Vec<String> = query.phrases().map(|pairs| format!("\"{}\"", pairs.join(" "))).collect();
    let sql = "SELECT t.id, r.digest, t.page FROM document_pair p JOIN document_text t ON t.id = p.rowid
               JOIN document_reading r ON r.id = t.document
               WHERE document_pair MATCH $1 ORDER BY r.id DESC, t.page LIMIT $2";
    (sql.into(), vec![phrases.join(" AND ").into(), MAX_CANDIDATES.into()])
}

/// The index gives pages with all the pairs; whether they stand together the folded text says.
fn postgres(query: &Query) -> (String, Vec<V<'static>>) {
    let pairs: Vec<String> = query.terms().iter().flat_map(|term| bigrams(term)).collect();
    let mut params: Vec<V<'static>> = vec![pairs.join(" ").into(), MAX_CANDIDATES.into()];
    let mut sql = "SELECT t.id, r.digest, t.page FROM document_text t JOIN document_reading r ON r.id = t.document
                   WHERE t.pairs @> string_to_array($1, ' ')"
        .to_owned();
    for term in query.terms() {
        params.push(term.clone().into());
        // Writing to a `String` cannot fail.
        let _ = write!(sql, " AND position(${} IN t.folded) > 0", params.len());
    }
    sql.push_str(" ORDER BY r.id DESC, t.page LIMIT $2");
    (sql, params)
}
