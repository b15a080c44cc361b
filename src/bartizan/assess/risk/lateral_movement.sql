-- From it, an attacker gets to act as another identity or changes other code.
with app as (
    select id, name, escalation_role_names, controls_directory from azure_function_app
    union all
    select id, name, escalation_role_names, controls_directory from azure_web_app
)
select
    id as resource_id,
    'power' as kind,
    is_admin or passes_any_role or assumes_any_role or len(code_write_actions) > 0 or len(credential_actions) > 0
        as holds,
    'role ' || name || ' can act as other identities or change other code' as why
from aws_iam_role
union all
select
    id,
    'power',
    len(escalation_role_names) > 0 or controls_directory,
    'an identity of ' || name || ' gains the rights of others'
from app
