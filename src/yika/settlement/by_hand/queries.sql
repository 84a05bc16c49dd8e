-- name: new_settlement_id
-- The next number of a settlement that no message makes.
SELECT nextval('hand_settlement_ids');

-- name: claimed
-- When a receipt was reimbursed, and whether it was this person's claim.
SELECT paid_at, person_id = %(person_id)s FROM hand_claims
WHERE region = %(region)s AND kind = %(kind)s AND receipt_blind = %(receipt_blind)s AND undone_at IS NULL;

-- name: keep_claim
-- Something paid out; nothing where its receipt was reimbursed, also by somebody at the same instant.
INSERT INTO hand_claims (region, person_id, claim_id, kind, receipt_blind, settlement_id, served_on, total_fen, paid_fen,
                         details_sealed, paid_at)
VALUES (%(region)s, %(person_id)s, %(claim_id)s, %(kind)s, %(receipt_blind)s, %(settlement_id)s, %(served_on)s,
        %(total_fen)s, %(paid_fen)s, %(details_sealed)s, %(paid_at)s)
ON CONFLICT DO NOTHING RETURNING claim_id;

-- name: undo_claim
-- A claim was taken back: its receipt may come again.
UPDATE hand_claims SET undone_at = %(at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND claim_id = %(claim_id)s;

-- name: of_person
-- What was paid out to a person by hand, the latest first; of one settlement, or all.
SELECT claim_id, kind, settlement_id, served_on, total_fen, paid_fen, paid_at, undone_at FROM hand_claims
WHERE region = %(region)s AND person_id = %(person_id)s
  AND (%(settlement_id)s::bigint IS NULL OR settlement_id = %(settlement_id)s)
ORDER BY paid_at DESC, claim_id;

-- name: settled_already
-- A settlement that stands of the same bill: the same institution, days and total.
SELECT s.settlement_id FROM settlements s
JOIN visits v ON v.region = s.region AND v.person_id = s.person_id AND v.visit_id = s.visit_id
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.cancels IS NULL AND s.total_fen = %(total_fen)s
  AND s.institution_region = %(institution_region)s AND s.institution_id = %(institution_id)s
  AND v.begins_at >= %(since)s AND v.begins_at < %(until)s
  AND NOT EXISTS (SELECT FROM settlements c
                  WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id)
ORDER BY s.settlement_id LIMIT 1;

-- name: state
-- What a benefit year has come to.
SELECT state::text FROM accumulations
WHERE region = %(region)s AND person_id = %(person_id)s AND scheme = %(scheme)s AND benefit_year = %(benefit_year)s;

-- name: set_state
-- What a benefit year comes to now.
INSERT INTO accumulations (region, person_id, scheme, benefit_year, state)
VALUES (%(region)s, %(person_id)s, %(scheme)s, %(benefit_year)s, %(state)s::jsonb)
ON CONFLICT (region, person_id, scheme, benefit_year) DO UPDATE SET state = EXCLUDED.state;

-- name: add_visit
-- The care behind a hand bill, at no institution's window: the region's own number 0.
INSERT INTO visits (region, person_id, visit_id, institution_region, institution_id, kind, med_type, insutype, number,
                    begins_at, ends_at, discharged_at)
VALUES (%(region)s, %(person_id)s, %(number)s, %(region)s, 0, %(kind)s, %(med_type)s, %(insutype)s, %(number)s::text,
        %(begins_at)s, %(ends_at)s, %(ends_at)s);

-- name: add_settlement
-- A hand bill as a settlement: all that the funds leave was paid in cash.
INSERT INTO settlements (region, person_id, settlement_id, visit_id, institution_region, institution_id, infno, msgid,
                         kind, med_type, insutype, clr_type, credential, settled_at, benefit_year, total_fen, fund_fen,
                         account_fen, shared_account_fen, cash_fen, hospital_fen, balance_fen, circumstances, shares, change,
                         policy)
VALUES (%(region)s, %(person_id)s, %(number)s, %(number)s, %(region)s, 0, 'by_hand', %(claim_id)s, %(kind)s, %(med_type)s,
        %(insutype)s, %(clr_type)s, 'receipt', %(at)s, %(benefit_year)s, %(total_fen)s, %(fund_fen)s, 0, 0, %(cash_fen)s, 0,
        (SELECT coalesce(sum(b.balance_fen), 0)::bigint FROM balances b
         WHERE b.region = %(region)s AND b.person_id = %(person_id)s AND b.kind IN ('current', 'carried')),
        %(circumstances)s::jsonb, %(shares)s::jsonb, %(change)s::jsonb, %(policy)s);

-- name: settlement
-- A hand bill's settlement by its number.
SELECT settlement_id, visit_id, infno, msgid, cancels, kind, med_type, insutype, clr_type, credential, is_interim,
       settled_at, benefit_year, total_fen, fund_fen, account_fen, shared_account_fen, cash_fen, hospital_fen, balance_fen,
       circumstances, shares, policy
FROM settlements
WHERE region = %(region)s AND person_id = %(person_id)s AND settlement_id = %(settlement_id)s AND infno = 'by_hand'
  AND cancels IS NULL;
