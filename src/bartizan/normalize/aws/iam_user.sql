-- IAM users, one row per user.
with bounded as (
    -- A boundary gives nothing; it takes away whatever it does not allow itself.
    select
        self.id,
        coalesce(self.body ->> '$.PermissionsBoundary.PermissionsBoundaryArn', '') as arn,
        limits.is_admin
    from self left join aws_iam_policy as limits
        on limits.id = self.body ->> '$.PermissionsBoundary.PermissionsBoundaryArn'
),
effective as (
    select
        power.id,
        case when power.is_read then power.is_admin and (bounded.arn = '' or bounded.is_admin) end as is_admin
    from bounded join aws_iam_power as power on bounded.id = power.id
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
    power.attached_policy_arns,                                -- ARNs of the attached managed policies
    power.inline_policy_names,                                 -- names of the inline policies
    power.inline_policies,                                     -- inline policies, a JSON object of documents by name
    bounded.arn as permission_boundary_arn,                    -- ARN of the permission boundary; empty without one
    combined.is_admin as is_admin                              -- it or a group of its may do everything on everything, IAM's actions too, within its boundary
from self
left join aws_iam_power as power on power.id = self.id
left join bounded on bounded.id = self.id
left join member on member.id = self.id
left join combined on combined.id = self.id
