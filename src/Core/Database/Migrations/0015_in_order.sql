-- Oldest first, also of thousands that were left behind at the same moment.
drop index inbox_waiting;
create index inbox_waiting on inbox (claimed_until, id) where handled_at is null;

-- The first of what is to be said is found without sorting all of it.
create index deliveries_in_order on deliveries (platform, id) where pending;
