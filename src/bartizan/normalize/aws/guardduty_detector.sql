-- GuardDuty, one row per account and region, whether it is enabled or not.
with feature as (
    select detector.id, bool_or(f.value ->> '$.Status' = 'ENABLED') as is_on
    from detector, json_each(detector.body -> '$.Features') as f
    where f.value ->> '$.Name' = 'LAMBDA_NETWORK_LOGS'
    group by detector.id
),
fact as (
    select
        self.id,
        case detector.outcome
            when 'ok' then coalesce(upper(detector.body ->> '$.Status') = 'ENABLED', false)
            when 'absent' then false
        end as is_enabled,
        case detector.outcome when 'ok' then coalesce(feature.is_on, false) when 'absent' then false end as is_on
    from self
    left join detector on detector.id = self.id
    left join feature on feature.id = self.id
)
select
    self.id,                                                            -- account and region
    self.region as name,                                                -- region
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    case detector.outcome when 'ok' then as_object((detector.body -> '$.Tags')) when 'absent' then '{}' end
        as tags,                                                        -- tags, a JSON object
    self.observed_at,                                                   -- when it was read, UTC
    as_text((self.body -> '$.DetectorIds[0]'), '') as detector_id,      -- detector id; empty without one
    as_text((self.body -> '$.DetectorIds[0]'), '') <> '' as has_detector,  -- GuardDuty was turned on here
    fact.is_enabled,                                                    -- it is on and not suspended
    fact.is_enabled and fact.is_on as watches_functions                 -- it monitors the network traffic of functions (Lambda Protection)
from self
left join fact on fact.id = self.id
left join detector on detector.id = self.id
