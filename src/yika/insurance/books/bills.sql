-- name: next_people
-- The next people of a region, in order, who may owe something for a span of days; their anchors are locked.
SELECT p.person_id FROM persons p
WHERE p.region = %(region)s AND p.person_id > %(after)s
  AND EXISTS (SELECT FROM enrolments e
    WHERE e.region = p.region AND e.person_id = p.person_id AND NOT e.is_retired
      AND e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s))
ORDER BY p.person_id LIMIT %(most)s FOR NO KEY UPDATE;

-- name: terms
-- The different terms under which these people are enrolled, each of which has its own tariff; it is the same at every school.
SELECT DISTINCT e.scheme, (e.options - 'school')::text, m.injury_class, e."group",
    e.how = 'newborn' AND date_trunc('year', e.starts_on) = date_trunc('year', %(first)s::date)
FROM unnest(%(person_ids)s::bigint[]) AS w (person_id)
JOIN enrolments e ON e.region = %(region)s AND e.person_id = w.person_id AND NOT e.is_retired
  AND e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s)
LEFT JOIN employers m ON m.region = e.region AND m.employer_id = e.employer_id;

-- name: keep_tariffs
-- Tariffs, each once.
INSERT INTO tariffs (region, tariff_id, period, scheme, lines, terms, policy)
SELECT %(region)s, * FROM unnest(
    %(tariff_ids)s::uuid[], %(periods)s::date[], %(schemes)s::text[], %(lines)s::jsonb[], %(terms)s::jsonb[], %(policies)s::text[])
ON CONFLICT DO NOTHING;

-- name: issue
-- One bill for each of these people who owes something for the period: by the enrolment that began last in it, under
-- the tariff of its terms, in whole numbers (see tariff.py). Who has a bill of the kind already gets no second one.
INSERT INTO bills (region, person_id, period, kind, seq, scheme, owed_by, employer_id, tariff_id, base_fen, amounts, owed_fen,
    paid_on, due_on, issued_at)
SELECT %(region)s, o.person_id, %(period)s, %(kind)s, 0, o.scheme,
    CASE WHEN o.employer_id IS NULL THEN 'person' ELSE 'employer' END, o.employer_id, o.tariff_id, o.base_fen,
    s.amounts, s.owed_fen, CASE WHEN s.owed_fen = 0 THEN %(issued_on)s::date END, o.due_on, %(issued_at)s
FROM (
    SELECT DISTINCT ON (e.person_id) e.person_id, e.scheme, e.employer_id, e.base_fen, t.*
    FROM unnest(%(person_ids)s::bigint[]) AS w (person_id)
    JOIN enrolments e ON e.region = %(region)s AND e.person_id = w.person_id AND NOT e.is_retired
      AND e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s)
    LEFT JOIN employers m ON m.region = e.region AND m.employer_id = e.employer_id
    JOIN jsonb_to_recordset(%(tariffs)s::jsonb) AS t (
        of_scheme text, of_options jsonb, of_class smallint, of_group text, of_newborn boolean,
        tariff_id uuid, due_on date, base_unit bigint, unit bigint, mode text, each text,
        rates bigint[], pluses bigint[], dens bigint[], floors bigint[], ceilings bigint[], payers text[])
      ON t.of_scheme = e.scheme AND t.of_options = e.options - 'school' AND t.of_class IS NOT DISTINCT FROM m.injury_class
      AND t.of_group IS NOT DISTINCT FROM e."group" AND t.of_newborn
        = (e.how = 'newborn' AND date_trunc('year', e.starts_on) = date_trunc('year', %(first)s::date))
    ORDER BY e.person_id, e.starts_on DESC
) o
CROSS JOIN LATERAL (
    SELECT array_agg(a.fen ORDER BY a.n) AS amounts,
        coalesce(sum(a.fen) FILTER (WHERE a.payer <> 'subsidy'), 0)::bigint AS owed_fen
    FROM (
        -- each line is rounded by itself
        SELECT x.n, x.payer,
            CASE o.mode WHEN 'down' THEN x.exact / (x.den * o.unit)
                WHEN 'up' THEN (x.exact + x.den * o.unit - 1) / (x.den * o.unit)
                ELSE (2 * x.exact + x.den * o.unit) / (2 * x.den * o.unit) END * o.unit AS fen
        FROM (
            SELECT l.n, l.payer, l.den, l.plus + l.rate * least(l.ceiling, greatest(l.floor,
                (2 * coalesce(o.base_fen, 0) + o.base_unit) / (2 * o.base_unit) * o.base_unit)) AS exact
            FROM unnest(o.rates, o.pluses, o.dens, o.floors, o.ceilings, o.payers)
                WITH ORDINALITY AS l (rate, plus, den, floor, ceiling, payer, n)
        ) x WHERE o.each = 'insurance'
        UNION ALL
        -- only a payer's sum is rounded: a line is the rounded sum up to it, less the one before; all dens are the same
        SELECT y.n, y.payer,
            CASE o.mode WHEN 'down' THEN y.upto / (y.den * o.unit) - (y.upto - y.exact) / (y.den * o.unit)
                WHEN 'up' THEN (y.upto + y.den * o.unit - 1) / (y.den * o.unit)
                    - (y.upto - y.exact + y.den * o.unit - 1) / (y.den * o.unit)
                ELSE (2 * y.upto + y.den * o.unit) / (2 * y.den * o.unit)
                    - (2 * (y.upto - y.exact) + y.den * o.unit) / (2 * y.den * o.unit) END * o.unit AS fen
        FROM (
            SELECT x.n, x.payer, x.den, x.exact,
                sum(x.exact) OVER (PARTITION BY x.payer ORDER BY x.n)::bigint AS upto
            FROM (
                SELECT l.n, l.payer, l.den, l.plus + l.rate * least(l.ceiling, greatest(l.floor,
                    (2 * coalesce(o.base_fen, 0) + o.base_unit) / (2 * o.base_unit) * o.base_unit)) AS exact
                FROM unnest(o.rates, o.pluses, o.dens, o.floors, o.ceilings, o.payers)
                    WITH ORDINALITY AS l (rate, plus, den, floor, ceiling, payer, n)
            ) x WHERE o.each = 'total'
        ) y
    ) a
) s
ON CONFLICT (region, person_id, period, kind, seq) DO NOTHING
RETURNING person_id;

-- name: add_bill
-- A single bill as worked out: a repair, or a correction.
INSERT INTO bills (region, person_id, period, kind, seq, scheme, owed_by, employer_id, tariff_id, base_fen, amounts, owed_fen,
    paid_on, due_on, issued_at)
VALUES (%(region)s, %(person_id)s, %(period)s, %(kind)s, %(seq)s, %(scheme)s, %(owed_by)s, %(employer_id)s, %(tariff_id)s,
    %(base_fen)s, %(amounts)s, %(owed_fen)s, %(paid_on)s, %(due_on)s, %(issued_at)s);

-- name: bills_of_period
-- A person's bills for one month or cover year, the first of each kind first.
SELECT period, kind, seq, scheme, owed_by, employer_id, tariff_id, base_fen, amounts, owed_fen, paid_fen, paid_on, due_on
FROM bills WHERE region = %(region)s AND person_id = %(person_id)s AND period = %(period)s ORDER BY kind, seq;

-- name: next_seq
-- The number of the next correction for one month or cover year.
SELECT coalesce(max(seq), 0) + 1 FROM bills
WHERE region = %(region)s AND person_id = %(person_id)s AND period = %(period)s AND kind = 'correction';

-- name: tariff
-- The lines of a tariff and its terms.
SELECT scheme, period, lines::text, terms::text, policy FROM tariffs
WHERE region = %(region)s AND tariff_id = %(tariff_id)s;

-- name: was_run
-- Whether the bills of a period were made for the whole region.
SELECT finished_at IS NOT NULL FROM runs WHERE region = %(region)s AND what = %(what)s AND period = %(period)s;
