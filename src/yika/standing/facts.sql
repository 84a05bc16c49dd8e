-- name: facts
-- All that standing knows of some people of one region, as of an instant, in one statement. It reads across the
-- rooms to the left; this is the hot path and the one place that may. Records are arrays, in the order of the fields
-- of `reading`. What is nowhere is null.
SELECT p.person_id, p.insurance, p.identity_sealed, c.numbers, c.cards::text, h.holds::text,
    json_build_array(n.enrolments,
        CASE WHEN b.has_paid THEN (
            SELECT json_agg(json_build_array(f.scheme, f.since, f.until, f.paid_on, f.place)
                ORDER BY f.since, f.scheme, f.until)
            FROM (
                SELECT s.scheme, s.from_month AS since, s.until_month AS until, s.paid_on,
                    nullif(s.place, s.region) AS place
                FROM paid_spans s WHERE s.region = p.region AND s.person_id = p.person_id
                UNION ALL
                -- Months paid one after the other as one span; of the first of them it matters when it was paid.
                SELECT b.scheme, min(b.period), max(b.until), coalesce(b.late_on, b.first_on), NULL
                FROM (
                    SELECT m.*, m.number - sum(m.months) OVER w AS island,
                        CASE WHEN lag(m.number) OVER w IS DISTINCT FROM m.number - m.months THEN m.paid_on END AS first_on
                    FROM (
                        SELECT b.period, b.scheme, b.paid_on, CASE b.kind WHEN 'year' THEN 12 ELSE 1 END AS months,
                            extract(year FROM b.period)::int * 12 + extract(month FROM b.period)::int
                                + CASE b.kind WHEN 'year' THEN 12 ELSE 1 END AS number,
                            (b.period + CASE b.kind WHEN 'year' THEN interval '11 months' ELSE interval '0' END)::date
                                AS until,
                            CASE WHEN b.paid_on > b.due_on OR b.kind = 'year' AND b.paid_on >= b.period THEN b.paid_on END
                                AS late_on
                        FROM bills b
                        WHERE b.region = p.region AND b.person_id = p.person_id AND b.kind IN ('month', 'year')
                          AND b.paid_on IS NOT NULL) m
                    WINDOW w AS (PARTITION BY m.scheme, m.late_on ORDER BY m.period)) b
                GROUP BY b.scheme, b.late_on, b.island, b.first_on
            ) f)
        ELSE (
            SELECT json_agg(json_build_array(
                    s.scheme, s.from_month, s.until_month, s.paid_on, nullif(s.place, s.region))
                ORDER BY s.from_month, s.scheme)
            FROM paid_spans s WHERE s.region = p.region AND s.person_id = p.person_id)
        END,
        b.owed, b.repaired)::text
FROM persons p
CROSS JOIN LATERAL (
    SELECT array_agg(c.number_sealed ORDER BY c.card_id) AS numbers,
        json_agg(json_build_array(
            c.card_id, c.form, c.generation, c.issuer, c.bank, c.reason, c.replaces, c.expires_on,
            e.events, coalesce(w.passwords, '[]'), u.uses,
            CASE WHEN u.uses >= %(statement_after)s::int THEN (
                SELECT x.used_at FROM card_uses x
                WHERE x.region = c.region AND x.person_id = c.person_id AND x.card_id = c.card_id
                  AND x.used_at > coalesce(e.printed_at, '-infinity') AND x.used_at <= %(at)s
                ORDER BY x.used_at, x.seq OFFSET %(statement_after)s::int - 1 LIMIT 1) END,
            CASE WHEN u.uses = 0 AND e.printed_at IS NOT NULL THEN (
                SELECT max(x.used_at) FROM card_uses x
                WHERE x.region = c.region AND x.person_id = c.person_id AND x.card_id = c.card_id
                  AND x.used_at <= e.printed_at) ELSE u.last_used_at END)
            ORDER BY c.card_id) AS cards
    FROM cards c
    CROSS JOIN LATERAL (
        SELECT json_agg(json_build_array(e.kind, e.happened_at) ORDER BY e.seq) AS events,
            max(e.happened_at) FILTER (WHERE e.kind = 'statement_printed') AS printed_at
        FROM card_events e
        WHERE e.region = c.region AND e.person_id = c.person_id AND e.card_id = c.card_id
          AND e.happened_at <= %(at)s) e
    CROSS JOIN LATERAL (
        SELECT json_agg(json_build_array(w.kind, w.verifier IS NOT NULL, w.is_initial, w.set_at,
            w.wrong_count, w.wrong_at, w.locked_at)) AS passwords
        FROM passwords w
        WHERE w.region = c.region AND w.person_id = c.person_id AND w.card_id = c.card_id) w
    CROSS JOIN LATERAL (
        SELECT count(*) AS uses, max(x.used_at) AS last_used_at FROM card_uses x
        WHERE x.region = c.region AND x.person_id = c.person_id AND x.card_id = c.card_id
          AND x.used_at > coalesce(e.printed_at, '-infinity') AND x.used_at <= %(at)s) u
    WHERE c.region = p.region AND c.person_id = p.person_id AND e.events IS NOT NULL) c
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(h.hold_id, h.cause, h.basis, h.starts_at, h.ends_at) ORDER BY h.starts_at) AS holds
    FROM holds h WHERE h.region = p.region AND h.person_id = p.person_id AND h.starts_at <= %(at)s) h
CROSS JOIN LATERAL (
    SELECT json_agg(json_build_array(
            n.scheme, n.starts_on, n.ends_on, n.end_reason, n.is_retired, n."group", n.how, n.options)
        ORDER BY n.starts_on, n.recorded_at) AS enrolments
    FROM enrolments n WHERE n.region = p.region AND n.person_id = p.person_id) n
CROSS JOIN LATERAL (
    SELECT bool_or(b.paid_on IS NOT NULL AND b.kind IN ('month', 'year')) AS has_paid,
        json_agg(json_build_array(b.scheme, b.period, b.kind, b.owed_by, b.due_on, b.owed_fen, b.paid_fen)
            ORDER BY b.period, b.kind, b.seq) FILTER (WHERE b.paid_on IS NULL) AS owed,
        json_agg(extract(year FROM b.period)::int ORDER BY b.period)
            FILTER (WHERE b.paid_on IS NOT NULL AND b.kind = 'repair') AS repaired
    FROM bills b WHERE b.region = p.region AND b.person_id = p.person_id) b
WHERE p.region = %(region)s AND p.person_id = ANY(%(person_ids)s::bigint[]);
