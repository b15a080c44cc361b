-- App Runner services, one row per service.
select
    self.id,                                                -- service ARN
    as_text((self.body -> '$.ServiceName'), null) as name,  -- name
    self.scope,                                             -- account id
    self.region,                                            -- region
    null::varchar as tags,                                  -- never read: they would cost one call each
    self.observed_at,                                       -- when it was read, UTC
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.Service.InstanceConfiguration.InstanceRoleArn'), '') end as role_arn  -- role that its instances have; empty without one
from self
left join detail on detail.id = self.id
