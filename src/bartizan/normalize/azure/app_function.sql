-- Part of azure_function_app: the HTTP functions of each app and which of them accept unauthenticated requests, one row per app.
with prefix as (
    -- Functions live under /api unless host.json says otherwise; a setting overrides host.json.
    select id, lower(trim(as_text((body -> '$.properties.AzureFunctionsJobHost__extensions__http__routePrefix.value'), 'api'), '/')) as name
    from settings where outcome = 'ok'
),

listed as (
    -- What the host says of a function may be of no known form: then its trigger is unknown, and no other function's.
    select
        id,
        case
            when is_none((body -> '$.value')) then []
            when from_json(body -> '$.value', '[{"name":"VARCHAR","properties":{"config":{"bindings":[{"type":"VARCHAR","authLevel":"VARCHAR","route":"VARCHAR"}]}}}]') is not null then list_transform(json_extract(body, '$.value[*]'), lambda f: {
                'name': split_part(as_text(f -> '$.name', ''), '/', -1),
                'is_disabled': as_flag(f -> '$.properties.isDisabled', false),
                'address': as_text(f -> '$.properties.invoke_url_template', ''),
                'is_odd': is_none(f -> '$.properties.config.bindings'),
                'is_listed': is_none(f -> '$.properties.config') or is_none(f -> '$.properties.config.bindings') and json_type(f -> '$.properties.config') = 'OBJECT'
                    or len(list_filter(json_extract(f, '$.properties.config.bindings[*]'), lambda b: as_text(b -> '$.type', '') is null)) = 0
                    and json_type(f -> '$.properties.config.bindings') = 'ARRAY',
                'trigger': list_filter(json_extract(f, '$.properties.config.bindings[*]'), lambda b: lower(b ->> '$.type') = 'httptrigger')[1]
            })
        end as functions
    from functions where known(outcome)
),

called as (
    select
        id,
        len(list_filter(functions, lambda f: (f.is_listed and f.is_disabled is not null and f.name is not null) is not true)) = 0 as is_known,
        len(list_filter(functions, lambda f: f.is_odd and not f.is_disabled)) = 0 as is_whole,
        list_transform(
            list_filter(functions, lambda f: not f.is_disabled and f.trigger is not null),
            lambda f: {
                'name': f.name,
                'level': coalesce(nullif(lower(as_text(f.trigger -> '$.authLevel', '')), ''), case when is_none(f.trigger -> '$.authLevel') or (f.trigger ->> '$.authLevel') = '' then 'function' end),
                'route': lower(trim(coalesce(nullif(as_text(f.trigger -> '$.route', ''), ''), f.name), '/')),
                'path': regexp_extract(lower(f.address), '^https?://[^/?]+(/[^?]*)', 1)
            }
        ) as functions
    from listed
),

placed as (
    select
        called.id,
        called.is_known,
        called.is_whole,
        list_transform(called.functions, lambda f: {
            'name': f.name,
            'level': f.level,
            'path': coalesce(nullif(f.path, ''), case when prefix.name = '' then '/' || f.route else '/' || prefix.name || '/' || f.route end)
        }) as functions
    from called
    left join prefix on prefix.id = called.id
),

reached as (
    select
        placed.id,
        list_transform(placed.functions, lambda f: {
            'name': f.name,
            'level': f.level,
            'needs_no_login': login.allows_anonymous or case
                when len(login.excluded_paths) = 0 then false
                -- Either the excluded path covers the function's route, or the route covers the excluded path.
                when f.path is not null then len(list_filter(login.excluded_paths, lambda e:
                    regexp_full_match(regexp_replace(f.path, '\{[^}]*\}', 'x', 'g'), replace(regexp_escape(lower(trim(e))), '\*', '.*') || '/?')
                    or regexp_full_match(
                        replace(lower(trim(e)), '*', 'x'),
                        replace(regexp_replace(regexp_escape(regexp_replace(f.path, '\{\*[^}]*\}', '**', 'g')), '\\\{[^}]*\\\}', '[^/]+', 'g'), '\*\*', '.*')
                    ))) > 0
            end,
            'needs_no_certificate': case
                when len(site.client_cert_exclusion_paths) = 0 then false
                when f.path is not null then len(list_filter(site.client_cert_exclusion_paths, lambda e: starts_with(f.path, lower(e)))) > 0
            end
        }) as functions
    from placed
    left join azure_app_login as login on login.id = placed.id
    left join azure_app_site as site on site.id = placed.id
),

fact as (
    select
        placed.id,
        case when placed.is_known and (placed.is_whole or len(placed.functions) > 0) then list_transform(placed.functions, lambda f: f.name) end as names,
        case when placed.is_known and placed.is_whole then len(placed.functions) end as count,
        list_transform(list_filter(reached.functions, lambda f: f.level = 'anonymous'), lambda f: f.name) as anonymous_names,
        list_transform(list_filter(reached.functions, lambda f: f.level = 'admin'), lambda f: f.name) as admin_names,
        list_transform(list_filter(reached.functions, lambda f: f.needs_no_login), lambda f: f.name) as reachable_names,
        list_transform(list_filter(reached.functions, lambda f: f.needs_no_login and f.level = 'anonymous'), lambda f: f.name) as open_names,
        len(list_filter(reached.functions, lambda f: f.needs_no_certificate)) > 0 as is_certificate_spared,
        -- None of a kind is a fact only where each function said what it is.
        placed.is_known and len(list_filter(reached.functions, lambda f: f.level is null)) = 0 as are_levels_known,
        placed.is_known and len(list_filter(reached.functions, lambda f: f.needs_no_login is null)) = 0 as is_reach_known,
        placed.is_known and len(list_filter(reached.functions, lambda f: (f.needs_no_login and f.level = 'anonymous') is null)) = 0 as is_openness_known,
        placed.is_known and len(list_filter(reached.functions, lambda f: f.needs_no_certificate is null)) = 0 as is_sparing_known,
        placed.is_whole
    from placed
    inner join reached on reached.id = placed.id
)

select
    self.id,                                                                                    -- ARM id, lower case
    fact.names as http_function_names,                                                          -- enabled functions with an HTTP trigger
    fact.count as http_function_count,                                                          -- number of these functions; null where the trigger of one of the app's functions is unknown
    case when fact.are_levels_known and (fact.is_whole or len(fact.anonymous_names) > 0) then fact.anonymous_names end as anonymous_function_names, -- those that require no key
    case when fact.are_levels_known and (fact.is_whole or len(fact.admin_names) > 0) then fact.admin_names end as admin_function_names, -- those that need the app's master key
    case when fact.is_reach_known and (fact.is_whole or len(fact.reachable_names) > 0) then fact.reachable_names end as reachable_function_names, -- those that unauthenticated requests reach: authentication is off, not required, or excludes their path
    case when fact.is_openness_known and (fact.is_whole or len(fact.open_names) > 0) then fact.open_names end as open_function_names, -- those that require neither a key nor a login
    case when fact.is_certificate_spared then true when fact.is_sparing_known and fact.is_whole then false end as is_client_cert_spared -- one of them can be called without the client certificate that the app otherwise requires
from self
left join fact on fact.id = self.id
