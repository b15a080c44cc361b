-- API Gateway custom domain names, one row per name.
with mapping as (
    select mappings.id, 'v2' as version, m.value ->> '$.ApiId' as api_id, m.value ->> '$.Stage' as stage, m.value ->> '$.ApiMappingKey' as path
    from mappings, json_each(mappings.body -> '$.Items') as m
    union all
    select base_paths.id, 'v1', m.value ->> '$.restApiId', m.value ->> '$.stage', nullif(m.value ->> '$.basePath', '(none)')
    from base_paths, json_each(base_paths.body -> '$.items') as m
),
led as (
    select
        id,
        version,
        list_sort(list_distinct(list(api_id))) as api_ids,
        to_json(list({'api_id': api_id, 'stage': coalesce(stage, ''), 'path': coalesce(path, '')} order by path, api_id))::varchar as mappings
    from mapping
    group by id, version
),
answered as (
    -- Of an edge-optimized name, only API version 1 returns its mappings.
    select
        self.id,
        as_text((self.body -> '$.endpointConfiguration.types[0]'), 'REGIONAL') as endpoint_type,
        case when self.body ->> '$.endpointConfiguration.types[0]' = 'EDGE' then base_paths.outcome else mappings.outcome end as outcome,
        case when self.body ->> '$.endpointConfiguration.types[0]' = 'EDGE' then 'v1' else 'v2' end as version
    from self
    left join mappings on mappings.id = self.id
    left join base_paths on base_paths.id = self.id
)
select
    self.id,                                                            -- domain name ARN
    as_text((self.body -> '$.domainName'), null) as name,                               -- domain name
    self.scope,                                                         -- account id
    self.region,                                                        -- region
    as_object((self.body -> '$.tags')) as tags,           -- tags, a JSON object
    self.observed_at,                                                   -- when it was read, UTC
    answered.endpoint_type,                                             -- EDGE, REGIONAL or PRIVATE
    as_text((self.body -> '$.securityPolicy'), 'TLS_1_0') as tls_policy,  -- TLS_1_0, TLS_1_2 or one of the SecurityPolicy_ names
    as_text((self.body -> '$.mutualTlsAuthentication.truststoreUri'), '') <> '' as asks_for_client_certificate,  -- accepts only clients with a trusted certificate
    case when answered.outcome = 'ok' then coalesce(led.api_ids, []) end as api_ids,  -- ids of the APIs it leads to
    case when answered.outcome = 'ok' then coalesce(led.mappings, '[]') end as mappings  -- where it leads, a JSON list of api_id, stage, path
from self
left join answered on answered.id = self.id
left join led on led.id = self.id and led.version = answered.version
