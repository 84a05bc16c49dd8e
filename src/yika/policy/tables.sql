-- The content of every policy version ever loaded, by its hash, so that an answer of any day can be replayed
-- with the policy of its moment. Insert-only.
CREATE TABLE policy_versions (
    division  text NOT NULL CHECK (division ~ '^[0-9]{6}$'),
    hash      text NOT NULL,
    content   jsonb NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (division, hash)
);
