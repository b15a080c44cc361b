-- Azure function apps, one row per app and one per deployment slot.
-- The parts that web_app.sql has, too, are the same text there.
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
),

login as (
    select
        id,
        outcome = 'ok' and coalesce(try_cast(body ->> '$.properties.platform.enabled' as boolean), false) as is_enabled,
        case
            when outcome = 'absent' then ''
            when not coalesce(try_cast(body ->> '$.properties.globalValidation.requireAuthentication' as boolean), true) then 'AllowAnonymous'
            else coalesce(body ->> '$.properties.globalValidation.unauthenticatedClientAction', '')
        end as unauthenticated_action,
        list_has_any(
            coalesce(from_json(body -> '$.properties.globalValidation.excludedPaths', '["VARCHAR"]'), []), ['/', '/*', '*']
        ) as excludes_everything,
        regexp_matches(
            coalesce(cast(body -> '$.properties.identityProviders' as varchar), ''), '"(clientId|appId|consumerKey)":"[^"]+"'
        ) as has_provider
    from auth where known(outcome)
),

principal as (
    select id, lower(body ->> '$.identity.principalId') as principal_id
    from self where coalesce(body ->> '$.identity.principalId', '') <> ''
    union all
    select assigned.id, lower(coalesce(assigned.principal_id, nullif(identity.principal_id, ''))) as principal_id
    from (
        select
            id,
            lower(entry.key) as identity_id,
            entry.value ->> '$.principalId' as principal_id
        from (select id, unnest(map_entries(from_json(body -> '$.identity.userAssignedIdentities', '"MAP(VARCHAR, JSON)"'))) as entry from self)
    ) as assigned
    left join azure_user_assigned_identity as identity on identity.id = assigned.identity_id
    left join listing
        on listing.kind = 'azure_user_assigned_identity' and listing.scope = split_part(assigned.identity_id, '/', 3)
    -- An identity that a whole listing does not have was deleted; it holds nothing.
    where coalesce(assigned.principal_id, nullif(identity.principal_id, '')) is not null or coalesce(listing.outcome, '') <> 'ok'
),

rbac as (
    -- Roles are held anywhere: an assignment that could not be read in any subscription may be this identity's.
    select coalesce(bool_and(outcome = 'ok'), false) as is_read from listing where kind = 'azure_role_assignment'
),

power as (
    select
        principal.id,
        list_sort(list_distinct(list(role.role_name || ' at ' || role.role_scope) filter (where role.is_privileged and role.is_broad))) as privileged,
        list_sort(list_distinct(list(role.role_name || ' at ' || role.role_scope) filter (where role.is_data_role and role.is_broad))) as broad_data,
        bool_and(principal.principal_id is not null and (role.id is null or role.is_privileged is not null)) as is_known
    from principal
    left join azure_role_assignment as role on role.principal_id = principal.principal_id
    group by principal.id
),

held as (
    select
        self.id,
        case
            when len(power.privileged) > 0 then power.privileged
            when power.id is null then cast([] as varchar[])
            when power.is_known and rbac.is_read then cast([] as varchar[])
        end as privileged,
        case
            when len(power.broad_data) > 0 then power.broad_data
            when power.id is null then cast([] as varchar[])
            when power.is_known and rbac.is_read then cast([] as varchar[])
        end as broad_data
    from self
    cross join rbac
    left join power on power.id = self.id
),

secret_setting as (
    select id, list_sort(list(entry.key || ': ' || (entry.value ->> '$.secret'))) as places
    from (
        select id, unnest(map_entries(from_json(body -> '$.properties', '"MAP(VARCHAR, JSON)"'))) as entry from settings where outcome = 'ok'
    )
    where coalesce(entry.value ->> '$.secret', '') <> ''
    group by id
),

secret_string as (
    select id, list_sort(list(entry.key || ': ' || (entry.value ->> '$.secret'))) as places
    from (
        select id, unnest(map_entries(from_json(body -> '$.properties', '"MAP(VARCHAR, JSON)"'))) as entry
        from connection_strings where outcome = 'ok'
    )
    where coalesce(entry.value ->> '$.secret', '') <> ''
    group by id
),

called as (
    select
        id,
        list_transform(
            list_filter(
                coalesce(from_json(
                    body -> '$.value',
                    '[{"name":"VARCHAR","properties":{"isDisabled":"BOOLEAN","config":{"bindings":[{"type":"VARCHAR","authLevel":"VARCHAR"}]}}}]'
                ), []),
                lambda f: not coalesce(f.properties.isDisabled, false)
                and len(list_filter(coalesce(f.properties.config.bindings, []), lambda b: lower(b.type) = 'httptrigger')) > 0
            ),
            lambda f: {
                'name': split_part(coalesce(f.name, ''), '/', -1),
                'level': lower(coalesce(nullif(list_filter(f.properties.config.bindings, lambda b: lower(b.type) = 'httptrigger')[1].authLevel, ''), 'function'))
            }
        ) as functions
    from functions where known(outcome)
),

stack as (
    -- The Linux or Windows stack; ARM's list holds it only sometimes, config/web always.
    select
        self.id,
        config.outcome = 'ok' as is_read,
        coalesce(
            nullif(lower(trim(config.body ->> '$.properties.linuxFxVersion')), ''),
            nullif(lower(trim(self.body ->> '$.properties.siteConfig.linuxFxVersion')), ''),
            nullif(lower(trim(config.body ->> '$.properties.windowsFxVersion')), ''),
            nullif(lower(trim(self.body ->> '$.properties.siteConfig.windowsFxVersion')), ''),
            lower(nullif(self.body ->> '$.properties.functionAppConfig.runtime.name', ''))
            || '|' || coalesce(self.body ->> '$.properties.functionAppConfig.runtime.version', ''),
            ''
        ) as fx,
        coalesce(config.body ->> '$.properties.javaVersion', '') as java,
        coalesce(config.body ->> '$.properties.nodeVersion', '') as node,
        coalesce(config.body ->> '$.properties.pythonVersion', '') as python,
        coalesce(config.body ->> '$.properties.powerShellVersion', '') as power_shell,
        ltrim(lower(coalesce(config.body ->> '$.properties.netFrameworkVersion', '')), 'v') as dotnet
    from self
    left join config on config.id = self.id
),

worker as (
    -- On Windows only the app's settings tell which language the host runs.
    select
        id,
        lower(coalesce(body ->> '$.properties.FUNCTIONS_WORKER_RUNTIME.value', '')) as language,
        coalesce(body ->> '$.properties.WEBSITE_NODE_DEFAULT_VERSION.value', '') as node
    from settings where outcome = 'ok'
),

runtime as (
    select
        stack.id,
        case
            when stack.fx <> '' then stack.fx
            when not stack.is_read then null
            when worker.language = 'node' then 'node|' || coalesce(nullif(worker.node, ''), stack.node)
            when worker.language = 'java' then 'java|' || stack.java
            when worker.language = 'powershell' then 'powershell|' || ltrim(stack.power_shell, '~')
            when worker.language in ('dotnet', 'dotnet-isolated') then worker.language || '|' || stack.dotnet
            when worker.language <> '' then worker.language || '|'
            when worker.language = '' then ''
        end as runtime
    from stack
    left join worker on worker.id = stack.id
),

language as (
    select
        runtime.id,
        case
            when runtime like 'node|%' then 'node|' || regexp_extract(runtime, '\|~?(\d+)', 1)
            when regexp_matches(runtime, '^(python|php|ruby)\|') then regexp_extract(runtime, '^(\w+\|\d+\.\d+)', 1)
            when runtime like 'powershell|%' then regexp_extract(runtime, '^(powershell\|\d+\.\d+)', 1)
            when runtime like 'dotnet%|%' then 'dotnet|' || regexp_extract(runtime, '\|(\d\d|[5-9]|[0-4]\.\d+)', 1)
            when regexp_matches(runtime, '^(java|tomcat|jbosseap)\|')
                then 'java|' || coalesce(
                    nullif(regexp_extract(runtime, '-j(?:ava|re|dk)(\d+)', 1), ''),
                    regexp_extract(runtime, '^java\|(?:1\.)?(\d+)', 1)
                )
            when runtime is not null then ''
        end as version
    from runtime
)

select
    self.id,                                                                                    -- ARM id, lower case
    coalesce(self.body ->> '$.name', '') as name,                                               -- name; app/slot for a slot
    self.scope,                                                                                 -- subscription id
    self.region,                                                                                -- location, such as westeurope
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                             -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                              -- resource group, lower case
    coalesce(self.body ->> '$.kind', self.body ->> '$.properties.kind', '') as kind,            -- ARM kind, a free string such as app,linux; empty if null
    list_sort(list_filter(list_transform(string_split(lower(coalesce(self.body ->> '$.kind', self.body ->> '$.properties.kind', '')), ','), lambda t: trim(t)), lambda t: t <> '')) as kind_tokens, -- parts of the kind, lower case, sorted
    runtime.runtime,                                                                            -- stack and version such as node|20-lts, docker|image; empty if none
    language.version as language_version,                                                       -- language and version that an end of life is known for by; empty for containers and others
    case when language.version is not null then coalesce(cast(azure_language_end_of_life.end_of_life as date), date '9999-12-31') end as language_end_of_life, -- day the language's support ends; year 9999 if none is known
    lower(coalesce(self.body ->> '$.properties.state', '')) as state,                           -- running or stopped; empty if Azure does not say
    contains(self.id, '/slots/') as is_slot,                                                    -- is a deployment slot
    regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1) as slot_of,                                -- ARM id of the slot's app; empty for an app
    lower(coalesce(self.body ->> '$.properties.serverFarmId', '')) as plan_id,                  -- ARM id of the App Service plan, lower case
    coalesce(self.body ->> '$.properties.sku', '') as sku,                                      -- tier of the plan, such as Dynamic, Standard, FlexConsumption
    coalesce(from_json(self.body -> '$.properties.hostNames', '["VARCHAR"]'), []) as host_names, -- host names that the app answers to
    coalesce(try_cast(self.body ->> '$.properties.httpsOnly' as boolean), false) as is_https_only, -- HTTP is redirected to HTTPS
    case when config.outcome = 'ok' then coalesce(config.body ->> '$.properties.minTlsVersion', '') end as min_tls_version, -- lowest TLS version that callers may use: 1.0 to 1.3
    case when config.outcome = 'ok' then coalesce(config.body ->> '$.properties.scmMinTlsVersion', '') end as scm_min_tls_version, -- lowest TLS version at the SCM site
    case when config.outcome = 'ok' then coalesce(config.body ->> '$.properties.ftpsState', '') end as ftps_state, -- AllAllowed, FtpsOnly or Disabled
    case when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.remoteDebuggingEnabled' as boolean), false) end as is_remote_debugging_enabled, -- a debugger may attach from outside
    case when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.http20Enabled' as boolean), false) end as is_http2_enabled, -- speaks HTTP/2
    case when config.outcome = 'ok' then coalesce(from_json(config.body -> '$.properties.cors.allowedOrigins', '["VARCHAR"]'), []) end as cors_origins, -- origins that browsers may call from
    case when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.cors.supportCredentials' as boolean), false) end as cors_allows_credentials, -- browsers may send credentials across origins
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
    case when not contains(self.id, '/slots/') then '' else app_exposure.exposure end as app_exposure, -- exposure of the app that the slot belongs to; empty for an app
    case
        when login.is_enabled and not (login.unauthenticated_action = 'AllowAnonymous' or login.excludes_everything) then 'identity'
        when login.id is null or called.id is null then null
        when len(called.functions) = 0 then 'no_endpoint'
        when len(list_filter(called.functions, lambda f: f.level = 'anonymous')) = len(called.functions) then 'none'
        when len(list_filter(called.functions, lambda f: f.level = 'anonymous')) = 0 then 'key'
        else 'mixed'
    end as authentication,                                                                      -- identity, key, mixed (some functions anonymous), none (all anonymous), no_endpoint (no HTTP trigger)
    login.is_enabled as is_auth_enabled,                                                        -- App Service authentication is on
    case when login.is_enabled then login.unauthenticated_action when login.id is not null then '' end as unauthenticated_action, -- what happens without a login; AllowAnonymous where none is required; empty while off
    case when login.id is not null then not login.is_enabled or login.unauthenticated_action = 'AllowAnonymous' or login.excludes_everything end as allows_anonymous, -- requests without a login reach the code
    case
        when not contains(self.id, '/slots/') then false
        when app_login.id is not null then not app_login.is_enabled or app_login.unauthenticated_action = 'AllowAnonymous' or app_login.excludes_everything
    end as app_allows_anonymous,                                                                -- the same of the app that the slot belongs to; false for an app
    login.is_enabled and login.has_provider as has_identity_provider,                           -- authentication is on and an identity provider is registered
    coalesce(try_cast(self.body ->> '$.properties.clientCertEnabled' as boolean), false) and lower(coalesce(self.body ->> '$.properties.clientCertMode', 'required')) = 'required' as is_client_cert_required, -- callers need a client certificate
    coalesce(nullif(self.body ->> '$.identity.type', 'None'), '') as identity_type,             -- SystemAssigned, UserAssigned, both, or empty for none
    list_sort(list_concat(
        list_transform(coalesce(json_keys(self.body -> '$.identity.userAssignedIdentities'), []), lambda k: lower(k)),
        case when coalesce(self.body ->> '$.identity.principalId', '') = '' then [] else [lower(self.body ->> '$.identity.principalId')] end
    )) as identity_ids,                                                                         -- ARM ids of its user-assigned identities and the principal id of its own
    (
        select case when count(*) = count(principal.principal_id) then list_sort(coalesce(list(distinct principal.principal_id), [])) end
        from principal where principal.id = self.id
    ) as principal_ids,                                                                         -- principal ids of all its identities
    held.privileged as privileged_role_names,                                                   -- 'Role at scope' of roles with full control, or that assign roles, on more than one resource; roles held through groups are not seen
    held.broad_data as broad_data_role_names,                                                   -- 'Role at scope' of roles that read data or secrets of more than one resource
    case when basic_auth_scm.outcome = 'ok' then try_cast(basic_auth_scm.body ->> '$.properties.allow' as boolean) end as allows_scm_basic_auth, -- SCM takes user name and password
    case when basic_auth_ftp.outcome = 'ok' then try_cast(basic_auth_ftp.body ->> '$.properties.allow' as boolean) end as allows_ftp_basic_auth, -- FTP takes user name and password
    list_transform(called.functions, lambda f: f.name) as http_function_names,                  -- enabled functions with an HTTP trigger
    len(called.functions) as http_function_count,                                               -- how many these are
    list_transform(list_filter(called.functions, lambda f: f.level = 'anonymous'), lambda f: f.name) as anonymous_function_names, -- those that anyone may call without a key
    list_transform(list_filter(called.functions, lambda f: f.level = 'admin'), lambda f: f.name) as admin_function_names, -- those that need the app's master key
    case when settings.outcome = 'ok' then list_sort(coalesce(json_keys(settings.body -> '$.properties'), [])) end as setting_names, -- names of the app settings
    case when settings.outcome = 'ok' then coalesce(secret_setting.places, cast([] as varchar[])) end as secret_kinds, -- 'NAME: kind' of each secret found in the app settings
    case when connection_strings.outcome = 'ok' then coalesce(secret_string.places, cast([] as varchar[])) end as connection_secret_kinds, -- 'NAME: kind' of each secret found in the connection strings
    case when settings.outcome = 'ok' then coalesce(settings.body ->> '$.properties.FUNCTIONS_EXTENSION_VERSION.value', '') end as host_version, -- version of the Functions host, such as ~4; empty if not set
    case when settings.outcome = 'ok' then
        case
            when (settings.body ->> '$.properties.AzureWebJobsStorage.secret') = 'azure_storage_key' then 'key'
            when (settings.body ->> '$.properties.AzureWebJobsStorage.form') = 'reference' then 'reference'
            when (settings.body -> '$.properties.AzureWebJobsStorage__accountName') is not null
                or (settings.body -> '$.properties.AzureWebJobsStorage__blobServiceUri') is not null then 'identity'
            when coalesce(settings.body ->> '$.properties.AzureWebJobsStorage.form', 'empty') = 'empty' then 'none'
            else 'other'
        end
    end as host_storage_login,                                                                  -- how the host reaches its storage: key, identity, reference (Key Vault), none, other
    case when settings.outcome = 'ok' then coalesce(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.url', '') end as package_url, -- where the code is fetched from, without its query; empty if not from a URL
    case when settings.outcome = 'ok' then
        case
            when coalesce(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.secret', '') <> 'sas_signature' then 0
            else coalesce(greatest(date_diff(
                'day', self.observed_at, try_cast(left(settings.body ->> '$.properties.WEBSITE_RUN_FROM_PACKAGE.expires', 10) as timestamp)
            ), 0), 36500)
        end
    end as package_sas_days,                                                                    -- days for which the package's shared access signature stays good; 0 without one, 36500 if it shows no end
    lower(coalesce(self.body ->> '$.properties.virtualNetworkSubnetId', '')) as vnet_subnet_id, -- subnet that outbound calls go through; empty if none
    coalesce(try_cast(self.body ->> '$.properties.lastModifiedTimeUtc' as timestamp), timestamp '1970-01-01') as last_modified, -- when the app last changed, UTC; 1970 if Azure does not say
    self.observed_at                                                                            -- when it was read, UTC
from self
left join config on config.id = self.id
left join basic_auth_scm on basic_auth_scm.id = self.id
left join basic_auth_ftp on basic_auth_ftp.id = self.id
left join settings on settings.id = self.id
left join connection_strings on connection_strings.id = self.id
left join secret_setting on secret_setting.id = self.id
left join secret_string on secret_string.id = self.id
left join network on network.id = self.id
left join access on access.id = self.id
left join exposure on exposure.id = self.id
left join login on login.id = self.id
left join held on held.id = self.id
left join runtime on runtime.id = self.id
left join language on language.id = self.id
left join called on called.id = self.id
left join exposure as app_exposure on app_exposure.id = regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1)
left join login as app_login on app_login.id = regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1)
left join azure_language_end_of_life on azure_language_end_of_life.runtime = language.version
