-- Cognito identity pools, one row per pool.
select
    self.id,                                                             -- identity pool ARN
    as_text((self.body -> '$.IdentityPoolName'), null) as name,          -- identity pool name
    self.scope,                                                          -- account id
    self.region,                                                         -- region
    case when detail.outcome = 'ok' then as_object((detail.body -> '$.IdentityPoolTags')) end as tags,  -- tags, a JSON object
    self.observed_at,                                                    -- when it was read, UTC
    as_text((self.body -> '$.IdentityPoolId'), '') as pool_id,           -- identity pool id
    case when detail.outcome = 'ok' then as_flag((detail.body -> '$.AllowUnauthenticatedIdentities'), false) end
        as allows_guests,                                                -- it gives an identity to anyone, without a login
    case when detail.outcome = 'ok' then as_flag((detail.body -> '$.AllowClassicFlow'), false) end
        as allows_classic_flow,                                          -- its identities may assume any role that trusts it, not only the roles set for it
    case when roles.outcome = 'ok' then as_text((roles.body -> '$.Roles.unauthenticated'), '') end
        as guest_role_arn,                                               -- ARN of the role that guests get; empty without one
    case when roles.outcome = 'ok' then as_text((roles.body -> '$.Roles.authenticated'), '') end
        as user_role_arn                                                 -- ARN of the role that users get unless a rule names another; empty without one
from self
left join detail on detail.id = self.id
left join roles on roles.id = self.id
