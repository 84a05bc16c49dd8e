-- name: of_institution
-- An institution's own items, by its code for them.
SELECT own_code, code, kind, starts_on, ends_on, details, recorded_at FROM institution_items
WHERE region = %(region)s AND institution_id = %(institution_id)s
ORDER BY own_code, code, starts_on;

-- name: at
-- One of them.
SELECT own_code, code, kind, starts_on, ends_on, details, recorded_at FROM institution_items
WHERE region = %(region)s AND institution_id = %(institution_id)s AND own_code = %(own_code)s AND code = %(code)s
    AND starts_on = %(starts_on)s;

-- name: add
-- A new one; no row where it is there.
INSERT INTO institution_items (region, institution_id, own_code, code, kind, starts_on, ends_on, details)
VALUES (
    %(region)s, %(institution_id)s, %(own_code)s, %(code)s, %(kind)s, %(starts_on)s, %(ends_on)s, %(details)s::jsonb
)
ON CONFLICT DO NOTHING RETURNING own_code;

-- name: remove
-- One that was mapped wrongly goes; settled lines hold their own copy of what it was.
DELETE FROM institution_items
WHERE region = %(region)s AND institution_id = %(institution_id)s AND own_code = %(own_code)s AND code = %(code)s
    AND kind = %(kind)s
RETURNING own_code;
