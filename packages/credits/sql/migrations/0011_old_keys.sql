-- Finds idempotency keys that are old enough to be forgotten. Rows come in the order of their time, so a summary per
-- range of pages is enough, and a write has nothing to add to it.

create index operations_age on operations using brin (accepted_at);
