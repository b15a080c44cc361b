-- Part of azure_web_app, azure_function_app, azure_logic_app: principals that each app acts as, one row per app.
with principal as (
    select id, lower(as_text((body -> '$.identity.principalId'), null)) as principal_id
    from self where as_text((body -> '$.identity.principalId'), '') <> ''
    union all
    select
        assigned.id,
        -- The site's list outlives an identity: it counts only where the identity's subscription is not scanned.
        lower(case
            when identity.id is not null or listing.outcome is null then coalesce(nullif(identity.principal_id, ''), assigned.principal_id)
        end) as principal_id
    from (
        select
            id,
            lower(entry.key) as identity_id,
            entry.value ->> '$.principalId' as principal_id
        from (select id, unnest(map_entries(from_json(body -> '$.identity.userAssignedIdentities', '"MAP(VARCHAR, JSON)"'))) as entry from self)
    ) as assigned
    left join azure_user_assigned_identity as identity on identity.id = assigned.identity_id
    left join listing
        on listing.kind = 'azure_user_assigned_identity' and listing.scope = split_part(assigned.identity_id, '/', 3)
    -- An identity that a whole listing does not have was deleted and holds nothing.
    where identity.id is not null or coalesce(listing.outcome, '') <> 'ok'
),

named as (
    select
        id,
        list_sort(list(distinct principal_id) filter (where principal_id is not null)) as known,
        list(principal_id order by principal_id) as principals,
        count(*) = count(principal_id) as is_known
    from principal
    group by id
)

select
    self.id,                                                                                    -- ARM id, lower case
    case
        when named.id is null then cast([] as varchar[])
        when named.is_known then named.known
    end as principal_ids,                                                                       -- principal ids of all its identities
    coalesce(named.principals, cast([] as varchar[])) as principals                             -- the same, with null for each that could not be read
from self
left join named on named.id = self.id
