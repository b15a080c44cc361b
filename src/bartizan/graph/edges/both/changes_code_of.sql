-- An identity changes the code of a workload; something must run it then, and code signing may stand against it.
-- kind: changes_code_of
-- mode: controls
-- from: access
with running as (
    select principal_id, target_id, bool_or(effect = 'yes') as is_sure
    from access
    where ability in ('make_run', 'invoke')
    group by principal_id, target_id
),
judged as (
    select
        access.*,
        case
            when function.code_signing_enforcement = 'enforce' then 'code signing lets the code in'
            when function.id is not null and function.code_signing_enforcement is null
                then 'code signing lets the code in; lambda:GetFunctionCodeSigningConfig was not read'
            else ''
        end as signed,
        case
            when function.id is null or running.is_sure then ''
            when function.has_url or array_length(function.trigger_services) > 0 or array_length(function.event_source_arns) > 0
                then ''
            when running.principal_id is not null or function.has_url is not null then 'something invokes the function'
            else 'something invokes the function; its URL and policy were not read'
        end as started
    from access
    left join aws_lambda_function as function on function.id = access.target_id
    left join running on running.principal_id = access.principal_id and running.target_id = access.target_id
    where access.ability = 'write_code'
)
select
    principal_id as source_id,
    target_id,
    case when effect = 'yes' and (signed <> '' or started <> '') then 'conditional' else effect end as effect,
    trim(replace(condition || '; ' || signed || '; ' || started, '; ; ', '; '), '; ') as condition,
    action || ' by ' || because as why,
    'technique' as weight_key,
    case when signed = '' and starts_with(target_id, 'arn:') then ['aws.lambda.unsigned_code'] else [] end as rule_ids
from judged
