CREATE TABLE log (
  id BIGINT PRIMARY KEY,
  origin TEXT NOT NULL UNIQUE,
  organisation TEXT NOT NULL,
  organisation_no BIGINT NOT NULL,
  epoch BIGINT NOT NULL,
  verifier_key TEXT NOT NULL,
  own BIGINT NOT NULL,
  central BIGINT NOT NULL,
  size BIGINT NOT NULL,
  edge BYTEA NOT NULL,
  checkpoint BYTEA,
  receipt BYTEA
);
CREATE TABLE entry (
  key BIGINT PRIMARY KEY,
  record_id BYTEA,
  leaf BYTEA NOT NULL,
  header BYTEA,
  salt BYTEA,
  body BYTEA
);
CREATE INDEX entry_by_record ON entry (record_id, key);
CREATE TABLE tile (
  key BIGINT PRIMARY KEY,
  hashes BYTEA NOT NULL
);
CREATE TABLE receipt (
  log BIGINT NOT NULL,
  size BIGINT NOT NULL,
  note BYTEA NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (log, size)
);
CREATE TABLE organisation (
  id TEXT PRIMARY KEY,
  name_th TEXT NOT NULL,
  name_en TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent_th TEXT NOT NULL,
  parent_en TEXT NOT NULL,
  position BIGINT NOT NULL
);
CREATE TABLE agreement (
  organisation TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  version BIGINT NOT NULL,
  framework TEXT NOT NULL,
  source TEXT NOT NULL,
  record_id BYTEA NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (organisation, fiscal_year)
);
CREATE TABLE indicator (
  organisation TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  sort_key TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (organisation, fiscal_year, sort_key)
);
CREATE TABLE result (
  organisation TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  sort_key TEXT NOT NULL,
  round BIGINT NOT NULL,
  position BIGINT NOT NULL,
  body TEXT NOT NULL,
  record_id BYTEA NOT NULL,
  author TEXT NOT NULL,
  audience TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (organisation, fiscal_year, sort_key, round, position)
);
CREATE TABLE evidence (
  organisation TEXT NOT NULL,
  digest BYTEA NOT NULL,
  position BIGINT NOT NULL,
  place TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  sort_key TEXT NOT NULL,
  round BIGINT NOT NULL,
  PRIMARY KEY (organisation, digest, position, place)
);
CREATE TABLE document (
  organisation TEXT NOT NULL,
  digest BYTEA NOT NULL,
  position BIGINT NOT NULL,
  body TEXT NOT NULL,
  audience TEXT NOT NULL,
  record_id BYTEA NOT NULL,
  author TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (organisation, digest, position)
);
CREATE TABLE attestation (
  organisation TEXT NOT NULL,
  fiscal_year BIGINT NOT NULL,
  round BIGINT NOT NULL,
  position BIGINT NOT NULL,
  note TEXT NOT NULL,
  record_id BYTEA NOT NULL,
  author TEXT NOT NULL,
  recorded_at BIGINT NOT NULL,
  PRIMARY KEY (organisation, fiscal_year, round, position)
);
CREATE TABLE attested (
  organisation TEXT NOT NULL,
  record_id BYTEA NOT NULL,
  position BIGINT NOT NULL,
  body_digest BYTEA NOT NULL,
  PRIMARY KEY (organisation, record_id, position)
);
CREATE TABLE cio (
  organisation TEXT NOT NULL,
  position BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (organisation, position)
);
CREATE TABLE series (
  id BIGINT PRIMARY KEY,
  organisation TEXT NOT NULL,
  dataflow TEXT NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (organisation, dataflow, name)
);
CREATE TABLE observation (
  key BIGINT PRIMARY KEY,
  position BIGINT NOT NULL,
  mantissa BIGINT NOT NULL,
  scale BIGINT NOT NULL,
  note TEXT
);
CREATE TABLE framework (
  id TEXT NOT NULL,
  version BIGINT NOT NULL,
  body TEXT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (id, version)
);
CREATE TABLE enrolment (
  organisation TEXT NOT NULL,
  position BIGINT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (organisation, position)
);
CREATE TABLE quarantine (
  origin TEXT NOT NULL,
  seq BIGINT NOT NULL,
  kind TEXT NOT NULL,
  version BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (origin, seq)
);
