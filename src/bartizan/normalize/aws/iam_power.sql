-- Part of aws_iam_policy, aws_iam_role, aws_iam_user, aws_iam_group: what the policies of each allow, one row per ARN.
with seen as (
    -- A policy of AWS is the same one in every account that uses it.
    select distinct on (id) id, body from self order by id, scope
),
managed as (
    select seen.id, v.value -> '$.Document' as document
    from seen, json_each(seen.body -> '$.PolicyVersionList') as v
    where coalesce((v.value ->> '$.IsDefaultVersion')::boolean, false)
),
inline as (
    select seen.id, p.value ->> '$.PolicyName' as name, p.value -> '$.PolicyDocument' as document
    from seen, json_each(coalesce(
        seen.body -> '$.RolePolicyList', seen.body -> '$.UserPolicyList', seen.body -> '$.GroupPolicyList', json('[]')
    )) as p
),
attached as (
    select
        seen.id,
        p.value ->> '$.PolicyArn' as arn,
        -- AWS never changes this one, so it need not have been read.
        case when p.value ->> '$.PolicyArn' like 'arn:%:iam::aws:policy/AdministratorAccess'
            then json('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}')
            else managed.document end as document
    from seen, json_each(coalesce(seen.body -> '$.AttachedManagedPolicies', json('[]'))) as p
    left join managed on managed.id = p.value ->> '$.PolicyArn'
),
document as (
    select id, document from managed
    union all
    select id, document from inline
    union all
    select id, document from attached
),
part as (
    select
        id,
        unnest(from_json(
            case json_type(document, '$.Statement') when 'ARRAY' then document -> '$.Statement'
            else json_array(document -> '$.Statement') end, '["JSON"]'
        )) as part
    from document
    where json_type(document) = 'OBJECT'
),
statement as (
    select
        id,
        part ->> '$.Effect' as effect,
        coalesce(json_type(part, '$.Condition') = 'OBJECT' and len(json_keys(part, '$.Condition')) > 0, false)
            as is_conditional,
        list_contains(
            case json_type(part, '$.Resource') when 'ARRAY' then from_json(part -> '$.Resource', '["VARCHAR"]')
            else [coalesce(part ->> '$.Resource', '')] end, '*'
        ) as is_on_everything,
        case json_type(part, '$.Action') when 'ARRAY' then from_json(lower(part -> '$.Action'), '["VARCHAR"]')
            when 'VARCHAR' then [lower(part ->> '$.Action')] else [] end as actions,
        case json_type(part, '$.NotAction') when 'ARRAY' then from_json(lower(part -> '$.NotAction'), '["VARCHAR"]')
            when 'VARCHAR' then [lower(part ->> '$.NotAction')] end as not_actions
    from part
),
service as (
    select unnest([
        'dynamodb', 'ec2', 'iam', 'kms', 'lambda', 'organizations', 'rds', 's3', 'secretsmanager', 'ssm', 'sts'
    ]) as name
),
reach as (
    -- A statement over everything but some actions reaches every service that the exceptions do not touch.
    select
        statement.id,
        statement.effect,
        service.name as service,
        list_has_any(actions, ['*', '*:*']) or not_actions is not null as is_wide,
        list_has_any(actions, ['*', '*:*', service.name || ':*']) or coalesce(
            len(list_filter(not_actions, lambda a: a = '*' or starts_with(a, service.name || ':'))) = 0, false
        ) as is_whole_service
    from statement, service
    where statement.is_on_everything and not statement.is_conditional
),
power as (
    select
        id,
        service,
        coalesce(bool_or(is_whole_service and is_wide) filter (where effect = 'Allow'), false) as allows_all,
        coalesce(bool_or(is_whole_service) filter (where effect = 'Allow'), false) as allows_service,
        coalesce(bool_or(is_whole_service) filter (where effect = 'Deny'), false) as denies_service
    from reach
    group by id, service
),
verdict as (
    -- Whoever is denied all of IAM is no administrator, whatever else is allowed.
    select
        id,
        bool_or(service = 'iam' and allows_all and not denies_service) as is_admin,
        list(service order by service) filter (where allows_service and not denies_service) as services
    from power
    group by id
),
read_documents as (
    select id, bool_and(coalesce(json_type(document) = 'OBJECT', false)) as is_read from document group by id
),
inline_documents as (
    select
        id,
        list(name order by name) as names,
        cast(map_from_entries(list({'k': name, 'v': document} order by name)) as json)::varchar as documents
    from inline
    group by id
),
attached_arns as (
    select id, list(arn order by arn) as arns from attached group by id
)
select
    seen.id,                                                        -- ARN of a policy, role, user or group
    coalesce(read_documents.is_read, true) as is_read,              -- all its documents could be read; else what they allow is unknown
    coalesce(verdict.is_admin, false) as is_admin,                  -- they allow every action on every resource, IAM's too, without a condition
    coalesce(verdict.services, []) as admin_services,               -- sensitive services of which they allow every action on every resource
    coalesce(inline_documents.names, []) as inline_policy_names,    -- names of the inline policies
    coalesce(inline_documents.documents, '{}') as inline_policies,  -- inline policies, a JSON object of documents by name
    coalesce(attached_arns.arns, []) as attached_policy_arns        -- ARNs of the attached managed policies
from seen
left join read_documents on read_documents.id = seen.id
left join verdict on verdict.id = seen.id
left join inline_documents on inline_documents.id = seen.id
left join attached_arns on attached_arns.id = seen.id
