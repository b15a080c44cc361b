-- Part of azure_web_app, azure_function_app: whether App Service authentication protects each app, one row per app.
with setting as (
    select
        id,
        case when outcome = 'absent' then false else as_flag((body -> '$.properties.platform.enabled'), false) end as is_enabled,
        case
            when outcome = 'absent' then ''
            when not as_flag((body -> '$.properties.globalValidation.requireAuthentication'), true) then 'AllowAnonymous'
            else as_text((body -> '$.properties.globalValidation.unauthenticatedClientAction'), '')
        end as unauthenticated_action,
        as_texts((body -> '$.properties.globalValidation.excludedPaths')) as excluded_paths,
        case
            when is_none((body -> '$.properties.identityProviders')) then []
            when json_type(body -> '$.properties.identityProviders') = 'OBJECT' then list_concat(
                list_filter(
                    json_extract(body, '$.properties.identityProviders.*'),
                    lambda p: json_type(p) <> 'OBJECT' or (p -> '$.registration') is not null or (p -> '$.enabled') is not null
                ),
                json_extract(body, '$.properties.identityProviders.customOpenIdConnectProviders.*')
            )
        end as providers,
        -- The effective settings are in a file of the app, which is not read.
        as_text((body -> '$.properties.platform.configFilePath'), '') <> '' as is_in_file
    from auth where known(outcome)
),

login as (
    select
        id,
        is_enabled,
        case when not is_enabled or not is_in_file then unauthenticated_action end as unauthenticated_action,
        case when not is_enabled then cast([] as varchar[]) when not is_in_file then excluded_paths end as excluded_paths,
        case
            when not is_enabled then true
            when not is_in_file then lower(unauthenticated_action) = 'allowanonymous' or list_has_any(excluded_paths, ['/', '/*', '*', '/**'])
        end as allows_anonymous,
        case
            when not is_enabled then false
            when len(list_filter(providers, lambda p: json_type(p) <> 'OBJECT' or coalesce(json_type(p, '$.registration'), 'OBJECT') <> 'OBJECT'
                or len(list_filter(
                    json_extract(p, ['$.registration.clientId', '$.registration.appId', '$.registration.consumerKey']), lambda k: json_type(k) <> 'VARCHAR'
                )) > 0)) > 0 then null
            -- Nobody can log in through a disabled provider, whatever is registered with it.
            when not is_in_file then len(list_filter(providers, lambda p: as_flag(p -> '$.enabled', true)
                and regexp_matches(cast(p -> '$.registration' as varchar), '"(clientId|appId|consumerKey)":\s*"[^"]+"'))) > 0
        end as has_provider
    from setting
)

select
    self.id,                                                                                    -- ARM id, lower case
    login.is_enabled as is_auth_enabled,                                                        -- App Service authentication is on
    case when login.is_enabled then login.unauthenticated_action when not login.is_enabled then '' end as unauthenticated_action, -- what happens to unauthenticated requests; AllowAnonymous where they are allowed; empty while off
    login.excluded_paths,                                                                       -- paths excluded from authentication; * is a wildcard; none while off
    login.allows_anonymous,                                                                     -- unauthenticated requests reach the code, whatever their path
    case when not contains(self.id, '/slots/') then false else app_login.allows_anonymous end as app_allows_anonymous, -- the same of the app that the slot belongs to; false for an app
    login.has_provider as has_identity_provider                                                 -- authentication is on, and an identity provider is registered and on
from self
left join login on login.id = self.id
left join login as app_login on app_login.id = regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1)
