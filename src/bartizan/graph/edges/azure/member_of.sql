-- A principal is in a group, directly or through other groups.
-- kind: member_of
-- mode: relates
-- from: azure_principal
with member as (
    select coalesce(identity.id, principal.id) as id, unnest(principal.group_ids) as group_id
    from azure_principal as principal
    left join azure_user_assigned_identity as identity on identity.principal_id = principal.id
)
select
    id as source_id,
    group_id as target_id,
    'yes' as effect,
    '' as condition,
    'it is in the group' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from member
where group_id <> ''
union all
select coalesce(identity.id, principal.id), null, 'unknown', 'GroupMember.Read.All: its groups were not read', '', '', []
from azure_principal as principal
left join azure_user_assigned_identity as identity on identity.principal_id = principal.id
where principal.group_ids is null
