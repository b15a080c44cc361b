-- Part of aws_lambda_layer_version: the content of the code of layer versions, of other accounts too, one row per version.
select
    code.id,                                                                     -- layer version ARN
    case code.outcome when 'absent' then true when 'ok' then false end as is_gone,  -- its owner deleted it
    case when code.outcome = 'ok' then risk.severe end as severe_packages        -- packages with critical or high vulnerabilities
from code left join code_risk as risk on risk.digest = code.body ->> '$.digest'
