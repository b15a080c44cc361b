-- AWS accounts, one row per scanned account.
with facts as (
    select
        self.id,
        case alias.outcome when 'ok' then as_text((alias.body -> '$.AccountAliases[0]'), '') when 'absent' then '' end
            as account_alias,
        case
            when block.outcome = 'ok' then as_object((block.body -> '$.PublicAccessBlockConfiguration'))::json
            when block.outcome = 'absent' then json('{}')
        end as blocked
    from self
    left join alias on alias.id = self.id
    left join public_access_block as block on block.id = self.id
)
select
    self.id,                                                 -- account id, 12 digits
    self.id as name,                                         -- account id
    self.scope,                                              -- account id
    '' as region,                                            -- always empty: an account has no region
    '{}' as tags,                                            -- always empty: an account's tags belong to its organization
    self.observed_at,                                        -- when it was read, UTC
    split_part(self.body ->> '$.Arn', ':', 2) as partition,  -- aws, aws-cn or aws-us-gov
    facts.account_alias,                                     -- account alias; empty without one
    root.has_mfa as root_has_mfa,                            -- the root user has a multi-factor authentication device
    root.active_keys > 0 as root_has_keys,                   -- the root user has access keys
    case when facts.blocked is not null then as_flag((facts.blocked -> '$.BlockPublicAcls'), false) end
        as blocks_public_acls,                                                                              -- new public access control lists are rejected in every bucket
    case when facts.blocked is not null then as_flag((facts.blocked -> '$.IgnorePublicAcls'), false) end
        as ignores_public_acls,                                                                             -- public access control lists have no effect in any bucket
    case when facts.blocked is not null then as_flag((facts.blocked -> '$.BlockPublicPolicy'), false) end
        as blocks_public_policies,                                                                          -- new public bucket policies are rejected in every bucket
    case when facts.blocked is not null then as_flag((facts.blocked -> '$.RestrictPublicBuckets'), false) end
        as restricts_public_buckets                                                                         -- public bucket policies grant no public access in any bucket
from self
left join facts on facts.id = self.id
left join aws_iam_credential as root on split_part(root.arn, ':', 5) = self.id and split_part(root.arn, ':', 6) = 'root'
