-- An identity that pushes to a registry changes an app that runs a moving tag of it: App Service pulls again when the app restarts.
-- kind: changes_code_of
-- mode: controls
-- from: azure_function_app, azure_web_app
with pulling as (
    select id, has_moving_tag, container_images from azure_function_app
    union all
    select id, has_moving_tag, container_images from azure_web_app
),
app as (
    select id, has_moving_tag, unnest(container_images) as image from pulling
)
select
    access.principal_id as source_id,
    app.id as target_id,
    case when access.effect = 'unknown' or app.has_moving_tag is null then 'unknown' else 'conditional' end as effect,
    case when access.condition <> '' then access.condition || '; ' else '' end || case
        when app.has_moving_tag is null then 'whether it runs a moving tag was not read'
        else 'the app restarts or deploys continuously'
    end as condition,
    'it may push to ' || registry.login_server || ', which holds ' || app.image as why,
    'next_start' as weight_key,
    ['azure.app.image_not_pinned'] as rule_ids
from azure_container_registry as registry
join app on starts_with(lower(app.image), lower(registry.login_server) || '/')
join access on access.target_id = registry.id and access.ability = 'push_image'
where coalesce(app.has_moving_tag, true)
union all
select id, null, 'unknown', 'the container of the app was not read', '', '', []
from pulling
where container_images is null
