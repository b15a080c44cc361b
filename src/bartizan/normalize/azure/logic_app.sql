-- Azure logic apps (Standard), one row per app and one per deployment slot: read for their identities only.
select
    self.id,                                                                                    -- ARM id, lower case
    azure_app_site.name,                                                                        -- name; app/slot for a slot
    self.scope,                                                                                 -- subscription id
    self.region,                                                                                -- location, such as westeurope
    azure_app_site.tags,                                                                        -- tags as a JSON object
    azure_app_site.resource_group,                                                              -- resource group, lower case
    azure_app_site.kind,                                                                        -- ARM kind, a string such as app,linux; empty if null
    azure_app_site.kind_tokens,                                                                 -- parts of the kind, lower case, sorted
    azure_app_site.state,                                                                       -- running or stopped; empty if Azure does not say
    azure_app_site.is_slot,                                                                     -- is a deployment slot
    azure_app_site.slot_of,                                                                     -- ARM id of the slot's app; empty for an app
    azure_app_site.plan_id,                                                                     -- ARM id of the App Service plan, lower case
    azure_app_site.sku,                                                                         -- tier of the plan, such as Dynamic, Standard, FlexConsumption
    azure_app_site.host_names,                                                                  -- host names that the app answers to
    azure_app_site.is_https_only,                                                               -- HTTP is redirected to HTTPS
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
    azure_app_site.last_modified,                                                               -- when the app last changed, UTC; 1970 if Azure does not say
    self.observed_at                                                                            -- when it was read, UTC
from self
left join azure_app_site on azure_app_site.id = self.id
left join azure_app_identity on azure_app_identity.id = self.id
