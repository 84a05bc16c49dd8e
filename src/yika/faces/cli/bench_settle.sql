-- name: drawn
-- Some people of a region with who they are, sealed.
SELECT person_id, identity_sealed, insurance FROM persons WHERE region = %(region)s AND person_id = ANY(%(person_ids)s);

-- name: people
-- The lowest and the highest person number.
SELECT min(person_id), max(person_id) FROM persons WHERE region = %(region)s;

-- name: visits
-- Visits with two unsettled lines each, as 2201 and 2204 leave them; the answer is the visit of each person in order.
WITH numbered AS (
    SELECT person_id, insutype, place, nextval('message_ids') AS visit_id
    FROM unnest(%(person_ids)s::bigint[], %(insutypes)s::text[]) WITH ORDINALITY AS w (person_id, insutype, place)
), visited AS (
    INSERT INTO visits (region, person_id, visit_id, institution_region, institution_id, kind, med_type, insutype, number,
                        begins_at)
    SELECT %(region)s, n.person_id, n.visit_id, i.region, i.institution_id, 'outpatient', '11', n.insutype,
        'B' || n.visit_id, %(at)s
    FROM numbered n, institutions i WHERE i.code = %(code)s
    RETURNING person_id, visit_id
), charged AS (
    INSERT INTO fee_lines (region, person_id, visit_id, line_no, batch, item, own_item, quantity, price, charged_at, class,
                           first_share, total_fen, self_funded_fen, over_ceiling_fen, first_share_fen, in_scope_fen,
                           details)
    SELECT %(region)s, v.person_id, v.visit_id, l.no, 'B', l.item, l.item, 1, l.fen / 100.0, %(at)s, 'A', 0, l.fen, 0, 0, 0,
        l.fen, '{}'
    FROM visited v, (VALUES ('1', %(first_item)s, 4000), ('2', %(second_item)s, 6000)) AS l (no, item, fen)
)
SELECT visit_id FROM numbered ORDER BY place;

-- name: sane
-- What must hold after any load: bills that add up, none twice, balances equal to their transfers, nothing below zero.
SELECT
    (SELECT count(*) FROM settlements),
    (SELECT count(*) FROM settlements WHERE total_fen <> fund_fen + account_fen + cash_fen + hospital_fen),
    (SELECT count(*) FROM (SELECT 1 FROM settlements GROUP BY institution_id, infno, msgid HAVING count(*) > 1) s);
