-- Delegations of Azure Lighthouse, one row per delegation: roles here that principals of another tenant have.
select
    self.id,                                                                                     -- ARM id, lower case
    as_text((self.body -> '$.properties.registrationDefinition.properties.registrationDefinitionName'), '') as name,                       -- name of the offer
    self.scope,                                                                                  -- subscription id
    self.region,                                                                                 -- empty: delegations have no place
    '{}' as tags,                                                                                -- empty: delegations carry no tags
    regexp_extract(self.id, '^(.*)/providers/microsoft.managedservices/', 1) as delegated_scope, -- subscription or resource group: ARM id, lower case
    lower(as_text((self.body -> '$.properties.registrationDefinition.properties.managedByTenantId'), '')) as tenant_id,                    -- Entra tenant of those principals
    list_transform(
        from_json(self.body -> '$.properties.registrationDefinition.properties.authorizations', '[{"principalId":"VARCHAR","roleDefinitionId":"VARCHAR"}]'),
        lambda a: lower(coalesce(a.principalId, '')) || ' ' || lower(split_part(coalesce(a.roleDefinitionId, ''), '/', -1))
    ) as roles,                                                                                  -- 'principal role': object id, and GUID of the role; null where the delegation does not tell
    list_transform(
        coalesce(from_json(self.body -> '$.properties.registrationDefinition.properties.eligibleAuthorizations', '[{"principalId":"VARCHAR","roleDefinitionId":"VARCHAR"}]'), []),
        lambda a: lower(coalesce(a.principalId, '')) || ' ' || lower(split_part(coalesce(a.roleDefinitionId, ''), '/', -1))
    ) as eligible_roles,                                                                         -- the same of those that are held only after activation
    self.observed_at                                                                             -- when it was read, UTC
from self
