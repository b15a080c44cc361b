-- IAM managed policies, one row per policy of the account and per policy of AWS that the account uses.
with seen as (
    -- A policy of AWS is the same one in every account that uses it.
    select distinct on (id) id, scope, body, observed_at from self order by id, scope
),
used as (
    select id, sum(coalesce((body ->> '$.AttachmentCount')::integer, 0))::integer as attachments from self group by id
),
document as (
    select seen.id, v.value -> '$.Document' as document
    from seen, json_each(seen.body -> '$.PolicyVersionList') as v
    where coalesce((v.value ->> '$.IsDefaultVersion')::boolean, false)
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
)
select
    seen.id,                                                -- policy ARN
    seen.body ->> '$.PolicyName' as name,                   -- policy name
    seen.scope,                                             -- account id; of a policy of AWS, the first account that uses it
    '' as region,                                           -- always empty: IAM has no region
    '{}' as tags,                                           -- always empty: the listing does not tell the tags of policies
    seen.observed_at,                                       -- when it was read, UTC
    split_part(seen.id, ':', 5) = 'aws' as is_aws_managed,  -- written and kept by AWS
    used.attachments as attachment_count,                   -- number of roles, users and groups it is attached to
    document.document::varchar as document,                 -- the default version's document, JSON; null where it could not be read
    case
        when json_type(document.document) = 'OBJECT' then coalesce(verdict.is_admin, false)
    end as is_admin,                                        -- allows every action on every resource, IAM's too, without a condition
    case
        when json_type(document.document) = 'OBJECT' then coalesce(verdict.services, [])
    end as admin_services                                   -- sensitive services of which it allows every action on every resource
from seen
left join used on used.id = seen.id
left join document on document.id = seen.id
left join verdict on verdict.id = seen.id
