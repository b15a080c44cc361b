"""A small published snapshot, made without a scan."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bartizan.assess import Rule
from bartizan.decide.order import number
from bartizan.model import now
from bartizan.normalize import schemas
from bartizan.report.views.inventory import create_inventory
from bartizan.state import Manifest, State
from bartizan.store import Engine, snapshot_store
from bartizan.store.engine import OBSERVATION_COLUMNS
from bartizan.store.rules import save_rules

FUNCTION = "aws_lambda_function"


def _rule(name: str, severity: str) -> Rule:
    return Rule.model_validate(
        {
            "id": f"aws.lambda.{name}",
            "title": f"Function is {name}",
            "severity": severity,
            "category": "access_control",
            "table": FUNCTION,
            "fails": "true",
            "evidence": ["runtime"],
            "rationale": "What is wrong here is made up.",
            "remediation": {"text": "Fix it."},
            "examples": [{"expect": status} for status in ("fail", "pass", "unknown")],
        }
    )


RULES = [_rule("open", "critical"), _rule("old", "low")]


def arn(name: str, scope: str = "111122223333") -> str:
    return f"arn:aws:lambda:eu-west-1:{scope}:function:{name}"


def published(
    home: Path, functions: list[dict[str, Any]], directory: str = "default", id_: str = "one", also: Sequence[str] = ()
) -> Path:
    """Publish functions, each with a finding of every rule in RULES; ``level`` is the risk level of its findings.

    What ``also`` does to the tables is done before.
    """
    with Engine() as engine, snapshot_store(home, directory).draft(id_) as draft:
        _fill(engine, functions)
        for sql in also:
            engine.execute(sql)
        draft.seal(engine, engine.tables())
        at = now().isoformat(timespec="seconds")
        summary = {"snapshot_id": id_, "started_at": f"{at}Z", "finished_at": f"{at}Z"}
        manifest = Manifest(id_, directory, now(), now(), "complete", summary)
        draft.publish(lambda: State(home).publish(manifest))
    return home


def _fill(engine: Engine, functions: list[dict[str, Any]]) -> None:
    columns = schemas()[FUNCTION]
    engine.create_empty(FUNCTION, columns)
    rows = [
        {"region": "eu-west-1", "scope": f["id"].split(":")[4], "observed_at": "2026-01-01", **f} for f in functions
    ]
    engine.insert(FUNCTION, [[row.get(column) for column in columns] for row in rows])
    engine.create(
        "resource",
        f"select id, '{FUNCTION}' as type, observed_at as first_seen, observed_at as last_seen from {FUNCTION}",
    )
    engine.create_empty("observation", OBSERVATION_COLUMNS)
    engine.execute(
        "insert into observation by name select id, scope, region, observed_at, 'ok' as outcome, 'self' as aspect, "
        f"'{FUNCTION}' as kind, json_object('FunctionName', name) as body from {FUNCTION}"
    )
    save_rules(engine, [rule.model_dump(mode="json") for rule in RULES])
    engine.create(
        "finding",
        "select rule.id as rule_id, 'fail' as status, severity, f.id as resource_id, "
        f"'{FUNCTION}' as resource_type, name as resource_name, scope, region, "
        "json_object('runtime', runtime) as evidence, "
        "cast([] as varchar[]) as missing, severity as risk_level, cast([] as varchar[]) as risk_factors, "
        f"'' as risk_reason, observed_at as first_seen, observed_at as last_seen from {FUNCTION} as f cross join rule",
    )
    engine.create(
        "rule_result", "select rule_id, resource_type, scope, status, count(*) as n from finding group by all"
    )
    number(engine)
    create_inventory(engine)
