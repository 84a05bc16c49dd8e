-- name: claim
-- The messages that nobody claimed before, with their new numbers. A second one of the same key waits here for the first.
INSERT INTO messages (region, institution_id, infno, msgid, digest, received_at)
SELECT m.region, m.institution_id, m.infno, m.msgid, decode(m.digest, 'base64'), m.received_at
FROM json_to_recordset(%(messages)s::json) AS m (
    region int, institution_id bigint, infno text, msgid text, digest text, received_at timestamptz)
ON CONFLICT DO NOTHING
RETURNING region, institution_id, infno, msgid, message_id;

-- name: kept
-- What is kept of messages claimed before.
SELECT m.region, m.institution_id, m.infno, m.msgid, m.message_id, m.digest, m.request_sealed, m.reply_sealed,
    m.reversed_at, m.person_region, m.person_id
FROM unnest(%(regions)s::int[], %(institution_ids)s::bigint[], %(infnos)s::text[], %(msgids)s::text[])
    AS k (region, institution_id, infno, msgid)
JOIN messages m USING (region, institution_id, infno, msgid);

-- name: answer
-- Messages with their replies, before those are sent, and whom they were about. What was asked is written only now, since a
-- message that is refused leaves nothing.
UPDATE messages AS m
SET request_sealed = decode(a.request, 'base64'), reply_sealed = decode(a.reply, 'base64'),
    person_region = a.person_region, person_id = a.person_id
FROM json_to_recordset(%(answered)s::json) AS a (
    region int, institution_id bigint, infno text, msgid text, request text, reply text, person_region int,
    person_id bigint)
WHERE m.region = a.region AND m.institution_id = a.institution_id AND m.infno = a.infno AND m.msgid = a.msgid;

-- name: bury
-- A tombstone for a message that never came; no row where it did.
INSERT INTO messages (region, institution_id, infno, msgid, digest, received_at, reversed_at)
VALUES (%(region)s, %(institution_id)s, %(infno)s, %(msgid)s, '', %(at)s, %(at)s)
ON CONFLICT DO NOTHING
RETURNING message_id;

-- name: reverse
-- A message is marked as reversed; no row where it was already.
UPDATE messages SET reversed_at = %(at)s
WHERE region = %(region)s AND institution_id = %(institution_id)s AND infno = %(infno)s AND msgid = %(msgid)s
    AND reversed_at IS NULL
RETURNING message_id;

-- name: forget
-- What came and what was answered before a moment goes; that it came, and when, stays.
UPDATE messages SET request_sealed = NULL, reply_sealed = NULL
WHERE region = %(region)s AND received_at < %(before)s AND request_sealed IS NOT NULL;
