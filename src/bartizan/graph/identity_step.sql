-- The steps between identities: techniques, roles that may be assumed; an empty target is an administrator.
select
    principal_id as source,
    target_id as target,
    'escalates_to' as edge,
    effect,
    technique || case when coalesce(through_id, '') <> '' then ' through ' || through_id else '' end
        || case when coalesce(because, '') <> '' then ' by ' || because else '' end
        || case when coalesce(condition, '') <> '' then ', if ' || condition else '' end as why
from escalation
union all
select
    principal_id,
    target_id,
    'can_assume',
    effect,
    'sts:AssumeRole' || case when coalesce(because, '') <> '' then ' by ' || because else '' end
        || case when coalesce(condition, '') <> '' then ', if ' || condition else '' end
from access
where ability = 'assume_role'
order by source, edge desc, target, why
