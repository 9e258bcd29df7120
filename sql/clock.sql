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

-- name: ddl_clock_subject
CREATE INDEX IF NOT EXISTS clock_subject ON clock (subject_id, (COALESCE(ended, '9999'))) WHERE type = 'duty';

-- name: ddl_clock_ended
CREATE INDEX IF NOT EXISTS clock_ended ON clock (ended) WHERE ended IS NOT NULL AND type = 'duty';

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

-- name: due_team
-- $1 a team's name or number: it and no other.
SELECT id FROM team WHERE removed = 0 AND (LOWER(name) = LOWER($1) OR CAST(id AS TEXT) = $1) ORDER BY id;

-- name: due_worker
-- $1 a worker's name, staff number or number.
SELECT id FROM worker WHERE removed = 0 AND (LOWER(name) = LOWER($1) OR staff_number = $1 OR CAST(id AS TEXT) = $1) ORDER BY id;

-- name: due_list
-- $1 day, $2 1 for overdue only, $3 team or 0, $4 worker or 0. The case holder on that day; of a worker's own duty the worker.
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, p.council_id, p.forename, p.surname,
    COALESCE(w.id, sw.id) AS worker_id, COALESCE(w.name, sw.name) AS worker, t.id AS team_id, t.name AS team, h.name AS household
FROM clock c
LEFT JOIN person p ON p.id = c.subject_id
LEFT JOIN worker sw ON sw.id = c.subject_id
LEFT JOIN household h ON h.id = c.subject_id
LEFT JOIN involvement i ON i.id = (
    SELECT MAX(x.id) FROM involvement x WHERE x.subject_id = c.subject_id AND x.removed = 0 AND x.role = 'case_holder'
    AND (x.from_on IS NULL OR x.from_on <= $1) AND (x.to_on IS NULL OR x.to_on > $1))
LEFT JOIN worker w ON w.id = i.worker_id
LEFT JOIN team t ON t.id = COALESCE(i.team_id, w.team_id, sw.team_id)
WHERE c.type = 'duty' AND c.opened <= $1 AND (c.ended IS NULL OR c.ended > $1) AND c.due IS NOT NULL
AND (CAST($2 AS BIGINT) = 0 OR c.due < $1)
AND (CAST($3 AS BIGINT) = 0 OR t.id = CAST($3 AS BIGINT))
AND (CAST($4 AS BIGINT) = 0 OR COALESCE(w.id, sw.id) = CAST($4 AS BIGINT))
ORDER BY c.due, c.due_at NULLS LAST, c.subject_id, c.rule, c.n;
