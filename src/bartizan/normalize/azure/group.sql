-- Groups of the directory that hold roles of Azure or of the directory, one row per group.
with described as (
    select
        entity.id,
        any_value(as_text((e.value -> '$.displayName'), '')) as name,
        bool_or(as_flag((e.value -> '$.isAssignableToRole'), false)) as is_role_assignable,
        bool_or(list_contains(as_texts((e.value -> '$.groupTypes')), 'DynamicMembership') or as_flag((e.value -> '$.onPremisesSyncEnabled'), false)) as is_filled_elsewhere
    from entity, json_each(entity.body -> '$.value') as e
    group by entity.id
)

select
    self.id,                                                                                     -- object id of the group
    case when described.id is not null then described.name end as name, -- display name
    self.scope,                                                                                  -- subscription in which it holds a role
    self.region,                                                                                 -- empty: groups have no place
    '{}' as tags,                                                                                -- empty: groups carry no tags
    case when known(members.outcome) then list_sort(list_distinct(list_transform(
        coalesce(from_json(members.body -> '$.value', '[{"id":"VARCHAR"}]'), []), lambda m: lower(coalesce(m.id, ''))
    ))) end as member_ids,                                                                       -- object ids of its members, those of groups inside it too
    case when known(owners.outcome) then list_sort(list_distinct(list_transform(
        coalesce(from_json(owners.body -> '$.value', '[{"id":"VARCHAR"}]'), []), lambda o: lower(coalesce(o.id, ''))
    ))) end as owner_ids,                                                                        -- object ids of its owners
    described.is_role_assignable,                                                                -- may hold roles of the directory, so that only few administrators change its members
    not described.is_filled_elsewhere as takes_members,                                          -- members are added by hand; false where a rule or a directory outside of Entra decides who is in it
    self.observed_at                                                                             -- when it was read, UTC
from self
left join members on members.id = self.id
left join owners on owners.id = self.id
left join described on described.id = self.id
qualify row_number() over (
    partition by self.id order by known(members.outcome) desc, known(owners.outcome) desc, described.id is not null desc, self.scope
) = 1
