-- Part of azure_web_app, azure_function_app: the plan, scaling, images and outbound network of each app, one row per app.
with image as (
    select
        self.id,
        case
            when config.outcome = 'ok' then coalesce(
                nullif(trim(config.body ->> '$.properties.linuxFxVersion'), ''), trim(config.body ->> '$.properties.windowsFxVersion'), ''
            )
            else coalesce(
                nullif(trim(self.body ->> '$.properties.siteConfig.linuxFxVersion'), ''),
                nullif(trim(self.body ->> '$.properties.siteConfig.windowsFxVersion'), '')
            )
        end as fx
    from self
    left join config on config.id = self.id
),

pulled as (
    -- An image without a host in its name comes from Docker Hub; what a composition names is not known.
    select
        id,
        case when fx ilike 'docker|%' then [substr(fx, 8)] else cast([] as varchar[]) end as names
    from image where fx is not null and not fx ilike 'compose|%'
),

source as (
    select
        id,
        list_sort(list_distinct(list_transform(names, lambda n: case
            when regexp_matches(split_part(n, '/', 1), '[.:]') and contains(n, '/') then lower(split_part(n, '/', 1)) else 'docker.io'
        end))) as registries,
        len(list_filter(names, lambda n: not contains(n, '@sha256:'))) > 0 as has_moving_tag
    from pulled
),

own as (
    select
        coalesce(list(azure_container_registry.login_server), []) as registries,
        (select coalesce(bool_and(outcome = 'ok'), false) from listing where kind = 'azure_container_registry') as is_whole
    from azure_container_registry
)

select
    self.id,                                                                                    -- ARM id, lower case
    case when azure_app_site.plan_id = '' then '' else plan.sku end as plan_sku,                -- size of the plan, such as P1v3 or Y1; empty without a plan
    case when azure_app_site.plan_id = '' then false else plan.is_zone_redundant end as is_zone_redundant, -- its plan's workers stand in several zones
    case
        when (self.body -> '$.properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount') is not null
            then coalesce(try_cast(self.body ->> '$.properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount' as integer), 0)
        when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.functionAppScaleLimit' as integer), 0)
    end as scale_limit,                                                                         -- most instances that it grows to; 0 where no limit is set
    coalesce(try_cast(self.body ->> '$.properties.dailyMemoryTimeQuota' as integer), 0) as daily_quota_gb_seconds, -- memory time after which it stops for the day, GB seconds; 0 for no limit
    case
        when image.fx is null then null
        when image.fx ilike 'docker|%' then [substr(image.fx, 8)]
        when image.fx ilike 'compose|%' then list_filter(string_split(substr(image.fx, 9), ','), lambda i: i <> '')
        else cast([] as varchar[])
    end as container_images,                                                                    -- images that it runs; none for code
    case when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.acrUseManagedIdentityCreds' as boolean), false) end as pulls_with_identity, -- images are pulled with its managed identity
    case
        when try_cast(self.body ->> '$.properties.vnetRouteAllEnabled' as boolean)
            or try_cast(self.body ->> '$.properties.outboundVnetRouting.allTraffic' as boolean)
            or try_cast(self.body ->> '$.properties.outboundVnetRouting.applicationTraffic' as boolean) then true
        when (self.body ->> '$.properties.vnetRouteAllEnabled') is not null then false
        when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.vnetRouteAllEnabled' as boolean), false)
    end as routes_all_through_vnet,                                                             -- all calls of its code go through its virtual network
    coalesce(try_cast(self.body ->> '$.properties.outboundVnetRouting.allTraffic' as boolean), false) or (
        coalesce(
            try_cast(self.body ->> '$.properties.vnetImagePullEnabled' as boolean),
            try_cast(self.body ->> '$.properties.outboundVnetRouting.imagePullTraffic' as boolean),
            false
        ) and coalesce(
            try_cast(self.body ->> '$.properties.vnetContentShareEnabled' as boolean),
            try_cast(self.body ->> '$.properties.outboundVnetRouting.contentShareTraffic' as boolean),
            false
        )
    ) as routes_platform_through_vnet,                                                          -- image pulls and its content share go through its virtual network
    case when image.fx ilike 'docker|%' then substr(image.fx, 8) when image.fx is not null then '' end as container_image, -- image that it runs; empty for code, and for a composition of several
    case when azure_app_site.plan_id = '' then 0 else plan.capacity end as plan_capacity,       -- workers that its plan always has; 0 without a plan or where Azure does not say
    case
        when len(list_filter(source.registries, lambda r: not list_contains(own.registries, r))) = 0 then cast([] as varchar[])
        when own.is_whole then list_filter(source.registries, lambda r: not list_contains(own.registries, r))
    end as foreign_registries,                                                                  -- registries of its images that are in none of the subscriptions scanned
    source.has_moving_tag                                                                       -- one of its images is named by a tag, which may be moved to another image
from self
left join config on config.id = self.id
left join image on image.id = self.id
left join source on source.id = self.id
cross join own
left join azure_app_site on azure_app_site.id = self.id
left join azure_app_service_plan as plan on plan.id = azure_app_site.plan_id
