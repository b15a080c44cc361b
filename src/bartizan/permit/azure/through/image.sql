-- Registries that apps pull an image from; a digest is not replaced by pushing.
with pulled as (
    select azure_app_host.id, azure_app_host.has_moving_tag, unnest(azure_app_host.container_images) as image
    from azure_app_host
),

unread as (
    -- What a container runs was not read: it may come from any registry.
    select azure_app_host.id
    from azure_app_host
    inner join azure_app_site on azure_app_site.id = azure_app_host.id
    where azure_app_host.container_images is null and list_contains(azure_app_site.kind_tokens, 'container')
),

used as (
    select distinct azure_container_registry.id as registry_id, pulled.id, pulled.has_moving_tag
    from pulled
    inner join azure_container_registry on starts_with(lower(pulled.image), azure_container_registry.login_server || '/')
    union all
    select azure_container_registry.id, unread.id, cast(null as boolean)
    from unread
    cross join azure_container_registry
)

select
    used.registry_id as through_id,
    unnest(azure_app_principal.principal_ids) as principal_id,
    used.has_moving_tag as is_so,
    'when the app next pulls its image' as condition,
    'the images that the app runs' as unread
from used
inner join azure_app_principal on azure_app_principal.id = used.id
