-- Plans of Defender for Cloud, one row per kind of resources in a subscription that it could protect.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- what the plan watches, such as AppServices
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- empty: plans have no place
    '{}' as tags,                                                                           -- empty: plans carry no tags
    lower(as_text((self.body -> '$.properties.pricingTier'), null)) = 'standard' as is_on,  -- the plan is enabled
    as_text((self.body -> '$.properties.subPlan'), '') as sub_plan,                         -- which of its plans, such as P1; empty if there is one
    self.observed_at                                                                        -- when it was read, UTC
from self
