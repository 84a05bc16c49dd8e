-- A transfer (划转): one positive amount from one account to another. Never changed; an error is corrected by another
-- transfer. An account is an owner and a kind of the chart (chart.yaml); owner 0 is the region itself. Insert only.
CREATE TABLE transfers (
    region       int NOT NULL,
    transfer_id  uuid NOT NULL,
    debit_owner  bigint NOT NULL,
    debit        text NOT NULL,
    credit_owner bigint NOT NULL,
    credit       text NOT NULL,
    amount_fen   bigint NOT NULL CHECK (amount_fen > 0),
    reason       text NOT NULL CHECK (reason ~ '^[a-z_]+$'),
    happened_at  timestamptz NOT NULL,
    corrects     uuid,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_by  xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (region, transfer_id),
    CHECK ((debit_owner, debit) <> (credit_owner, credit)),
    FOREIGN KEY (region, corrects) REFERENCES transfers
);
COMMENT ON COLUMN transfers.debit IS 'kind of the account that gives';
-- A person's statement, newest first.
CREATE INDEX transfers_given ON transfers (region, debit_owner, happened_at) WHERE debit_owner <> 0;
CREATE INDEX transfers_taken ON transfers (region, credit_owner, happened_at) WHERE credit_owner <> 0;
-- What was taken back of a transfer.
CREATE INDEX transfers_corrected ON transfers (region, corrects) WHERE corrects IS NOT NULL;
-- What moved since a fund's snapshot.
CREATE INDEX transfers_recorded ON transfers (region, recorded_by);

-- Balances of the accounts that may not pass zero, all of a person: this year's money, carried-over money, money on its
-- way to another bank and a deposit never fall below it, a debt never rises above it (nobody pays back more than they owe).
CREATE TABLE balances (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('current', 'carried', 'clearing', 'deposit', 'owed')),
    balance_fen bigint NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, kind),
    FOREIGN KEY (region, person_id) REFERENCES persons,
    CONSTRAINT balances_never_overdrawn CHECK (CASE kind WHEN 'owed' THEN balance_fen <= 0 ELSE balance_fen >= 0 END)
);

-- What a fund held, counting every transfer of transactions before a horizon. Insert only.
CREATE TABLE fund_snapshots (
    region      int NOT NULL,
    kind        text NOT NULL,
    horizon     xid8 NOT NULL,
    balance_fen bigint NOT NULL,
    taken_at    timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, kind, horizon)
);

-- Family sharing (家庭共济): whose money which relative may use, up to how much, until when. Ended, never deleted.
CREATE TABLE shares (
    region          int NOT NULL,
    person_id       bigint NOT NULL,
    share_id        uuid NOT NULL,
    relative_region int NOT NULL,
    relative_id     bigint NOT NULL,
    relation        text NOT NULL,
    yearly_max_fen  bigint CHECK (yearly_max_fen > 0),
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz CHECK (ends_at >= starts_at),
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, share_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN shares.relation IS 'what the relative is to the owner';
CREATE INDEX shares_by_relative ON shares (relative_region, relative_id);

-- What a relative used of a share, for the limit of a year. Whose money it was is in the transfers.
CREATE TABLE share_uses (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    share_id    uuid NOT NULL,
    use_id      uuid NOT NULL,
    amount_fen  bigint NOT NULL CHECK (amount_fen > 0),
    used_at     timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, share_id, use_id),
    FOREIGN KEY (region, person_id, share_id) REFERENCES shares
);

-- Where a balance is while a card moves to another bank (清户): asked for, cleared out, in the new account.
CREATE TABLE clear_outs (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    clear_out_id uuid NOT NULL,
    old_bank    text NOT NULL,
    new_bank    text NOT NULL,
    amount_fen  bigint NOT NULL DEFAULT 0 CHECK (amount_fen >= 0),
    carried_fen bigint NOT NULL DEFAULT 0 CHECK (carried_fen BETWEEN 0 AND amount_fen),
    noticed_at  timestamptz NOT NULL,
    cleared_at  timestamptz CHECK (cleared_at >= noticed_at),
    arrived_at  timestamptz CHECK (arrived_at >= cleared_at),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, clear_out_id),
    FOREIGN KEY (region, person_id) REFERENCES persons,
    CHECK (cleared_at IS NOT NULL OR (amount_fen = 0 AND arrived_at IS NULL))
);
COMMENT ON COLUMN clear_outs.amount_fen IS 'what was cleared out; 0 until then';
COMMENT ON COLUMN clear_outs.carried_fen IS 'how much of it was carried-over money';
-- One clear-out of a person at a time.
CREATE UNIQUE INDEX clear_outs_open ON clear_outs (region, person_id) WHERE arrived_at IS NULL;

-- A run over a whole region (批次): how far it has come, so that a rerun goes on where it stopped.
CREATE TABLE runs (
    region      int NOT NULL,
    what        text NOT NULL CHECK (what ~ '^[a-z_]+$'),
    period      date NOT NULL,
    upto_person bigint NOT NULL DEFAULT 0,
    done        bigint NOT NULL DEFAULT 0,
    policy      text NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, what, period)
);
COMMENT ON COLUMN runs.upto_person IS 'everybody up to this number is done; committed with their rows';
