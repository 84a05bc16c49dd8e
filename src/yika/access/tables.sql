-- A session of somebody signed in. Only the hash of the token is kept. Sessions end by the wall clock.
CREATE TABLE sessions (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    token_hash  bytea NOT NULL,
    role        text NOT NULL CHECK (role IN ('holder', 'officer', 'employer')),
    officer     text,
    employer_id bigint,
    started_at  timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL CHECK (ends_at > started_at),
    PRIMARY KEY (region, person_id, token_hash),
    CHECK ((officer IS NOT NULL) <= (role = 'officer')),
    CHECK ((employer_id IS NOT NULL) = (role = 'employer'))
);
COMMENT ON COLUMN sessions.officer IS 'the code within the region; null for an officer of a sandbox without one';
-- A request brings only the token.
CREATE UNIQUE INDEX sessions_by_token ON sessions (token_hash);

-- Officers of a region (经办人员) and what they are there for. Their employment ends, they are never removed.
CREATE TABLE officers (
    region         int NOT NULL,
    officer        text NOT NULL CHECK (officer ~ '^[A-Z][A-Z0-9]{0,15}$'),
    name           text NOT NULL,
    duties         text[] NOT NULL CHECK (cardinality(duties) > 0
        AND duties <@ ARRAY['handle', 'check', 'investigate', 'hotline', 'bank', 'hospital']),
    employed_from  date NOT NULL,
    employed_until date CHECK (employed_until >= employed_from),
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, officer)
);
