-- IAM users, one row per user.
with inline as (
    select self.id, p.value ->> '$.PolicyName' as name, p.value -> '$.PolicyDocument' as document
    from self, json_each(self.body -> '$.UserPolicyList') as p
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
),
bounded as (
    -- A boundary gives nothing; it takes away whatever it does not allow itself.
    select
        self.id,
        coalesce(self.body ->> '$.PermissionsBoundary.PermissionsBoundaryArn', '') as arn,
        limits.is_admin,
        limits.admin_services
    from self left join aws_iam_policy as limits
        on limits.id = self.body ->> '$.PermissionsBoundary.PermissionsBoundaryArn'
),
effective as (
    select
        held.id,
        case when held.is_read then held.is_admin and (bounded.arn = '' or bounded.is_admin) end as is_admin,
        case
            when not held.is_read then null
            when bounded.arn = '' or len(held.services) = 0 then held.services
            when bounded.admin_services is not null then list_sort(list_intersect(held.services, bounded.admin_services))
        end as services
    from held join bounded on bounded.id = held.id
),
member as (
    select self.id, coalesce(from_json(self.body -> '$.GroupList', '["VARCHAR"]'), []) as names from self
),
inherited as (
    select member.id, any_true(aws_iam_group.is_admin) as is_admin
    from member
    join self on self.id = member.id
    join (select id, unnest(names) as name from member) as joined on joined.id = member.id
    left join aws_iam_group on aws_iam_group.name = joined.name and aws_iam_group.scope = self.scope
    group by member.id
),
combined as (
    select
        member.id,
        case when len(member.names) = 0 then effective.is_admin
            else effective.is_admin or (inherited.is_admin and (bounded.arn = '' or bounded.is_admin)) end as is_admin
    from member
    join effective on effective.id = member.id
    join bounded on bounded.id = member.id
    left join inherited on inherited.id = member.id
)
select
    self.id,                                                   -- user ARN
    self.body ->> '$.UserName' as name,                        -- user name
    self.scope,                                                -- account id
    '' as region,                                              -- always empty: IAM has no region
    coalesce(
        cast(map_from_entries(list_transform(
            from_json(self.body -> '$.Tags', '[{"Key": "VARCHAR", "Value": "VARCHAR"}]'), lambda t: {'k': t."Key", 'v': t."Value"}
        )) as json)::varchar, '{}'
    ) as tags,                                                 -- tags, a JSON object
    self.observed_at,                                          -- when it was read, UTC
    coalesce(self.body ->> '$.CreateDate', '') as created_at,  -- when it was made, ISO 8601
    member.names as group_names,                               -- names of the groups it belongs to
    held.attached_arns as attached_policy_arns,                -- ARNs of the attached managed policies
    held.inline_names as inline_policy_names,                  -- names of the inline policies
    held.inline_policies,                                      -- inline policies, a JSON object of documents by name
    bounded.arn as permission_boundary_arn,                    -- ARN of the permission boundary; empty without one
    combined.is_admin as is_admin                              -- it or a group of its may do everything on everything, IAM's actions too, within its boundary
from self
left join held on held.id = self.id
left join bounded on bounded.id = self.id
left join member on member.id = self.id
left join combined on combined.id = self.id
