-- What could not be read: of a node, of an end that is no node, and of whole listings.
with ended as (
    select
        e.kind,
        coalesce(source.n, target.n, internet.n) as n,
        case
            when e.target_id is null then e.condition
            when source.n is null then e.source_id || ' was not read'
            else e.target_id || ' was not read'
        end as missing
    from found_edge as e
    left join found_node as source on source.id = e.source_id
    left join found_node as target on target.id = e.target_id
    cross join (select n from node where id = 'internet') as internet
    where e.target_id is null
        or (source.n is null or target.n is null)
        and not coalesce(source.is_gone, false) and not coalesce(target.is_gone, false)
),
refused as (
    select distinct kind as listed, scope from listing where outcome not in ('ok', 'absent')
),
listed as (
    select
        edge_reads.kind,
        case
            when edge_reads.mode = 'invokes' then 'internet'
            when starts_with(refused.listed, 'aws_') then 'admin:aws:' || refused.scope
            else 'admin:azure:' || refused.scope
        end as id,
        'the list of ' || refused.listed || ' in ' || refused.scope as missing
    from refused
    -- These are made of what all kinds say.
    join edge_reads on edge_reads.name in (refused.listed, 'access', 'escalation', 'aws_access_target')
)
select n, kind, missing from ended
union
select coalesce(node.n, internet.n), listed.kind, listed.missing
from listed
left join node on node.id = listed.id
cross join (select n from node where id = 'internet') as internet
order by all
