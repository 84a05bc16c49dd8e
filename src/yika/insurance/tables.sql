-- An employer (用人单位), by its unified social credit code, which is public.
CREATE TABLE employers (
    region       int NOT NULL,
    employer_id  bigint NOT NULL,
    code         text NOT NULL CHECK (length(code) = 18),
    name         text NOT NULL,
    injury_class smallint NOT NULL DEFAULT 1 CHECK (injury_class BETWEEN 1 AND 8),
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, employer_id),
    UNIQUE (region, code)
);

CREATE SEQUENCE employer_ids;

-- An enrolment (参保登记): somebody in a scheme from a day on. Ended, never deleted. Retired people are enrolled
-- without an employer.
CREATE TABLE enrolments (
    region        int NOT NULL,
    person_id     bigint NOT NULL,
    enrolment_id  uuid NOT NULL,
    scheme        text NOT NULL CHECK (scheme IN ('employee', 'flexible', 'resident')),
    is_retired    boolean NOT NULL DEFAULT false,
    employer_id   bigint,
    "group"       text CHECK (("group" IS NOT NULL) = (scheme = 'resident')),
    base_fen      bigint CHECK (base_fen > 0),
    options       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(options) = 'object'),
    how           text NOT NULL CHECK (how IN ('registered', 'newborn', 'moved_in', 'retired', 'carried')),
    starts_on     date NOT NULL,
    ends_on       date CHECK (ends_on >= starts_on),
    end_reason    text CHECK (end_reason IN ('left', 'moved_away', 'died', 'retired', 'changed')),
    moved_to      int,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, enrolment_id),
    FOREIGN KEY (region, person_id) REFERENCES persons,
    FOREIGN KEY (region, employer_id) REFERENCES employers,
    CHECK ((employer_id IS NOT NULL) = (scheme = 'employee' AND NOT is_retired)),
    CHECK ((ends_on IS NULL) = (end_reason IS NULL)),
    CHECK ((moved_to IS NOT NULL) <= (end_reason = 'moved_away'))
);
COMMENT ON COLUMN enrolments.ends_on IS 'the last day; null while open';
COMMENT ON COLUMN enrolments.base_fen IS 'monthly base as declared, fen; null where the scheme has none';
CREATE INDEX enrolments_by_employer ON enrolments (region, employer_id) WHERE employer_id IS NOT NULL;

-- Months paid before this system kept bills, or paid in another region (缴费记录结转): whole spans of months.
CREATE TABLE paid_spans (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    scheme      text NOT NULL CHECK (scheme IN ('employee', 'flexible', 'resident')),
    from_month  date NOT NULL CHECK (extract(day FROM from_month) = 1),
    until_month date NOT NULL CHECK (extract(day FROM until_month) = 1 AND until_month >= from_month),
    place       int NOT NULL,
    base_fen    bigint CHECK (base_fen > 0),
    paid_on     date,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, from_month, scheme),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN paid_spans.until_month IS 'first day of the last month paid';
COMMENT ON COLUMN paid_spans.place IS 'division where it was paid; years paid here count apart in some regions';
COMMENT ON COLUMN paid_spans.paid_on IS 'when it was paid, if later than it was due; null: in time';

-- A tariff (费率表): the lines by which bills of one region, scheme and period were computed, with their policy.
CREATE TABLE tariffs (
    region      int NOT NULL,
    tariff_id   uuid NOT NULL,
    period      date NOT NULL,
    scheme      text NOT NULL,
    lines       jsonb NOT NULL CHECK (jsonb_typeof(lines) = 'array'),
    terms       jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(terms) = 'object'),
    policy      text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, tariff_id)
);
COMMENT ON COLUMN tariffs.tariff_id IS 'made from the content: the same lines are one tariff';
COMMENT ON COLUMN tariffs.terms IS 'the choices it is for, how bases and amounts are rounded, what is not published';

-- A bill (应缴): what is owed for one person for one period. `amounts` are fen in the order of the tariff's lines.
-- Only the paid part changes; a correction is a further bill (seq) or a refund.
CREATE TABLE bills (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    period      date NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('month', 'year', 'repair', 'correction')),
    seq         smallint NOT NULL DEFAULT 0,
    scheme      text NOT NULL CHECK (scheme IN ('employee', 'flexible', 'resident')),
    owed_by     text NOT NULL CHECK (owed_by IN ('employer', 'person')),
    employer_id bigint,
    tariff_id   uuid NOT NULL,
    base_fen    bigint,
    amounts     bigint[] NOT NULL,
    owed_fen    bigint NOT NULL CHECK (owed_fen >= 0),
    paid_fen    bigint NOT NULL DEFAULT 0 CHECK (paid_fen BETWEEN 0 AND owed_fen),
    paid_on     date CHECK ((paid_on IS NOT NULL) = (paid_fen = owed_fen)),
    due_on      date NOT NULL,
    issued_at   timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, period, kind, seq),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN bills.period IS 'first day of the month, or of the cover year, that it pays for';
COMMENT ON COLUMN bills.paid_on IS 'the day on which it was paid in full';
COMMENT ON COLUMN bills.owed_fen IS 'what the payer owes: all lines but the subsidy';
-- What an employer owes for a month.
CREATE INDEX bills_by_employer ON bills (region, employer_id, period) WHERE employer_id IS NOT NULL;

-- A payment (缴费到账) by an employer or a person, under the payer's own id. What is not placed stays a credit of whom
-- it was paid for.
CREATE TABLE payments (
    region      int NOT NULL,
    payment_id  uuid NOT NULL,
    employer_id bigint,
    payer_region int,
    payer_id    bigint,
    for_id      bigint,
    amount_fen  bigint NOT NULL CHECK (amount_fen > 0),
    placed_fen  bigint NOT NULL DEFAULT 0 CHECK (placed_fen >= 0),
    refunded_fen bigint NOT NULL DEFAULT 0 CHECK (refunded_fen >= 0),
    channel     text NOT NULL,
    paid_at     timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, payment_id),
    FOREIGN KEY (region, employer_id) REFERENCES employers,
    FOREIGN KEY (region, for_id) REFERENCES persons,
    CHECK ((employer_id IS NULL) <> (payer_id IS NULL)),
    CHECK ((payer_id IS NULL) = (for_id IS NULL) AND (payer_id IS NULL) = (payer_region IS NULL)),
    CHECK (placed_fen + refunded_fen <= amount_fen)
);
COMMENT ON COLUMN payments.payer_id IS 'the person who pays, who may be a relative of whom it is paid for';
COMMENT ON COLUMN payments.for_id IS 'for whom a person paid; an employer pays for all its people';
-- What is left over, of an employer or for a person.
CREATE INDEX payments_of_employer ON payments (region, employer_id) WHERE employer_id IS NOT NULL;
CREATE INDEX payments_for_person ON payments (region, for_id) WHERE for_id IS NOT NULL;
CREATE INDEX payments_left ON payments (region) WHERE amount_fen > placed_fen + refunded_fen;

-- Money sent back (退费) out of what was not placed of a payment, under an id of whoever asked for it.
CREATE TABLE refunds (
    region      int NOT NULL,
    refund_id   uuid NOT NULL,
    payment_id  uuid NOT NULL,
    amount_fen  bigint NOT NULL CHECK (amount_fen > 0),
    refunded_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, refund_id),
    FOREIGN KEY (region, payment_id) REFERENCES payments
);

-- Which bill took how much of which payment. A late fee is placed apart, under its own word.
CREATE TABLE payment_parts (
    region     int NOT NULL,
    person_id  bigint NOT NULL,
    period     date NOT NULL,
    kind       text NOT NULL,
    seq        smallint NOT NULL,
    payment_id uuid NOT NULL,
    purpose    text NOT NULL CHECK (purpose IN ('contribution', 'late_fee')),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, period, kind, seq, payment_id, purpose),
    FOREIGN KEY (region, payment_id) REFERENCES payments,
    FOREIGN KEY (region, person_id, period, kind, seq) REFERENCES bills
);

-- Money that arrived for somebody and cannot be placed yet (待处理款项), and why. Ended when it is placed or sent back.
CREATE TABLE held_payments (
    region     int NOT NULL,
    person_id  bigint NOT NULL,
    held_id    uuid NOT NULL,
    payment_id uuid NOT NULL,
    period     date NOT NULL,
    cause      text NOT NULL CHECK (cause IN ('name_mismatch', 'number_mismatch', 'not_activated', 'below_minimum',
                                              'in_transit')),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    since      timestamptz NOT NULL,
    ended_at   timestamptz CHECK (ended_at >= since),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, held_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN held_payments.payment_id IS 'the payer''s id; money in transit has no payment of that id yet';
COMMENT ON COLUMN held_payments.period IS 'for which month or cover year the payer meant it';
CREATE INDEX held_payments_open ON held_payments (region, payment_id) WHERE ended_at IS NULL;

-- A payroll declaration (申报) as confirmed: which file, once. The rows are in enrolments and bills.
CREATE TABLE payrolls (
    region      int NOT NULL,
    employer_id bigint NOT NULL,
    period      date NOT NULL,
    sha256      bytea NOT NULL,
    rows        int NOT NULL,
    declared_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, employer_id, period, sha256),
    FOREIGN KEY (region, employer_id) REFERENCES employers
);

-- Confirmations of entitlement (待遇资格认证), each benefit by itself. When the next is due is derived from the last success.
CREATE TABLE confirmations (
    region          int NOT NULL,
    person_id       bigint NOT NULL,
    confirmation_id uuid NOT NULL,
    benefit         text NOT NULL,
    way             text NOT NULL,
    passed          boolean NOT NULL,
    confirmed_at    timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, confirmation_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN confirmations.benefit IS 'a word of confirmed_benefits';
