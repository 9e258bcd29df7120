-- What an import looks at once its rows are stored.

-- name: import_open_care
-- $1 a day: care that began by then and is said to go on, with where the record came from.
SELECT e.subject_id, e.started_on, e.source_key, p.council_id
FROM care_episode e JOIN person p ON p.id = e.subject_id
WHERE e.removed = 0 AND p.removed = 0 AND e.ended_on IS NULL AND e.started_on <= $1
ORDER BY p.council_id, e.started_on, e.id;

-- name: import_workers
SELECT w.id, w.team_id, w.department FROM worker w WHERE w.removed = 0 ORDER BY w.id;

-- name: import_worker_teams
-- $1 today: for which teams a worker works with children, the one with most of them first.
SELECT i.worker_id, i.team_id, COUNT(*) AS children, MAX(i.from_on) AS latest
FROM involvement i
WHERE i.removed = 0 AND i.worker_id IS NOT NULL AND i.team_id IS NOT NULL
  AND i.from_on <= $1 AND (i.to_on IS NULL OR i.to_on > $1)
GROUP BY i.worker_id, i.team_id
ORDER BY i.worker_id, children DESC, latest DESC, i.team_id;
