-- Federated credentials of user-assigned identities, one row per credential: who logs in from outside Azure.
select
    self.id,                                                                                -- ARM id, lower case
    as_text((self.body -> '$.name'), '') as name,                                           -- name
    self.scope,                                                                             -- subscription id
    self.region,                                                                            -- location of the identity, such as westeurope
    '{}' as tags,                                                                           -- empty: credentials carry no tags
    regexp_extract(self.id, '^(.*)/federatedidentitycredentials/[^/]+$', 1) as identity_id, -- ARM id of the identity that it logs in as, lower case
    as_text((self.body -> '$.properties.issuer'), '') as issuer,                            -- who issues the token that is traded in
    as_text((self.body -> '$.properties.subject'), '') as subject,                          -- whom the token must be for
    as_texts((self.body -> '$.properties.audiences')) as audiences, -- audiences that the token must have
    self.observed_at                                                                        -- when it was read, UTC
from self
