-- Part of aws_lambda_function, aws_lambda_version, aws_lambda_alias, aws_lambda_layer_version: whom a resource policy lets in, one row per policy read.
with statement as (
    select
        policy.id,
        s.key as n,
        s.value ->> '$.Effect' as effect,
        s.value -> '$.Condition' as condition,
        case json_type(s.value, '$.Action') when 'ARRAY' then from_json(lower(s.value -> '$.Action'), '["VARCHAR"]')
            else [lower(coalesce(s.value ->> '$.Action', '*'))] end as actions,
        case json_type(s.value, '$.Principal.AWS') when 'ARRAY' then from_json(s.value -> '$.Principal.AWS', '["VARCHAR"]')
            when 'VARCHAR' then [s.value ->> '$.Principal.AWS'] else [] end
            || case when s.value ->> '$.Principal' = '*' or s.value ->> '$.NotPrincipal' is not null then ['*'] else [] end
            as principals,
        case json_type(s.value, '$.Principal.Service')
            when 'ARRAY' then from_json(s.value -> '$.Principal.Service', '["VARCHAR"]')
            when 'VARCHAR' then [s.value ->> '$.Principal.Service'] else [] end as services
    from policy, json_each(
        case json_type(policy.body, '$.Policy.Statement') when 'ARRAY' then policy.body -> '$.Policy.Statement'
        else json_array(policy.body -> '$.Policy.Statement') end
    ) as s
    where policy.outcome = 'ok'
),
condition as (
    select
        statement.id,
        statement.n,
        lower(o.key) as operator,
        lower(k.key) as key,
        case json_type(k.value) when 'ARRAY' then from_json(k.value, '["VARCHAR"]') else [k.value ->> '$'] end as wanted
    from statement, json_each(statement.condition) as o, json_each(o.value) as k
),
limited as (
    -- Only a condition on who or what calls, with a fixed value, keeps strangers out. A wildcard does so behind an account id.
    -- An operator that also holds when the key is missing (IfExists, ForAllValues, Not…, Null) keeps out nobody.
    select
        id,
        n,
        bool_or(
            key in (
                'aws:sourcearn', 'aws:sourceaccount', 'aws:sourceowner', 'aws:sourceorgid', 'aws:sourceorgpaths',
                'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principalarn',
                'aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceip', 'lambda:eventsourcetoken'
            )
            and not regexp_matches(operator, 'ifexists$|^forallvalues:|not|^null$')
            and len(list_filter(wanted, lambda v: contains(v, '${') or v in ('0.0.0.0/0', '::/0')
                or (regexp_matches(v, '[*?]') and not regexp_matches(v, '^[^*?]*\d{12}')))) = 0
        ) as is_limited,
        bool_or(key = 'lambda:functionurlauthtype' and not list_contains(wanted, 'NONE')) as is_for_signed_urls,
        bool_or(key in ('lambda:functionurlauthtype', 'lambda:invokedviafunctionurl')) as is_for_urls
    from condition
    group by id, n
),
judged as (
    select
        statement.id,
        statement.effect,
        statement.services,
        statement.principals,
        list_contains(statement.principals, '*') as is_for_anyone,
        len(list_filter(statement.actions, lambda a: 'lambda:invokefunction' glob a)) > 0 as is_invoking,
        len(list_filter(statement.actions, lambda a: 'lambda:invokefunctionurl' glob a)) > 0 as is_calling_url,
        len(list_filter(statement.actions, lambda a: 'lambda:getlayerversion' glob a)) > 0 as is_getting_layer,
        list_has_any(statement.actions, ['*', 'lambda:*']) as is_for_every_action,
        list_filter(list_transform(statement.principals, lambda p: regexp_extract(p, '\d{12}')), lambda a: a not in ('', self.scope))
            as accounts,
        limited.n is not null as is_conditional,
        coalesce(limited.is_limited, false) as is_limited,
        coalesce(limited.is_for_signed_urls, false) as is_for_signed_urls,
        coalesce(limited.is_for_urls, false) as is_for_urls
    from statement
    join self on self.id = statement.id
    left join limited on limited.id = statement.id and limited.n = statement.n
),
sourced as (
    select condition.id, list_sort(list_distinct(flatten(list(condition.wanted)))) as arns
    from condition
    join statement on statement.id = condition.id and statement.n = condition.n
    where condition.key = 'aws:sourcearn' and statement.effect = 'Allow'
    group by condition.id
),
granted as (
    select
        id,
        bool_or(effect = 'Allow' and is_for_anyone and is_invoking and not is_limited and not is_for_urls) as is_invocable,
        bool_or(effect = 'Allow' and is_for_anyone and is_calling_url and not is_limited and not is_for_signed_urls)
            as is_url_callable,
        bool_or(effect = 'Allow' and is_for_anyone and is_invoking and not is_limited and not is_for_signed_urls)
            as is_invocable_through_url,
        bool_or(effect = 'Allow' and list_contains(services, 'cloudfront.amazonaws.com') and is_calling_url) as is_behind_cloudfront,
        bool_or(effect = 'Allow' and list_contains(services, 'cloudfront.amazonaws.com') and is_calling_url and not is_limited)
            as allows_any_distribution,
        bool_or(effect = 'Deny' and is_for_anyone and is_invoking and not is_conditional) as is_denied,
        bool_or(effect = 'Deny' and is_for_anyone and is_calling_url and not is_conditional) as is_url_denied,
        list_sort(list_distinct(flatten(list(services) filter (
            where effect = 'Allow' and is_invoking and not is_limited
        )))) as unscoped_services,
        bool_or(effect = 'Allow' and is_for_every_action and ((is_for_anyone and not is_limited) or len(accounts) > 0))
            as allows_every_action,
        bool_or(effect = 'Allow' and is_for_anyone and is_getting_layer and not is_limited) as is_layer_open,
        list_sort(list_distinct(flatten(list(services) filter (where effect = 'Allow' and is_invoking)))) as services,
        list_sort(list_distinct(flatten(list(accounts) filter (where effect = 'Allow' and not is_limited)))) as accounts
    from judged
    group by id
),
judged_services as (
    -- Secrets Manager calls only from the function's own account, and has no source that a condition could name.
    -- The second list is of those that hand over an event and do not wait for an answer.
    select
        id,
        list_filter(unscoped_services, lambda s: s <> 'secretsmanager.amazonaws.com') as unscoped,
        list_filter(services, lambda s: s in (
            's3.amazonaws.com', 'sns.amazonaws.com', 'events.amazonaws.com', 'ses.amazonaws.com', 'config.amazonaws.com',
            'codecommit.amazonaws.com', 'iot.amazonaws.com', 'cloudformation.amazonaws.com', 'scheduler.amazonaws.com'
        ) or starts_with(s, 'logs.')) as asynchronous
    from granted
)
select
    policy.id,                                                       -- ARN of the function, version, alias or layer version
    coalesce(granted.is_invocable and not granted.is_denied, false)
        as is_invocable,                                             -- any AWS account may invoke it, other than through its URL
    coalesce(granted.is_url_callable and granted.is_invocable_through_url
        and not granted.is_denied and not granted.is_url_denied, false)
        as is_url_open,                                              -- both grants that a URL without authentication takes are there
    coalesce(granted.is_behind_cloudfront, false)
        as is_behind_cloudfront,                                     -- CloudFront may call its URL
    coalesce(granted.allows_any_distribution, false)
        as allows_any_distribution,                                  -- and that for any distribution, of any account
    coalesce(judged_services.unscoped, []) as unscoped_services,     -- services let in whoever they act for
    coalesce(granted.accounts, []) as foreign_accounts,              -- other accounts let in
    case
        when len(coalesce(granted.accounts, [])) = 0 then []
        when aws_known_account.is_complete
            then list_filter(granted.accounts, lambda a: not list_contains(aws_known_account.ids, a))
    end as unknown_accounts,                                         -- those that are neither read nor of the same organization
    coalesce(granted.allows_every_action, false)
        as allows_every_action,                                      -- somebody outside the account may do everything with it
    coalesce(granted.is_layer_open, false) as is_layer_open,         -- any AWS account may read it, being a layer version
    coalesce(granted.services, []) as services,                      -- services that may invoke it
    coalesce(judged_services.asynchronous, []) as async_services,    -- those of them that do not wait for an answer
    coalesce(sourced.arns, []) as source_arns                        -- resources in whose name they may
from policy
cross join aws_known_account
left join granted on granted.id = policy.id
left join judged_services on judged_services.id = policy.id
left join sourced on sourced.id = policy.id
where known(policy.outcome)
