-- name: claims
-- What funds paid of somebody's bills of each benefit year before one, cancels taken off, and of it of bills whose ceiling a
-- bonus raised.
SELECT s.benefit_year, sum(s.fund_fen)::bigint,
    coalesce(sum(s.fund_fen) FILTER (WHERE (s.circumstances ->> 'bonus_fen')::bigint > 0), 0)::bigint
FROM settlements s
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.benefit_year < %(before)s
GROUP BY s.benefit_year;
