-- Part of aws_lambda_function: the URLs of its aliases, one row per function that publishes versions whose URLs could be listed.
select
    id,                                                                          -- function ARN
    coalesce(body -> '$.FunctionUrlConfigs', '[]'::json) as configs              -- URL configurations, those of aliases with the alias's ARN
from urls
where known(outcome)
