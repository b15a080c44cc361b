"""The identities of a snapshot: who is or can become an administrator, and what each reads and writes."""

import orjson

from bartizan.contract import IdentityItem, Page
from bartizan.model import UsageError
from bartizan.report.paging import ALL, Part, order_by, where
from bartizan.report.views.inventory import TABLE as INVENTORY
from bartizan.report.views.inventory import ensure_inventory
from bartizan.store.engine import Engine

_TABLE = "identity"
_KEYS = {
    key: key
    for key in ("principal_id", "provider", "type", "scope", "name", "is_admin", "can_become_admin", "data_access")
}
DEFAULT_ORDER = (
    "list_position(['yes', 'conditional', 'unknown', 'no'], can_become_admin), is_admin desc nulls last, "
    "data_access desc nulls last, name, principal_id"
)
_UNREAD_TRUST = {
    "aws_iam_role": ("foreign_trusted_accounts", "foreign_trusted_organizations", "trust_policy"),
    "azure_user_assigned_identity": ("federated_subjects",),
    "azure_service_principal": ("federated_subjects",),
}
"""By table the columns that say whom an identity trusts."""
_LONGEST_UNUSED = 90
"""Days after which an identity counts as unused."""
_LISTED = """
with trusting as ({trusting}),
outside as (
    select id, list_sort(list(distinct who)) as outsiders from trusting
    where effect in ('yes', 'conditional') group by id
),
held as (select principal_id as id, unnest(assumed_by) as who from identity),
user_of as (
    select held.id, arg_min(exposure, list_position(['internet', 'unknown', 'restricted', 'private'], exposure)) as most
    from held join (select id, exposure from {inventory} where exposure <> '') as workload on workload.id = held.who
    group by held.id
),
unread as (
    select distinct id from ({unread} union all select id from trusting where effect = 'unknown') where id is not null
),
used as ({used})
select i.* exclude (via),
    coalesce(split_part(json_extract_string(via, '$[0].why'), ' ', 1), '') as first_step,
    coalesce(json_extract_string(via, '$[#-1].target'), '') as becomes,
    json_array_length(via)::bigint as steps,
    case
        when outside.id is not null then outside.outsiders
        when unread.id is null and assumed_by is not null then cast([] as varchar[])
    end as outsiders,
    case when outside.id is not null then true when unread.id is null and assumed_by is not null then false end
        as is_trusted_outside,
    case when user_of.id is not null then user_of.most when assumed_by is null then null else '' end as users_exposure,
    used.is_unused,
    row_number() over (order by {order}) as n
from identity as i
left join outside on outside.id = i.principal_id
left join unread on unread.id = i.principal_id
left join user_of on user_of.id = i.principal_id
left join used on used.id = i.principal_id
"""
_TRUSTING = """
select target.id, source.id as who, effect from edge
join node as source on source.n = edge.source_n join node as target on target.n = edge.target_n
where edge.kind = 'can_assume' and source.kind in ('internet', 'any_aws_account', 'foreign')
"""
_USED = f"""
select id, case
    when last_used_at <> '' then date_diff('day', try_cast(substr(last_used_at, 1, 10) as date), observed_at::date)
    -- What AWS tracks no use of was not used for longer than that, or is new.
    when last_used_at = '' then age_days
end > {_LONGEST_UNUSED} as is_unused from aws_iam_role
"""
_NOTHING = "select null::varchar as id"


def listed_identities(engine: Engine) -> str:
    """Return the SELECT of the identities as a list has them, each with its place ``n`` from 1.

    ``first_step`` is the technique, or the call, with which it begins to become an administrator, ``becomes`` what it
    is after the last of its ``steps``, empty for an administrator. ``outsiders`` can be it and are of no account that
    is scanned, null where it was not read whom it trusts. ``users_exposure`` is the widest of the workloads that run as
    it. ``is_unused`` says that it was not used for 90 days, null where that is not read: of all but AWS's roles.
    """
    ensure_inventory(engine)
    has_graph = engine.has("edge") and engine.has("node")
    unread = [
        f"select id from {table} where {' or '.join(f'{name} is null' for name in names)}"
        for table, columns in _UNREAD_TRUST.items()
        if engine.has(table) and (names := [name for name in columns if name in engine.columns(table)])
    ]
    if not has_graph:  # a snapshot of an older release: nobody asked who is outside
        unread.append("select principal_id as id from identity")
    has_use = engine.has("aws_iam_role") and {"last_used_at", "age_days"} <= engine.columns("aws_iam_role").keys()
    return _LISTED.format(
        inventory=INVENTORY,
        trusting=_TRUSTING if has_graph else f"{_NOTHING}, '' as who, '' as effect where false",
        unread=" union all ".join(unread) or _NOTHING,
        used=_USED if has_use else f"{_NOTHING}, null::boolean as is_unused",
        order=DEFAULT_ORDER,
    )


def identities(
    engine: Engine, type_: str = "", scope: str = "", *, can_become_admin: bool = False, part: Part = ALL
) -> Page[IdentityItem]:
    """Return identities, administrators first, optionally of one type or scope.

    ``can_become_admin`` leaves out those that surely cannot become an administrator.

    Raises:
        UsageError: an older release made the snapshot, or a key to sort by is none.
    """
    if not engine.has(_TABLE):
        raise UsageError("this snapshot has no identities: an older release made it; scan again")
    clause, values = where({"type = ?": type_, "scope = ?": scope, "can_become_admin <> 'no' and ?": can_become_admin})
    (total,) = engine.rows(f"select count(*) as n from {_TABLE} {clause}", values)
    rows = engine.rows(
        f"select * from {_TABLE} {clause} order by {order_by(part, _KEYS, DEFAULT_ORDER)} {part.sql}", values
    )
    return Page([IdentityItem.model_validate({**row, "via": orjson.loads(row["via"])}) for row in rows], total["n"])
