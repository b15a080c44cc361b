-- VPCs, one row per VPC of the account or shared with it.
with seen as (
    -- A shared VPC is listed by its owner and by the accounts it is shared with; the owner's word counts.
    select distinct on (id) id, scope, region, body, observed_at
    from self
    order by id, split_part(id, ':', 5) <> scope, scope
)
select
    seen.id,                                                            -- VPC ARN
    seen.body ->> '$.VpcId' as name,                                    -- VPC id
    seen.scope,                                                         -- account id: its owner's, else the first one that it is shared with
    seen.region,                                                        -- region
    coalesce(
        cast(map_from_entries(list_transform(
            from_json(seen.body -> '$.Tags', '[{"Key": "VARCHAR", "Value": "VARCHAR"}]'), lambda t: {'k': t."Key", 'v': t."Value"}
        )) as json)::varchar, '{}'
    ) as tags,                                                   -- tags, a JSON object
    seen.observed_at,                                                   -- when it was read, UTC
    seen.body ->> '$.VpcId' as vpc_id,                                  -- VPC id
    coalesce(seen.body ->> '$.OwnerId', '') as owner_account,           -- account id that owns it
    coalesce(seen.body ->> '$.CidrBlock', '') as cidr,                  -- its first range of addresses
    coalesce((seen.body ->> '$.IsDefault')::boolean, false) as is_default,  -- the VPC that AWS made
    coalesce(seen.body ->> '$.BlockPublicAccessStates.InternetGatewayBlockMode', 'off')
        as internet_block_mode                                          -- off, block-bidirectional or block-ingress
from seen
