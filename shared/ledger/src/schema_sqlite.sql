CREATE TABLE log (
  id INTEGER PRIMARY KEY,
  origin TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  organisation_no INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  verifier_key TEXT NOT NULL,
  own INTEGER NOT NULL,
  central INTEGER NOT NULL,
  size INTEGER NOT NULL,
  edge BLOB NOT NULL,
  checkpoint BLOB,
  receipt BLOB
) STRICT;
CREATE TABLE entry (
  key INTEGER PRIMARY KEY,
  record_id BLOB,
  leaf BLOB NOT NULL,
  header BLOB,
  salt BLOB,
  body BLOB
) STRICT;
CREATE INDEX entry_by_record ON entry (record_id, key);
CREATE TABLE tile (
  key INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
) STRICT;
CREATE TABLE receipt (
  log INTEGER NOT NULL,
  size INTEGER NOT NULL,
  note BLOB NOT NULL,
  received_at INTEGER NOT NULL,
  PRIMARY KEY (log, size)
) STRICT, WITHOUT ROWID;
CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  name_th TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent_th TEXT NOT NULL,
  parent_en TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE agreement (
  organisation TEXT NOT NULL,
  fiscal_year INTEGER NOT NULL,
  version INTEGER NOT NULL,
  framework TEXT NOT NULL,
  source TEXT NOT NULL,
  record_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (organisation, fiscal_year)
) STRICT, WITHOUT ROWID;
CREATE TABLE indicator (
  organisation TEXT NOT NULL,
  fiscal_year INTEGER NOT NULL,
  sort_key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (organisation, fiscal_year, sort_key)
) STRICT, WITHOUT ROWID;
CREATE TABLE result (
  organisation TEXT NOT NULL,
  fiscal_year INTEGER NOT NULL,
  sort_key TEXT NOT NULL,
  round INTEGER NOT NULL,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  record_id BLOB NOT NULL,
  author TEXT NOT NULL,
  audience TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (organisation, fiscal_year, sort_key, round, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (
  organisation TEXT NOT NULL,
  digest BLOB NOT NULL,
  position INTEGER NOT NULL,
  place TEXT NOT NULL,
  fiscal_year INTEGER NOT NULL,
  sort_key TEXT NOT NULL,
  round INTEGER NOT NULL,
  PRIMARY KEY (organisation, digest, position, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE document (
  organisation TEXT NOT NULL,
  digest BLOB NOT NULL,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  audience TEXT NOT NULL,
  record_id BLOB NOT NULL,
  author TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (organisation, digest, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE attestation (
  organisation TEXT NOT NULL,
  fiscal_year INTEGER NOT NULL,
  round INTEGER NOT NULL,
  position INTEGER NOT NULL,
  note TEXT NOT NULL,
  record_id BLOB NOT NULL,
  author TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  PRIMARY KEY (organisation, fiscal_year, round, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE attested (
  organisation TEXT NOT NULL,
  record_id BLOB NOT NULL,
  position INTEGER NOT NULL,
  body_digest BLOB NOT NULL,
  PRIMARY KEY (organisation, record_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE cio (
  organisation TEXT NOT NULL,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (organisation, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  organisation TEXT NOT NULL,
  dataflow TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (organisation, dataflow, name)
) STRICT;
CREATE TABLE observation (
  key INTEGER PRIMARY KEY,
  position INTEGER NOT NULL,
  mantissa INTEGER NOT NULL,
  scale INTEGER NOT NULL,
  note TEXT
) STRICT;
CREATE TABLE framework (
  id TEXT NOT NULL,
  version INTEGER NOT NULL,
  body TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE enrolment (
  organisation TEXT NOT NULL,
  position INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (organisation, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE quarantine (
  origin TEXT NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (origin, seq)
) STRICT, WITHOUT ROWID;
