-- What takes a factor from what: by 'exposure' from the workload that uses it, by 'power' from what it acts as or feeds.
with app as (
    select id, storage_account_ids, vault_ids from azure_function_app
    union all select id, storage_account_ids, vault_ids from azure_web_app
)
select 'exposure' as kind, id as source, role_arn as target from aws_lambda_function
union all select 'exposure', function_arn, id from aws_lambda_alias
union all select 'exposure', function_arn, id from aws_lambda_version
union all select 'exposure', id, unnest(storage_account_ids) from app
union all select 'exposure', id, unnest(vault_ids) from app
union all select 'exposure', unnest(app_ids), id from azure_user_assigned_identity
union all select 'power', role_arn, id from aws_lambda_function
union all select 'power', role_arn, id from aws_lambda_version
union all select 'power', function_arn, id from aws_lambda_alias
union all select 'power', id, unnest(feeding_arns) from aws_lambda_function
union all select 'power', id, unnest(storage_account_ids) from app
union all select 'power', unnest(app_ids), id from azure_user_assigned_identity
