-- Container registries, one row per registry.
select
    self.id,                                                                                -- ARM id, lower case
    coalesce(self.body ->> '$.name', '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    coalesce(self.body ->> '$.sku.name', '') as sku,                                        -- Basic, Standard or Premium
    lower(coalesce(self.body ->> '$.properties.loginServer', '')) as login_server,          -- host name in the names of its images
    coalesce(try_cast(self.body ->> '$.properties.adminUserEnabled' as boolean), false) as has_admin_user, -- one user name and password may push every image
    coalesce(try_cast(self.body ->> '$.properties.anonymousPullEnabled' as boolean), false) as allows_anonymous_pull, -- everybody may pull
    coalesce(self.body ->> '$.properties.publicNetworkAccess', 'Enabled') as public_network_access, -- Enabled, Disabled, or how else the service calls it; Enabled where it was never set
    lower(coalesce(self.body ->> '$.properties.publicNetworkAccess', 'enabled')) in ('enabled', '')
    and lower(coalesce(self.body ->> '$.properties.networkRuleSet.defaultAction', 'allow')) = 'allow' as allows_any_ip, -- every address gets to its door
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '["JSON"]'), []),
        lambda c: lower(coalesce(c ->> '$.properties.privateLinkServiceConnectionState.status', 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    self.observed_at                                                                        -- when it was read, UTC
from self
