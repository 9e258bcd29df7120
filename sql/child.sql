-- One child's page: what is due, who is in the family, who asks to be shown beside the facts.

-- name: open_clocks_of_subject
-- $1 subject, $2 today: what is open, earliest due first; duties without a last day come last.
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by
FROM clock c
WHERE c.subject_id = CAST($1 AS BIGINT) AND c.type = 'duty' AND COALESCE(c.ended, '9999') > $2 AND c.opened <= $2
ORDER BY c.due NULLS LAST, c.rule, c.n;

-- name: ended_clocks_of_subject
-- $1 subject, $2 today: what was met or lapsed, newest first.
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by, c.state, c.ended, c.met_by
FROM clock c
WHERE c.subject_id = CAST($1 AS BIGINT) AND c.type = 'duty' AND COALESCE(c.ended, '9999') <= $2 AND c.state <> 'lapsed'
ORDER BY COALESCE(c.ended, '9999') DESC, c.rule, c.n DESC LIMIT 60;

-- name: family_people
-- $1 family: everyone in it.
SELECT m.subject_id, m.role, p.forename, p.surname, p.known_as, p.born_on, p.due_on, p.died_on
FROM family_member m JOIN person p ON p.id = m.subject_id
WHERE m.family_id = CAST($1 AS BIGINT) AND m.removed = 0 AND p.removed = 0 AND (m.to_on IS NULL OR m.to_on > $2)
ORDER BY p.born_on NULLS LAST, m.subject_id;

-- name: person_card
SELECT p.forename, p.surname, p.known_as, p.born_on, p.due_on FROM person p WHERE p.id = CAST($1 AS BIGINT) AND p.removed = 0;

-- name: person_of_council_id
SELECT p.id FROM person p WHERE p.council_id = $1 AND p.removed = 0 ORDER BY p.id;

-- name: person_line
-- $1 person, $2 today: one line in search results and families, with who holds them.
SELECT p.forename, p.surname, p.known_as, p.born_on, p.due_on, p.died_on, p.council_id,
       (SELECT w.name FROM involvement i JOIN worker w ON w.id = i.worker_id
        WHERE i.subject_id = p.id AND i.role = 'case_holder' AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)
        ORDER BY i.from_on DESC, i.id DESC LIMIT 1) AS holder,
       (SELECT i.worker_id FROM involvement i
        WHERE i.subject_id = p.id AND i.role = 'case_holder' AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)
        ORDER BY i.from_on DESC, i.id DESC LIMIT 1) AS holder_id
FROM person p WHERE p.id = CAST($1 AS BIGINT) AND p.removed = 0;

-- name: standings_of_person
SELECT 'referral' AS standing FROM referral x WHERE x.subject_id = CAST($1 AS BIGINT) AND x.removed = 0 AND x.received_on <= $2 AND (x.closed_on IS NULL OR x.closed_on > $2)
UNION SELECT 'cin' FROM cin_plan x WHERE x.subject_id = CAST($1 AS BIGINT) AND x.removed = 0 AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
UNION SELECT 'cp' FROM cp_plan x WHERE x.subject_id = CAST($1 AS BIGINT) AND x.removed = 0 AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
UNION SELECT 'looked_after' FROM care_episode x WHERE x.subject_id = CAST($1 AS BIGINT) AND x.removed = 0 AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
UNION SELECT 'care_leaver' FROM care_leaver x WHERE x.subject_id = CAST($1 AS BIGINT) AND x.removed = 0;

-- name: family_card
SELECT f.name, f.summary FROM family f WHERE f.id = CAST($1 AS BIGINT) AND f.removed = 0;

-- name: family_members
-- $1 family, $2 today; those who left come last.
SELECT m.subject_id, m.role, m.from_on, m.to_on
FROM family_member m JOIN person p ON p.id = m.subject_id
WHERE m.family_id = CAST($1 AS BIGINT) AND m.removed = 0 AND p.removed = 0
ORDER BY CASE WHEN m.to_on IS NULL OR m.to_on > $2 THEN 0 ELSE 1 END, p.born_on NULLS LAST, m.subject_id;

-- name: duties_of_person
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by
FROM clock c
WHERE c.subject_id = CAST($1 AS BIGINT) AND c.type = 'duty' AND COALESCE(c.ended, '9999') > $2 AND c.due IS NOT NULL AND c.opened <= $2
ORDER BY c.due, c.rule, c.n;
