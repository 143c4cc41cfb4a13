-- How its message told it last: only what differs from that is an event.
alter table alerts add column told_state    text;
alter table alerts add column told_severity text;
alter table alerts add column told_opening  integer;

-- Since when it is open once more: who is called counts from here.
alter table alerts add column reopened_at timestamptz;

-- Somebody tries whether alerts arrive.
alter table alerts drop constraint alerts_kind_check;
alter table alerts add constraint alerts_kind_check
    check (kind in ('server', 'region', 'host', 'provider', 'instance', 'job', 'duty', 'cost', 'approval', 'test'));

-- The list: open ones first, then the newest; and the same of one kind, of one severity, of one person.
drop index alerts_in_order;
create index alerts_listed      on alerts ((resolved_at is null), number);
create index alerts_of_kind     on alerts (kind, (resolved_at is null), number);
create index alerts_of_severity on alerts (severity, (resolved_at is null), number);
create index alerts_of_person   on alerts (acknowledged_by, (resolved_at is null), number) where acknowledged_by is not null;
-- What a duty ends or wakes.
create index alerts_snoozed     on alerts (snoozed_until) where snoozed_until is not null;
