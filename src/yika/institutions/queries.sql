-- name: by_code
-- An institution with its agreements, oldest first.
SELECT region, institution_id, code, name, kind, tier, grade, uscc, district, address, phone, hours, accepts, settings,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object('starts_on', starts_on, 'ends_on', ends_on, 'end_reason', end_reason) ORDER BY starts_on
        ), '[]')
        FROM agreements AS a WHERE a.region = i.region AND a.institution_id = i.institution_id
    )
FROM institutions AS i WHERE code = %(code)s;

-- name: names
-- What institutions are called, by their codes.
SELECT code, name FROM institutions WHERE code = ANY(%(codes)s);

-- name: of_region
-- All institutions of a region with their agreements, by code.
SELECT region, institution_id, code, name, kind, tier, grade, uscc, district, address, phone, hours, accepts, settings,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object('starts_on', starts_on, 'ends_on', ends_on, 'end_reason', end_reason) ORDER BY starts_on
        ), '[]')
        FROM agreements AS a WHERE a.region = i.region AND a.institution_id = i.institution_id
    )
FROM institutions AS i WHERE region = %(region)s ORDER BY code;

-- name: some_of_region
-- Some institutions of a region with their agreements, by their numbers.
SELECT region, institution_id, code, name, kind, tier, grade, uscc, district, address, phone, hours, accepts, settings,
    (
        SELECT coalesce(jsonb_agg(
            jsonb_build_object('starts_on', starts_on, 'ends_on', ends_on, 'end_reason', end_reason) ORDER BY starts_on
        ), '[]')
        FROM agreements AS a WHERE a.region = i.region AND a.institution_id = i.institution_id
    )
FROM institutions AS i WHERE region = %(region)s AND institution_id = ANY(%(institution_ids)s::bigint[]);

-- name: new_institution_id
-- A number for an institution.
SELECT nextval('institution_ids');

-- name: add_institution
-- A new institution; no row where the code is taken.
INSERT INTO institutions (
    region, institution_id, code, name, kind, tier, grade, uscc, district, address, phone, hours, accepts, settings
)
VALUES (
    %(region)s, %(institution_id)s, %(code)s, %(name)s, %(kind)s, %(tier)s, %(grade)s, %(uscc)s, %(district)s, %(address)s,
    %(phone)s, %(hours)s::jsonb, %(accepts)s, %(settings)s::jsonb
)
ON CONFLICT DO NOTHING RETURNING institution_id;

-- name: set_settings
-- How an institution's messages are taken.
UPDATE institutions SET settings = %(settings)s::jsonb
WHERE region = %(region)s AND institution_id = %(institution_id)s;

-- name: lock
-- One writer at a time changes an institution.
SELECT code FROM institutions WHERE region = %(region)s AND institution_id = %(institution_id)s FOR NO KEY UPDATE;

-- name: signing
-- What signs its messages, sealed.
SELECT signing_sealed FROM institutions WHERE region = %(region)s AND institution_id = %(institution_id)s;

-- name: set_signing
-- New keys, sealed.
UPDATE institutions SET signing_sealed = %(sealed)s
WHERE region = %(region)s AND institution_id = %(institution_id)s;

-- name: add_agreement
-- A new agreement.
INSERT INTO agreements (region, institution_id, starts_on, ends_on)
VALUES (%(region)s, %(institution_id)s, %(starts_on)s, %(ends_on)s);

-- name: end_agreement
-- The agreement of a day ends on a day.
UPDATE agreements SET ends_on = %(ends_on)s, end_reason = %(reason)s
WHERE region = %(region)s AND institution_id = %(institution_id)s AND starts_on = %(starts_on)s
RETURNING starts_on;

-- name: add_department
-- A department; one whose code is taken stays as it is.
INSERT INTO departments (region, institution_id, code, name, category, starts_on, ends_on, beds)
VALUES (
    %(region)s, %(institution_id)s, %(code)s, %(name)s, %(category)s, %(starts_on)s, %(ends_on)s, %(beds)s
)
ON CONFLICT DO NOTHING;

-- name: departments
-- The departments of some institutions of a region, by code.
SELECT institution_id, code, name, category, starts_on, ends_on, beds FROM departments
WHERE region = %(region)s AND institution_id = ANY(%(institution_ids)s) ORDER BY institution_id, code;

-- name: add_practitioner
-- A practitioner; one whose code is taken stays as it is.
INSERT INTO practitioners (region, institution_id, code, name, kind, department, starts_on, ends_on)
VALUES (
    %(region)s, %(institution_id)s, %(code)s, %(name)s, %(kind)s, %(department)s, %(starts_on)s, %(ends_on)s
)
ON CONFLICT DO NOTHING;

-- name: practitioners
-- The practitioners of an institution, by code.
SELECT code, name, kind, department, starts_on, ends_on FROM practitioners
WHERE region = %(region)s AND institution_id = %(institution_id)s ORDER BY code;

-- name: doctors
-- How many doctors some institutions of a region have on a day.
SELECT institution_id, count(*) FROM practitioners
WHERE region = %(region)s AND institution_id = ANY(%(institution_ids)s) AND kind = %(kind)s
    AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s)
GROUP BY institution_id;
