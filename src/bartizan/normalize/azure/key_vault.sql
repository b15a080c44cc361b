-- Key vaults, one row per vault; what they hold is not read.
with used as (
    select distinct unnest(azure_app_reference.vault_names) as name from azure_app_reference
),

apps as (
    select split_part(azure_app_reference.id, '/', 3) as scope, count(*) = count(azure_app_reference.vault_names) as are_known
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
    as_text((self.body -> '$.properties.vaultUri'), '') as uri,                             -- address of the vault
    as_flag((self.body -> '$.properties.enableRbacAuthorization'), false) as is_rbac, -- access is governed by Azure RBAC; else by its access policies
    not as_flag((self.body -> '$.properties.enableRbacAuthorization'), false) as has_access_policies, -- access is governed by its access policies
    as_text((self.body -> '$.properties.publicNetworkAccess'), 'Enabled') as public_network_access, -- Enabled, Disabled, or another value of the service; Enabled when unset
    as_text((self.body -> '$.properties.networkAcls.defaultAction'), 'Allow') as network_default_action, -- Allow or Deny for networks that no rule names
    lower(as_text((self.body -> '$.properties.publicNetworkAccess'), 'enabled')) in ('enabled', '')
    and lower(as_text((self.body -> '$.properties.networkAcls.defaultAction'), 'allow')) = 'allow' as allows_any_ip, -- reachable from any IP address
    len(list_filter(
        coalesce(from_json(self.body -> '$.properties.privateEndpointConnections', '[{"properties":{"privateLinkServiceConnectionState":{"status":"VARCHAR"}}}]'), []),
        lambda c: lower(coalesce(c.properties.privateLinkServiceConnectionState.status, 'approved')) = 'approved'
    )) as private_endpoint_count,                                                           -- approved private endpoints
    as_flag((self.body -> '$.properties.enableSoftDelete'), true) as has_soft_delete, -- soft delete is on; Azure no longer allows turning it off
    as_flag((self.body -> '$.properties.enablePurgeProtection'), false) as has_purge_protection, -- purge protection is on: nothing can be deleted for good before the retention ends
    list_sort(list_distinct(list_transform(
        list_filter(
            coalesce(from_json(self.body -> '$.properties.accessPolicies', '[{"objectId":"VARCHAR","permissions":{"secrets":["VARCHAR"]}}]'), []),
            lambda p: len(coalesce(p.permissions.secrets, [])) > 0
        ),
        lambda p: lower(coalesce(p.objectId, ''))
    ))) as secret_reader_ids,                                                               -- object ids to which an access policy gives anything on secrets
    list_sort(list_distinct(list_transform(
        -- One with an application is for that application acting for a person.
        list_filter(
            coalesce(from_json(self.body -> '$.properties.accessPolicies', '[{"objectId":"VARCHAR","applicationId":"VARCHAR","permissions":{"secrets":["VARCHAR"]}}]'), []),
            lambda p: coalesce(p.applicationId, '') = '' and list_has_any(list_transform(coalesce(p.permissions.secrets, []), lambda a: lower(a)), ['get', 'all'])
        ),
        lambda p: lower(coalesce(p.objectId, ''))
    ))) as secret_getter_ids,                                                               -- object ids to which an access policy gives the values of secrets
    list_sort(list_distinct(list_transform(
        list_filter(
            coalesce(from_json(self.body -> '$.properties.accessPolicies', '[{"objectId":"VARCHAR","applicationId":"VARCHAR","permissions":{"secrets":["VARCHAR"]}}]'), []),
            lambda p: coalesce(p.applicationId, '') = '' and len(list_filter(coalesce(p.permissions.secrets, []), lambda a: lower(a) not in ('get', 'list'))) > 0
        ),
        lambda p: lower(coalesce(p.objectId, ''))
    ))) as secret_writer_ids,                                                               -- object ids to which an access policy gives more than get and list on secrets
    cast(to_json(coalesce(from_json(self.body -> '$.properties.accessPolicies', '[{"objectId":"VARCHAR","applicationId":"VARCHAR","permissions":{"secrets":["VARCHAR"],"keys":["VARCHAR"]}}]'), [])) as varchar) as access_policies, -- access policies as JSON: who may do what with secrets and keys
    case when used.name is not null then true when asked.is_known then false end as is_behind_app, -- is referred to by an app's settings; false where no app of its subscription does
    self.observed_at                                                                        -- when it was read, UTC
from self
left join used on used.name = lower(as_text((self.body -> '$.name'), null))
left join asked on asked.scope = self.scope
