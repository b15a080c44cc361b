-- Azure management groups, one row per group that the credentials see.
select
    self.id,                                                                                     -- ARM id, lower case
    coalesce(nullif(as_text((self.body -> '$.properties.displayName'), null), ''), as_text((self.body -> '$.name'), null), '') as name, -- display name
    self.scope,                                                                                  -- subscription whose collection listed it
    self.region,                                                                                 -- empty: a management group has no place
    '{}' as tags,                                                                                -- empty: management groups carry no tags
    case when (self.body -> '$.properties.details') is not null then lower(as_text((self.body -> '$.properties.details.parent.id'), '')) end as parent_id, -- ARM id of the group above, lower case; empty for the tenant's root
    self.observed_at                                                                             -- when it was read, UTC
from self
qualify row_number() over (partition by self.id order by self.scope) = 1
