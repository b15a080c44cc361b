"""The tables that permit writes: what each principal is granted, and which sensitive actions it may perform."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import orjson

from bartizan.store import Engine
from bartizan.store.engine import quoted

COMMON = {
    "grant": {
        "principal_id": "varchar",
        "provider": "varchar",
        "effect": "varchar",
        "actions": "varchar[]",
        "is_not_actions": "boolean",
        "resources": "varchar[]",
        "is_not_resources": "boolean",
        "conditions": "json",
        "source": "varchar",
        "via": "varchar",
    },
    "permission": {
        "principal_id": "varchar",
        "ability": "varchar",
        "action": "varchar",
        "resource": "varchar",
        "is_unbounded": "boolean",
        "is_conditional": "boolean",
        "source": "varchar",
        "provider": "varchar",
        "effect": "varchar",
        "effect_in_organization": "varchar",
        "condition": "varchar",
        "because": "varchar",
        "n_resources": "bigint",
        "n_sensitive": "bigint",
    },
    "access": {
        "principal_id": "varchar",
        "provider": "varchar",
        "ability": "varchar",
        "action": "varchar",
        "target_id": "varchar",
        "effect": "varchar",
        "effect_in_organization": "varchar",
        "condition": "varchar",
        "because": "varchar",
    },
    "escalation": {
        "principal_id": "varchar",
        "provider": "varchar",
        "technique": "varchar",
        "target_id": "varchar",
        "through_id": "varchar",
        "effect": "varchar",
        "effect_in_organization": "varchar",
        "condition": "varchar",
        "because": "varchar",
        "steps": "varchar[]",
    },
}
"""The tables of all clouds.

``grant``: one row per statement that bears on a principal: its effect, what it names, where it stands and by which way.

``permission``: one row per sensitive action that a principal may use on a resource or pattern, after everything was
weighed. ``is_unbounded`` says that it covers every resource of its kind, ``is_conditional`` that a condition must hold
first. ``effect`` is yes, conditional or unknown, ``effect_in_organization`` the same within service and resource
control policies, null where those were not read.

``access``: the same for single resources that matter, one row per principal, ability and resource. ``principal_id``
is empty where a resource's own policy was not read and may allow anyone, ``target_id`` where a principal's policies
were not read and may reach anything. Outsiders who may become a role are named ``foreign:github:…``, ``foreign:aws:…``,
``foreign:azure:…``, ``foreign:oidc:…``, ``foreign:saml:…``, ``any_aws_account`` or ``internet``.

``escalation``: one row per known technique by which a principal gains a stronger identity, ``target_id``; empty for the
administrator of its account or subscription. ``through_id`` is what the technique goes through, empty if nothing.
``effect_in_organization`` is as that of ``access``: no where control policies shut the way.
"""


_BATCH = 1000
"""Rows that are written at once: each is in memory as a row, as JSON and as the engine has it."""


def append(engine: Engine, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Append rows to a table; a column that a row leaves out is null."""
    columns = engine.columns(table)
    named = ", ".join(f"row.{quoted(name)}" for name in columns)
    waiting = iter(rows)
    while batch := list(islice(waiting, _BATCH)):
        engine.execute(
            f"insert into {quoted(table)} select {named} from {_read(columns)}", [orjson.dumps(batch).decode()]
        )


def _read(columns: Mapping[str, str]) -> str:
    """Return a relation ``row`` over one JSON parameter: a statement per row would take a millisecond each."""
    shape = {name: type_.removesuffix("[]").upper() for name, type_ in columns.items()}
    listed = {name: [shape[name]] if type_.endswith("[]") else shape[name] for name, type_ in columns.items()}
    text = orjson.dumps([listed]).decode()
    # What stands for a parameter alone is worked out when the statement is planned, and once more when it runs.
    return f"(select unnest(from_json(doc, '{text}')) as row from (select ?::json as doc))"
