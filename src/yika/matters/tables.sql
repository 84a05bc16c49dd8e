-- Acts done, by the caller's key: a repeat is answered as the first time. The fingerprint is keyed, since what
-- was asked may hold a password.
CREATE TABLE acts (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    act_key     text NOT NULL CHECK (length(act_key) BETWEEN 1 AND 200),
    fingerprints jsonb NOT NULL,
    reply       jsonb NOT NULL,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, act_key),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN acts.fingerprints IS 'field name to keyed hash, so a Conflict can name the field that differs';
