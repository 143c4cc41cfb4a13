-- What is handed out as a file, and the mails that bring it to customers.

create table files (
    id         uuid        primary key,
    name       text        not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
    media_type text        not null check (media_type ~ '^[a-z]+/[a-z0-9.+-]+$'),
    content    bytea       not null check (octet_length(content) between 1 and 8388608),
    sha256     text        collate "C" not null check (sha256 = encode(sha256(content), 'hex')),
    -- Which document it is, where it is one: of that there is one file, the same for ever.
    about_kind text,
    about_id   uuid,
    made_at    timestamptz not null,
    -- For ever, where it is a document.
    kept_until timestamptz,
    check ((about_kind is null) = (about_id is null)),
    check ((about_id is null) = (kept_until is not null))
);
create unique index files_of_document on files (about_kind, about_id) where about_id is not null;
create index files_to_remove on files (kept_until) where kept_until is not null;

create function files_stay() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if old.kept_until is not null then return old; end if;
        raise exception 'The document % stays as it was handed out: delete is refused.', old.name;
    end if;
    raise exception 'A file stays as it was handed out: % is refused.', lower(tg_op);
end $$;
create trigger files_stay before update or delete on files for each row execute function files_stay();
create trigger files_stay_whole before truncate on files for each statement execute function files_stay();
-- Also where a session calls itself a replica to get around triggers.
alter table files enable always trigger files_stay;
alter table files enable always trigger files_stay_whole;

create table mails (
    id              uuid        primary key,
    -- What it stands for, so that it is sent once: "invoice:…:reminder".
    key             text        collate "C" not null unique,
    organization_id uuid        references organizations,
    about_kind      text,
    about_id        uuid,
    about_label     text,
    recipient       text        not null check (length(recipient) <= 254 and recipient ~ '^[^[:space:][:cntrl:]<>(),;:"@\\]+@[^[:space:][:cntrl:]<>(),;:"@\\]+$'),
    recipient_name  text        check (recipient_name !~ '[[:cntrl:]]'),
    subject         text        not null check (subject <> '' and subject !~ '[[:cntrl:]]'),
    body            text        not null,
    state           text        not null default 'waiting' check (state in ('waiting', 'sent', 'handed_over', 'refused')),
    -- The command that it belongs to.
    trail           uuid        not null,
    queued_at       timestamptz not null,
    -- How often it was tried, when it is next, and what kept it the last time.
    tries           int         not null default 0,
    due_at          timestamptz not null,
    error           text,
    -- Whoever sends it right now, and for how long that is believed.
    claim           uuid,
    claimed_until   timestamptz,
    ended_at        timestamptz,
    check ((about_kind is null) = (about_id is null) and (about_kind is null) = (about_label is null)),
    check ((state = 'waiting') = (ended_at is null)),
    check ((state = 'refused') <= (error is not null))
);
create index mails_due on mails (due_at, id) where state = 'waiting';
create index mails_about on mails (about_id, id) where about_id is not null;
create index mails_of_organization on mails (organization_id, id) where organization_id is not null;

create table mail_files (
    mail_id  uuid     not null references mails,
    position smallint not null check (position > 0),
    file_id  uuid     not null references files,
    primary key (mail_id, position)
);
create index mail_files_of_file on mail_files (file_id);

-- Where an organization's invoices are mailed to; its owner's address where there is none.
alter table billing_profiles
    add column mail text check (length(mail) <= 254 and mail ~ '^[^[:space:][:cntrl:]<>(),;:"@\\]+@[^[:space:][:cntrl:]<>(),;:"@\\]+$');
