-- App Service plans, one row per plan: the machines that apps share.
select
    self.id,                                                                                -- ARM id, lower case
    coalesce(self.body ->> '$.name', '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    coalesce(self.body ->> '$.kind', '') as kind,                                           -- ARM kind, such as linux or functionapp
    coalesce(self.body ->> '$.sku.name', '') as sku,                                        -- size, such as P1v3 or Y1
    coalesce(self.body ->> '$.sku.tier', '') as tier,                                       -- tier, such as PremiumV3, Dynamic, Free
    coalesce(try_cast(self.body ->> '$.sku.capacity' as integer), 0) as capacity,           -- workers that the plan always has; 0 where Azure does not say
    coalesce(try_cast(self.body ->> '$.properties.zoneRedundant' as boolean), false) as is_zone_redundant, -- workers stand in several zones
    coalesce(try_cast(self.body ->> '$.properties.reserved' as boolean), false) as is_linux, -- workers run Linux
    coalesce(try_cast(self.body ->> '$.properties.numberOfSites' as integer), 0) as app_count, -- apps on the plan, slots not counted
    lower(coalesce(self.body ->> '$.properties.hostingEnvironmentProfile.id', '')) as environment_id, -- App Service Environment that holds it, lower case; empty if none
    self.observed_at                                                                        -- when it was read, UTC
from self
