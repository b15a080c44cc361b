"""Tables as normalize would have made them, filled with the few columns that a test is about."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bartizan.normalize import schemas
from bartizan.permit.azure import READS, TABLES, permit_azure
from bartizan.permit.tables import COMMON, append
from bartizan.store import Engine

SUBSCRIPTION = "11111111-1111-4111-8111-111111111111"
GROUP = f"/subscriptions/{SUBSCRIPTION}/resourcegroups/shop"
ME, TEAM, OTHER = (f"aaaaaaaa-0000-4000-8000-00000000000{each}" for each in range(1, 4))
Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_LISTED = (
    "azure_role_assignment",
    "azure_deny_assignment",
    "azure_key_vault",
    "azure_role_eligibility",
    "azure_storage_account",
    "azure_directory_role",
    "azure_directory_role_eligibility",
)


def thing(type_: str, name: str = "it") -> str:
    """Return the ARM id of a resource."""
    return f"{GROUP}/providers/{type_.lower()}/{name}"


@contextmanager
def filled(rows: Rows, refused: Sequence[str] = ()) -> Iterator[Engine]:
    """Yield an engine with every table that permit reads; ``refused`` are listings that Azure did not answer."""
    with Engine(threads=1) as engine:
        for name in READS:
            engine.create_empty(name, schemas()[name])
        for name, columns in {**COMMON, **TABLES}.items():
            engine.create_empty(name, columns)
        engine.create_empty("listing", {"kind": "varchar", "scope": "varchar", "outcome": "varchar"})
        listed = [{"kind": each, "outcome": "denied" if each in refused else "ok"} for each in _LISTED]
        subscription = {"id": SUBSCRIPTION, "management_group_ids": []}
        always: Rows = {"azure_subscription": [subscription], "listing": listed}
        for name, given in {**always, **rows}.items():
            append(engine, name, given)
        yield engine


def permitted(rows: Rows, table: str, refused: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return a table that permit writes, of Azure."""
    with filled(rows, refused) as engine:
        permit_azure(engine)
        return engine.rows(f"select * from {table} order by all")


def role(name: str, *actions: str, data: Sequence[str] = (), **more: Any) -> dict[str, Any]:
    """Return a row of a role definition."""
    block = '{{"actions":[{}],"dataActions":[{}]}}'
    texts = (",".join(f'"{each}"' for each in listed) for listed in (actions, data))
    return {"role_id": name, "id": name, "permissions": f"[{block.format(*texts)}]", "is_custom": False, **more}


def held(name: str, scope: str = GROUP, who: str = ME, **more: Any) -> dict[str, Any]:
    """Return a row of a role assignment."""
    type_ = "Group" if who == TEAM else "ServicePrincipal"
    return {
        "id": f"{scope}/{name}/{who}", "principal_id": who, "principal_type": type_, "role_definition_id": f"/x/{name}",
        "role_scope": scope, "condition": "", **more,
    }  # fmt: skip
