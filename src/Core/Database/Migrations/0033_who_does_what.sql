-- Which duties a worker does, as it says itself: one that none of them does any more was dropped, and is not overdue.
alter table programs add column duties text[] not null default '{}';

-- What was given up and is missed, apart from what ended because it was over: a dialog that opens at once or not at all, a message that
-- stands there already.
alter table deliveries add column given_up boolean not null default false;
update deliveries d set given_up = true from messages m where m.id = d.message_id and d.ended_at is not null and m.kind <> 'form';
drop index deliveries_given_up;
create index deliveries_given_up on deliveries (ended_at) where given_up;
