-- IAM managed policies, one row per policy of the account and per policy of AWS that the account uses.
with self_once as (
    select distinct on (id) id from self order by id
)
select
    self_once.id,                                             -- policy ARN
    document.name,                                            -- policy name
    document.scope,                                           -- account id; of a policy of AWS, the first account that uses it
    '' as region,                                             -- always empty: IAM has no region
    '{}' as tags,                                             -- always empty: the listing does not return tags
    document.observed_at,                                     -- when it was read, UTC
    split_part(self_once.id, ':', 5) = 'aws' as is_aws_managed,  -- managed by AWS
    document.attachment_count,                                -- number of roles, users and groups it is attached to
    document.document,                                        -- the default version's document, JSON; null where it could not be read
    power.is_admin,                                           -- allows every action on every resource, IAM's too, without a condition
    power.admin_services                                      -- sensitive services in which it allows every action on every resource
from self_once
join aws_iam_document as document on document.id = self_once.id
left join aws_iam_power as power on power.id = self_once.id
