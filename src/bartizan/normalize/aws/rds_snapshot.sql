-- Manual RDS snapshots, one row per snapshot.
with shared as (
    select
        attributes.id,
        list_sort(flatten(list(as_texts((a.value -> '$.AttributeValues'))))) as accounts
    from attributes, json_each(attributes.body -> '$.DBSnapshotAttributesResult.DBSnapshotAttributes') as a
    where a.value ->> '$.AttributeName' = 'restore'
    group by attributes.id
)
select
    self.id,                                                           -- snapshot ARN
    as_text((self.body -> '$.DBSnapshotIdentifier'), null) as name,                    -- snapshot name
    self.scope,                                                        -- account id
    self.region,                                                       -- region
    as_tags((self.body -> '$.TagList')) as tags,                                                         -- tags, a JSON object
    self.observed_at,                                                  -- when it was read, UTC
    as_text((self.body -> '$.DBInstanceIdentifier'), '') as instance_name,  -- instance that it was taken from
    as_text((self.body -> '$.SnapshotCreateTime'), '') as created_at,  -- when it was created, ISO 8601
    as_flag((self.body -> '$.Encrypted'), false) as is_encrypted,  -- it is encrypted; only others can be public
    as_text((self.body -> '$.KmsKeyId'), '') as kms_key_arn,           -- KMS key that encrypts it; empty without encryption
    case when attributes.outcome = 'ok' then coalesce(list_contains(shared.accounts, 'all'), false) end as is_public,  -- any AWS account can restore it
    case when attributes.outcome = 'ok' then coalesce(list_filter(shared.accounts, lambda a: a <> 'all'), []) end as foreign_accounts  -- other accounts that can restore it
from self
left join attributes on attributes.id = self.id
left join shared on shared.id = self.id
