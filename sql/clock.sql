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

-- name: ddl_clock_due
CREATE INDEX IF NOT EXISTS clock_due ON clock (due, subject_id) WHERE ended IS NULL AND type = 'duty';

-- name: ddl_clock_ended
CREATE INDEX IF NOT EXISTS clock_ended ON clock (ended) WHERE ended IS NOT NULL AND type = 'duty';

-- name: clocks_of_subject
SELECT subject_id, rule, n, type, state, opened, opened_at, opened_by, due, due_at, ended, ended_at, met_by, row_no, turn
FROM clock WHERE subject_id = $1 ORDER BY rule, n;

-- name: clocks_of_subjects
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
