-- One holder at a time, however many programs run: whoever writes its name here until the time is over. The memo is for its successor.
create table leases (
    name       text        primary key,
    holder     uuid        not null,
    held_until timestamptz not null,
    memo       text        not null default '{}'
);

-- What a chat platform's buttons cannot carry themselves, under the key of its content: long command lines, questions to ask first.
create table kept_clicks (
    key     text        primary key,
    content text        not null,
    used_at timestamptz not null
);
create index kept_clicks_by_age on kept_clicks (used_at);

-- Forms that take several steps, with what was typed so far.
create table form_drafts (
    id         text        primary key,
    account_id text        not null,
    form       text        not null,
    answers    text        not null default '{}',
    touched_at timestamptz not null
);
create index form_drafts_by_age on form_drafts (touched_at);
