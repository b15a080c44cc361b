-- Service Bus namespaces, one row per namespace.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    as_text((self.body -> '$.sku.name'), '') as sku,                                        -- Basic, Standard or Premium
    as_text((self.body -> '$.properties.serviceBusEndpoint'), '') as endpoint,              -- address
    as_text((self.body -> '$.properties.publicNetworkAccess'), 'Enabled') as public_network_access, -- Enabled, Disabled, or another value of the service; Enabled when unset
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '[{"properties":{"privateLinkServiceConnectionState":{"status":"VARCHAR"}}}]'), []),
        lambda c: lower(coalesce(c.properties.privateLinkServiceConnectionState.status, 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    not as_flag((self.body -> '$.properties.disableLocalAuth'), false) as allows_keys, -- shared access keys give access
    as_text((self.body -> '$.properties.minimumTlsVersion'), '1.0') as min_tls_version,     -- lowest TLS version: 1.0 to 1.2
    as_flag((self.body -> '$.properties.zoneRedundant'), false) as is_zone_redundant, -- is in several zones
    self.observed_at                                                                        -- when it was read, UTC
from self
