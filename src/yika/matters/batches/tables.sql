-- Batches (批量办件): a file of people for whom an employer or a school has one matter done. A batch is never changed.
CREATE TABLE batches (
    region       int NOT NULL,
    batch_id     uuid NOT NULL,
    number       text NOT NULL CHECK (number ~ '^B[0-9]{19}$'),
    employer_id  bigint NOT NULL,
    matter       text NOT NULL,
    channel      text NOT NULL,
    role         text NOT NULL CHECK (role IN ('employer', 'officer')),
    officer      text,
    sha256       bytea NOT NULL CHECK (octet_length(sha256) = 32),
    row_count    int NOT NULL CHECK (row_count > 0),
    skipped      jsonb NOT NULL CHECK (jsonb_typeof(skipped) = 'array'),
    committed    text[] NOT NULL,
    papers       jsonb NOT NULL CHECK (jsonb_typeof(papers) = 'object'),
    seen         text[] NOT NULL,
    opened_at    timestamptz NOT NULL,
    batch_key    text NOT NULL CHECK (length(batch_key) BETWEEN 1 AND 200),
    fingerprints jsonb NOT NULL,
    recorded_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, batch_id),
    FOREIGN KEY (region, employer_id) REFERENCES employers
);
COMMENT ON COLUMN batches.skipped IS 'rows of the file that were left out, by their number, with the codes of what was wrong';
COMMENT ON COLUMN batches.fingerprints IS 'field name to keyed hash of what was sent first under the key';
CREATE UNIQUE INDEX batches_by_number ON batches (region, number);
CREATE UNIQUE INDEX batches_by_key ON batches (region, employer_id, batch_key);
CREATE INDEX batches_by_file ON batches (region, employer_id, sha256);

-- The people of a batch, each once. What is asked for is sealed; how far it is beyond `taken` is what its case says.
CREATE TABLE batch_lines (
    region      int NOT NULL,
    person_id   bigint NOT NULL,
    batch_id    uuid NOT NULL,
    line        int NOT NULL CHECK (line > 0),
    act_sealed  bytea NOT NULL,
    state       text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'taken', 'refused')),
    case_id     uuid,
    reasons     jsonb NOT NULL DEFAULT '[]',
    worked_at   timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, batch_id),
    FOREIGN KEY (region, person_id) REFERENCES persons,
    FOREIGN KEY (region, batch_id) REFERENCES batches,
    FOREIGN KEY (region, person_id, case_id) REFERENCES cases,
    CHECK ((state = 'taken') = (case_id IS NOT NULL)),
    CHECK ((state = 'refused') = (reasons <> '[]')),
    CHECK ((state = 'waiting') = (worked_at IS NULL))
);
CREATE UNIQUE INDEX batch_lines_in_order ON batch_lines (region, batch_id, line);
CREATE INDEX batch_lines_waiting ON batch_lines (region, batch_id, line) WHERE state = 'waiting';

CREATE SEQUENCE batch_numbers AS int MINVALUE 0 MAXVALUE 999999 START 0 CYCLE;

-- A paper of an employer (单位材料) that stands for everybody of a batch. Sealed whole; copied to the case of each person on whom an officer
-- decides, else only kept.
CREATE TABLE batch_papers (
    region         int NOT NULL,
    employer_id    bigint NOT NULL,
    file_id        uuid NOT NULL,
    media_type     text NOT NULL CHECK (media_type IN ('application/pdf', 'image/jpeg', 'image/png')),
    size_bytes     int NOT NULL CHECK (size_bytes > 0),
    sha256         bytea NOT NULL CHECK (octet_length(sha256) = 32),
    content_sealed bytea NOT NULL,
    uploaded_by    text NOT NULL,
    uploaded_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, employer_id, file_id),
    FOREIGN KEY (region, employer_id) REFERENCES employers
);
CREATE UNIQUE INDEX batch_papers_once ON batch_papers (region, employer_id, sha256);
ALTER TABLE batch_papers ALTER COLUMN content_sealed SET STORAGE EXTERNAL;
