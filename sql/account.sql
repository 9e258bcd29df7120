-- People who may sign in, their sessions and the typed text that an ended session left behind.

-- name: ddl_account
CREATE TABLE IF NOT EXISTS account (
    name TEXT PRIMARY KEY,
    id BIGINT NOT NULL,
    shown TEXT NOT NULL,
    role TEXT NOT NULL,
    worker_id BIGINT,
    password TEXT NOT NULL,
    password_at TEXT NOT NULL,
    locked_at TEXT,
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    seal TEXT NOT NULL
);

-- name: ddl_account_id
CREATE UNIQUE INDEX IF NOT EXISTS account_id ON account (id);

-- name: sealed_account
SELECT name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by, seal FROM account ORDER BY name;

-- name: account_get
-- columns: account
SELECT name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by FROM account WHERE name = $1;

-- name: account_by_id
-- columns: account
SELECT name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by FROM account WHERE id = $1;

-- name: account_list
-- columns: account
SELECT name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by FROM account ORDER BY name;

-- name: account_add
INSERT INTO account (name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by, seal)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING seal;

-- name: account_whole
SELECT name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by, seal FROM account WHERE name = $1;

-- name: account_set_place
UPDATE account SET shown = $2, role = $3, worker_id = $4 WHERE name = $1
RETURNING name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by, seal;

-- name: account_set_password
UPDATE account SET password = $2, password_at = $3 WHERE name = $1
RETURNING name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by, seal;

-- name: account_set_locked
UPDATE account SET locked_at = $2 WHERE name = $1
RETURNING name, id, shown, role, worker_id, password, password_at, locked_at, created_at, created_by, seal;

-- name: account_reseal
UPDATE account SET seal = $2 WHERE name = $1 RETURNING seal;

-- name: account_worker
-- The team that a worker belongs to, for scope.
SELECT subject_id, team_id FROM worker WHERE subject_id = $1 AND removed = 0;

-- name: ddl_account_log
-- The history of accounts; entries are only ever added. See src/desk/account_log.h.
CREATE TABLE IF NOT EXISTS account_log (
    seq BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    by_account TEXT NOT NULL,
    address TEXT NOT NULL,
    what TEXT NOT NULL,
    detail TEXT NOT NULL,
    seal TEXT NOT NULL
);

-- name: ddl_account_log_account
CREATE INDEX IF NOT EXISTS account_log_account ON account_log (account, seq);

-- name: sealed_account_log
SELECT seq, at, account, by_account, address, what, detail, seal FROM account_log ORDER BY seq;

-- name: account_log_last
SELECT seq FROM account_log ORDER BY seq DESC LIMIT 1;

-- name: account_log_add
INSERT INTO account_log (seq, at, account, by_account, address, what, detail, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
RETURNING seal;

-- name: account_log_all
-- columns: account_entry
SELECT seq, at, account, by_account, address, what, detail FROM account_log WHERE seq < $1 ORDER BY seq DESC LIMIT $2;

-- name: account_log_of
-- columns: account_entry
SELECT seq, at, account, by_account, address, what, detail FROM account_log WHERE account = $1 AND seq < $2 ORDER BY seq DESC LIMIT $3;

-- name: ddl_session
-- id: the hash of what the cookie holds, so that reading this table opens nothing.
CREATE TABLE IF NOT EXISTS session (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ended_at TEXT,
    address TEXT NOT NULL,
    seal TEXT NOT NULL
);

-- name: ddl_session_account
CREATE INDEX IF NOT EXISTS session_account ON session (account, seen_at);

-- name: sealed_session
SELECT id, account, created_at, seen_at, ended_at, address, seal FROM session ORDER BY id;

-- name: session_get
-- columns: session
SELECT id, account, created_at, seen_at, ended_at, address FROM session WHERE id = $1;

-- name: session_add
INSERT INTO session (id, account, created_at, seen_at, ended_at, address, seal) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING seal;

-- name: session_whole
SELECT id, account, created_at, seen_at, ended_at, address, seal FROM session WHERE id = $1;

-- name: session_seen
-- One that has ended stays as it ended.
UPDATE session SET seen_at = $2 WHERE id = $1 AND ended_at IS NULL AND seen_at < $2
RETURNING id, account, created_at, seen_at, ended_at, address, seal;

-- name: session_set_ended
UPDATE session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL
RETURNING id, account, created_at, seen_at, ended_at, address, seal;

-- name: session_reseal
UPDATE session SET seal = $2 WHERE id = $1 RETURNING seal;

-- name: session_of_account
-- columns: session
SELECT id, account, created_at, seen_at, ended_at, address FROM session WHERE account = $1 AND ended_at IS NULL AND seen_at >= $2 ORDER BY seen_at DESC;

-- name: session_open
-- columns: session
SELECT id, account, created_at, seen_at, ended_at, address FROM session WHERE ended_at IS NULL AND seen_at >= $1 ORDER BY account, seen_at DESC;

-- name: session_from
-- Has that account been signed in from that address, as far as is kept?
SELECT id FROM session WHERE account = $1 AND address = $2 LIMIT 1;

-- name: session_sweep
-- Ended or forgotten long enough that no draft can still belong to it.
DELETE FROM session WHERE seen_at < $1 RETURNING seal;

-- name: ddl_draft
CREATE TABLE IF NOT EXISTS draft (
    id BIGINT PRIMARY KEY,
    account TEXT NOT NULL,
    path TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    seal TEXT NOT NULL
);

-- name: ddl_draft_account
CREATE INDEX IF NOT EXISTS draft_account ON draft (account, path);

-- name: sealed_draft
SELECT id, account, path, at, body, seal FROM draft ORDER BY id;

-- name: draft_add
INSERT INTO draft (id, account, path, at, body, seal) VALUES ($1, $2, $3, $4, $5, $6) RETURNING seal;

-- name: draft_get
-- columns: draft
SELECT id, account, path, at, body FROM draft WHERE id = $1 AND account = $2;

-- name: draft_latest
-- columns: draft
SELECT id, account, path, at, body FROM draft WHERE account = $1 AND path = $2 ORDER BY at DESC, id DESC LIMIT 1;

-- name: draft_of_account
SELECT id, path, at FROM draft WHERE account = $1 ORDER BY at DESC, id DESC LIMIT 50;

-- name: draft_done
DELETE FROM draft WHERE account = $1 AND path = $2 RETURNING seal;

-- name: draft_sizes
SELECT id, LENGTH(body) AS n FROM draft WHERE account = $1 ORDER BY at DESC, id DESC;

-- name: draft_drop
DELETE FROM draft WHERE id = $1 RETURNING seal;

-- name: draft_sweep
DELETE FROM draft WHERE at < $1 RETURNING seal;

-- name: ddl_sign_in_guard
-- How often a name failed from an address, and the names that failed there: see src/desk/guard.h. Swept after a day; a row that goes missing only ends a wait.
CREATE TABLE IF NOT EXISTS sign_in_guard (
    subject TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    seal TEXT NOT NULL DEFAULT ''
);

-- name: sealed_sign_in_guard
SELECT subject, failures, last_at, until_at, seal FROM sign_in_guard ORDER BY subject;

-- name: guard_seal
SELECT seal FROM sign_in_guard WHERE subject = $1;

-- name: guard_get
SELECT failures, last_at FROM sign_in_guard WHERE subject = $1;

-- name: guard_between
-- How many of a range of keys were counted since $3, and when last.
SELECT COUNT(*) AS n, MAX(last_at) AS last_at FROM sign_in_guard WHERE subject >= $1 AND subject < $2 AND last_at >= $3;

-- name: guard_clear_between
DELETE FROM sign_in_guard WHERE subject >= $1 AND subject < $2 RETURNING seal;

-- name: guard_set
INSERT INTO sign_in_guard (subject, failures, last_at, until_at, seal) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (subject) DO UPDATE SET failures = EXCLUDED.failures, last_at = EXCLUDED.last_at, until_at = EXCLUDED.until_at, seal = EXCLUDED.seal
RETURNING seal;

-- name: guard_clear
DELETE FROM sign_in_guard WHERE subject = $1 RETURNING seal;

-- name: guard_sweep
DELETE FROM sign_in_guard WHERE last_at < $1 RETURNING seal;

-- name: ddl_password_given
-- Accounts whose password somebody else chose: theirs to change before anything else opens. See src/desk/must.h.
CREATE TABLE IF NOT EXISTS password_given (
    account TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    seal TEXT NOT NULL
);

-- name: sealed_password_given
SELECT account, at, seal FROM password_given ORDER BY account;

-- name: password_given_add
INSERT INTO password_given (account, at, seal) VALUES ($1, $2, $3) ON CONFLICT (account) DO NOTHING RETURNING seal;

-- name: password_given_drop
DELETE FROM password_given WHERE account = $1 RETURNING seal;

-- name: account_must
-- What still stands between a session and the pages: see src/desk/must.h.
SELECT (SELECT g.at FROM password_given g WHERE g.account = $1) AS given_at;
