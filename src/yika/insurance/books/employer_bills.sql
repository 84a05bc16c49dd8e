-- name: employer_bills
-- What an employer owes or owed for a month, paid or not, a row a bill.
SELECT person_id, period, kind, seq, due_on, base_fen, owed_fen, paid_fen, paid_on FROM bills
WHERE region = %(region)s AND employer_id = %(employer_id)s AND period = %(period)s
ORDER BY person_id, kind, seq;
