-- name: act
-- The act done under a key, if any.
SELECT fingerprints, reply FROM acts
WHERE region = %(region)s AND person_id = %(person_id)s AND act_key = %(act_key)s;

-- name: keep_act
-- An act and its reply, for whoever asks again with the same key.
INSERT INTO acts (region, person_id, act_key, fingerprints, reply, happened_at)
VALUES (%(region)s, %(person_id)s, %(act_key)s, %(fingerprints)s, %(reply)s, %(happened_at)s);

-- name: suspension_intended
-- Since when a case about suspending somebody is under way.
SELECT submitted_at FROM cases
WHERE region = %(region)s AND person_id = %(person_id)s AND matter = 'suspension_decide' AND closed_at IS NULL
  AND submitted_at IS NOT NULL
ORDER BY submitted_at LIMIT 1;
