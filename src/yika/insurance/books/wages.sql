-- name: average_base
-- The sum of the monthly bases that an employer declared for some months, and how many there are.
SELECT coalesce(sum(base_fen), 0)::bigint, count(*) FROM bills
WHERE region = %(region)s AND employer_id = %(employer_id)s AND kind = 'month' AND seq = 0 AND base_fen IS NOT NULL
  AND period >= %(first)s AND period < %(until)s;
