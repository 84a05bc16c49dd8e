-- name: facts
-- All that standing knows of some people of one region, as of an instant, in one statement. It reads across the
-- rooms to the left; this is the hot path and the one place that may.
SELECT p.person_id, p.identity_sealed,
    (SELECT array_agg(c.card_id::text ORDER BY c.card_id) FROM cards c
        WHERE c.region = p.region AND c.person_id = p.person_id),
    (SELECT array_agg(c.number_sealed ORDER BY c.card_id) FROM cards c
        WHERE c.region = p.region AND c.person_id = p.person_id),
    json_build_object(
    'region', p.region, 'person_id', p.person_id, 'insurance', p.insurance,
    'cards', (SELECT coalesce(json_agg(json_build_object(
            'card_id', c.card_id, 'form', c.form, 'generation', c.generation, 'issuer', c.issuer, 'bank', c.bank,
            'reason', c.reason, 'replaces', c.replaces, 'expires_on', c.expires_on,
            'events', e.events, 'passwords', s.passwords,
            'uses_since_statement', u.uses, 'last_used_at', l.last_used_at,
            'counted_out_at', CASE WHEN u.uses >= %(statement_after)s::int THEN (
                SELECT x.used_at FROM card_uses x
                WHERE x.region = c.region AND x.person_id = c.person_id AND x.card_id = c.card_id
                  AND x.used_at > coalesce(e.printed_at, '-infinity') AND x.used_at <= %(at)s
                ORDER BY x.used_at, x.seq OFFSET %(statement_after)s::int - 1 LIMIT 1) END)
            ORDER BY c.card_id), '[]')
        FROM cards c
        CROSS JOIN LATERAL (
            SELECT coalesce(json_agg(json_build_array(e.kind, e.happened_at) ORDER BY e.seq), '[]') AS events,
                count(*) AS happened,
                max(e.happened_at) FILTER (WHERE e.kind = 'statement_printed') AS printed_at
            FROM card_events e
            WHERE e.region = c.region AND e.person_id = c.person_id AND e.card_id = c.card_id
              AND e.happened_at <= %(at)s) e
        CROSS JOIN LATERAL (
            SELECT coalesce(json_agg(json_build_object(
                'kind', w.kind, 'is_set', w.verifier IS NOT NULL, 'is_initial', w.is_initial, 'set_at', w.set_at,
                'wrong_count', w.wrong_count, 'wrong_at', w.wrong_at, 'locked_at', w.locked_at)), '[]') AS passwords
            FROM passwords w
            WHERE w.region = c.region AND w.person_id = c.person_id AND w.card_id = c.card_id) s
        CROSS JOIN LATERAL (
            SELECT count(*) AS uses FROM card_uses x
            WHERE x.region = c.region AND x.person_id = c.person_id AND x.card_id = c.card_id
              AND x.used_at > coalesce(e.printed_at, '-infinity') AND x.used_at <= %(at)s) u
        CROSS JOIN LATERAL (
            SELECT max(x.used_at) AS last_used_at FROM card_uses x
            WHERE x.region = c.region AND x.person_id = c.person_id AND x.card_id = c.card_id
              AND x.used_at <= %(at)s) l
        WHERE c.region = p.region AND c.person_id = p.person_id AND e.happened > 0),
    'holds', (SELECT coalesce(json_agg(json_build_object(
            'hold_id', h.hold_id, 'cause', h.cause, 'basis', h.basis, 'starts_at', h.starts_at, 'ends_at', h.ends_at)
            ORDER BY h.starts_at), '[]') FROM holds h
        WHERE h.region = p.region AND h.person_id = p.person_id AND h.starts_at <= %(at)s),
    'cover', (SELECT json_build_object(
            'enrolments', (SELECT coalesce(json_agg(json_build_object(
                    'scheme', n.scheme, 'starts_on', n.starts_on, 'ends_on', n.ends_on, 'end_reason', n.end_reason,
                    'is_retired', n.is_retired, 'employer_id', n.employer_id, 'group', n."group", 'how', n.how,
                    'base_fen', n.base_fen, 'moved_to', n.moved_to, 'options', n.options)
                    ORDER BY n.starts_on, n.recorded_at), '[]')
                FROM enrolments n WHERE n.region = p.region AND n.person_id = p.person_id),
            'paid', coalesce(json_agg(json_build_object(
                'scheme', f.scheme, 'from_month', f.since, 'until_month', f.until, 'paid_on', f.paid_on, 'place', f.place)
                ORDER BY f.since, f.scheme, f.until) FILTER (WHERE f.what = 'paid'), '[]'),
            'owed', coalesce(json_agg(json_build_object(
                'scheme', f.scheme, 'period', f.since, 'kind', f.kind, 'owed_by', f.owed_by, 'due_on', f.due_on,
                'owed_fen', f.owed_fen, 'paid_fen', f.paid_fen)
                ORDER BY f.since, f.kind, f.seq) FILTER (WHERE f.what = 'owed'), '[]'),
            'repaired', coalesce(json_agg(extract(year FROM f.since)::int ORDER BY f.since)
                FILTER (WHERE f.what = 'repaired'), '[]'))
        FROM (
            SELECT 'paid' AS what, s.scheme, s.from_month AS since, s.until_month AS until, s.paid_on,
                nullif(s.place, s.region) AS place, NULL AS kind, NULL AS owed_by, NULL::date AS due_on,
                NULL::bigint AS owed_fen, NULL::bigint AS paid_fen, NULL::smallint AS seq
            FROM paid_spans s WHERE s.region = p.region AND s.person_id = p.person_id
            UNION ALL
            -- Months paid one after the other as one span; of the first of them it matters when it was paid.
            SELECT 'paid', b.scheme, min(b.period), max(b.until), coalesce(b.late_on, b.first_on), NULL, NULL, NULL, NULL,
                NULL, NULL, NULL
            FROM (
                SELECT m.*, m.number - sum(m.months) OVER w AS island,
                    CASE WHEN lag(m.number) OVER w IS DISTINCT FROM m.number - m.months THEN m.paid_on END AS first_on
                FROM (
                    SELECT b.period, b.scheme, b.paid_on, CASE b.kind WHEN 'year' THEN 12 ELSE 1 END AS months,
                        extract(year FROM b.period)::int * 12 + extract(month FROM b.period)::int
                            + CASE b.kind WHEN 'year' THEN 12 ELSE 1 END AS number,
                        (b.period + CASE b.kind WHEN 'year' THEN interval '11 months' ELSE interval '0' END)::date AS until,
                        CASE WHEN b.paid_on > b.due_on OR b.kind = 'year' AND b.paid_on >= b.period THEN b.paid_on END
                            AS late_on
                    FROM bills b
                    WHERE b.region = p.region AND b.person_id = p.person_id AND b.kind IN ('month', 'year')
                      AND b.paid_on IS NOT NULL) m
                WINDOW w AS (PARTITION BY m.scheme, m.late_on ORDER BY m.period)) b
            GROUP BY b.scheme, b.late_on, b.island, b.first_on
            UNION ALL
            SELECT CASE WHEN b.paid_on IS NULL THEN 'owed' ELSE 'repaired' END, b.scheme, b.period, NULL, NULL, NULL,
                b.kind, b.owed_by, b.due_on, b.owed_fen, b.paid_fen, b.seq
            FROM bills b
            WHERE b.region = p.region AND b.person_id = p.person_id AND (b.paid_on IS NULL OR b.kind = 'repair')
        ) f)
    )::text
FROM persons p
WHERE p.region = %(region)s AND p.person_id = ANY(%(person_ids)s);
