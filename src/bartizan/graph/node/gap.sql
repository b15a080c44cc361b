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
),
-- Roles of the directory and groups are the tenant's, whichever subscription they were read with; delegations are ways in.
of_tenant as (
    select distinct
        edge_reads.kind,
        case when refused.listed = 'azure_delegation' then 'internet' else 'admin:azure:tenant' end as id,
        'the list of ' || refused.listed as missing
    from refused
    join edge_reads on edge_reads.name in (refused.listed, 'access', 'escalation')
    where starts_with(refused.listed, 'azure_directory_role') or refused.listed in ('azure_group', 'azure_delegation')
),
-- What a principal may do through groups that were not read is in none of these.
grouped as (
    select node.n, edge_reads.kind, 'GroupMember.Read.All: its groups were not read' as missing
    from azure_principal as principal
    left join azure_user_assigned_identity as identity on identity.principal_id = principal.id
    join node on node.id = coalesce(identity.id, principal.id)
    join edge_reads on edge_reads.name in ('access', 'escalation')
    where principal.group_ids is null
    union
    -- Members that nothing else names are no nodes: the gap is that of all administrators.
    select node.n, edge_reads.kind, 'GroupMember.Read.All: the members of ' || unread.id || ' were not read'
    from azure_group as unread
    join node on node.id = unread.id or node.kind = 'admin' and node.provider = 'azure'
    join edge_reads on edge_reads.name in ('access', 'escalation')
    where unread.member_ids is null
),
-- Owners and holders of Cosmos DB's own roles that nothing else names are no nodes either.
owned as (
    select id, 'escalation' as read, 'GroupMember.Read.All: the owners of ' || id || ' were not read' as missing
    from azure_group
    where owner_ids is null
    union all
    select id, 'escalation', 'Application.Read.All: the owners of the application of ' || id || ' were not read'
    from azure_service_principal
    where owner_ids is null
    union all
    select id, 'access', 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read of ' || name
    from azure_cosmos_account
    where data_roles is null
)
select n, kind, missing from ended
union
select n, kind, missing from grouped
union
select node.n, edge_reads.kind, owned.missing
from owned
join node on node.id = owned.id or owned.read = 'escalation' and node.kind = 'admin' and node.provider = 'azure'
join edge_reads on edge_reads.name = owned.read
union
select coalesce(node.n, internet.n), listed.kind, listed.missing
from (select * from listed union all select * from of_tenant) as listed
left join node on node.id = listed.id
cross join (select n from node where id = 'internet') as internet
order by all
