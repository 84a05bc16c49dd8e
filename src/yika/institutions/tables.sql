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
