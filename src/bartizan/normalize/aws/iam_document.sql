-- Part of aws_iam_policy: managed policies that are in use as configured, one row per policy.
with seen as (
    -- A policy of AWS is the same one in every account that uses it.
    select distinct on (id) id, scope, body, observed_at from self order by id, scope
),
used as (
    select
        id,
        try_cast(sum(as_number((body -> '$.AttachmentCount'), 0)) as integer) as attachments,
        try_cast(sum(as_number((body -> '$.PermissionsBoundaryUsageCount'), 0)) as integer) as boundaries
    from self
    group by id
),
named as (
    select unnest(attached_policy_arns) as id from aws_iam_identity
    union
    select permission_boundary_arn from aws_iam_identity
),
kept as (
    -- AWS has 1,500 policies of its own; unused ones say nothing about an account.
    select seen.*, used.attachments
    from seen join used on used.id = seen.id
    where split_part(seen.id, ':', 5) <> 'aws' or not coalesce(used.attachments = 0 and used.boundaries = 0, false)
        or seen.id in (select id from named)
),
document as (
    select kept.id, v.value -> '$.Document' as document
    from kept, json_each(kept.body -> '$.PolicyVersionList') as v
    where as_flag((v.value -> '$.IsDefaultVersion'), false)
)
select
    kept.id,                                         -- policy ARN
    as_text((kept.body -> '$.PolicyName'), null) as name,            -- policy name
    kept.scope,                                      -- account id; of a policy of AWS, the first account that uses it
    kept.observed_at,                                -- when it was read, UTC
    kept.attachments as attachment_count,            -- number of roles, users and groups it is attached to
    document.document::varchar as document           -- the default version's document, JSON; null where it could not be read
from kept
left join document on document.id = kept.id
