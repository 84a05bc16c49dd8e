-- A file that somebody handed in as a paper (材料), sealed whole. Handed out as an attachment only. The same content again is
-- the same file. Never changed.
CREATE TABLE files (
    region         int NOT NULL,
    person_id      bigint NOT NULL,
    file_id        uuid NOT NULL,
    media_type     text NOT NULL CHECK (media_type IN ('application/pdf', 'image/jpeg', 'image/png')),
    size_bytes     int NOT NULL CHECK (size_bytes > 0),
    sha256         bytea NOT NULL CHECK (octet_length(sha256) = 32),
    content_sealed bytea NOT NULL,
    matter         text NOT NULL,
    uploaded_by    text NOT NULL,
    uploaded_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, file_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN files.uploaded_by IS 'the actor as the journal names them';
-- The same content from the same actor is kept once.
CREATE UNIQUE INDEX files_once ON files (region, person_id, sha256, uploaded_by);
-- What is sealed does not get shorter by trying.
ALTER TABLE files ALTER COLUMN content_sealed SET STORAGE EXTERNAL;

-- A document (文书) as issued: what it says is sealed and stays as it is. Withdrawn, never deleted. `code` is printed on it,
-- so that anybody it is shown to can check it. A letter with an initial password holds no password: it is printed once.
CREATE TABLE documents (
    region         int NOT NULL,
    person_id      bigint NOT NULL,
    document_id    uuid NOT NULL,
    code           text NOT NULL CHECK (code ~ '^[0-9A-Z]{16}$'),
    kind           text NOT NULL,
    content_sealed bytea NOT NULL,
    issued_at      timestamptz NOT NULL,
    valid_until    timestamptz CHECK (valid_until > issued_at),
    withdrawn_at   timestamptz CHECK (withdrawn_at >= issued_at),
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, document_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
-- Whoever checks a document knows its code only.
CREATE UNIQUE INDEX documents_by_code ON documents (code);
-- A document is fetched by its number.
CREATE UNIQUE INDEX documents_by_id ON documents (document_id);
