-- TLS certificates that App Service holds, one row per certificate.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location, such as westeurope
    as_object((self.body -> '$.tags')) as tags,                         -- tags as a JSON object
    split_part(self.id, '/', 5) as resource_group,                                          -- resource group, lower case
    as_text((self.body -> '$.properties.subjectName'), '') as subject,                      -- subject of the certificate
    as_texts((self.body -> '$.properties.hostNames')) as host_names, -- host names that it covers
    as_text((self.body -> '$.properties.issuer'), '') as issuer,                            -- who issued it
    upper(as_text((self.body -> '$.properties.thumbprint'), '')) as thumbprint,             -- thumbprint by which host names refer to it, upper case
    coalesce(try_cast(left(as_text((self.body -> '$.properties.expirationDate'), null), 10) as date), date '9999-12-31') as expires_on, -- last day, UTC; year 9999 where Azure does not say
    lower(as_text((self.body -> '$.properties.keyVaultId'), '')) as key_vault_id,           -- key vault that it comes from, lower case; empty if none
    as_text((self.body -> '$.properties.keyVaultSecretStatus'), '') as key_vault_status,    -- how the import from the key vault went; empty if it has none
    self.observed_at                                                                        -- when it was read, UTC
from self
