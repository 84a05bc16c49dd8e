-- name: settings
-- Indexes of millions of rows are made in this much memory; nothing waits long for a lock.
SET LOCAL maintenance_work_mem = '256MB'; SET LOCAL work_mem = '64MB'; SET LOCAL statement_timeout = 0;

-- name: lock
-- Nobody else reads or writes people until the load is over.
LOCK TABLE persons IN ACCESS EXCLUSIVE MODE;

-- name: constraints
-- Keys of the tables and references from and to them, references first.
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint
WHERE contype IN ('f', 'p', 'u')
  AND (conrelid = ANY(%(tables)s::regclass[]) OR (contype = 'f' AND confrelid = ANY(%(tables)s::regclass[])))
ORDER BY contype = 'f' DESC, conrelid::regclass::text, conname;

-- name: indexes
-- Indexes of the tables that stand for no constraint.
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid = ANY(%(tables)s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
ORDER BY 1;

-- name: number_from
-- The next number of a sequence follows this one.
SELECT setval(%(sequence)s, %(last)s);
