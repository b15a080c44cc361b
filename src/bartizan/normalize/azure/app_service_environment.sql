-- App Service Environments, one row per environment.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    as_text((self.body -> '$.kind'), '') as kind,                                           -- ARM kind, such as ASEV3
    as_text((self.body -> '$.properties.status'), '') as status,                            -- Ready, or what it is busy with
    contains(lower(nullif(as_text((self.body -> '$.properties.internalLoadBalancingMode'), null), '')), 'web') as is_internal, -- its apps have private addresses only; null where it does not say
    lower(as_text((self.body -> '$.properties.virtualNetwork.id'), '')) as subnet_id,       -- subnet that it is in, lower case
    as_flag((self.body -> '$.properties.zoneRedundant'), false) as is_zone_redundant, -- its machines are in several zones
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.clusterSettings', '[{"name":"VARCHAR","value":"VARCHAR"}]'), []),
        lambda s: lower(s.name) = 'internalencryption' and lower(s.value) = 'true'
    )) > 0 as is_internally_encrypted,                                                      -- traffic between its own machines is encrypted
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.clusterSettings', '[{"name":"VARCHAR","value":"VARCHAR"}]'), []),
        lambda s: lower(s.name) = 'disabletls1.0' and s.value = '1'
    )) > 0 as is_tls10_disabled,                                                            -- TLS 1.0 and 1.1 are turned off for all of its apps
    self.observed_at                                                                        -- when it was read, UTC
from self
