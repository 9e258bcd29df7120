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
