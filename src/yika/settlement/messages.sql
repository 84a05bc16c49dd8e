-- name: wait
-- Until the transaction ends nobody else is at work on messages whose keys come to these numbers; who is, is waited for.
-- And what is looked for is found by index, though the plan was made while the table was empty.
SELECT count(pg_advisory_xact_lock(number)), set_config('enable_seqscan', 'off', true)
FROM unnest(%(numbers)s::bigint[]) AS number;

-- name: wait_steadily
-- The same for many; and plans are made once and go by index: a plan made while a table was empty would read it whole for
-- every batch when it is full.
SELECT count(pg_advisory_xact_lock(number)), set_config('enable_seqscan', 'off', true),
    set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
    set_config('plan_cache_mode', 'force_generic_plan', true)
FROM unnest(%(numbers)s::bigint[]) AS number;

-- name: claim
-- Which of the messages nobody claimed before, with their new numbers.
SELECT k.place, nextval('message_ids')
FROM unnest(%(regions)s::int[], %(institution_ids)s::bigint[], %(infnos)s::text[], %(msgids)s::text[])
    WITH ORDINALITY AS k (region, institution_id, infno, msgid, place)
WHERE NOT EXISTS (
    SELECT FROM messages m
    WHERE m.region = k.region AND m.institution_id = k.institution_id AND m.infno = k.infno AND m.msgid = k.msgid
    OFFSET 0);

-- name: kept
-- What is kept of messages claimed before.
SELECT m.region, m.institution_id, m.infno, m.msgid, m.message_id, m.digest, m.request_sealed, m.reply_sealed,
    m.reversed_at, m.person_region, m.person_id
FROM unnest(%(regions)s::int[], %(institution_ids)s::bigint[], %(infnos)s::text[], %(msgids)s::text[])
    AS k (region, institution_id, infno, msgid)
JOIN messages m USING (region, institution_id, infno, msgid);

-- name: answer
-- Messages with their replies, before those are sent, and whom they were about. They are written only now, since a message
-- that is refused leaves nothing; one of the same key breaks the transaction.
INSERT INTO messages (region, institution_id, infno, msgid, message_id, digest, received_at, request_sealed, reply_sealed,
                      person_region, person_id)
SELECT unnest(%(regions)s::int[]), unnest(%(institution_ids)s::bigint[]), unnest(%(infnos)s::text[]),
    unnest(%(msgids)s::text[]), unnest(%(message_ids)s::bigint[]), unnest(%(digests)b::bytea[]),
    unnest(%(received)s::timestamptz[]), unnest(%(requests)b::bytea[]), unnest(%(replies)b::bytea[]),
    unnest(%(person_regions)s::int[]), unnest(%(person_ids)s::bigint[]);

-- name: bury
-- A tombstone for a message that never came, after whoever is at work on it; no row where it came.
INSERT INTO messages (region, institution_id, infno, msgid, digest, received_at, reversed_at)
SELECT %(region)s, %(institution_id)s, %(infno)s, %(msgid)s, '', %(at)s, %(at)s
FROM (SELECT pg_advisory_xact_lock(%(number)s) OFFSET 0) waited
ON CONFLICT DO NOTHING
RETURNING message_id;

-- name: reverse
-- A message is marked as reversed; no row where it was already.
UPDATE messages SET reversed_at = %(at)s
WHERE region = %(region)s AND institution_id = %(institution_id)s AND infno = %(infno)s AND msgid = %(msgid)s
    AND reversed_at IS NULL
RETURNING message_id;
