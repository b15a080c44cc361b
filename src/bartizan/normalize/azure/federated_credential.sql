-- Federated credentials of user-assigned identities, one row per credential: workloads outside Azure that can sign in as it.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location of the identity, such as westeurope
    '{}' as tags,                                                                           -- empty: credentials carry no tags
    regexp_extract(self.id, '^(.*)/federatedidentitycredentials/[^/]+$', 1) as identity_id, -- ARM id of the identity that it logs in as, lower case
    as_text((self.body -> '$.properties.issuer'), '') as issuer,                            -- issuer of the external token
    as_text((self.body -> '$.properties.subject'), '') as subject,                          -- subject that the token must have
    as_texts((self.body -> '$.properties.audiences')) as audiences, -- audiences that the token must have
    self.observed_at                                                                        -- when it was read, UTC
from self
