-- What is taken where a tier's first type cannot be had: the AMD types in Europe, and those that are sold in America and Asia, where the
-- first ones are not. Only of tiers that still have the one type they began with.
insert into tier_types (tier_id, position, type)
select t.id, next.position, next.type
from   tiers t
join   (values
       ('starter',    'cx23', 2, 'cpx22'), ('starter',    'cx23', 3, 'cpx21'),
       ('growth',     'cx33', 2, 'cpx32'), ('growth',     'cx33', 3, 'cpx31'),
       ('enterprise', 'cx43', 2, 'cpx42'), ('enterprise', 'cx43', 3, 'cpx41')) as next (slug, first, position, type) on next.slug = t.slug
where  (select array_agg(y.type) from tier_types y where y.tier_id = t.id) = array[next.first];
