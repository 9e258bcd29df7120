-- Who may see whom, who looked at what, and the restricted records that were opened with a reason.

-- name: ddl_access_log
-- journal and place: where the line stood in a server's access journal, so that draining it twice adds nothing.
CREATE TABLE IF NOT EXISTS access_log (
    journal TEXT NOT NULL,
    place BIGINT NOT NULL,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    purpose TEXT NOT NULL,
    outcome TEXT NOT NULL,
    kind TEXT,
    what TEXT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (journal, place)
);

-- name: ddl_access_log_subject
CREATE INDEX IF NOT EXISTS access_log_subject ON access_log (subject_id, at);

-- name: ddl_access_log_account
CREATE INDEX IF NOT EXISTS access_log_account ON access_log (account, at);

-- name: sealed_access_log
SELECT journal, place, at, account, subject_id, purpose, outcome, kind, what, seal FROM access_log ORDER BY journal, place;

-- name: access_log_add
INSERT INTO access_log (journal, place, at, account, subject_id, purpose, outcome, kind, what, seal)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (journal, place) DO NOTHING RETURNING seal;

-- name: ddl_access_list
-- A request that showed many: purpose list, file or search; scope, the role's; asked, what was searched for; people, how
-- many were on it, and list, who.
CREATE TABLE IF NOT EXISTS access_list (
    journal TEXT NOT NULL,
    place BIGINT NOT NULL,
    at TEXT NOT NULL,
    account TEXT NOT NULL,
    purpose TEXT NOT NULL,
    scope TEXT NOT NULL,
    what TEXT NOT NULL,
    asked TEXT,
    people BIGINT NOT NULL,
    list TEXT,
    seal TEXT NOT NULL,
    PRIMARY KEY (journal, place)
);

-- name: ddl_access_list_list
CREATE INDEX IF NOT EXISTS access_list_list ON access_list (list, at);

-- name: ddl_access_listed
-- Who is on a list. It is called by what its members hash to, so that a list seen every day is here once.
CREATE TABLE IF NOT EXISTS access_listed (
    list TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    seal TEXT NOT NULL,
    PRIMARY KEY (list, subject_id)
);

-- name: ddl_access_listed_subject
CREATE INDEX IF NOT EXISTS access_listed_subject ON access_listed (subject_id);

-- name: sealed_access_list
SELECT journal, place, at, account, purpose, scope, what, asked, people, list, seal FROM access_list ORDER BY journal, place;

-- name: sealed_access_listed
SELECT list, subject_id, seal FROM access_listed ORDER BY list, subject_id;

-- name: access_list_add
INSERT INTO access_list (journal, place, at, account, purpose, scope, what, asked, people, list, seal)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (journal, place) DO NOTHING RETURNING seal;

-- name: access_listed_has
SELECT subject_id FROM access_listed WHERE list = $1 LIMIT 1;

-- name: access_listed_add
INSERT INTO access_listed (list, subject_id, seal) VALUES ($1, $2, $3) RETURNING seal;

-- name: access_log_of_subject
-- columns: look
-- Looks at the record ($1) before $2, and at what it was listed in.
SELECT l.at, l.account, a.shown, l.purpose, l.outcome, l.kind, l.what FROM (
    SELECT at, account, purpose, outcome, kind, what, journal, place FROM access_log WHERE subject_id = $1
    UNION ALL
    SELECT x.at, x.account, x.purpose, 'yes' AS outcome, NULL AS kind, x.what, x.journal, x.place
    FROM access_listed d JOIN access_list x ON x.list = d.list WHERE d.subject_id = $1
) l LEFT JOIN account a ON a.name = l.account
WHERE l.at < $2 ORDER BY l.at DESC, l.journal, l.place DESC LIMIT 200;

-- name: access_log_all_of_subject
-- columns: look
SELECT l.at, l.account, a.shown, l.purpose, l.outcome, l.kind, l.what FROM (
    SELECT at, account, purpose, outcome, kind, what, journal, place FROM access_log WHERE subject_id = $1
    UNION ALL
    SELECT x.at, x.account, x.purpose, 'yes' AS outcome, NULL AS kind, x.what, x.journal, x.place
    FROM access_listed d JOIN access_list x ON x.list = d.list WHERE d.subject_id = $1
) l LEFT JOIN account a ON a.name = l.account
ORDER BY l.at DESC, l.journal, l.place DESC;

-- name: ddl_looked
CREATE TABLE IF NOT EXISTS looked (
    account TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    at TEXT NOT NULL,
    before_at TEXT,
    seal TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (account, subject_id)
);

-- name: sealed_looked
SELECT account, subject_id, at, before_at, seal FROM looked ORDER BY account, subject_id;

-- name: looked_seal
SELECT seal FROM looked WHERE account = $1 AND subject_id = $2;

-- name: looked_get
SELECT at, before_at FROM looked WHERE account = $1 AND subject_id = $2;

-- name: looked_set
INSERT INTO looked (account, subject_id, at, before_at, seal) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (account, subject_id) DO UPDATE SET at = EXCLUDED.at, before_at = EXCLUDED.before_at, seal = EXCLUDED.seal
RETURNING seal;

-- name: looked_of_account
SELECT subject_id, at, before_at FROM looked WHERE account = $1 ORDER BY subject_id;

-- name: ddl_break_glass
CREATE TABLE IF NOT EXISTS break_glass (
    id BIGINT PRIMARY KEY,
    account TEXT NOT NULL,
    subject_id BIGINT NOT NULL,
    at TEXT NOT NULL,
    until_at TEXT NOT NULL,
    reason TEXT NOT NULL,
    seen_at TEXT,
    seen_by TEXT,
    seal TEXT NOT NULL
);

-- name: ddl_break_glass_subject
CREATE INDEX IF NOT EXISTS break_glass_subject ON break_glass (subject_id, account, until_at);

-- name: sealed_break_glass
SELECT id, account, subject_id, at, until_at, reason, seen_at, seen_by, seal FROM break_glass ORDER BY id;

-- name: break_glass_add
INSERT INTO break_glass (id, account, subject_id, at, until_at, reason, seen_at, seen_by, seal) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
RETURNING seal;

-- name: break_glass_get
SELECT id, account, subject_id, at, until_at, reason, seen_at, seen_by FROM break_glass WHERE id = $1;

-- name: break_glass_seal
SELECT seal FROM break_glass WHERE id = $1;

-- name: break_glass_set
UPDATE break_glass SET account = $2, subject_id = $3, at = $4, until_at = $5, reason = $6, seen_at = $7, seen_by = $8, seal = $9 WHERE id = $1
RETURNING seal;

-- name: break_glass_of_subject
SELECT b.at, b.account, a.shown, b.until_at, b.reason, b.seen_at, b.seen_by
FROM break_glass b LEFT JOIN account a ON a.name = b.account WHERE b.subject_id = $1 ORDER BY b.at DESC, b.id;

-- name: break_glass_unseen
-- Alerts that this account answers for: it holds the case ($1 worker), its team does ($2 team, when it may see the team),
-- or it owns the restriction ($3 account). $4 today.
SELECT b.id, b.subject_id, b.account, b.reason, b.at FROM break_glass b
WHERE b.seen_at IS NULL AND b.account <> $3
  AND (EXISTS (SELECT 1 FROM involvement i WHERE i.subject_id = b.subject_id AND i.removed = 0
               AND (i.from_on IS NULL OR i.from_on <= $4) AND (i.to_on IS NULL OR i.to_on >= $4)
               AND ((i.worker_id = $1 AND i.role = 'case_holder') OR i.team_id = $2))
       OR EXISTS (SELECT 1 FROM restriction r WHERE r.subject_id = b.subject_id AND r.removed = 0
                  AND (r.from_on IS NULL OR r.from_on <= $4) AND (r.to_on IS NULL OR r.to_on >= $4)
                  AND LOWER(COALESCE(r.owner, '')) = $3))
ORDER BY b.at DESC, b.id;

-- name: access_subject
SELECT kind FROM subject WHERE id = $1;

-- name: access_restriction
-- Restrictions in force on one subject: is this account named ($2), and has it opened the record for now ($4)?
SELECT CASE WHEN (' ' || REPLACE(REPLACE(LOWER(COALESCE(r.accounts, '')), ',', ' '), ';', ' ') || ' ') LIKE ('% ' || $2 || ' %') THEN 1 ELSE 0 END AS named,
       CASE WHEN EXISTS (SELECT 1 FROM break_glass b WHERE b.subject_id = r.subject_id AND b.account = $2 AND b.until_at > $4) THEN 1 ELSE 0 END AS opened
FROM restriction r
WHERE r.subject_id = $1 AND r.removed = 0 AND (r.from_on IS NULL OR r.from_on <= $3) AND (r.to_on IS NULL OR r.to_on >= $3);

-- name: access_hidden
-- columns: access_ids
-- Every subject that a restriction hides from this account ($1) today ($2), unless it opened it for now ($3).
SELECT DISTINCT r.subject_id AS id FROM restriction r
WHERE r.removed = 0 AND (r.from_on IS NULL OR r.from_on <= $2) AND (r.to_on IS NULL OR r.to_on >= $2)
  AND (' ' || REPLACE(REPLACE(LOWER(COALESCE(r.accounts, '')), ',', ' '), ';', ' ') || ' ') NOT LIKE ('% ' || $1 || ' %')
  AND NOT EXISTS (SELECT 1 FROM break_glass b WHERE b.subject_id = r.subject_id AND b.account = $1 AND b.until_at > $3)
ORDER BY id;

-- name: access_hidden_of
-- columns: access_ids
-- The same of some subjects: $1 ids (src/store/ids.h), $2 account, $3 today, $4 now.
WITH RECURSIVE part AS (
    SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
    UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
)
SELECT DISTINCT r.subject_id AS id FROM restriction r
WHERE r.subject_id IN (SELECT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) FROM part)
  AND r.removed = 0 AND (r.from_on IS NULL OR r.from_on <= $3) AND (r.to_on IS NULL OR r.to_on >= $3)
  AND (' ' || REPLACE(REPLACE(LOWER(COALESCE(r.accounts, '')), ',', ' '), ';', ' ') || ' ') NOT LIKE ('% ' || $2 || ' %')
  AND NOT EXISTS (SELECT 1 FROM break_glass b WHERE b.subject_id = r.subject_id AND b.account = $2 AND b.until_at > $4)
ORDER BY id;

-- name: access_team_of
-- This team and every team below it.
WITH RECURSIVE below AS (
    SELECT CAST($1 AS BIGINT) AS id
    UNION
    SELECT t.subject_id FROM team t JOIN below b ON t.parent_id = b.id WHERE t.removed = 0
)
SELECT id FROM below ORDER BY id;

-- name: access_reach
-- columns: access_ids
-- Everyone whom a worker ($1) or their team and those below it ($2, 0 for none) holds today ($3) or is to hold, their referral
-- being open with that team; with their families' members.
WITH RECURSIVE below AS (
    SELECT CAST($2 AS BIGINT) AS id
    UNION
    SELECT t.subject_id FROM team t JOIN below b ON t.parent_id = b.id WHERE t.removed = 0
), held AS (
    SELECT i.subject_id AS id FROM involvement i
    WHERE i.removed = 0 AND (i.from_on IS NULL OR i.from_on <= $3) AND (i.to_on IS NULL OR i.to_on >= $3)
      AND (i.worker_id = CAST($1 AS BIGINT) OR i.team_id IN (SELECT id FROM below WHERE id > 0)
           OR i.worker_id IN (SELECT w.subject_id FROM worker w WHERE w.removed = 0 AND w.team_id IN (SELECT id FROM below WHERE id > 0)))
    UNION SELECT r.subject_id FROM referral r
    WHERE r.removed = 0 AND (r.closed_on IS NULL OR r.closed_on > $3) AND r.team_id IN (SELECT id FROM below WHERE id > 0)
), families AS (
    SELECT m.family_id AS id FROM family_member m WHERE m.subject_id IN (SELECT id FROM held) AND m.removed = 0 AND m.family_id IS NOT NULL
)
SELECT id FROM held
UNION SELECT id FROM families
UNION SELECT m.subject_id FROM family_member m WHERE m.family_id IN (SELECT id FROM families) AND m.removed = 0
UNION SELECT w.subject_id FROM worker w WHERE w.removed = 0 AND (w.subject_id = CAST($1 AS BIGINT) OR w.team_id IN (SELECT id FROM below WHERE id > 0))
UNION SELECT id FROM below WHERE id > 0
ORDER BY 1;

-- name: access_holds
-- The short answer for most: this subject ($4) is with this worker ($1), or with their own team ($2) as SCOPE_TEAM counts it, today ($3).
SELECT 1 AS holds FROM involvement i
WHERE i.subject_id = CAST($4 AS BIGINT) AND i.removed = 0 AND (i.from_on IS NULL OR i.from_on <= $3) AND (i.to_on IS NULL OR i.to_on >= $3)
  AND (i.worker_id = CAST($1 AS BIGINT) OR (i.team_id = CAST($2 AS BIGINT) AND i.team_id > 0))
LIMIT 1;

-- name: access_reaches
-- The same question for one subject ($4).
WITH RECURSIVE below AS (
    SELECT CAST($2 AS BIGINT) AS id
    UNION
    SELECT t.subject_id FROM team t JOIN below b ON t.parent_id = b.id WHERE t.removed = 0
), families AS (
    SELECT m.family_id AS id FROM family_member m WHERE m.subject_id = CAST($4 AS BIGINT) AND m.removed = 0 AND m.family_id IS NOT NULL
    UNION SELECT CAST($4 AS BIGINT)
), people AS (
    SELECT CAST($4 AS BIGINT) AS id
    UNION SELECT m.subject_id FROM family_member m WHERE m.family_id IN (SELECT id FROM families) AND m.removed = 0
)
SELECT 1 AS reaches FROM people p WHERE
    EXISTS (SELECT 1 FROM involvement i WHERE i.subject_id = p.id AND i.removed = 0
            AND (i.from_on IS NULL OR i.from_on <= $3) AND (i.to_on IS NULL OR i.to_on >= $3)
            AND (i.worker_id = CAST($1 AS BIGINT) OR i.team_id IN (SELECT id FROM below WHERE id > 0)
                 OR i.worker_id IN (SELECT w.subject_id FROM worker w WHERE w.removed = 0 AND w.team_id IN (SELECT id FROM below WHERE id > 0))))
    OR EXISTS (SELECT 1 FROM referral r WHERE r.subject_id = p.id AND r.removed = 0 AND (r.closed_on IS NULL OR r.closed_on > $3)
               AND r.team_id IN (SELECT id FROM below WHERE id > 0))
    OR (p.id = CAST($1 AS BIGINT)) OR p.id IN (SELECT id FROM below WHERE id > 0)
    OR EXISTS (SELECT 1 FROM worker w WHERE w.subject_id = p.id AND w.removed = 0 AND w.team_id IN (SELECT id FROM below WHERE id > 0))
LIMIT 1;

-- name: access_reaches_of
-- columns: access_ids
-- The same question for some: $1 ids (src/store/ids.h), $2 worker, $3 team, $4 today. Gives those of them whom it reaches.
WITH RECURSIVE part AS (
    SELECT 1 AS i WHERE LENGTH(CAST($1 AS TEXT)) > 0
    UNION ALL SELECT i + 20 FROM part WHERE i + 20 < LENGTH(CAST($1 AS TEXT))
), asked AS (
    SELECT DISTINCT CAST(SUBSTR(CAST($1 AS TEXT), i, 20) AS BIGINT) AS id FROM part
), below AS (
    SELECT CAST($3 AS BIGINT) AS id
    UNION
    SELECT t.subject_id FROM team t JOIN below b ON t.parent_id = b.id WHERE t.removed = 0
), families AS (
    SELECT m.subject_id AS asked_id, m.family_id AS id FROM family_member m
    WHERE m.subject_id IN (SELECT id FROM asked) AND m.removed = 0 AND m.family_id IS NOT NULL
    UNION SELECT id AS asked_id, id FROM asked
), people AS (
    SELECT id AS asked_id, id FROM asked
    UNION SELECT f.asked_id, m.subject_id FROM families f JOIN family_member m ON m.family_id = f.id WHERE m.removed = 0
), reached AS (
    SELECT p.id FROM (SELECT DISTINCT id FROM people) p WHERE
        EXISTS (SELECT 1 FROM involvement i WHERE i.subject_id = p.id AND i.removed = 0
                AND (i.from_on IS NULL OR i.from_on <= $4) AND (i.to_on IS NULL OR i.to_on >= $4)
                AND (i.worker_id = CAST($2 AS BIGINT) OR i.team_id IN (SELECT id FROM below WHERE id > 0)
                     OR i.worker_id IN (SELECT w.subject_id FROM worker w WHERE w.removed = 0 AND w.team_id IN (SELECT id FROM below WHERE id > 0))))
        OR EXISTS (SELECT 1 FROM referral r WHERE r.subject_id = p.id AND r.removed = 0 AND (r.closed_on IS NULL OR r.closed_on > $4)
                   AND r.team_id IN (SELECT id FROM below WHERE id > 0))
        OR (p.id = CAST($2 AS BIGINT)) OR p.id IN (SELECT id FROM below WHERE id > 0)
        OR EXISTS (SELECT 1 FROM worker w WHERE w.subject_id = p.id AND w.removed = 0 AND w.team_id IN (SELECT id FROM below WHERE id > 0))
)
SELECT DISTINCT p.asked_id AS id FROM people p WHERE p.id IN (SELECT id FROM reached)
ORDER BY id;
