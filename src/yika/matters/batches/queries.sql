-- name: next_number
-- The next running number; it goes round.
SELECT nextval('batch_numbers');

-- name: insured_through
-- Who of some people is insured through an employer or a school on a day.
SELECT DISTINCT person_id FROM enrolments
WHERE region = %(region)s AND person_id = ANY(%(person_ids)s::bigint[])
  AND starts_on <= %(today)s AND (ends_on IS NULL OR ends_on >= %(today)s)
  AND (employer_id = %(employer_id)s OR options ->> 'school' = %(employer_id)s::text);

-- name: add_batch
-- A batch as sent, unless the key was there first.
INSERT INTO batches (region, batch_id, number, employer_id, matter, channel, role, officer, sha256, row_count, skipped,
                     committed, papers, seen, opened_at, batch_key, fingerprints)
VALUES (%(region)s, %(batch_id)s, %(number)s, %(employer_id)s, %(matter)s, %(channel)s, %(role)s, %(officer)s, %(sha256)s,
        %(rows)s, %(skipped)s, %(committed)s, %(papers)s, %(seen)s, %(opened_at)s, %(batch_key)s, %(fingerprints)s)
ON CONFLICT (region, employer_id, batch_key) DO NOTHING
RETURNING batch_id;

-- name: add_line
-- A person of a batch.
INSERT INTO batch_lines (region, person_id, batch_id, line, act_sealed)
VALUES (%(region)s, %(person_id)s, %(batch_id)s, %(line)s, %(act_sealed)s);

-- name: batch_by_key
-- The batch sent under a key.
SELECT batch_id, fingerprints FROM batches
WHERE region = %(region)s AND employer_id = %(employer_id)s AND batch_key = %(batch_key)s;

-- name: batch_of_file
-- The newest batch of a matter with the same file.
SELECT number FROM batches
WHERE region = %(region)s AND employer_id = %(employer_id)s AND sha256 = %(sha256)s AND matter = %(matter)s
ORDER BY opened_at DESC LIMIT 1;

-- name: find_batch
-- The batch of an employer with a number.
SELECT batch_id FROM batches
WHERE region = %(region)s AND employer_id = %(employer_id)s AND number = %(number)s;

-- name: whose_batch
-- The employer of a batch.
SELECT employer_id FROM batches WHERE region = %(region)s AND number = %(number)s;

-- name: batches
-- Batches with how far they are, newest first: one, or those of an employer.
SELECT b.batch_id, b.number, b.employer_id, b.matter, b.channel, b.role, b.officer, b.sha256, b.row_count, b.skipped,
    b.committed, b.papers, b.seen, b.opened_at, count(*) FILTER (WHERE l.state = 'waiting'), max(l.worked_at)
FROM batches b LEFT JOIN batch_lines l ON l.region = b.region AND l.batch_id = b.batch_id
WHERE b.region = %(region)s AND (%(batch_id)s::uuid IS NULL OR b.batch_id = %(batch_id)s)
  AND (%(employer_id)s::bigint IS NULL OR b.employer_id = %(employer_id)s)
GROUP BY b.region, b.batch_id ORDER BY b.opened_at DESC, b.number DESC LIMIT %(limit)s;

-- name: lines
-- The lines of a batch in order, with where the case of each stands now.
SELECT l.line, l.person_id, l.state, l.reasons, l.worked_at, c.number, c.state
FROM batch_lines l LEFT JOIN cases c
    ON c.region = l.region AND c.person_id = l.person_id AND c.case_id = l.case_id
WHERE l.region = %(region)s AND l.batch_id = %(batch_id)s ORDER BY l.line;

-- name: claim_line
-- The next line after another that waits and that nobody else works on, until the transaction ends.
SELECT line, person_id, act_sealed FROM batch_lines
WHERE region = %(region)s AND batch_id = %(batch_id)s AND state = 'waiting' AND line > %(after)s
ORDER BY line LIMIT 1 FOR UPDATE SKIP LOCKED;

-- name: mark_line
-- What came of a line.
UPDATE batch_lines SET state = %(state)s, case_id = %(case_id)s, reasons = %(reasons)s, worked_at = %(worked_at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND batch_id = %(batch_id)s AND state = 'waiting';

-- name: waiting
-- The batches in which lines wait, oldest first.
SELECT b.region, b.batch_id, count(*)
FROM batches b JOIN batch_lines l ON l.region = b.region AND l.batch_id = b.batch_id
WHERE l.state = 'waiting' GROUP BY b.region, b.batch_id ORDER BY b.opened_at, b.number;

-- name: add_paper
-- A paper of an employer; the same content again is the one there is.
INSERT INTO batch_papers (region, employer_id, file_id, media_type, size_bytes, sha256, content_sealed, uploaded_by,
                          uploaded_at)
VALUES (%(region)s, %(employer_id)s, %(file_id)s, %(media_type)s, %(size_bytes)s, %(sha256)s, %(content_sealed)s,
        %(uploaded_by)s, %(uploaded_at)s)
ON CONFLICT (region, employer_id, sha256) DO NOTHING;

-- name: paper_of_content
-- The paper of an employer with that content.
SELECT file_id FROM batch_papers
WHERE region = %(region)s AND employer_id = %(employer_id)s AND sha256 = %(sha256)s;

-- name: paper
-- A paper of an employer.
SELECT content_sealed FROM batch_papers
WHERE region = %(region)s AND employer_id = %(employer_id)s AND file_id = %(file_id)s;

-- name: papers_there
-- Which of some papers an employer has handed in.
SELECT file_id FROM batch_papers
WHERE region = %(region)s AND employer_id = %(employer_id)s AND file_id = ANY(%(file_ids)s::uuid[]);
