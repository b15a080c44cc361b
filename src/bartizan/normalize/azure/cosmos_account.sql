-- Cosmos DB accounts, one row per account.
select
    self.id,                                                                                -- ARM id, lower case
    coalesce(self.body ->> '$.name', '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    coalesce(self.body ->> '$.kind', '') as kind,                                           -- GlobalDocumentDB, MongoDB or Parse
    coalesce(self.body ->> '$.properties.publicNetworkAccess', 'Enabled') as public_network_access, -- Enabled, Disabled, or how else the service calls it; Enabled where it was never set
    len(coalesce(from_json(self.body -> '$.properties.ipRules', '["JSON"]'), [])) as ip_rule_count, -- addresses and ranges that are let in
    lower(coalesce(self.body ->> '$.properties.publicNetworkAccess', 'enabled')) in ('enabled', '')
    and len(coalesce(from_json(self.body -> '$.properties.ipRules', '["JSON"]'), [])) = 0
    and not coalesce(try_cast(self.body ->> '$.properties.isVirtualNetworkFilterEnabled' as boolean), false) as allows_any_ip, -- every address gets to its door
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '["JSON"]'), []),
        lambda c: lower(coalesce(c ->> '$.properties.privateLinkServiceConnectionState.status', 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    not coalesce(try_cast(self.body ->> '$.properties.disableLocalAuth' as boolean), false) as allows_keys, -- account keys open it
    coalesce(self.body ->> '$.properties.minimalTlsVersion', 'Tls12') as min_tls_version,   -- lowest TLS version: Tls, Tls11, Tls12
    self.observed_at                                                                        -- when it was read, UTC
from self
