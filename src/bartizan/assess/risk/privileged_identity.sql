-- It acts as an administrator, or as an identity that can become one.
with app as (
    select id, name, privileged_role_names, escalation_role_names, controls_directory from azure_function_app
    union all
    select id, name, privileged_role_names, escalation_role_names, controls_directory from azure_web_app
)
select
    id as resource_id,
    'power' as kind,
    is_admin or len(escalations) > 0 as holds,
    case
        when is_admin then 'role ' || name || ' is an administrator' else 'role ' || name || ' can gain more rights'
    end as why
from aws_iam_role
union all
select
    id,
    'power',
    len(privileged_role_names) > 0 or len(escalation_role_names) > 0 or controls_directory,
    'an identity of ' || name || ' has full control beyond it or can gain it'
from app
