-- CloudFormation stacks, one row per stack.
select
    self.id,                                              -- stack ARN
    as_text((self.body -> '$.StackName'), null) as name,  -- name
    self.scope,                                           -- account id
    self.region,                                          -- region
    as_tags((self.body -> '$.Tags')) as tags,             -- tags, a JSON object
    self.observed_at,                                     -- when it was read, UTC
    as_text((self.body -> '$.RoleARN'), '') as role_arn   -- role that changes of it are made with; empty where they are made with those of who changes it
from self
