-- An event bus invokes a function, or a version or alias of it, through an enabled rule whose pattern a sender can meet.
-- kind: triggers
-- mode: invokes
-- from: aws_events_rule
with enabled as (
    select
        id,
        regexp_replace(
            regexp_replace(id, ':rule/[^/]+$', ':event-bus/default'), ':rule/([^/]+)/[^/]+$', ':event-bus/\1'
        ) as bus_arn,
        name,
        lower(coalesce(event_pattern, '')) as pattern,
        state is null or event_pattern is null as is_unread,
        target_arns
    from aws_events_rule
    where lower(coalesce(state, 'enabled')) like 'enabled%' and coalesce(event_pattern <> '', true)
),
targeted as (
    select *, unnest(target_arns) as function_arn from enabled
)
select
    bus_arn as source_id,
    function_arn as target_id,
    case when is_unread then 'unknown' when regexp_matches(pattern, '"account"\s*:') then 'conditional' else 'yes' end as effect,
    case when is_unread then 'the state or the pattern of rule ' || name || ' was not read'
        when regexp_matches(pattern, '"account"\s*:') then 'the event comes from an account that the pattern names' else '' end
        as condition,
    'rule ' || name || ' sends events of the bus to it' as why,
    'certain' as weight_key,
    cast([] as varchar[]) as rule_ids
from targeted
-- Nobody but AWS sends events whose source begins with aws.
where split_part(function_arn, ':', 3) = 'lambda'
    and not regexp_matches(pattern, '"source"\s*:\s*\[\s*("aws\.[^"]*"\s*,?\s*)+\]')
union all
select bus_arn, null, 'unknown', 'events:ListTargetsByRule of ' || name || ' was not read', '', '', []
from enabled
where target_arns is null
