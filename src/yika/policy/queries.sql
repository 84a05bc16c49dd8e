-- name: lacking
-- Of divisions with the hashes of their contents: those whose content is not kept yet.
SELECT asked.division
FROM unnest(%(divisions)s::text[], %(hashes)s::text[]) AS asked (division, hash)
WHERE NOT EXISTS (
    SELECT FROM policy_versions AS kept
    WHERE kept.division = asked.division AND kept.hash = asked.hash
)
ORDER BY asked.division;

-- name: keep
-- Keeps the content of a policy version; what another program kept meanwhile stays as it is.
INSERT INTO policy_versions (division, hash, content)
VALUES (%(division)s, %(hash)s, %(content)s::jsonb)
ON CONFLICT (division, hash) DO NOTHING;

-- name: content
-- The content of one policy version.
SELECT content::text AS content
FROM policy_versions
WHERE division = %(division)s AND hash = %(hash)s;
