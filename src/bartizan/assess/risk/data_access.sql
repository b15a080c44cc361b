-- It can read data of resources that its permissions name.
with app as (
    select id, name, data_access from azure_function_app
    union all
    select id, name, data_access from azure_web_app
)
select
    id as resource_id,
    'power' as kind,
    is_admin or len(named_data_actions) > 0 as holds,
    'role ' || name || ' can read data' as why
from aws_iam_role
union all
select id, 'power', len(data_access) > 0, 'an identity of ' || name || ' can read data' from app
