-- The journal: who did what about whom, on whose behalf, when, by which policy. Append-only: the application's
-- role may insert and read. `happened_at` is the domain's clock, `recorded_at` the machine's. Facts hold no
-- personal data in the clear.
CREATE TABLE journal (
    region       int NOT NULL,
    person_id    bigint NOT NULL,
    entry_id     bigint GENERATED ALWAYS AS IDENTITY,
    what         text NOT NULL CHECK (what ~ '^[a-z_]+\.[a-z_]+$'),
    actor        text NOT NULL,
    role         text NOT NULL,
    channel      text NOT NULL,
    on_behalf_of bigint,
    happened_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    policy       text,
    facts        jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
    PRIMARY KEY (region, person_id, entry_id)
);
COMMENT ON COLUMN journal.what IS 'in the past tense: card.lost, standing.read';
COMMENT ON COLUMN journal.policy IS 'division@hash of the policy that decided, as in policy_versions';

-- The sandbox's clock: one row, or none where the machine's clock rules. It stands at `stands_at`, or ticks on
-- from there since `moved_at` of the machine.
CREATE TABLE clock (
    only_one  boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    stands_at timestamptz NOT NULL,
    ticking   boolean NOT NULL DEFAULT false,
    moved_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Fingerprints of the keys that rows here are sealed under, so that a wrong key file is refused before it writes.
CREATE TABLE key_fingerprints (
    purpose     text NOT NULL,
    key_id      smallint NOT NULL,
    fingerprint bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (purpose, key_id)
);
