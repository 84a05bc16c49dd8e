-- Where cards are used and bills settled: the tables of two more rooms.

-- Room: institutions
-- Designated hospitals, community centres and pharmacies (定点医药机构) of a region. Settings of the interface are the
-- institution's own; what signs its messages is sealed.
CREATE TABLE institutions (
    region          int NOT NULL,
    institution_id  bigint NOT NULL,
    code            text NOT NULL CHECK (code ~ '^[HP][0-9A-Z]{11,29}$'),
    name            text NOT NULL,
    kind            text NOT NULL CHECK (kind IN ('hospital', 'community', 'clinic', 'pharmacy')),
    tier            text NOT NULL CHECK (tier IN ('primary', 'level_1', 'level_2', 'level_3', 'provincial')),
    grade           text NOT NULL,
    uscc            text NOT NULL,
    district        text NOT NULL,
    address         text NOT NULL,
    phone           text,
    hours           jsonb NOT NULL,
    accepts         text[] NOT NULL,
    settings        jsonb NOT NULL,
    signing_sealed  bytea,
    recorded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, institution_id)
);
COMMENT ON COLUMN institutions.grade IS 'hosp_lv of the national interface; 11 where there is none';
COMMENT ON COLUMN institutions.tier IS 'the word for it in benefit policies';
COMMENT ON COLUMN institutions.accepts IS 'card, e_credential, id_number, off_site, chronic, pool';
-- A message brings the code only.
CREATE UNIQUE INDEX institutions_by_code ON institutions (code);

CREATE SEQUENCE institution_ids;
-- Versions of catalogues: one an import, never used twice, so that what was read under one stays true.
CREATE SEQUENCE catalogue_versions;

-- From when until when an institution is designated (服务协议), both days included. Ended, never deleted.
CREATE TABLE agreements (
    region         int NOT NULL,
    institution_id bigint NOT NULL,
    starts_on      date NOT NULL,
    ends_on        date CHECK (ends_on >= starts_on),
    end_reason     text,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, institution_id, starts_on),
    FOREIGN KEY (region, institution_id) REFERENCES institutions
);

-- Departments (科室), in the words of the navigation by complaint.
CREATE TABLE departments (
    region         int NOT NULL,
    institution_id bigint NOT NULL,
    code           text NOT NULL,
    name           text NOT NULL,
    category       text NOT NULL,
    starts_on      date NOT NULL,
    ends_on        date,
    beds           int NOT NULL DEFAULT 0,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, institution_id, code),
    FOREIGN KEY (region, institution_id) REFERENCES institutions
);
COMMENT ON COLUMN departments.category IS 'word of the navigation by complaint (departments.yaml)';

-- Doctors, nurses and pharmacists (医执人员) who may act for an institution.
CREATE TABLE practitioners (
    region         int NOT NULL,
    institution_id bigint NOT NULL,
    code           text NOT NULL,
    name           text NOT NULL,
    kind           text NOT NULL,
    department     text,
    starts_on      date NOT NULL,
    ends_on        date,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, institution_id, code),
    FOREIGN KEY (region, institution_id) REFERENCES institutions
);

-- The catalogue (医保目录): what may be charged, in which class, with what first share and ceiling. A row holds from a day
-- until a day; a change is a new row.
CREATE TABLE catalogue_items (
    region      int NOT NULL,
    code        text NOT NULL,
    starts_on   date NOT NULL,
    ends_on     date CHECK (ends_on >= starts_on),
    kind        text NOT NULL,
    name        text NOT NULL,
    class       text NOT NULL CHECK (class IN ('A', 'B', 'C')),
    first_share numeric(7, 6) CHECK (first_share BETWEEN 0 AND 1),
    ceiling     numeric(16, 6) CHECK (ceiling >= 0),
    restricted  boolean NOT NULL,
    charge_type text NOT NULL,
    unit        text,
    details     jsonb NOT NULL,
    version     int NOT NULL,
    changed_at  timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, code, starts_on)
);
-- What is newer than somebody holds, and whether anything changed since the catalogue was read.
CREATE INDEX catalogue_items_by_version ON catalogue_items (region, version);
COMMENT ON COLUMN catalogue_items.kind IS 'the number of its download: 1301 western drugs, 1302 pieces, 1305 services, 1306 materials';
COMMENT ON COLUMN catalogue_items.first_share IS 'null: the first share of its class in the region';
COMMENT ON COLUMN catalogue_items.ceiling IS 'yuan a unit; null: none';
COMMENT ON COLUMN catalogue_items.changed_at IS 'by the domain''s clock: when the row came, or was ended';
COMMENT ON COLUMN catalogue_items.details IS 'ceilings by level, pinyin, spec, maker, restriction text …';

-- An institution's own items and what they are in the catalogue (目录对照).
CREATE TABLE institution_items (
    region         int NOT NULL,
    institution_id bigint NOT NULL,
    own_code       text NOT NULL,
    code           text NOT NULL,
    kind           text NOT NULL,
    starts_on      date NOT NULL,
    ends_on        date,
    details        jsonb NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, institution_id, own_code, code, starts_on),
    FOREIGN KEY (region, institution_id) REFERENCES institutions
);

-- Files an institution put up or may fetch (文件上传下载), until they are due to go.
CREATE TABLE institution_files (
    region         int NOT NULL,
    institution_id bigint NOT NULL,
    file_id        uuid NOT NULL,
    name           text NOT NULL,
    content_sealed bytea NOT NULL,
    kept_until     timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, institution_id, file_id)
);

-- Working periods of operators (签到), one a day and operator; `sign_no` is what later messages carry.
CREATE TABLE sign_ins (
    region         int NOT NULL,
    institution_id bigint NOT NULL,
    sign_no        text NOT NULL,
    operator       text NOT NULL,
    signed_in_at   timestamptz NOT NULL,
    signed_out_at  timestamptz CHECK (signed_out_at >= signed_in_at),
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, institution_id, sign_no)
);
CREATE UNIQUE INDEX sign_ins_open ON sign_ins (region, institution_id, operator) WHERE signed_out_at IS NULL;

-- Contracts of people with family doctors (家庭医生签约). Which term a day lies in is derived; no row is written at a renewal.
CREATE TABLE family_doctors (
    region         int NOT NULL,
    person_id      bigint NOT NULL,
    contract_id    uuid NOT NULL,
    institution_id bigint NOT NULL,
    doctor         text,
    package        text,
    starts_on      date NOT NULL,
    years          smallint NOT NULL CHECK (years > 0),
    renews         boolean NOT NULL,
    ended_on       date CHECK (ended_on >= starts_on),
    signed_at      timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, contract_id),
    FOREIGN KEY (region, person_id) REFERENCES persons,
    FOREIGN KEY (region, institution_id) REFERENCES institutions
);
COMMENT ON COLUMN family_doctors.ended_on IS 'the first day on which it holds no more, where it was ended before its term';

-- Room: settlement
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
