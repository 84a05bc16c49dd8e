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
