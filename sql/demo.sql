-- What a demonstration's database says about itself, to be held against the figures it was asked to follow.
-- $1 is the day after which a year's events count, $2 the last day.

-- name: demo_rows
SELECT COUNT(*) AS n FROM ledger;

-- name: demo_children
SELECT COUNT(*) AS n FROM person p WHERE p.removed = 0 AND p.council_id IS NOT NULL;

-- name: demo_referrals
SELECT COUNT(*) AS n, COUNT(DISTINCT subject_id) AS children, COALESCE(SUM(nfa), 0) AS no_further
FROM referral WHERE removed = 0 AND received_on > $1 AND received_on <= $2;

-- name: demo_referral_days
SELECT subject_id, received_on FROM referral WHERE removed = 0 AND received_on <= $1 ORDER BY subject_id, received_on;

-- name: demo_in_need
-- Open on the last day: not those closed, nor those whose assessment found no need.
SELECT COUNT(*) AS n FROM referral r
WHERE r.removed = 0 AND r.received_on <= $1 AND (r.closed_on IS NULL OR r.closed_on > $1) AND COALESCE(r.nfa, 0) = 0;

-- name: demo_assessments
SELECT started_on, authorised_on, COALESCE(nfa, 0) AS no_further FROM assessment
WHERE removed = 0 AND authorised_on > $1 AND authorised_on <= $2 AND assessment_type IS DISTINCT FROM 'update';

-- name: demo_conferences
SELECT d.held_at, c.held_on FROM conference c JOIN s47_enquiry q ON q.id = c.s47_enquiry_id
JOIN strategy_discussion d ON d.id = q.strategy_discussion_id
WHERE c.removed = 0 AND c.held_on > $1 AND c.held_on <= $2;

-- name: demo_plans
SELECT COUNT(*) FILTER (WHERE started_on > $1) AS started,
       COUNT(*) FILTER (WHERE started_on > $1 AND previous_plans > 0) AS again,
       COUNT(*) FILTER (WHERE ended_on IS NULL OR ended_on > $2) AS open,
       COUNT(*) FILTER (WHERE ended_on > $1 AND ended_on <= $2) AS ended
FROM cp_plan WHERE removed = 0 AND started_on <= $2;

-- name: demo_enquiries
SELECT COUNT(*) AS n FROM s47_enquiry WHERE removed = 0 AND started_on > $1 AND started_on <= $2;

-- name: demo_care
SELECT COUNT(*) FILTER (WHERE start_reason = 'S' AND started_on > $1) AS started,
       COUNT(*) FILTER (WHERE end_reason <> 'X1' AND ended_on > $1 AND ended_on <= $2) AS ended,
       COUNT(*) FILTER (WHERE ended_on IS NULL OR ended_on > $2) AS open,
       COUNT(*) FILTER (WHERE (ended_on IS NULL OR ended_on > $2) AND legal_status = 'C2') AS full_orders,
       COUNT(*) FILTER (WHERE (ended_on IS NULL OR ended_on > $2) AND legal_status = 'C1') AS interim_orders,
       COUNT(*) FILTER (WHERE (ended_on IS NULL OR ended_on > $2) AND legal_status = 'V2') AS accommodated,
       COUNT(*) FILTER (WHERE (ended_on IS NULL OR ended_on > $2) AND need = 'N1') AS abused
FROM care_episode WHERE removed = 0 AND started_on <= $2;

-- name: demo_placed
SELECT COUNT(*) FILTER (WHERE placement_type IN ('U1', 'U2', 'U3', 'U4', 'U5', 'U6')) AS fostered,
       COUNT(*) FILTER (WHERE placement_type IN ('K1', 'K2')) AS homes,
       COUNT(*) FILTER (WHERE placement_type IN ('K3', 'H5')) AS supported,
       COUNT(*) FILTER (WHERE provider = 'PR1') AS own,
       COUNT(*) FILTER (WHERE provider = 'PR4') AS private, COUNT(*) AS n
FROM placement WHERE removed = 0 AND started_on <= $1 AND (ended_on IS NULL OR ended_on > $1);

-- name: demo_moved
-- Children in care on the last day with three or more placements in the year.
SELECT COUNT(*) AS n FROM (SELECT p.subject_id FROM placement p
    WHERE p.removed = 0 AND p.started_on <= $2 AND (p.ended_on IS NULL OR p.ended_on > $1)
      AND p.subject_id IN (SELECT subject_id FROM care_episode
                           WHERE removed = 0 AND started_on <= $2 AND (ended_on IS NULL OR ended_on > $2))
    GROUP BY p.subject_id HAVING COUNT(*) >= 3) x;

-- name: demo_three_workers
-- Children in care on the last day, and those of them held by three or more social workers in the year.
SELECT COUNT(*) AS children, COUNT(*) FILTER (WHERE n >= 3) AS three_or_more FROM (SELECT c.subject_id,
        (SELECT COUNT(DISTINCT i.worker_id) FROM involvement i
          WHERE i.subject_id = c.subject_id AND i.removed = 0 AND i.role = 'case_holder'
            AND i.from_on <= $2 AND (i.to_on IS NULL OR i.to_on > $1)) AS n
    FROM care_episode c WHERE c.removed = 0 AND c.started_on <= $2 AND (c.ended_on IS NULL OR c.ended_on > $2)) x;

-- name: demo_missing
SELECT COUNT(DISTINCT subject_id) AS n FROM missing_episode
WHERE removed = 0 AND started_at > $1 AND missing_type = 'M';

-- name: demo_staff
SELECT w.subject_id, w.fte, COALESCE(w.agency, 0) AS agency, w.role, w.started_on, w.left_on, t.function,
       (SELECT COUNT(DISTINCT i.subject_id) FROM involvement i
         WHERE i.worker_id = w.subject_id AND i.removed = 0 AND i.role = 'case_holder'
            AND i.from_on <= $1 AND (i.to_on IS NULL OR i.to_on > $1)) AS held
FROM worker w LEFT JOIN team t ON t.subject_id = w.team_id WHERE w.removed = 0;

-- name: demo_absences
SELECT from_on, COALESCE(to_on, $2) AS until_on FROM absence
WHERE removed = 0 AND reason = 'sickness' AND from_on <= $2 AND COALESCE(to_on, $2) > $1;

-- name: demo_leavers
SELECT COUNT(*) AS n, COUNT(*) FILTER (WHERE suitable = '1') AS suitable,
       COUNT(*) FILTER (WHERE activity IN ('F1', 'F2', 'F4', 'F5', 'P1', 'P2', 'P4', 'P5')) AS active
FROM care_leaver WHERE removed = 0 AND eligibility = 'former_relevant'
  AND subject_id IN (SELECT subject_id FROM referral WHERE removed = 0 AND (closed_on IS NULL OR closed_on > $1));
