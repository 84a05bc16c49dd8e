-- name: balance
-- The snapshot taken last, and every transfer that it does not count. A snapshot whose horizon lies ahead is of another
-- server (a restored copy) and counts for nothing; whatever a transfer's number, it is on one side of a horizon.
WITH latest AS (
    SELECT horizon, balance_fen FROM fund_snapshots
    WHERE region = %(region)s AND kind = %(kind)s AND horizon <= pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY recorded_at DESC LIMIT 1
), since AS (
    SELECT coalesce((SELECT horizon FROM latest), '0'::xid8) AS horizon
)
SELECT (coalesce((SELECT balance_fen FROM latest), 0)
    + coalesce((SELECT sum(amount_fen) FROM transfers, since
        WHERE region = %(region)s AND recorded_by >= horizon AND credit_owner = 0 AND credit = %(kind)s), 0)
    - coalesce((SELECT sum(amount_fen) FROM transfers, since
        WHERE region = %(region)s AND recorded_by >= horizon AND debit_owner = 0 AND debit = %(kind)s), 0))::bigint;

-- name: take_snapshot
-- What a fund held below the oldest transaction still open, as the snapshot before and the transfers between.
WITH latest AS (
    SELECT horizon, balance_fen FROM fund_snapshots
    WHERE region = %(region)s AND kind = %(kind)s AND horizon <= pg_snapshot_xmin(pg_current_snapshot())
    ORDER BY recorded_at DESC LIMIT 1
), between_horizons AS (
    SELECT coalesce((SELECT horizon FROM latest), '0'::xid8) AS low, pg_snapshot_xmin(pg_current_snapshot()) AS high
), counted AS (
    SELECT high, (coalesce((SELECT balance_fen FROM latest), 0)
        + coalesce((SELECT sum(amount_fen) FROM transfers
            WHERE region = %(region)s AND recorded_by >= low AND recorded_by < high
              AND credit_owner = 0 AND credit = %(kind)s), 0)
        - coalesce((SELECT sum(amount_fen) FROM transfers
            WHERE region = %(region)s AND recorded_by >= low AND recorded_by < high
              AND debit_owner = 0 AND debit = %(kind)s), 0))::bigint AS fen
    FROM between_horizons
), kept AS (
    INSERT INTO fund_snapshots (region, kind, horizon, balance_fen, taken_at)
    SELECT %(region)s, %(kind)s, high, fen, %(at)s FROM counted ON CONFLICT DO NOTHING
)
SELECT fen FROM counted;

-- name: zero_sum
-- Kept balances of everybody, and of the region and institutions all that came in less all that went out.
SELECT (coalesce((SELECT sum(balance_fen) FROM balances WHERE region = %(region)s), 0)
    + coalesce((SELECT sum(amount_fen) FROM transfers WHERE region = %(region)s AND credit_owner <= 0), 0)
    - coalesce((SELECT sum(amount_fen) FROM transfers WHERE region = %(region)s AND debit_owner <= 0), 0))::bigint;
