-- Clocks: computed by src/record/clock.c, written by src/record/clock_rows.c in the transaction of each save.
-- Days are ISO text. ended is the day on which it was met or lapsed, and may lie in the future.

-- name: ddl_clock
CREATE TABLE IF NOT EXISTS clock (
    subject_id BIGINT NOT NULL,
    rule TEXT NOT NULL,
    n BIGINT NOT NULL,
    type TEXT NOT NULL,
    state TEXT NOT NULL,
    opened TEXT NOT NULL,
    opened_at TEXT,
    opened_by BIGINT NOT NULL,
    due TEXT,
    due_at TEXT,
    ended TEXT,
    ended_at TEXT,
    met_by BIGINT NOT NULL,
    row_no BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    PRIMARY KEY (subject_id, rule, n)
);

-- name: ddl_clock_open_due
-- What is open and when it is due, and below what ends after a day. Both hold all that a list of the council's duties asks,
-- so that none of the rows is read: subject_id, rule and n are the table's key, which SQLite has in each index of it.
CREATE INDEX IF NOT EXISTS clock_open_due ON clock (due, opened, ended, type) WHERE ended IS NULL AND type = 'duty';

-- name: ddl_clock_of_subject
-- What is open for one child, or for each of a worker's: it holds all that such a list asks, so that none of the rows is read.
CREATE INDEX IF NOT EXISTS clock_of_subject ON clock
    (subject_id, (COALESCE(ended, '9999')), opened, due, due_at, row_no, opened_by, type, ended) WHERE type = 'duty';

-- name: ddl_clock_ends
CREATE INDEX IF NOT EXISTS clock_ends ON clock (ended, due, opened, type) WHERE ended IS NOT NULL AND type = 'duty';

-- name: clocks_of_subject
-- columns: clock_row
SELECT subject_id, rule, n, type, state, opened, opened_at, opened_by, due, due_at, ended, ended_at, met_by, row_no, turn
FROM clock WHERE subject_id = $1 ORDER BY rule, n;

-- name: clocks_of_subjects
-- columns: clock_row
SELECT subject_id, rule, n, type, state, opened, opened_at, opened_by, due, due_at, ended, ended_at, met_by, row_no, turn
FROM clock WHERE subject_id > $1 AND subject_id <= $2 ORDER BY subject_id, rule, n;

-- name: clock_add
INSERT INTO clock (subject_id, rule, n, type, state, opened, opened_at, opened_by, due, due_at, ended, ended_at, met_by, row_no, turn)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15);

-- name: clock_set
UPDATE clock SET type = $4, state = $5, opened = $6, opened_at = $7, opened_by = $8, due = $9, due_at = $10, ended = $11,
    ended_at = $12, met_by = $13, row_no = $14, turn = $15
WHERE subject_id = $1 AND rule = $2 AND n = $3;

-- name: clock_drop
DELETE FROM clock WHERE subject_id = $1 AND rule = $2 AND n = $3;

-- name: clock_subjects
SELECT id FROM subject ORDER BY id;

-- name: clock_drop_orphans
DELETE FROM clock WHERE subject_id NOT IN (SELECT id FROM subject);

-- name: clock_count
SELECT COUNT(*) AS n FROM clock;

-- name: clock_figures
-- $1 day: of each rule, how many are open, overdue, met, met late, lapsed.
SELECT rule, SUM(CASE WHEN ended IS NULL OR ended > $1 THEN 1 ELSE 0 END) AS open,
    SUM(CASE WHEN (ended IS NULL OR ended > $1) AND due < $1 THEN 1 ELSE 0 END) AS overdue,
    SUM(CASE WHEN ended <= $1 AND state = 'met' THEN 1 ELSE 0 END) AS met,
    SUM(CASE WHEN ended <= $1 AND state = 'late' THEN 1 ELSE 0 END) AS late,
    SUM(CASE WHEN ended <= $1 AND state = 'lapsed' THEN 1 ELSE 0 END) AS lapsed
FROM clock WHERE opened <= $1 GROUP BY rule ORDER BY rule;
