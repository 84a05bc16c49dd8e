-- name: start_session
-- A session begins.
INSERT INTO sessions (region, person_id, token_hash, role, officer, employer_id, started_at, ends_at)
VALUES (%(region)s, %(person_id)s, %(token_hash)s, %(role)s, %(officer)s, %(employer_id)s, %(started_at)s, %(ends_at)s);

-- name: session
-- The session of a token, while it lasts, with the duties of an officer.
SELECT s.region, s.person_id, s.role, s.employer_id, o.officer, o.duties
FROM sessions s LEFT JOIN officers o ON o.region = s.region AND o.officer = s.officer
WHERE s.token_hash = %(token_hash)s AND s.ends_at > %(at)s;

-- name: end_session
-- Sign out.
UPDATE sessions SET ends_at = greatest(%(at)s, started_at + interval '1 microsecond') WHERE token_hash = %(token_hash)s;

-- name: add_officer
-- An officer, unless the code is taken.
INSERT INTO officers (region, officer, name, duties, employed_from, employed_until)
VALUES (%(region)s, %(officer)s, %(name)s, %(duties)s, %(employed_from)s, %(employed_until)s)
ON CONFLICT DO NOTHING;

-- name: officer
-- An officer by the code.
SELECT region, officer, name, duties, employed_from, employed_until FROM officers
WHERE region = %(region)s AND officer = %(officer)s;

-- name: officers
-- The officers of a region who work on a day.
SELECT region, officer, name, duties, employed_from, employed_until FROM officers
WHERE region = %(region)s AND employed_from <= %(on)s AND coalesce(employed_until >= %(on)s, true)
ORDER BY officer;

-- name: end_employment
-- An officer leaves; nobody stays signed in with the code.
WITH left_now AS (
    UPDATE officers SET employed_until = %(on)s WHERE region = %(region)s AND officer = %(officer)s
    RETURNING region, officer
)
UPDATE sessions s SET ends_at = greatest(%(wall)s, s.started_at + interval '1 microsecond')
FROM left_now l WHERE s.region = l.region AND s.officer = l.officer AND s.ends_at > %(wall)s;
