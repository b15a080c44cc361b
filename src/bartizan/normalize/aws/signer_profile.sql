-- AWS Signer profiles for Lambda, one row per profile in its newest version.
select
    self.id,                                                          -- ARN of the profile's version
    coalesce(self.body ->> '$.profileName', '') as name,              -- profile name
    self.scope,                                                       -- account id
    self.region,                                                      -- region
    coalesce((self.body -> '$.tags')::varchar, '{}') as tags,         -- tags, a JSON object
    self.observed_at,                                                 -- when it was read, UTC
    lower(coalesce(self.body ->> '$.status', 'Active')) as status     -- active, canceled (signs no more) or revoked (what it signed is invalid)
from self
