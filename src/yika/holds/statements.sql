-- name: add
-- What a person says about a hold.
INSERT INTO hold_statements (region, person_id, statement_id, hold_id, kind, text_sealed, made_at)
VALUES (%(region)s, %(person_id)s, %(statement_id)s, %(hold_id)s, %(kind)s, %(text)s, %(made_at)s);

-- name: of_person
-- All a person said, oldest first.
SELECT statement_id, hold_id, kind, text_sealed, made_at, heard_at FROM hold_statements
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY made_at, statement_id;

-- name: hear
-- The hearings a person waited for were held.
UPDATE hold_statements SET heard_at = greatest(%(at)s, made_at)
WHERE region = %(region)s AND person_id = %(person_id)s AND kind = 'hearing' AND heard_at IS NULL;
