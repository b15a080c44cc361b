-- Part of aws_lambda_function: its layers, their owners and whether newer versions exist, one row per function with layers.
with used as (
    select
        self.id,
        self.scope,
        self.region,
        l.key::integer as position,
        as_text((l.value -> '$.Arn'), null) as arn,
        regexp_replace(l.value ->> '$.Arn', ':\d+$', '') as layer_arn,
        coalesce(try_cast(regexp_extract(l.value ->> '$.Arn', ':(\d+)$', 1) as bigint), 0) as version,
        split_part(l.value ->> '$.Arn', ':', 5) as owner
    from self, json_each(self.body -> '$.Layers') as l
),
layers_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_lambda_layer'
    group by scope, region
),
attached as (
    -- A layer of the account's own that is no longer listed has no newer version; one that could not be listed may have.
    select
        used.id,
        used.position,
        used.arn,
        used.owner,
        used.owner <> used.scope and publisher.account_id is null and aws_account.id is null as is_foreign,
        case
            when aws_lambda_layer.latest_version is not null then used.version < aws_lambda_layer.latest_version
            when used.owner = used.scope and layers_listed.is_complete then false
        end as is_outdated,
        code.is_gone
    from used
    left join aws_lambda_layer_code as code on code.id = used.arn
    left join aws_lambda_layer on aws_lambda_layer.id = used.layer_arn
    left join layers_listed on layers_listed.scope = used.scope and layers_listed.region = used.region
    left join aws_layer_publisher as publisher on lpad(publisher.account_id::varchar, 12, '0') = used.owner
    left join aws_account on aws_account.id = used.owner
)
select
    id,                                                                          -- function ARN
    list(arn order by position) as arns,                                         -- ARNs of the layer versions, in their order
    list(arn order by position) filter (where is_foreign) as foreign_arns,       -- those of accounts that are neither scanned nor well-known publishers
    list(arn order by position) filter (where is_outdated) as outdated_arns,     -- those with a newer version
    list_sort(list_distinct(list(owner) filter (where is_foreign))) as foreign_accounts,  -- the accounts that publish the foreign ones
    bool_or(contains(arn, ':layer:LambdaInsightsExtension')) as has_insights,    -- the layer of CloudWatch Lambda Insights is among them
    any_true(is_outdated) as has_outdated,                                       -- some layer has a newer version
    case
        when bool_or(is_gone) then list(arn order by position) filter (where is_gone)
        when bool_and(is_gone is not null) then []
    end as missing_arns,                                                         -- those that their owner deleted
    case when bool_and(is_outdated is not null) then true end as is_judged  -- every layer's versions could be listed
from attached
group by id
