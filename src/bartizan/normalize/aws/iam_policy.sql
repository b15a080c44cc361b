-- IAM managed policies, one row per policy of the account and per policy of AWS that the account uses.
with seen as (
    -- A policy of AWS is the same one in every account that uses it.
    select distinct on (id) id, scope, body, observed_at from self order by id, scope
),
used as (
    select id, sum(coalesce((body ->> '$.AttachmentCount')::integer, 0))::integer as attachments from self group by id
),
document as (
    select seen.id, v.value -> '$.Document' as document
    from seen, json_each(seen.body -> '$.PolicyVersionList') as v
    where coalesce((v.value ->> '$.IsDefaultVersion')::boolean, false)
)
select
    seen.id,                                                                              -- policy ARN
    seen.body ->> '$.PolicyName' as name,                                                 -- policy name
    seen.scope,                                                                           -- account id; of a policy of AWS, the first account that uses it
    '' as region,                                                                         -- always empty: IAM has no region
    '{}' as tags,                                                                         -- always empty: the listing does not tell the tags of policies
    seen.observed_at,                                                                     -- when it was read, UTC
    split_part(seen.id, ':', 5) = 'aws' as is_aws_managed,                                -- written and kept by AWS
    used.attachments as attachment_count,                                                 -- number of roles, users and groups it is attached to
    document.document::varchar as document,                                               -- the default version's document, JSON; null where it could not be read
    case when json_type(document.document) = 'OBJECT' then power.is_admin end as is_admin,  -- allows every action on every resource, IAM's too, without a condition
    case
        when json_type(document.document) = 'OBJECT' then power.admin_services
    end as admin_services                                                                 -- sensitive services of which it allows every action on every resource
from seen
left join used on used.id = seen.id
left join document on document.id = seen.id
left join aws_iam_power as power on power.id = seen.id
