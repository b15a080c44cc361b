-- Part of azure_web_app, azure_function_app: who reaches each app over the network, one row per app.
with door as (
    -- What decides for the main site and for SCM: rules by priority, then the default action.
    select
        id,
        'main' as site,
        from_json(
            body -> '$.properties.ipSecurityRestrictions',
            '[{"priority":"BIGINT","action":"VARCHAR","ipAddress":"VARCHAR","tag":"VARCHAR","vnetSubnetResourceId":"VARCHAR","headers":"JSON"}]'
        ) as rules,
        lower(coalesce(body ->> '$.properties.ipSecurityRestrictionsDefaultAction', '')) as default_action
    from config where outcome = 'ok'
    union all
    select
        id,
        'scm' as site,
        from_json(
            body -> '$.properties.scmIpSecurityRestrictions',
            '[{"priority":"BIGINT","action":"VARCHAR","ipAddress":"VARCHAR","tag":"VARCHAR","vnetSubnetResourceId":"VARCHAR","headers":"JSON"}]'
        ) as rules,
        lower(coalesce(body ->> '$.properties.scmIpSecurityRestrictionsDefaultAction', '')) as default_action
    from config where outcome = 'ok'
),

judged_door as (
    -- The first rule for every address decides; one that asks for a certain Front Door is not for every caller.
    select
        id,
        site,
        list_sort(list_filter(coalesce(rules, []), lambda r: (
            lower(coalesce(r.ipAddress, '')) = 'any'
            or list_has_any(string_split(replace(coalesce(r.ipAddress, ''), ' ', ''), ','), ['0.0.0.0/0', '::/0'])
        ) and coalesce(r.vnetSubnetResourceId, '') = ''
        and not contains(lower(coalesce(cast(r.headers as varchar), '')), 'x-azure-fdid')))[1] as rule_for_any,
        len(coalesce(rules, [])) as rule_count,
        default_action,
        list_transform(
            list_filter(coalesce(rules, []), lambda r: lower(coalesce(r.action, 'allow')) = 'allow'
                and not contains(lower(coalesce(cast(r.headers as varchar), '')), 'x-azure-fdid')
                and ((lower(coalesce(r.tag, '')) = 'servicetag' and lower(coalesce(r.ipAddress, '')) = 'azurecloud')
                    or (coalesce(r.ipAddress, '') <> '10.0.0.0/8'
                        and not contains(r.ipAddress, ':') and try_cast(split_part(r.ipAddress, '/', 2) as integer) between 1 and 8)
                    or (contains(r.ipAddress, ':') and try_cast(split_part(r.ipAddress, '/', 2) as integer) between 1 and 16))),
            lambda r: r.ipAddress
        ) as broad_ranges
    from door
),

access as (
    select
        id,
        bool_or(site = 'main' and is_open) as is_main_open,
        bool_or(site = 'scm' and is_open) as is_scm_open,
        list_distinct(flatten(list(broad_ranges) filter (where site = 'main'))) as broad_ranges
    from (
        select
            id,
            site,
            broad_ranges,
            case
                when rule_for_any is not null then lower(coalesce(rule_for_any.action, 'allow')) = 'allow'
                when rule_count = 0 then default_action <> 'deny'
                else default_action = 'allow'
            end as is_open
        from judged_door
    )
    group by id
),

network as (
    select
        self.id,
        case
            when coalesce(self.body ->> '$.properties.publicNetworkAccess', '') <> '' then self.body ->> '$.properties.publicNetworkAccess'
            when config.outcome = 'ok' then coalesce(config.body ->> '$.properties.publicNetworkAccess', '')
        end as public_network_access,
        regexp_matches(
            coalesce(self.body ->> '$.properties.inboundIpAddress', ''), '^(10\.|192\.168\.|172\.(1[6-9]|2[0-9]|3[01])\.)'
        ) as has_private_address,
        case
            when (self.body -> '$.properties.privateEndpointConnections') is not null
                then len(list_filter(
                    from_json(self.body -> '$.properties.privateEndpointConnections', '["JSON"]'),
                    lambda c: lower(coalesce(c ->> '$.properties.privateLinkServiceConnectionState.status', 'approved')) = 'approved'
                ))
            when lower(coalesce(self.body ->> '$.properties.sku', '')) in ('dynamic', 'free', 'shared') then 0
            when detail.outcome = 'ok'
                then len(list_filter(
                    coalesce(from_json(detail.body -> '$.properties.privateEndpointConnections', '["JSON"]'), []),
                    lambda c: lower(coalesce(c ->> '$.properties.privateLinkServiceConnectionState.status', 'approved')) = 'approved'
                ))
        end as private_endpoint_count
    from self
    left join config on config.id = self.id
    left join detail on detail.id = self.id
),

exposure as (
    select
        network.id,
        case
            when network.has_private_address then 'private'
            when lower(network.public_network_access) = 'disabled' then 'private'
            when network.public_network_access = '' and network.private_endpoint_count > 0 then 'private'
            -- Left unset and with no private endpoint it is as good as enabled.
            when (network.public_network_access <> '' or network.private_endpoint_count = 0) and access.is_main_open then 'internet'
            when (network.public_network_access <> '' or network.private_endpoint_count = 0) and not access.is_main_open then 'restricted'
        end as exposure
    from network
    left join access on access.id = network.id
)

select
    self.id,                                                                                    -- ARM id, lower case
    network.public_network_access,                                                              -- Enabled, Disabled, or empty where it was never set
    case when config.outcome = 'ok' then coalesce(config.body ->> '$.properties.ipSecurityRestrictionsDefaultAction', '') end as ip_default_action, -- Allow, Deny, or empty where it was never set
    access.is_main_open as allows_any_ip,                                                       -- access rules let every address in
    access.broad_ranges as broad_ip_ranges,                                                     -- allowed ranges of IPv4 /8 or IPv6 /16 and wider, or the tag AzureCloud
    case
        when config.outcome = 'ok' and coalesce(try_cast(config.body ->> '$.properties.scmIpSecurityRestrictionsUseMain' as boolean), false) then access.is_main_open
        when config.outcome = 'ok' then access.is_scm_open
    end as scm_allows_any_ip,                                                                   -- access rules let every address reach the SCM (Kudu) site
    network.private_endpoint_count,                                                             -- approved private endpoints; null also where the answer could change nothing
    exposure.exposure,                                                                          -- internet (any address), restricted (some), private (none)
    case when not contains(self.id, '/slots/') then '' else app_exposure.exposure end as app_exposure -- exposure of the app that the slot belongs to; empty for an app
from self
left join config on config.id = self.id
left join network on network.id = self.id
left join access on access.id = self.id
left join exposure on exposure.id = self.id
left join exposure as app_exposure on app_exposure.id = regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1)
