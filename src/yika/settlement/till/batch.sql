-- name: steady
-- Until the transaction ends plans are made once and go by index: a plan made while a table was empty would read it whole
-- for every batch when it is full.
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true),
    set_config('enable_mergejoin', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true);

-- name: lock
-- The anchors of everybody concerned, in one order for everybody; a list of numbers as an array's text. And the newest version
-- of the catalogue where they are treated.
SELECT person_id, (SELECT coalesce(max(version), 0) FROM catalogue_items WHERE region = %(place)s) FROM persons
WHERE region = %(region)s AND person_id = ANY(%(person_ids)s::bigint[])
ORDER BY person_id FOR NO KEY UPDATE;

-- name: settle
-- All that some settled bills write, at once. Each list is JSON; a balance comes once, with all that changes it, since an
-- update applies one row only to each; one that would pass zero is refused by its CHECK. No longer than 4,096 characters: what
-- is longer psycopg takes apart anew for each batch.
WITH new_visits AS (
    INSERT INTO visits (region, person_id, visit_id, institution_region, institution_id, kind, med_type, insutype, number,
                        begins_at)
    SELECT %(region)s, person_id, visit_id, place, institution, 'pharmacy', med_type, insutype, number, begins_at
    FROM json_to_recordset(%(visits)s) AS v (
        person_id bigint, visit_id bigint, place int, institution bigint, med_type text, insutype text, number text,
        begins_at timestamptz)
), new_lines AS (
    INSERT INTO fee_lines (region, person_id, visit_id, line_no, batch, item, own_item, quantity, price, charged_at, class,
                           first_share, ceiling, total_fen, self_funded_fen, over_ceiling_fen, first_share_fen,
                           in_scope_fen, settlement_id, details)
    SELECT %(region)s, l.person_id, l.visit_id, l.line_no, l.batch, l.item, l.own_item, l.quantity, l.price, l.charged_at,
        l.class, l.first_share, l.ceiling, l.total, l.own, l.over, l.first, l.scope, l.visit_id, l.details
    FROM json_to_recordset(%(lines)s) AS l (
        person_id bigint, visit_id bigint, line_no text, batch text, item text, own_item text, quantity numeric,
        price numeric, charged_at timestamptz, class text, first_share numeric, ceiling numeric, total bigint, own bigint,
        over bigint, first bigint, scope bigint, details jsonb)
), new_settlements AS (
    INSERT INTO settlements (region, person_id, settlement_id, visit_id, institution_region, institution_id, infno, msgid,
                             kind, med_type, insutype, clr_type, credential, is_interim, settled_at, benefit_year,
                             total_fen, fund_fen, account_fen, shared_account_fen, cash_fen, hospital_fen, balance_fen,
                             circumstances, shares, change, policy)
    SELECT %(region)s, person_id, settlement_id, visit_id, place, institution, infno, msgid, kind, med_type, insutype,
        clr_type, credential, is_interim, %(at)s, benefit_year, total, fund, account, shared, cash, 0, balance,
        circumstances, s.shares, change, %(policy)s
    FROM json_to_recordset(%(settlements)s) AS s (
        person_id bigint, settlement_id bigint, visit_id bigint, place int, institution bigint, infno text, msgid text,
        kind text, med_type text, insutype text, clr_type text, credential text, is_interim boolean, benefit_year date,
        total bigint, fund bigint, account bigint, shared bigint, cash bigint, balance bigint, circumstances jsonb,
        shares jsonb, change jsonb)
), new_transfers AS (
    INSERT INTO transfers (region, transfer_id, debit_owner, debit, credit_owner, credit, amount_fen, reason, happened_at)
    SELECT %(region)s, id, debit_owner, debit, credit_owner, credit, amount, reason, %(at)s
    FROM json_to_recordset(%(transfers)s) AS t (
        id uuid, debit_owner bigint, debit text, credit_owner bigint, credit text, amount bigint, reason text)
), changed_balances AS (
    UPDATE balances b SET balance_fen = b.balance_fen + c.change
    FROM json_to_recordset(%(balances)s) AS c (person_id bigint, kind text, change bigint)
    WHERE b.region = %(region)s AND b.person_id = c.person_id AND b.kind = c.kind
    RETURNING 1
), new_accumulations AS (
    INSERT INTO accumulations (region, person_id, scheme, benefit_year, state)
    SELECT %(region)s, person_id, scheme, year, state
    FROM json_to_recordset(%(accumulations)s) AS a (person_id bigint, scheme text, year date, state jsonb)
    ON CONFLICT (region, person_id, scheme, benefit_year) DO UPDATE SET state = EXCLUDED.state
), new_uses AS (
    INSERT INTO card_uses (region, person_id, card_id, used_at, seq)
    SELECT %(region)s, person_id, card_id, %(at)s, seq
    FROM json_to_recordset(%(uses)s) AS u (person_id bigint, card_id bigint, seq int)
), new_share_uses AS (
    INSERT INTO share_uses (region, person_id, share_id, use_id, amount_fen, used_at)
    SELECT %(region)s, person_id, share_id, use_id, amount, %(at)s
    FROM json_to_recordset(%(share_uses)s) AS u (person_id bigint, share_id uuid, use_id uuid, amount bigint)
), entries AS (
    INSERT INTO journal (region, person_id, what, actor, role, channel, happened_at, policy, facts)
    SELECT %(region)s, person_id, 'bill.settled', actor, 'institution', 'gateway', %(at)s, %(policy)s, facts
    FROM json_to_recordset(%(entries)s) AS e (person_id bigint, actor text, facts jsonb)
)
SELECT count(*) FROM changed_balances;

-- name: take_lines
-- The unsettled lines of visits belong to their settlements from now on. They are looked up visit by visit and updated where
-- they lie: however the numbers of rows are estimated, no plan reads the whole table.
UPDATE fee_lines f SET settlement_id = taken.settlement_id
FROM (
    SELECT l.place, s.settlement_id
    FROM json_to_recordset(%(settled)s::json) AS s (
        person_id bigint, visit_id bigint, batch text, settlement_id bigint)
    CROSS JOIN LATERAL (
        SELECT o.ctid AS place FROM fee_lines o
        WHERE o.region = %(region)s AND o.person_id = s.person_id AND o.visit_id = s.visit_id
          AND o.settlement_id IS NULL AND (s.batch IS NULL OR o.batch = s.batch)
        OFFSET 0) l
) taken
WHERE f.region = %(region)s AND f.ctid = taken.place;

-- name: keep_trials
-- That visits were tried.
UPDATE visits v SET tried_at = %(at)s
FROM unnest(%(person_ids)s::bigint[], %(visit_ids)s::bigint[]) AS t (person_id, visit_id)
WHERE v.region = %(region)s AND v.person_id = t.person_id AND v.visit_id = t.visit_id;

-- name: open_wallets
-- Wallets that have no balance yet begin with nothing.
INSERT INTO balances (region, person_id, kind, balance_fen)
SELECT %(region)s, c.person_id, c.kind, 0
FROM json_to_recordset(%(balances)s::json) AS c (person_id bigint, kind text, change bigint)
ON CONFLICT DO NOTHING;
