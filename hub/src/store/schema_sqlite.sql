CREATE TABLE hub_revision (
  id INTEGER PRIMARY KEY,
  agencies INTEGER NOT NULL
) STRICT;
INSERT INTO hub_revision (id, agencies) VALUES (1, 0);
CREATE TABLE agency (
  id TEXT PRIMARY KEY,
  name_th TEXT NOT NULL,
  name_en TEXT NOT NULL,
  status TEXT NOT NULL,
  address TEXT NOT NULL,
  journal_key TEXT,
  csr BLOB,
  fingerprint TEXT,
  chain_pem TEXT,
  serial TEXT,
  not_after INTEGER,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE enrolment_token (
  digest BLOB PRIMARY KEY,
  agency TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  used_by BLOB
) STRICT, WITHOUT ROWID;
CREATE TABLE link (
  agency TEXT PRIMARY KEY,
  connected INTEGER NOT NULL,
  last_contact INTEGER,
  last_batch INTEGER,
  head INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL,
  skew_micros INTEGER NOT NULL,
  reconnects INTEGER NOT NULL,
  code TEXT,
  words_th TEXT,
  words_en TEXT,
  alarm INTEGER NOT NULL,
  since INTEGER
) STRICT, WITHOUT ROWID;
