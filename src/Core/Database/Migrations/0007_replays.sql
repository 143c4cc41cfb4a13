-- The last interaction that filled the form in: one that is delivered again later puts no old answers back. Discord's ids grow with time.
alter table form_drafts add column last_interaction numeric(20) not null default 0;
