-- The first schema: every room's tables.sql, in the order of the rooms.

-- Room: store
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

-- Room: policy
-- The content of every policy version ever loaded, by its hash, so that an answer of any day can be replayed
-- with the policy of its moment. Insert-only.
CREATE TABLE policy_versions (
    division  text NOT NULL CHECK (division ~ '^[0-9]{6}$'),
    hash      text NOT NULL,
    content   jsonb NOT NULL,
    loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (division, hash)
);

-- Room: people
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

-- Room: access
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

-- Room: holds
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

-- Room: cards
-- Cards (社会保障卡, 医保卡) and e-credentials (医保电子凭证). A row never changes; what happened is in card_events.
CREATE TABLE cards (
    region        int NOT NULL,
    person_id     bigint NOT NULL,
    card_id       bigint NOT NULL,
    form          text NOT NULL CHECK (form IN ('physical', 'electronic')),
    number_sealed bytea NOT NULL,
    generation    text NOT NULL CHECK (generation IN ('magnetic', 'second', 'third', 'electronic')),
    issuer        text NOT NULL CHECK (issuer IN ('bank', 'social_security')),
    bank          text,
    reason        text NOT NULL,
    replaces      bigint,
    expires_on    date,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, card_id),
    FOREIGN KEY (region, person_id) REFERENCES persons,
    FOREIGN KEY (region, person_id, replaces) REFERENCES cards,
    CHECK ((form = 'electronic') = (generation = 'electronic')),
    CHECK ((issuer = 'bank') = (bank IS NOT NULL))
);
-- A person's cards of one form are one chain: one first card, and at most one successor each. The working
-- card is the last activated of the chain, so two can never work at once.
CREATE UNIQUE INDEX cards_first_once ON cards (region, person_id, form) WHERE replaces IS NULL;
CREATE UNIQUE INDEX cards_replaced_once ON cards (region, person_id, replaces) WHERE replaces IS NOT NULL;

CREATE SEQUENCE card_ids;

-- What happened to a card, in the order it was recorded. Append-only.
CREATE TABLE card_events (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    card_id     bigint NOT NULL,
    seq         int NOT NULL,
    kind        text NOT NULL CHECK (kind IN (
        'ordered', 'made', 'shipped', 'ready', 'collected', 'activated', 'cancelled',
        'loss_temporary', 'loss_formal', 'found', 'stripe_damaged', 'chip_damaged', 'body_damaged', 'rewritten',
        'statement_printed', 'reactivated', 'letter_printed', 'letter_sent', 'letter_handed')),
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, card_id, seq),
    FOREIGN KEY (region, person_id, card_id) REFERENCES cards
);
-- These happen to a card once in its life.
CREATE UNIQUE INDEX card_events_once ON card_events (region, person_id, card_id, kind)
    WHERE kind IN ('ordered', 'made', 'ready', 'collected', 'activated', 'cancelled', 'loss_formal');

-- Uses of a card at a terminal: for counted and timed holds. Settlement adds the rest later.
CREATE TABLE card_uses (
    region    int NOT NULL,
    person_id bigint NOT NULL,
    card_id   bigint NOT NULL,
    used_at   timestamptz NOT NULL,
    seq       int NOT NULL,
    PRIMARY KEY (region, person_id, card_id, used_at, seq)
);

-- Passwords (社保密码; the bank's own is the bank's business): a keyed verifier, never the password. NULL: none set yet.
CREATE TABLE passwords (
    region       int NOT NULL,
    person_id    bigint NOT NULL,
    card_id      bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('social_security', 'e_credential')),
    verifier     bytea,
    is_initial   boolean NOT NULL,
    set_at       timestamptz NOT NULL,
    wrong_count  int NOT NULL DEFAULT 0 CHECK (wrong_count >= 0),
    wrong_at     timestamptz,
    locked_at    timestamptz,
    PRIMARY KEY (region, person_id, card_id, kind),
    FOREIGN KEY (region, person_id, card_id) REFERENCES cards,
    CHECK (locked_at IS NULL OR wrong_at IS NOT NULL)
);
COMMENT ON COLUMN passwords.verifier IS 'key id + HMAC over region, person, card, kind, password; useless without the key file';

-- Room: matters
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
