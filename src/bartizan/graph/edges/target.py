"""The targets of an attacker: administrators, secrets, keys, stores of data and workloads."""

from collections.abc import Iterator
from pathlib import Path

from bartizan.graph.edges.sensitivity import Sensitivity, SensitivityLevel, read_sensitivity
from bartizan.graph.tables import TARGET
from bartizan.store import Engine
from bartizan.store.engine import Row, literal

_KINDS = {
    "aws_dynamodb_table": "data",
    "aws_kms_key": "key",
    "aws_rds_cluster": "data",
    "aws_rds_instance": "data",
    "aws_s3_bucket": "data",
    "aws_secretsmanager_secret": "secret",
    "aws_ssm_parameter": "secret",
    "azure_cosmos_account": "data",
    "azure_key_vault": "secret",
    "azure_sql_server": "data",
    "azure_storage_account": "data",
}
"""The tables of what holds data, secrets or keys."""

_WORKLOADS = ("aws_lambda_function", "azure_function_app", "azure_web_app")
_DEFAULT = {
    "data": SensitivityLevel("unknown", "nothing says how sensitive it is"),
    "secret": SensitivityLevel("sensitive", "it holds secrets"),
    "key": SensitivityLevel("sensitive", "it decrypts data"),
}


def mark_targets(engine: Engine, home: Path | None = None) -> None:
    """Create ``target`` from ``node``; ``home`` may have a sensitivity.yaml of its own.

    Targets of one ``group_id`` are of one kind, place and sensitivity: a path to one identity shows them as one.
    """
    engine.create_empty("target", TARGET)
    engine.execute(_PLAIN)
    sensitivity = read_sensitivity(home)
    there = set(engine.tables())
    for table, kind in _KINDS.items():
        if table in there:
            engine.insert("target", _judged(engine.rows(_STORES.format(table=table)), table, kind, sensitivity))


def _judged(rows: list[Row], table: str, kind: str, sensitivity: Sensitivity) -> Iterator[tuple[object, ...]]:
    for row in rows:
        # A secret or a key is worth no less because of its name; only its owner's word makes it so.
        found = sensitivity.of(row["id"], (row["name"] or "") if kind == "data" else "", row["tags"]) or _DEFAULT[kind]
        yield (
            *(row["n"], kind, _impact(kind, found.level), found.level, found.because),
            f"{table}:{row['scope']}:{found.level}",
        )


def _impact(kind: str, level: str) -> str:
    """Return the row of paths/risk.yaml that says what a target is worth."""
    return kind if kind != "data" and level == "sensitive" else f"data_{level}"


_STORES = """
select node.n, store.id, store.name, store.tags, node.scope
from node join {table} as store on store.id = node.id
where node.kind = '{table}' order by node.n
"""
_PLAIN = f"""
insert into target
select
    n,
    case when kind = 'admin' then 'administrator' else 'workload' end,
    case
        when kind <> 'admin' then 'workload'
        when name = 'tenant' then 'tenant'
        when provider = 'aws' then 'account'
        else 'subscription'
    end,
    case when kind = 'admin' then 'sensitive' else 'unknown' end,
    case when kind = 'admin' then 'who controls it reads all in it' else 'it acts as its identity' end,
    id
from node
where kind in ('admin', {", ".join(map(literal, _WORKLOADS))})
"""
