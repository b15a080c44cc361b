-- Part of aws_lambda_function, aws_lambda_version, aws_lambda_alias, aws_lambda_layer_version: the principals that a resource policy allows, one row per policy read.
with called as (
    -- The services that invoke functions asynchronously.
    select
        id,
        list_filter(services, lambda s: s in (
            's3.amazonaws.com', 'sns.amazonaws.com', 'events.amazonaws.com', 'ses.amazonaws.com', 'config.amazonaws.com',
            'codecommit.amazonaws.com', 'iot.amazonaws.com', 'cloudformation.amazonaws.com', 'scheduler.amazonaws.com'
        ) or starts_with(s, 'logs.')) as asynchronous
    from aws_resource_access
)
select
    policy.id,                                                       -- ARN of the function, version, alias or layer version
    access.is_invocable,                                             -- any AWS account may invoke it, other than through its URL
    access.is_url_open,                                              -- both grants that a URL without authentication requires are present
    access.is_url_open_to_accounts,                                  -- both grants are present for the signed calls of any AWS account
    access.is_behind_cloudfront,                                     -- CloudFront may call its URL
    access.allows_any_distribution,                                  -- and that for any distribution of any account
    access.unscoped_services,                                        -- services allowed without a source condition (confused deputy)
    access.foreign_accounts,                                         -- other allowed accounts, including those named in conditions
    case
        when len(access.foreign_accounts) = 0 then []
        when aws_known_account.is_complete
            then list_filter(access.foreign_accounts, lambda a: not list_contains(aws_known_account.ids, a))
    end as unknown_accounts,                                         -- those that are neither scanned nor part of the same organization
    case
        when len(access.organizations) = 0 then []
        when own.organization_id is not null
            then list_filter(access.organizations, lambda o: o <> own.organization_id)
    end as unknown_organizations,                                    -- other organizations whose accounts it allows
    case
        when access.allows_every_action or list_contains(access.changing, '*') then true
        when len(access.changing) = 0 then false
        when aws_known_account.is_complete
            then len(list_filter(access.changing, lambda a: not list_contains(aws_known_account.ids, a))) > 0
    end as allows_changes,                                           -- an unknown account may change it, another one do everything with it, or anyone read its code
    access.is_layer_open,                                            -- any AWS account may read it, being a layer version
    access.services,                                                 -- services that may invoke it
    called.asynchronous as async_services,                           -- those of them that invoke it asynchronously
    access.source_arns                                               -- resources in whose name they may
from policy
cross join aws_known_account
join aws_resource_access as access on access.id = policy.id
left join aws_account_organization as own on own.id = split_part(policy.id, ':', 5)
left join called on called.id = policy.id
where known(policy.outcome)
