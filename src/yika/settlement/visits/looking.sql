-- name: visits
-- Visits of a person at an institution that began in a time, those cancelled left out, oldest first.
SELECT visit_id, institution_region, institution_id, kind, med_type, insutype, number, begins_at, ends_at, discharged_at,
       cancelled_at, details_sealed, shown
FROM visits
WHERE region = %(region)s AND person_id = %(person_id)s
  AND institution_region = %(institution_region)s AND institution_id = %(institution_id)s
  AND cancelled_at IS NULL AND begins_at <= %(until)s AND coalesce(ends_at, 'infinity') >= %(since)s
  AND (%(med_type)s::text IS NULL OR med_type = %(med_type)s)
  AND (%(visit_id)s::bigint IS NULL OR visit_id = %(visit_id)s)
ORDER BY begins_at, visit_id;

-- name: open_stays
-- Stays at an institution that began in a time and have not ended, of one person or of all, oldest first.
SELECT region, person_id, visit_id, institution_region, institution_id, kind, med_type, insutype, number, begins_at, ends_at, discharged_at,
       cancelled_at, details_sealed, shown
FROM visits
WHERE institution_region = %(institution_region)s AND institution_id = %(institution_id)s
  AND kind = 'inpatient' AND cancelled_at IS NULL AND discharged_at IS NULL
  AND begins_at BETWEEN %(since)s AND %(until)s
  AND (%(region)s::int IS NULL OR region = %(region)s AND person_id = %(person_id)s)
ORDER BY begins_at, visit_id LIMIT %(most)s;

-- name: settlement
-- A settlement of a visit at an institution by its number or by the message that made it, the latest without either. A
-- message may be called as another's settlement is numbered: the number goes first.
SELECT settlement_id, visit_id, infno, msgid, cancels, kind, med_type, insutype, clr_type, credential, is_interim,
       settled_at, benefit_year, total_fen, fund_fen, account_fen, shared_account_fen, cash_fen, hospital_fen, balance_fen,
       circumstances, shares, policy
FROM settlements
WHERE region = %(region)s AND person_id = %(person_id)s
  AND institution_region = %(institution_region)s AND institution_id = %(institution_id)s
  AND (%(visit_id)s::bigint IS NULL OR visit_id = %(visit_id)s)
  AND (%(settlement_id)s::bigint IS NULL AND %(msgid)s::text IS NULL
       OR settlement_id = %(settlement_id)s OR msgid = %(msgid)s)
ORDER BY (settlement_id = %(settlement_id)s) IS TRUE DESC, settlement_id DESC LIMIT 1;

-- name: settled_in
-- The latest settlement of a visit that stands, of a batch of its lines or of any, and when it was made.
SELECT s.settlement_id, s.settled_at
FROM settlements s
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.visit_id = %(visit_id)s AND s.cancels IS NULL
  AND NOT EXISTS (SELECT FROM settlements c
                  WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id)
  AND (%(batch)s::text IS NULL
       OR EXISTS (SELECT FROM fee_lines f
                  WHERE f.region = s.region AND f.person_id = s.person_id AND f.visit_id = s.visit_id
                    AND f.settlement_id = s.settlement_id AND f.batch = %(batch)s))
ORDER BY s.settlement_id DESC LIMIT 1;

-- name: cancelled_by
-- The settlement that cancels another, unless that was undone and the bill stands again under a later number.
SELECT c.settlement_id
FROM settlements c
JOIN settlements s ON s.region = c.region AND s.person_id = c.person_id AND s.settlement_id = c.cancels
WHERE c.region = %(region)s AND c.person_id = %(person_id)s AND c.cancels = %(settlement_id)s
  AND NOT EXISTS (
      SELECT FROM settlements a
      WHERE a.region = s.region AND a.person_id = s.person_id AND a.visit_id = s.visit_id AND a.cancels IS NULL
        AND a.msgid = s.msgid AND a.infno = s.infno AND a.settlement_id > c.settlement_id
        AND NOT EXISTS (SELECT FROM settlements d
                        WHERE d.region = a.region AND d.person_id = a.person_id AND d.cancels = a.settlement_id));

-- name: lines
-- The lines of a settlement; of a cancelled one those that hang on its visit again do not count.
SELECT f.visit_id, f.settlement_id, f.line_no, f.batch, f.item, f.own_item, f.quantity, f.price, f.charged_at, f.class,
       f.first_share, f.ceiling, f.total_fen, f.self_funded_fen, f.over_ceiling_fen, f.first_share_fen, f.in_scope_fen,
       f.details, v.med_type, v.institution_region, v.institution_id
FROM fee_lines f JOIN visits v USING (region, person_id, visit_id)
WHERE f.region = %(region)s AND f.person_id = %(person_id)s AND f.visit_id = %(visit_id)s
  AND f.settlement_id = %(settlement_id)s
ORDER BY f.charged_at, f.line_no;

-- name: chronic_lines
-- Settled lines of drugs that a person got for a chronic or special disease, wherever, newest first.
SELECT f.visit_id, f.settlement_id, f.line_no, f.batch, f.item, f.own_item, f.quantity, f.price, f.charged_at, f.class,
       f.first_share, f.ceiling, f.total_fen, f.self_funded_fen, f.over_ceiling_fen, f.first_share_fen, f.in_scope_fen,
       f.details, v.med_type, v.institution_region, v.institution_id
FROM fee_lines f JOIN visits v USING (region, person_id, visit_id)
WHERE f.region = %(region)s AND f.person_id = %(person_id)s AND f.settlement_id IS NOT NULL
  AND v.med_type = ANY(%(med_types)s) AND f.charged_at BETWEEN %(since)s AND %(until)s
ORDER BY f.charged_at DESC, f.line_no DESC, f.visit_id DESC LIMIT %(most)s;

-- name: accumulations
-- What benefit years of a person have come to, newest first.
SELECT scheme, benefit_year, state FROM accumulations
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY benefit_year DESC, scheme;
