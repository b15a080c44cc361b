-- Azure roles, one row per role: a built-in role that several subscriptions list is the same role.
-- What its blocks allow is evaluated elsewhere.
with block as (
    select
        self.id,
        self.scope,
        list_sort(list_distinct(flatten(list(coalesce(b.actions, []))))) as actions,
        list_sort(list_distinct(flatten(list(coalesce(b.dataActions, []))))) as data_actions
    from (select self.id, self.scope, unnest(from_json(self.body -> '$.properties.permissions', '[{"actions":["VARCHAR"],"notActions":["VARCHAR"],"dataActions":["VARCHAR"],"notDataActions":["VARCHAR"],"condition":"VARCHAR"}]')) as b from self) as self
    group by self.id, self.scope
)

select
    self.id,                                                                                     -- ARM id, lower case
    coalesce(as_text((self.body -> '$.properties.roleName'), null), as_text((self.body -> '$.name'), '')) as name, -- role name, such as Contributor
    self.scope,                                                                                  -- subscription that listed it
    self.region,                                                                                 -- empty: roles have no place
    '{}' as tags,                                                                                -- empty: roles carry no tags
    lower(split_part(self.id, '/', -1)) as role_id,                                              -- GUID of the role, the same in every subscription
    lower(as_text((self.body -> '$.properties.type'), '')) = 'customrole' as is_custom,            -- defined by the customer
    as_texts((self.body -> '$.properties.assignableScopes')) as assignable_scopes,                 -- scopes at which it may be assigned
    coalesce(block.actions, []) as actions,                            -- control-plane actions of all blocks
    coalesce(block.data_actions, []) as data_actions,                  -- data-plane actions of all blocks
    case when is_none((self.body -> '$.properties.permissions')) then '[]' else cast(self.body -> '$.properties.permissions' as varchar) end as permissions, -- the blocks as JSON
    self.observed_at                                                                             -- when it was read, UTC
from self
left join block on block.id = self.id and block.scope = self.scope
qualify row_number() over (partition by lower(split_part(self.id, '/', -1)) order by self.id, self.scope) = 1
