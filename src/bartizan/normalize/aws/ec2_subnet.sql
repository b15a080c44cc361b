-- Subnets, one row per subnet of the account or shared with it.
with seen as (
    -- A shared VPC is listed by its owner and by the accounts it is shared with; the owner's word counts.
    select distinct on (id) id, scope, region, body, observed_at
    from self
    order by id, split_part(id, ':', 5) <> scope, scope
)
select
    seen.id,                                                            -- subnet ARN
    seen.body ->> '$.SubnetId' as name,                                 -- subnet id
    seen.scope,                                                         -- account id: its owner's, else the first one that it is shared with
    seen.region,                                                        -- region
    coalesce(
        cast(map_from_entries(list_transform(
            from_json(seen.body -> '$.Tags', '[{"Key": "VARCHAR", "Value": "VARCHAR"}]'), lambda t: {'k': t."Key", 'v': t."Value"}
        )) as json)::varchar, '{}'
    ) as tags,                                                   -- tags, a JSON object
    seen.observed_at,                                                   -- when it was read, UTC
    seen.body ->> '$.SubnetId' as subnet_id,                            -- subnet id
    coalesce(seen.body ->> '$.OwnerId', '') as owner_account,           -- account id that owns it
    coalesce(seen.body ->> '$.VpcId', '') as vpc_id,                    -- VPC it is part of
    coalesce(seen.body ->> '$.AvailabilityZone', '') as zone,           -- availability zone
    coalesce(seen.body ->> '$.CidrBlock', '') as cidr,                  -- its range of addresses
    coalesce((seen.body ->> '$.MapPublicIpOnLaunch')::boolean, false)
        as gives_public_addresses                                       -- what starts in it gets a public address
from seen
