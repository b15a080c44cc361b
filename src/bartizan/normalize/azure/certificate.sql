-- TLS certificates that App Service holds, one row per certificate.
select
    self.id,                                                                                -- ARM id, lower case
    coalesce(self.body ->> '$.name', '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    coalesce(cast(self.body -> '$.tags' as varchar), '{}') as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    coalesce(self.body ->> '$.properties.subjectName', '') as subject,                      -- name that the certificate is for
    coalesce(from_json(self.body -> '$.properties.hostNames', '["VARCHAR"]'), []) as host_names, -- host names that it is good for
    coalesce(self.body ->> '$.properties.issuer', '') as issuer,                            -- who issued it
    upper(coalesce(self.body ->> '$.properties.thumbprint', '')) as thumbprint,             -- thumbprint by which host names refer to it, upper case
    coalesce(try_cast(left(self.body ->> '$.properties.expirationDate', 10) as date), date '9999-12-31') as expires_on, -- last day, UTC; year 9999 where Azure does not say
    lower(coalesce(self.body ->> '$.properties.keyVaultId', '')) as key_vault_id,           -- key vault that it comes from, lower case; empty if none
    coalesce(self.body ->> '$.properties.keyVaultSecretStatus', '') as key_vault_status,    -- how the import from the key vault went; empty if it has none
    self.observed_at                                                                        -- when it was read, UTC
from self
