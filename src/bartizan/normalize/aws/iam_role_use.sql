-- Part of aws_iam_role: which of the services that it is granted a role used lately, one row per role.
with asked as (
    -- Facts from an earlier scan stay known where this one neither listed the role nor read its use.
    select
        self.id,
        self.observed_at::date as day,
        case
            when last_accessed.outcome is not null then case when known(last_accessed.outcome) then 'read' end
            when not coalesce((select bool_or(is_on) from component where name = 'last_accessed'), false) then 'off'
        end as status,
        coalesce(from_json(
            last_accessed.body -> '$.ServicesLastAccessed', '[{"ServiceNamespace": "VARCHAR", "LastAuthenticated": "VARCHAR"}]'
        ), []) as services
    from self left join last_accessed on last_accessed.id = self.id
),
judged as (
    select
        id,
        list_sort(list_transform(services, lambda s: s."ServiceNamespace")) as granted,
        -- AWS names no date where it saw no use in its whole tracking period, of 400 days or more.
        list_sort(list_transform(
            list_filter(services, lambda s: not coalesce(
                try_cast(substr(s."LastAuthenticated", 1, 19) as timestamp) >= day - interval 90 days, false
            )),
            lambda s: s."ServiceNamespace"
        )) as unused
    from asked
)
select
    asked.id,                                                                     -- role ARN
    asked.status as service_use_status,                                           -- read, or off where the scan did not read it; null where it could not be read
    case when asked.status is not null then judged.granted end as granted_services,   -- services that its policies grant
    case when asked.status is not null then judged.unused end as unused_services      -- of these, those not used for 90 days or never
from asked
join judged on judged.id = asked.id
