-- Eligible Azure role assignments, one row per assignment: nothing is allowed by it until its holder activates it.
select
    self.id,                                                                                     -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                                -- GUID of the assignment
    self.scope,                                                                                  -- subscription that listed it
    self.region,                                                                                 -- empty: assignments have no place
    '{}' as tags,                                                                                -- empty: assignments carry no tags
    lower(as_text((self.body -> '$.properties.principalId'), '')) as principal_id,               -- object id of the principal
    as_text((self.body -> '$.properties.principalType'), '') as principal_type,                  -- User, Group, ServicePrincipal
    lower(as_text((self.body -> '$.properties.roleDefinitionId'), '')) as role_definition_id,    -- ARM id of the role, lower case
    role.name as role_name,                                                                      -- role name; null where the role could not be read
    lower(as_text((self.body -> '$.properties.scope'), '/')) as role_scope,                      -- where the role applies: ARM id, lower case; / is the root
    as_text((self.body -> '$.properties.condition'), '') as condition,                           -- condition on the assignment; empty if none
    self.observed_at                                                                             -- when it was read, UTC
from self
left join azure_role_definition as role
    on role.role_id = lower(split_part(as_text((self.body -> '$.properties.roleDefinitionId'), null), '/', -1))
qualify row_number() over (partition by self.id order by self.scope) = 1
