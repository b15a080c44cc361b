-- A principal of an account that is not scanned decrypts with a key by a grant; what grants give scanned principals is in their permissions.
-- kind: can_decrypt
-- mode: reaches
-- from: aws_kms_key
with granted as (
    select *, split_part(grantee, ':', 5) as account
    from aws_kms_grant
    where list_contains(operations, 'Decrypt') and not is_for_service
)
select
    'foreign:aws:' || granted.account as source_id,
    granted.key_arn as target_id,
    case when granted.constraints = '{}' then 'yes' else 'conditional' end as effect,
    case when granted.constraints = '{}' then '' else 'the request meets the constraints of the grant: ' || granted.constraints end
        as condition,
    'grant ' || granted.name || ' lets ' || granted.grantee || ' decrypt' as why,
    'known_account' as weight_key,
    cast([] as varchar[]) as rule_ids
from granted
left join aws_account on aws_account.id = granted.account
where aws_account.id is null and granted.account <> ''
union all
select id, null, 'unknown', 'kms:ListGrants was not read', '', '', []
from aws_kms_key
where grant_count is null
