-- Part of aws_lambda_function, aws_iam_role: whether the role of a function exists, may write its log and was used lately, one row per function.
with function as (
    select
        id,
        scope,
        as_text((body -> '$.Role'), '') as role_arn,
        self.observed_at::date as day,
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
roles_listed as (
    select scope, bool_and(outcome = 'ok') as is_complete from listing where kind = 'aws_iam_role' group by scope
)
select
    function.id,                                                              -- function ARN
    case when role.id is not null then true when roles_listed.is_complete then false end as has_role,  -- the role it runs as exists
    case when role.id is not null then power.can_write_log when roles_listed.is_complete then false end as can_write_log,  -- its role may write to its log group
    case when role.id is not null or roles_listed.is_complete
        then date_diff('day', greatest(function.modified_on, role.used_on), function.day)::integer
    end as idle_days                                                          -- days since its role was last used, or since it or the role was made if that is later
from function
left join role on role.id = function.role_arn
left join aws_lambda_function_power as power on power.id = function.id
left join roles_listed on roles_listed.scope = function.scope
