-- Part of aws_cloudtrail_trail, aws_cloudtrail_event_data_store: which functions' invocations each records.
with answer as (
    select id, outcome, body from selectors
    union all
    select id, outcome, body from detail where json_type(body, '$.EventDataStoreArn') is not null
),
field as (
    select
        answer.id,
        s.key::integer as n,
        as_text((f.value -> '$.Field'), null) as field,
        as_texts((f.value -> '$.Equals')) as equals,
        as_texts((f.value -> '$.StartsWith')) as starts,
        as_texts((f.value -> '$.EndsWith')) as ends,
        as_texts((f.value -> '$.NotEquals')) as not_equals,
        as_texts((f.value -> '$.NotStartsWith')) as not_starts,
        as_texts((f.value -> '$.NotEndsWith')) as not_ends
    from answer, json_each(answer.body -> '$.AdvancedEventSelectors') as s, json_each(s.value -> '$.FieldSelectors') as f
),
chosen as (
    -- An invocation is a write event, so a selector of read events alone never records one.
    select id, n
    from field
    group by id, n
    having bool_or(field = 'resources.type' and list_contains(equals, 'AWS::Lambda::Function'))
        and not bool_or(field = 'readOnly' and equals = ['true'])
        and not bool_or(field = 'eventName' and len(equals) > 0 and not list_contains(equals, 'Invoke'))
),
advanced as (
    select
        chosen.id,
        case when bool_or(field.field = 'resources.ARN' and len(equals || starts || ends) > 0)
            then list_sort(flatten(list(equals || list_transform(starts, lambda s: s || '*') || list_transform(ends, lambda s: '*' || s))
                filter (where field.field = 'resources.ARN')))
            else ['*']
        end as patterns,
        list_sort(flatten(list(not_equals || list_transform(not_starts, lambda s: s || '*') || list_transform(not_ends, lambda s: '*' || s))
            filter (where field.field = 'resources.ARN'))) as exclusions
    from chosen join field on field.id = chosen.id and field.n = chosen.n
    group by chosen.id, chosen.n
),
classic as (
    -- "arn:aws:lambda" means every function of the account.
    select answer.id, list_transform(
        from_json(d.value -> '$.Values', '["VARCHAR"]'), lambda v: case when regexp_matches(v, '^arn:[^:]+:lambda$') then '*' else v end
    ) as patterns, [] as exclusions
    from answer, json_each(answer.body -> '$.EventSelectors') as s, json_each(s.value -> '$.DataResources') as d
    where d.value ->> '$.Type' = 'AWS::Lambda::Function' and as_text((s.value -> '$.ReadWriteType'), 'All') <> 'ReadOnly'
),
collected as (
    select id, list_sort(flatten(list(patterns))) as patterns, list_sort(flatten(list(coalesce(exclusions, [])))) as exclusions
    from (select id, patterns, exclusions from advanced union all select id, patterns, exclusions from classic) as each_one
    group by id
)
select
    answer.id,                                                           -- trail or event data store ARN
    case when bool_or(answer.outcome = 'ok') then coalesce(any_value(collected.patterns), []) end as patterns,  -- patterns of the ARNs of functions whose invocations are recorded
    case when bool_or(answer.outcome = 'ok') then coalesce(any_value(collected.exclusions), []) end as exclusions  -- patterns of those that are left out
from answer
left join collected on collected.id = answer.id
group by answer.id
