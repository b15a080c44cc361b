"""A small graph by hand: what each relation leads to can be read here."""

from bartizan.explore.ask import ask, written
from bartizan.graph.tables import EDGE, EDGE_GAP, NODE
from bartizan.store import Engine

FUNCTION, ROLE, BUCKET = "aws_lambda_function", "aws_iam_role", "aws_s3_bucket"
NODES = [
    ("admin", "admin:aws:1"),
    (ROLE, "reader"),
    (ROLE, "other-account"),
    (ROLE, "unread"),
    (ROLE, "idle"),
    (BUCKET, "lake"),
    (BUCKET, "logs"),
    (FUNCTION, "shop"),
    (FUNCTION, "query"),
    (FUNCTION, "report"),
    (FUNCTION, "batch"),
    (FUNCTION, "image"),
    ("internet", "internet"),
]
EDGES = [
    ("shop", "runs_as", "reader", "yes"),
    ("query", "runs_as", "other-account", "yes"),
    ("report", "runs_as", "unread", "yes"),
    ("batch", "runs_as", "idle", "yes"),
    ("image", "runs_as", "reader", "yes"),
    ("reader", "can_read", "lake", "yes"),
    ("reader", "can_read", "logs", "conditional"),
    ("other-account", "can_assume", "reader", "yes"),
    ("idle", "can_read", "logs", "yes"),
    ("internet", "invokes", "shop", "yes"),
]
MODES = {"runs_as": "controls", "can_assume": "controls", "can_read": "reaches", "invokes": "invokes"}
FUNCTIONS = [
    # name, exposure, authentication, days left, tags, list, code status, digest
    ("shop", "internet", "none", 40, '{"owner":"team-shop","a/b":"x"}', ["one", "two"], "assessed", "d1"),
    ("query", "private", "iam", 400, "{}", [], "assessed", "d2"),
    ("report", None, "iam", None, None, None, "assessed", "d3"),
    ("batch", "private", "iam", 90, '{"owner":"team-data"}', ["one"], "assessed", "d1"),
    ("image", "internet", "none", 90, "{}", [], "ineligible", ""),
]
VULNERABILITIES = [
    ("d1", "CVE-1", "critical", True, 0.9, "affected"),
    ("d1", "CVE-2", "low", False, 0.01, "affected"),
    ("d2", "CVE-3", "high", False, None, "unknown"),
]
FINDINGS = [
    ("f1", "aws.x", "fail", "critical", "shop", "critical"),
    ("f2", "aws.y", "unknown", "high", "batch", "medium"),
]


def small_estate() -> Engine:
    """Return an engine with the tables of the fixture."""
    engine = Engine(threads=1)
    common = {"id": "varchar", "name": "varchar", "scope": "varchar", "tags": "varchar"}
    engine.create_empty(
        FUNCTION,
        common
        | {"exposure": "varchar", "authentication": "varchar", "runtime_days_left": "integer", "names": "varchar[]"}
        | {"code_status": "varchar", "code_digest": "varchar", "last_modified": "varchar"},
    )
    engine.insert(
        FUNCTION,
        [
            (n, n, "1", t, e, a, d, names, s, digest, "2026-09-01T08:00:00.000+0000")
            for n, e, a, d, t, names, s, digest in FUNCTIONS
        ],
    )
    engine.create_empty(ROLE, common | {"is_admin": "boolean"})
    engine.insert(
        ROLE, [(n, n, "1", "{}", None if n == "unread" else n == "idle") for kind, n in NODES if kind == ROLE]
    )
    engine.create_empty(BUCKET, common | {"is_public": "boolean"})
    engine.insert(
        BUCKET, [("lake", "lake", "1", '{"data-class":"personal"}', False), ("logs", "logs", "1", None, True)]
    )
    _add_parts(engine)
    add_graph(engine, EDGES, [("unread", "can_read"), ("unread", "can_assume")])
    return engine


def _add_parts(engine: Engine) -> None:
    text = "varchar"
    engine.create_empty(
        "vulnerability",
        {"digest": text, "advisory_id": text, "severity": text, "kev": "boolean", "epss": "double", "status": text},
    )
    engine.insert("vulnerability", VULNERABILITIES)
    engine.create_empty("package", {"digest": text, "name": text, "version": text})
    engine.insert("package", [("d1", "log", "1.0"), ("d3", "yaml", "2.0")])
    engine.create_empty(
        "finding",
        {"id": text, "rule_id": text, "status": text, "severity": text, "resource_id": text, "risk_level": text}
        | {"resource_type": text},
    )
    engine.insert("finding", [(*row, FUNCTION) for row in FINDINGS])


def add_graph(engine: Engine, edges: list[tuple[str, str, str, str]], gaps: list[tuple[str, str]]) -> None:
    """Write the graph's tables, over what was there."""
    n = {name: number for number, (_, name) in enumerate(NODES)}
    engine.create_empty("node", NODE)
    engine.insert("node", [(n[name], name, kind, name, "aws", "1") for kind, name in NODES])
    engine.create_empty("edge", EDGE)
    engine.insert(
        "edge", [(n[s], n[t], kind, MODES[kind], effect, "", "", "", list[str]()) for s, kind, t, effect in edges]
    )
    engine.create_empty("edge_gap", EDGE_GAP)
    engine.insert("edge_gap", [(n[name], kind, "iam:GetRolePolicy") for name, kind in gaps])


def found(engine: Engine, text: str) -> str:
    """Return the names that a query finds, those that are unknown with a question mark: ``a b?``."""
    rows = ask(engine, written(text)).rows
    return " ".join(sorted(row["id"] + ("" if row["match"] == "yes" else "?") for row in rows))
