-- One child's page: what is due, who is in the family, who asks to be shown beside the facts. Where $1 is "ids", it is
-- a text of many numbers (src/store/ids.h): what is asked of thirty people is asked at once.

-- name: duties_of_subject
-- $1 subject, $2 today: every duty that is open, from the index alone, in no order.
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by, c.n
FROM clock c
WHERE c.subject_id = CAST($1 AS BIGINT) AND c.type = 'duty' AND COALESCE(c.ended, '9999') > $2 AND c.opened <= $2;

-- name: duties_done_of_subject
-- $1 subject, $2 today: every duty that was met, in the order of the table's key: one range of it is looked through in less time
-- than an index takes to lead to each, and COALESCE keeps SQLite from that index. Columns are what costs: no more than a list shows.
SELECT c.rule, c.n, c.state, c.ended, c.met_by
FROM clock c
WHERE c.subject_id = CAST($1 AS BIGINT) AND COALESCE(c.type, '') = 'duty' AND COALESCE(c.ended, '9999') <= $2 AND c.state <> 'lapsed'
ORDER BY c.subject_id, c.rule, c.n;

-- name: ended_clocks_of_subject
-- $1 subject, $2 today: what was met or lapsed, newest first.
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by, c.state, c.ended, c.met_by
FROM clock c
WHERE c.subject_id = CAST($1 AS BIGINT) AND c.type = 'duty' AND COALESCE(c.ended, '9999') <= $2 AND c.state <> 'lapsed'
ORDER BY COALESCE(c.ended, '9999') DESC, c.rule, c.n DESC LIMIT 60;

-- name: family_people
-- $1 ids of families, $2 today: everyone in them.
WITH RECURSIVE part AS (
    SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
    UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
)
SELECT m.family_id, m.subject_id, m.role, p.forename, p.surname, p.known_as, p.born_on, p.due_on
FROM family_member m JOIN person p ON p.id = m.subject_id
WHERE m.family_id IN (SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) FROM part)
  AND m.removed = 0 AND p.removed = 0 AND (m.to_on IS NULL OR m.to_on > $2)
ORDER BY m.family_id, p.born_on NULLS LAST, m.subject_id;

-- name: family_member_ids
-- $1 ids of families: who was ever in them.
WITH RECURSIVE part AS (
    SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
    UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
)
SELECT m.family_id, m.subject_id FROM family_member m JOIN person p ON p.id = m.subject_id
WHERE m.family_id IN (SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) FROM part)
  AND m.removed = 0 AND p.removed = 0
ORDER BY m.family_id, m.subject_id;

-- name: person_cards
-- $1 ids.
WITH RECURSIVE part AS (
    SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
    UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
)
SELECT p.id, p.forename, p.surname, p.known_as, p.born_on, p.due_on FROM person p
WHERE p.id IN (SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) FROM part) AND p.removed = 0
ORDER BY p.id;

-- name: person_of_council_id
SELECT p.id FROM person p WHERE p.council_id = $1 AND p.removed = 0 ORDER BY p.id;

-- name: person_lines
-- $1 ids, $2 today: a line each in search results and families, with who holds them.
WITH RECURSIVE part AS (
    SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
    UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
)
SELECT p.id, p.forename, p.surname, p.known_as, p.born_on, p.due_on, p.died_on, p.council_id,
       (SELECT w.name FROM involvement i JOIN worker w ON w.id = i.worker_id
        WHERE i.subject_id = p.id AND i.role = 'case_holder' AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)
        ORDER BY i.from_on DESC, i.id DESC LIMIT 1) AS holder,
       (SELECT i.worker_id FROM involvement i
        WHERE i.subject_id = p.id AND i.role = 'case_holder' AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)
        ORDER BY i.from_on DESC, i.id DESC LIMIT 1) AS holder_id
FROM person p
WHERE p.id IN (SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) FROM part) AND p.removed = 0
ORDER BY p.id;

-- name: standings_of_persons
-- $1 ids, $2 today.
WITH RECURSIVE part AS (
    SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
    UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
), asked AS (
    SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) AS id FROM part
)
SELECT x.subject_id, 'referral' AS standing FROM referral x
WHERE x.subject_id IN (SELECT id FROM asked) AND x.removed = 0
  AND x.received_on <= $2 AND (x.closed_on IS NULL OR x.closed_on > $2)
UNION SELECT x.subject_id, 'cin' AS standing FROM cin_plan x
WHERE x.subject_id IN (SELECT id FROM asked) AND x.removed = 0
  AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
UNION SELECT x.subject_id, 'cp' AS standing FROM cp_plan x
WHERE x.subject_id IN (SELECT id FROM asked) AND x.removed = 0
  AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
UNION SELECT x.subject_id, 'looked_after' AS standing FROM care_episode x
WHERE x.subject_id IN (SELECT id FROM asked) AND x.removed = 0
  AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
UNION SELECT x.subject_id, 'care_leaver' AS standing FROM care_leaver x
WHERE x.subject_id IN (SELECT id FROM asked) AND x.removed = 0;

-- name: family_card
SELECT f.name, f.summary FROM family f WHERE f.id = CAST($1 AS BIGINT) AND f.removed = 0;

-- name: family_members
-- $1 family, $2 today; those who left come last.
SELECT m.subject_id, m.role, m.from_on, m.to_on
FROM family_member m JOIN person p ON p.id = m.subject_id
WHERE m.family_id = CAST($1 AS BIGINT) AND m.removed = 0 AND p.removed = 0
ORDER BY CASE WHEN m.to_on IS NULL OR m.to_on > $2 THEN 0 ELSE 1 END, p.born_on NULLS LAST, m.subject_id;

-- name: duties_of_persons
-- $1 ids, $2 today: what is open and has a last day, each person's earliest first.
-- columns: duty
WITH RECURSIVE part AS (
    SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
    UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
)
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by
FROM clock c
WHERE c.subject_id IN (SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) FROM part)
  AND c.type = 'duty' AND COALESCE(c.ended, '9999') > $2 AND c.due IS NOT NULL AND c.opened <= $2
ORDER BY c.due, c.rule, c.n;
