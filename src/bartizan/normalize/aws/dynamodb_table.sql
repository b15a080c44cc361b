-- DynamoDB tables, one row per table.
select
    self.id,                                   -- table ARN
    as_text((self.body -> '$.Name'), null) as name,            -- table name
    self.scope,                                -- account id
    self.region,                               -- region
    case
        when tags.outcome = 'ok' then as_tags((tags.body -> '$.Tags'))
        when tags.outcome = 'absent' then '{}'
    end as tags,                               -- tags, a JSON object
    self.observed_at,                          -- when it was read, UTC
    case when detail.outcome = 'ok' then lower(as_text((detail.body -> '$.Table.TableStatus'), '')) end as state,  -- creating, active, deleting and so on
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.Table.CreationDateTime'), '') end as created_at,  -- when it was created, ISO 8601
    case when detail.outcome = 'ok' then as_number((detail.body -> '$.Table.ItemCount'), 0) end as item_count,  -- items in it, as of the last six hours
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.Table.SSEDescription.KMSMasterKeyArn'), '') end as kms_key_arn,  -- KMS key that encrypts it; empty for a key of DynamoDB's own
    case when detail.outcome = 'ok' then as_flag((detail.body -> '$.Table.DeletionProtectionEnabled'), false) end as is_deletion_protected,  -- cannot be deleted by a single call
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.Table.LatestStreamArn'), '') end as stream_arn,  -- its stream of changes; empty without one
    aws_resource_policy.is_open as is_public,  -- its policy allows public access: any principal, without a condition on the caller
    aws_resource_policy.public_actions,        -- actions that its policy allows the public, lower case, wildcards unexpanded
    aws_resource_policy.unscoped_services,     -- services allowed without a source condition (confused deputy)
    aws_resource_policy.foreign_accounts,      -- other accounts that its policy allows
    aws_resource_policy.text as policy         -- its policy, JSON; empty without one
from self
left join detail on detail.id = self.id
left join tags on tags.id = self.id
left join aws_resource_policy on aws_resource_policy.id = self.id
