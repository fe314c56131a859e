//! The search index: what documents say, page by page, found by any two letters or more. All SQL of the crate is here.
//!
//! None of it is a projection of a journal: it is made from the documents, and can be made again. SQLite keeps the pairs
//! of letters in a contentless FTS5 table, where a term is a phrase; PostgreSQL in an array under a GIN index, where the
//! folded text is then looked at. Both find the same pages.

mod schema;
mod search;
mod snippet;

use std::collections::BTreeSet;

use ges_domain::ids::Digest;
use ges_store::{Engine, Store, StoreError, Tx, V};

pub use schema::MIGRATIONS;
pub use search::{Hit, Hits, MAX_CANDIDATES, MAX_HITS, PAGES_OF_A_DOCUMENT, search};
pub use snippet::Snippet;

use crate::fold::fold;
use crate::{Found, Kind, Outcome, Page, Sniffed, Unread, bigrams};

/// Name under which the schema versions are counted.
pub const COMPONENT: &str = "extract";

/// How far a document has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nobody has read it yet.
    Waiting,
    /// Its text can be searched.
    Done {
        /// Pages with and without text.
        pages: u32,
        /// Whether a part was left out, because of a limit.
        cut: bool,
    },
    /// It could not be read.
    Failed(Unread),
}

/// What the index knows of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// How far it has come.
    pub state: State,
    /// What its content says it is, once it was looked at.
    pub sniffed: Option<Sniffed>,
}

/// Makes or updates the tables.
pub fn migrate(store: &Store) -> Result<(), StoreError> {
    store.migrate(COMPONENT, MIGRATIONS)
}

/// Asks for a document to be read; whether that is new. One that was read, or could not be, is not read again.
pub fn want(tx: &mut Tx<'_>, digest: &Digest) -> Result<bool, StoreError> {
    let sql = "INSERT INTO document_reading (digest, state, macros, encrypted, cut, pages)
               VALUES ($1, 'waiting', $2, $2, $2, 0) ON CONFLICT (digest) DO NOTHING";
    Ok(tx.exec(sql, &[digest.as_bytes().into(), false.into()])? > 0)
}

/// The documents that wait, the one asked for first in front.
pub fn waiting(tx: &mut Tx<'_>, limit: u32) -> Result<Vec<Digest>, StoreError> {
    let sql = "SELECT digest FROM document_reading WHERE state = 'waiting' ORDER BY id LIMIT $1";
    tx.all(sql, &[limit.into()], |row| row.array(0).map(Digest))
}

/// What is known of a document; `None` when nobody asked for it.
pub fn state(tx: &mut Tx<'_>, digest: &Digest) -> Result<Option<Reading>, StoreError> {
    let sql = "SELECT state, reason, kind, CAST(macros AS INTEGER), CAST(encrypted AS INTEGER), CAST(cut AS INTEGER),
               pages FROM document_reading WHERE digest = $1";
    tx.one(sql, &[digest.as_bytes().into()], |row| {
        let kind = row.opt_text(2)?.and_then(|kind| serde_json::from_value::<Kind>(kind.into()).ok());
        let (macros, encrypted, cut) = (row.get_i64(3)? != 0, row.get_i64(4)? != 0, row.get_i64(5)? != 0);
        let state = match row.text_ref(0)? {
            "waiting" => State::Waiting,
            "done" => State::Done { pages: u32::try_from(row.get_u64(6)?).unwrap_or(u32::MAX), cut },
            _ => State::Failed(row.opt_text_ref(1)?.and_then(Unread::of_code).unwrap_or(Unread::Crashed)),
        };
        Ok(Reading { state, sniffed: kind.map(|kind| Sniffed { kind, macros, encrypted }) })
    })
}

/// Keeps what reading a document gave, in place of what was kept before. A passing reason leaves it waiting; a page
/// image says nothing of the text and is refused as a misuse.
pub fn put(tx: &mut Tx<'_>, digest: &Digest, outcome: &Outcome) -> Result<(), StoreError> {
    let (state, reason, pages, cut) = match &outcome.found {
        Ok(Found::Text { pages, cut }) => ("done", None, pages.as_slice(), *cut),
        Err(reason) if reason.is_final() => ("failed", Some(reason.code()), [].as_slice(), false),
        Err(_) | Ok(Found::Image(_)) => return want(tx, digest).map(drop),
    };
    want(tx, digest)?;
    let document = number(tx, digest)?;
    forget_text(tx, document)?;
    let sniffed = outcome.sniffed;
    let kind = sniffed.and_then(|sniffed| serde_json::to_value(sniffed.kind).ok());
    let params: [V<'_>; 8] = [
        document.into(),
        state.into(),
        reason.into(),
        kind.as_ref().and_then(serde_json::Value::as_str).into(),
        sniffed.is_some_and(|sniffed| sniffed.macros).into(),
        sniffed.is_some_and(|sniffed| sniffed.encrypted).into(),
        cut.into(),
        u32::try_from(pages.len()).unwrap_or(u32::MAX).into(),
    ];
    let sql = "UPDATE document_reading SET state = $2, reason = $3, kind = $4, macros = $5, encrypted = $6, cut = $7,
               pages = $8 WHERE id = $1";
    tx.exec(sql, &params)?;
    pages.iter().filter(|page| !page.text.trim().is_empty()).try_for_each(|page| put_page(tx, document, page))
}

/// Sets a document that failed back to waiting, for example after the reader became better.
pub fn retry(tx: &mut Tx<'_>, digest: &Digest) -> Result<(), StoreError> {
    let sql = "UPDATE document_reading SET state = 'waiting', reason = NULL WHERE digest = $1 AND state = 'failed'";
    tx.exec(sql, &[digest.as_bytes().into()]).map(drop)
}

/// The text of a page as it was read; `None` when the page has none or is not kept.
pub fn page(tx: &mut Tx<'_>, digest: &Digest, page: u32) -> Result<Option<String>, StoreError> {
    let sql = "SELECT t.text FROM document_text t JOIN document_reading r ON r.id = t.document
               WHERE r.digest = $1 AND t.page = $2";
    tx.one(sql, &[digest.as_bytes().into(), page.into()], |row| row.text(0))
}

/// Forgets a document and all it says. On SQLite pairs of its letters stay in the file until [`compact`] is called.
pub fn remove(tx: &mut Tx<'_>, digest: &Digest) -> Result<(), StoreError> {
    let sql = "SELECT id FROM document_reading WHERE digest = $1";
    if let Some(document) = tx.one(sql, &[digest.as_bytes().into()], |row| row.get_i64(0))? {
        forget_text(tx, document)?;
        tx.exec("DELETE FROM document_reading WHERE id = $1", &[document.into()])?;
    }
    Ok(())
}

/// Rewrites the index without what was removed from it; takes time that grows with its size. After an erasure.
pub fn compact(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    match tx.engine() {
        Engine::Sqlite => tx.exec("INSERT INTO document_pair (document_pair) VALUES ('optimize')", &[]).map(drop),
        // Vacuum takes removed rows away by itself.
        Engine::Postgres => Ok(()),
    }
}

fn number(tx: &mut Tx<'_>, digest: &Digest) -> Result<i64, StoreError> {
    // Locked on PostgreSQL: two readers of one document follow each other.
    let sql = match tx.engine() {
        Engine::Sqlite => "SELECT id FROM document_reading WHERE digest = $1",
        Engine::Postgres => "SELECT id FROM document_reading WHERE digest = $1 FOR UPDATE",
    };
    let found = tx.one(sql, &[digest.as_bytes().into()], |row| row.get_i64(0))?;
    found.ok_or_else(|| StoreError::Conflict { detail: "a document was removed while it was read".into() })
}

fn forget_text(tx: &mut Tx<'_>, document: i64) -> Result<(), StoreError> {
    if tx.engine() == Engine::Sqlite {
        let sql = "DELETE FROM document_pair WHERE rowid IN (SELECT id FROM document_text WHERE document = $1)";
        tx.exec(sql, &[document.into()])?;
    }
    tx.exec("DELETE FROM document_text WHERE document = $1", &[document.into()]).map(drop)
}

fn put_page(tx: &mut Tx<'_>, document: i64, page: &Page) -> Result<(), StoreError> {
    let folded = fold(&page.text);
    let pairs = bigrams(&folded);
    let place: [V<'_>; 3] = [document.into(), page.number.into(), page.text.as_str().into()];
    match tx.engine() {
        Engine::Sqlite => {
            let sql = "INSERT INTO document_text (document, page, text) VALUES ($1, $2, $3) RETURNING id";
            let id = tx.one(sql, &place, |row| row.get_i64(0))?.unwrap_or_default();
            let sql = "INSERT INTO document_pair (rowid, pairs) VALUES ($1, $2)";
            tx.exec(sql, &[id.into(), pairs.join(" ").into()])?;
        }
        Engine::Postgres => {
            let different: Vec<String> = pairs.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
            let sql = "INSERT INTO document_text (document, page, text, folded, pairs)
                       VALUES ($1, $2, $3, $4, string_to_array($5, ' '))";
            let [document, page, text] = place;
            tx.exec(sql, &[document, page, text, folded.into(), different.join(" ").into()])?;
        }
    }
    Ok(())
}
