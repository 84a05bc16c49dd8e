-- name: acquainted
-- Whether an institution has to do with a person: it saw a credential of theirs since an instant, or at a visit, or a
-- filing that the agency approved names it; a transfer is an institution's own word, and so is a visit for which nothing was
-- shown. No row: there is no such person.
SELECT EXISTS (
        SELECT FROM journal j
        WHERE j.region = p.region AND j.person_id = p.person_id AND j.actor = %(actor)s AND j.role = 'institution'
          AND j.what IN ('standing.read', 'identity.read') AND j.happened_at >= %(since)s)
    OR EXISTS (
        SELECT FROM visits v
        WHERE v.region = p.region AND v.person_id = p.person_id AND v.institution_region = %(institution_region)s
          AND v.institution_id = %(institution_id)s AND v.cancelled_at IS NULL
          AND (v.shown IS NOT NULL OR v.kind = 'pharmacy'))
    OR EXISTS (
        SELECT FROM filings f
        WHERE f.region = p.region AND f.person_id = p.person_id AND f.institution_region = %(institution_region)s
          AND f.institution_id = %(institution_id)s AND f.kind <> 'transfer' AND f.is_approved AND f.withdrawn_at IS NULL
          AND (f.ends_on IS NULL OR f.ends_on >= %(on)s))
FROM persons p
WHERE p.region = %(region)s AND p.person_id = %(person_id)s;

-- name: seen
-- Whether an institution saw a credential of somebody's since an instant.
SELECT EXISTS (
    SELECT FROM journal
    WHERE region = %(region)s AND person_id = %(person_id)s AND actor = %(actor)s AND role = 'institution'
      AND what IN ('standing.read', 'identity.read') AND happened_at >= %(since)s);
