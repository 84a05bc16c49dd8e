-- name: new_employer_id
-- The next number for an employer.
SELECT nextval('employer_ids');

-- name: add_employer
-- A new employer; none where its code is registered in the region already.
INSERT INTO employers (region, employer_id, code, name, injury_class)
VALUES (%(region)s, %(employer_id)s, %(code)s, %(name)s, %(injury_class)s)
ON CONFLICT (region, code) DO NOTHING RETURNING employer_id;

-- name: employer_by_code
-- An employer by its unified social credit code.
SELECT region, employer_id, code, name, injury_class FROM employers WHERE region = %(region)s AND code = %(code)s;

-- name: employer_by_id
-- An employer by its number.
SELECT region, employer_id, code, name, injury_class FROM employers
WHERE region = %(region)s AND employer_id = %(employer_id)s;

-- name: employers_of_region
-- The first employers of a region, by name.
SELECT region, employer_id, code, name, injury_class FROM employers WHERE region = %(region)s
ORDER BY name, employer_id LIMIT %(most)s;

-- name: lock_employer
-- One writer at a time about what an employer pays.
SELECT employer_id FROM employers WHERE region = %(region)s AND employer_id = %(employer_id)s FOR NO KEY UPDATE;

-- name: set_injury_class
-- The class of risk as it is from now on; bills made before keep theirs.
UPDATE employers SET injury_class = %(injury_class)s WHERE region = %(region)s AND employer_id = %(employer_id)s;

-- name: enrolments
-- All enrolments of a person, oldest first, as JSON objects.
SELECT e.enrolment_id, json_build_object(
    'scheme', e.scheme, 'starts_on', e.starts_on, 'ends_on', e.ends_on, 'end_reason', e.end_reason,
    'is_retired', e.is_retired, 'employer_id', e.employer_id, 'group', e."group", 'how', e.how, 'base_fen', e.base_fen,
    'moved_to', e.moved_to, 'options', e.options)::text
FROM enrolments e WHERE e.region = %(region)s AND e.person_id = %(person_id)s
ORDER BY e.starts_on, e.recorded_at;

-- name: add_enrolment
-- An enrolment as registered.
INSERT INTO enrolments (region, person_id, enrolment_id, scheme, is_retired, employer_id, "group", base_fen, options, how, starts_on)
VALUES (%(region)s, %(person_id)s, %(enrolment_id)s, %(scheme)s, %(is_retired)s, %(employer_id)s, %(group)s,
        %(base_fen)s, %(options)s::jsonb, %(how)s, %(starts_on)s);

-- name: end_enrolment
-- The last day of an enrolment, and why it ends.
UPDATE enrolments SET ends_on = %(ends_on)s, end_reason = %(end_reason)s, moved_to = %(moved_to)s
WHERE region = %(region)s AND person_id = %(person_id)s AND enrolment_id = %(enrolment_id)s;

-- name: set_base
-- The base as declared from now on.
UPDATE enrolments SET base_fen = %(base_fen)s
WHERE region = %(region)s AND person_id = %(person_id)s AND enrolment_id = %(enrolment_id)s;

-- name: set_school
-- The school of a pupil or student from now on.
UPDATE enrolments SET options = options || jsonb_build_object('school', %(school)s::text)
WHERE region = %(region)s AND person_id = %(person_id)s AND enrolment_id = %(enrolment_id)s;

-- name: add_span
-- Months paid elsewhere, or before this system kept bills.
INSERT INTO paid_spans (region, person_id, scheme, from_month, until_month, place, base_fen, paid_on)
VALUES (%(region)s, %(person_id)s, %(scheme)s, %(from_month)s, %(until_month)s, %(place)s, %(base_fen)s, %(paid_on)s);

-- name: spans
-- Months paid elsewhere or before, as spans, oldest first.
SELECT scheme, from_month, until_month, paid_on, nullif(place, region) FROM paid_spans
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY from_month, scheme;

-- name: bills
-- All bills of a person but corrections that ask for nothing, in the order of what they are for.
SELECT scheme, period, kind, owed_by, due_on, owed_fen, paid_fen, paid_on FROM bills
WHERE region = %(region)s AND person_id = %(person_id)s
ORDER BY period, kind, seq;

-- name: records
-- What was billed to and paid for a person, newest first, with the lines of each bill and its payments.
SELECT b.period, b.kind, b.seq, b.scheme, b.owed_by, m.name, b.base_fen, b.amounts, b.owed_fen, b.paid_fen, b.paid_on,
    b.due_on, b.issued_at, t.lines::text,
    (SELECT coalesce(json_agg(json_build_object('payment_id', p.payment_id, 'purpose', p.purpose,
            'amount_fen', p.amount_fen, 'paid_at', y.paid_at, 'channel', y.channel) ORDER BY y.paid_at, p.purpose), '[]')
        FROM payment_parts p JOIN payments y ON y.region = p.region AND y.payment_id = p.payment_id
        WHERE p.region = b.region AND p.person_id = b.person_id AND p.period = b.period AND p.kind = b.kind
          AND p.seq = b.seq)::text
FROM bills b
JOIN tariffs t ON t.region = b.region AND t.tariff_id = b.tariff_id
LEFT JOIN employers m ON m.region = b.region AND m.employer_id = b.employer_id
WHERE b.region = %(region)s AND b.person_id = %(person_id)s
ORDER BY b.period DESC, b.kind, b.seq DESC LIMIT %(most)s;
