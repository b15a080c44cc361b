-- IAM groups, one row per group.
with inline as (
    select self.id, p.value ->> '$.PolicyName' as name, p.value -> '$.PolicyDocument' as document
    from self, json_each(self.body -> '$.GroupPolicyList') as p
),
attached as (
    select
        self.id,
        p.value ->> '$.PolicyArn' as arn,
        -- AWS never changes this one, so it need not have been read.
        case when p.value ->> '$.PolicyArn' like 'arn:%:iam::aws:policy/AdministratorAccess'
            then json('{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}')
            else aws_iam_policy.document::json end as document
    from self, json_each(self.body -> '$.AttachedManagedPolicies') as p
    left join aws_iam_policy on aws_iam_policy.id = p.value ->> '$.PolicyArn'
),
document as (
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
held as (
    select
        self.id,
        coalesce((select bool_and(coalesce(json_type(document) = 'OBJECT', false)) from document where document.id = self.id), true)
            as is_read,
        coalesce((select list(name order by name) from inline where inline.id = self.id), []) as inline_names,
        coalesce((select list(arn order by arn) from attached where attached.id = self.id), []) as attached_arns,
        coalesce((select cast(map_from_entries(list({'k': name, 'v': document} order by name)) as json)::varchar
            from inline where inline.id = self.id), '{}') as inline_policies,
        coalesce(verdict.is_admin, false) as is_admin,
        coalesce(verdict.services, []) as services
    from self left join verdict on verdict.id = self.id
)
select
    self.id,                                                         -- group ARN
    self.body ->> '$.GroupName' as name,                             -- group name
    self.scope,                                                      -- account id
    '' as region,                                                    -- always empty: IAM has no region
    '{}' as tags,                                                    -- always empty: groups have no tags
    self.observed_at,                                                -- when it was read, UTC
    held.attached_arns as attached_policy_arns,                      -- ARNs of the attached managed policies
    held.inline_names as inline_policy_names,                        -- names of the inline policies
    held.inline_policies,                                            -- inline policies, a JSON object of documents by name
    case when held.is_read then held.is_admin end as is_admin,       -- its policies allow every action on every resource, IAM's too, without a condition
    case when held.is_read then held.services end as admin_services  -- sensitive services of which its policies allow every action on every resource
from self
left join held on held.id = self.id
