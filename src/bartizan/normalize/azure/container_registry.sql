-- Container registries, one row per registry.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    as_text((self.body -> '$.sku.name'), '') as sku,                                        -- Basic, Standard or Premium
    lower(as_text((self.body -> '$.properties.loginServer'), '')) as login_server,          -- host name in the names of its images
    as_flag((self.body -> '$.properties.adminUserEnabled'), false) as has_admin_user, -- the admin user name and password can push every image
    as_flag((self.body -> '$.properties.anonymousPullEnabled'), false) as allows_anonymous_pull, -- anyone may pull
    as_text((self.body -> '$.properties.publicNetworkAccess'), 'Enabled') as public_network_access, -- Enabled, Disabled, or another value of the service; Enabled when unset
    lower(as_text((self.body -> '$.properties.publicNetworkAccess'), 'enabled')) in ('enabled', '')
    and lower(as_text((self.body -> '$.properties.networkRuleSet.defaultAction'), 'allow')) = 'allow' as allows_any_ip, -- reachable from any IP address
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '[{"properties":{"privateLinkServiceConnectionState":{"status":"VARCHAR"}}}]'), []),
        lambda c: lower(coalesce(c.properties.privateLinkServiceConnectionState.status, 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    self.observed_at                                                                        -- when it was read, UTC
from self
