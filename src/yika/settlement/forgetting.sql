-- name: pages
-- How many pages of disk the messages take.
SELECT pg_relation_size('messages') / current_setting('block_size')::int;

-- name: forget
-- What came and what was answered before a moment goes, of the messages that lie in some pages; that it came, and when, stays.
UPDATE messages SET request_sealed = NULL, reply_sealed = NULL
WHERE ctid >= %(since)s::tid AND ctid < %(until)s::tid AND received_at < %(before)s AND request_sealed IS NOT NULL;
