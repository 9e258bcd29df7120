-- Who holds whom, and what is due for them: My work, Team, Worker. $today is always a parameter.
-- "Held" is an involvement that has begun and has not ended.

-- name: held_by_worker
-- $1 worker, $2 today, $3 account: everyone the worker is involved with, when the record last changed and by whom,
-- and when this account last looked.
SELECT i.subject_id, i.id, i.role, i.from_on, p.forename, p.surname, p.known_as, p.born_on, p.due_on,
       l.at AS changed_at, l.account AS changed_by, k.at AS looked_at
FROM involvement i
JOIN person p ON p.id = i.subject_id
JOIN subject s ON s.id = i.subject_id
JOIN ledger l ON l.subject_id = i.subject_id AND l.n = s.n
LEFT JOIN looked k ON k.subject_id = i.subject_id AND k.account = $3
WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND p.removed = 0
  AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)
ORDER BY p.surname, p.forename, i.subject_id, i.from_on, i.id;

-- name: families_of_worker
SELECT m.subject_id, m.family_id, f.name
FROM family_member m JOIN family f ON f.id = m.family_id
WHERE m.removed = 0 AND f.removed = 0 AND (m.to_on IS NULL OR m.to_on > $2)
  AND m.subject_id IN (SELECT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0
                       AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2))
ORDER BY m.subject_id, m.id;

-- name: clocks_of_worker
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by
FROM clock c
WHERE c.type = 'duty' AND COALESCE(c.ended, '9999') > $2 AND c.due IS NOT NULL AND c.opened <= $2
  AND c.subject_id IN (SELECT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0
                       AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2))
ORDER BY c.due, c.subject_id, c.rule, c.n;

-- name: standings_of_worker
-- What the council's duty to each is: one row for each thing that is going on.
SELECT x.subject_id, 'referral' AS standing FROM referral x WHERE x.removed = 0 AND x.received_on <= $2 AND (x.closed_on IS NULL OR x.closed_on > $2)
  AND x.subject_id IN (SELECT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2))
UNION ALL
SELECT x.subject_id, 'cin' FROM cin_plan x WHERE x.removed = 0 AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
  AND x.subject_id IN (SELECT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2))
UNION ALL
SELECT x.subject_id, 'cp' FROM cp_plan x WHERE x.removed = 0 AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
  AND x.subject_id IN (SELECT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2))
UNION ALL
SELECT x.subject_id, 'looked_after' FROM care_episode x WHERE x.removed = 0 AND x.started_on <= $2 AND (x.ended_on IS NULL OR x.ended_on > $2)
  AND x.subject_id IN (SELECT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2))
UNION ALL
SELECT x.subject_id, 'care_leaver' FROM care_leaver x WHERE x.removed = 0
  AND x.subject_id IN (SELECT i.subject_id FROM involvement i WHERE i.worker_id = CAST($1 AS BIGINT) AND i.removed = 0 AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2));

-- name: team_list
SELECT t.id, t.name, t.parent_id FROM team t WHERE t.removed = 0 ORDER BY t.name, t.id;

-- name: workers_of_team
-- $1 team, $2 today.
SELECT w.id, w.name, w.job_title, w.fte, w.agency, w.nqsw_from_on, w.started_on
FROM worker w
WHERE w.team_id = CAST($1 AS BIGINT) AND w.removed = 0 AND (w.left_on IS NULL OR w.left_on > $2)
ORDER BY w.name, w.id;

-- name: absences_of_team
SELECT a.subject_id, a.reason, a.from_on, a.to_on
FROM absence a JOIN worker w ON w.id = a.subject_id
WHERE w.team_id = CAST($1 AS BIGINT) AND a.removed = 0 AND a.from_on <= $2 AND (a.to_on IS NULL OR a.to_on >= $2)
ORDER BY a.subject_id, a.from_on;

-- name: absent_today
SELECT a.subject_id FROM absence a WHERE a.removed = 0 AND a.from_on <= $1 AND (a.to_on IS NULL OR a.to_on >= $1);

-- name: held_by_team
-- Case holders of the team and the children they hold.
SELECT i.worker_id, i.subject_id, i.from_on, p.forename, p.surname, p.known_as, p.born_on, p.due_on
FROM involvement i
JOIN worker w ON w.id = i.worker_id
JOIN person p ON p.id = i.subject_id
WHERE w.team_id = CAST($1 AS BIGINT) AND i.role = 'case_holder' AND i.removed = 0 AND p.removed = 0
  AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2)
ORDER BY p.surname, p.forename, i.subject_id, i.id;

-- name: clocks_of_team
SELECT c.subject_id, c.rule, c.row_no, c.opened, c.due, c.due_at, c.opened_by
FROM clock c
WHERE c.type = 'duty' AND COALESCE(c.ended, '9999') > $2 AND c.due IS NOT NULL AND c.opened <= $2 AND c.due <= $3
  AND c.subject_id IN (SELECT i.subject_id FROM involvement i JOIN worker w ON w.id = i.worker_id
                       WHERE w.team_id = CAST($1 AS BIGINT) AND i.role = 'case_holder' AND i.removed = 0
                       AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $2))
ORDER BY c.due, c.subject_id, c.rule, c.n;

-- name: unallocated_open
-- $1 today: children whose referral is open and who have no case holder, with the team the referral went to.
SELECT r.subject_id, r.id, r.received_on, r.team_id, r.need, p.forename, p.surname, p.known_as, p.born_on, p.due_on
FROM referral r JOIN person p ON p.id = r.subject_id
WHERE r.removed = 0 AND p.removed = 0 AND r.received_on <= $1 AND (r.closed_on IS NULL OR r.closed_on > $1)
  AND NOT EXISTS (SELECT 1 FROM involvement i WHERE i.subject_id = r.subject_id AND i.removed = 0 AND i.role = 'case_holder'
                  AND i.from_on <= $1 AND (i.to_on IS NULL OR i.to_on > $1))
ORDER BY r.received_on, r.subject_id;

-- name: caseload_by_team
-- $1 today: every held child with its holder's team, for the figures of all teams.
SELECT w.team_id, i.worker_id, i.subject_id
FROM involvement i JOIN worker w ON w.id = i.worker_id
WHERE i.role = 'case_holder' AND i.removed = 0 AND i.from_on <= $1 AND (i.to_on IS NULL OR i.to_on > $1)
ORDER BY w.team_id, i.worker_id, i.subject_id;

-- name: held_by_teams
-- $1 today: every held child with holder and team, by name.
SELECT t.id AS team_id, t.name AS team, w.id AS worker_id, w.name AS worker, i.subject_id, i.from_on, p.forename, p.surname, p.known_as, p.born_on, p.due_on
FROM involvement i
JOIN worker w ON w.id = i.worker_id
JOIN team t ON t.id = w.team_id
JOIN person p ON p.id = i.subject_id
WHERE i.role = 'case_holder' AND i.removed = 0 AND t.removed = 0 AND i.from_on <= $1 AND (i.to_on IS NULL OR i.to_on > $1)
ORDER BY p.surname NULLS LAST, p.forename NULLS LAST, i.subject_id, t.id, i.id;

-- name: late_by_subject
-- $1 today: how many duties of each rule are late for each subject.
SELECT l.subject_id, l.rule, COUNT(*) AS n FROM (
    SELECT c.subject_id, c.rule FROM clock c WHERE c.type = 'duty' AND c.due < $1 AND c.opened <= $1 AND c.ended IS NULL
    UNION ALL
    SELECT c.subject_id, c.rule FROM clock c WHERE c.type = 'duty' AND c.due < $1 AND c.opened <= $1 AND c.ended > $1) l
GROUP BY l.subject_id, l.rule ORDER BY l.subject_id, l.rule;

-- name: workers_by_team
-- $1 today.
SELECT w.team_id, w.id, w.name, w.fte, w.nqsw_from_on FROM worker w
WHERE w.removed = 0 AND w.team_id IS NOT NULL AND (w.left_on IS NULL OR w.left_on > $1)
ORDER BY w.team_id, w.id;

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
