-- name: in_force
-- In what some people are enrolled in a month, the enrolment that began last for each, and others of the month.
SELECT person_id, enrolment_id, scheme, employer_id, base_fen, is_retired, ends_on FROM enrolments
WHERE region = %(region)s AND person_id = ANY(%(person_ids)s::bigint[])
  AND (ends_on IS NULL OR ends_on >= %(first)s)
ORDER BY person_id, starts_on;

-- name: roster
-- Whom an employer has in a month.
SELECT person_id FROM enrolments
WHERE region = %(region)s AND employer_id = %(employer_id)s
  AND starts_on <= %(last)s AND (ends_on IS NULL OR ends_on >= %(first)s);

-- name: declared
-- Whether this file was taken for the month before.
SELECT rows, declared_at FROM payrolls
WHERE region = %(region)s AND employer_id = %(employer_id)s AND period = %(period)s AND sha256 = %(sha256)s;

-- name: declare
-- A file as taken.
INSERT INTO payrolls (region, employer_id, period, sha256, rows, declared_at)
VALUES (%(region)s, %(employer_id)s, %(period)s, %(sha256)s, %(rows)s, %(at)s);
