-- How many alerts were opened when is asked for by charts and digests, over all of them.
create index alerts_by_opening on alerts (opened_at);
