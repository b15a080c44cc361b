-- Accounts of an organization, one row per account; known only if the management account was scanned.
select
    self.id,                                                            -- account ARN within the organization
    as_text((self.body -> '$.Name'), '') as name,                       -- account name
    self.scope,                                                         -- account id of the management account
    self.region,                                                        -- always empty
    null::varchar as tags,                                              -- never read
    self.observed_at,                                                   -- when it was read, UTC
    as_text((self.body -> '$.Id'), null) as account_id,                                 -- account id
    lower(coalesce(self.body ->> '$.State', self.body ->> '$.Status', '')) as state,  -- active, suspended, closed and so on
    list_filter(
        string_split(as_text((self.body -> '$.Paths[0]'), ''), '/'), lambda p: regexp_matches(p, '^(r|ou)-')
    ) as parents                                                        -- ids of the root and the units above it, from the top
from self
