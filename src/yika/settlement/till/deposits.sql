-- name: held
-- What is left of a deposit paid since a stay began, by the wallet it came from.
SELECT m.wallet, sum(m.fen)::bigint
FROM (
    SELECT g.debit AS wallet, g.amount_fen AS fen FROM transfers g
    WHERE g.region = %(region)s AND g.debit_owner = %(person_id)s AND g.debit_owner <> 0
      AND g.reason = 'deposit' AND g.happened_at >= %(begins_at)s
    UNION ALL
    SELECT b.credit, -b.amount_fen FROM transfers b
    WHERE b.region = %(region)s AND b.credit_owner = %(person_id)s AND b.credit_owner <> 0
      AND b.reason = 'deposit_back' AND b.happened_at >= %(begins_at)s) m
GROUP BY m.wallet;
