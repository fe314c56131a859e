CREATE TABLE hub_revision (
  id BIGINT PRIMARY KEY,
  agencies BIGINT NOT NULL
);
INSERT INTO hub_revision (id, agencies) VALUES (1, 0);
CREATE TABLE agency (
  id TEXT PRIMARY KEY,
  name_th TEXT NOT NULL,
  name_en TEXT NOT NULL,
  status TEXT NOT NULL,
  address TEXT NOT NULL,
  journal_key TEXT,
  csr BYTEA,
  fingerprint TEXT,
  chain_pem TEXT,
  serial TEXT,
  not_after BIGINT,
  changed_at BIGINT NOT NULL
);
CREATE TABLE enrolment_token (
  digest BYTEA PRIMARY KEY,
  agency TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_by BYTEA
);
CREATE TABLE link (
  agency TEXT PRIMARY KEY,
  connected BIGINT NOT NULL,
  last_contact BIGINT,
  last_batch BIGINT,
  head BIGINT NOT NULL,
  acknowledged BIGINT NOT NULL,
  skew_micros BIGINT NOT NULL,
  reconnects BIGINT NOT NULL,
  code TEXT,
  words_th TEXT,
  words_en TEXT,
  alarm BIGINT NOT NULL,
  since BIGINT
);
