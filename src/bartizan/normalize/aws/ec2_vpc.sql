-- VPCs, one row per VPC of the account or shared with it.
with seen as (
    -- A shared VPC is listed by its owner and by the accounts it is shared with; the owner's word counts.
    select distinct on (id) id, scope, region, body, observed_at
    from self
    order by id, split_part(id, ':', 5) <> scope, scope
)
select
    seen.id,                                                            -- VPC ARN
    as_text((seen.body -> '$.VpcId'), null) as name,                                    -- VPC id
    seen.scope,                                                         -- account id: its owner's, else the first one that it is shared with
    seen.region,                                                        -- region
    as_tags((seen.body -> '$.Tags')) as tags,                                                   -- tags, a JSON object
    seen.observed_at,                                                   -- when it was read, UTC
    as_text((seen.body -> '$.VpcId'), null) as vpc_id,                                  -- VPC id
    as_text((seen.body -> '$.OwnerId'), '') as owner_account,           -- account id that owns it
    as_text((seen.body -> '$.CidrBlock'), '') as cidr,                  -- its first CIDR range
    as_flag((seen.body -> '$.IsDefault'), false) as is_default,  -- default VPC created by AWS
    as_text((seen.body -> '$.BlockPublicAccessStates.InternetGatewayBlockMode'), 'off')
        as internet_block_mode                                          -- off, block-bidirectional or block-ingress
from seen
