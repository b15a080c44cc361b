-- Part of aws_lambda_function: the role that each runs as and the log group that it writes to, one row per function.
select
    self.id,                                             -- function ARN
    self.scope,                                          -- account id
    as_text((self.body -> '$.Role'), '') as role_arn,    -- role that it runs as
    split_part(self.id, ':', 1) || ':' || split_part(self.id, ':', 2) || ':logs:' || split_part(self.id, ':', 4) || ':'
        || self.scope || ':log-group:'
        || coalesce(self.body ->> '$.LoggingConfig.LogGroup', '/aws/lambda/' || (self.body ->> '$.FunctionName'), '')
        as log_group_arn                                 -- log group that it writes to, there or not
from self
