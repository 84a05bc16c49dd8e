-- name: add
-- A document as issued; the same again changes nothing.
INSERT INTO documents (region, person_id, document_id, code, kind, content_sealed, issued_at, valid_until)
VALUES (%(region)s, %(person_id)s, %(document_id)s, %(code)s, %(kind)s, %(sealed)s, %(issued_at)s, %(valid_until)s)
ON CONFLICT (region, person_id, document_id) DO NOTHING;

-- name: one
-- One document of a person.
SELECT document_id, code, kind, content_sealed, issued_at, valid_until, withdrawn_at FROM documents
WHERE region = %(region)s AND person_id = %(person_id)s AND document_id = %(document_id)s;

-- name: of_person
-- What was issued to a person, newest first.
SELECT document_id, code, kind, content_sealed, issued_at, valid_until, withdrawn_at FROM documents
WHERE region = %(region)s AND person_id = %(person_id)s
ORDER BY issued_at DESC, recorded_at DESC, document_id LIMIT 500;

-- name: by_code
-- The document with a code, whosever it is.
SELECT document_id, code, kind, content_sealed, issued_at, valid_until, withdrawn_at, region, person_id FROM documents
WHERE code = %(code)s;

-- name: place
-- Whose document it is, where only its number is known.
SELECT region, person_id FROM documents WHERE document_id = %(document_id)s;

-- name: withdraw
-- A document is taken back; one that was before stays as it is.
UPDATE documents SET withdrawn_at = %(at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND document_id = %(document_id)s AND withdrawn_at IS NULL;
