-- Cases (办件): one application for one matter. What is asked for is sealed, since it may hold personal data. The steps
-- are the history; the state is where they led.
CREATE TABLE cases (
    region           int NOT NULL,
    person_id        bigint NOT NULL,
    case_id          uuid NOT NULL,
    number           text NOT NULL CHECK (number ~ '^[0-9]{19}$'),
    matter           text NOT NULL,
    act_sealed       bytea NOT NULL,
    applicant        text NOT NULL
        CHECK (applicant IN ('self', 'guardian', 'agent', 'employer', 'school', 'heir', 'officer')),
    applicant_region int,
    applicant_id     bigint,
    employer_id      bigint,
    channel          text NOT NULL,
    place            text,
    state            text NOT NULL CHECK (state IN ('draft', 'submitted', 'papers_asked', 'accepted', 'proposed',
        'done', 'refused', 'withdrawn', 'lapsed')),
    opened_at        timestamptz NOT NULL,
    submitted_at     timestamptz CHECK (submitted_at >= opened_at),
    due_on           date,
    due_provisional  boolean NOT NULL DEFAULT false,
    closed_at        timestamptz CHECK (closed_at >= opened_at),
    case_key         text NOT NULL CHECK (length(case_key) BETWEEN 1 AND 200),
    fingerprints     jsonb NOT NULL,
    recorded_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, case_id),
    FOREIGN KEY (region, person_id) REFERENCES persons,
    CHECK ((applicant_region IS NULL) = (applicant_id IS NULL)),
    CHECK ((closed_at IS NOT NULL) = (state IN ('done', 'refused', 'withdrawn', 'lapsed'))),
    CHECK (state IN ('draft', 'withdrawn', 'lapsed') OR submitted_at IS NOT NULL)
);
COMMENT ON COLUMN cases.due_on IS 'by when the agency decides, or while it waits for the applicant, by when they act';
COMMENT ON COLUMN cases.due_provisional IS 'counted past the end of the published calendar of working days';
COMMENT ON COLUMN cases.fingerprints IS 'field name to keyed hash of what was asked first under the key';
CREATE UNIQUE INDEX cases_by_number ON cases (region, number);
CREATE UNIQUE INDEX cases_by_key ON cases (region, person_id, case_key);
-- What is under way in a region, most urgent first; and what is over its term.
CREATE INDEX cases_under_way ON cases (region, due_on) WHERE closed_at IS NULL;

CREATE SEQUENCE case_numbers AS int MINVALUE 0 MAXVALUE 999999 START 0 CYCLE;

-- The steps of a case, never changed. Facts hold no personal data.
CREATE TABLE case_steps (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    case_id     uuid NOT NULL,
    seq         int NOT NULL CHECK (seq >= 0),
    step        text NOT NULL,
    actor       text NOT NULL,
    role        text NOT NULL,
    channel     text NOT NULL,
    happened_at timestamptz NOT NULL,
    facts       jsonb NOT NULL CHECK (jsonb_typeof(facts) = 'object'),
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, case_id, seq),
    FOREIGN KEY (region, person_id, case_id) REFERENCES cases
);
-- Papers are asked for once, and a case is decided once, whoever asks at the same time.
CREATE UNIQUE INDEX case_steps_once ON case_steps (region, person_id, case_id, step)
    WHERE step IN ('submitted', 'papers_asked', 'accepted', 'approved', 'refused', 'withdrawn', 'lapsed');

-- What people wrote with a step: reasons, and what an applicant is told. Apart from the steps, so that it can be sealed anew.
CREATE TABLE case_texts (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    case_id     uuid NOT NULL,
    seq         int NOT NULL,
    text_sealed bytea NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, case_id, seq),
    FOREIGN KEY (region, person_id, case_id, seq) REFERENCES case_steps
);

-- The papers of a case. A file is one of the room `papers`; null where an officer saw the paper itself.
CREATE TABLE case_papers (
    region     int NOT NULL,
    person_id  bigint NOT NULL,
    case_id    uuid NOT NULL,
    paper      text NOT NULL,
    state      text NOT NULL CHECK (state IN ('needed', 'given', 'committed', 'waived')),
    may_commit boolean NOT NULL DEFAULT false,
    file_id    uuid,
    given_at   timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, case_id, paper),
    FOREIGN KEY (region, person_id, case_id) REFERENCES cases,
    CHECK (state IN ('given', 'committed') OR file_id IS NULL),
    CHECK ((given_at IS NOT NULL) = (state IN ('given', 'committed')))
);
