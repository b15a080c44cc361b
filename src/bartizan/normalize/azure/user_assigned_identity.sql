-- User-assigned managed identities, one row per identity.
select
    self.id,                                                                                     -- ARM id, lower case
    coalesce(self.body ->> '$.name', '') as name,                                                -- name
    self.scope,                                                                                  -- subscription id
    self.region,                                                                                 -- location, such as westeurope
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                              -- tags as a JSON object
    lower(split_part(self.id, '/', 5)) as resource_group,                                        -- resource group, lower case
    lower(coalesce(self.body ->> '$.properties.principalId', '')) as principal_id,               -- object id of its service principal
    lower(coalesce(self.body ->> '$.properties.clientId', '')) as client_id,                     -- application id of its service principal
    lower(coalesce(self.body ->> '$.properties.tenantId', '')) as tenant_id,                     -- Entra tenant
    case
        when known(federated_credentials.outcome)
            then list_transform(
                coalesce(from_json(federated_credentials.body -> '$.value', '[{"properties":{"issuer":"VARCHAR","subject":"VARCHAR"}}]'), []),
                lambda c: coalesce(c.properties.issuer, '') || ' ' || coalesce(c.properties.subject, '')
            )
    end as federated_subjects,                                                                   -- 'issuer subject' of who logs in as it from outside Azure
    self.observed_at                                                                             -- when it was read, UTC
from self
left join federated_credentials on federated_credentials.id = self.id
