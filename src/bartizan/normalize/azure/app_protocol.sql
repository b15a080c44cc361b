-- Part of azure_web_app, azure_function_app: TLS, FTP, CORS, debugging and basic authentication of each app, one row per app.
select
    self.id,                                                                                    -- ARM id, lower case
    case when config.outcome = 'ok' then as_text((config.body -> '$.properties.minTlsVersion'), '') end as min_tls_version, -- lowest TLS version that callers may use: 1.0 to 1.3
    case when config.outcome = 'ok' then as_text((config.body -> '$.properties.scmMinTlsVersion'), '') end as scm_min_tls_version, -- lowest TLS version at the SCM site
    case when config.outcome = 'ok' then as_text((config.body -> '$.properties.ftpsState'), '') end as ftps_state, -- AllAllowed, FtpsOnly or Disabled
    case when config.outcome = 'ok' then as_flag((config.body -> '$.properties.remoteDebuggingEnabled'), false) end as is_remote_debugging_enabled, -- remote debugging is enabled
    case when config.outcome = 'ok' then as_flag((config.body -> '$.properties.http20Enabled'), false) end as is_http2_enabled, -- HTTP/2 is enabled
    case when config.outcome = 'ok' then as_texts((config.body -> '$.properties.cors.allowedOrigins')) end as cors_origins, -- origins that browsers may call from
    case when config.outcome = 'ok' then as_flag((config.body -> '$.properties.cors.supportCredentials'), false) end as cors_allows_credentials, -- browsers may send credentials across origins
    case when config.outcome = 'ok' then list_filter(as_texts((config.body -> '$.properties.cors.allowedOrigins')), lambda o: trim(o) in ('*', 'null') or regexp_matches(lower(trim(o)), '^(http://|https?://(localhost|127\.0\.0\.1|\[::1\])(:|/|$))')) end as weak_cors_origins, -- those of these origins that an attacker can control: any origin, unencrypted ones, localhost
    case when config.outcome = 'ok' then as_text((config.body -> '$.properties.healthCheckPath'), '') <> '' end as has_health_check, -- App Service polls a health check path of the app
    case when config.outcome = 'ok' then as_flag((config.body -> '$.properties.detailedErrorLoggingEnabled'), false) end as keeps_error_pages, -- detailed error pages are kept
    case when config.outcome = 'ok' then as_flag((config.body -> '$.properties.requestTracingEnabled'), false) end as traces_failed_requests, -- failed requests are traced
    case when config.outcome = 'ok' then as_text((config.body -> '$.properties.scmType'), '') end as deployment_source, -- where deployments come from, such as GitHub, ExternalGit (any repository) or None
    case
        when not contains(self.id, '/slots/') then 0.0
        when app_config.outcome = 'ok' then coalesce(list_sum(list_transform(
            list_filter(
                coalesce(from_json(app_config.body -> '$.properties.experiments.rampUpRules', '[{"actionHostName":"VARCHAR","reroutePercentage":"DOUBLE"}]'), []),
                lambda r: list_contains(
                    list_transform(as_texts((self.body -> '$.properties.hostNames')), lambda h: lower(h)),
                    lower(r.actionHostName)
                )
            ),
            lambda r: coalesce(r.reroutePercentage, 0)
        )), 0.0)
    end as app_traffic_percent, -- part of its app's requests that a slot is given, in percent; 0 for an app
    case when not contains(self.id, '/slots/') then '' when app_config.outcome = 'ok' then as_text((app_config.body -> '$.properties.minTlsVersion'), '') end as app_min_tls_version, -- lowest TLS version of the app that the slot belongs to; empty for an app
    case when basic_auth_scm.outcome = 'ok' then as_flag((basic_auth_scm.body -> '$.properties.allow'), null) end as allows_scm_basic_auth, -- SCM takes user name and password
    case when basic_auth_ftp.outcome = 'ok' then as_flag((basic_auth_ftp.body -> '$.properties.allow'), null) end as allows_ftp_basic_auth -- FTP takes user name and password
from self
left join config on config.id = self.id
left join config as app_config on app_config.id = regexp_extract(self.id, '^(.*)/slots/[^/]+$', 1)
left join basic_auth_scm on basic_auth_scm.id = self.id
left join basic_auth_ftp on basic_auth_ftp.id = self.id
