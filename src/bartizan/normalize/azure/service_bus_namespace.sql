-- Service Bus namespaces, one row per namespace.
select
    self.id,                                                                                -- ARM id, lower case
    coalesce(self.body ->> '$.name', '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    coalesce(self.body ->> '$.sku.name', '') as sku,                                        -- Basic, Standard or Premium
    coalesce(self.body ->> '$.properties.serviceBusEndpoint', '') as endpoint,              -- address
    coalesce(self.body ->> '$.properties.publicNetworkAccess', 'Enabled') as public_network_access, -- Enabled, Disabled, or how else the service calls it; Enabled where it was never set
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '["JSON"]'), []),
        lambda c: lower(coalesce(c ->> '$.properties.privateLinkServiceConnectionState.status', 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    not coalesce(try_cast(self.body ->> '$.properties.disableLocalAuth' as boolean), false) as allows_keys, -- shared access keys open it
    coalesce(self.body ->> '$.properties.minimumTlsVersion', '1.0') as min_tls_version,     -- lowest TLS version: 1.0 to 1.2
    coalesce(try_cast(self.body ->> '$.properties.zoneRedundant' as boolean), false) as is_zone_redundant, -- stands in several zones
    self.observed_at                                                                        -- when it was read, UTC
from self
