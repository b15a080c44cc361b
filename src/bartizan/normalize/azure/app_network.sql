-- Part of azure_web_app, azure_function_app: the network exposure of each app, one row per app.
with network as (
    select
        self.id,
        case
            when as_text((self.body -> '$.properties.publicNetworkAccess'), '') <> '' then as_text((self.body -> '$.properties.publicNetworkAccess'), null)
            when config.outcome = 'ok' then as_text((config.body -> '$.properties.publicNetworkAccess'), '')
        end as public_network_access,
        -- An internal App Service Environment gives private addresses; without an address it has to say so itself.
        case
            when as_text((self.body -> '$.properties.inboundIpAddress'), '') <> '' then regexp_matches(
                as_text((self.body -> '$.properties.inboundIpAddress'), null), '^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.|f[cd][0-9a-f]{2}:)'
            )
            when as_text((self.body -> '$.properties.hostingEnvironmentProfile.id'), '') = '' then false
            else environment.is_internal
        end as has_private_address,
        case
            when (self.body -> '$.properties.privateEndpointConnections') is not null
                then len(list_filter(
                    coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '[{"properties":{"privateLinkServiceConnectionState":{"status":"VARCHAR"}}}]'), []),
                    lambda c: lower(coalesce(c.properties.privateLinkServiceConnectionState.status, 'approved')) = 'approved'
                ))
            when lower(as_text((self.body -> '$.properties.sku'), '')) in ('dynamic', 'free', 'shared') then 0
            when detail.outcome = 'ok'
                then len(list_filter(
                    coalesce(from_json(detail.body -> '$.properties.privateEndpointConnections', '[{"properties":{"privateLinkServiceConnectionState":{"status":"VARCHAR"}}}]'), []),
                    lambda c: lower(coalesce(c.properties.privateLinkServiceConnectionState.status, 'approved')) = 'approved'
                ))
        end as private_endpoint_count
    from self
    left join config on config.id = self.id
    left join detail on detail.id = self.id
    left join azure_app_service_environment as environment
        on environment.id = lower(as_text((self.body -> '$.properties.hostingEnvironmentProfile.id'), null))
),

exposure as (
    select
        network.id,
        case
            when network.has_private_address then 'private'
            when lower(network.public_network_access) = 'disabled' then 'private'
            when network.public_network_access = '' and network.private_endpoint_count > 0 then 'private'
            when network.has_private_address is null then null
            -- When unset and without a private endpoint, it is effectively enabled.
            when (network.public_network_access <> '' or network.private_endpoint_count = 0) and access.is_main_open then 'internet'
            when (network.public_network_access <> '' or network.private_endpoint_count = 0) and not access.is_main_open then 'restricted'
        end as exposure
    from network
    left join azure_app_access as access on access.id = network.id
)

select
    self.id,                                                                                    -- ARM id, lower case
    network.public_network_access,                                                              -- Enabled, Disabled, or empty when unset
    case when config.outcome = 'ok' then as_text((config.body -> '$.properties.ipSecurityRestrictionsDefaultAction'), '') end as ip_default_action, -- Allow, Deny, or empty when unset
    access.is_main_open as allows_any_ip,                                                       -- access rules allow every address, or nearly every
    access.broad_ranges as broad_ip_ranges,                                                     -- ranges of IPv4 /8 or IPv6 /16 or wider that are allowed by one or several rules, and tags of services that any customer sends from
    case
        when config.outcome = 'ok' and as_flag((config.body -> '$.properties.scmIpSecurityRestrictionsUseMain'), false) then access.is_main_open
        when config.outcome = 'ok' and not as_flag((config.body -> '$.properties.scmIpSecurityRestrictionsUseMain'), false) then access.is_scm_open
    end as scm_allows_any_ip,                                                                   -- access rules allow every address to reach the SCM (Kudu) site
    network.private_endpoint_count,                                                             -- approved private endpoints; null also where the answer could change nothing
    exposure.exposure,                                                                          -- internet (any address), restricted (some), private (none)
    case when not contains(self.id, '/slots/') then '' else app_exposure.exposure end as app_exposure -- exposure of the app that the slot belongs to; empty for an app
from self
left join config on config.id = self.id
left join network on network.id = self.id
left join azure_app_access as access on access.id = self.id
left join exposure on exposure.id = self.id
left join exposure as app_exposure on app_exposure.id = regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1)
