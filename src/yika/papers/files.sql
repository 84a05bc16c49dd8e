-- name: add
-- A file as it was handed in; the same from the same actor again adds nothing.
INSERT INTO files (region, person_id, file_id, media_type, size_bytes, sha256, content_sealed, matter, uploaded_by,
                   uploaded_at)
VALUES (%(region)s, %(person_id)s, %(file_id)s, %(media_type)s, %(size_bytes)s, %(sha256)s, %(content_sealed)s,
        %(matter)s, %(uploaded_by)s, %(uploaded_at)s)
ON CONFLICT DO NOTHING;

-- name: known
-- The same content from the same actor.
SELECT file_id, media_type, size_bytes, sha256, matter, uploaded_by, uploaded_at FROM files
WHERE region = %(region)s AND person_id = %(person_id)s AND sha256 = %(sha256)s AND uploaded_by = %(uploaded_by)s;

-- name: one
-- One file of a person, without its content.
SELECT file_id, media_type, size_bytes, sha256, matter, uploaded_by, uploaded_at FROM files
WHERE region = %(region)s AND person_id = %(person_id)s AND file_id = %(file_id)s;

-- name: of_person
-- What was handed in for a person, newest first.
SELECT file_id, media_type, size_bytes, sha256, matter, uploaded_by, uploaded_at FROM files
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY uploaded_at DESC, file_id LIMIT 500;

-- name: content
-- The sealed content of one file.
SELECT content_sealed FROM files
WHERE region = %(region)s AND person_id = %(person_id)s AND file_id = %(file_id)s;

-- name: together
-- How much was handed in for a person.
SELECT coalesce(sum(size_bytes), 0)::bigint FROM files WHERE region = %(region)s AND person_id = %(person_id)s;
