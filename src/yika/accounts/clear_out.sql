-- name: notice
-- A clear-out begins with its notice.
INSERT INTO clear_outs (region, person_id, clear_out_id, old_bank, new_bank, noticed_at)
VALUES (%(region)s, %(person_id)s, %(clear_out_id)s, %(old_bank)s, %(new_bank)s, %(noticed_at)s);

-- name: clear
-- The money has left the old account.
UPDATE clear_outs SET amount_fen = %(amount_fen)s, carried_fen = %(carried_fen)s, cleared_at = %(at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND clear_out_id = %(clear_out_id)s;

-- name: arrive
-- The money is in the new account.
UPDATE clear_outs SET arrived_at = %(at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND clear_out_id = %(clear_out_id)s;

-- name: of_person
-- A person's clear-outs, oldest first.
SELECT clear_out_id, old_bank, new_bank, amount_fen, carried_fen, noticed_at, cleared_at, arrived_at FROM clear_outs
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY noticed_at;
