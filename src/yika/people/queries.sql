-- name: lock
-- The anchors of some people, in one order for everybody, so that two writers never wait for each other.
SELECT person_id FROM persons
WHERE region = %(region)s AND person_id = ANY(%(person_ids)s)
ORDER BY person_id FOR NO KEY UPDATE;

-- name: find
-- To whom a number belongs, whatever the region.
SELECT region, person_id FROM identifiers WHERE kind = %(kind)s AND blind = %(blind)s ORDER BY region, person_id;

-- name: identity
-- One person's sealed identity.
SELECT identity_sealed FROM persons WHERE region = %(region)s AND person_id = %(person_id)s;

-- name: new_person_id
-- The next number for a person.
SELECT nextval('person_ids');

-- name: add_person
-- A new person.
INSERT INTO persons (region, person_id, identity_sealed, insurance)
VALUES (%(region)s, %(person_id)s, %(sealed)s, %(insurance)s);

-- name: change_identity
-- The identity as corrected; what it was before is only in backups and, as a fact, in the journal.
UPDATE persons SET identity_sealed = %(sealed)s WHERE region = %(region)s AND person_id = %(person_id)s;

-- name: add_identifier
-- A number by which the person can be found.
INSERT INTO identifiers (kind, blind, region, person_id) VALUES (%(kind)s, %(blind)s, %(region)s, %(person_id)s)
ON CONFLICT DO NOTHING;

-- name: drop_identifier
-- A number by which the person is found no more.
DELETE FROM identifiers
WHERE kind = %(kind)s AND blind = %(blind)s AND region = %(region)s AND person_id = %(person_id)s;

-- name: identifier_taken
-- Whether a number already belongs to somebody of the region.
SELECT person_id FROM identifiers WHERE kind = %(kind)s AND blind = %(blind)s AND region = %(region)s;

-- name: add_mandate
-- A mandate as given.
INSERT INTO mandates (region, person_id, mandate_id, agent_region, agent_id, basis, matters, starts_at, ends_at)
VALUES (%(region)s, %(person_id)s, %(mandate_id)s, %(agent_region)s, %(agent_id)s, %(basis)s, %(matters)s,
        %(starts_at)s, %(ends_at)s);

-- name: mandates_between
-- What one person lets another do.
SELECT mandate_id, region, person_id, agent_region, agent_id, basis, matters, starts_at, ends_at FROM mandates
WHERE region = %(region)s AND person_id = %(person_id)s
  AND agent_region = %(agent_region)s AND agent_id = %(agent_id)s;

-- name: mandates_of_agent
-- For whom somebody may act.
SELECT mandate_id, region, person_id, agent_region, agent_id, basis, matters, starts_at, ends_at FROM mandates
WHERE agent_region = %(agent_region)s AND agent_id = %(agent_id)s ORDER BY region, person_id;

-- name: mandates_given
-- Whom somebody lets act for them, ended ones too.
SELECT mandate_id, region, person_id, agent_region, agent_id, basis, matters, starts_at, ends_at FROM mandates
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY starts_at, mandate_id;

-- name: end_mandate
-- A mandate ends; nothing else of it changes.
UPDATE mandates SET ends_at = %(ends_at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND mandate_id = %(mandate_id)s;

-- name: set_insurance
-- The scheme somebody is insured in now.
UPDATE persons SET insurance = %(insurance)s
WHERE region = %(region)s AND person_id = %(person_id)s AND insurance <> %(insurance)s;

-- name: lock_next
-- The anchors of the next people of a region after a number, in order: a batch of a run over everybody.
SELECT person_id FROM persons
WHERE region = %(region)s AND person_id > %(after)s
ORDER BY person_id LIMIT %(limit)s FOR NO KEY UPDATE;

-- name: count
-- How many people a region has.
SELECT count(*) FROM persons WHERE region = %(region)s;

-- name: identities
-- The sealed identities of some people.
SELECT person_id, identity_sealed FROM persons
WHERE region = %(region)s AND person_id = ANY(%(person_ids)s::bigint[]);

-- name: find_many
-- To whom of one region ID numbers belong, with the sealed identities.
SELECT i.blind, p.person_id, p.identity_sealed
FROM identifiers i JOIN persons p ON p.region = i.region AND p.person_id = i.person_id
WHERE i.kind = 'id_number' AND i.region = %(region)s AND i.blind = ANY(%(blinds)s::bytea[]);

-- name: special_identities
-- What somebody counts as beside being insured, oldest first.
SELECT kind, grade, starts_on, ends_on FROM special_identities
WHERE region = %(region)s AND person_id = %(person_id)s ORDER BY starts_on, kind;

-- name: add_special_identity
-- What somebody counts as from a day on.
INSERT INTO special_identities (region, person_id, kind, grade, starts_on, ends_on)
VALUES (%(region)s, %(person_id)s, %(kind)s, %(grade)s, %(starts_on)s, %(ends_on)s);
