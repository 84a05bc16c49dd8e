-- name: give_password
-- A password as it was set or handed out in a character's past.
INSERT INTO passwords (region, person_id, card_id, kind, verifier, is_initial, set_at)
VALUES (%(region)s, %(person_id)s, %(card_id)s, %(kind)s, %(verifier)s, %(is_initial)s, %(set_at)s)
ON CONFLICT (region, person_id, card_id, kind) DO UPDATE
SET verifier = EXCLUDED.verifier, is_initial = EXCLUDED.is_initial, set_at = EXCLUDED.set_at;

-- name: add_uses
-- Uses of a card, numbered in the order given.
INSERT INTO card_uses (region, person_id, card_id, used_at, seq)
SELECT %(region)s, %(person_id)s, %(card_id)s, used_at, place
FROM unnest(%(used_at)s::timestamptz[]) WITH ORDINALITY AS given (used_at, place);

-- name: anybody
-- Whether anybody lives here yet.
SELECT EXISTS (SELECT FROM persons);

-- name: clock_started
-- Whether the sandbox has begun: its clock starts in the same transaction as the cast comes to live here.
SELECT EXISTS (SELECT FROM clock);
