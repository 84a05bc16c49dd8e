-- name: add
-- A filing as made; decided at once where nobody has to look at it.
INSERT INTO filings (region, person_id, filing_id, kind, institution_region, institution_id, starts_on, ends_on, what,
                     details_sealed, filed_at, decided_at, is_approved)
VALUES (%(region)s, %(person_id)s, %(filing_id)s, %(kind)s, %(institution_region)s, %(institution_id)s, %(starts_on)s,
        %(ends_on)s, %(what)s, %(details_sealed)s, %(filed_at)s, %(decided_at)s, %(is_approved)s);

-- name: of_person
-- What a person filed of one kind and did not withdraw, oldest first.
SELECT filing_id, kind, institution_region, institution_id, starts_on, ends_on, what, filed_at, decided_at, is_approved,
       withdrawn_at, details_sealed
FROM filings
WHERE region = %(region)s AND person_id = %(person_id)s AND kind = ANY(%(kinds)s) AND withdrawn_at IS NULL
ORDER BY starts_on, filing_id;

-- name: find
-- One filing of a person.
SELECT filing_id, kind, institution_region, institution_id, starts_on, ends_on, what, filed_at, decided_at, is_approved,
       withdrawn_at, details_sealed
FROM filings
WHERE region = %(region)s AND person_id = %(person_id)s AND filing_id = %(filing_id)s;

-- name: withdraw
-- A filing taken back.
UPDATE filings SET withdrawn_at = %(at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND filing_id = %(filing_id)s;

-- name: decide
-- What the agency decided on a filing.
UPDATE filings SET decided_at = %(at)s, is_approved = %(is_approved)s
WHERE region = %(region)s AND person_id = %(person_id)s AND filing_id = %(filing_id)s;

-- name: end
-- A filing holds no longer than a day.
UPDATE filings SET ends_on = %(ends_on)s
WHERE region = %(region)s AND person_id = %(person_id)s AND filing_id = %(filing_id)s;

-- name: new_number
-- A number for a filing that somebody makes without a message of an institution.
SELECT nextval('filing_numbers');
