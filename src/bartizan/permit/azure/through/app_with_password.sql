-- Apps whose deployment site takes the user name and password of the publish profile.
select
    azure_app_principal.id as through_id,
    unnest(azure_app_principal.principal_ids) as principal_id,
    azure_app_protocol.allows_scm_basic_auth as is_so,
    '' as condition,
    'whether the deployment site takes a password' as unread
from azure_app_principal
left join azure_app_protocol on azure_app_protocol.id = azure_app_principal.id
