-- name: anybody
-- Whether the benchmark's people are there.
SELECT count(*) FROM enrolments WHERE region = %(region)s AND NOT is_retired;

-- name: employers
-- An employer for every fifty people, of all classes of risk.
INSERT INTO employers (region, employer_id, code, name, injury_class)
SELECT %(region)s, n, lpad(n::text, 18, '0'), '测速 ' || n, 1 + n %% 8 FROM generate_series(1, %(people)s / 50 + 1) n;

-- name: people
-- People without an identity: nobody asks who they are.
INSERT INTO persons (region, person_id, identity_sealed, insurance)
SELECT %(region)s, n, '\x00', CASE WHEN n %% 8 = 0 THEN 'flexible' ELSE 'employee' END FROM generate_series(1, %(people)s) n;

-- name: enrolments
-- Seven of eight employed, the others on their own, some with maternity; bases spread to the fen.
INSERT INTO enrolments (region, person_id, enrolment_id, scheme, employer_id, base_fen, options, how, starts_on)
SELECT %(region)s, n, gen_random_uuid(), CASE WHEN n %% 8 = 0 THEN 'flexible' ELSE 'employee' END,
    CASE WHEN n %% 8 <> 0 THEN 1 + n / 50 END, 300000 + n::bigint * 7919 %% 2000000,
    CASE WHEN n %% 16 = 0 THEN '{"maternity": "yes"}'::jsonb ELSE '{}'::jsonb END, 'registered', '2024-01-01'
FROM generate_series(1, %(people)s) n;

-- name: empty
-- Nothing is billed yet.
TRUNCATE journal, bills, payment_parts, tariffs, runs;

-- name: no_credits
-- Nothing is credited yet; the runs of bills stay.
TRUNCATE transfers, balances, fund_snapshots, journal;
DELETE FROM runs WHERE what = 'credits';
DELETE FROM enrolments WHERE is_retired;

-- name: retire
-- Some people are retired beside what the bills say of them.
INSERT INTO enrolments (region, person_id, enrolment_id, scheme, is_retired, options, how, starts_on)
SELECT %(region)s, person_id, gen_random_uuid(), 'employee', true, '{}', 'retired', '2024-01-01'
FROM unnest(%(person_ids)s::bigint[]) AS w (person_id);

-- name: identify
-- The retired have an identity, in which their age is.
UPDATE persons p SET identity_sealed = w.sealed
FROM unnest(%(person_ids)s::bigint[], %(sealed)s::bytea[]) AS w (person_id, sealed)
WHERE p.region = %(region)s AND p.person_id = w.person_id;

-- name: pay_bills
-- Every bill is paid.
UPDATE bills SET paid_fen = owed_fen, paid_on = '2026-03-10' WHERE paid_on IS NULL;

-- name: tidy
-- What writing and reading left behind, before anything is measured.
VACUUM (ANALYZE) persons, enrolments, employers, bills;

-- name: peer_table
-- A table of the width and key of bills, and nothing else.
CREATE TABLE bench_rows (region int NOT NULL, person_id bigint NOT NULL, period date NOT NULL, kind text NOT NULL,
    seq smallint NOT NULL, scheme text NOT NULL, owed_by text NOT NULL, employer_id bigint, tariff_id uuid NOT NULL,
    base_fen bigint, amounts bigint[] NOT NULL, owed_fen bigint NOT NULL, paid_fen bigint NOT NULL, paid_on date,
    due_on date NOT NULL, issued_at timestamptz NOT NULL, recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, period, kind, seq));

-- name: peer_rows
-- So many rows, made up, in one statement.
INSERT INTO bench_rows (region, person_id, period, kind, seq, scheme, owed_by, employer_id, tariff_id, base_fen, amounts,
    owed_fen, paid_fen, due_on, issued_at)
SELECT %(region)s, n, '2026-03-01', 'month', 0, 'employee', 'employer', n / 50, '00000000-0000-0000-0000-000000000001',
    n, ARRAY[n, n, n, n, n, n, n, n, n], n, 0, '2026-03-31', now()
FROM generate_series(1, %(people)s) n;

-- name: peer_gone
-- Nothing of the peer stays.
DROP TABLE IF EXISTS bench_rows;

-- name: processes
-- The server's processes.
SELECT array_agg(pid) FROM pg_stat_activity WHERE pid IS NOT NULL;
