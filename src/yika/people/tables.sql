-- A person (参保人) of one pooling region. This row is also the anchor: every writer of facts about the
-- person locks it first (FOR NO KEY UPDATE). Name, ID number and telephone are in one sealed field.
CREATE TABLE persons (
    region          int NOT NULL,
    person_id       bigint NOT NULL,
    identity_sealed bytea NOT NULL,
    insurance       text NOT NULL CHECK (insurance IN ('employee', 'flexible', 'resident')),
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id)
);
COMMENT ON COLUMN persons.identity_sealed IS 'AES-GCM over {name, id_number, phone}; key id in front';

CREATE SEQUENCE person_ids;

-- From a number people know to the person: keyed hashes only. The one table that does not begin with the person.
CREATE TABLE identifiers (
    kind      text NOT NULL CHECK (kind IN ('id_number', 'card_number', 'phone')),
    blind     bytea NOT NULL,
    region    int NOT NULL,
    person_id bigint NOT NULL,
    PRIMARY KEY (kind, blind, region, person_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
-- One person an ID number and one holder a card number in a region; a telephone may be shared.
CREATE UNIQUE INDEX identifiers_once ON identifiers (kind, blind, region) WHERE kind <> 'phone';

-- What a person lets another do (委托): which matters, from when until when. Ended, never deleted.
CREATE TABLE mandates (
    region       int NOT NULL,
    person_id    bigint NOT NULL,
    mandate_id   uuid NOT NULL,
    agent_region int NOT NULL,
    agent_id     bigint NOT NULL,
    basis        text NOT NULL CHECK (basis IN ('mandate', 'guardian', 'heir')),
    matters      text[] NOT NULL CHECK (cardinality(matters) > 0),
    starts_at    timestamptz NOT NULL,
    ends_at      timestamptz CHECK (ends_at >= starts_at),
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, mandate_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
-- For whom may this agent act? Asked at each sign-in of an agent.
CREATE INDEX mandates_by_agent ON mandates (agent_region, agent_id);

-- What somebody counts as beside being insured (特殊身份): in need of assistance, civil servant, disabled … A national code
-- (psn_idet_type), from a day until a day. Ended, never deleted.
CREATE TABLE special_identities (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    kind        text NOT NULL,
    grade       text,
    starts_on   date NOT NULL,
    ends_on     date CHECK (ends_on >= starts_on),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, kind, starts_on),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
