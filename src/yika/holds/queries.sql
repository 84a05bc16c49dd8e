-- name: place
-- A hold begins; the same grounds hold once at a time (holds_open_once).
INSERT INTO holds (region, person_id, hold_id, cause, basis, starts_at, ends_at)
VALUES (%(region)s, %(person_id)s, %(hold_id)s, %(cause)s, %(basis)s, %(starts_at)s, %(ends_at)s)
ON CONFLICT DO NOTHING;

-- name: of_person
-- A person's holds, ended ones too.
SELECT hold_id, cause, basis, starts_at, ends_at FROM holds
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY starts_at, hold_id;

-- name: finish
-- A hold ends at an instant; nothing else changes.
UPDATE holds SET ends_at = %(ends_at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND hold_id = %(hold_id)s;
