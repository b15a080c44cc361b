-- Groups of the directory that hold Azure roles, one row per group.
select
    self.id,                                                                                     -- object id of the group
    '' as name,                                                                                  -- empty: names of groups are not read
    self.scope,                                                                                  -- subscription in which it holds a role
    self.region,                                                                                 -- empty: groups have no place
    '{}' as tags,                                                                                -- empty: groups carry no tags
    case when known(members.outcome) then list_sort(list_distinct(list_transform(
        coalesce(from_json(members.body -> '$.value', '[{"id":"VARCHAR"}]'), []), lambda m: lower(coalesce(m.id, ''))
    ))) end as member_ids,                                                                       -- object ids of its members, those of groups inside it too
    self.observed_at                                                                             -- when it was read, UTC
from self
left join members on members.id = self.id
qualify row_number() over (partition by self.id order by known(members.outcome) desc, self.scope) = 1
