-- Part of azure_web_app, azure_function_app: whether App Service asks each app's callers for a login, one row per app.
with login as (
    select
        id,
        outcome = 'ok' and coalesce(try_cast(body ->> '$.properties.platform.enabled' as boolean), false) as is_enabled,
        case
            when outcome = 'absent' then ''
            when not coalesce(try_cast(body ->> '$.properties.globalValidation.requireAuthentication' as boolean), true) then 'AllowAnonymous'
            else coalesce(body ->> '$.properties.globalValidation.unauthenticatedClientAction', '')
        end as unauthenticated_action,
        list_has_any(
            coalesce(from_json(body -> '$.properties.globalValidation.excludedPaths', '["VARCHAR"]'), []), ['/', '/*', '*']
        ) as excludes_everything,
        regexp_matches(
            coalesce(cast(body -> '$.properties.identityProviders' as varchar), ''), '"(clientId|appId|consumerKey)":"[^"]+"'
        ) as has_provider
    from auth where known(outcome)
)

select
    self.id,                                                                                    -- ARM id, lower case
    login.is_enabled as is_auth_enabled,                                                        -- App Service authentication is on
    case when login.is_enabled then login.unauthenticated_action when login.id is not null then '' end as unauthenticated_action, -- what happens without a login; AllowAnonymous where none is required; empty while off
    case when login.id is not null then not login.is_enabled or login.unauthenticated_action = 'AllowAnonymous' or login.excludes_everything end as allows_anonymous, -- requests without a login reach the code
    case
        when not contains(self.id, '/slots/') then false
        when app_login.id is not null then not app_login.is_enabled or app_login.unauthenticated_action = 'AllowAnonymous' or app_login.excludes_everything
    end as app_allows_anonymous,                                                                -- the same of the app that the slot belongs to; false for an app
    login.is_enabled and login.has_provider as has_identity_provider                            -- authentication is on and an identity provider is registered
from self
left join login on login.id = self.id
left join login as app_login on app_login.id = regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1)
