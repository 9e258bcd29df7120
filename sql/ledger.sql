-- The ledger, its head, the heads of the subjects' chains and the signed checkpoints.

-- name: ddl_ledger
CREATE TABLE IF NOT EXISTS ledger (
    seq BIGINT PRIMARY KEY, subject_id BIGINT NOT NULL, n BIGINT NOT NULL,
    at TEXT NOT NULL, account TEXT NOT NULL, via TEXT NOT NULL, op TEXT NOT NULL, kind TEXT NOT NULL,
    record_id BIGINT NOT NULL, version BIGINT NOT NULL, happened TEXT, why TEXT, salt TEXT, body TEXT NOT NULL, hash TEXT NOT NULL);

-- name: ddl_ledger_chain
CREATE UNIQUE INDEX IF NOT EXISTS ledger_chain ON ledger (subject_id, n);

-- name: ddl_ledger_head
-- One row, id 1, that every writer updates first: so there is one writer at a time.
CREATE TABLE IF NOT EXISTS ledger_head (
    id BIGINT PRIMARY KEY, seq BIGINT NOT NULL, digest TEXT NOT NULL,
    checkpoint_seq BIGINT NOT NULL, checkpoint_at TEXT, seal TEXT NOT NULL);

-- name: ddl_subject
CREATE TABLE IF NOT EXISTS subject (
    id BIGINT PRIMARY KEY, kind TEXT NOT NULL, n BIGINT NOT NULL, head TEXT NOT NULL, kinds TEXT NOT NULL);

-- name: ddl_subject_kind
CREATE INDEX IF NOT EXISTS subject_kind ON subject (kind, id);

-- name: ddl_checkpoint
-- sums: how often each sealed table was changed, see src/store/seal.h.
CREATE TABLE IF NOT EXISTS checkpoint (
    seq BIGINT PRIMARY KEY, at TEXT NOT NULL, digest TEXT NOT NULL, signature TEXT NOT NULL, sums TEXT NOT NULL DEFAULT '');

-- name: ledger_head_take
-- columns: ledger_head
UPDATE ledger_head SET id = id WHERE id = 1 RETURNING seq, digest, checkpoint_seq, checkpoint_at, seal, id;

-- name: ledger_head_make
INSERT INTO ledger_head (id, seq, digest, checkpoint_seq, checkpoint_at, seal) VALUES (1, 0, $1, 0, NULL, $2)
ON CONFLICT (id) DO NOTHING;

-- name: ledger_head_set
UPDATE ledger_head SET seq = $1, digest = $2, checkpoint_seq = $3, checkpoint_at = $4, seal = $5 WHERE id = 1;

-- name: ledger_turn_now
SELECT seq FROM ledger_head WHERE id = 1;

-- name: ledger_head_read
-- columns: ledger_head
SELECT seq, digest, checkpoint_seq, checkpoint_at, seal, id FROM ledger_head ORDER BY id;

-- name: ledger_add
INSERT INTO ledger (seq, subject_id, n, at, account, via, op, kind, record_id, version, happened, why, salt, body, hash)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: ledger_of_subject
-- columns: ledger
SELECT seq, subject_id, n, at, account, via, op, kind, record_id, version, happened, why, salt, body, hash
FROM ledger WHERE subject_id = $1 ORDER BY n;

-- name: ledger_of_record_newest
-- columns: ledger
SELECT seq, subject_id, n, at, account, via, op, kind, record_id, version, happened, why, salt, body, hash
FROM ledger WHERE subject_id = $1 AND (CAST($2 AS BIGINT) = 0 OR record_id = $2) ORDER BY n DESC;

-- name: ledger_of_record_after
-- columns: ledger
-- What others wrote to a record after the version that a writer saw.
SELECT seq, subject_id, n, at, account, via, op, kind, record_id, version, happened, why, salt, body, hash
FROM ledger WHERE subject_id = $1 AND record_id = $2 AND version > $3 ORDER BY n;

-- name: ledger_of_subjects
-- columns: ledger
SELECT seq, subject_id, n, at, account, via, op, kind, record_id, version, happened, why, salt, body, hash
FROM ledger WHERE subject_id > $1 AND subject_id <= $2 ORDER BY subject_id, n;

-- name: ledger_hashes
SELECT seq, hash FROM ledger ORDER BY seq;

-- name: ledger_subject_of
SELECT subject_id, kind, record_id FROM ledger WHERE seq = $1;

-- name: ledger_blank
UPDATE ledger SET body = $2, salt = NULL, happened = NULL, why = NULL WHERE seq = $1;

-- name: checkpoint_add
INSERT INTO checkpoint (seq, at, digest, signature, sums) VALUES ($1, $2, $3, $4, $5);

-- name: checkpoint_list
SELECT seq, at, digest, signature, sums FROM checkpoint ORDER BY seq;

-- name: subject_read
-- columns: subject
SELECT id, kind, n, head, kinds FROM subject WHERE id = $1;

-- name: subject_add
INSERT INTO subject (id, kind, n, head, kinds) VALUES ($1, $2, $3, $4, $5);

-- name: subject_set
-- The head of the ledger is held, so nobody else can have moved the chain.
UPDATE subject SET n = $2, head = $3, kinds = $4 WHERE id = $1;

-- name: subject_after
SELECT id, n FROM subject WHERE id > $1 ORDER BY id LIMIT 400;

-- name: subjects_between
-- columns: subject
SELECT id, kind, n, head, kinds FROM subject WHERE id > $1 AND id <= $2 ORDER BY id;

-- name: subject_of_kind
SELECT id FROM subject WHERE kind = $1 ORDER BY id;

-- name: ledger_count
-- How many entries there are, for the tests that kill a writer.
SELECT COUNT(*) AS n FROM ledger;
