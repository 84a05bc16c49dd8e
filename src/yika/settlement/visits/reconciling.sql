-- name: totals
-- What an institution settled in some days of one scheme and clearing category: refunds are below zero, also in count.
SELECT coalesce(sum(CASE WHEN cancels IS NULL THEN 1 ELSE -1 END), 0)::bigint, coalesce(sum(total_fen), 0)::bigint,
       coalesce(sum(fund_fen), 0)::bigint, coalesce(sum(account_fen), 0)::bigint, coalesce(sum(cash_fen), 0)::bigint
FROM settlements
WHERE institution_region = %(institution_region)s AND institution_id = %(institution_id)s
  AND settled_at >= %(since)s AND settled_at < %(until)s
  AND (%(insutype)s::text IS NULL OR insutype = %(insutype)s)
  AND (%(clr_type)s::text IS NULL OR clr_type = %(clr_type)s)
  AND (NOT %(only_refunds)s OR cancels IS NOT NULL);

-- name: cleared_there
-- Whether any of these is of somebody insured in a region: bills are cleared where the person is insured.
SELECT EXISTS (
    SELECT FROM settlements
    WHERE institution_region = %(institution_region)s AND institution_id = %(institution_id)s
      AND settled_at >= %(since)s AND settled_at < %(until)s AND region = %(region)s
      AND (%(insutype)s::text IS NULL OR insutype = %(insutype)s)
      AND (%(clr_type)s::text IS NULL OR clr_type = %(clr_type)s)
      AND (NOT %(only_refunds)s OR cancels IS NOT NULL)
);

-- name: rows
-- The same one by one, in the order they were settled.
SELECT region, person_id, settlement_id, visit_id, msgid, cancels, total_fen, fund_fen, account_fen FROM settlements
WHERE institution_region = %(institution_region)s AND institution_id = %(institution_id)s
  AND settled_at >= %(since)s AND settled_at < %(until)s
  AND (%(clr_type)s::text IS NULL OR clr_type = %(clr_type)s)
  AND (NOT %(only_refunds)s OR cancels IS NOT NULL)
ORDER BY settled_at, settlement_id;
