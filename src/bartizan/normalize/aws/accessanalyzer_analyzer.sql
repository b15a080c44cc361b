-- Analyzers of IAM Access Analyzer, one row per analyzer.
select
    self.id,                                           -- analyzer ARN
    as_text((self.body -> '$.name'), null) as name,                    -- analyzer name
    self.scope,                                        -- account id
    self.region,                                       -- region
    as_object((self.body -> '$.tags')) as tags,  -- tags, a JSON object
    self.observed_at,                                  -- when it was read, UTC
    lower(as_text((self.body -> '$.type'), '')) as type,  -- account, organization, account_unused_access and so on
    lower(as_text((self.body -> '$.status'), '')) as state,  -- active, creating, disabled or failed
    as_text((self.body -> '$.type'), '') in ('ACCOUNT', 'ORGANIZATION')
        and as_text((self.body -> '$.status'), '') = 'ACTIVE' as watches_external_access,  -- it looks for resources that others can reach, and works
    as_text((self.body -> '$.lastResourceAnalyzedAt'), '') as last_analyzed_at,  -- when it last analyzed a resource, ISO 8601; empty for never
    case when findings.outcome = 'ok' then as_length((findings.body -> '$.findings')) end as finding_count  -- findings of external access, active or archived; null where it looks for none or they could not be read
from self
left join findings on findings.id = self.id
