-- name: start_session
-- A session begins.
INSERT INTO sessions (region, person_id, token_hash, role, started_at, ends_at)
VALUES (%(region)s, %(person_id)s, %(token_hash)s, %(role)s, %(started_at)s, %(ends_at)s);

-- name: session
-- The session of a token, while it lasts.
SELECT region, person_id, role FROM sessions WHERE token_hash = %(token_hash)s AND ends_at > %(at)s;

-- name: end_session
-- Sign out.
UPDATE sessions SET ends_at = greatest(%(at)s, started_at + interval '1 microsecond') WHERE token_hash = %(token_hash)s;
