-- How often a job met a bug outside its steps: it is given up in the end, not taken up for ever.
alter table jobs add column stumbles int not null default 0;
