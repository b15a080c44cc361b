-- Part of aws_dynamodb_table, aws_sqs_queue, aws_sns_topic, aws_events_bus, aws_secretsmanager_secret, aws_kms_key, aws_ecr_repository, aws_s3_bucket, aws_logs_resource_policy: the principals that a resource's own policy allows, one row per resource.
select
    document.id,                                       -- resource ARN
    len(access.public_actions) > 0 as is_open,         -- it allows public access: any principal, without a condition on the caller
    access.public_actions,                             -- actions that it allows the public, lower case, wildcards unexpanded
    access.open_actions,                               -- those of the actions that rules check, lower case
    access.unscoped_services,                          -- services allowed without a source condition (confused deputy)
    access.foreign_accounts,                           -- other allowed accounts, including those named in conditions
    document.document as text                          -- the policy, JSON; empty without one
from self
join aws_resource_document as document on document.id = self.id
left join aws_resource_access as access on access.id = document.id
