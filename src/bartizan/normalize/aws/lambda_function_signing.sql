-- Part of aws_lambda_function: whether its account signs code at all, one row per function.
with account as (
    select
        self.scope,
        any_true(
            case code_signing.outcome
                when 'ok' then coalesce(code_signing.body ->> '$.CodeSigningConfigArn', '') <> '' when 'absent' then false
            end
        ) as is_used
    from self left join code_signing on code_signing.id = self.id
    group by self.scope
)
select
    self.id,                                 -- function ARN
    account.is_used as is_code_signing_used  -- some function of the account takes signed code
from self left join account on account.scope = self.scope
