-- name: version
-- The newest version of a region's catalogue; 0 where there is none.
SELECT coalesce(max(version), 0) FROM catalogue_items WHERE region = %(region)s;

-- name: items
-- The whole catalogue of a region, by code and day.
SELECT code, starts_on, ends_on, kind, name, class, first_share, ceiling, restricted, charge_type, unit, details, version,
    changed_at
FROM catalogue_items WHERE region = %(region)s ORDER BY code, starts_on;

-- name: items_of
-- The rows of some codes of a region that hold on a day.
SELECT code, starts_on, ends_on, kind, name, class, first_share, ceiling, restricted, charge_type, unit, details, version,
    changed_at
FROM catalogue_items
WHERE region = %(region)s AND code = ANY(%(codes)s) AND starts_on <= %(on)s AND (ends_on IS NULL OR ends_on >= %(on)s);

-- name: lock
-- One import at a time into the catalogue of a region.
SELECT pg_advisory_xact_lock(hashtextextended('catalogue', %(region)s));

-- name: new_version
-- The version of the next import.
SELECT nextval('catalogue_versions');

-- name: end_item
-- A row ends the day before its successor begins.
UPDATE catalogue_items SET ends_on = %(ends_on)s, version = %(version)s, changed_at = %(at)s
WHERE region = %(region)s AND code = %(code)s AND starts_on = %(starts_on)s;

-- name: add_item
-- A row of the catalogue.
INSERT INTO catalogue_items (
    region, code, starts_on, ends_on, kind, name, class, first_share, ceiling, restricted, charge_type, unit, details, version,
    changed_at
)
VALUES (
    %(region)s, %(code)s, %(starts_on)s, %(ends_on)s, %(kind)s, %(name)s, %(class)s, %(first_share)s, %(ceiling)s,
    %(restricted)s, %(charge_type)s, %(unit)s, %(details)s::jsonb, %(version)s, %(at)s
);
