-- SageMaker's notebook instances, one row per notebook instance.
select
    self.id,                                                         -- notebook instance ARN
    as_text((self.body -> '$.NotebookInstanceName'), null) as name,  -- name
    self.scope,                                                      -- account id
    self.region,                                                     -- region
    null::varchar as tags,                                           -- never read: they would cost one call each
    self.observed_at,                                                -- when it was read, UTC
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.RoleArn'), '') end as role_arn  -- role that who opens it has
from self
left join detail on detail.id = self.id
