-- holdfast due: what must still be done by anybody of the council, and the one team or worker that is meant.

-- name: due_team
-- $1 a team's name or number: it and no other.
-- columns: due_one
SELECT id FROM team WHERE removed = 0 AND (LOWER(name) = LOWER($1) OR CAST(id AS TEXT) = $1) ORDER BY id;

-- name: due_worker
-- $1 a worker's name, staff number or number.
-- columns: due_one
SELECT id FROM worker
WHERE removed = 0 AND (LOWER(name) = LOWER($1) OR staff_number = $1 OR CAST(id AS TEXT) = $1) ORDER BY id;

-- name: due_list
-- $1 day, $2 1 for overdue only, $3 team or 0, $4 worker or 0. The case holder on that day; of a worker's own duty
-- the worker.
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, p.council_id, p.forename, p.surname,
    COALESCE(w.id, sw.id) AS worker_id, COALESCE(w.name, sw.name) AS worker,
    t.id AS team_id, t.name AS team, h.name AS household
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
