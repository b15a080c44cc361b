-- Part of aws_lambda_function, aws_s3_bucket, aws_dynamodb_table, aws_rds_instance, aws_rds_cluster, aws_secretsmanager_secret, aws_ssm_parameter, aws_kms_key, aws_sqs_queue, aws_sns_topic, aws_events_bus, aws_ecr_repository: what permissions are expanded to, one row per resource.
with fact as (
    -- Services that keep tags and keys apart tell them in an aspect, the others in the listing.
    select
        self.id,
        self.scope,
        case when split_part(self.id, ':', 3) <> 's3' then self.region
            when as_text((self.body -> '$.BucketRegion'), '') <> '' then self.body ->> '$.BucketRegion'
            when location.outcome <> 'ok' then ''
            when as_text((location.body -> '$.LocationConstraint'), '') = '' then 'us-east-1'
            when location.body ->> '$.LocationConstraint' = 'EU' then 'eu-west-1'
            else location.body ->> '$.LocationConstraint'
        end as region,
        case
            when tags.outcome = 'absent' then '{}'
            when tags.outcome = 'ok' then case split_part(self.id, ':', 3)
                when 's3' then as_tags((tags.body -> '$.TagSet'))
                when 'sqs' then as_object((tags.body -> '$.Tags'))
                when 'kms' then as_tags((tags.body -> '$.Tags'), 'TagKey', 'TagValue')
                when 'ecr' then as_tags((tags.body -> '$.tags'))
                when 'dynamodb' then as_tags((tags.body -> '$.Tags'))
                when 'sns' then as_tags((tags.body -> '$.Tags'))
            end
            when split_part(self.id, ':', 3) = 'secretsmanager' then as_tags((self.body -> '$.Tags'))
            when split_part(self.id, ':', 3) = 'rds' then as_tags((self.body -> '$.TagList'))
        end as tags,
        case split_part(self.id, ':', 3)
            when 's3' then case encryption.outcome
                when 'ok' then as_text((encryption.body -> '$.ServerSideEncryptionConfiguration.Rules[0].ApplyServerSideEncryptionByDefault.KMSMasterKeyID'), '')
                when 'absent' then ''
            end
            when 'dynamodb' then case when detail.outcome = 'ok' then as_text((detail.body -> '$.Table.SSEDescription.KMSMasterKeyArn'), '') end
            when 'sqs' then case when attributes.outcome = 'ok' then as_text((attributes.body -> '$.Attributes.KmsMasterKeyId'), '') end
            when 'sns' then case when attributes.outcome = 'ok' then as_text((attributes.body -> '$.Attributes.KmsMasterKeyId'), '') end
            when 'secretsmanager' then as_text((self.body -> '$.KmsKeyId'), '')
            when 'ssm' then case when as_text((self.body -> '$.Type'), '') = 'SecureString' then as_text((self.body -> '$.KeyId'), '') else '' end
            else ''
        end as key_name,
        as_text((self.body -> '$.Type'), '') as type,
        -- A public policy of a bucket gives other accounts nothing where the bucket or its account restricts public buckets.
        case when split_part(self.id, ':', 3) <> 's3' or policy_status.outcome = 'absent' then false
            else case when policy_status.outcome = 'ok' then as_flag((policy_status.body -> '$.PolicyStatus.IsPublic'), false) end
                and (case
                    when own.outcome = 'ok'
                        then as_flag((own.body -> '$.PublicAccessBlockConfiguration.RestrictPublicBuckets'), false)
                    when own.outcome = 'absent' then false
                end or aws_account.restricts_public_buckets)
        end as is_restricted
    from self
    left join tags on tags.id = self.id
    left join location on location.id = self.id
    left join encryption on encryption.id = self.id
    left join detail on detail.id = self.id
    left join attributes on attributes.id = self.id
    left join policy_status on policy_status.id = self.id
    left join public_access_block as own on own.id = self.id
    left join aws_account on aws_account.id = self.scope
),
named as (
    select
        fact.*,
        case
            when fact.key_name like 'arn:%' and fact.key_name like '%:alias/%' then split_part(fact.key_name, ':', 6)
            when fact.key_name like 'alias/%' then fact.key_name
        end as alias
    from fact
)
select
    named.id,                                  -- resource ARN
    named.scope,                               -- account id
    named.region,                              -- region; empty where a bucket's was not read
    named.tags,                                -- tags, a JSON object; null where unread
    named.is_restricted,                       -- Block Public Access keeps other accounts out of a bucket whose policy is public
    named.type,                                -- of a parameter: String, StringList or SecureString
    case
        when named.alias like 'alias/aws/%' or named.key_name = '' then ''
        when named.alias is not null then coalesce(
            split_part(named.id, ':', 1) || ':' || split_part(named.id, ':', 2) || ':kms:' || named.region || ':' || named.scope || ':key/' || aws_kms_alias.key_id,
            named.key_name
        )
        when named.key_name like 'arn:%' then named.key_name
        else split_part(named.id, ':', 1) || ':' || split_part(named.id, ':', 2) || ':kms:' || named.region || ':' || named.scope || ':key/' || named.key_name
    end as key_arn                             -- KMS key that encrypts it, its name where its ARN was not read; empty for a key of the service's own, null where unread
from named
left join aws_kms_alias on aws_kms_alias.name = named.alias and aws_kms_alias.scope = named.scope and aws_kms_alias.region = named.region
