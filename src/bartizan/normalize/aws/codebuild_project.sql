-- CodeBuild projects, one row per project.
select
    self.id,                                         -- project ARN
    as_text((self.body -> '$.Name'), null) as name,  -- name
    self.scope,                                      -- account id
    self.region,                                     -- region
    case when detail.outcome = 'ok' then as_tags((detail.body -> '$.projects[0].tags'), 'key', 'value') end as tags,  -- tags, a JSON object
    self.observed_at,                                -- when it was read, UTC
    case when detail.outcome = 'ok' then as_text((detail.body -> '$.projects[0].serviceRole'), '') end as role_arn  -- role that its builds run as
from self
left join detail on detail.id = self.id
