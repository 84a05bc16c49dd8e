-- name: claim
-- What is due, taken by one worker until its lease is over; whoever else looks passes these rows by.
WITH due AS (
    SELECT region, person_id, delivery_id FROM deliveries
    WHERE state = 'waiting' AND due_at <= %(now)s ORDER BY due_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), taken AS (
    UPDATE deliveries d SET attempts = attempts + 1, due_at = %(lease_until)s FROM due
    WHERE d.region = due.region AND d.person_id = due.person_id AND d.delivery_id = due.delivery_id
    RETURNING d.*
)
SELECT t.region, t.person_id, t.delivery_id, t.notice_id, t.attempts, t.attempts - t.attempts_before, n.kind, n.facts_sealed,
       n.ids, n.happened_at, t.phone_sealed,
       w.region, w.webhook_id, w.owner, w.url, w.events, w.secret_sealed, w.old_secret_sealed, w.old_until, w.created_at,
       w.ended_at, w.ended_because
FROM taken t JOIN notices n USING (region, person_id, notice_id)
LEFT JOIN webhooks w ON w.region = t.region AND w.webhook_id = t.webhook_id
ORDER BY t.recorded_at;

-- name: add_attempt
-- A try and what came of it.
INSERT INTO delivery_attempts (region, person_id, delivery_id, attempt, status, problem, took_ms, tried_at)
VALUES (%(region)s, %(person_id)s, %(delivery_id)s, %(attempt)s, %(status)s, %(problem)s, %(took_ms)s, %(tried_at)s);

-- name: outcome
-- What became of a delivery, unless it was taken over or sent anew meanwhile.
UPDATE deliveries SET state = %(state)s, why = %(why)s, due_at = coalesce(%(due_at)s, due_at), ended_at = %(ended_at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND delivery_id = %(delivery_id)s
  AND state = 'waiting' AND attempts = %(attempt)s AND due_at = %(lease_until)s;

-- name: waiting
-- How many wait, and since when the next is due.
SELECT count(*), min(due_at) FROM deliveries WHERE state = 'waiting';
