-- Part of aws_account: the credentials of its root user and of its IAM users, one row per user in the credential report.
with told as (
    select distinct on (u.value ->> '$.arn')
        credentials.id as account_id,
        u.value ->> '$.arn' as arn,
        u.value ->> '$.user' as name,
        u.value ->> '$.password_enabled' as password,
        u.value ->> '$.password_last_used' as used_at,
        u.value ->> '$.mfa_active' as second_factor,
        u.value ->> '$.access_key_1_active' as first,
        u.value ->> '$.access_key_2_active' as second,
        -- N/A for a key that is not there.
        case when u.value ->> '$.access_key_1_last_rotated' like '2%' then u.value ->> '$.access_key_1_last_rotated' end as first_made_at,
        case when u.value ->> '$.access_key_2_last_rotated' like '2%' then u.value ->> '$.access_key_2_last_rotated' end as second_made_at
    from credentials, json_each(credentials.body -> '$.Content') as u
    where u.value ->> '$.arn' <> ''
    order by u.value ->> '$.arn'
),
counted as (
    select *, first in ('true', 'false') and second in ('true', 'false') as is_known from told
)
select
    account_id || ' ' || arn as id,                                  -- account id and ARN
    arn,                                                             -- ARN of the user; arn:aws:iam::111122223333:root for the root user
    name,                                                            -- user name; <root_account> for the root user
    case password when 'true' then true when 'false' then false end as has_password,  -- it can sign in to the console; null for the root user
    case second_factor when 'true' then true when 'false' then false end as has_mfa,  -- it has a multi-factor authentication device
    case when is_known then (first = 'true')::integer + (second = 'true')::integer end as active_keys,  -- number of its active access keys
    case when is_known
        then (first = 'true' or first_made_at is not null)::integer + (second = 'true' or second_made_at is not null)::integer end
        as keys,                                                     -- number of its access keys, two at most; inactive ones as far as the report shows them
    case when is_known then coalesce(least(
        case when first = 'true' then first_made_at end, case when second = 'true' then second_made_at end
    ), '') end as oldest_key_made_at,                                -- when the older of its active keys was made, ISO 8601; empty without one
    case when used_at like '2%' then used_at when used_at is not null then '' end as password_used_at  -- when it last signed in, ISO 8601; empty if not on record
from counted
