-- Subnets, one row per subnet of the account or shared with it.
with seen as (
    -- A shared VPC is listed by its owner and by the accounts it is shared with; the owner's word counts.
    select distinct on (id) id, scope, region, body, observed_at
    from self
    order by id, split_part(id, ':', 5) <> scope, scope
)
select
    seen.id,                                                            -- subnet ARN
    as_text((seen.body -> '$.SubnetId'), null) as name,                                 -- subnet id
    seen.scope,                                                         -- account id: its owner's, else the first one that it is shared with
    seen.region,                                                        -- region
    as_tags((seen.body -> '$.Tags')) as tags,                                                   -- tags, a JSON object
    seen.observed_at,                                                   -- when it was read, UTC
    as_text((seen.body -> '$.SubnetId'), null) as subnet_id,                            -- subnet id
    as_text((seen.body -> '$.OwnerId'), '') as owner_account,           -- account id that owns it
    as_text((seen.body -> '$.VpcId'), '') as vpc_id,                    -- VPC it is part of
    as_text((seen.body -> '$.AvailabilityZone'), '') as zone,           -- Availability Zone
    as_text((seen.body -> '$.CidrBlock'), '') as cidr,                  -- its CIDR range
    as_flag((seen.body -> '$.MapPublicIpOnLaunch'), false)
        as gives_public_addresses                                       -- instances launched in it get a public address
from seen
