-- Other Azure resources that run code or calls as a managed identity, such as machines, clusters, automation accounts and workflows, one row per resource.
with assigned as (
    select self.id, lower(i.key) as identity_id, lower(as_text((i.value -> '$.principalId'), '')) as principal_id
    from self, json_each(self.body -> '$.identity.userAssignedIdentities') as i
),

principal as (
    select self.id, lower(as_text((self.body -> '$.identity.principalId'), '')) as principal_id from self
    union
    select assigned.id, coalesce(nullif(identity.principal_id, ''), assigned.principal_id)
    from assigned
    left join azure_user_assigned_identity as identity on identity.id = assigned.identity_id
),

known as (
    select id, list_sort(list(distinct principal_id) filter (where principal_id <> '')) as ids from principal group by id
)

select
    self.id,                                                                                     -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                                -- name
    self.scope,                                                                                  -- subscription id
    self.region,                                                                                 -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                                                  -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                               -- resource group, lower case
    lower(as_text((self.body -> '$.type'), '')) as type,                                         -- type, such as microsoft.compute/virtualmachines
    as_text((self.body -> '$.identity.type'), '') as identity_type,                              -- SystemAssigned, UserAssigned, both, or empty for none
    list_sort(list_transform(json_keys(as_object((self.body -> '$.identity.userAssignedIdentities'))), lambda k: lower(k))) as identity_ids, -- ARM ids of its user-assigned identities
    coalesce(known.ids, cast([] as varchar[])) as principal_ids,                                 -- principal ids of all its identities
    self.observed_at                                                                             -- when it was read, UTC
from self
left join known on known.id = self.id
