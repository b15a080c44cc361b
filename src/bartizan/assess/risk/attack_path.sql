-- It takes part in an attack path of high or critical risk.
with worst as (
    select
        node_id,
        bool_or(risk_level in ('critical', 'high') and certainty in ('proven', 'needs_vulnerability')) as holds,
        arg_max(title, (risk, title)) as title
    from attack_path_member
    join attack_path on attack_path.id = path_id
    group by node_id
)
select node_id as resource_id, 'own' as kind, holds, 'it is on an attack path: ' || title as why
from worst
where holds
