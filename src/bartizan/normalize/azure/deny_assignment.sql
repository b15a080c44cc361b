-- Azure deny assignments, one row per assignment; one that several subscriptions inherit is the same.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.properties.denyAssignmentName'), '') as name,                  -- name
    self.scope,                                                                             -- subscription that listed it
    self.region,                                                                            -- empty: deny assignments have no place
    '{}' as tags,                                                                           -- empty: deny assignments carry no tags
    lower(as_text((self.body -> '$.properties.scope'), '/')) as denied_scope,               -- where it applies: ARM id, lower case
    not as_flag((self.body -> '$.properties.doNotApplyToChildScopes'), false) as applies_below, -- also applies to what is inside that scope
    list_transform(coalesce(from_json(self.body -> '$.properties.principals', '[{"id":"VARCHAR"}]'), []), lambda p: lower(p.id)) as principal_ids, -- object ids that are denied; all zeros for everyone
    list_transform(coalesce(from_json(self.body -> '$.properties.excludePrincipals', '[{"id":"VARCHAR"}]'), []), lambda p: lower(p.id)) as excluded_principal_ids, -- object ids that are excluded from the denial
    coalesce(cast(self.body -> '$.properties.permissions' as varchar), '[]') as permissions, -- blocks of what is denied, a JSON list like a role's permissions
    as_flag((self.body -> '$.properties.isSystemProtected'), false) as is_system_protected, -- set by Azure and cannot be removed
    self.observed_at                                                                        -- when it was read, UTC
from self
qualify row_number() over (partition by self.id order by self.scope) = 1
