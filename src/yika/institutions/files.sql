-- name: add
-- A file that an institution put up or may fetch.
INSERT INTO institution_files (region, institution_id, file_id, name, content_sealed, kept_until)
VALUES (%(region)s, %(institution_id)s, %(file_id)s, %(name)s, %(sealed)s, %(kept_until)s)
ON CONFLICT DO NOTHING;

-- name: fetch
-- A file that is still kept.
SELECT name, content_sealed, kept_until FROM institution_files
WHERE region = %(region)s AND institution_id = %(institution_id)s AND file_id = %(file_id)s AND kept_until > %(at)s;

-- name: taken_up
-- How many bytes an institution's files take up, sealed.
SELECT coalesce(sum(octet_length(content_sealed)), 0)::bigint FROM institution_files
WHERE region = %(region)s AND institution_id = %(institution_id)s;

-- name: remove_due
-- Files of an institution that nobody needs any more.
DELETE FROM institution_files
WHERE region = %(region)s AND institution_id = %(institution_id)s AND kept_until <= %(at)s;

-- name: remove_all_due
-- Files that nobody needs any more, whosever, so many at most.
DELETE FROM institution_files WHERE (region, institution_id, file_id) IN (
    SELECT region, institution_id, file_id FROM institution_files WHERE kept_until <= %(at)s
    LIMIT %(most)s FOR UPDATE SKIP LOCKED
);
