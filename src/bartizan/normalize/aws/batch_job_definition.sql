-- Batch job definitions, one row per revision.
select
    self.id,                                                                    -- revision ARN
    as_text((self.body -> '$.jobDefinitionName'), null) as name,                -- name
    self.scope,                                                                 -- account id
    self.region,                                                                -- region
    as_object((self.body -> '$.tags')) as tags,                                 -- tags, a JSON object
    self.observed_at,                                                           -- when it was read, UTC
    as_text((self.body -> '$.containerProperties.jobRoleArn'), '') as role_arn  -- role that its jobs have; empty without one
from self
