-- Part of azure_web_app, azure_function_app: custom host names of each app and their certificates, one row per app.
with host as (
    select
        id,
        lower(entry.name) as name,
        lower(coalesce(entry.sslState, 'disabled')) <> 'disabled' as has_tls,
        upper(coalesce(entry.thumbprint, '')) as thumbprint
    from (
        select
            id,
            lower(as_text((body -> '$.properties.defaultHostName'), '')) as default_name,
            unnest(from_json(body -> '$.properties.hostNameSslStates', '[{"name":"VARCHAR","sslState":"VARCHAR","thumbprint":"VARCHAR","hostType":"VARCHAR"}]')) as entry
        from self
    )
    -- Azure manages the certificates of its own host names.
    where lower(coalesce(entry.hostType, '')) <> 'repository' and lower(coalesce(entry.name, '')) <> default_name and not regexp_matches(
        lower(coalesce(entry.name, '')),
        '(^|\.)(azurewebsites\.(net|us)|chinacloudsites\.cn|appserviceenvironment\.(net|us|cn)|azurecontainerapps\.io|k4apps\.io|trafficmanager\.net)$'
    )
),

bound as (
    select
        host.id,
        list_sort(list(host.name)) as names,
        list_sort(list(host.name) filter (where not host.has_tls)) as names_without_tls,
        count(*) filter (where host.has_tls and certificate.expires_on is null) = 0 as is_whole,
        min(certificate.expires_on) as expires_on
    from host
    left join (
        select azure_certificate.thumbprint, max(azure_certificate.expires_on) as expires_on
        from azure_certificate group by azure_certificate.thumbprint
    ) as certificate on host.has_tls and certificate.thumbprint = host.thumbprint
    group by host.id
)

select
    self.id,                                                                                    -- ARM id, lower case
    coalesce(bound.names, []) as custom_host_names,                                             -- host names of the customer's own domains
    coalesce(bound.names_without_tls, []) as host_names_without_tls,                            -- those of them that have no certificate bound
    case when coalesce(bound.is_whole, true) then coalesce(date_diff('day', self.observed_at::date, cast(bound.expires_on as timestamp)), 36500) end as certificate_days -- days until the first of their certificates ends, negative once it has; 36500 without one
from self
left join bound on bound.id = self.id
