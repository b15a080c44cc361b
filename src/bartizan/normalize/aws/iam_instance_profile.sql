-- Part of aws_iam_role: the instance profiles that hold each role, one row per profile.
select
    self.id || ' ' || (p.value ->> '$.Arn') as id,   -- role ARN and profile ARN
    self.id as role_arn,                             -- role ARN
    self.scope,                                      -- account id
    p.value ->> '$.Arn' as profile_arn               -- instance profile ARN
from self, json_each(self.body -> '$.InstanceProfileList') as p
