-- How often a row was taken up again: one that fails each time is given up in the end, not retried for ever.
alter table inbox add column attempts int not null default 0;

-- How often a place has taken a message: reply links wear out.
alter table deliveries add column sends int not null default 0;

-- A second delivery was acknowledged as known: the row is owed to that one, whatever the first was told.
alter table inbox add column redelivered boolean not null default false;
