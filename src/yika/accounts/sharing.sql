-- name: grant
-- A relative may use the account.
INSERT INTO shares (region, person_id, share_id, relative_region, relative_id, relation, yearly_max_fen, starts_at, ends_at)
VALUES (%(region)s, %(person_id)s, %(share_id)s, %(relative_region)s, %(relative_id)s, %(relation)s, %(yearly_max_fen)s,
        %(starts_at)s, %(ends_at)s);

-- name: revoke
-- The relative may no longer.
UPDATE shares SET ends_at = %(at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND share_id = %(share_id)s;

-- name: of_owner
-- What an owner lets relatives use, oldest first.
SELECT region, person_id, relative_region, relative_id, share_id, relation, starts_at, ends_at, yearly_max_fen FROM shares
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY starts_at, share_id;

-- name: of_relative
-- Whose accounts somebody may use, oldest first.
SELECT region, person_id, relative_region, relative_id, share_id, relation, starts_at, ends_at, yearly_max_fen FROM shares
WHERE relative_region = %(region)s AND relative_id = %(person_id)s ORDER BY starts_at, share_id;

-- name: used
-- What a relative used of a share since an instant.
SELECT coalesce(sum(amount_fen), 0)::bigint FROM share_uses
WHERE region = %(region)s AND person_id = %(person_id)s AND share_id = %(share_id)s AND used_at >= %(since)s;

-- name: note_use
-- A relative used so much; the same use counts once.
INSERT INTO share_uses (region, person_id, share_id, use_id, amount_fen, used_at)
VALUES (%(region)s, %(person_id)s, %(share_id)s, %(use_id)s, %(amount_fen)s, %(used_at)s) ON CONFLICT DO NOTHING;
