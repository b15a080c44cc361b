-- A principal that the issuer of a federated credential authenticates logs in as the identity.
-- kind: can_assume
-- mode: controls
-- from: azure_user_assigned_identity
with trusted as (
    select id, unnest(federated_subjects) as login from azure_user_assigned_identity
),
named as (
    select
        id,
        split_part(login, ' ', 1) as issuer,
        substr(login, length(split_part(login, ' ', 1)) + 2) as subject
    from trusted
)
select
    case
        when issuer = 'https://token.actions.githubusercontent.com' and starts_with(subject, 'repo:')
            then 'foreign:github:' || split_part(substr(subject, 6), ':', 1)
        when contains(issuer, 'sts.windows.net/') or contains(issuer, 'login.microsoftonline.com/')
            then 'foreign:azure:' || split_part(issuer, '/', 4)
        else 'foreign:issuer:' || replace(issuer, 'https://', '')
    end as source_id,
    id as target_id,
    'yes' as effect,
    '' as condition,
    'it trusts ' || issuer || ' for ' || subject as why,
    case when contains(subject, '*') then 'no_authentication' else 'known_account' end as weight_key,
    cast([] as varchar[]) as rule_ids
from named
union all
select id, null, 'unknown', 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read: not read', '', '', []
from azure_user_assigned_identity
where federated_subjects is null
