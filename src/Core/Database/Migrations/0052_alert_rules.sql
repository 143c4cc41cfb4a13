-- An approval to change them binds to the rules as they were when it was asked for.
alter table alert_rules add column version bigint not null default 1;
