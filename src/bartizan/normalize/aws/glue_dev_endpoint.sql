-- Glue's development endpoints, one row per endpoint.
select
    self.id,                                                 -- endpoint ARN
    as_text((self.body -> '$.EndpointName'), null) as name,  -- name
    self.scope,                                              -- account id
    self.region,                                             -- region
    null::varchar as tags,                                   -- never read: they would cost one call each
    self.observed_at,                                        -- when it was read, UTC
    as_text((self.body -> '$.RoleArn'), '') as role_arn      -- role that it runs as
from self
