-- Azure function apps, one row per app and one per deployment slot.
with login as (
    -- An excluded path exposes nothing where no function answers on it.
    select
        self.id,
        case when own.allows_anonymous or len(own.excluded_paths) = 0 then own.allows_anonymous when len(own.excluded_paths) > 0 then len(called.reachable_function_names) > 0 end as allows_anonymous,
        case
            when not contains(self.id, '/slots/') then false
            when app.allows_anonymous or len(app.excluded_paths) = 0 then app.allows_anonymous
            when len(app.excluded_paths) > 0 then len(app_called.reachable_function_names) > 0
        end as app_allows_anonymous
    from self
    left join azure_app_login as own on own.id = self.id
    left join azure_app_function as called on called.id = self.id
    left join azure_app_login as app on app.id = regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1)
    left join azure_app_function as app_called on app_called.id = app.id
),

worker as (
    -- On Windows only the app's settings show which language the host runs.
    select
        id,
        lower(as_text((body -> '$.properties.FUNCTIONS_WORKER_RUNTIME.value'), '')) as language,
        as_text((body -> '$.properties.WEBSITE_NODE_DEFAULT_VERSION.value'), '') as node
    from settings where outcome = 'ok'
),

hosted as (
    select
        stack.id,
        stack.is_read,
        stack.fx,
        worker.language,
        worker.node,
        list_filter(
            stack.stacks,
            lambda s: s.source = case when stack.fx <> '' then 'fx' else split_part(worker.language, '-isolated', 1) end
        )[1] as stated
    from azure_app_stack as stack
    left join worker on worker.id = stack.id
),

runtime as (
    select
        id,
        case
            when fx <> '' then fx
            when not is_read then null
            when language = 'node' and node <> '' then 'node|' || node
            when language = 'dotnet-isolated' then replace(stated.runtime, 'dotnet|', 'dotnet-isolated|')
            when language in ('node', 'java', 'powershell', 'dotnet') then stated.runtime
            when language <> '' then language || '|'
            when language = '' then ''
        end as runtime,
        case
            when fx <> '' then stated.version
            when not is_read then null
            when language = 'node' and node <> '' then 'node|' || regexp_extract(node, '^~?(\d+)', 1)
            when language in ('node', 'java', 'powershell', 'dotnet', 'dotnet-isolated') then stated.version
            when language is not null then ''
        end as language_version
    from hosted
)

select
    self.id,                                                                                    -- ARM id, lower case
    azure_app_site.name,                                                                        -- name; app/slot for a slot
    self.scope,                                                                                 -- subscription id
    self.region,                                                                                -- location, such as westeurope
    azure_app_site.tags,                                                                        -- tags as a JSON object
    azure_app_site.resource_group,                                                              -- resource group, lower case
    azure_app_site.kind,                                                                        -- ARM kind, a string such as app,linux; empty if null
    azure_app_site.kind_tokens,                                                                 -- parts of the kind, lower case, sorted
    runtime.runtime,                                                                            -- stack and version such as node|20-lts, docker|image; empty if none
    runtime.language_version,                                                                   -- language version in the form of the end-of-life data; empty for containers and others
    case when runtime.language_version is not null then coalesce(cast(azure_language_end_of_life.end_of_life as date), date '9999-12-31') end as language_end_of_life, -- day the language's support ends; year 9999 if none is known
    azure_app_site.state,                                                                       -- running or stopped; empty if Azure does not say
    azure_app_site.is_slot,                                                                     -- is a deployment slot
    azure_app_site.slot_of,                                                                     -- ARM id of the slot's app; empty for an app
    azure_app_site.plan_id,                                                                     -- ARM id of the App Service plan, lower case
    azure_app_site.sku,                                                                         -- tier of the plan, such as Dynamic, Standard, FlexConsumption
    azure_app_site.host_names,                                                                  -- host names that the app answers to
    azure_app_site.is_https_only,                                                               -- HTTP is redirected to HTTPS
    azure_app_protocol.min_tls_version,                                                         -- lowest TLS version that callers may use: 1.0 to 1.3
    azure_app_protocol.scm_min_tls_version,                                                     -- lowest TLS version at the SCM site
    azure_app_protocol.ftps_state,                                                              -- AllAllowed, FtpsOnly or Disabled
    azure_app_protocol.is_remote_debugging_enabled,                                             -- remote debugging is enabled
    azure_app_protocol.is_http2_enabled,                                                        -- HTTP/2 is enabled
    azure_app_protocol.cors_origins,                                                            -- origins that browsers may call from
    azure_app_protocol.cors_allows_credentials,                                                 -- browsers may send credentials across origins
    azure_app_network.public_network_access,                                                    -- Enabled, Disabled, or empty when unset
    azure_app_network.ip_default_action,                                                        -- Allow, Deny, or empty when unset
    azure_app_network.allows_any_ip,                                                            -- access rules allow every address, or nearly every
    azure_app_network.broad_ip_ranges,                                                          -- ranges of IPv4 /8 or IPv6 /16 or wider that are allowed by one or several rules, and tags of services that any customer sends from
    azure_app_network.scm_allows_any_ip,                                                        -- access rules allow every address to reach the SCM (Kudu) site
    azure_app_network.private_endpoint_count,                                                   -- approved private endpoints; null also where the answer could change nothing
    azure_app_network.exposure,                                                                 -- internet (any address), restricted (some), private (none)
    azure_app_network.app_exposure,                                                             -- exposure of the app that the slot belongs to; empty for an app
    case
        when not login.allows_anonymous then 'identity'
        when called.http_function_count = 0 then case when login.allows_anonymous then 'no_endpoint' end
        when len(called.open_function_names) = called.http_function_count then 'none'
        when len(called.open_function_names) > 0 and (len(called.reachable_function_names) > len(called.open_function_names) or len(called.reachable_function_names) < called.http_function_count) then 'mixed'
        when len(called.open_function_names) = 0 and len(called.reachable_function_names) > 0 and called.http_function_count is not null then 'key'
    end as authentication,                                                                      -- identity, key, mixed (some functions anonymous), none (all anonymous), no_endpoint (no HTTP trigger)
    azure_app_login.is_auth_enabled,                                                            -- App Service authentication is on
    azure_app_login.unauthenticated_action,                                                     -- what happens to unauthenticated requests; AllowAnonymous where they are allowed; empty while off
    login.allows_anonymous,                                                                     -- unauthenticated requests reach the code
    login.app_allows_anonymous,                                                                 -- the same of the app that the slot belongs to; false for an app
    azure_app_login.has_identity_provider,                                                      -- authentication is on and an identity provider is registered
    case when not azure_app_site.is_client_cert_required or called.is_client_cert_spared then false else azure_app_site.is_client_cert_required and not called.is_client_cert_spared end as is_client_cert_required, -- callers of every function need a client certificate
    azure_app_site.identity_type,                                                               -- SystemAssigned, UserAssigned, both, or empty for none
    azure_app_site.identity_ids,                                                                -- ARM ids of its user-assigned identities and the principal id of its own
    azure_app_identity.principal_ids,                                                           -- principal ids of all its identities
    azure_app_identity.privileged_role_names,                                                   -- 'Role at scope' of roles with full control, or that assign roles, on more than one resource; assigned to it directly or, where there is none, through its groups
    azure_app_identity.tenant_wide_role_names,                                                  -- those of them that apply to the whole tenant
    azure_app_identity.broad_data_role_names,                                                   -- 'Role at scope' of roles that read data or secrets of more than one resource, or the keys to them; assigned to it directly or, where there is none, through its groups
    azure_app_identity.escalation_role_names,                                                   -- 'Role at scope: actions' of roles short of full control with which it gains the permissions of other identities; assigned to it directly or, where there is none, through its groups
    azure_app_identity.controls_directory,                                                      -- one of its identities has a Microsoft Entra role, or an app role of Microsoft Graph, that leads to control of the Entra tenant
    azure_app_identity.directory_roles,                                                         -- names of those roles
    azure_app_identity.effective_escalations,                                                   -- 'ability at scope' of each way in which it gains the permissions of other identities, such as assign_roles, after denials and without those under a condition
    azure_app_identity.data_access,                                                             -- 'data at scope' of each kind of data that it reads, such as blobs or secrets, after denials and without those under a condition
    azure_app_identity.broadest_scope,                                                          -- broadest scope at which it has any role: root, management_group, subscription, resource_group, resource; empty for none
    azure_app_protocol.allows_scm_basic_auth,                                                   -- SCM takes user name and password
    azure_app_protocol.allows_ftp_basic_auth,                                                   -- FTP takes user name and password
    called.http_function_names,                                                                 -- enabled functions with an HTTP trigger
    called.http_function_count,                                                                 -- number of these functions; null where the trigger of one of the app's functions is unknown
    called.anonymous_function_names,                                                            -- those that require no key
    called.admin_function_names,                                                                -- those that need the app's master key
    called.reachable_function_names,                                                            -- those that unauthenticated requests reach: authentication is off, not required, or excludes their path
    called.open_function_names,                                                                 -- those that require neither a key nor a login
    azure_app_settings.setting_names,                                                           -- names of the app settings
    azure_app_settings.secret_kinds,                                                            -- 'NAME: kind' of each secret found in the app settings
    azure_app_settings.connection_secret_kinds,                                                 -- 'NAME: kind' of each secret found in the connection strings
    azure_app_settings.secret_hosts,                                                            -- hosts and storage accounts that those secrets are for, where a secret says so
    case when settings.outcome = 'ok' then as_text((settings.body -> '$.properties.FUNCTIONS_EXTENSION_VERSION.value'), '') end as host_version, -- version of the Functions host, such as ~4; empty if not set
    case when settings.outcome = 'ok' then
        case
            when as_text((settings.body -> '$.properties.AzureWebJobsStorage.secret'), null) = 'azure_storage_key' then 'key'
            when as_text((settings.body -> '$.properties.AzureWebJobsStorage.form'), null) = 'reference' then 'reference'
            when (settings.body -> '$.properties.AzureWebJobsStorage__accountName') is not null
                or (settings.body -> '$.properties.AzureWebJobsStorage__blobServiceUri') is not null then 'identity'
            when as_text((settings.body -> '$.properties.AzureWebJobsStorage.form'), 'empty') = 'empty' then 'none'
            else 'other'
        end
    end as host_storage_login,                                                                  -- how the host reaches its storage: key, identity, reference (Key Vault), none, other
    azure_app_settings.package_url,                                                             -- where the code is fetched from, without its query; empty if not from a URL
    azure_app_settings.package_sas_days,                                                        -- days for which the package's shared access signature is valid; 0 without one, 36500 without an expiry
    azure_app_code.code_status,                                                                 -- assessed, ineligible or off; null where the package could not be read
    azure_app_code.code_reason,                                                                 -- why the code was not assessed, such as container_image; empty where it was
    azure_app_code.code_digest,                                                                 -- hash of the package as it was read; empty where it was not
    azure_app_code.package_count,                                                               -- third-party packages in its code
    azure_app_code.severe_packages,                                                             -- packages with critical or high vulnerabilities, each as name version: advisory (severity), fix
    azure_app_code.lesser_packages,                                                             -- packages with other vulnerabilities
    azure_app_code.exploited_packages,                                                          -- packages with vulnerabilities that are known to be exploited, or likely to be exploited remotely
    azure_app_code.malicious_packages,                                                          -- packages that an advisory calls malicious
    azure_app_code.code_secrets,                                                                -- secrets in files of the package, each as kind in path:line
    azure_app_site.vnet_subnet_id,                                                              -- subnet that outbound calls go through; empty if none
    azure_app_site.last_modified,                                                               -- when the app last changed, UTC; 1970 if Azure does not say
    azure_app_host.plan_sku,                                                                    -- size of the plan, such as P1v3 or Y1; empty without a plan
    azure_app_host.is_zone_redundant,                                                           -- its plan's workers are in several zones
    azure_app_host.scale_limit,                                                                 -- maximum number of instances; 0 without a limit
    azure_app_host.container_images,                                                            -- images that it runs; none for code; null where one of them is not known
    azure_app_host.pulls_with_identity,                                                         -- images are pulled with its managed identity
    azure_app_host.pulls_with_password,                                                         -- a registry's user name and password pull its images
    azure_app_host.routes_all_through_vnet,                                                     -- all calls of its code go through its virtual network
    azure_app_host.routes_platform_through_vnet,                                                -- image pulls and its content share go through its virtual network
    azure_app_name.custom_host_names,                                                           -- host names of the customer's own domains
    azure_app_name.host_names_without_tls,                                                      -- those of them that have no certificate bound
    azure_app_name.certificate_days,                                                            -- days until the first of their certificates ends, negative once it has; 36500 without one
    azure_app_log.log_categories,                                                               -- categories, and groups such as allLogs, of resource logs that a diagnostic setting exports
    azure_app_log.is_http_logging_enabled,                                                      -- the web server's log is kept on the app itself
    azure_app_reference.package_form,                                                           -- the app runs from a package: local (on its own share), url, reference, text; empty if it does not
    azure_app_reference.storage_account_names,                                                  -- storage accounts that hold its code, keys or state; null where a reference hides one of them
    azure_app_reference.vault_names,                                                            -- key vaults that its settings refer to
    azure_app_reference.broken_references,                                                      -- 'NAME: status' of each setting whose reference to a Key Vault secret could not be resolved
    azure_app_backing.storage_account_ids,                                                      -- ARM ids of the storage accounts that hold its code, keys or state; null where one of them was not seen
    azure_app_backing.storage_allows_public_blobs,                                              -- one of those accounts allows public containers
    azure_app_backing.storage_allows_any_ip,                                                    -- one of those accounts is reachable from any IP address
    azure_app_backing.storage_allows_shared_key,                                                -- one of those accounts allows shared key access
    azure_app_backing.vault_ids,                                                                -- ARM ids of the key vaults that its settings refer to; null where one of them was not seen
    azure_app_backing.vault_allows_any_ip,                                                      -- one of those vaults is reachable from any IP address
    azure_app_host.daily_quota_gb_seconds,                                                      -- daily memory-time quota after which it stops, GB seconds; 0 for no limit
    azure_app_reference.deployment_container,                                                   -- blob container that a Flex Consumption app's code comes from; empty for any other
    azure_app_reference.deployment_login,                                                       -- how that container is opened: systemassignedidentity, userassignedidentity, storageaccountconnectionstring
    azure_app_site.is_end_to_end_encrypted,                                                     -- end-to-end TLS encryption is enabled
    azure_app_site.is_ssh_enabled,                                                              -- SSH access to the container is enabled; on by default
    azure_app_site.reusable_host_names,                                                         -- host names under azurewebsites.net that anyone may claim once the app is deleted
    azure_app_protocol.weak_cors_origins,                                                       -- those of these origins that an attacker can control: any origin, unencrypted ones, localhost
    azure_app_protocol.has_health_check,                                                        -- App Service polls a health check path of the app
    azure_app_protocol.keeps_error_pages,                                                       -- detailed error pages are kept
    azure_app_protocol.traces_failed_requests,                                                  -- failed requests are traced
    azure_app_protocol.deployment_source,                                                       -- where deployments come from, such as GitHub, ExternalGit (any repository) or None
    azure_app_protocol.app_traffic_percent,                                                     -- part of its app's requests that a slot is given, in percent; 0 for an app
    azure_app_protocol.app_min_tls_version,                                                     -- lowest TLS version of the app that the slot belongs to; empty for an app
    azure_app_host.plan_capacity,                                                               -- workers that its plan always has; 0 without a plan or where Azure does not say
    azure_app_host.container_image,                                                             -- image that it runs; empty for code, and for a composition of several
    azure_app_host.foreign_registries,                                                          -- registries of its images outside the scanned subscriptions
    azure_app_host.has_moving_tag,                                                              -- one of its images is referenced by a mutable tag
    azure_app_settings.is_package_public,                                                       -- the code is fetched from a URL with neither a signature nor an identity that opens it, so anyone can fetch it
    azure_app_settings.package_host,                                                            -- host that the code is fetched from; empty if not from a URL
    azure_app_backing.is_package_foreign,                                                       -- the code is fetched from a storage account outside the scanned subscriptions, or from elsewhere on the web
    azure_app_slot.swapped_secret_names,                                                        -- settings of a slot that contain or reference a secret and move on a swap; none for an app
    self.observed_at                                                                            -- when it was read, UTC
from self
left join azure_app_site on azure_app_site.id = self.id
left join azure_app_protocol on azure_app_protocol.id = self.id
left join azure_app_network on azure_app_network.id = self.id
left join azure_app_code on azure_app_code.id = self.id
left join azure_app_login on azure_app_login.id = self.id
left join azure_app_identity on azure_app_identity.id = self.id
left join azure_app_settings on azure_app_settings.id = self.id
left join azure_app_host on azure_app_host.id = self.id
left join azure_app_name on azure_app_name.id = self.id
left join azure_app_log on azure_app_log.id = self.id
left join azure_app_reference on azure_app_reference.id = self.id
left join azure_app_backing on azure_app_backing.id = self.id
left join azure_app_slot on azure_app_slot.id = self.id
left join settings on settings.id = self.id
left join azure_app_function as called on called.id = self.id
left join login on login.id = self.id
left join runtime on runtime.id = self.id
left join azure_language_end_of_life on azure_language_end_of_life.runtime = runtime.language_version
