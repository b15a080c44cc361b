-- User-assigned managed identities, one row per identity.
with used as (
    -- Any subscription's apps may use it; a slot is no app of its own here.
    select
        identity_id,
        list_sort(list_distinct(list(case when slot_of = '' then id else slot_of end))) as app_ids,
        list_sort(list_distinct(list(split_part(id, '/', 3) || '/' || resource_group))) as groups
    from (select id, slot_of, resource_group, unnest(identity_ids) as identity_id from azure_app_site)
    group by identity_id
),

asked as (
    select coalesce(bool_and(outcome = 'ok'), false) as is_known
    from listing where kind in ('azure_web_app', 'azure_function_app', 'azure_logic_app')
)

select
    self.id,                                                                                     -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                                -- name
    self.scope,                                                                                  -- subscription id
    self.region,                                                                                 -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                              -- tags as a JSON object
    lower(split_part(self.id, '/', 5)) as resource_group,                                        -- resource group, lower case
    lower(as_text((self.body -> '$.properties.principalId'), '')) as principal_id,               -- object id of its service principal
    lower(as_text((self.body -> '$.properties.clientId'), '')) as client_id,                     -- application id of its service principal
    lower(as_text((self.body -> '$.properties.tenantId'), '')) as tenant_id,                     -- Entra tenant
    case
        when known(federated_credentials.outcome)
            then list_transform(
                coalesce(from_json(federated_credentials.body -> '$.value', '[{"properties":{"issuer":"VARCHAR","subject":"VARCHAR"}}]'), []),
                lambda c: coalesce(c.properties.issuer, '') || ' ' || coalesce(c.properties.subject, '')
            )
    end as federated_subjects,                                                                   -- 'issuer subject' of who logs in as it from outside Azure
    case when asked.is_known then coalesce(used.app_ids, []) end as app_ids,                     -- ARM ids of the apps that act as it; null where not all apps were listed
    case when asked.is_known then len(coalesce(used.groups, [])) end as app_group_count,         -- how many resource groups these are in
    self.observed_at                                                                             -- when it was read, UTC
from self
cross join asked
left join used on used.identity_id = self.id
left join federated_credentials on federated_credentials.id = self.id
