-- Cosmos DB accounts, one row per account.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    as_text((self.body -> '$.kind'), '') as kind,                                           -- GlobalDocumentDB, MongoDB or Parse
    as_text((self.body -> '$.properties.publicNetworkAccess'), 'Enabled') as public_network_access, -- Enabled, Disabled, or another value of the service; Enabled when unset
    len(as_items((self.body -> '$.properties.ipRules'))) as ip_rule_count, -- allowed addresses and ranges
    lower(as_text((self.body -> '$.properties.publicNetworkAccess'), 'enabled')) in ('enabled', '')
    and len(as_items((self.body -> '$.properties.ipRules'))) = 0
    and not as_flag((self.body -> '$.properties.isVirtualNetworkFilterEnabled'), false) as allows_any_ip, -- reachable from any IP address
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '[{"properties":{"privateLinkServiceConnectionState":{"status":"VARCHAR"}}}]'), []),
        lambda c: lower(coalesce(c.properties.privateLinkServiceConnectionState.status, 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    not as_flag((self.body -> '$.properties.disableLocalAuth'), false) as allows_keys, -- account keys give access
    as_text((self.body -> '$.properties.minimalTlsVersion'), 'Tls12') as min_tls_version,   -- lowest TLS version: Tls, Tls11, Tls12
    case when known(data_roles.outcome) then list_transform(
        coalesce(from_json(data_roles.body -> '$.value', '[{"properties":{"principalId":"VARCHAR","roleDefinitionId":"VARCHAR","scope":"VARCHAR"}}]'), []),
        lambda r: lower(coalesce(r.properties.principalId, '')) || ' ' || lower(split_part(coalesce(r.properties.roleDefinitionId, ''), '/', -1))
    ) end as data_roles,                                                                    -- 'principal role' of each assignment of the account's own roles: object id, GUID of the role
    self.observed_at                                                                        -- when it was read, UTC
from self
left join data_roles on data_roles.id = self.id
