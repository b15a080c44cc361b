-- Part of aws_lambda_function, aws_lambda_version, aws_lambda_alias, aws_lambda_layer_version, aws_dynamodb_table, aws_sqs_queue, aws_sns_topic, aws_events_bus, aws_secretsmanager_secret, aws_kms_key, aws_ecr_repository, aws_s3_bucket, aws_apigateway_rest_api, aws_logs_resource_policy: the policy of each resource as configured, one row per resource.
with asked as (
    -- Each service keeps the policy at a place of its own; a bus, an API and a log policy have it in the listing.
    select
        self.id,
        self.scope,
        self.region,
        self.observed_at,
        case split_part(self.id, ':', 3)
            when 'events' then 'ok'
            when 'apigateway' then 'ok'
            when 'logs' then 'ok'
            when 'sqs' then attributes.outcome
            when 'sns' then attributes.outcome
            else policy.outcome
        end as outcome,
        coalesce(
            policy.body -> '$.Policy', policy.body -> '$.ResourcePolicy', policy.body -> '$.policyText',
            attributes.body -> '$.Attributes.Policy', self.body -> '$.Policy', self.body -> '$.policy',
            self.body -> '$.policyDocument'
        ) as document
    from self
    left join policy on policy.id = self.id
    left join attributes on attributes.id = self.id
)
select
    id,                                                              -- resource ARN
    scope,                                                           -- account id
    region,                                                          -- region
    observed_at,                                                     -- when it was read, UTC
    case
        when outcome = 'absent' then ''
        when outcome = 'ok' then case
            when json_type(document) = 'OBJECT' then document::varchar
            when is_none(document) or document ->> '$' = '' then ''
        end
    end as document                                                  -- the policy, JSON; empty without one, null where it could not be read or is none
from asked
