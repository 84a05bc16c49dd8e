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
        WHERE h.region = p.region AND h.person_id = p.person_id AND h.starts_at <= %(at)s)
    )::text
FROM persons p
WHERE p.region = %(region)s AND p.person_id = ANY(%(person_ids)s);
