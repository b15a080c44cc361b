-- S3 buckets, one row per bucket.
with place as (
    -- The first region has no name in this API, and Ireland an old one.
    select
        self.id,
        case
            when as_text((self.body -> '$.BucketRegion'), '') <> '' then self.body ->> '$.BucketRegion'
            when location.outcome <> 'ok' then null
            when as_text((location.body -> '$.LocationConstraint'), '') = '' then 'us-east-1'
            when location.body ->> '$.LocationConstraint' = 'EU' then 'eu-west-1'
            else location.body ->> '$.LocationConstraint'
        end as region
    from self left join location on location.id = self.id
),
block as (
    select
        self.id,
        case
            when own.outcome = 'ok' then as_flag((own.body -> '$.PublicAccessBlockConfiguration.IgnorePublicAcls'), false)
            when own.outcome = 'absent' then false
        end or aws_account.ignores_public_acls as ignores_acls,
        case
            when own.outcome = 'ok'
                then as_flag((own.body -> '$.PublicAccessBlockConfiguration.RestrictPublicBuckets'), false)
            when own.outcome = 'absent' then false
        end or aws_account.restricts_public_buckets as restricts,
        case
            when own.outcome = 'ok' then
                as_flag((own.body -> '$.PublicAccessBlockConfiguration.BlockPublicAcls'), false)
                and as_flag((own.body -> '$.PublicAccessBlockConfiguration.IgnorePublicAcls'), false)
                and as_flag((own.body -> '$.PublicAccessBlockConfiguration.BlockPublicPolicy'), false)
                and as_flag((own.body -> '$.PublicAccessBlockConfiguration.RestrictPublicBuckets'), false)
            when own.outcome = 'absent' then false
        end as is_whole
    from self
    left join public_access_block as own on own.id = self.id
    left join aws_account on aws_account.id = self.scope
),
granted as (
    select
        acl.id,
        bool_or(g.value ->> '$.Grantee.URI' in (
            'http://acs.amazonaws.com/groups/global/AllUsers', 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers'
        )) as is_public,
        bool_or(g.value ->> '$.Grantee.URI' in (
            'http://acs.amazonaws.com/groups/global/AllUsers', 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers'
        ) and g.value ->> '$.Permission' in ('WRITE', 'WRITE_ACP', 'FULL_CONTROL')) as is_public_to_write
    from acl, json_each(acl.body -> '$.Grants') as g
    group by acl.id
),
fact as (
    select
        self.id,
        case when policy_status.outcome = 'ok' then as_flag((policy_status.body -> '$.PolicyStatus.IsPublic'), false)
            when policy_status.outcome = 'absent' then false end as has_public_policy,
        case when acl.outcome = 'ok' then coalesce(granted.is_public, false) end as has_public_acl,
        case when acl.outcome = 'ok' then coalesce(granted.is_public_to_write, false) end as is_writable_by_acl,
        list_contains(aws_resource_policy.open_actions, 's3:putobject') as is_writable_by_policy
    from self
    left join policy_status on policy_status.id = self.id
    left join acl on acl.id = self.id
    left join granted on granted.id = self.id
    left join aws_resource_policy on aws_resource_policy.id = self.id
),
owned as (
    -- Where the bucket's owner owns every object, access control lists have no effect.
    select *, object_ownership = 'BucketOwnerEnforced' as is_enforced
    from (
        select
            self.id,
            case
                when ownership.outcome = 'ok'
                    then as_text((ownership.body -> '$.OwnershipControls.Rules[0].ObjectOwnership'), '')
                when ownership.outcome = 'absent' then 'ObjectWriter'
            end as object_ownership
        from self left join ownership on ownership.id = self.id
    ) as told
),
notified as (
    -- Of an ARN with a version or an alias, the function's own part.
    select
        notification.id,
        list_sort(list_distinct(list(n.value ->> '$.LambdaFunctionArn'))) as arns,
        list_sort(list_distinct(list(array_to_string(list_slice(string_split(n.value ->> '$.LambdaFunctionArn', ':'), 1, 7), ':'))))
            as function_arns
    from notification, json_each(notification.body -> '$.LambdaFunctionConfigurations') as n
    group by notification.id
)
select
    self.id,                                                     -- bucket ARN
    as_text((self.body -> '$.Name'), null) as name,                              -- bucket name
    self.scope,                                                  -- account id
    place.region,                                                -- region
    case
        when tags.outcome = 'ok' then as_tags((tags.body -> '$.TagSet'))
        when tags.outcome = 'absent' then '{}'
    end as tags,                                                 -- tags, a JSON object
    self.observed_at,                                            -- when it was read, UTC
    as_text((self.body -> '$.CreationDate'), '') as created_at,  -- when it was created, ISO 8601
    block.is_whole as has_public_access_block,                   -- the bucket itself blocks public access in all four ways
    fact.has_public_policy,                                      -- its policy allows public access, before Block Public Access is applied
    fact.has_public_acl,                                         -- its access control list allows public access, before Block Public Access is applied
    (fact.has_public_policy and not block.restricts) or (fact.has_public_acl and not block.ignores_acls and not owned.is_enforced)
        as is_public,                                            -- publicly accessible, with Block Public Access of bucket and account applied
    (fact.has_public_policy and fact.is_writable_by_policy and not block.restricts) or (fact.is_writable_by_acl and not block.ignores_acls and not owned.is_enforced)
        as allows_public_write,                                  -- anyone can put objects into it, after Block Public Access is applied
    owned.object_ownership,                                     -- BucketOwnerEnforced (access control lists are off), BucketOwnerPreferred or ObjectWriter
    case when website.outcome = 'ok' then true when website.outcome = 'absent' then false end
        as is_website,                                           -- it is served as a website, without TLS
    case when notification.outcome = 'ok' then coalesce(notified.function_arns, []) end
        as notified_function_arns,                               -- Lambda functions that it calls on events, without version or alias
    case when notification.outcome = 'ok' then coalesce(notified.arns, []) end
        as notified_arns,                                        -- the same as configured: functions, versions and aliases
    case
        when policy.outcome = 'ok' then coalesce((policy.body -> '$.Policy')::varchar, '')
        when policy.outcome = 'absent' then ''
    end as policy,                                               -- bucket policy, JSON; empty without one
    case
        when encryption.outcome = 'ok'
            then as_text((encryption.body -> '$.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm'), '')
        when encryption.outcome = 'absent' then ''
    end as encryption,                                           -- default encryption: AES256, aws:kms or aws:kms:dsse; empty without one
    case
        when encryption.outcome = 'ok'
            then as_text((encryption.body -> '$.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.KMSMasterKeyID'), '')
        when encryption.outcome = 'absent' then ''
    end as kms_key_arn                                           -- key of the default encryption; empty for keys of S3's own
from self
left join place on place.id = self.id
left join block on block.id = self.id
left join fact on fact.id = self.id
left join policy on policy.id = self.id
left join encryption on encryption.id = self.id
left join tags on tags.id = self.id
left join owned on owned.id = self.id
left join website on website.id = self.id
left join notification on notification.id = self.id
left join notified on notified.id = self.id
