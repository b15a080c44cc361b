-- Part of aws_lambda_function: the container image it runs, one row per function.
with image as (
    select
        self.id,
        self.scope,
        self.region,
        case
            when lower(as_text((self.body -> '$.PackageType'), 'Zip')) <> 'image' then ''
            when detail.outcome = 'ok' then as_text((detail.body -> '$.Code.ImageUri'), '')
        end as uri
    from self left join detail on detail.id = self.id
),
placed as (
    select
        *,
        regexp_extract(uri, '^(\d{12})\.dkr[.-]ecr', 1) as account,
        regexp_replace(uri, '(@sha256:.*|:[^/:]*)$', '') as repository,
        contains(uri, '@sha256:') as is_pinned
    from image
),
repositories_listed as (
    select scope, region, bool_and(outcome = 'ok') as is_complete
    from listing
    where kind = 'aws_ecr_repository'
    group by scope, region
)
select
    placed.id,                                                                   -- function ARN
    placed.account,                                                              -- account id whose registry holds the image; empty for zip packages
    case
        when placed.account in ('', placed.scope) then []
        when placed.account is not null and aws_known_account.is_complete
            then case when list_contains(aws_known_account.ids, placed.account) then [] else [placed.account] end
    end as unknown_accounts,                                                     -- that account, if it is neither scanned nor part of the same organization
    case
        when placed.uri = '' or placed.is_pinned then false
        when repository.id is not null then not repository.has_immutable_tags
        -- Anyone who recreates a deleted repository controls what the tag points to.
        when repositories_listed.is_complete then true
    end as has_movable_tag                                                       -- its image is referenced by a mutable tag
from placed
cross join aws_known_account
left join aws_ecr_repository as repository on repository.uri = placed.repository
left join repositories_listed on repositories_listed.scope = placed.account and repositories_listed.region = placed.region
