-- name: pay_out
-- Credits to many people, each once by its id (the bits of `ids.run_id`), and the balances they change.
WITH given AS (
    SELECT * FROM unnest(
        %(person_ids)s::bigint[], %(periods)s::date[], %(whats)s::int[], %(whiches)s::int[], %(amounts)s::bigint[]
    ) AS payout (person_id, period, what, which, fen)
), added AS (
    INSERT INTO transfers (region, transfer_id, debit_owner, debit, credit_owner, credit, amount_fen, reason, happened_at)
    SELECT %(region)s,
        (lpad(to_hex(period - date '1970-01-01'), 8, '0') || lpad(to_hex(what), 4, '0') || '8' || lpad(to_hex(which), 3, '0')
            || '8' || lpad(to_hex(%(region)s), 5, '0') || lpad(to_hex(person_id), 10, '0'))::uuid,
        0, %(source)s, person_id, %(target)s, fen, %(reason)s, %(at)s
    FROM given
    ON CONFLICT DO NOTHING
    RETURNING credit_owner AS person_id, amount_fen
), sums AS (
    SELECT person_id, sum(amount_fen)::bigint AS fen FROM added GROUP BY person_id
), kept AS (
    INSERT INTO balances (region, person_id, kind, balance_fen)
    SELECT %(region)s, person_id, %(target)s, fen FROM sums ORDER BY person_id
    ON CONFLICT (region, person_id, kind) DO UPDATE SET balance_fen = balances.balance_fen + EXCLUDED.balance_fen
)
SELECT person_id, fen FROM sums ORDER BY person_id;

-- name: debts
-- Who of some people owes something, and how much.
SELECT person_id, -balance_fen FROM balances
WHERE region = %(region)s AND person_id = ANY(%(person_ids)s::bigint[]) AND kind = 'owed' AND balance_fen < 0;

-- name: claw_back_before
-- What a claw-back took when it was made.
SELECT debit, amount_fen, happened_at FROM transfers
WHERE region = %(region)s AND transfer_id = ANY(%(transfer_ids)s::uuid[]) ORDER BY debit;

-- name: moves_since
-- What moved in the accounts of some people since an instant, a day and wallet: fen that came in, less what went out.
SELECT owner, kind, day, sum(fen)::bigint FROM (
    SELECT credit_owner AS owner, credit AS kind, (happened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, amount_fen AS fen
    FROM transfers
    WHERE region = %(region)s AND credit_owner <> 0 AND credit_owner = ANY(%(person_ids)s::bigint[])
      AND happened_at >= %(since)s AND credit IN ('current', 'carried')
    UNION ALL
    SELECT debit_owner, debit, (happened_at AT TIME ZONE 'Asia/Shanghai')::date, -amount_fen
    FROM transfers
    WHERE region = %(region)s AND debit_owner <> 0 AND debit_owner = ANY(%(person_ids)s::bigint[])
      AND happened_at >= %(since)s AND debit IN ('current', 'carried')
) AS move GROUP BY owner, kind, day;
