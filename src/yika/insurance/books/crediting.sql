-- name: paid_kinds
-- For which schemes and months something was paid in a span of days.
SELECT DISTINCT scheme, period FROM bills
WHERE region = %(region)s AND kind IN ('month', 'correction') AND scheme IN ('employee', 'flexible')
  AND paid_on BETWEEN %(paid_since)s AND %(paid_until)s;

-- name: due_shares
-- What is due to some people for months paid in a span of days: a share of the base of the bill, in whole numbers as
-- `credit_laws.ShareCredit`. A correction is due what the right base gives more than the base before it.
SELECT person_id, period, kind, seq, fen - before FROM (
    SELECT b.person_id, b.period, b.kind, b.seq, b.paid_on, s.fen,
        coalesce(lag(s.fen) OVER (PARTITION BY b.person_id, b.period ORDER BY b.kind DESC, b.seq), 0) AS before
    FROM bills b
    JOIN unnest(%(schemes)s::text[], %(periods)s::date[], %(rates)s::bigint[], %(dens)s::bigint[], %(minuses)s::bigint[],
            %(floors)s::bigint[], %(ceilings)s::bigint[], %(units)s::bigint[], %(times)s::bigint[], %(pluses)s::bigint[])
        AS law (scheme, period, rate, den, minus, floor, ceiling, unit, times, plus)
      ON law.scheme = b.scheme AND law.period = b.period
    CROSS JOIN LATERAL (
        SELECT (law.times * greatest(
            least(greatest(coalesce(b.base_fen, 0), law.floor), law.ceiling) * law.rate - law.minus * law.den, 0) + law.plus)
            / (law.times * law.den * law.unit) * law.unit AS fen
    ) s
    WHERE b.region = %(region)s AND b.person_id BETWEEN %(first)s AND %(last)s
      AND b.kind IN ('month', 'correction') AND b.paid_on <= %(paid_until)s
) AS due
WHERE paid_on >= %(paid_since)s AND fen > before;

-- name: retired
-- Who of some people is retired on a day, and in which scheme.
SELECT person_id, scheme FROM enrolments
WHERE region = %(region)s AND person_id BETWEEN %(first)s AND %(last)s AND is_retired AND scheme IN ('employee', 'flexible')
  AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on >= %(day)s);
