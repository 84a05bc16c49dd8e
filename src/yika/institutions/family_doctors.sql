-- name: of_person
-- All contracts of a person, oldest first.
SELECT contract_id, institution_id, doctor, package, starts_on, years, renews, ended_on FROM family_doctors
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY starts_on, contract_id;

-- name: sign
-- A contract is signed.
INSERT INTO family_doctors (region, person_id, contract_id, institution_id, doctor, package, starts_on, years, renews,
                            signed_at)
VALUES (%(region)s, %(person_id)s, %(contract_id)s, %(institution_id)s, %(doctor)s, %(package)s, %(starts_on)s,
        %(years)s, %(renews)s, %(signed_at)s);

-- name: end
-- A contract ends before its term; nothing else of it changes.
UPDATE family_doctors SET ended_on = %(ended_on)s
WHERE region = %(region)s AND person_id = %(person_id)s AND contract_id = %(contract_id)s AND ended_on IS NULL;
