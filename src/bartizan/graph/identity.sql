-- Every role, user, group, service principal and managed identity, with what it reads and writes and who can be it.
with workload as (
    select role_arn as id, id as workload_id from aws_lambda_function_link where role_arn <> ''
    union
    select power.id, app.id
    from (select id, unnest(principal_ids) as object_id from azure_app_principal) as app
    join azure_identity_power as power on power.object_id = app.object_id
    union
    select power.id, resource.id
    from (select id, unnest(principal_ids) as object_id from azure_resource_with_identity) as resource
    join azure_identity_power as power on power.object_id = resource.object_id
),
place as (
    -- Azure's principals belong to a tenant: where they work says most.
    select workload.id, min(split_part(workload.workload_id, '/', 3)) as scope
    from workload
    where starts_with(workload.workload_id, '/subscriptions/')
    group by workload.id
),
principal as (
    select id, 'aws' as provider, 'role' as type, scope, name, is_admin from aws_iam_role
    union all
    select id, 'aws', 'user', scope, name, is_admin from aws_iam_user
    union all
    select id, 'aws', 'group', scope, name, is_admin from aws_iam_group
    union all
    select
        power.id,
        'azure',
        case
            when starts_with(power.id, '/') or place.id is not null then 'managed_identity'
            when power.type = 'User' then 'user'
            when power.type = 'Group' then 'group'
            when power.type = 'ServicePrincipal' then 'service_principal'
            else 'unknown'
        end,
        case when starts_with(power.id, '/subscriptions/') then split_part(power.id, '/', 3)
            else coalesce(place.scope, azure_principal.scope, '') end,
        power.name,
        power.is_admin
    from azure_identity_power as power
    left join place on place.id = power.id
    left join azure_principal on azure_principal.id = power.id
),
being as (
    select id, workload_id as who from workload
    union
    select id, unnest(trusted_services) from aws_iam_role
    union
    select id, account from (
        select id, case when account = '*' then 'any_aws_account' else 'foreign:aws:' || account end as account
        from (
            select id, unnest(foreign_trusted_accounts) as account from aws_iam_role
            union all
            select id, unnest(foreign_trusted_organizations) from aws_iam_role
        )
    )
    union
    select target_id, principal_id from access where ability = 'assume_role' and effect in ('yes', 'conditional')
    union
    select id, member from (select id, unnest(member_ids) as member from azure_group)
    union
    select iam_group.id, member.id
    from (select id, scope, unnest(group_names) as name from aws_iam_user) as member
    join aws_iam_group as iam_group on iam_group.scope = member.scope and iam_group.name = member.name
),
held as (
    select
        principal_id,
        count(distinct target_id) as data_access,
        list_sort(list(distinct target_id) filter (ability in ('data_read', 'secret_read'))) as data_read,
        list_sort(list(distinct target_id) filter (ability = 'data_write')) as data_write
    from access
    where ability in ('data_read', 'secret_read', 'data_write') and effect in ('yes', 'conditional')
    group by principal_id
),
who as (
    select id, list_sort(list(distinct who)) as assumed_by from being group by id
)
select
    principal.id as principal_id,
    principal.provider,
    principal.type,
    coalesce(principal.scope, '') as scope,
    coalesce(nullif(principal.name, ''), principal.id) as name,
    principal.is_admin,
    case when aws_iam_role.id is null or aws_iam_role.foreign_trusted_accounts is not null
        then coalesce(who.assumed_by, cast([] as varchar[])) end as assumed_by,
    case when principal.is_admin is not null then coalesce(held.data_access, 0) end as data_access,
    case when principal.is_admin is not null then coalesce(list_slice(held.data_read, 1, {most}), cast([] as varchar[])) end as data_read,
    case when principal.is_admin is not null then coalesce(list_slice(held.data_write, 1, {most}), cast([] as varchar[])) end as data_write,
    case when aws_iam_role.service_use_status = 'read' then aws_iam_role.unused_services end as held_unused
from principal
left join aws_iam_role on aws_iam_role.id = principal.id
left join who on who.id = principal.id
left join held on held.principal_id = principal.id
order by principal.id
