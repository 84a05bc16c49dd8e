-- name: payment
-- A payment under its id, as the payer described it, and what became of it.
SELECT employer_id, payer_region, payer_id, for_id, amount_fen, channel, paid_at, placed_fen, refunded_fen FROM payments
WHERE region = %(region)s AND payment_id = %(payment_id)s;

-- name: add_payment
-- A payment as it came; nothing where that id is there already, also when both come at once.
INSERT INTO payments (region, payment_id, employer_id, payer_region, payer_id, for_id, amount_fen, channel, paid_at)
VALUES (%(region)s, %(payment_id)s, %(employer_id)s, %(payer_region)s, %(payer_id)s, %(for_id)s, %(amount_fen)s,
        %(channel)s, %(paid_at)s)
ON CONFLICT DO NOTHING RETURNING payment_id;

-- name: people_of_employer
-- Whose bills an employer has still to pay.
SELECT DISTINCT person_id FROM bills
WHERE region = %(region)s AND employer_id = %(employer_id)s AND paid_fen < owed_fen ORDER BY person_id;

-- name: open_bills
-- What is still to be paid, due first; of each bill also what is for the insurances of the pooled fund.
SELECT b.person_id, b.period, b.kind, b.seq, b.owed_by, b.due_on, b.issued_at, b.owed_fen, b.paid_fen,
    least(b.owed_fen, (SELECT coalesce(sum(b.amounts[l.n]), 0)::bigint
        FROM jsonb_array_elements(t.lines) WITH ORDINALITY AS l (line, n)
        WHERE l.line ->> 'payer' <> 'subsidy' AND l.line ->> 'insurance' = ANY(%(pooled)s)))
FROM bills b JOIN tariffs t ON t.region = b.region AND t.tariff_id = b.tariff_id
WHERE b.region = %(region)s AND b.paid_fen < b.owed_fen
  AND (b.employer_id = %(employer_id)s OR (%(employer_id)s::bigint IS NULL AND b.employer_id IS NULL AND b.person_id = %(for_id)s))
ORDER BY b.due_on, b.period, b.person_id, b.kind, b.seq;

-- name: credits
-- Payments of an employer, or for a person, of which something is left; not those that are held. Oldest first.
SELECT payment_id, amount_fen - placed_fen - refunded_fen, placed_fen, paid_at FROM payments p
WHERE region = %(region)s AND amount_fen > placed_fen + refunded_fen
  AND (employer_id = %(employer_id)s OR (%(employer_id)s::bigint IS NULL AND for_id = %(for_id)s))
  AND NOT EXISTS (SELECT FROM held_payments h
    WHERE h.region = p.region AND h.payment_id = p.payment_id AND h.ended_at IS NULL)
ORDER BY paid_at, payment_id FOR NO KEY UPDATE;

-- name: add_parts
-- Which bills took how much of a payment.
INSERT INTO payment_parts (region, person_id, period, kind, seq, payment_id, purpose, amount_fen)
SELECT %(region)s, person_id, period, kind, seq, %(payment_id)s, purpose, amount_fen
FROM unnest(%(person_ids)s::bigint[], %(periods)s::date[], %(kinds)s::text[], %(seqs)s::int[], %(purposes)s::text[],
    %(amounts)s::bigint[]) AS n (person_id, period, kind, seq, purpose, amount_fen)
ON CONFLICT (region, person_id, period, kind, seq, payment_id, purpose)
DO UPDATE SET amount_fen = payment_parts.amount_fen + EXCLUDED.amount_fen;

-- name: pay_bills
-- Bills with what was paid of them, and the day on which that was all.
UPDATE bills b SET paid_fen = b.paid_fen + n.amount_fen,
    paid_on = CASE WHEN b.paid_fen + n.amount_fen = b.owed_fen THEN n.paid_on END
FROM unnest(%(person_ids)s::bigint[], %(periods)s::date[], %(kinds)s::text[], %(seqs)s::int[], %(amounts)s::bigint[],
    %(paid_on)s::date[]) AS n (person_id, period, kind, seq, amount_fen, paid_on)
WHERE b.region = %(region)s AND b.person_id = n.person_id AND b.period = n.period AND b.kind = n.kind AND b.seq = n.seq;

-- name: placed
-- So much more of a payment found its place.
UPDATE payments SET placed_fen = placed_fen + %(placed_fen)s
WHERE region = %(region)s AND payment_id = %(payment_id)s;

-- name: parts
-- What became of a payment, in the order of what it paid for.
SELECT person_id, period, kind, seq, purpose, amount_fen FROM payment_parts
WHERE region = %(region)s AND payment_id = %(payment_id)s ORDER BY period, person_id, kind, seq, purpose;

-- name: lock_payment
-- A payment, and nobody else changes it meanwhile.
SELECT employer_id, payer_region, payer_id, for_id, amount_fen, channel, paid_at, placed_fen, refunded_fen FROM payments
WHERE region = %(region)s AND payment_id = %(payment_id)s FOR NO KEY UPDATE;

-- name: refund
-- A refund under its id.
SELECT payment_id, amount_fen, refunded_at FROM refunds WHERE region = %(region)s AND refund_id = %(refund_id)s;

-- name: add_refund
-- Money sent back.
INSERT INTO refunds (region, refund_id, payment_id, amount_fen, refunded_at)
VALUES (%(region)s, %(refund_id)s, %(payment_id)s, %(amount_fen)s, %(refunded_at)s);

-- name: refunded
-- So much more of a payment went back.
UPDATE payments SET refunded_fen = refunded_fen + %(amount_fen)s
WHERE region = %(region)s AND payment_id = %(payment_id)s;

-- name: held
-- Money that waits for a person, oldest first.
SELECT held_id, payment_id, period, cause, amount_fen, since FROM held_payments
WHERE region = %(region)s AND person_id = %(person_id)s AND ended_at IS NULL ORDER BY since, held_id;

-- name: hold
-- Money that cannot be placed yet, and why.
INSERT INTO held_payments (region, person_id, held_id, payment_id, period, cause, amount_fen, since)
VALUES (%(region)s, %(person_id)s, %(held_id)s, %(payment_id)s, %(period)s, %(cause)s, %(amount_fen)s, %(since)s);

-- name: end_held
-- The trouble is over.
UPDATE held_payments SET ended_at = %(at)s
WHERE region = %(region)s AND person_id = %(person_id)s AND held_id = ANY(%(held_ids)s::uuid[]) AND ended_at IS NULL;

-- name: people_with_held
-- For whom money waits in a region.
SELECT DISTINCT person_id FROM held_payments
WHERE region = %(region)s AND ended_at IS NULL AND person_id > %(after)s ORDER BY person_id LIMIT %(most)s;

-- name: end_held_of_payment
-- The money went back to the payer, so nothing waits any more.
UPDATE held_payments SET ended_at = %(at)s
WHERE region = %(region)s AND payment_id = %(payment_id)s AND ended_at IS NULL;

-- name: payers_with_credit
-- Who has money left over, of employers and of people, in a region.
SELECT DISTINCT employer_id, for_id FROM payments p
WHERE region = %(region)s AND amount_fen > placed_fen + refunded_fen
  AND NOT EXISTS (SELECT FROM held_payments h
    WHERE h.region = p.region AND h.payment_id = p.payment_id AND h.ended_at IS NULL)
ORDER BY employer_id, for_id;
