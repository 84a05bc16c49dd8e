-- name: known
-- The lines of a visit under some numbers.
SELECT line_no, batch, item, quantity, price, class, first_share, ceiling, total_fen, self_funded_fen, over_ceiling_fen,
       first_share_fen, in_scope_fen, settlement_id
FROM fee_lines
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND line_no = ANY(%(numbers)s);

-- name: returned
-- What lines of a visit under some numbers have left: themselves and what was returned of them.
SELECT f.details ->> 'init_feedetl_sn', sum(f.quantity), sum(f.total_fen)::bigint, sum(f.self_funded_fen)::bigint,
       sum(f.over_ceiling_fen)::bigint, sum(f.first_share_fen)::bigint, sum(f.in_scope_fen)::bigint
FROM fee_lines f
WHERE f.region = %(region)s AND f.person_id = %(person_id)s AND f.visit_id = %(visit_id)s
  AND f.details ->> 'init_feedetl_sn' = ANY(%(numbers)s)
GROUP BY 1;

-- name: settled_batches
-- Which of some batches of a visit have lines that are settled.
SELECT DISTINCT batch FROM fee_lines
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND batch = ANY(%(batches)s)
  AND settlement_id IS NOT NULL ORDER BY batch;

-- name: add
-- Lines with their split, all at once.
INSERT INTO fee_lines (region, person_id, visit_id, line_no, batch, item, own_item, quantity, price, charged_at, class,
                       first_share, ceiling, total_fen, self_funded_fen, over_ceiling_fen, first_share_fen, in_scope_fen,
                       details)
SELECT %(region)s, %(person_id)s, %(visit_id)s, * FROM unnest(
    %(line_nos)s::text[], %(batches)s::text[], %(items)s::text[], %(own_items)s::text[], %(quantities)s::numeric[],
    %(prices)s::numeric[], %(charged_at)s::timestamptz[], %(classes)s::text[], %(first_shares)s::numeric[],
    %(ceilings)s::numeric[], %(total)s::bigint[], %(self_funded)s::bigint[], %(over_ceiling)s::bigint[],
    %(first_share)s::bigint[], %(in_scope)s::bigint[], %(details)s::jsonb[]);

-- name: delete_all
-- Delete every line of a visit that is not settled.
DELETE FROM fee_lines
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND settlement_id IS NULL;

-- name: batch
-- The lines of a batch and by which settlement each is settled.
SELECT line_no, settlement_id FROM fee_lines
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND batch = %(batch)s
ORDER BY line_no;

-- name: returns_of
-- Lines that return one of some lines and are not among them.
SELECT line_no FROM fee_lines
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s
  AND details ->> 'init_feedetl_sn' = ANY(%(numbers)s) AND line_no <> ALL(%(numbers)s)
ORDER BY line_no;

-- name: delete
-- Delete lines by number; the caller made sure that they are not settled.
DELETE FROM fee_lines
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND line_no = ANY(%(numbers)s)
  AND settlement_id IS NULL;

-- name: forget_trial
-- Lines changed: a trial made before does not count any more.
UPDATE visits SET tried_at = NULL
WHERE region = %(region)s AND person_id = %(person_id)s AND visit_id = %(visit_id)s AND tried_at IS NOT NULL;
