"""What nodes and edges cost on a made-up estate: 1,000 functions with 250 roles, and what these may do.

``python bench/edges.py`` prints CPU seconds of ``connect_edges``, and how many nodes and edges it made.
"""

import time

from bartizan.graph.edges import connect_edges
from bartizan.normalize.run import schemas
from bartizan.permit.tables import COMMON
from bartizan.store import Engine
from bartizan.store.engine import quoted

FUNCTIONS, ROLES, BUCKETS, STRONG = 1_000, 250, 200, 15
TARGET = 0.8
_ACCOUNT = "111122223333"
_VULNERABILITY = {
    **dict.fromkeys(("digest", "package", "version", "advisory_id", "severity", "cvss_vector", "status"), "varchar"),
    **{"aliases": "varchar[]", "epss": "double", "kev": "boolean", "is_malicious": "boolean"},
}
_FUNCTION = f"'arn:aws:lambda:eu-west-1:{_ACCOUNT}:function:f' || i"
_ROLE = f"'arn:aws:iam::{_ACCOUNT}:role/r' || i"
_BUCKET = "'arn:aws:s3:::b' || i"


def estate() -> Engine:
    """Return the tables of the estate: one function in ten has a public URL, strong roles may do everything."""
    engine = Engine(threads=2)
    for name, columns in {**schemas(), **COMMON, "vulnerability": _VULNERABILITY}.items():
        engine.create_empty(name, columns)
    engine.create_empty("listing", dict.fromkeys(("kind", "scope", "region", "outcome"), "varchar"))
    _fill(engine, "aws_account", 1, id=f"'{_ACCOUNT}'", scope=f"'{_ACCOUNT}'")
    _fill(
        engine,
        "aws_lambda_function",
        FUNCTIONS,
        **{"id": _FUNCTION, "name": "'f' || i", "scope": f"'{_ACCOUNT}'", "url_is_public": "i % 10 = 0"},
        **{"has_role": "true", "role_arn": _ROLE.replace("|| i", f"|| i % {ROLES}"), "code_status": "'assessed'"},
        **{
            "foreign_accounts": "[]",
            "unknown_organizations": "[]",
            "unscoped_services": "[]",
            "alias_names": "[]",
            "layers": "[]",
        },
        **dict.fromkeys(("is_publicly_invocable", "is_signed_url_open", "has_open_load_balancer"), "false"),
    )
    _fill(
        engine,
        "aws_iam_role",
        ROLES,
        **{"id": _ROLE, "name": "'r' || i", "scope": f"'{_ACCOUNT}'", "is_admin": "false", "trust_policy": "'{}'"},
        foreign_trusted_accounts="[]",
        foreign_trusted_organizations="[]",
    )
    _fill(engine, "aws_s3_bucket", BUCKETS, id=_BUCKET, name="'b' || i", scope=f"'{_ACCOUNT}'", tags="'{}'")
    for ability, target, n in (
        *((each, _FUNCTION, FUNCTIONS) for each in ("write_code", "write_config", "make_run", "invoke")),
        *((each, _BUCKET, BUCKETS) for each in ("data_read", "data_write", "data_admin")),
    ):
        _fill(
            engine,
            "access",
            n * STRONG,
            **{"principal_id": _ROLE.replace("|| i", f"|| i % {STRONG}"), "provider": "'aws'", "effect": "'yes'"},
            **{"ability": f"'{ability}'", "target_id": target.replace("|| i", f"|| i // {STRONG}")},
            **{"action": "'a'", "condition": "''", "because": "'inline:own'"},
        )
    return engine


def _fill(engine: Engine, table: str, n: int, **columns: str) -> None:
    names = ", ".join(map(quoted, columns))
    engine.execute(f"insert into {table} ({names}) select {', '.join(columns.values())} from range({n}) as r(i)")


def main() -> None:
    """Print what one run costs."""
    with estate() as engine:
        start = time.process_time()
        connect_edges(engine)
        spent = time.process_time() - start
        counted = {name: engine.rows(f"select count(*) as n from {name}")[0]["n"] for name in ("node", "edge")}
        print(f"{counted['node']:,} nodes, {counted['edge']:,} edges: {spent:.2f} s, target {TARGET} s")


if __name__ == "__main__":
    main()
