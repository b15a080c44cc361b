-- Logical servers of Azure SQL, one row per server.
select
    self.id,                                                                                -- ARM id, lower case
    coalesce(self.body ->> '$.name', '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    coalesce(self.body ->> '$.properties.fullyQualifiedDomainName', '') as host_name,       -- host name
    lower(coalesce(self.body ->> '$.properties.state', '')) as state,                       -- ready or what it is busy with
    coalesce(self.body ->> '$.properties.publicNetworkAccess', 'Enabled') as public_network_access, -- Enabled, Disabled, or how else the service calls it; Enabled where it was never set
    lower(coalesce(self.body ->> '$.properties.publicNetworkAccess', 'enabled')) in ('enabled', '') as allows_public_network, -- its firewall rules, which are not read, may let addresses in
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '["JSON"]'), []),
        lambda c: lower(coalesce(c ->> '$.properties.privateLinkServiceConnectionState.status', 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    coalesce(self.body ->> '$.properties.minimalTlsVersion', 'None') as min_tls_version,    -- lowest TLS version, such as 1.2; None where none is asked for
    coalesce(self.body ->> '$.properties.administrators.sid', '') <> '' as has_entra_administrator, -- an Entra principal administers it
    coalesce(try_cast(self.body ->> '$.properties.administrators.azureADOnlyAuthentication' as boolean), false) as is_entra_only, -- passwords do not open it
    self.observed_at                                                                        -- when it was read, UTC
from self
