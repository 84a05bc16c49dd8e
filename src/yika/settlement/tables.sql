CREATE SEQUENCE message_ids;

-- Messages that changed something, each once: claimed by (institution, infno, msgid) before anything else, answered in the
-- same transaction, which writes the row. What came and what was answered are sealed, so nothing compresses them: they hold
-- whole numbers. A message that reverses one never received leaves a tombstone, so that the late one is refused. `region`
-- is the institution's.
CREATE TABLE messages (
    region         int NOT NULL,
    institution_id bigint NOT NULL,
    infno          text NOT NULL,
    msgid          text NOT NULL,
    message_id     bigint NOT NULL DEFAULT nextval('message_ids'),
    digest         bytea NOT NULL,
    request_sealed bytea STORAGE EXTERNAL,
    reply_sealed   bytea STORAGE EXTERNAL,
    person_region  int,
    person_id      bigint,
    reversed_at    timestamptz,
    received_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, institution_id, infno, msgid)
);
COMMENT ON COLUMN messages.message_id IS 'also the number of the visit or settlement that the message makes';
COMMENT ON COLUMN messages.digest IS 'SHA-256 of the message without inf_time and sign_no, members in order';
COMMENT ON COLUMN messages.request_sealed IS 'null: a tombstone, or past its retention';

-- A visit (就诊): an outpatient registration, a stay, or a purchase at a pharmacy. Who treated and what was found is sealed.
CREATE TABLE visits (
    region             int NOT NULL,
    person_id          bigint NOT NULL,
    visit_id           bigint NOT NULL,
    institution_region int NOT NULL,
    institution_id     bigint NOT NULL,
    kind               text NOT NULL CHECK (kind IN ('outpatient', 'inpatient', 'pharmacy')),
    med_type           text NOT NULL,
    insutype           text NOT NULL,
    number             text NOT NULL,
    begins_at          timestamptz NOT NULL,
    ends_at            timestamptz CHECK (ends_at >= begins_at),
    discharged_at      timestamptz,
    cancelled_at       timestamptz,
    details_sealed     bytea,
    tried_at           timestamptz,
    shown              text,
    deposit            jsonb CHECK (deposit IS NULL OR kind = 'inpatient'),
    recorded_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, visit_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN visits.number IS 'ipt_otp_no: the institution''s own';
COMMENT ON COLUMN visits.begins_at IS 'as the institution says';
COMMENT ON COLUMN visits.shown IS 'the credential compared at registering, or seen earlier that day; null: none was';
COMMENT ON COLUMN visits.tried_at IS 'the last trial, by our clock; null where the visit changed since';
COMMENT ON COLUMN visits.deposit IS 'what is held for the stay, in fen by the wallet it came from; null: nothing';
-- One number of an institution is one visit of a person; a cancelled one may be registered again.
CREATE UNIQUE INDEX visits_once ON visits (region, person_id, institution_region, institution_id, kind, number)
    WHERE cancelled_at IS NULL AND kind <> 'pharmacy';
-- One open stay of a person at an institution.
CREATE UNIQUE INDEX visits_stay ON visits (region, person_id, institution_region, institution_id)
    WHERE kind = 'inpatient' AND cancelled_at IS NULL AND discharged_at IS NULL;

-- The lines of a bill (费用明细) with their split, each once under the institution's number. Lines not settled may be
-- deleted; settled ones belong to their settlement for good, and a cancelled settlement leaves them with the visit again.
CREATE TABLE fee_lines (
    region           int NOT NULL,
    person_id        bigint NOT NULL,
    visit_id         bigint NOT NULL,
    line_no          text NOT NULL,
    batch            text NOT NULL,
    item             text NOT NULL,
    own_item         text NOT NULL,
    quantity         numeric(16, 4) NOT NULL,
    price            numeric(16, 6) NOT NULL,
    charged_at       timestamptz NOT NULL,
    class            text NOT NULL CHECK (class IN ('A', 'B', 'C')),
    first_share      numeric(7, 6) NOT NULL,
    ceiling          numeric(16, 6),
    total_fen        bigint NOT NULL,
    self_funded_fen  bigint NOT NULL,
    over_ceiling_fen bigint NOT NULL,
    first_share_fen  bigint NOT NULL,
    in_scope_fen     bigint NOT NULL,
    settlement_id    bigint,
    details          jsonb NOT NULL,
    recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, visit_id, line_no),
    FOREIGN KEY (region, person_id, visit_id) REFERENCES visits,
    CHECK (total_fen = self_funded_fen + over_ceiling_fen + first_share_fen + in_scope_fen)
);
COMMENT ON COLUMN fee_lines.details IS 'what else the line said, by its national names; nothing that names a person';

-- A settlement (结算), or the cancelling of one: then every amount is the negative of the original's. Insert only.
CREATE TABLE settlements (
    region             int NOT NULL,
    person_id          bigint NOT NULL,
    settlement_id      bigint NOT NULL,
    visit_id           bigint NOT NULL,
    institution_region int NOT NULL,
    institution_id     bigint NOT NULL,
    infno              text NOT NULL,
    msgid              text NOT NULL,
    cancels            bigint,
    card_id            bigint CHECK (card_id IS NULL OR cancels IS NOT NULL),
    kind               text NOT NULL,
    med_type           text NOT NULL,
    insutype           text NOT NULL,
    clr_type           text NOT NULL,
    credential         text NOT NULL,
    is_interim         boolean NOT NULL DEFAULT false,
    settled_at         timestamptz NOT NULL,
    benefit_year       date NOT NULL,
    total_fen          bigint NOT NULL,
    fund_fen           bigint NOT NULL,
    account_fen        bigint NOT NULL,
    shared_account_fen bigint NOT NULL,
    cash_fen           bigint NOT NULL,
    hospital_fen       bigint NOT NULL,
    balance_fen        bigint NOT NULL,
    circumstances      jsonb NOT NULL,
    shares             jsonb NOT NULL,
    change             jsonb NOT NULL,
    policy             text NOT NULL,
    recorded_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, settlement_id),
    FOREIGN KEY (region, person_id, visit_id) REFERENCES visits,
    FOREIGN KEY (region, person_id, cancels) REFERENCES settlements,
    CHECK (total_fen = fund_fen + account_fen + cash_fen + hospital_fen)
);
COMMENT ON COLUMN settlements.card_id IS 'of a cancel: the card whose use does not count any more';
COMMENT ON COLUMN settlements.credential IS 'card | e_credential | id_number: what was shown';
COMMENT ON COLUMN settlements.benefit_year IS 'the first day of the benefit year it counts in';
COMMENT ON COLUMN settlements.balance_fen IS 'of the person''s own account right after it';
COMMENT ON COLUMN settlements.circumstances IS 'all that pricing looked at but policy and what had gone before';
COMMENT ON COLUMN settlements.shares IS 'every share of the bill, in fen';
COMMENT ON COLUMN settlements.change IS 'what it added to the accumulations, so that a cancel takes back exactly that';
COMMENT ON COLUMN settlements.policy IS 'division@hash, as in policy_versions';
-- A settlement is cancelled once.
CREATE UNIQUE INDEX settlements_cancelled ON settlements (region, person_id, cancels) WHERE cancels IS NOT NULL;
-- What an institution settled in some days, for reconciling.
CREATE INDEX settlements_by_institution ON settlements (institution_region, institution_id, settled_at);

-- What a benefit year has come to so far (累计), a row a person, scheme and year.
CREATE TABLE accumulations (
    region       int NOT NULL,
    person_id    bigint NOT NULL,
    scheme       text NOT NULL CHECK (scheme IN ('employee', 'resident')),
    benefit_year date NOT NULL,
    state        jsonb NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, scheme, benefit_year),
    FOREIGN KEY (region, person_id) REFERENCES persons
) WITH (fillfactor = 60);
COMMENT ON COLUMN accumulations.state IS 'by kind of care or layer: cost, deductible, paid, self-paid in fen; admissions; highest deductible';

-- What a person asked to be treated as (备案): transfers, chronic and special diseases, chosen institutions, care elsewhere.
CREATE TABLE filings (
    region             int NOT NULL,
    person_id          bigint NOT NULL,
    filing_id          bigint NOT NULL,
    kind               text NOT NULL CHECK (kind IN ('transfer', 'chronic', 'designated', 'off_site')),
    institution_region int,
    institution_id     bigint,
    starts_on          date NOT NULL,
    ends_on            date CHECK (ends_on >= starts_on),
    what               text NOT NULL,
    details_sealed     bytea NOT NULL,
    filed_at           timestamptz NOT NULL,
    decided_at         timestamptz,
    is_approved        boolean,
    withdrawn_at       timestamptz,
    recorded_at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, filing_id),
    FOREIGN KEY (region, person_id) REFERENCES persons,
    CHECK ((decided_at IS NULL) = (is_approved IS NULL))
);
-- Filings that come by no message; above every number that a message can have (47 bits).
CREATE SEQUENCE filing_numbers START 100000000000000000;
COMMENT ON COLUMN filings.what IS 'the disease code, the kind of care, or how care elsewhere came about';
