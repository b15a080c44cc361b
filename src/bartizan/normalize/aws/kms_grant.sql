-- Part of aws_kms_key: the grants of keys, one row per grant: what a principal may do with a key besides its policy.
with granted as (
    select
        grants.id as key_arn,
        g.value as body,
        as_text((g.value -> '$.GrantId'), '') as grant_id,
        coalesce(nullif(as_text((g.value -> '$.GranteePrincipal'), ''), ''), as_text((g.value -> '$.GranteeServicePrincipal'), ''))
            as grantee,
        list_sort(as_texts((g.value -> '$.Operations'))) as operations,
        as_object((g.value -> '$.Constraints')) as constraints,
        as_text((g.value -> '$.Name'), '') as name
    from grants, json_each(grants.body -> '$.Grants') as g
)
select
    granted.key_arn || ' ' || granted.grant_id as id,                -- key ARN and grant id
    coalesce(nullif(granted.name, ''), granted.grant_id) as name,    -- name; the grant id without one
    granted.key_arn,                                                 -- key ARN
    granted.grantee,                                                 -- ARN of the role, user or session that it is for, or the name of a service
    regexp_matches(granted.grantee, '^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$') as is_for_service,  -- it is for a service of AWS
    granted.operations,                                              -- operations that it allows: Decrypt, GenerateDataKey and so on
    granted.constraints                                              -- encryption context or source that requests must have, a JSON object
from granted
