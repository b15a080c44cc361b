-- App Service plans, one row per plan: the machines that apps share.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    as_text((self.body -> '$.kind'), '') as kind,                                           -- ARM kind, such as linux or functionapp
    as_text((self.body -> '$.sku.name'), '') as sku,                                        -- size, such as P1v3 or Y1
    as_text((self.body -> '$.sku.tier'), '') as tier,                                       -- tier, such as PremiumV3, Dynamic, Free
    as_number((self.body -> '$.sku.capacity'), 0) as capacity,           -- workers that the plan always has; 0 where Azure does not say
    as_flag((self.body -> '$.properties.zoneRedundant'), false) as is_zone_redundant, -- workers are in several zones
    as_flag((self.body -> '$.properties.reserved'), false) as is_linux, -- workers run Linux
    as_number((self.body -> '$.properties.numberOfSites'), 0) as app_count, -- apps on the plan, slots not counted
    lower(as_text((self.body -> '$.properties.hostingEnvironmentProfile.id'), '')) as environment_id, -- App Service Environment that holds it, lower case; empty if none
    self.observed_at                                                                        -- when it was read, UTC
from self
