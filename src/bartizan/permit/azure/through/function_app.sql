-- Function apps: their master key writes code, where the files can be written.
select
    azure_app_principal.id as through_id,
    unnest(azure_app_principal.principal_ids) as principal_id,
    true as is_so,
    case
        when lower(azure_app_site.sku) = 'flexconsumption' or azure_app_reference.package_form <> '' then 'if its files can be written: it runs from a package'
        when azure_app_reference.package_form is null then 'if its files can be written: not read: the app settings'
        else ''
    end as condition,
    '' as unread
from azure_app_principal
inner join azure_app_site on azure_app_site.id = azure_app_principal.id
left join azure_app_reference on azure_app_reference.id = azure_app_principal.id
where list_contains(azure_app_site.kind_tokens, 'functionapp')
