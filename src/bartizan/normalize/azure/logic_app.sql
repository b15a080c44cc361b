-- Azure logic apps (Standard), one row per app and one per deployment slot: read for their identities only.
with principal as (
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
    lower(coalesce(self.body ->> '$.properties.state', '')) as state,                           -- running or stopped; empty if Azure does not say
    contains(self.id, '/slots/') as is_slot,                                                    -- is a deployment slot
    regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1) as slot_of,                                -- ARM id of the slot's app; empty for an app
    lower(coalesce(self.body ->> '$.properties.serverFarmId', '')) as plan_id,                  -- ARM id of the App Service plan, lower case
    coalesce(self.body ->> '$.properties.sku', '') as sku,                                      -- tier of the plan, such as Dynamic, Standard, FlexConsumption
    coalesce(from_json(self.body -> '$.properties.hostNames', '["VARCHAR"]'), []) as host_names, -- host names that the app answers to
    coalesce(try_cast(self.body ->> '$.properties.httpsOnly' as boolean), false) as is_https_only, -- HTTP is redirected to HTTPS
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
    coalesce(try_cast(self.body ->> '$.properties.lastModifiedTimeUtc' as timestamp), timestamp '1970-01-01') as last_modified, -- when the app last changed, UTC; 1970 if Azure does not say
    self.observed_at                                                                            -- when it was read, UTC
from self
left join held on held.id = self.id
