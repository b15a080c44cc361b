"""The identities of a snapshot: who is or can become an administrator, and what each reads and writes."""

import orjson

from bartizan.contract import IdentityItem, Page
from bartizan.model import UsageError
from bartizan.report.paging import ALL, Part, order_by, where
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
