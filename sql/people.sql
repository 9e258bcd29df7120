-- Who holds whom, and what is due for them: My work, Team, Service, Worker. $today is always a parameter.
-- "Held" is an involvement that has begun and has not ended.

-- name: held_by_worker
-- $1 worker, $2 today, $3 account: everyone the worker is involved with, what the council does for them, when the
-- record last changed and by whom, and when this account last looked.
SELECT i.subject_id, i.id, i.role, i.from_on, p.forename, p.surname, p.known_as, p.born_on, p.due_on,
       l.at AS changed_at, l.account AS changed_by, k.at AS looked_at,
       CASE WHEN EXISTS (SELECT 1 FROM referral x WHERE x.subject_id = i.subject_id AND x.removed = 0
                         AND x.received_on <= $2
                         AND (x.closed_on IS NULL OR x.closed_on > $2)) THEN 1 ELSE 0 END AS referral,
       CASE WHEN EXISTS (SELECT 1 FROM cin_plan x WHERE x.subject_id = i.subject_id AND x.removed = 0
                         AND x.started_on <= $2
                         AND (x.ended_on IS NULL OR x.ended_on > $2)) THEN 1 ELSE 0 END AS cin,
       CASE WHEN EXISTS (SELECT 1 FROM cp_plan x WHERE x.subject_id = i.subject_id AND x.removed = 0
                         AND x.started_on <= $2
                         AND (x.ended_on IS NULL OR x.ended_on > $2)) THEN 1 ELSE 0 END AS cp,
       CASE WHEN EXISTS (SELECT 1 FROM care_episode x WHERE x.subject_id = i.subject_id AND x.removed = 0
                         AND x.started_on <= $2
                         AND (x.ended_on IS NULL OR x.ended_on > $2)) THEN 1 ELSE 0 END AS looked_after,
       CASE WHEN EXISTS (SELECT 1 FROM care_leaver x WHERE x.subject_id = i.subject_id AND x.removed = 0)
            THEN 1 ELSE 0 END AS care_leaver
FROM involvement i
JOIN person p ON p.id = i.subject_id
JOIN subject s ON s.id = i.subject_id
JOIN ledger l ON l.subject_id = i.subject_id AND l.n = s.n
LEFT JOIN looked k ON k.subject_id = i.subject_id AND k.account = $3
WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND p.removed = 0
  AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)
ORDER BY p.surname, p.forename, i.subject_id, i.from_on, i.id;

-- name: families_of_worker
-- The join is crossed here and below so that both engines begin with the few children.
SELECT m.subject_id, m.family_id, f.name
FROM (SELECT DISTINCT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0
      AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)) x
CROSS JOIN family_member m CROSS JOIN family f
WHERE m.subject_id = x.subject_id AND f.id = m.family_id AND m.removed = 0 AND f.removed = 0
  AND (m.to_on IS NULL OR m.to_on > $2)
ORDER BY m.subject_id, m.id;

-- name: clocks_of_worker
-- columns: duty
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by
FROM (SELECT DISTINCT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0
      AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)) x
CROSS JOIN clock c
WHERE c.subject_id = x.subject_id AND c.type = 'duty' AND COALESCE(c.ended, '9999') > $2
  AND c.due IS NOT NULL AND c.opened <= $2
ORDER BY c.due, c.subject_id, c.rule, c.n;

-- name: team_list
SELECT t.id, t.name, t.parent_id FROM team t WHERE t.removed = 0 ORDER BY t.name, t.id;

-- name: workers_by_team
-- $1 today: everybody who works here, those of one team together.
SELECT w.team_id, w.id, w.name, w.job_title, w.fte, w.agency, w.nqsw_from_on FROM worker w
WHERE w.removed = 0 AND w.team_id IS NOT NULL AND (w.left_on IS NULL OR w.left_on > $1)
ORDER BY w.team_id, w.id;

-- name: absent_today
-- $1 today; of two reasons the later stands.
SELECT a.subject_id, a.reason FROM absence a
WHERE a.removed = 0 AND a.from_on <= $1 AND (a.to_on IS NULL OR a.to_on >= $1)
ORDER BY a.subject_id, a.from_on, a.id;

-- name: cases_held
-- $1 today: every case that is held, in the order of the children, with its holder's team. In two halves, so that both engines
-- go by the day on which it ended and not through everything that ever was held.
SELECT i.subject_id, i.worker_id, w.team_id, i.from_on
FROM (SELECT h.id, h.subject_id, h.worker_id, h.from_on, h.role, h.removed FROM involvement h WHERE h.to_on IS NULL
      UNION ALL
      SELECT h.id, h.subject_id, h.worker_id, h.from_on, h.role, h.removed FROM involvement h WHERE h.to_on > $1) i
JOIN worker w ON w.id = i.worker_id
JOIN person p ON p.id = i.subject_id
WHERE i.role = 'case_holder' AND i.removed = 0 AND p.removed = 0 AND i.from_on <= $1
ORDER BY i.subject_id, i.id;

-- name: cases_due
-- $1 today, $2 a day soon: what is late or due until then, of anybody. Read from two indexes alone (clock.sql); + 0 keeps SQLite
-- from all of a third that has the children's order already.
SELECT x.subject_id, x.rule, x.due
FROM (SELECT c.subject_id, c.rule, c.due FROM clock c
      WHERE c.type = 'duty' AND c.due <= $2 AND c.opened <= $1 AND c.ended IS NULL
      UNION ALL
      SELECT c.subject_id, c.rule, c.due FROM clock c
      WHERE c.type = 'duty' AND c.due <= $2 AND c.opened <= $1 AND c.ended > $1) x
ORDER BY x.subject_id + 0, x.due, x.rule;

-- name: cases_waiting
-- $1 today: children whose referral is open and who have no case holder, with the team the referral went to.
SELECT r.subject_id, r.id, r.received_on, r.team_id, r.need, p.forename, p.surname, p.known_as, p.born_on, p.due_on
FROM referral r JOIN person p ON p.id = r.subject_id
WHERE r.removed = 0 AND p.removed = 0 AND r.received_on <= $1 AND (r.closed_on IS NULL OR r.closed_on > $1)
  AND r.subject_id NOT IN (SELECT i.subject_id FROM involvement i
                           WHERE i.to_on IS NULL AND i.removed = 0 AND i.role = 'case_holder' AND i.from_on <= $1
                           UNION ALL
                           SELECT i.subject_id FROM involvement i
                           WHERE i.to_on > $1 AND i.removed = 0 AND i.role = 'case_holder' AND i.from_on <= $1)
ORDER BY r.received_on, r.subject_id, r.id;

-- name: held_by_team
-- $1 team, $2 today: the children whom its case holders hold, by name.
SELECT i.subject_id, p.forename, p.surname, p.known_as, p.born_on, p.due_on
FROM worker w
JOIN involvement i ON i.worker_id = w.id
JOIN person p ON p.id = i.subject_id
WHERE w.team_id = CAST($1 AS BIGINT) AND i.role = 'case_holder' AND i.removed = 0 AND p.removed = 0
  AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)
ORDER BY p.surname, p.forename, i.subject_id, i.id;

-- name: held_by_teams
-- $1 today: every held child with holder and team, by name.
SELECT t.id AS team_id, t.name AS team, w.id AS worker_id, w.name AS worker, i.subject_id, i.from_on,
       p.forename, p.surname, p.known_as, p.born_on, p.due_on
FROM involvement i
JOIN worker w ON w.id = i.worker_id
JOIN team t ON t.id = w.team_id
JOIN person p ON p.id = i.subject_id
WHERE i.role = 'case_holder' AND i.removed = 0 AND t.removed = 0 AND p.removed = 0
  AND i.from_on <= $1 AND (i.to_on IS NULL OR i.to_on > $1)
ORDER BY p.surname NULLS LAST, p.forename NULLS LAST, i.subject_id, t.id, i.id;

-- name: worker_past
-- $1 worker, $2 today: children held before, newest end first.
SELECT i.subject_id, i.role, i.from_on, i.to_on, i.change_reason, p.forename, p.surname, p.known_as
FROM involvement i JOIN person p ON p.id = i.subject_id
WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND i.to_on IS NOT NULL AND i.to_on <= $2
ORDER BY i.to_on DESC, i.id DESC LIMIT 50;

-- name: worker_card
SELECT w.name, w.job_title, w.registration, w.fte, w.agency, w.nqsw_from_on, w.started_on, w.team_id, t.name AS team
FROM worker w LEFT JOIN team t ON t.id = w.team_id
WHERE w.id = CAST($1 AS BIGINT) AND w.removed = 0;

-- name: every_worker
-- columns: subject_line
SELECT w.id, w.name, t.name AS note, w.left_on AS ended_on
FROM worker w LEFT JOIN team t ON t.id = w.team_id WHERE w.removed = 0 ORDER BY w.name, w.id;

-- name: every_team
-- columns: subject_line
SELECT t.id, t.name, above.name AS note, t.closed_on AS ended_on
FROM team t LEFT JOIN team above ON above.id = t.parent_id WHERE t.removed = 0 ORDER BY t.name, t.id;

-- name: every_household
-- columns: subject_line
SELECT h.id, h.name, h.household_type AS note, h.ended_on FROM household h WHERE h.removed = 0 ORDER BY h.name, h.id;

-- name: every_authority
-- columns: subject_line
SELECT a.id, a.name, CAST(NULL AS TEXT) AS note, CAST(NULL AS TEXT) AS ended_on
FROM authority a WHERE a.removed = 0 ORDER BY a.name, a.id;

-- name: cases_of_worker
-- $1 worker, $2 day: how many cases they hold on that day.
SELECT COUNT(DISTINCT i.subject_id) AS n FROM involvement i
WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND i.role = 'case_holder' AND (i.to_on IS NULL OR i.to_on > $2);
