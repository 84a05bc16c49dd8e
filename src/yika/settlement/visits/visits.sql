-- name: add
-- A visit as registered.
INSERT INTO visits (region, person_id, visit_id, institution_region, institution_id, kind, med_type, insutype, number,
                    begins_at, details_sealed, shown)
VALUES (%(region)s, %(person_id)s, %(visit_id)s, %(institution_region)s, %(institution_id)s, %(kind)s, %(med_type)s,
        %(insutype)s, %(number)s, %(begins_at)s, %(details_sealed)s, %(shown)s);

-- name: find
-- One visit of a person at an institution.
SELECT visit_id, institution_region, institution_id, kind, med_type, insutype, number, begins_at, ends_at, discharged_at,
       cancelled_at, details_sealed, shown
FROM visits
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s
  AND institution_region = %(institution_region)s AND institution_id = %(institution_id)s;

-- name: numbered
-- The visit that an institution knows under a number, unless it was cancelled.
SELECT visit_id, institution_region, institution_id, kind, med_type, insutype, number, begins_at, ends_at, discharged_at,
       cancelled_at, details_sealed, shown
FROM visits
WHERE region = %(region)s AND person_id = %(person_id)s AND kind = %(kind)s AND number = %(number)s
  AND institution_region = %(institution_region)s AND institution_id = %(institution_id)s AND cancelled_at IS NULL;

-- name: open_stay
-- The stay of a person at an institution that has not ended.
SELECT visit_id, number, begins_at FROM visits
WHERE region = %(region)s AND person_id = %(person_id)s AND kind = 'inpatient'
  AND institution_region = %(institution_region)s AND institution_id = %(institution_id)s
  AND cancelled_at IS NULL AND discharged_at IS NULL;

-- name: change
-- A visit as it now reads. What was tried on it before no longer counts.
UPDATE visits
SET med_type = %(med_type)s, number = %(number)s, begins_at = %(begins_at)s, ends_at = %(ends_at)s,
    discharged_at = %(discharged_at)s, cancelled_at = %(cancelled_at)s, details_sealed = %(details_sealed)s, shown = %(shown)s,
    tried_at = NULL
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s;

-- name: lines
-- How many lines a visit has that are not settled, and how many that are.
SELECT count(*) FILTER (WHERE settlement_id IS NULL), count(*) FILTER (WHERE settlement_id IS NOT NULL) FROM fee_lines
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s;

-- name: settled
-- The settlements of a visit that stand, newest first.
SELECT s.settlement_id FROM settlements s
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.visit_id = %(visit_id)s AND s.cancels IS NULL
  AND NOT EXISTS (SELECT FROM settlements c
                  WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id)
ORDER BY s.settlement_id DESC;

-- name: final
-- The settlements of a visit that stand and are no interim ones, newest first.
SELECT s.settlement_id FROM settlements s
WHERE s.region = %(region)s AND s.person_id = %(person_id)s AND s.visit_id = %(visit_id)s AND s.cancels IS NULL
  AND NOT s.is_interim
  AND NOT EXISTS (SELECT FROM settlements c
                  WHERE c.region = s.region AND c.person_id = s.person_id AND c.cancels = s.settlement_id)
ORDER BY s.settlement_id DESC;
