-- Part of aws_dynamodb_table, aws_sqs_queue, aws_sns_topic, aws_events_bus, aws_secretsmanager_secret, aws_kms_key, aws_ecr_repository, aws_s3_bucket, aws_logs_resource_policy: whom a resource's own policy lets in, one row per resource.
select
    document.id,                                       -- resource ARN
    len(access.public_actions) > 0 as is_open,         -- it lets in strangers: any principal, without a condition on who or what calls
    access.public_actions,                             -- actions that it allows strangers, lower case, wildcards as they stand
    access.open_actions,                               -- the actions among those that rules ask for, lower case
    access.unscoped_services,                          -- services that it lets in whoever they act for
    access.foreign_accounts,                           -- other accounts that it lets in, those that conditions name among them
    document.document as text                          -- the policy, JSON; empty without one
from self
join aws_resource_document as document on document.id = self.id
left join aws_resource_access as access on access.id = document.id
