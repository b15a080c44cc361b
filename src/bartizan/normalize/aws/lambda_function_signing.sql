-- Part of aws_lambda_function: whose signatures it accepts, and whether its account uses code signing, one row per function.
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
),
publisher as (
    select
        self.id,
        from_json(code_signing.body -> '$.AllowedPublishers.SigningProfileVersionArns', '["VARCHAR"]') as arns
    from self join code_signing on code_signing.id = self.id
    where code_signing.outcome = 'ok'
),
judged as (
    -- Of a profile only the newest version is listed, and of other accounts none: what is not there is not known.
    select
        allowed.id,
        list(allowed.arn order by allowed.arn) filter (where profile.status in ('canceled', 'revoked')) as ended,
        bool_and(profile.status is not null) as is_whole
    from (select id, unnest(arns) as arn from publisher) as allowed
    left join aws_signer_profile as profile on profile.id = allowed.arn
    group by allowed.id
)
select
    self.id,                                  -- function ARN
    account.is_used as is_code_signing_used,  -- a function of the account has a code signing configuration
    case
        when code_signing.outcome = 'absent' then []
        when len(judged.ended) > 0 then judged.ended
        when judged.is_whole then []
    end as ended_signing_profiles             -- canceled or revoked signing profiles whose signatures it still accepts
from self
left join code_signing on code_signing.id = self.id
left join account on account.scope = self.scope
left join judged on judged.id = self.id
