-- name: next_number
-- The next running number; it goes round.
SELECT nextval('case_numbers');

-- name: add_case
-- A case as opened.
INSERT INTO cases (region, person_id, case_id, number, matter, act_sealed, applicant, applicant_region, applicant_id,
                   employer_id, channel, place, state, opened_at, due_on, due_provisional, case_key, fingerprints)
VALUES (%(region)s, %(person_id)s, %(case_id)s, %(number)s, %(matter)s, %(act_sealed)s, %(applicant)s,
        %(applicant_region)s, %(applicant_id)s, %(employer_id)s, %(channel)s, %(place)s, 'draft', %(opened_at)s,
        %(due_on)s, %(due_provisional)s, %(case_key)s, %(fingerprints)s);

-- name: change_act
-- What a draft asks for now.
UPDATE cases SET act_sealed = %(act_sealed)s
WHERE region = %(region)s AND person_id = %(person_id)s AND case_id = %(case_id)s;

-- name: move_case
-- How far the case is and by when somebody acts.
UPDATE cases SET state = %(state)s, due_on = %(due_on)s, due_provisional = %(due_provisional)s,
    submitted_at = coalesce(submitted_at, %(submitted_at)s), closed_at = %(closed_at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND case_id = %(case_id)s;

-- name: add_step
-- A step taken.
INSERT INTO case_steps (region, person_id, case_id, seq, step, actor, role, channel, happened_at, facts)
VALUES (%(region)s, %(person_id)s, %(case_id)s, %(seq)s, %(step)s, %(actor)s, %(role)s, %(channel)s, %(happened_at)s,
        %(facts)s);

-- name: add_text
-- What somebody wrote with a step.
INSERT INTO case_texts (region, person_id, case_id, seq, text_sealed)
VALUES (%(region)s, %(person_id)s, %(case_id)s, %(seq)s, %(text_sealed)s);

-- name: set_papers
-- Papers of a case as they stand now.
INSERT INTO case_papers (region, person_id, case_id, paper, state, may_commit, file_id, given_at)
SELECT %(region)s, %(person_id)s, %(case_id)s, p.paper, p.state, p.may_commit, p.file, p.given_at
FROM json_to_recordset(%(papers)s::json) AS p (paper text, state text, may_commit boolean, file uuid, given_at timestamptz)
ON CONFLICT (region, person_id, case_id, paper)
DO UPDATE SET state = excluded.state, file_id = excluded.file_id, given_at = excluded.given_at;

-- name: find_case
-- Whose case has a number.
SELECT person_id, case_id FROM cases WHERE region = %(region)s AND number = %(number)s;

-- name: case_by_key
-- The case opened under a caller's key.
SELECT case_id, fingerprints FROM cases
WHERE region = %(region)s AND person_id = %(person_id)s AND case_key = %(case_key)s;

-- name: case
-- A case.
SELECT case_id, number, matter, act_sealed, applicant, applicant_region, applicant_id, employer_id, channel, place, state,
    opened_at, submitted_at, due_on, due_provisional, closed_at
FROM cases WHERE region = %(region)s AND person_id = %(person_id)s AND case_id = %(case_id)s;

-- name: cases_of_person
-- All cases of a person, newest first.
SELECT case_id, number, matter, act_sealed, applicant, applicant_region, applicant_id, employer_id, channel, place, state,
    opened_at, submitted_at, due_on, due_provisional, closed_at
FROM cases WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY opened_at DESC, number DESC;

-- name: papers
-- The papers of cases, in the order of their names.
SELECT case_id, paper, state, may_commit, file_id, given_at FROM case_papers
WHERE region = %(region)s AND person_id = %(person_id)s AND case_id = ANY(%(case_ids)s) ORDER BY case_id, paper;

-- name: steps
-- The steps of cases, oldest first, with what was written.
SELECT s.case_id, s.seq, s.step, s.actor, s.role, s.channel, s.happened_at, s.facts, t.text_sealed
FROM case_steps s LEFT JOIN case_texts t
    ON t.region = s.region AND t.person_id = s.person_id AND t.case_id = s.case_id AND t.seq = s.seq
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.case_id = ANY(%(case_ids)s) ORDER BY s.case_id, s.seq;

-- name: queue
-- Cases under way in a region, most urgent first, as far as the desk asks for them; the last says whether one waits for
-- papers, so that the days of the agency do not run (as `rules.waits_for_papers` has it).
SELECT c.number, c.person_id, c.matter, c.applicant, c.channel, c.state, c.opened_at, c.submitted_at, c.due_on,
    c.due_provisional, w.waits
FROM cases c
CROSS JOIN LATERAL (
    SELECT c.state = 'submitted' AND EXISTS (
        SELECT FROM case_papers p
        WHERE p.region = c.region AND p.person_id = c.person_id AND p.case_id = c.case_id AND p.state = 'needed'
    ) AND NOT coalesce((
        SELECT bool_and(s.step = 'submitted' AND (s.facts ->> 'ask_by')::date < %(today)s) FROM case_steps s
        WHERE s.region = c.region AND s.person_id = c.person_id AND s.case_id = c.case_id
          AND s.step IN ('submitted', 'papers_asked')
    ), false) AS waits
) w
WHERE c.region = %(region)s AND c.closed_at IS NULL AND c.state = ANY(%(states)s)
  AND (%(matters)s::text[] IS NULL OR c.matter = ANY(%(matters)s))
  AND (%(late_before)s::date IS NULL OR (c.due_on < %(late_before)s AND c.state NOT IN ('draft', 'papers_asked')
      AND NOT w.waits))
  AND (%(mine)s::text IS NULL OR EXISTS (
      SELECT FROM case_steps s
      WHERE s.region = c.region AND s.person_id = c.person_id AND s.case_id = c.case_id AND s.actor = %(mine)s))
ORDER BY c.due_on NULLS LAST, c.submitted_at, c.number
LIMIT %(limit)s;

-- name: over_term
-- Cases that wait for an applicant who let the day pass, a batch of them.
SELECT person_id, case_id FROM cases
WHERE region = %(region)s AND closed_at IS NULL AND due_on < %(today)s AND state IN ('draft', 'papers_asked')
ORDER BY due_on, number LIMIT %(limit)s;

-- name: regions
-- The regions that have cases waiting for applicants over their day.
SELECT DISTINCT region FROM cases
WHERE closed_at IS NULL AND due_on < %(today)s AND state IN ('draft', 'papers_asked') ORDER BY region;
