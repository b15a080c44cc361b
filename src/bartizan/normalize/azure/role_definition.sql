-- Azure roles, one row per role: a built-in role that several subscriptions list is the same role.
-- A role's permissions are blocks, each with a condition of its own, and are judged block by block.
with block as (
    select
        self.id,
        self.scope,
        unnest(from_json(
            self.body -> '$.properties.permissions',
            '[{"actions":["VARCHAR"],"notActions":["VARCHAR"],"dataActions":["VARCHAR"],"notDataActions":["VARCHAR"],"condition":"VARCHAR"}]'
        )) as b
    from self
),

pattern as (
    select
        id,
        scope,
        coalesce(b.condition, '') = '' as is_unconditional,
        list_transform(coalesce(b.actions, []), lambda a: '^' || replace(regexp_escape(lower(a)), '\*', '.*') || '$') as actions,
        list_transform(coalesce(b.notActions, []), lambda a: '^' || replace(regexp_escape(lower(a)), '\*', '.*') || '$') as not_actions,
        list_transform(coalesce(b.dataActions, []), lambda a: '^' || replace(regexp_escape(lower(a)), '\*', '.*') || '$') as data_actions,
        list_transform(coalesce(b.notDataActions, []), lambda a: '^' || replace(regexp_escape(lower(a)), '\*', '.*') || '$') as not_data_actions,
        coalesce(b.actions, []) as action_names,
        coalesce(b.dataActions, []) as data_action_names
    from block
),

power as (
    select
        id,
        scope,
        bool_or(is_unconditional and list_contains(action_names, '*')) as has_full_control,
        bool_or(
            is_unconditional
            and len(list_filter(actions, lambda a: regexp_matches('microsoft.authorization/roleassignments/write', a))) > 0
            and len(list_filter(not_actions, lambda a: regexp_matches('microsoft.authorization/roleassignments/write', a))) = 0
        ) as can_assign_roles,
        list_distinct(flatten(list(list_filter(
            [
                'Microsoft.Authorization/roleAssignments/write', 'Microsoft.Authorization/roleDefinitions/write',
                'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
                'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write',
                'Microsoft.Compute/virtualMachines/runCommand/action', 'Microsoft.Compute/virtualMachines/runCommands/write',
                'Microsoft.Compute/virtualMachines/extensions/write',
                'Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action',
                'Microsoft.ContainerService/managedClusters/runCommand/action',
                'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
                'Microsoft.Web/sites/config/write', 'Microsoft.Web/sites/publishxml/action', 'Microsoft.Web/sites/host/listkeys/action',
                'Microsoft.Automation/automationAccounts/runbooks/write', 'Microsoft.Automation/automationAccounts/jobs/write',
                'Microsoft.Logic/workflows/write', 'Microsoft.KeyVault/vaults/accessPolicies/write'
            ],
            lambda wanted: is_unconditional
            and len(list_filter(actions, lambda a: regexp_matches(lower(wanted), a))) > 0
            and len(list_filter(not_actions, lambda a: regexp_matches(lower(wanted), a))) = 0
        )))) as escalations,
        bool_or(
            is_unconditional and not list_contains(action_names, '*') and len(list_filter(
                [
                    'microsoft.storage/storageaccounts/listkeys/action',
                    'microsoft.documentdb/databaseaccounts/listkeys/action', 'microsoft.documentdb/databaseaccounts/readonlykeys/action'
                ],
                lambda wanted: len(list_filter(actions, lambda a: regexp_matches(wanted, a))) > 0
                and len(list_filter(not_actions, lambda a: regexp_matches(wanted, a))) = 0
            )) > 0
        ) as can_list_keys,
        bool_or(len(list_filter(
            [
                'microsoft.storage/storageaccounts/blobservices/containers/blobs/read',
                'microsoft.storage/storageaccounts/queueservices/queues/messages/read',
                'microsoft.storage/storageaccounts/tableservices/tables/entities/read',
                'microsoft.storage/storageaccounts/fileservices/fileshares/files/read',
                'microsoft.keyvault/vaults/secrets/getsecret/action'
            ],
            lambda wanted: len(list_filter(data_actions, lambda a: regexp_matches(wanted, a))) > 0
            and len(list_filter(not_data_actions, lambda a: regexp_matches(wanted, a))) = 0
        )) > 0) as can_read_data,
        list_distinct(flatten(list(action_names))) as actions,
        list_distinct(flatten(list(data_action_names))) as data_actions
    from pattern
    group by id, scope
)

select
    self.id,                                                                                     -- ARM id, lower case
    coalesce(self.body ->> '$.properties.roleName', self.body ->> '$.name', '') as name,         -- role name, such as Contributor
    self.scope,                                                                                  -- subscription that listed it
    self.region,                                                                                 -- empty: roles have no place
    '{}' as tags,                                                                                -- empty: roles carry no tags
    lower(split_part(self.id, '/', -1)) as role_id,                                              -- GUID of the role, the same in every subscription
    lower(coalesce(self.body ->> '$.properties.type', '')) = 'customrole' as is_custom,          -- defined by the customer
    coalesce(from_json(self.body -> '$.properties.assignableScopes', '["VARCHAR"]'), []) as assignable_scopes, -- scopes at which it may be assigned
    list_sort(coalesce(power.actions, [])) as actions,                                           -- control-plane actions of all blocks
    list_sort(coalesce(power.data_actions, [])) as data_actions,                                 -- data-plane actions of all blocks
    coalesce(cast(self.body -> '$.properties.permissions' as varchar), '[]') as permissions,     -- the blocks as JSON
    coalesce(power.has_full_control, false) as has_full_control,                                 -- a block without condition allows action *
    coalesce(power.can_assign_roles, false) as can_assign_roles,                                 -- a block without condition allows to assign roles
    list_sort(coalesce(power.escalations, [])) as escalations,                                   -- actions of blocks without condition with which its holder gains rights of others
    coalesce(power.can_read_data or power.can_list_keys, false) as can_read_data,                -- a block reads blobs, queues, tables, files or secrets, or the keys of storage or Cosmos accounts without full control
    coalesce(power.has_full_control or power.can_assign_roles, false) as is_privileged,          -- full control, or may assign roles
    self.observed_at                                                                             -- when it was read, UTC
from self
left join power on power.id = self.id and power.scope = self.scope
qualify row_number() over (partition by lower(split_part(self.id, '/', -1)) order by self.id, self.scope) = 1
