-- name: of_person
-- All attempts of a person to confirm, oldest first.
SELECT benefit, way, passed, confirmed_at FROM confirmations
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY confirmed_at, confirmation_id;

-- name: write
-- An attempt to confirm.
INSERT INTO confirmations (region, person_id, confirmation_id, benefit, way, passed, confirmed_at)
VALUES (%(region)s, %(person_id)s, %(confirmation_id)s, %(benefit)s, %(way)s, %(passed)s, %(at)s);
