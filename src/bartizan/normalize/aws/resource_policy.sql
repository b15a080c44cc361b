-- Part of aws_dynamodb_table, aws_sqs_queue, aws_sns_topic, aws_events_bus, aws_secretsmanager_secret, aws_kms_key, aws_ecr_repository, aws_s3_bucket, aws_logs_resource_policy: whom a resource's own policy lets in, one row per resource.
with asked as (
    -- Each service keeps the policy at a place of its own; a bus has it in the listing.
    select
        self.id,
        self.scope,
        case split_part(self.id, ':', 3)
            when 'events' then 'ok'
            when 'logs' then 'ok'
            when 'sqs' then attributes.outcome
            when 'sns' then attributes.outcome
            else policy.outcome
        end as outcome,
        coalesce(
            policy.body -> '$.Policy', policy.body -> '$.ResourcePolicy', policy.body -> '$.policyText',
            attributes.body -> '$.Attributes.Policy', self.body -> '$.Policy', self.body -> '$.policyDocument'
        ) as document
    from self
    left join policy on policy.id = self.id
    left join attributes on attributes.id = self.id
),
document as (
    -- A text that holds no JSON object could not be opened: it stays unknown whom it lets in.
    select
        id,
        scope,
        case
            when outcome = 'absent' then false
            when outcome = 'ok' then case
                when json_type(document) = 'OBJECT' then true
                when coalesce(document ->> '$', '') = '' then false
            end
        end as has_policy,
        document
    from asked
),
statement as (
    select
        document.id,
        s.key as n,
        s.value ->> '$.Effect' as effect,
        s.value -> '$.Condition' as condition,
        case json_type(s.value, '$.Action') when 'ARRAY' then from_json(lower(s.value -> '$.Action'), '["VARCHAR"]')
            else [lower(coalesce(s.value ->> '$.Action', '*'))] end as actions,
        case json_type(s.value, '$.Resource') when 'ARRAY' then from_json(s.value -> '$.Resource', '["VARCHAR"]')
            else [coalesce(s.value ->> '$.Resource', '*')] end as resources,
        case json_type(s.value, '$.Principal.AWS') when 'ARRAY' then from_json(s.value -> '$.Principal.AWS', '["VARCHAR"]')
            when 'VARCHAR' then [s.value ->> '$.Principal.AWS'] else [] end
            || case when s.value ->> '$.Principal' = '*' or s.value ->> '$.NotPrincipal' is not null then ['*'] else [] end
            as principals,
        case json_type(s.value, '$.Principal.Service')
            when 'ARRAY' then from_json(s.value -> '$.Principal.Service', '["VARCHAR"]')
            when 'VARCHAR' then [s.value ->> '$.Principal.Service'] else [] end as services
    from document, json_each(
        case json_type(document.document, '$.Statement') when 'ARRAY' then document.document -> '$.Statement'
        else json_array(document.document -> '$.Statement') end
    ) as s
    where document.has_policy
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
fixed as (
    -- Only a condition on who or what calls, with a fixed value, keeps strangers out. A wildcard does so behind an account id.
    select
        *,
        (key = 'aws:principalisawsservice' and list_contains(wanted, 'true')) or (
            key in (
                'aws:sourcearn', 'aws:sourceaccount', 'aws:sourceowner', 'aws:sourceorgid', 'aws:sourceorgpaths',
                'aws:principalorgid', 'aws:principalorgpaths', 'aws:principalaccount', 'aws:principalarn', 'aws:userid',
                'aws:sourcevpc', 'aws:sourcevpce', 'aws:sourceip', 'kms:calleraccount', 'sns:endpoint',
                's3:dataaccesspointaccount', 's3:dataaccesspointarn'
            )
            and len(list_filter(wanted, lambda v: contains(v, '${') or v in ('0.0.0.0/0', '::/0')
                or (regexp_matches(v, '[*?]') and not regexp_matches(v, '^([^*?]*|arn:([^:]*:){3})\d{12}')))) = 0
        ) as is_fixed
    from condition
),
limited as (
    -- An operator that also holds when the key is missing (IfExists, ForAllValues, Not…, Null) lets strangers by; in a
    -- denial the same operators keep out everybody but those who are named, if nothing else must hold.
    select
        id,
        n,
        bool_or(is_fixed and not regexp_matches(operator, 'ifexists$|^forallvalues:|not|^null$')) as is_limited,
        count(*) = 1 and bool_and(is_fixed and regexp_matches(operator, '^(string|arn|)not')) as is_for_all_but_named
    from fixed
    group by id, n
),
judged as (
    select
        statement.id,
        statement.effect,
        statement.actions,
        statement.services,
        statement.principals,
        list_contains(statement.principals, '*') as is_for_anyone,
        coalesce(limited.is_limited, false) as is_limited,
        len(list_filter(statement.resources, lambda r: r in ('*', statement.id, statement.id || '/*'))) > 0 as is_on_it,
        limited.n is null or limited.is_for_all_but_named as is_closing
    from statement left join limited on limited.id = statement.id and limited.n = statement.n
),
granted as (
    select
        id,
        coalesce(flatten(list(actions) filter (where effect = 'Allow' and is_for_anyone and not is_limited)), []) as opened,
        coalesce(flatten(list(actions) filter (where effect = 'Deny' and is_for_anyone and is_closing and is_on_it)), [])
            as closed,
        coalesce(flatten(list(services) filter (where effect = 'Allow' and not is_limited)), []) as services,
        coalesce(flatten(list(list_transform(principals, lambda p: regexp_extract(p, '\d{12}'))) filter (
            where effect = 'Allow' and not is_limited
        )), []) as accounts
    from judged
    group by id
),
told as (
    select
        document.id,
        case document.has_policy when true
            then coalesce(list_sort(list_distinct(list_filter(
                granted.opened, lambda a: len(list_filter(granted.closed, lambda c: a glob c)) = 0
            ))), [])
            when false then []
        end as actions,
        case document.has_policy when true then coalesce(list_sort(list_distinct(granted.services)), []) when false then [] end
            as services,
        case document.has_policy when true
            then coalesce(list_sort(list_distinct(list_filter(
                granted.accounts, lambda a: a not in ('', document.scope)
            ))), [])
            when false then []
        end as accounts,
        case document.has_policy when true then document.document::varchar when false then '' end as text
    from document left join granted on granted.id = document.id
)
select
    told.id,                              -- resource ARN
    len(told.actions) > 0 as is_open,     -- it lets in strangers: any principal, without a condition on who or what calls
    told.actions as public_actions,       -- actions that it allows strangers, lower case, wildcards as they stand
    told.services as unscoped_services,   -- services that it lets in whoever they act for
    told.accounts as foreign_accounts,    -- other accounts that it lets in
    told.text                             -- the policy, JSON; empty without one
from told
