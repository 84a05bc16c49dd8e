-- name: settlement
-- A settlement by its number, with what it cancels; without the person, all numbers in the index are gone through.
SELECT region, person_id, settlement_id, cancels, infno, settled_at, insutype, benefit_year, circumstances::text,
    shares::text, change::text, policy, recorded_at, visit_id,
    (SELECT c.settlement_id FROM settlements c
     WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id),
    account_fen, shared_account_fen, cash_fen
FROM settlements s
WHERE settlement_id = %(settlement_id)s
    AND (%(region)s::int IS NULL OR region = %(region)s) AND (%(person_id)s::bigint IS NULL OR person_id = %(person_id)s);

-- name: before
-- What each earlier settlement or cancel of the same benefit year had added to it, in order.
SELECT change::text FROM settlements
WHERE region = %(region)s AND person_id = %(person_id)s AND insutype = %(insutype)s AND benefit_year = %(benefit_year)s
  AND (recorded_at, settlement_id) < (%(recorded_at)s, %(settlement_id)s)
ORDER BY recorded_at, settlement_id;
