-- name: take_lock
-- One program migrates at a time; the lock ends with the session.
SELECT pg_advisory_lock(%(lock)s);

-- name: keep_count
-- The table that remembers what was applied; it is older than every migration.
CREATE TABLE IF NOT EXISTS migrations (
    number     int PRIMARY KEY,
    title      text NOT NULL,
    sha256     text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- name: is_counted
-- Whether this database was ever migrated.
SELECT to_regclass('migrations') IS NOT NULL;

-- name: applied
-- What was applied, and how it read.
SELECT number, sha256 FROM migrations;

-- name: count
-- One more was applied.
INSERT INTO migrations (number, title, sha256) VALUES (%(number)s, %(title)s, %(sha256)s);

-- name: rights
-- What the role may do with each of our tables now. Rights of an owner or a superuser count as held.
SELECT relname, ARRAY(
    SELECT a_right FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS a_right
    WHERE has_table_privilege(%(role)s, pg_class.oid, a_right)
)
FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace ORDER BY relname;

-- name: sequences_without_right
-- Sequences of our own, from which the role cannot draw numbers yet. Those of identity columns need no right.
SELECT relname FROM pg_class
WHERE CASE WHEN relkind = 'S' THEN NOT has_sequence_privilege(%(role)s, oid, 'USAGE') ELSE false END
  AND relnamespace = current_schema()::regnamespace
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'i')
ORDER BY relname;
