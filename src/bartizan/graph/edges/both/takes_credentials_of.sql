-- An identity makes credentials of a user or reads those of a resource, and acts as it.
-- kind: takes_credentials_of
-- mode: controls
-- from: access
with judged as (
    select
        access_edge.*,
        case
            when split_part(access_edge.target_id, ':', 3) <> 'iam' then ''
            when starts_with(why, 'iam:CreateAccessKey') and coalesce(owner.key_count < 2, false) then ''
            when starts_with(why, 'iam:CreateAccessKey') then 'the user has fewer than two access keys'
            when starts_with(why, 'iam:CreateLoginProfile') and not coalesce(owner.has_password, true) then ''
            when starts_with(why, 'iam:CreateLoginProfile') then 'the user has no password'
            when starts_with(why, 'iam:UpdateLoginProfile') and coalesce(owner.has_password, false) then ''
            when starts_with(why, 'iam:UpdateLoginProfile') then 'the user has a password'
            else ''
        end as needed
    from access_edge
    left join aws_iam_user as owner on owner.id = access_edge.target_id
    where access_edge.ability in ('take_credentials')
)
select
    source_id,
    target_id,
    case when effect = 'yes' and needed <> '' then 'conditional' else effect end as effect,
    trim(replace(condition || '; ' || needed, '; ; ', '; '), '; ') as condition,
    why,
    'technique' as weight_key,
    rule_ids
from judged
