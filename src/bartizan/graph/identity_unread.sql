-- Identities that may become others if what was not listed is there: workloads and identities of a refused listing.
with refused as (
    select distinct scope, starts_with(kind, 'aws_') as is_aws
    from listing
    where outcome not in ('ok', 'absent') and kind in (
        'aws_iam_role', 'aws_iam_user', 'aws_lambda_function',
        'azure_container_registry', 'azure_function_app', 'azure_key_vault', 'azure_resource_with_identity',
        'azure_role_definition', 'azure_storage_account', 'azure_user_assigned_identity', 'azure_web_app'
    )
)
select distinct permission.principal_id
from permission
join refused on case
    when refused.is_aws then permission.provider = 'aws' and split_part(permission.principal_id, ':', 5) = refused.scope
    -- An assignment above subscriptions counts in each.
    else permission.provider = 'azure'
        and (contains(permission.resource, refused.scope) or not starts_with(permission.resource, '/subscriptions/'))
end
where permission.ability in ('escalation', 'computing', 'administration', 'data_write')
