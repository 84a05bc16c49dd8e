-- name: moved_since
-- What came into a person's two wallets since an instant, less what went out.
SELECT (coalesce((SELECT sum(amount_fen) FROM transfers
        WHERE region = %(region)s AND credit_owner = %(person_id)s AND credit_owner <> 0 AND happened_at >= %(since)s
          AND credit IN ('current', 'carried')), 0)
    - coalesce((SELECT sum(amount_fen) FROM transfers
        WHERE region = %(region)s AND debit_owner = %(person_id)s AND debit_owner <> 0 AND happened_at >= %(since)s
          AND debit IN ('current', 'carried')), 0))::bigint;

-- name: lines
-- The movements of a person's two wallets in a span of time, oldest first; a move between the two reads nothing.
SELECT min(happened_at), min(reason), sum(fen)::bigint, CASE WHEN count(*) > 1 THEN 'both' ELSE min(kind) END FROM (
    SELECT transfer_id, happened_at, reason, amount_fen AS fen, credit AS kind, recorded_at FROM transfers
    WHERE region = %(region)s AND credit_owner = %(person_id)s AND credit_owner <> 0
      AND happened_at >= %(since)s AND happened_at < %(until)s AND credit IN ('current', 'carried')
    UNION ALL
    SELECT transfer_id, happened_at, reason, -amount_fen, debit, recorded_at FROM transfers
    WHERE region = %(region)s AND debit_owner = %(person_id)s AND debit_owner <> 0
      AND happened_at >= %(since)s AND happened_at < %(until)s AND debit IN ('current', 'carried')
) AS move GROUP BY transfer_id ORDER BY min(happened_at), min(recorded_at), transfer_id;
