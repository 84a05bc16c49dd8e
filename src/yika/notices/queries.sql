-- name: add
-- A notice in a person's inbox.
INSERT INTO notices (region, person_id, notice_id, kind, facts_sealed, ids, audience, happened_at)
VALUES (%(region)s, %(person_id)s, %(notice_id)s, %(kind)s, %(sealed)s, %(ids)s::jsonb, %(audience)s, %(happened_at)s);

-- name: send_text
-- The notice goes to the person's telephone too.
INSERT INTO deliveries (region, person_id, delivery_id, notice_id, phone_sealed)
VALUES (%(region)s, %(person_id)s, gen_random_uuid(), %(notice_id)s, %(phone)s);

-- name: send_to_webhooks
-- The notice goes to every open webhook of the region that asked for it: partners, and whom it concerns.
INSERT INTO deliveries (region, person_id, delivery_id, notice_id, webhook_id)
SELECT %(region)s, %(person_id)s, gen_random_uuid(), %(notice_id)s, webhook_id FROM webhooks
WHERE region = %(region)s AND ended_at IS NULL AND %(kind)s = ANY(events)
  AND (owner LIKE 'partner:%%' OR owner = ANY(%(audience)s::text[]));

-- name: inbox
-- A person's notices, newest first.
SELECT notice_id, kind, facts_sealed, ids, happened_at, read_at FROM notices
WHERE region = %(region)s AND person_id = %(person_id)s AND (read_at IS NULL OR NOT %(unread)s)
ORDER BY told_at DESC, notice_id LIMIT %(limit)s;

-- name: unread
-- How many notices a person has not read.
SELECT count(*) FROM notices WHERE region = %(region)s AND person_id = %(person_id)s AND read_at IS NULL;

-- name: read
-- Notices are read; what was read before stays as it is.
UPDATE notices SET read_at = %(at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND read_at IS NULL
  AND (%(notice_ids)s::uuid[] IS NULL OR notice_id = ANY(%(notice_ids)s::uuid[]))
RETURNING notice_id;

-- name: channel
-- How a channel of a person stands, if that was ever said.
SELECT state, lost_blind, changed_at FROM notice_channels
WHERE region = %(region)s AND person_id = %(person_id)s AND channel = %(channel)s;

-- name: set_channel
-- How a channel stands from now on.
INSERT INTO notice_channels (region, person_id, channel, state, lost_blind, changed_at)
VALUES (%(region)s, %(person_id)s, %(channel)s, %(state)s, %(lost_blind)s, %(changed_at)s)
ON CONFLICT (region, person_id, channel) DO UPDATE
SET state = EXCLUDED.state, lost_blind = EXCLUDED.lost_blind, changed_at = EXCLUDED.changed_at;
