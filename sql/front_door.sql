-- The front door: contacts that wait for a decision and those of today.

-- name: contacts_waiting
-- $1 now (instant): every contact without a decision, with its clock.
SELECT x.subject_id, x.id, x.received_at, x.urgency, x.source, x.reason, p.forename, p.surname, p.known_as, p.born_on, p.due_on,
       c.due, c.due_at
FROM contact x JOIN person p ON p.id = x.subject_id
LEFT JOIN clock c ON c.subject_id = x.subject_id AND c.opened_by = x.id AND c.rule = 'FD1'
WHERE x.removed = 0 AND p.removed = 0 AND x.decided_at IS NULL AND x.received_at <= $1
ORDER BY x.received_at, x.id;

-- name: contacts_received
-- $1 from (instant), $2 to: contacts received then, decided or not; and those decided since $3, whenever received.
SELECT x.subject_id, x.id, x.received_at, x.urgency, x.source, x.decision, x.decided_at, p.forename, p.surname, p.known_as, p.born_on, p.due_on,
       CASE WHEN x.decision = 'referral' AND NOT EXISTS (SELECT 1 FROM referral f WHERE f.subject_id = x.subject_id AND f.contact_id = x.id AND f.removed = 0)
            THEN 1 ELSE 0 END AS unreferred
FROM contact x JOIN person p ON p.id = x.subject_id
WHERE x.removed = 0 AND p.removed = 0 AND ((x.received_at >= $1 AND x.received_at < $2) OR (x.decided_at >= $3 AND x.decided_at < $2))
ORDER BY x.decided_at DESC NULLS LAST, x.received_at DESC, x.id DESC;
