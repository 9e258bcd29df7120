-- What the rules of the returns say of everybody, as last found: kept by src/reporting/kept.c beside the record, and made again
-- from it at any time. Rows are sealed, because the days in them follow from nothing else. Days are ISO text. subject_id 0 is the return itself.

-- name: ddl_return_issue
-- gone: the day on which it was found mended. places: "kind:record:field,field;…", where it can be mended.
CREATE TABLE IF NOT EXISTS return_issue (
    subject_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    year BIGINT NOT NULL,
    rule TEXT NOT NULL,
    key TEXT NOT NULL,
    places TEXT NOT NULL,
    since TEXT NOT NULL,
    gone TEXT,
    seal TEXT NOT NULL,
    PRIMARY KEY (subject_id, source, year, rule, key)
);

-- name: ddl_return_issue_standing
CREATE INDEX IF NOT EXISTS return_issue_standing ON return_issue (source, year, subject_id) WHERE gone IS NULL;

-- name: ddl_return_issue_gone
CREATE INDEX IF NOT EXISTS return_issue_gone ON return_issue (source, year, gone) WHERE gone IS NOT NULL;

-- name: ddl_return_child
-- Who has a place in the return.
CREATE TABLE IF NOT EXISTS return_child (
    subject_id BIGINT NOT NULL,
    source TEXT NOT NULL,
    year BIGINT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (subject_id, source, year)
);

-- name: ddl_return_child_of
CREATE INDEX IF NOT EXISTS return_child_of ON return_child (source, year, subject_id);

-- name: ddl_return_state
-- How far it is known: the ledger's entry, when, by which catalogue, program and lists; began: the day of the first check.
CREATE TABLE IF NOT EXISTS return_state (
    source TEXT NOT NULL,
    year BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    at TEXT NOT NULL,
    rules TEXT NOT NULL,
    lists BIGINT NOT NULL,
    began TEXT NOT NULL,
    whole_on TEXT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (source, year)
);

-- name: ddl_return_day
-- One line a day: what the whole return stood at.
CREATE TABLE IF NOT EXISTS return_day (
    source TEXT NOT NULL,
    year BIGINT NOT NULL,
    day TEXT NOT NULL,
    children BIGINT NOT NULL,
    errors BIGINT NOT NULL,
    queries BIGINT NOT NULL,
    accepted BIGINT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (source, year, day)
);

-- name: sealed_return_issue
SELECT subject_id, source, year, rule, key, places, since, gone, seal FROM return_issue ORDER BY subject_id, source, year, rule, key;

-- name: sealed_return_child
SELECT subject_id, source, year, seal FROM return_child ORDER BY subject_id, source, year;

-- name: sealed_return_state
SELECT source, year, seq, at, rules, lists, began, whole_on, seal FROM return_state ORDER BY source, year;

-- name: sealed_return_day
SELECT source, year, day, children, errors, queries, accepted, seal FROM return_day ORDER BY source, year, day;

-- name: return_issue_add
INSERT INTO return_issue (subject_id, source, year, rule, key, places, since, gone, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING seal;

-- name: return_issue_seal
SELECT seal FROM return_issue WHERE subject_id = $1 AND source = $2 AND year = $3 AND rule = $4 AND key = $5;

-- name: return_issue_set
UPDATE return_issue SET places = $6, since = $7, gone = $8, seal = $9
WHERE subject_id = $1 AND source = $2 AND year = $3 AND rule = $4 AND key = $5 RETURNING seal;

-- name: return_issues_stored
-- columns: return_stored
-- $1 < subject <= $2: all there ever were, in order.
SELECT subject_id, source, year, rule, key, places, since, gone FROM return_issue WHERE subject_id > $1 AND subject_id <= $2
ORDER BY subject_id, source, year, rule, key;

-- name: return_issues_of_collection
-- columns: return_stored
-- $1 return, $2 year: all there ever were.
SELECT subject_id, source, year, rule, key, places, since, gone FROM return_issue WHERE source = $1 AND year = CAST($2 AS BIGINT)
ORDER BY subject_id, rule, key;

-- name: return_children_stored
SELECT subject_id, source, year FROM return_child WHERE subject_id > $1 AND subject_id <= $2 ORDER BY subject_id, source, year;

-- name: return_child_add
INSERT INTO return_child (subject_id, source, year, seal) VALUES ($1, $2, $3, $4) RETURNING seal;

-- name: return_child_drop
DELETE FROM return_child WHERE subject_id = $1 AND source = $2 AND year = $3 RETURNING seal;

-- name: return_state_get
SELECT seq, at, rules, lists, began, whole_on FROM return_state WHERE source = $1 AND year = $2;

-- name: return_state_seal
SELECT seal FROM return_state WHERE source = $1 AND year = $2;

-- name: return_state_set
INSERT INTO return_state (source, year, seq, at, rules, lists, began, whole_on, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (source, year) DO UPDATE SET seq = excluded.seq, at = excluded.at, rules = excluded.rules, lists = excluded.lists, began = excluded.began,
    whole_on = excluded.whole_on, seal = excluded.seal
RETURNING seal;

-- name: return_day_seal
SELECT seal FROM return_day WHERE source = $1 AND year = $2 AND day = $3;

-- name: return_day_set
INSERT INTO return_day (source, year, day, children, errors, queries, accepted, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (source, year, day) DO UPDATE SET children = excluded.children, errors = excluded.errors, queries = excluded.queries, accepted = excluded.accepted,
    seal = excluded.seal
RETURNING seal;

-- name: return_days
SELECT day, children, errors, queries, accepted FROM return_day WHERE source = $1 AND year = $2 ORDER BY day;

-- name: return_changed
-- $1 entry of the ledger: people whose record, or whose worker's, has an entry after it.
SELECT s.id FROM subject s JOIN (
    SELECT l.subject_id AS id FROM ledger l WHERE l.seq > $1
    UNION
    SELECT i.subject_id FROM involvement i JOIN ledger l ON l.subject_id = i.worker_id WHERE l.seq > $1 AND l.kind = 'worker') x ON x.id = s.id
WHERE s.kind = 'person' ORDER BY s.id;

-- name: return_changed_authority
SELECT COUNT(*) AS n FROM ledger WHERE seq > $1 AND kind = 'authority';

-- name: return_person_ids
SELECT id FROM person WHERE removed = 0 ORDER BY id;

-- name: return_people_count
SELECT COUNT(*) AS n FROM subject WHERE kind = 'person';

-- name: return_holders
-- $1 today: every child who is held, and the case holder's team.
SELECT i.subject_id, w.team_id, t.name
FROM involvement i JOIN worker w ON w.id = i.worker_id LEFT JOIN team t ON t.id = w.team_id
WHERE i.role = 'case_holder' AND i.removed = 0 AND i.from_on <= $1 AND (i.to_on IS NULL OR i.to_on > $1)
ORDER BY i.subject_id, i.id;

-- name: return_standing
-- columns: return_standing
-- $1 return, $2 year, $3 rule or '': what stands.
SELECT i.subject_id, i.rule, i.key, i.places, i.since FROM return_issue i
WHERE i.source = $1 AND i.year = CAST($2 AS BIGINT) AND i.gone IS NULL AND ($3 = '' OR i.rule = $3)
ORDER BY i.subject_id, i.rule, i.key;

-- name: return_standing_subject
-- columns: return_standing
SELECT i.subject_id, i.rule, i.key, i.places, i.since FROM return_issue i
WHERE i.source = $1 AND i.year = CAST($2 AS BIGINT) AND i.gone IS NULL AND ($3 = '' OR i.rule = $3) AND i.subject_id = CAST($4 AS BIGINT)
ORDER BY i.subject_id, i.rule, i.key;

-- name: return_standing_worker
-- columns: return_standing
-- $4 worker, $5 today: of those the worker is involved with.
SELECT i.subject_id, i.rule, i.key, i.places, i.since FROM return_issue i
WHERE i.source = $1 AND i.year = CAST($2 AS BIGINT) AND i.gone IS NULL AND ($3 = '' OR i.rule = $3)
  AND i.subject_id IN (SELECT v.subject_id FROM involvement v WHERE v.worker_id = CAST($4 AS BIGINT) AND v.removed = 0
                       AND v.from_on <= $5 AND (v.to_on IS NULL OR v.to_on > $5))
ORDER BY i.subject_id, i.rule, i.key;

-- name: return_standing_team
-- columns: return_standing
-- $4 team, $5 today: of those whose case holder is in the team.
SELECT i.subject_id, i.rule, i.key, i.places, i.since FROM return_issue i
WHERE i.source = $1 AND i.year = CAST($2 AS BIGINT) AND i.gone IS NULL AND ($3 = '' OR i.rule = $3)
  AND i.subject_id IN (SELECT v.subject_id FROM involvement v JOIN worker w ON w.id = v.worker_id
                       WHERE w.team_id = CAST($4 AS BIGINT) AND v.role = 'case_holder' AND v.removed = 0
                       AND v.from_on <= $5 AND (v.to_on IS NULL OR v.to_on > $5))
ORDER BY i.subject_id, i.rule, i.key;

-- name: return_standing_nobody
-- columns: return_standing
-- $4 today: of those without a case holder.
SELECT i.subject_id, i.rule, i.key, i.places, i.since FROM return_issue i
WHERE i.source = $1 AND i.year = CAST($2 AS BIGINT) AND i.gone IS NULL AND ($3 = '' OR i.rule = $3)
  AND NOT EXISTS (SELECT 1 FROM involvement v WHERE v.subject_id = i.subject_id AND v.role = 'case_holder' AND v.removed = 0
                  AND v.from_on <= $4 AND (v.to_on IS NULL OR v.to_on > $4))
ORDER BY i.subject_id, i.rule, i.key;

-- name: return_listed_worker
-- columns: return_listed
-- $1 worker, $2 today: all that stands of those the worker is involved with, of whatever return, with what was answered, the latest last.
-- The join is crossed so that both engines begin with the few children.
SELECT i.subject_id, i.rule, i.key, i.places, i.since, i.source, i.year, a.accepted
FROM (SELECT DISTINCT v.subject_id FROM involvement v WHERE v.worker_id = CAST($1 AS BIGINT) AND v.removed = 0 AND v.from_on <= $2 AND (v.to_on IS NULL OR v.to_on > $2)) x
CROSS JOIN return_issue i
LEFT JOIN return_answer a ON a.subject_id = i.subject_id AND a.removed = 0 AND a.collection = i.source AND a.rule = i.rule AND a.issue_key = i.key AND (a.year IS NULL OR a.year = i.year)
WHERE i.subject_id = x.subject_id AND i.gone IS NULL
ORDER BY i.subject_id, i.source, i.year, i.rule, i.key, a.id;

-- name: return_listed_team
-- columns: return_listed
-- $1 team, $2 today: the same of those whose case holder is in the team.
SELECT i.subject_id, i.rule, i.key, i.places, i.since, i.source, i.year, a.accepted
FROM (SELECT DISTINCT v.subject_id FROM involvement v JOIN worker w ON w.id = v.worker_id
      WHERE w.team_id = CAST($1 AS BIGINT) AND v.role = 'case_holder' AND v.removed = 0 AND v.from_on <= $2 AND (v.to_on IS NULL OR v.to_on > $2)) x
CROSS JOIN return_issue i
LEFT JOIN return_answer a ON a.subject_id = i.subject_id AND a.removed = 0 AND a.collection = i.source AND a.rule = i.rule AND a.issue_key = i.key AND (a.year IS NULL OR a.year = i.year)
WHERE i.subject_id = x.subject_id AND i.gone IS NULL
ORDER BY i.subject_id, i.source, i.year, i.rule, i.key, a.id;

-- name: return_gone
-- $3 day: those mended on it or later.
SELECT subject_id, rule, key, places, since FROM return_issue WHERE source = $1 AND year = CAST($2 AS BIGINT) AND gone IS NOT NULL AND gone >= $3 ORDER BY subject_id, rule, key;

-- name: return_answers
-- What was said of that return's issues, the latest last; $3 subject or 0.
SELECT a.id, a.subject_id, a.rule, a.issue_key, a.accepted, a.reason, a.said_on, a.year
FROM return_answer a
WHERE a.removed = 0 AND a.collection = $1 AND (a.year IS NULL OR a.year = CAST($2 AS BIGINT)) AND (CAST($3 AS BIGINT) = 0 OR a.subject_id = CAST($3 AS BIGINT))
ORDER BY a.subject_id, a.rule, a.issue_key, a.id;

-- name: return_answer_by
-- Who gave an answer its present words.
SELECT l.account, c.shown FROM ledger l LEFT JOIN account c ON c.name = l.account
WHERE l.subject_id = $1 AND l.record_id = $2 ORDER BY l.n DESC LIMIT 1;

-- name: return_children
-- Those in the return, and when they were or will be born.
SELECT c.subject_id, p.born_on, p.due_on FROM return_child c LEFT JOIN person p ON p.id = c.subject_id
WHERE c.source = $1 AND c.year = CAST($2 AS BIGINT) ORDER BY c.subject_id;

-- name: return_child_find
-- $1 the council's number of a child, or the record's.
SELECT id, council_id FROM person WHERE removed = 0 AND (council_id = $1 OR CAST(id AS TEXT) = $1) ORDER BY CASE WHEN council_id = $1 THEN 0 ELSE 1 END, id;

-- --- for the pages: who the children are and who holds them ---

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
