-- Part of aws_organizations_organization: the accounts that are trusted without being listed, one row in all.
with managed as (
    -- Only a management account can list the accounts of its organization.
    select self.id, accounts.outcome
    from self left join accounts on accounts.id = self.id
    where self.body ->> '$.Organization.MasterAccountId' = self.scope
),
listed as (
    select coalesce(bool_and(known(outcome)), false) as is_complete
    from listing
    where kind = 'aws_organizations_organization'
),
asked as (
    select coalesce(bool_and(outcome is not null and known(outcome)), true) as is_complete from managed
),
familiar as (
    select id as account_id from aws_account
    union
    select account_id from aws_organizations_account where account_id is not null
)
select
    '' as id,                                                            -- always empty
    coalesce((select list(account_id order by account_id) from familiar), []) as ids,  -- scanned accounts, and accounts of the organizations whose management account is read
    (select is_complete from listed) and (select is_complete from asked) as is_complete  -- no organization kept its accounts from us
