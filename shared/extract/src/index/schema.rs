//! Tables of the index.

use ges_store::Migration;

/// The schema's steps.
pub const MIGRATIONS: &[Migration] = &[TEXTS];

/// `state` is `waiting`, `done` or `failed`; `reason` the code of an [`Unread`](crate::Unread). Pages without text have
/// no row in `document_text`.
const TEXTS: Migration = Migration {
    version: 1,
    name: "texts",
    sqlite: "
CREATE TABLE document_reading (
  id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, state TEXT NOT NULL, reason TEXT, kind TEXT,
  macros INTEGER NOT NULL, encrypted INTEGER NOT NULL, cut INTEGER NOT NULL, pages INTEGER NOT NULL
) STRICT;
CREATE INDEX document_reading_state ON document_reading (state, id);
CREATE TABLE document_text (
  id INTEGER PRIMARY KEY, document INTEGER NOT NULL, page INTEGER NOT NULL, text TEXT NOT NULL, UNIQUE (document, page)
) STRICT;
CREATE VIRTUAL TABLE document_pair USING fts5 (pairs, content = '', contentless_delete = 1, tokenize = 'ascii');
",
    postgres: "
CREATE TABLE document_reading (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest BYTEA NOT NULL UNIQUE, state TEXT NOT NULL, reason TEXT,
  kind TEXT, macros BOOLEAN NOT NULL, encrypted BOOLEAN NOT NULL, cut BOOLEAN NOT NULL, pages BIGINT NOT NULL
);
CREATE INDEX document_reading_state ON document_reading (state, id);
CREATE TABLE document_text (
  id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, document BIGINT NOT NULL, page BIGINT NOT NULL,
  text TEXT NOT NULL, folded TEXT NOT NULL, pairs TEXT[] NOT NULL, UNIQUE (document, page)
);
CREATE INDEX document_text_pairs ON document_text USING gin (pairs);
",
};
