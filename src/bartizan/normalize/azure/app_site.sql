-- Part of azure_web_app, azure_function_app, azure_logic_app: what the listing returns for each app, one row per app.
select
    self.id,                                                                                    -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                               -- name; app/slot for a slot
    self.scope,                                                                                 -- subscription id
    self.region,                                                                                -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                             -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                              -- resource group, lower case
    coalesce(as_text((self.body -> '$.kind'), null), as_text((self.body -> '$.properties.kind'), '')) as kind,            -- ARM kind, a string such as app,linux; empty if null
    list_sort(list_filter(list_transform(string_split(lower(coalesce(as_text((self.body -> '$.kind'), null), as_text((self.body -> '$.properties.kind'), ''))), ','), lambda t: trim(t)), lambda t: t <> '')) as kind_tokens, -- parts of the kind, lower case, sorted
    lower(as_text((self.body -> '$.properties.state'), '')) as state,                           -- running or stopped; empty if Azure does not say
    contains(self.id, '/slots/') as is_slot,                                                    -- is a deployment slot
    regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1) as slot_of,                                -- ARM id of the slot's app; empty for an app
    lower(as_text((self.body -> '$.properties.serverFarmId'), '')) as plan_id,                  -- ARM id of the App Service plan, lower case
    as_text((self.body -> '$.properties.sku'), '') as sku,                                      -- tier of the plan, such as Dynamic, Standard, FlexConsumption
    as_texts((self.body -> '$.properties.hostNames')) as host_names, -- host names that the app answers to
    as_flag((self.body -> '$.properties.httpsOnly'), false) as is_https_only, -- HTTP is redirected to HTTPS
    as_flag((self.body -> '$.properties.clientCertEnabled'), false) and lower(as_text((self.body -> '$.properties.clientCertMode'), 'required')) = 'required' and not regexp_matches(as_text((self.body -> '$.properties.clientCertExclusionPaths'), ''), '(^|[,;])\s*/\s*([,;]|$)') as is_client_cert_required, -- callers need a client certificate
    list_filter(list_transform(regexp_split_to_array(as_text((self.body -> '$.properties.clientCertExclusionPaths'), ''), '[,;]'), lambda p: trim(p)), lambda p: p <> '') as client_cert_exclusion_paths, -- beginnings of paths that need no client certificate
    coalesce(nullif(as_text((self.body -> '$.identity.type'), null), 'None'), '') as identity_type,             -- SystemAssigned, UserAssigned, both, or empty for none
    list_sort(list_concat(
        list_transform(json_keys(as_object((self.body -> '$.identity.userAssignedIdentities'))), lambda k: lower(k)),
        case when as_text((self.body -> '$.identity.principalId'), '') = '' then [] else [lower(as_text((self.body -> '$.identity.principalId'), null))] end
    )) as identity_ids,                                                                         -- ARM ids of its user-assigned identities and the principal id of its own
    lower(as_text((self.body -> '$.properties.virtualNetworkSubnetId'), '')) as vnet_subnet_id, -- subnet that outbound calls go through; empty if none
    coalesce(try_cast(as_text((self.body -> '$.properties.lastModifiedTimeUtc'), null) as timestamp), timestamp '1970-01-01') as last_modified, -- when the app last changed, UTC; 1970 if Azure does not say
    as_flag((self.body -> '$.properties.endToEndEncryptionEnabled'), false) as is_end_to_end_encrypted, -- end-to-end TLS encryption is enabled
    as_flag((self.body -> '$.properties.sshEnabled'), true) as is_ssh_enabled, -- SSH access to the container is enabled; on by default
    list_filter(as_texts((self.body -> '$.properties.hostNames')), lambda h: regexp_matches(lower(h), '^[^.]+\.azurewebsites\.net$')) as reusable_host_names, -- host names under azurewebsites.net that anyone may claim once the app is deleted
    self.observed_at                                                                            -- when it was read, UTC
from self
