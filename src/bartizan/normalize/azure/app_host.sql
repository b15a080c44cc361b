-- Part of azure_web_app, azure_function_app: the plan, scaling, images and outbound network of each app, one row per app.
with image as (
    select
        self.id,
        case
            when config.outcome = 'ok' then coalesce(
                nullif(trim(as_text((config.body -> '$.properties.linuxFxVersion'), null)), ''), trim(as_text((config.body -> '$.properties.windowsFxVersion'), null)), ''
            )
            else coalesce(
                nullif(trim(as_text((self.body -> '$.properties.siteConfig.linuxFxVersion'), null)), ''),
                nullif(trim(as_text((self.body -> '$.properties.siteConfig.windowsFxVersion'), null)), '')
            )
        end as fx
    from self
    left join config on config.id = self.id
),

composed as (
    -- A compose file as collect leaves it: its images, with ? for one that could not be determined, or as ARM sends it.
    select
        id,
        fx,
        case
            when regexp_full_match(substr(fx, 9), '[A-Za-z0-9+/\s]{16,}={0,2}') then coalesce(try(decode(from_base64(regexp_replace(substr(fx, 9), '\s', '', 'g')))), '')
        end as file
    from image where fx ilike 'compose|%'
),

beside as (
    -- Containers that run beside the app's code, or instead of it.
    select id, case outcome when 'absent' then [] when 'ok' then as_items((body -> '$.value')) end as items from sitecontainers
),

pulled as (
    -- An image name without a host refers to Docker Hub.
    select
        image.id,
        case
            when image.fx ilike 'docker|%' then [substr(image.fx, 8)]
            when not image.fx ilike 'compose|%' then cast([] as varchar[])
            when composed.file is null then nullif(list_filter(string_split(substr(image.fx, 9), ','), lambda i: i <> ''), [])
            when len(regexp_extract_all(composed.file, '(?m)^\s*["'']?image["'']?\s*:'))
                = len(regexp_extract_all(composed.file, '(?m)^\s*["'']?image["'']?\s*:\s*["'']?[\w./:@-]+["'']?\s*(#.*)?$'))
                then nullif(regexp_extract_all(composed.file, '(?m)^\s*["'']?image["'']?\s*:\s*["'']?([\w./:@-]+)', 1), [])
        end as own,
        case
            when beside.items is not null
                then list_transform(beside.items, lambda c: coalesce(nullif(as_text(c -> '$.properties.image', ''), ''), '?'))
            when beside.id is null and not image.fx ilike 'sitecontainers%' then cast([] as varchar[])
        end as others,
        len(list_filter(beside.items, lambda c: lower(as_text(c -> '$.properties.authType', '')) = 'usercredentials')) > 0
            as has_password
    from image
    left join composed on composed.id = image.id
    left join beside on beside.id = image.id
),

told as (
    -- One image that is not known leaves them all unknown.
    select id, list_concat(own, others) as names
    from pulled where own is not null and others is not null and not list_contains(own, '?') and not list_contains(others, '?')
),

source as (
    select
        id,
        list_sort(list_distinct(list_transform(names, lambda n: case
            when regexp_matches(split_part(n, '/', 1), '[.:]') and contains(n, '/') then lower(split_part(n, '/', 1)) else 'docker.io'
        end))) as registries,
        len(list_filter(names, lambda n: not contains(n, '@sha256:'))) > 0 as has_moving_tag
    from told
),

routed as (
    -- App settings do what the site's own properties do, and are older. A site that denies it has no such setting on.
    select
        self.id,
        coalesce(as_flag((self.body -> '$.properties.vnetRouteAllEnabled'), false), false)
        or as_flag((self.body -> '$.properties.outboundVnetRouting.allTraffic'), false)
        or as_flag((self.body -> '$.properties.outboundVnetRouting.applicationTraffic'), false)
        or coalesce(as_flag((config.body -> '$.properties.vnetRouteAllEnabled'), false), false) as is_all,
        config.outcome = 'ok' or not is_none((self.body -> '$.properties.vnetRouteAllEnabled')) as is_told,
        as_flag((self.body -> '$.properties.outboundVnetRouting.allTraffic'), false) as is_everything,
        as_flag((self.body -> '$.properties.vnetImagePullEnabled'), false)
        or as_flag((self.body -> '$.properties.outboundVnetRouting.imagePullTraffic'), false) as is_image,
        as_flag((self.body -> '$.properties.vnetContentShareEnabled'), false)
        or as_flag((self.body -> '$.properties.outboundVnetRouting.contentShareTraffic'), false) as is_content,
        case when settings.outcome = 'ok' then as_text((settings.body -> '$.properties.WEBSITE_VNET_ROUTE_ALL.value'), '') = '1' end as is_all_by_setting,
        case when settings.outcome = 'ok' then lower(as_text((settings.body -> '$.properties.WEBSITE_PULL_IMAGE_OVER_VNET.value'), '')) in ('1', 'true') end as is_image_by_setting,
        case when settings.outcome = 'ok' then as_text((settings.body -> '$.properties.WEBSITE_CONTENTOVERVNET.value'), '') = '1' end as is_content_by_setting
    from self
    left join config on config.id = self.id
    left join settings on settings.id = self.id
),

identity as (
    select id, as_flag((body -> '$.properties.acrUseManagedIdentityCreds'), false) as pulls from config where outcome = 'ok'
),

own as (
    select
        coalesce(list_sort(list(azure_container_registry.login_server)), []) as registries,
        (select coalesce(bool_and(outcome = 'ok'), false) from listing where kind = 'azure_container_registry') as is_whole
    from azure_container_registry
)

select
    self.id,                                                                                    -- ARM id, lower case
    case when azure_app_site.plan_id = '' then '' else plan.sku end as plan_sku,                -- size of the plan, such as P1v3 or Y1; empty without a plan
    case when azure_app_site.plan_id = '' then false else plan.is_zone_redundant end as is_zone_redundant, -- its plan's workers are in several zones
    case
        when (self.body -> '$.properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount') is not null
            then as_number((self.body -> '$.properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount'), 0)
        when config.outcome = 'ok' then as_number((config.body -> '$.properties.functionAppScaleLimit'), 0)
    end as scale_limit,                                                                         -- maximum number of instances; 0 without a limit
    as_number((self.body -> '$.properties.dailyMemoryTimeQuota'), 0) as daily_quota_gb_seconds, -- daily memory-time quota after which it stops, GB seconds; 0 for no limit
    told.names as container_images,                                                             -- images that it runs; none for code; null where one of them is not known
    case
        when len(told.names) = 0 then false
        when list_contains(azure_app_settings.setting_names, 'DOCKER_REGISTRY_SERVER_PASSWORD') or pulled.has_password then true
        when len(list_filter(told.names, lambda n: contains(lower(n), '.azurecr.io/'))) > 0 and not identity.pulls and not coalesce(image.fx ilike 'sitecontainers%', false) then true
        when azure_app_settings.setting_names is not null and told.names is not null and (identity.pulls is not null or len(told.names) = 0) then false
    end as pulls_with_password,                                                                 -- a registry's user name and password pull its images
    identity.pulls as pulls_with_identity, -- images are pulled with its managed identity
    case
        when routed.is_all or routed.is_all_by_setting then true
        when not routed.is_all and not routed.is_all_by_setting and routed.is_told then false
    end as routes_all_through_vnet,                                                             -- all calls of its code go through its virtual network
    routed.is_everything or (
        (routed.is_image or routed.is_image_by_setting) and (routed.is_content or routed.is_content_by_setting)
    ) as routes_platform_through_vnet,                                                          -- image pulls and its content share go through its virtual network
    case when image.fx ilike 'docker|%' then substr(image.fx, 8) when image.fx is not null then '' end as container_image, -- image that it runs; empty for code, and for a composition of several
    case when azure_app_site.plan_id = '' then 0 else plan.capacity end as plan_capacity,       -- workers that its plan always has; 0 without a plan or where Azure does not say
    case
        when len(list_filter(source.registries, lambda r: not list_contains(own.registries, r))) = 0 then cast([] as varchar[])
        when own.is_whole then list_filter(source.registries, lambda r: not list_contains(own.registries, r))
    end as foreign_registries,                                                                  -- registries of its images outside the scanned subscriptions
    source.has_moving_tag                                                                       -- one of its images is referenced by a mutable tag
from self
left join config on config.id = self.id
left join image on image.id = self.id
left join source on source.id = self.id
left join pulled on pulled.id = self.id
left join told on told.id = self.id
left join identity on identity.id = self.id
left join azure_app_settings on azure_app_settings.id = self.id
left join routed on routed.id = self.id
cross join own
left join azure_app_site on azure_app_site.id = self.id
left join azure_app_service_plan as plan on plan.id = azure_app_site.plan_id
