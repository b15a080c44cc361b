-- Part of aws_lambda_function, aws_iam_role, aws_iam_policy: whether the role of a function exists, may write its log and was used lately, one row per function.
with function as (
    select
        id,
        scope,
        coalesce(body ->> '$.Role', '') as role_arn,
        split_part(id, ':', 1) || ':' || split_part(id, ':', 2) || ':logs:' || split_part(id, ':', 4) || ':' || scope || ':log-group:'
            || coalesce(body ->> '$.LoggingConfig.LogGroup', '/aws/lambda/' || (body ->> '$.FunctionName'), '')
            as group_arn,
        observed_at::date as day,
        try_cast(substr(body ->> '$.LastModified', 1, 10) as date) as modified_on
    from self
    where split_part(id, ':', 3) = 'lambda'
),
role as (
    select
        id,
        body,
        greatest(
            try_cast(substr(body ->> '$.RoleLastUsed.LastUsedDate', 1, 10) as date),
            try_cast(substr(body ->> '$.CreateDate', 1, 10) as date)
        ) as used_on
    from self
    where id like 'arn:%:iam::%:role/%'
),
managed as (
    -- A policy of AWS is the same one in every account that uses it.
    select distinct on (self.id) self.id, v.value -> '$.Document' as document
    from self, json_each(self.body -> '$.PolicyVersionList') as v
    where self.id like 'arn:%:iam::%:policy/%' and coalesce((v.value ->> '$.IsDefaultVersion')::boolean, false)
    order by self.id, self.scope
),
document as (
    select role.id as role_arn, false as is_boundary, p.value -> '$.PolicyDocument' as document
    from role, json_each(role.body -> '$.RolePolicyList') as p
    union all
    select role.id, false, managed.document
    from role, json_each(role.body -> '$.AttachedManagedPolicies') as p
    left join managed on managed.id = p.value ->> '$.PolicyArn'
    union all
    select role.id, true, managed.document
    from role left join managed on managed.id = role.body ->> '$.PermissionsBoundary.PermissionsBoundaryArn'
    where role.body ->> '$.PermissionsBoundary.PermissionsBoundaryArn' is not null
),
part as (
    select role_arn, is_boundary, unnest(from_json(
        case json_type(document, '$.Statement') when 'ARRAY' then document -> '$.Statement'
        else json_array(document -> '$.Statement') end, '["JSON"]'
    )) as part
    from document
    where json_type(document) = 'OBJECT'
),
statement as (
    select
        role_arn,
        is_boundary,
        part ->> '$.Effect' as effect,
        case json_type(part, '$.Action') when 'ARRAY' then from_json(lower(part -> '$.Action'), '["VARCHAR"]')
            when 'VARCHAR' then [lower(part ->> '$.Action')] end as actions,
        case json_type(part, '$.NotAction') when 'ARRAY' then from_json(lower(part -> '$.NotAction'), '["VARCHAR"]')
            when 'VARCHAR' then [lower(part ->> '$.NotAction')] end as not_actions,
        case json_type(part, '$.Resource') when 'ARRAY' then from_json(part -> '$.Resource', '["VARCHAR"]')
            when 'VARCHAR' then [part ->> '$.Resource'] end as resources,
        (json_type(part, '$.Condition') = 'OBJECT' and len(json_keys(part, '$.Condition')) > 0)
            or json_type(part, '$.NotResource') is not null as is_conditional
    from part
),
fitting as (
    -- Some write the group's ARN, some that of its streams, some with a variable in it that only AWS can fill.
    select
        function.id,
        wanted.action,
        statement.is_boundary,
        statement.effect,
        coalesce(statement.is_conditional, false)
            or coalesce(len(list_filter(statement.resources, lambda r: contains(r, '${'))) > 0, false) as is_conditional
    from function
    cross join unnest(['logs:createlogstream', 'logs:putlogevents']) as wanted(action)
    join statement on statement.role_arn = function.role_arn
    where (
        len(list_filter(statement.actions, lambda a: wanted.action glob a)) > 0
        or len(list_filter(statement.not_actions, lambda a: wanted.action glob a)) = 0
    ) and (
        statement.resources is null or len(list_filter(statement.resources, lambda r: contains(r, '${')
            or function.group_arn || ':log-stream:any' glob r or function.group_arn glob r)) > 0
    )
),
judged as (
    select
        function.id,
        wanted.action,
        bool_or(fitting.effect = 'Deny' and not fitting.is_conditional) as is_denied,
        bool_or(fitting.effect = 'Deny' and fitting.is_conditional) as may_be_denied,
        bool_or(fitting.effect = 'Allow' and not fitting.is_boundary and not fitting.is_conditional) as is_allowed,
        bool_or(fitting.effect = 'Allow' and not fitting.is_boundary) as may_be_allowed,
        bool_or(fitting.effect = 'Allow' and fitting.is_boundary and not fitting.is_conditional) as is_within,
        bool_or(fitting.effect = 'Allow' and fitting.is_boundary) as may_be_within
    from function
    cross join unnest(['logs:createlogstream', 'logs:putlogevents']) as wanted(action)
    left join fitting on fitting.id = function.id and fitting.action = wanted.action
    group by function.id, wanted.action
),
documents as (
    select
        role_arn,
        bool_and(coalesce(json_type(document) = 'OBJECT', false)) as is_read,
        bool_or(is_boundary) as has_boundary
    from document
    group by role_arn
),
writing as (
    select
        judged.id,
        all_true(case
            when judged.is_denied then false
            when not coalesce(documents.is_read, true) then null
            when not coalesce(judged.may_be_allowed, false) then false
            when documents.has_boundary and not coalesce(judged.may_be_within, false) then false
            when judged.is_allowed and not coalesce(judged.may_be_denied, false)
                and (judged.is_within or not coalesce(documents.has_boundary, false)) then true
        end) as can_write
    from judged
    join function on function.id = judged.id
    left join documents on documents.role_arn = function.role_arn
    group by judged.id
),
roles_listed as (
    select scope, bool_and(outcome = 'ok') as is_complete from listing where kind = 'aws_iam_role' group by scope
),
policies_listed as (
    select scope, bool_and(outcome = 'ok') as is_complete from listing where kind = 'aws_iam_policy' group by scope
)
select
    function.id,                                                              -- function ARN
    case when role.id is not null then true when roles_listed.is_complete then false end as has_role,  -- the role it runs as exists
    case when role.id is not null and policies_listed.is_complete then writing.can_write
        when role.id is null and roles_listed.is_complete then false end as can_write_log,  -- its role may write to its log group
    case when role.id is not null or roles_listed.is_complete
        then date_diff('day', greatest(function.modified_on, role.used_on), function.day)::integer
    end as idle_days                                                          -- days since its role was last used, or since it or the role was made if that is later
from function
left join role on role.id = function.role_arn
left join writing on writing.id = function.id
left join roles_listed on roles_listed.scope = function.scope
left join policies_listed on policies_listed.scope = function.scope
