-- A principal that the issuer of a federated credential authenticates logs in as the identity, or as the application.
-- kind: can_assume
-- mode: controls
-- from: azure_user_assigned_identity, azure_service_principal
with trusted as (
    select id, unnest(federated_subjects) as login from azure_user_assigned_identity
    union all
    select id, unnest(federated_subjects) from azure_service_principal
),
named as (
    select
        id,
        split_part(login, ' ', 1) as issuer,
        substr(login, length(split_part(login, ' ', 1)) + 2) as subject
    from trusted
),
placed as (
    select
        *,
        case
            when starts_with(issuer, 'https://token.actions.githubusercontent.com') then 'github'
            when contains(issuer, 'sts.windows.net/') or contains(issuer, 'login.microsoftonline.com/') then 'azure'
            when ends_with(issuer, '.tokens.sts.global.api.aws') then 'aws'
            else ''
        end as cloud
    from named
)
select
    case
        when cloud = 'github' and starts_with(subject, 'repo:') then 'foreign:github:' || split_part(substr(subject, 6), ':', 1)
        -- A managed identity of the same directory logs in by its object id.
        when cloud = 'azure' then coalesce(identity.id, principal.id, 'foreign:azure:' || split_part(issuer, '/', 4))
        when cloud = 'aws' and split_part(subject, ':', 3) = 'iam' then subject
        else 'foreign:issuer:' || replace(issuer, 'https://', '')
    end as source_id,
    placed.id as target_id,
    case when subject = '' then 'unknown' when cloud = 'aws' then 'conditional' else 'yes' end as effect,
    case
        when subject = '' then 'the expression that its subject must fit is not read'
        when cloud = 'aws' then 'it may call sts:GetWebIdentityToken'
        else ''
    end as condition,
    'it trusts ' || issuer || ' for ' || case when subject = '' then 'subjects of an expression' else subject end as why,
    case when contains(subject, '*') then 'no_authentication' else 'known_account' end as weight_key,
    cast([] as varchar[]) as rule_ids
from placed
left join azure_user_assigned_identity as identity on placed.cloud = 'azure' and identity.principal_id = lower(subject)
left join azure_principal as principal on placed.cloud = 'azure' and principal.id = lower(subject)
union all
select id, null, 'unknown', 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read: not read', '', '', []
from azure_user_assigned_identity
where federated_subjects is null
union all
select id, null, 'unknown', 'Application.Read.All: the federated credentials of its application were not read', '', '', []
from azure_service_principal
where federated_subjects is null
