"""Tables of nodes, edges and targets made by hand, in the columns that the graph's first part writes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bartizan.graph.paths.create import create_paths, path_settings
from bartizan.graph.tables import EDGE, EDGE_GAP, NODE, TARGET
from bartizan.store import Engine
from bartizan.store.engine import Row

FUNCTION, ROLE, BUCKET, APP = "aws_lambda_function", "aws_iam_role", "aws_s3_bucket", "azure_function_app"
MODES = {"invokes": "invokes", "triggers": "invokes", "feeds": "invokes"} | dict.fromkeys(
    ("can_read", "can_write", "can_administer", "can_decrypt", "rotates", "reaches_network"), "reaches"
)
KINDS = {
    "f": FUNCTION,
    "r": ROLE,
    "b": BUCKET,
    "app": APP,
    "id": "azure_user_assigned_identity",
    "q": "aws_sqs_queue",
    "s": "aws_secretsmanager_secret",
    "u": "aws_iam_user",
    "v": "azure_key_vault",
    "st": "azure_storage_account",
    "db": "aws_rds_instance",
    "slot": "azure_function_app_slot",
}
SETTINGS = path_settings()
Edge = tuple[str, str, str, dict[str, Any]]


def edge(source: str, kind: str, target: str, **more: Any) -> Edge:
    """Return an edge; ``more`` are other columns, such as its weight_key."""
    return source, kind, target, more


def way(text: str, **more: Any) -> list[Edge]:
    """Return the edges of ``internet -invokes-> f1 -runs_as-> r1``; a kind may name a weight: ``exploits:kev``."""
    parts = text.replace("->", "-").split("-")
    found = []
    for source, kind, target in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
        verb, _, weight = kind.strip().partition(":")
        found.append(edge(source.strip(), verb, target.strip(), **({"weight_key": weight} if weight else {}), **more))
    return found


@contextmanager
def graph(
    edges: Iterable[Edge], targets: Sequence[tuple[Any, ...]], scopes: dict[str, str] | None = None
) -> Iterator[Engine]:
    """Yield an engine with the graph's tables; a target is (node, kind, impact_key, sensitivity, group)."""
    unique = list(dict.fromkeys((s, k, t, tuple(sorted(m.items()))) for s, k, t, m in _hashable(edges)))
    ids = sorted(
        {end for s, _, t, _ in unique for end in (s, t)} | {each[0] for each in targets}, key=lambda i: (_kind(i), i)
    )
    number = {id_: n for n, id_ in enumerate(ids)}
    with Engine(threads=1) as engine:
        for name, columns in {"node": NODE, "edge": EDGE, "edge_gap": EDGE_GAP, "target": TARGET}.items():
            engine.create_empty(name, columns)
        engine.insert(
            "node", [(n, i, _kind(i), i, _provider(i), (scopes or {}).get(i, "1")) for i, n in number.items()]
        )
        rows = [_row(number[s], k, number[t], dict(m)) for s, k, t, m in unique]
        engine.insert("edge", sorted(rows, key=str))
        engine.insert(
            "target",
            [(number[i], kind, impact, sensitivity, "", group) for i, kind, impact, sensitivity, group in targets],
        )
        yield engine


def paths(edges: Iterable[Edge], *targets: tuple[Any, ...], scopes: dict[str, str] | None = None) -> list[Row]:
    """Return the attack paths of a graph."""
    with graph(edges, targets, scopes) as engine:
        create_paths(engine, SETTINGS)
        return engine.rows("select * from attack_path")


def admin(scope: str = "1") -> tuple[Any, ...]:
    """Return the administrator of an account as a target."""
    return (f"admin:aws:{scope}", "administrator", "account", "sensitive", f"admin:{scope}")


def data(node: str, sensitivity: str = "sensitive", group: str = "") -> tuple[Any, ...]:
    """Return a store as a target."""
    return (node, "data", f"data_{sensitivity}", sensitivity, group or node)


def _hashable(edges: Iterable[Edge]) -> Iterator[Edge]:
    for source, kind, target, more in edges:
        yield source, kind, target, {key: tuple(v) if isinstance(v, list) else v for key, v in more.items()}


def _row(source: int, kind: str, target: int, more: dict[str, Any]) -> tuple[Any, ...]:
    weight = more.get("weight_key", "no_authentication" if kind == "invokes" else kind)
    return (
        *(source, target, kind, more.get("mode", MODES.get(kind, "controls")), more.get("effect", "yes")),
        *(more.get("condition", ""), more.get("why", f"{kind}!"), weight, list(more.get("rule_ids", []))),
    )


def _kind(id_: str) -> str:
    head = id_.partition(":")[0].rstrip("0123456789")
    return {"internet": "internet", "any_aws_account": "any_aws_account", "foreign": "foreign", "admin": "admin"}.get(
        head
    ) or KINDS[head]


def _provider(id_: str) -> str:
    return "" if id_ == "internet" else "azure" if _kind(id_).startswith("azure") or ":azure" in id_ else "aws"
