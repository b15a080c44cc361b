-- S3 buckets, one row per bucket.
with place as (
    -- The first region has no name in this API, and Ireland an old one.
    select
        self.id,
        case
            when coalesce(self.body ->> '$.BucketRegion', '') <> '' then self.body ->> '$.BucketRegion'
            when location.outcome <> 'ok' then null
            when coalesce(location.body ->> '$.LocationConstraint', '') = '' then 'us-east-1'
            when location.body ->> '$.LocationConstraint' = 'EU' then 'eu-west-1'
            else location.body ->> '$.LocationConstraint'
        end as region
    from self left join location on location.id = self.id
),
block as (
    select
        self.id,
        case
            when own.outcome = 'ok' then coalesce((own.body ->> '$.PublicAccessBlockConfiguration.IgnorePublicAcls')::boolean, false)
            when own.outcome = 'absent' then false
        end or aws_account.ignores_public_acls as ignores_acls,
        case
            when own.outcome = 'ok'
                then coalesce((own.body ->> '$.PublicAccessBlockConfiguration.RestrictPublicBuckets')::boolean, false)
            when own.outcome = 'absent' then false
        end or aws_account.restricts_public_buckets as restricts,
        case
            when own.outcome = 'ok' then coalesce(
                (own.body ->> '$.PublicAccessBlockConfiguration.BlockPublicAcls')::boolean
                and (own.body ->> '$.PublicAccessBlockConfiguration.IgnorePublicAcls')::boolean
                and (own.body ->> '$.PublicAccessBlockConfiguration.BlockPublicPolicy')::boolean
                and (own.body ->> '$.PublicAccessBlockConfiguration.RestrictPublicBuckets')::boolean, false)
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
        )) as is_public
    from acl, json_each(acl.body -> '$.Grants') as g
    group by acl.id
),
fact as (
    select
        self.id,
        case when policy_status.outcome = 'ok' then coalesce((policy_status.body ->> '$.PolicyStatus.IsPublic')::boolean, false)
            when policy_status.outcome = 'absent' then false end as has_public_policy,
        case when acl.outcome = 'ok' then coalesce(granted.is_public, false) end as has_public_acl
    from self
    left join policy_status on policy_status.id = self.id
    left join acl on acl.id = self.id
    left join granted on granted.id = self.id
)
select
    self.id,                                                     -- bucket ARN
    self.body ->> '$.Name' as name,                              -- bucket name
    self.scope,                                                  -- account id
    place.region,                                                -- region
    null::varchar as tags,                                       -- never read: tags of buckets would take a call for each
    self.observed_at,                                            -- when it was read, UTC
    coalesce(self.body ->> '$.CreationDate', '') as created_at,  -- when it was made, ISO 8601
    block.is_whole as has_public_access_block,                   -- the bucket itself blocks public access in all four ways
    fact.has_public_policy,                                      -- its policy lets strangers in, before any public access block
    fact.has_public_acl,                                         -- its access control list lets strangers in, before any public access block
    (fact.has_public_policy and not block.restricts) or (fact.has_public_acl and not block.ignores_acls)
        as is_public,                                            -- strangers have access, after the public access blocks of bucket and account
    case
        when policy.outcome = 'ok' then coalesce((policy.body -> '$.Policy')::varchar, '')
        when policy.outcome = 'absent' then ''
    end as policy,                                               -- bucket policy, JSON; empty without one
    case
        when encryption.outcome = 'ok'
            then coalesce(encryption.body ->> '$.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.SSEAlgorithm', '')
        when encryption.outcome = 'absent' then ''
    end as encryption,                                           -- default encryption: AES256, aws:kms or aws:kms:dsse; empty without one
    case
        when encryption.outcome = 'ok'
            then coalesce(encryption.body ->> '$.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.KMSMasterKeyID', '')
        when encryption.outcome = 'absent' then ''
    end as kms_key_arn                                           -- key of the default encryption; empty for keys of S3's own
from self
left join place on place.id = self.id
left join block on block.id = self.id
left join fact on fact.id = self.id
left join policy on policy.id = self.id
left join encryption on encryption.id = self.id
