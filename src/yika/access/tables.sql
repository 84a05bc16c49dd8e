-- A session of somebody signed in. Only the hash of the token is kept. Sessions end by the wall clock.
CREATE TABLE sessions (
    region     int NOT NULL,
    person_id  bigint NOT NULL,
    token_hash bytea NOT NULL,
    role       text NOT NULL CHECK (role IN ('holder', 'officer')),
    started_at timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL CHECK (ends_at > started_at),
    PRIMARY KEY (region, person_id, token_hash)
);
-- A request brings only the token.
CREATE UNIQUE INDEX sessions_by_token ON sessions (token_hash);
