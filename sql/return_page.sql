-- The pages of the returns: who the children are and who holds them.

-- name: return_person
-- columns: return_person
-- $1 person, $2 today.
SELECT p.id, p.forename, p.surname, p.known_as, p.born_on, p.due_on, p.council_id,
       COALESCE(w.id, 0) AS worker_id, COALESCE(w.name, '') AS worker, COALESCE(t.id, 0) AS team_id, COALESCE(t.name, '') AS team
FROM person p
LEFT JOIN involvement i ON i.id = (SELECT j.id FROM involvement j WHERE j.subject_id = p.id AND j.role = 'case_holder' AND j.removed = 0
                                   AND j.from_on <= $2 AND (j.to_on IS NULL OR j.to_on > $2) ORDER BY j.from_on DESC, j.id DESC LIMIT 1)
LEFT JOIN worker w ON w.id = i.worker_id
LEFT JOIN team t ON t.id = w.team_id
WHERE p.id = CAST($1 AS BIGINT) AND p.removed = 0;

-- name: return_asked_of
-- $1 person: how much the returns have found, answered or not; most often nothing, and then nothing more is read.
SELECT COUNT(*) AS n FROM return_issue x WHERE x.subject_id = CAST($1 AS BIGINT) AND x.gone IS NULL;

-- name: return_persons
-- columns: return_person
-- $1 return, $2 today, $3 year, $4 rule or '': the same of everybody about whom something is asked.
SELECT p.id, p.forename, p.surname, p.known_as, p.born_on, p.due_on, p.council_id,
       COALESCE(w.id, 0) AS worker_id, COALESCE(w.name, '') AS worker, COALESCE(t.id, 0) AS team_id, COALESCE(t.name, '') AS team
FROM person p
LEFT JOIN involvement i ON i.id = (SELECT j.id FROM involvement j WHERE j.subject_id = p.id AND j.role = 'case_holder' AND j.removed = 0
                                   AND j.from_on <= $2 AND (j.to_on IS NULL OR j.to_on > $2) ORDER BY j.from_on DESC, j.id DESC LIMIT 1)
LEFT JOIN worker w ON w.id = i.worker_id
LEFT JOIN team t ON t.id = w.team_id
WHERE p.removed = 0
  AND p.id IN (SELECT x.subject_id FROM return_issue x WHERE x.source = $1 AND x.year = CAST($3 AS BIGINT) AND x.gone IS NULL AND ($4 = '' OR x.rule = $4))
ORDER BY p.id;
