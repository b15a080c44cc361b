-- Part of aws_organizations_organization, aws_organizations_account: the organization that each account belongs to, one row per account.
with asked as (
    select scope from listing where kind = 'aws_organizations_organization' group by scope having bool_and(known(outcome))
),
organization as (
    select self.scope, self.body ->> '$.Organization.Id' as name
    from self
    where self.body ->> '$.Organization.Id' is not null
)
select
    asked.scope as id,                                -- account id
    coalesce(organization.name, '') as organization_id,  -- organization id; empty for an account in none
    case
        when len(member.parents) > 0 then organization.name || '/' || array_to_string(member.parents, '/') || '/'
        else ''
    end as path                                       -- its path in the organization, such as o-a/r-b/ou-c/; empty where its management account was not read
from asked
left join organization on organization.scope = asked.scope
left join aws_organizations_account as member on member.account_id = asked.scope
