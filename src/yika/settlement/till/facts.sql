-- name: settling
-- What settling looks at of some people of one region beside their standing, in one statement after their anchors are
-- locked. Balances in fen, the rest as arrays in the order of the fields of `facts`; what is nowhere is null.
SELECT p.person_id,
    coalesce((SELECT b.balance_fen FROM balances b
        WHERE b.region = p.region AND b.person_id = p.person_id AND b.kind = 'current'), 0),
    coalesce((SELECT b.balance_fen FROM balances b
        WHERE b.region = p.region AND b.person_id = p.person_id AND b.kind = 'carried'), 0),
    (SELECT a.state::text FROM accumulations a
        WHERE a.region = p.region AND a.person_id = p.person_id AND a.scheme = 'employee'
          AND a.benefit_year = %(employee_year)s),
    (SELECT a.state::text FROM accumulations a
        WHERE a.region = p.region AND a.person_id = p.person_id AND a.scheme = 'resident'
          AND a.benefit_year = %(resident_year)s),
    (SELECT json_agg(json_build_array(i.kind, i.starts_on, i.ends_on))::text FROM special_identities i
        WHERE i.region = p.region AND i.person_id = p.person_id AND i.starts_on <= %(on)s
          AND (i.ends_on IS NULL OR i.ends_on >= %(on)s)),
    (SELECT json_agg(json_build_array(f.kind, f.institution_region, f.institution_id, f.starts_on, f.ends_on, f.what)
            ORDER BY f.filing_id)::text
        FROM filings f
        WHERE f.region = p.region AND f.person_id = p.person_id AND f.is_approved AND f.withdrawn_at IS NULL
          AND f.starts_on <= %(on)s AND (f.ends_on IS NULL OR f.ends_on >= %(on)s)),
    CASE WHEN %(spent_since)s::timestamptz IS NOT NULL AND p.person_id = ANY(%(limited)s::bigint[]) THEN (
        SELECT coalesce(sum(s.account_fen - s.shared_account_fen), 0)::bigint FROM settlements s
        WHERE s.region = p.region AND s.person_id = p.person_id AND s.cancels IS NULL
          AND s.settled_at >= %(spent_since)s::timestamptz AND s.settled_at < %(spent_until)s::timestamptz
          AND (%(spent_at)s::text IS NULL OR s.clr_type = %(spent_at)s::text)
          -- Those that were cancelled, looked up once a person.
          AND s.settlement_id <> ALL (ARRAY(SELECT c.cancels FROM settlements c
              WHERE c.region = p.region AND c.person_id = p.person_id AND c.cancels IS NOT NULL))) ELSE 0 END
FROM persons p
WHERE p.region = %(region)s AND p.person_id = ANY(%(person_ids)s::bigint[]);

-- name: visits
-- Visits with the sums of their unsettled lines, of the batch named or of all; and of stays what interim bills met of
-- the deductible and what is left of a deposit, by wallet.
SELECT w.place, v.visit_id, v.institution_region, v.institution_id, v.kind, v.med_type, v.insutype, v.begins_at, v.ends_at,
    v.discharged_at, v.cancelled_at, v.details_sealed, v.shown, v.tried_at,
    l.lines, l.total, l.self_funded, l.over_ceiling, l.first_share, l.in_scope, s.met, coalesce(s.is_final, false),
    v.deposit::text, l.disease
FROM ROWS FROM (json_to_recordset(%(asked)s::json) AS (person_id bigint, visit_id bigint, batch text))
    WITH ORDINALITY AS w (person_id, visit_id, batch, place)
-- Visit by visit: however the numbers of rows are estimated, no plan reads the whole table.
CROSS JOIN LATERAL (
    SELECT * FROM visits v WHERE v.region = %(region)s AND v.person_id = w.person_id AND v.visit_id = w.visit_id
    OFFSET 0) v
CROSS JOIN LATERAL (
    SELECT count(*) AS lines, coalesce(sum(f.total_fen), 0)::bigint AS total,
        coalesce(sum(f.self_funded_fen), 0)::bigint AS self_funded,
        coalesce(sum(f.over_ceiling_fen), 0)::bigint AS over_ceiling,
        coalesce(sum(f.first_share_fen), 0)::bigint AS first_share,
        coalesce(sum(f.in_scope_fen), 0)::bigint AS in_scope,
        min(f.details ->> 'dise_codg') AS disease
    FROM fee_lines f
    WHERE f.region = v.region AND f.person_id = v.person_id AND f.visit_id = v.visit_id AND f.settlement_id IS NULL
      AND (w.batch IS NULL OR f.batch = w.batch)) l
LEFT JOIN LATERAL (
    -- That it is a stay is asked within, so that nothing is read for other visits.
    SELECT coalesce(sum((s.shares ->> 'deductible_fen')::bigint), 0)::bigint AS met, bool_or(NOT s.is_interim) AS is_final
    FROM settlements s
    WHERE v.kind = 'inpatient' AND s.region = v.region AND s.person_id = v.person_id AND s.visit_id = v.visit_id
      AND s.cancels IS NULL
      AND NOT EXISTS (SELECT FROM settlements c
          WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id)
    HAVING count(*) > 0) s ON true;

-- name: lent
-- Whose accounts some people may use or might once, and what each used of them this year, oldest first.
SELECT s.relative_id, s.person_id, s.share_id, s.relation, s.starts_at, s.ends_at, s.yearly_max_fen,
    (SELECT coalesce(sum(u.amount_fen), 0)::bigint FROM share_uses u
        WHERE u.region = s.region AND u.person_id = s.person_id AND u.share_id = s.share_id
          AND u.used_at >= %(since)s)
FROM shares s
WHERE s.relative_region = %(region)s AND s.relative_id = ANY(%(person_ids)s::bigint[]) AND s.region = %(region)s
  AND s.starts_at <= %(at)s AND (s.ends_at IS NULL OR s.ends_at > %(at)s)
ORDER BY s.relative_id, s.starts_at, s.share_id;
