-- Part of azure_web_app, azure_function_app: TLS, FTP, CORS, debugging and basic authentication of each app, one row per app.
select
    self.id,                                                                                    -- ARM id, lower case
    case when config.outcome = 'ok' then coalesce(config.body ->> '$.properties.minTlsVersion', '') end as min_tls_version, -- lowest TLS version that callers may use: 1.0 to 1.3
    case when config.outcome = 'ok' then coalesce(config.body ->> '$.properties.scmMinTlsVersion', '') end as scm_min_tls_version, -- lowest TLS version at the SCM site
    case when config.outcome = 'ok' then coalesce(config.body ->> '$.properties.ftpsState', '') end as ftps_state, -- AllAllowed, FtpsOnly or Disabled
    case when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.remoteDebuggingEnabled' as boolean), false) end as is_remote_debugging_enabled, -- a debugger may attach from outside
    case when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.http20Enabled' as boolean), false) end as is_http2_enabled, -- speaks HTTP/2
    case when config.outcome = 'ok' then coalesce(from_json(config.body -> '$.properties.cors.allowedOrigins', '["VARCHAR"]'), []) end as cors_origins, -- origins that browsers may call from
    case when config.outcome = 'ok' then coalesce(try_cast(config.body ->> '$.properties.cors.supportCredentials' as boolean), false) end as cors_allows_credentials, -- browsers may send credentials across origins
    case when basic_auth_scm.outcome = 'ok' then try_cast(basic_auth_scm.body ->> '$.properties.allow' as boolean) end as allows_scm_basic_auth, -- SCM takes user name and password
    case when basic_auth_ftp.outcome = 'ok' then try_cast(basic_auth_ftp.body ->> '$.properties.allow' as boolean) end as allows_ftp_basic_auth -- FTP takes user name and password
from self
left join config on config.id = self.id
left join basic_auth_scm on basic_auth_scm.id = self.id
left join basic_auth_ftp on basic_auth_ftp.id = self.id
