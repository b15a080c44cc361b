-- Logical servers of Azure SQL, one row per server.
with rule as (
    select
        id,
        unnest(coalesce(from_json(body -> '$.value', '[{"properties":{"startIpAddress":"VARCHAR","endIpAddress":"VARCHAR"}}]'), [])) as r
    from firewall_rules where outcome = 'ok'
),

span as (
    -- An address as the number that its four parts make.
    select
        id,
        r.properties.startIpAddress || '-' || r.properties.endIpAddress as name,
        try_cast(split_part(r.properties.startIpAddress, '.', 1) as bigint) * 16777216
        + try_cast(split_part(r.properties.startIpAddress, '.', 2) as bigint) * 65536
        + try_cast(split_part(r.properties.startIpAddress, '.', 3) as bigint) * 256
        + try_cast(split_part(r.properties.startIpAddress, '.', 4) as bigint) as first,
        try_cast(split_part(r.properties.endIpAddress, '.', 1) as bigint) * 16777216
        + try_cast(split_part(r.properties.endIpAddress, '.', 2) as bigint) * 65536
        + try_cast(split_part(r.properties.endIpAddress, '.', 3) as bigint) * 256
        + try_cast(split_part(r.properties.endIpAddress, '.', 4) as bigint) as last
    from rule
),

opened as (
    select
        id,
        list_sort(list(name)) as ranges,
        bool_or(first = 0 and last = 0) as allows_azure,
        -- The rule from 0.0.0.0 to 0.0.0.0 means all Azure services, not an address.
        case when count(*) = count(last - first) then cast(sum(case when last = 0 then 0 else last - first + 1 end) as bigint) end as address_count
    from span
    group by id
)

select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    as_text((self.body -> '$.properties.fullyQualifiedDomainName'), '') as host_name,       -- host name
    lower(as_text((self.body -> '$.properties.state'), '')) as state,                       -- ready or what it is busy with
    as_text((self.body -> '$.properties.publicNetworkAccess'), 'Enabled') as public_network_access, -- Enabled, Disabled, or another value of the service; Enabled when unset
    lower(as_text((self.body -> '$.properties.publicNetworkAccess'), 'enabled')) in ('enabled', '') as allows_public_network, -- reachable from the addresses in its firewall rules
    case when known(firewall_rules.outcome) then coalesce(opened.ranges, []) end as firewall_ranges, -- 'first-last' address of each firewall rule; in force while public network access is enabled
    case when known(firewall_rules.outcome) then
        case when opened.id is null then false else opened.allows_azure end
    end as allows_all_azure,                                                                -- a firewall rule allows all Azure services of any customer (0.0.0.0 to 0.0.0.0)
    case when known(firewall_rules.outcome) then
        case when opened.id is null then 0 else opened.address_count end
    end as firewall_address_count,                                                          -- number of addresses that its firewall rules allow, overlaps counted twice; 4294967296 means all
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '[{"properties":{"privateLinkServiceConnectionState":{"status":"VARCHAR"}}}]'), []),
        lambda c: lower(coalesce(c.properties.privateLinkServiceConnectionState.status, 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    as_text((self.body -> '$.properties.minimalTlsVersion'), 'None') as min_tls_version,    -- lowest TLS version, such as 1.2; None where none is required
    as_text((self.body -> '$.properties.administrators.sid'), '') <> '' as has_entra_administrator, -- an Entra principal administers it
    lower(as_text((self.body -> '$.properties.administrators.sid'), '')) as administrator_id, -- object id of the Entra principal that administers it; empty if none
    as_flag((self.body -> '$.properties.administrators.azureADOnlyAuthentication'), false) as is_entra_only, -- passwords do not give access
    self.observed_at                                                                        -- when it was read, UTC
from self
left join firewall_rules on firewall_rules.id = self.id
left join opened on opened.id = self.id
