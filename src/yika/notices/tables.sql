-- A notice (通知) in a person's inbox, which is also the event that webhooks are told of. What it says is sealed; `ids` are
-- numbers without meaning to strangers, the only facts a webhook gets. Never changed but for `read_at`.
CREATE TABLE notices (
    region       int NOT NULL,
    person_id    bigint NOT NULL,
    notice_id    uuid NOT NULL,
    kind         text NOT NULL CHECK (kind ~ '^[a-z_]+\.[a-z_]+$'),
    facts_sealed bytea NOT NULL,
    ids          jsonb NOT NULL CHECK (jsonb_typeof(ids) = 'object'),
    audience     text[] NOT NULL,
    happened_at  timestamptz NOT NULL,
    told_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    read_at      timestamptz,
    PRIMARY KEY (region, person_id, notice_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN notices.happened_at IS 'by the domain''s clock';
COMMENT ON COLUMN notices.told_at IS 'by the machine''s clock: since when it can be delivered, and replayed';
COMMENT ON COLUMN notices.audience IS 'owners of webhooks that hear of it beside partners: employer:7, institution:H…';
-- How many are unread? Asked on every page.
CREATE INDEX notices_unread ON notices (region, person_id) WHERE read_at IS NULL;
-- What a webhook may have missed since an instant.
CREATE INDEX notices_told ON notices (region, told_at);

-- A channel that a person has switched off, or lost: nothing is sent there. Without a row it is on. A lost telephone is
-- lost as that number: another number of the person's is another telephone.
CREATE TABLE notice_channels (
    region     int NOT NULL,
    person_id  bigint NOT NULL,
    channel    text NOT NULL CHECK (channel IN ('sms')),
    state      text NOT NULL CHECK (state IN ('on', 'off', 'lost')),
    lost_blind bytea CHECK ((lost_blind IS NOT NULL) = (state = 'lost')),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (region, person_id, channel),
    FOREIGN KEY (region, person_id) REFERENCES persons
);

-- Where a program of an institution, an employer or a partner wants to hear of events. After a rotation the secret before
-- signs too, until `old_until`. Ended, never deleted.
CREATE TABLE webhooks (
    region            int NOT NULL,
    webhook_id        bigint NOT NULL,
    owner             text NOT NULL CHECK (owner ~ '^(institution|employer|partner):[0-9A-Za-z_.-]{1,60}$'),
    url               text NOT NULL CHECK (length(url) <= 2000),
    events            text[] NOT NULL CHECK (cardinality(events) > 0),
    secret_sealed     bytea NOT NULL,
    old_secret_sealed bytea,
    old_until         timestamptz CHECK ((old_until IS NULL) = (old_secret_sealed IS NULL)),
    created_at        timestamptz NOT NULL,
    ended_at          timestamptz,
    ended_because     text CHECK (ended_because IN ('asked', 'gone')),
    PRIMARY KEY (region, webhook_id)
);
CREATE SEQUENCE webhook_ids;

-- One notice on its way to one receiver: the person's telephone, or a webhook. Written with the notice. Delivery runs on the
-- machine's clock.
CREATE TABLE deliveries (
    region          int NOT NULL,
    person_id       bigint NOT NULL,
    delivery_id     uuid NOT NULL,
    notice_id       uuid NOT NULL,
    webhook_id      bigint,
    phone_sealed    bytea,
    state           text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'dead', 'dropped')),
    why             text,
    attempts        int NOT NULL DEFAULT 0,
    attempts_before int NOT NULL DEFAULT 0 CHECK (attempts_before <= attempts),
    due_at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at        timestamptz CHECK ((ended_at IS NULL) = (state = 'waiting')),
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, delivery_id),
    FOREIGN KEY (region, person_id, notice_id) REFERENCES notices
);
COMMENT ON COLUMN deliveries.attempts_before IS 'of the attempts, those before it was last sent anew';
COMMENT ON COLUMN deliveries.webhook_id IS 'null: a text message to the person';
COMMENT ON COLUMN deliveries.phone_sealed IS 'the number it goes to, where that is not to be the registered one of the moment of sending';
COMMENT ON COLUMN deliveries.why IS 'why it was dropped or given up';
-- One notice goes to each receiver once, however often it is replayed.
CREATE UNIQUE INDEX deliveries_once ON deliveries (region, person_id, notice_id, webhook_id) NULLS NOT DISTINCT;
-- What is due, in order.
CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'waiting';
-- What a webhook was sent.
CREATE INDEX deliveries_of_webhook ON deliveries (region, webhook_id, recorded_at) WHERE webhook_id IS NOT NULL;

-- Each try of a delivery and what came of it. Append-only.
CREATE TABLE delivery_attempts (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    delivery_id uuid NOT NULL,
    attempt     int NOT NULL,
    status      int,
    problem     text,
    took_ms     int NOT NULL,
    tried_at    timestamptz NOT NULL,
    PRIMARY KEY (region, person_id, delivery_id, attempt),
    FOREIGN KEY (region, person_id, delivery_id) REFERENCES deliveries
);
COMMENT ON COLUMN delivery_attempts.status IS 'of HTTP; null where nothing answered';
