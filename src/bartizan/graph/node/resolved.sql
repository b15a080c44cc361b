-- The node that each end of a found edge means; is_gone where a whole listing does not have it.
with ends as (
    select source_id as id from found_edge
    union
    select target_id from found_edge
),
named as (
    select
        ends.id,
        case
            when split_part(ends.id, ':', 3) = 'lambda' and split_part(ends.id, ':', 8) <> ''
                then substr(ends.id, 1, length(ends.id) - length(split_part(ends.id, ':', 8)) - 1)
            when split_part(ends.id, ':', 3) in ('iam', 'sts') and own.id is null
                then 'foreign:aws:' || split_part(ends.id, ':', 5)
            when subscription.id is not null then 'admin:azure:' || subscription.scope
            when not contains(ends.id, '/') and not contains(ends.id, ':') then identity.id
        end as other_id,
        case split_part(ends.id, ':', 3)
            when 'lambda' then 'aws_lambda_function'
            when 'iam' then 'aws_iam_role'
            when 'sqs' then 'aws_sqs_queue'
            when 'sns' then 'aws_sns_topic'
            when 'secretsmanager' then 'aws_secretsmanager_secret'
        end as kind,
        split_part(ends.id, ':', 5) as scope,
        -- Versions and aliases of a function that publishes some are all listed: an end that is not among them is gone.
        coalesce(function.published_versions > 0 and function.alias_names is not null
            and split_part(ends.id, ':', 8) <> '$LATEST', false) as is_qualifier_known
    from ends
    left join aws_account as own on own.id = split_part(ends.id, ':', 5)
    left join azure_user_assigned_identity as identity on identity.principal_id = ends.id
    left join azure_subscription as subscription
        on subscription.scope = ends.id or ends.id = '/subscriptions/' || subscription.scope
    left join aws_lambda_function as function
        on split_part(ends.id, ':', 8) <> '' and function.id = substr(ends.id, 1, length(ends.id) - length(split_part(ends.id, ':', 8)) - 1)
    where ends.id is not null
),
whole as (
    select kind, scope from listing group by kind, scope having bool_and(outcome = 'ok')
)
select
    named.id,
    coalesce(own.n, case when not named.is_qualifier_known then other.n end) as n,
    own.n is null and (named.is_qualifier_known or other.n is null and whole.kind is not null) as is_gone
from named
left join node as own on own.id = named.id
left join node as other on other.id = named.other_id
left join whole on whole.kind = named.kind and whole.scope = named.scope
