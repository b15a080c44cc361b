-- Event source mappings, one row per queue, stream or topic that Lambda reads for a function.
with mapping as (
    select
        *,
        as_text((body -> '$.FunctionArn'), '') as target,
        as_text((body -> '$.EventSourceArn'), '') as source_arn
    from self
),
secured as (
    -- The rest of what it says of its way to the source is where in the network it goes.
    select self.id, list_sort(list(c.value ->> '$.Type')) as kinds
    from self, json_each(self.body -> '$.SourceAccessConfigurations') as c
    where c.value ->> '$.Type' not in ('VPC_SUBNET', 'VPC_SECURITY_GROUP', 'VIRTUAL_HOST')
    group by self.id
)
select
    mapping.id,                                                                  -- event source mapping ARN
    coalesce(nullif(split_part(mapping.source_arn, ':', 6), ''), mapping.body ->> '$.UUID', '') as name,  -- name of its source
    mapping.scope,                                                               -- account id
    mapping.region,                                                              -- region
    '{}' as tags,                                                                -- always empty: the listing returns no tags
    mapping.observed_at,                                                         -- when it was read, UTC
    regexp_extract(mapping.target, '^((?:[^:]*:){6}[^:]*)', 1) as function_arn,  -- ARN of the function, without a qualifier
    split_part(mapping.target, ':', 8) as qualifier,                             -- version or alias that it invokes; empty for the function itself
    mapping.source_arn,                                                          -- ARN of the source; empty for brokers outside AWS
    split_part(mapping.source_arn, ':', 3) as source_service,                    -- such as sqs, kinesis, dynamodb, kafka; empty for brokers outside AWS
    split_part(mapping.source_arn, ':', 5) as source_account,                    -- account id of the source; empty for brokers outside AWS
    split_part(mapping.source_arn, ':', 5) not in ('', mapping.scope) and aws_account.id is null
        as has_foreign_source,                                                   -- the source is an account that was not scanned
    case
        when split_part(mapping.source_arn, ':', 5) in ('', mapping.scope) then []
        when aws_known_account.is_complete
            then list_filter([split_part(mapping.source_arn, ':', 5)], lambda a: not list_contains(aws_known_account.ids, a))
    end as unknown_accounts,                                                     -- its account, if that is neither scanned nor part of the same organization
    json_type(mapping.body, '$.SelfManagedEventSource') is not null as is_self_managed,  -- the source is a Kafka cluster outside AWS's own service
    coalesce(secured.kinds, []) as authentication,                               -- how it authenticates, and the certificate authority that it trusts, such as SASL_SCRAM_512_AUTH or SERVER_ROOT_CA_CERTIFICATE
    as_text((mapping.body -> '$.State'), 'Enabled') not in ('Disabled', 'Disabling', 'Deleting') as is_enabled,  -- Lambda reads the source
    as_number((mapping.body -> '$.BatchSize'), 0) as batch_size,        -- maximum number of records in one event; 0 where none is set
    as_text((mapping.body -> '$.DestinationConfig.OnFailure.Destination'), '') as failure_destination_arn,  -- where failed batches go; empty without one
    as_number((mapping.body -> '$.MaximumRetryAttempts'), -1) as retry_limit,  -- number of retries of a failed batch; -1 until the source deletes it
    as_text((mapping.body -> '$.KMSKeyArn'), '') as kms_key_arn                  -- customer managed key for its filter; empty for an AWS managed key
from mapping
cross join aws_known_account
left join secured on secured.id = mapping.id
left join aws_account on aws_account.id = split_part(mapping.source_arn, ':', 5)
