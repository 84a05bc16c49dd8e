-- Recorded holds (限制): restrictions with no other fact behind them. Losses, locks, damage and counted or
-- timed holds are derived from their own facts and never stored here. Ending a hold, or shortening its term, sets
-- ends_at; nothing else changes and no row is deleted.
CREATE TABLE holds (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    hold_id     uuid NOT NULL,
    cause       text NOT NULL CHECK (cause IN ('identity_mismatch', 'review', 'suspension')),
    basis       text NOT NULL,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz CHECK (ends_at >= starts_at),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, hold_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN holds.ends_at IS 'a term set when it was placed, or the instant an officer ended it';
-- The same grounds hold a person once at a time, whoever asks and however often.
CREATE UNIQUE INDEX holds_open_once ON holds (region, person_id, cause, basis) WHERE ends_at IS NULL;

-- What the person said about a hold (陈述申辩): answers to an inquiry, and hearings asked for, with the instant they were held.
CREATE TABLE hold_statements (
    region       int NOT NULL,
    person_id    bigint NOT NULL,
    statement_id uuid NOT NULL,
    hold_id      uuid,
    kind         text NOT NULL CHECK (kind IN ('answer', 'hearing')),
    text_sealed  bytea NOT NULL,
    made_at      timestamptz NOT NULL,
    heard_at     timestamptz CHECK (heard_at >= made_at),
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, statement_id),
    FOREIGN KEY (region, person_id, hold_id) REFERENCES holds
);
COMMENT ON COLUMN hold_statements.hold_id IS 'null: about a decision that is intended without an inquiry';
