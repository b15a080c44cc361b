-- Part of aws_lambda_function: whether the customer managed keys that it needs are usable, one row per function.
with needed as (
    select self.id, self.scope, self.region, self.body ->> '$.KMSKeyArn' as key_arn from self
    union all
    select self.id, self.scope, self.region, detail.body ->> '$.Code.SourceKMSKeyArn'
    from self join detail on detail.id = self.id
    where detail.outcome = 'ok'
),
keys_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_kms_key'
    group by scope, region
),
tried as (
    -- A key of an account that was not read, or in another region, may well be there.
    select
        needed.id,
        case
            when key.id is not null then key.is_usable
            when split_part(needed.key_arn, ':', 5) = needed.scope and keys_listed.is_complete then false
        end as is_usable
    from needed
    left join aws_kms_key as key on key.id = needed.key_arn
    left join keys_listed on keys_listed.scope = needed.scope and keys_listed.region = split_part(needed.key_arn, ':', 4)
    where coalesce(needed.key_arn, '') <> ''
),
judged as (
    select id, any_true(not is_usable) as is_blocked from tried group by id
)
select
    self.id,                                                                     -- function ARN
    case
        when judged.is_blocked then true
        when detail.outcome = 'ok' then case when judged.id is null then false else judged.is_blocked end
    end as has_unusable_key                                                      -- a key for its variables or its code is disabled, pending deletion or deleted
from self
left join detail on detail.id = self.id
left join judged on judged.id = self.id
