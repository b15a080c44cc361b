-- Service principals that hold Azure roles and act for no resource, one row per service principal.
with named as (
    select
        entity.id,
        any_value(as_text((e.value -> '$.displayName'), '')) as name,
        any_value(lower(as_text((e.value -> '$.appId'), ''))) as client_id,
        any_value(as_text((e.value -> '$.servicePrincipalType'), '')) as type
    from entity, json_each(entity.body -> '$.value') as e
    group by entity.id
)

select
    self.id,                                                                                     -- object id
    case when entity.outcome = 'ok' then coalesce(named.name, '') end as name, -- display name
    self.scope,                                                                                  -- subscription in which it holds a role
    self.region,                                                                                 -- empty: service principals have no place
    '{}' as tags,                                                                                -- empty: service principals carry no tags
    case when entity.outcome = 'ok' then coalesce(named.client_id, '') end as client_id, -- application id
    case when entity.outcome = 'ok' then coalesce(named.type, '') end as type, -- Application, ManagedIdentity, Legacy
    case when known(owners.outcome) and known(application_owners.outcome) then list_sort(list_distinct(list_transform(
        list_concat(
            coalesce(from_json(owners.body -> '$.value', '[{"id":"VARCHAR"}]'), []),
            coalesce(from_json(application_owners.body -> '$.value', '[{"id":"VARCHAR"}]'), [])
        ),
        lambda o: lower(coalesce(o.id, ''))
    ))) end as owner_ids,                                                                        -- object ids of its owners and of its application's
    case when known(federated_credentials.outcome) then list_sort(list_distinct(list_transform(
        coalesce(from_json(federated_credentials.body -> '$.value', '[{"issuer":"VARCHAR","subject":"VARCHAR"}]'), []),
        lambda c: coalesce(c.issuer, '') || ' ' || coalesce(c.subject, '')
    ))) end as federated_subjects,                                                               -- 'issuer subject' of who logs in as its application from outside Entra; no subject where an expression decides
    self.observed_at                                                                             -- when it was read, UTC
from self
left join entity on entity.id = self.id
left join named on named.id = self.id
left join owners on owners.id = self.id
left join application_owners on application_owners.id = self.id
left join federated_credentials on federated_credentials.id = self.id
qualify row_number() over (partition by self.id order by known(owners.outcome) desc, known(application_owners.outcome) desc, known(federated_credentials.outcome) desc, self.scope) = 1
