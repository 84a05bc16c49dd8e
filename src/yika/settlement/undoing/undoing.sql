-- name: kept
-- A settlement once its people are locked: when it was written, what it added, and what cancels it.
SELECT s.change::text, s.recorded_at,
    (SELECT c.settlement_id FROM settlements c
     WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id)
FROM settlements s
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.settlement_id = %(settlement_id)s;

-- name: again
-- The settlement that stands in place of one whose cancel was undone.
SELECT s.settlement_id FROM settlements s
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.visit_id = %(visit_id)s AND s.msgid = %(msgid)s
  AND s.infno = %(infno)s AND s.cancels IS NULL
  AND NOT EXISTS (SELECT FROM settlements c
                  WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id);

-- name: later
-- Settlements written after one that stand, of its benefit year or of its stay, in order, and at which institution; those
-- that the agency made by hand are at none.
SELECT s.settlement_id, s.circumstances::text, s.shares::text, s.change::text, s.policy,
    s.insutype = %(insutype)s AND s.benefit_year = %(benefit_year)s,
    s.kind = 'inpatient' AND s.visit_id = %(visit_id)s, coalesce(i.code, 'agency')
FROM settlements s
LEFT JOIN institutions i ON i.region = s.institution_region AND i.institution_id = s.institution_id
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.cancels IS NULL
  AND (s.recorded_at, s.settlement_id) > (%(recorded_at)s, %(settlement_id)s)
  AND (s.insutype = %(insutype)s AND s.benefit_year = %(benefit_year)s
       OR s.kind = 'inpatient' AND s.visit_id = %(visit_id)s)
  AND NOT EXISTS (SELECT FROM settlements c
                  WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id)
ORDER BY s.recorded_at, s.settlement_id;

-- name: state
-- What a benefit year has come to.
SELECT state::text FROM accumulations
WHERE region = %(region)s AND person_id = %(person_id)s AND scheme = %(scheme)s AND benefit_year = %(benefit_year)s;

-- name: set_state
-- What a benefit year comes to now.
INSERT INTO accumulations (region, person_id, scheme, benefit_year, state)
VALUES (%(region)s, %(person_id)s, %(scheme)s, %(benefit_year)s, %(state)s::jsonb)
ON CONFLICT (region, person_id, scheme, benefit_year) DO UPDATE SET state = EXCLUDED.state;

-- name: drop_state
-- Nothing is left of what a benefit year had come to.
DELETE FROM accumulations
WHERE region = %(region)s AND person_id = %(person_id)s AND scheme = %(scheme)s AND benefit_year = %(benefit_year)s;

-- name: mirror
-- Another settlement written again under a new number: with the sign -1 as its cancel, with 1 as it was. The balance is
-- what the account holds now that the money was moved.
INSERT INTO settlements (region, person_id, settlement_id, visit_id, institution_region, institution_id, infno, msgid,
                         cancels, card_id, kind, med_type, insutype, clr_type, credential, is_interim, settled_at,
                         benefit_year, total_fen, fund_fen, account_fen, shared_account_fen, cash_fen, hospital_fen,
                         balance_fen, circumstances, shares, change, policy)
SELECT region, person_id, %(number)s, visit_id, institution_region, institution_id, %(infno)s, %(msgid)s,
    CASE WHEN %(sign)s < 0 THEN settlement_id END, %(card_id)s, kind, med_type, insutype, clr_type, credential, is_interim,
    %(at)s, benefit_year, %(sign)s * total_fen, %(sign)s * fund_fen, %(sign)s * account_fen, %(sign)s * shared_account_fen,
    %(sign)s * cash_fen, %(sign)s * hospital_fen,
    (SELECT coalesce(sum(b.balance_fen), 0)::bigint FROM balances b
        WHERE b.region = s.region AND b.person_id = s.person_id AND b.kind IN ('current', 'carried')),
    circumstances, %(shares)s::jsonb, %(change)s::jsonb, policy
FROM settlements s
WHERE region = %(region)s AND person_id = %(person_id)s AND settlement_id = %(settlement_id)s;

-- name: free_lines
-- The lines of a settlement hang on their visit again.
UPDATE fee_lines SET settlement_id = NULL
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND settlement_id = %(settlement_id)s;

-- name: free_visit
-- A trial made before does not count any more; a purchase is gone with its settlement.
UPDATE visits SET tried_at = NULL, cancelled_at = CASE kind WHEN 'pharmacy' THEN %(at)s ELSE cancelled_at END
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s;

-- name: forget_use
-- The use of a card that a settlement made is not counted; whose card it was.
DELETE FROM card_uses
WHERE region = %(region)s AND person_id = %(person_id)s AND used_at = %(used_at)s AND seq = %(seq)s
RETURNING card_id;

-- name: forget_share_uses
-- What a settlement used of relatives' accounts may be used again.
DELETE FROM share_uses
WHERE region = %(region)s AND person_id = ANY(%(owners)s::bigint[]) AND use_id = ANY(%(use_ids)s::uuid[]);

-- name: loose_lines
-- The lines of a visit that are not settled, a row a batch: what they come to.
SELECT batch, sum(total_fen)::bigint, sum(self_funded_fen)::bigint, sum(over_ceiling_fen)::bigint,
    sum(first_share_fen)::bigint, sum(in_scope_fen)::bigint
FROM fee_lines
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND settlement_id IS NULL
GROUP BY batch ORDER BY batch;

-- name: take_lines
-- Lines that are not settled belong to a settlement again.
UPDATE fee_lines SET settlement_id = %(number)s
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND settlement_id IS NULL
  AND (%(batch)s::text IS NULL OR batch = %(batch)s);

-- name: visit_stands
-- Whether a bill of a visit may stand again: it was not cancelled but by the cancel itself, and a stay has ended.
SELECT (cancelled_at IS NULL OR kind = 'pharmacy') AND (kind <> 'inpatient' OR %(is_interim)s OR discharged_at IS NOT NULL)
FROM visits
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s;

-- name: reopen_visit
-- A purchase is there again.
UPDATE visits SET tried_at = NULL, cancelled_at = NULL
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s;

-- name: use_again
-- The use of the card counts again that a cancel took off, where there was one.
INSERT INTO card_uses (region, person_id, card_id, used_at, seq)
SELECT region, person_id, card_id, %(at)s, %(seq)s FROM settlements
WHERE region = %(region)s AND person_id = %(person_id)s AND settlement_id = %(cancel)s AND card_id IS NOT NULL;
