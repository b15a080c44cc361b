-- Storage accounts, one row per account.
with used as (
    select distinct unnest(known_accounts(azure_app_reference.storage_account_names, azure_app_reference.deployment_account)) as name
    from azure_app_reference
),

share as (
    select distinct unnest(azure_app_reference.content_account_names) as name from azure_app_reference
),

apps as (
    select split_part(azure_app_reference.id, '/', 3) as scope, count(*) = count(azure_app_reference.storage_account_names) as are_known
    from azure_app_reference group by split_part(azure_app_reference.id, '/', 3)
),

asked as (
    -- No app of the subscription uses it only if all of them were seen and say what they use.
    select listing.scope, count(*) filter (where listing.outcome = 'ok') = 2 and coalesce(bool_and(apps.are_known), true) as is_known
    from listing
    left join apps on apps.scope = listing.scope
    where listing.kind in ('azure_web_app', 'azure_function_app')
    group by listing.scope
)

select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    as_text((self.body -> '$.kind'), '') as kind,                                           -- StorageV2, BlobStorage and so on
    as_text((self.body -> '$.sku.name'), '') as sku,                                        -- redundancy, such as Standard_ZRS
    as_flag((self.body -> '$.properties.allowBlobPublicAccess'), true) as allows_public_blobs, -- containers may be made public; also the default when unset
    case
        when not as_flag((self.body -> '$.properties.allowBlobPublicAccess'), true) then cast([] as varchar[])
        when known(containers.outcome) then list_sort(list_transform(
            list_filter(
                coalesce(from_json(containers.body -> '$.value', '[{"name":"VARCHAR","properties":{"publicAccess":"VARCHAR"}}]'), []),
                lambda c: lower(coalesce(c.properties.publicAccess, 'none')) not in ('none', '')
            ),
            lambda c: coalesce(c.name, '')
        ))
    end as public_containers,                                                               -- blob containers that anyone may read
    as_flag((self.body -> '$.properties.allowSharedKeyAccess'), true) as allows_shared_key, -- account keys give access; also the default when unset
    as_text((self.body -> '$.properties.publicNetworkAccess'), 'Enabled') as public_network_access, -- Enabled, Disabled, or another value of the service; Enabled when unset
    as_text((self.body -> '$.properties.networkAcls.defaultAction'), 'Allow') as network_default_action, -- Allow or Deny for networks that no rule names
    lower(as_text((self.body -> '$.properties.publicNetworkAccess'), 'enabled')) in ('enabled', '')
    and lower(as_text((self.body -> '$.properties.networkAcls.defaultAction'), 'allow')) = 'allow' as allows_any_ip, -- reachable from any IP address
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '[{"properties":{"privateLinkServiceConnectionState":{"status":"VARCHAR"}}}]'), []),
        lambda c: lower(coalesce(c.properties.privateLinkServiceConnectionState.status, 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    as_flag((self.body -> '$.properties.supportsHttpsTrafficOnly'), true) as is_https_only, -- answers HTTPS only
    as_text((self.body -> '$.properties.minimumTlsVersion'), 'TLS1_0') as min_tls_version,  -- lowest TLS version: TLS1_0 to TLS1_3
    as_flag((self.body -> '$.properties.allowCrossTenantReplication'), false) as allows_cross_tenant_replication, -- objects may be copied to another tenant's account
    as_text((self.body -> '$.properties.encryption.keySource'), '') = 'Microsoft.Keyvault' as has_own_key, -- encrypted with a customer managed key
    case when used.name is not null then true when asked.is_known then false end as is_behind_app, -- holds the code, keys or state of an app; false where no app of its subscription does
    case when share.name is not null then true when asked.is_known then false end as is_content_share, -- holds the content share of an app, which is opened with a key only
    self.observed_at                                                                        -- when it was read, UTC
from self
left join containers on containers.id = self.id
left join used on used.name = lower(as_text((self.body -> '$.name'), null))
left join share on share.name = lower(as_text((self.body -> '$.name'), null))
left join asked on asked.scope = self.scope
