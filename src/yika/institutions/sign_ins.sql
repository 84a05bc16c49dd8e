-- name: open
-- The open sign-in of an operator.
SELECT sign_no, operator, signed_in_at, signed_out_at FROM sign_ins
WHERE region = %(region)s AND institution_id = %(institution_id)s AND operator = %(operator)s AND signed_out_at IS NULL;

-- name: by_number
-- A sign-in by its number.
SELECT sign_no, operator, signed_in_at, signed_out_at FROM sign_ins
WHERE region = %(region)s AND institution_id = %(institution_id)s AND sign_no = %(sign_no)s;

-- name: add
-- A new sign-in; no row where the operator has an open one.
INSERT INTO sign_ins (region, institution_id, sign_no, operator, signed_in_at)
VALUES (%(region)s, %(institution_id)s, %(sign_no)s, %(operator)s, %(at)s)
ON CONFLICT DO NOTHING RETURNING sign_no;

-- name: close
-- A sign-in ends.
UPDATE sign_ins SET signed_out_at = greatest(signed_in_at, %(at)s)
WHERE region = %(region)s AND institution_id = %(institution_id)s AND sign_no = %(sign_no)s AND signed_out_at IS NULL;
