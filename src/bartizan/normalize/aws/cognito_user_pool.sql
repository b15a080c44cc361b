-- Cognito user pools, one row per pool.
with called as (
    select
        id,
        [
            body ->> '$.UserPool.LambdaConfig.PreSignUp',
            body ->> '$.UserPool.LambdaConfig.PostConfirmation',
            body ->> '$.UserPool.LambdaConfig.PreAuthentication',
            body ->> '$.UserPool.LambdaConfig.PostAuthentication',
            body ->> '$.UserPool.LambdaConfig.PreTokenGeneration',
            body ->> '$.UserPool.LambdaConfig.PreTokenGenerationConfig.LambdaArn',
            body ->> '$.UserPool.LambdaConfig.CustomMessage',
            body ->> '$.UserPool.LambdaConfig.CustomEmailSender.LambdaArn',
            body ->> '$.UserPool.LambdaConfig.CustomSMSSender.LambdaArn',
            body ->> '$.UserPool.LambdaConfig.InboundFederation.LambdaArn'
        ] as of_users,
        [
            body ->> '$.UserPool.LambdaConfig.UserMigration',
            body ->> '$.UserPool.LambdaConfig.DefineAuthChallenge',
            body ->> '$.UserPool.LambdaConfig.CreateAuthChallenge',
            body ->> '$.UserPool.LambdaConfig.VerifyAuthChallengeResponse'
        ] as of_anyone
    from detail
),
reached as (
    select
        id,
        list_sort(list_distinct(list_filter(of_users || of_anyone, lambda arn: arn <> ''))) as arns,
        list_sort(list_distinct(list_filter(of_anyone, lambda arn: arn <> ''))) as unknown_user_arns
    from called
)
select
    self.id,                                                              -- user pool ARN
    as_text((self.body -> '$.Name'), null) as name,                       -- user pool name
    self.scope,                                                           -- account id
    self.region,                                                          -- region
    case when detail.outcome = 'ok' then as_object((detail.body -> '$.UserPool.UserPoolTags')) end as tags,  -- tags, a JSON object
    self.observed_at,                                                     -- when it was read, UTC
    case when detail.outcome = 'ok' then not as_flag((detail.body -> '$.UserPool.AdminCreateUserConfig.AllowAdminCreateUserOnly'), false) end
        as allows_sign_up,                                                -- anyone can create a user in it
    case when detail.outcome = 'ok' then coalesce(reached.arns, []) end as function_arns,  -- Lambda functions that it calls, as configured
    case when detail.outcome = 'ok' then coalesce(reached.unknown_user_arns, []) end
        as unknown_user_function_arns                                     -- those that it also calls for a user that it does not have: user migration and custom authentication
from self
left join detail on detail.id = self.id
left join reached on reached.id = self.id
