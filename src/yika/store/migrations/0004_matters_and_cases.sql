-- What people apply for, the papers of it, and what they are told.

-- Room: papers
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

-- Room: notices
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

-- Room: matters/cases
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

-- Room: matters/batches
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

-- Room: settlement/by_hand
-- What was paid out to a person by hand (手工报销、津贴): which receipt, or which birth, and for which settlement. The receipt
-- is a keyed hash; what was claimed, and to which bank account it went, is sealed.
CREATE TABLE hand_claims (
    region         int NOT NULL,
    person_id      bigint NOT NULL,
    claim_id       uuid NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('bill', 'allowance')),
    receipt_blind  bytea NOT NULL,
    settlement_id  bigint CHECK ((settlement_id IS NOT NULL) = (kind = 'bill')),
    served_on      date NOT NULL,
    total_fen      bigint NOT NULL CHECK (total_fen >= 0),
    paid_fen       bigint NOT NULL CHECK (paid_fen >= 0),
    details_sealed bytea NOT NULL,
    paid_at        timestamptz NOT NULL,
    undone_at      timestamptz CHECK (undone_at >= paid_at),
    recorded_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (region, person_id, claim_id),
    FOREIGN KEY (region, person_id) REFERENCES persons
);
COMMENT ON COLUMN hand_claims.receipt_blind IS 'of the receipt''s number; of an allowance, of whose birth and when';
-- A receipt is reimbursed once, whoever brings it.
CREATE UNIQUE INDEX hand_claims_once ON hand_claims (region, kind, receipt_blind) WHERE undone_at IS NULL;

-- Numbers of settlements that no message made: above all numbers of messages, within the forty-seven bits of an id.
CREATE SEQUENCE hand_settlement_ids MINVALUE 35184372088832;
