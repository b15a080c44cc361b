-- Resource control policies, one row per policy; known only if the management account was scanned.
with target as (
    select targets.id, list_sort(list(t.value ->> '$.TargetId')) as ids
    from targets, json_each(targets.body -> '$.Targets') as t
    group by targets.id
)
select
    self.id,                                                            -- policy ARN
    as_text((self.body -> '$.Name'), '') as name,                       -- policy name
    self.scope,                                                         -- account id of the management account
    self.region,                                                        -- always empty
    null::varchar as tags,                                              -- never read
    self.observed_at,                                                   -- when it was read, UTC
    as_text((self.body -> '$.Id'), null) as policy_id,                                  -- policy id
    as_flag((self.body -> '$.AwsManaged'), false) as is_aws_managed,  -- written by AWS
    case when content.outcome = 'ok' then coalesce((content.body -> '$.Policy.Content')::varchar, '') end as document,  -- the policy, a JSON document
    case when targets.outcome = 'ok' then coalesce(target.ids, []) end as targets  -- ids of the root, units and accounts it is attached to
from self
left join content on content.id = self.id
left join targets on targets.id = self.id
left join target on target.id = self.id
