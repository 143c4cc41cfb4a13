-- A place is its kind, the platform's id of it, and what else that platform needs to get there; it was one text with colons, and its lane
-- another. What a platform calls a message that stands there is a document, too.
create function place_of(platform text, place text) returns jsonb language plpgsql as $$
declare
    kind  text   := split_part(place, ':', 1);
    rest  text   := substr(place, length(kind) + 2);
    parts text[] := string_to_array(rest, ':');
    inner_place jsonb;
    id    text;
    means jsonb;
begin
    case
    when kind = 'channel' then
        id := parts[1];
        means := jsonb_build_object('asker', parts[2]);
    when kind = 'person' then
        id := parts[1];
        means := jsonb_build_object('why', parts[2]);
    when kind in ('home', 'board') then
        kind := 'page';
        id := rest;
    -- A reply link of Slack's, in which there are colons.
    when kind in ('response', 'replace') then
        means := jsonb_build_object('asker', parts[1], 'replace', case kind when 'replace' then true end);
        kind := 'answer';
        id := substr(rest, length(parts[1]) + 2);
    when kind = 'answer' then
        id := parts[3];
        means := jsonb_build_object('how', parts[1], 'asker', parts[2], 'token', array_to_string(parts[4:], ':'));
    when kind = 'room' then
        id := parts[3];
        means := jsonb_build_object('channel', parts[1], 'asker', parts[2], 'token', array_to_string(parts[4:], ':'));
    when kind = 'dialog' and platform = 'slack' then
        id := split_part(rest, '|', 1);
        means := jsonb_build_object('channel', nullif(split_part(rest, '|', 2), ''),
            'answer', place_of(platform, substr(rest, length(id) + length(split_part(rest, '|', 2)) + 3)));
    when kind in ('dialog', 'question') then
        inner_place := place_of(platform, rest);
        id := inner_place ->> 'id';
        means := (inner_place ->> 'means')::jsonb || jsonb_build_object('opens', case kind when 'dialog' then true end);
        kind := 'dialog';
    else
        id := rest;
        kind := 'answer';
    end case;
    -- The means as text: a document of the platform's own inside a document.
    return jsonb_strip_nulls(jsonb_build_object('platform', platform, 'kind', kind, 'id', id,
        'means', nullif(jsonb_strip_nulls(means), '{}')::text));
end $$;

alter table deliveries
    add column place_kind    text,
    add column place_id      text,
    add column place_means   jsonb,
    add column first_said_at timestamptz;

update deliveries d
set    place_kind = p.place ->> 'kind', place_id = p.place ->> 'id', place_means = (p.place ->> 'means')::jsonb,
       -- Until now only the message's id told: it begins with the milliseconds.
       first_said_at = to_timestamp(('x' || substr(replace(d.message_id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)
from   (select id, place_of(platform, place) as place from deliveries) p
where  p.id = d.id;

-- Where one place was written in two ways, the message stands there twice; the newer is the one that goes on.
delete from deliveries d
using  deliveries newer
where  newer.message_id = d.message_id and newer.platform = d.platform and newer.place_kind = d.place_kind
and    newer.place_id = d.place_id and newer.id > d.id;

alter table deliveries
    alter column ref type jsonb using case
        when ref is null then null
        when platform = 'slack' and ref like 'link:%' then jsonb_strip_nulls(jsonb_build_object(
            'id', 'link', 'uses', split_part(ref, ':', 2)::int, 'files', nullif(split_part(ref, ':', 3), '')))
        when ref like '%:%' and platform = 'slack' then jsonb_strip_nulls(jsonb_build_object(
            'channel', split_part(ref, ':', 1), 'id', split_part(ref, ':', 2), 'files', nullif(split_part(ref, ':', 3), '')))
        when ref like '%:%' then jsonb_strip_nulls(jsonb_build_object(
            'channel', split_part(ref, ':', 1), 'id', split_part(ref, ':', 2),
            'isUnpinned', case split_part(ref, ':', 3) when 'unpinned' then true end))
        else jsonb_build_object('id', ref)
        end,
    alter column place_kind set not null,
    alter column place_id set not null,
    alter column first_said_at set not null,
    drop column place,
    drop column lane,
    -- Counted in the ref, where it matters.
    drop column sends,
    add check (place_kind in ('channel', 'person', 'page', 'answer', 'room', 'dialog')),
    add unique (message_id, platform, place_kind, place_id);

create index deliveries_waiting on deliveries (platform, place_kind, place_id, id) where pending;

-- Where everybody read that it was asked.
update approvals
set    room = place_of(room::jsonb ->> 'platform', room::jsonb ->> 'place')::text
where  room is not null;

drop function place_of(text, text);
