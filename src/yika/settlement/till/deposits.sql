-- name: held
-- What is held for a stay, in fen by the wallet it came from.
SELECT deposit FROM visits
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s;

-- name: keep
-- What is held for a stay from now on; null: nothing.
UPDATE visits SET deposit = %(deposit)s::jsonb
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s;
