-- name: of_person
-- A person's cards with events and passwords, each as one JSON object, oldest first.
SELECT c.number_sealed, json_build_object(
    'card_id', c.card_id, 'form', c.form, 'generation', c.generation, 'issuer', c.issuer, 'bank', c.bank,
    'reason', c.reason, 'replaces', c.replaces, 'expires_on', c.expires_on,
    'events', (SELECT coalesce(json_agg(json_build_array(e.kind, e.happened_at) ORDER BY e.seq), '[]') FROM card_events e
        WHERE e.region = c.region AND e.person_id = c.person_id AND e.card_id = c.card_id),
    'passwords', (SELECT coalesce(json_agg(json_build_object(
            'kind', p.kind, 'is_set', p.verifier IS NOT NULL, 'is_initial', p.is_initial, 'set_at', p.set_at,
            'wrong_count', p.wrong_count, 'wrong_at', p.wrong_at, 'locked_at', p.locked_at)), '[]') FROM passwords p
        WHERE p.region = c.region AND p.person_id = c.person_id AND p.card_id = c.card_id)
)::text
FROM cards c WHERE c.region = %(region)s AND c.person_id = %(person_id)s ORDER BY c.card_id;

-- name: new_card_id
-- The next number for a card.
SELECT nextval('card_ids');

-- name: add_card
-- A card as ordered.
INSERT INTO cards (region, person_id, card_id, form, number_sealed, generation, issuer, bank, reason, replaces, expires_on)
VALUES (%(region)s, %(person_id)s, %(card_id)s, %(form)s, %(number_sealed)s, %(generation)s, %(issuer)s, %(bank)s,
        %(reason)s, %(replaces)s, %(expires_on)s);

-- name: add_event
-- Something happened to a card. The anchor is locked, so the next number in line is free.
INSERT INTO card_events (region, person_id, card_id, seq, kind, happened_at)
SELECT %(region)s, %(person_id)s, %(card_id)s, coalesce(max(seq), 0) + 1, %(kind)s, %(happened_at)s FROM card_events
WHERE region = %(region)s AND person_id = %(person_id)s AND card_id = %(card_id)s;

-- name: has_event
-- Whether there is such an event of a card. Numbers of events are small.
SELECT 1 FROM card_events
WHERE region = %(region)s AND person_id = %(person_id)s AND card_id = %(card_id)s AND seq::bigint = %(seq)s;

-- name: password
-- A password's verifier and count. The anchor is locked.
SELECT verifier, is_initial, set_at, wrong_count, wrong_at, locked_at FROM passwords
WHERE region = %(region)s AND person_id = %(person_id)s AND card_id = %(card_id)s AND kind = %(kind)s;

-- name: set_password
-- A password as newly set: no wrong entries, no lock.
INSERT INTO passwords (region, person_id, card_id, kind, verifier, is_initial, set_at)
VALUES (%(region)s, %(person_id)s, %(card_id)s, %(kind)s, %(verifier)s, %(is_initial)s, %(set_at)s)
ON CONFLICT (region, person_id, card_id, kind) DO UPDATE
SET verifier = EXCLUDED.verifier, is_initial = EXCLUDED.is_initial, set_at = EXCLUDED.set_at,
    wrong_count = 0, wrong_at = NULL, locked_at = NULL;

-- name: count_entry
-- The count after an entry, wrong or right.
UPDATE passwords SET wrong_count = %(wrong_count)s, wrong_at = %(wrong_at)s, locked_at = %(locked_at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND card_id = %(card_id)s AND kind = %(kind)s;

-- name: renew_verifier
-- The same password under the key now in use.
UPDATE passwords SET verifier = %(verifier)s
WHERE region = %(region)s AND person_id = %(person_id)s AND card_id = %(card_id)s AND kind = %(kind)s;

-- name: unactivated
-- Who of some people has a card or e-credential, but none that was activated and not cancelled since.
SELECT c.person_id FROM cards c
WHERE c.region = %(region)s AND c.person_id = ANY(%(person_ids)s::bigint[])
GROUP BY c.person_id
HAVING NOT bool_or(
    EXISTS (SELECT FROM card_events e WHERE e.region = c.region AND e.person_id = c.person_id
        AND e.card_id = c.card_id AND e.kind = 'activated')
    AND NOT EXISTS (SELECT FROM card_events e WHERE e.region = c.region AND e.person_id = c.person_id
        AND e.card_id = c.card_id AND e.kind = 'cancelled'));
