-- name: record_entries
-- Entries of the journal, any number at once, numbered in the order given.
INSERT INTO journal (region, person_id, what, actor, role, channel, on_behalf_of, happened_at, policy, facts)
SELECT region, person_id, what, actor, role, channel, on_behalf_of, happened_at, policy, facts
FROM ROWS FROM (json_to_recordset(%(entries)s::json) AS (
    region int, person_id bigint, what text, actor text, role text, channel text, on_behalf_of bigint,
    happened_at timestamptz, policy text, facts jsonb
)) WITH ORDINALITY AS entry (
    region, person_id, what, actor, role, channel, on_behalf_of, happened_at, policy, facts, place
)
ORDER BY place;

-- name: record_alike
-- One entry about each of many people.
INSERT INTO journal (region, person_id, what, actor, role, channel, happened_at, policy, facts)
SELECT %(region)s, person_id, %(what)s, %(actor)s, %(role)s, %(channel)s, %(happened_at)s, %(policy)s, %(facts)s::jsonb
FROM unnest(%(person_ids)s::bigint[]) AS person (person_id);

-- name: entries_about
-- What the journal says about one person, newest first.
SELECT entry_id, what, actor, role, channel, on_behalf_of, happened_at, recorded_at, policy, facts
FROM journal WHERE region = %(region)s AND person_id = %(person_id)s
ORDER BY entry_id DESC LIMIT %(limit)s;

-- name: has_entry
-- Whether there is such an entry about one person.
SELECT 1 FROM journal WHERE region = %(region)s AND person_id = %(person_id)s AND entry_id = %(entry_id)s;

-- name: clock_now
-- What the sandbox's clock shows.
SELECT CASE WHEN ticking THEN stands_at + (clock_timestamp() - moved_at) ELSE stands_at END FROM clock;

-- name: clock_begun
-- Whether the clock was begun.
SELECT EXISTS (SELECT FROM clock);

-- name: clock_start
-- The clock begins; one that was begun before is left as it is.
INSERT INTO clock (stands_at) VALUES (%(at)s) ON CONFLICT DO NOTHING;

-- name: clock_lock
-- What the clock shows, while nobody else moves it.
SELECT CASE WHEN ticking THEN stands_at + (clock_timestamp() - moved_at) ELSE stands_at END FROM clock FOR UPDATE;

-- name: clock_move
-- The clock shows another instant from now on.
UPDATE clock SET stands_at = %(at)s, moved_at = clock_timestamp();

-- name: clock_tick
-- The clock ticks from where it stands, or stands still where it is.
UPDATE clock SET stands_at = %(at)s, moved_at = clock_timestamp(), ticking = %(ticking)s;

-- name: known_fingerprints
-- The keys that this database has been written under.
SELECT purpose, key_id, fingerprint FROM key_fingerprints;

-- name: record_fingerprints
-- Keys that rows may be sealed under from now on; those known already stay as they are.
INSERT INTO key_fingerprints (purpose, key_id, fingerprint)
SELECT * FROM unnest(%(purposes)s::text[], %(key_ids)s::smallint[], %(fingerprints)s::bytea[])
ON CONFLICT DO NOTHING;

-- name: may_rewrite_journal
-- Whether the role of this connection could change what the journal says.
SELECT has_table_privilege('journal', 'UPDATE, DELETE, TRUNCATE');

-- name: sealed_columns
-- The columns of sealed fields, by their names and types, with the number they are bound to beside the region: the
-- second column of the table's key.
SELECT c.relname, a.attname, k.attname
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.atttypid = 'bytea'::regtype AND right(a.attname, 7) = '_sealed'
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = i.indkey[1]
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND NOT a.attisdropped
ORDER BY c.relname, a.attname;
