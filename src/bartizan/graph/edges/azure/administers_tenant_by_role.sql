-- Who holds a role of the directory that leads there controls the tenant, or does so after activating it; also members of a group that holds it.
-- kind: administers
-- mode: controls
-- from: azure_directory_role, azure_directory_role_eligibility
with assigned as (
    select principal_id, name, gains, false as is_eligible from azure_directory_role where is_tenant_wide
    union all
    select principal_id, name, gains, true from azure_directory_role_eligibility where is_tenant_wide
),
strong as (
    select * from assigned where coalesce(gains = 'tenant', true)
),
member as (
    select id as group_id, unnest(member_ids) as id from azure_group
),
holder as (
    select principal_id as id, '' as group_id, name, gains, is_eligible from strong
    union all
    select member.id, member.group_id, strong.name, strong.gains, strong.is_eligible
    from strong
    join member on member.group_id = strong.principal_id
)
select
    coalesce(identity.id, holder.id) as source_id,
    'admin:azure:tenant' as target_id,
    case when holder.gains is null then 'unknown' when holder.is_eligible then 'conditional' else 'yes' end as effect,
    case
        when holder.gains is null then 'what the role ' || holder.name || ' of the directory allows was not read'
        when holder.is_eligible then 'it activates ' || holder.name
        else ''
    end as condition,
    coalesce(nullif(holder.name, ''), 'a role of the directory')
    || case when holder.group_id = '' then '' else ' of the group ' || holder.group_id end as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from holder
left join azure_user_assigned_identity as identity on identity.principal_id = holder.id
-- What a service principal holds itself comes with its app roles.
left join azure_principal as told on told.id = holder.id and told.directory_roles is not null
where told.id is null or holder.is_eligible or holder.gains is null
union all
-- A member that nothing else names is no node.
select distinct 'admin:azure:tenant', null, 'unknown', 'GroupMember.Read.All: the members of ' || strong.principal_id || ' were not read', '', '', []
from strong
join azure_group on azure_group.id = strong.principal_id and azure_group.member_ids is null
