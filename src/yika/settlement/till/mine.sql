-- name: mine
-- A person's settlements of a time with where they were made, the latest first; cancels tell through what they cancel.
SELECT s.settlement_id, s.visit_id, s.kind, s.med_type, s.credential, s.is_interim, s.settled_at, s.benefit_year,
    s.total_fen, s.fund_fen, s.account_fen, s.shared_account_fen, s.cash_fen, s.shares, i.code, i.name,
    s.policy, s.circumstances ->> 'kind',
    (SELECT c.settled_at FROM settlements c
        WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id)
FROM settlements s
LEFT JOIN institutions i ON i.region = s.institution_region AND i.institution_id = s.institution_id
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.cancels IS NULL
  AND s.settled_at >= %(since)s AND s.settled_at < %(until)s
  AND (%(settlement_id)s::bigint IS NULL OR s.settlement_id = %(settlement_id)s)
ORDER BY s.settled_at DESC, s.settlement_id DESC LIMIT %(most)s;
