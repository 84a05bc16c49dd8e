-- name: new_id
-- The next number for a webhook.
SELECT nextval('webhook_ids');

-- name: add
-- A webhook.
INSERT INTO webhooks (region, webhook_id, owner, url, events, secret_sealed, created_at)
VALUES (%(region)s, %(webhook_id)s, %(owner)s, %(url)s, %(events)s, %(sealed)s, %(at)s);

-- name: one
-- One webhook.
SELECT region, webhook_id, owner, url, events, secret_sealed, old_secret_sealed, old_until, created_at, ended_at, ended_because
FROM webhooks WHERE region = %(region)s AND webhook_id = %(webhook_id)s;

-- name: of_region
-- The webhooks of a region, of one owner if that is named, oldest first.
SELECT region, webhook_id, owner, url, events, secret_sealed, old_secret_sealed, old_until, created_at, ended_at, ended_because
FROM webhooks WHERE region = %(region)s AND (%(owner)s::text IS NULL OR owner = %(owner)s) ORDER BY webhook_id;

-- name: open_of
-- How many webhooks an owner has.
SELECT count(*) FROM webhooks WHERE region = %(region)s AND owner = %(owner)s AND ended_at IS NULL;

-- name: change
-- Another address, or other events.
UPDATE webhooks SET url = %(url)s, events = %(events)s WHERE region = %(region)s AND webhook_id = %(webhook_id)s;

-- name: finish
-- A webhook hears of nothing more.
UPDATE webhooks SET ended_at = %(at)s, ended_because = %(because)s
WHERE region = %(region)s AND webhook_id = %(webhook_id)s AND ended_at IS NULL;

-- name: rotate
-- A new secret; the one before signs too for a while.
UPDATE webhooks SET old_secret_sealed = %(old_sealed)s, old_until = %(old_until)s, secret_sealed = %(sealed)s
WHERE region = %(region)s AND webhook_id = %(webhook_id)s;

-- name: deliveries
-- What a webhook was sent or will be, newest first.
SELECT d.delivery_id, d.region, d.person_id, d.notice_id, n.kind, d.webhook_id, d.state, d.why, d.attempts, d.due_at,
       d.ended_at, n.happened_at, n.ids
FROM deliveries d JOIN notices n USING (region, person_id, notice_id)
WHERE d.region = %(region)s AND d.webhook_id = %(webhook_id)s AND (%(state)s::text IS NULL OR d.state = %(state)s)
ORDER BY d.recorded_at DESC, d.delivery_id LIMIT %(limit)s;

-- name: delivery
-- One delivery of a webhook.
SELECT d.delivery_id, d.region, d.person_id, d.notice_id, n.kind, d.webhook_id, d.state, d.why, d.attempts, d.due_at,
       d.ended_at, n.happened_at, n.ids
FROM deliveries d JOIN notices n USING (region, person_id, notice_id)
WHERE d.region = %(region)s AND d.webhook_id = %(webhook_id)s AND d.delivery_id = %(delivery_id)s;

-- name: attempts
-- Each try of a delivery, in order.
SELECT attempt, status, problem, took_ms, tried_at FROM delivery_attempts
WHERE region = %(region)s AND person_id = %(person_id)s AND delivery_id = %(delivery_id)s ORDER BY attempt;

-- name: resend
-- A delivery is sent once more, whatever became of it; its tries begin anew.
UPDATE deliveries SET state = 'waiting', why = NULL, ended_at = NULL, due_at = %(at)s, attempts_before = attempts
WHERE region = %(region)s AND webhook_id = %(webhook_id)s AND delivery_id = %(delivery_id)s;

-- name: replay_kept
-- What a webhook was not delivered since an instant is due again.
UPDATE deliveries d SET state = 'waiting', why = NULL, ended_at = NULL, due_at = %(at)s, attempts_before = d.attempts
FROM notices n
WHERE d.region = %(region)s AND d.webhook_id = %(webhook_id)s AND d.state <> 'delivered'
  AND n.region = d.region AND n.person_id = d.person_id AND n.notice_id = d.notice_id AND n.told_at >= %(since)s
RETURNING d.delivery_id;

-- name: replay_missed
-- What was never on its way to a webhook, though it asks for it, goes there now.
INSERT INTO deliveries (region, person_id, delivery_id, notice_id, webhook_id, due_at)
SELECT n.region, n.person_id, gen_random_uuid(), n.notice_id, w.webhook_id, %(at)s
FROM webhooks w JOIN notices n ON n.region = w.region AND n.kind = ANY(w.events)
    AND (w.owner LIKE 'partner:%%' OR w.owner = ANY(n.audience))
WHERE w.region = %(region)s AND w.webhook_id = %(webhook_id)s AND n.told_at >= %(since)s
ON CONFLICT DO NOTHING
RETURNING delivery_id;
