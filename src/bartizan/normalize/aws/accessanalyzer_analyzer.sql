-- Analyzers of IAM Access Analyzer, one row per analyzer.
select
    self.id,                                           -- analyzer ARN
    self.body ->> '$.name' as name,                    -- analyzer name
    self.scope,                                        -- account id
    self.region,                                       -- region
    coalesce((self.body -> '$.tags')::varchar, '{}') as tags,  -- tags, a JSON object
    self.observed_at,                                  -- when it was read, UTC
    lower(coalesce(self.body ->> '$.type', '')) as type,  -- account, organization, account_unused_access and so on
    lower(coalesce(self.body ->> '$.status', '')) as state,  -- active, creating, disabled or failed
    coalesce(self.body ->> '$.type', '') in ('ACCOUNT', 'ORGANIZATION')
        and coalesce(self.body ->> '$.status', '') = 'ACTIVE' as watches_external_access,  -- it looks for resources that others can reach, and works
    coalesce(self.body ->> '$.lastResourceAnalyzedAt', '') as last_analyzed_at,  -- when it last looked at a resource, ISO 8601; empty for never
    case when findings.outcome = 'ok' then coalesce(json_array_length(findings.body -> '$.findings'), 0) end as finding_count  -- findings of external access, active or archived; null where it looks for none or they could not be read
from self
left join findings on findings.id = self.id
