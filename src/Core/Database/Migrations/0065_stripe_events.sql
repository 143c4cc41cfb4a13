-- What happened at the payment provider, each once: what it was about, and what became of it here. How the thing itself is now is read anew.
create table stripe_events (
    id          text        primary key,
    type        text        not null,
    thing_kind  text,
    thing_id    text,
    -- In which version of the API it was written.
    version     text        not null,
    -- By their clock, in whole seconds: it puts nothing in order.
    happened_at timestamptz not null,
    came_at     timestamptz not null,
    came_by     text        not null check (came_by in ('webhook', 'list')),
    state       text        not null check (state in ('waiting', 'handled', 'parked')),
    -- What it waits for, what was found, or why nobody acts on it.
    why         text,
    tries       integer     not null default 0,
    -- When it is taken up again.
    due_at      timestamptz,
    settled_at  timestamptz,
    -- Counts on with each that is settled: whoever read a thing before the newest of it was settled has to read it again.
    settled_no  bigint,
    check ((state = 'waiting') = (due_at is not null)),
    check ((state = 'waiting') = (settled_at is null)),
    check ((settled_at is null) = (settled_no is null))
);
create sequence stripe_settled;
create index stripe_events_due      on stripe_events (due_at) where state = 'waiting';
create index stripe_events_by_time  on stripe_events (came_at desc, id desc);
create index stripe_events_of_thing on stripe_events (thing_id, settled_no);
create index stripe_events_settled  on stripe_events (settled_at);

-- How far their list has been read; one row.
create table stripe_reading (
    one         boolean     primary key default true check (one),
    -- When it was read last, and that what happened before then is known.
    read_at     timestamptz,
    -- Somebody wants it read once more, from then on.
    asked_since timestamptz
);
insert into stripe_reading (one) values (true);
