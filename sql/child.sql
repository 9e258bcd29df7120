-- One child's page: what is due, who is in the family, who asks to be shown beside the facts.

-- name: open_clocks_of_subject
-- $1 subject, $2 today: what is open, earliest due first; duties without a last day come last.
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by, c.type
FROM clock c
WHERE c.subject_id = CAST($1 AS BIGINT) AND c.opened <= $2 AND (c.ended IS NULL OR c.ended > $2)
ORDER BY c.due NULLS LAST, c.rule, c.n;

-- name: ended_clocks_of_subject
-- $1 subject, $2 today: what was met or lapsed, newest first.
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by, c.type, c.state, c.ended, c.met_by
FROM clock c
WHERE c.subject_id = CAST($1 AS BIGINT) AND c.ended IS NOT NULL AND c.ended <= $2 AND c.state <> 'lapsed'
ORDER BY c.ended DESC, c.rule, c.n DESC LIMIT 60;

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
