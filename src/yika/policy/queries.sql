-- name: keep
-- Keeps the content of policy versions by division and hash; what is kept already stays as it is.
INSERT INTO policy_versions (division, hash, content)
SELECT kept.division, kept.hash, kept.content::jsonb
FROM unnest(%(divisions)s::text[], %(hashes)s::text[], %(contents)s::text[])
    AS kept (division, hash, content)
ON CONFLICT (division, hash) DO NOTHING;

-- name: content
-- The content of one policy version.
SELECT content::text AS content
FROM policy_versions
WHERE division = %(division)s AND hash = %(hash)s;
