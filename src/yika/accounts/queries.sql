-- name: add_transfers
-- Transfers as given; an id that is there stays as it is, also when another transaction writes it now.
INSERT INTO transfers (region, transfer_id, debit_owner, debit, credit_owner, credit, amount_fen, reason, happened_at, corrects)
SELECT %(region)s, * FROM unnest(
    %(transfer_ids)s::uuid[], %(debit_owners)s::bigint[], %(debits)s::text[], %(credit_owners)s::bigint[],
    %(credits)s::text[], %(amounts)s::bigint[], %(reasons)s::text[], %(happened_at)s::timestamptz[], %(corrects)s::uuid[]
)
ON CONFLICT DO NOTHING
RETURNING transfer_id;

-- name: transfers_by_id
-- Transfers as they were written.
SELECT transfer_id, debit_owner, debit, credit_owner, credit, amount_fen, reason, happened_at, corrects FROM transfers
WHERE region = %(region)s AND transfer_id = ANY(%(transfer_ids)s::uuid[]);

-- name: corrected
-- How much of a transfer was taken back already, by other corrections than this one.
SELECT coalesce(sum(amount_fen), 0)::bigint FROM transfers
WHERE region = %(region)s AND corrects = %(corrects)s AND transfer_id <> %(transfer_id)s;

-- name: queue_up
-- One after another, by a transfer's id, until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended(%(transfer_id)s::text, %(region)s));

-- name: lock_balances
-- Balances that are about to change, locked in one order for everybody.
SELECT b.person_id, b.kind, b.balance_fen
FROM unnest(%(person_ids)s::bigint[], %(kinds)s::text[]) AS wanted (person_id, kind)
JOIN balances b ON b.region = %(region)s AND b.person_id = wanted.person_id AND b.kind = wanted.kind
ORDER BY b.person_id, b.kind FOR NO KEY UPDATE OF b;

-- name: open_accounts
-- Accounts that have no balance yet begin with nothing.
INSERT INTO balances (region, person_id, kind, balance_fen)
SELECT %(region)s, person_id, kind, 0 FROM unnest(%(person_ids)s::bigint[], %(kinds)s::text[]) AS wanted (person_id, kind)
ON CONFLICT DO NOTHING;

-- name: set_balances
-- Balances as worked out; one row an account, since an update applies only one row to each.
UPDATE balances b SET balance_fen = new.balance_fen
FROM unnest(%(person_ids)s::bigint[], %(kinds)s::text[], %(balances)s::bigint[]) AS new (person_id, kind, balance_fen)
WHERE b.region = %(region)s AND b.person_id = new.person_id AND b.kind = new.kind;

-- name: balances_of
-- What one person has and owes.
SELECT kind, balance_fen FROM balances WHERE region = %(region)s AND person_id = %(person_id)s;

-- name: balances_of_many
-- What many people have and owe.
SELECT person_id, kind, balance_fen FROM balances
WHERE region = %(region)s AND person_id = ANY(%(person_ids)s::bigint[]);

-- name: begin_run
-- A run of this kind and period begins, if it has not begun.
INSERT INTO runs (region, what, period, policy, started_at)
VALUES (%(region)s, %(what)s, %(period)s, %(policy)s, %(at)s) ON CONFLICT DO NOTHING;

-- name: lock_run
-- How far a run has come; nobody else goes on with it meanwhile.
SELECT upto_person, done, policy, started_at, finished_at FROM runs
WHERE region = %(region)s AND what = %(what)s AND period = %(period)s FOR NO KEY UPDATE;

-- name: advance_run
-- Everybody up to a person is done; kept with what was done for them.
UPDATE runs SET upto_person = %(upto_person)s, done = %(done)s
WHERE region = %(region)s AND what = %(what)s AND period = %(period)s;

-- name: finish_run
-- Everybody is done.
UPDATE runs SET finished_at = %(at)s
WHERE region = %(region)s AND what = %(what)s AND period = %(period)s AND finished_at IS NULL;

-- name: carried_over_since
-- Everybody up to this number was carried over by a run that began after an instant of recording; 0 where nobody was.
SELECT coalesce(max(CASE WHEN finished_at IS NULL THEN upto_person ELSE 9223372036854775807 END), 0) FROM runs
WHERE region = %(region)s AND what = 'carry_over' AND recorded_at > %(since)s;
